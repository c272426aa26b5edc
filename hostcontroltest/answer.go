package hostcontroltest

import (
	"net/http"
	"strconv"
)

// delivery says how much of an answer reaches the client.
type delivery int

const (
	whole delivery = iota
	half
	dropped
)

// answer is a response before it is sent.
type answer struct {
	status      int
	contentType string
	header      http.Header // beyond the content's; may be nil
	body        []byte
	delivery    delivery
}

const (
	typeJSON = "application/json"
	typeHTML = "text/html; charset=utf-8"
)

// sentStatus is what a log may call the status of the answer.
func (a answer) sentStatus() int {
	if a.delivery == dropped {
		return 0
	}
	return a.status
}

func (a answer) send(w http.ResponseWriter) {
	if a.delivery == dropped {
		hangUp(w)
		return
	}
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	if a.contentType != "" {
		header.Set("Content-Type", a.contentType)
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if a.delivery == half {
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // net/http closes the connection, silently
	}
	_, _ = w.Write(a.body) // a client that went away is no concern of ours
}

// hangUp closes the connection without an answer. A writer that does not give
// its connection away is aborted the way net/http provides for.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_ = conn.Close()
}
