package rest

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// NewReference makes a client reference: a UUID of version 7 (RFC 9562), which
// sorts by the time it was made. The SDK gives one to every create that comes
// without, so that an answer that got lost can be looked up.
func NewReference() string {
	var id [16]byte
	_, _ = rand.Read(id[6:]) // never fails: crypto/rand ends the program instead
	var milli [8]byte
	binary.BigEndian.PutUint64(milli[:], uint64(time.Now().UnixMilli()))
	copy(id[:6], milli[2:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80

	var text [36]byte
	hex.Encode(text[0:8], id[0:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:36], id[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
