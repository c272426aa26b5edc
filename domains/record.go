package domains

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// A RecordType is the type of a record. The list is open: types that are not
// named here are taken as they are, for the platform to judge.
type RecordType string

// Types of records. The last three are the platform's own, and unknown to DNS.
const (
	TypeA     RecordType = "A"
	TypeAAAA  RecordType = "AAAA"
	TypeCAA   RecordType = "CAA"
	TypeCNAME RecordType = "CNAME"
	TypeMX    RecordType = "MX"
	TypeNS    RecordType = "NS"
	TypeSOA   RecordType = "SOA" // the platform's alone
	TypeSRV   RecordType = "SRV"
	TypeTXT   RecordType = "TXT"
	TypeURL   RecordType = "URL"   // redirects to a page
	TypeFRAME RecordType = "FRAME" // shows a page in a frame
	TypeMXE   RecordType = "MXE"   // has mail delivered to an address
)

// A Record is a line of a zone. The functions named after the types make
// records, and the methods read what Content holds.
type Record struct {
	// Name is the full name, such as "www.example.com", without a dot at the
	// end; "@" stands for the domain itself.
	Name string     `json:"name"`
	Type RecordType `json:"type"`
	// Content is the record's data as a zone file has it, but for the priority
	// of MX and SRV records and for the dots at the end of host names. A text
	// that needs no quotes has none.
	Content string `json:"content"`
	// TTL is how long the record may be kept, in seconds. Zero leaves it to
	// the platform.
	TTL int `json:"ttl,omitzero"`
	// Priority is that of MX and SRV records: the lowest is tried first.
	Priority *int `json:"prio,omitzero"`

	Unknown jsontext.Value `json:",embed"`
}

// A makes the record of an IPv4 address.
func A(name string, addr netip.Addr) Record {
	return Record{Name: name, Type: TypeA, Content: addr.Unmap().String()}
}

// AAAA makes the record of an IPv6 address.
func AAAA(name string, addr netip.Addr) Record {
	return Record{Name: name, Type: TypeAAAA, Content: addr.String()}
}

// CNAME makes a name another name of a host. It must be the name's only record.
func CNAME(name, host string) Record {
	return Record{Name: name, Type: TypeCNAME, Content: host}
}

// MX has mail delivered to a host. The host "." takes none.
func MX(name string, priority uint16, host string) Record {
	return Record{Name: name, Type: TypeMX, Content: host, Priority: new(int(priority))}
}

// NS leaves a name below the domain to other name servers. Those of the domain
// itself are not records that can be set.
func NS(name, host string) Record {
	return Record{Name: name, Type: TypeNS, Content: host}
}

// TXT makes a record of any text, cut into strings of 255 bytes where it is
// longer.
func TXT(name, text string) Record {
	return Record{Name: name, Type: TypeTXT, Content: formatStrings(chunks(text))}
}

// URL redirects visitors of a name to a page. Only the platform's own name
// servers know this type.
func URL(name, target string) Record {
	return Record{Name: name, Type: TypeURL, Content: target}
}

// FRAME shows visitors of a name a page in a frame. Only the platform's own
// name servers know this type.
func FRAME(name, target string) Record {
	return Record{Name: name, Type: TypeFRAME, Content: target}
}

// MXE has mail delivered to a host that is given by its address. Only the
// platform's own name servers know this type.
func MXE(name string, addr netip.Addr) Record {
	return Record{Name: name, Type: TypeMXE, Content: addr.String()}
}

// SRVData is what an SRV record says about a service.
type SRVData struct {
	Priority uint16 // the lowest is tried first
	Weight   uint16 // share among those of one priority
	Port     uint16
	Host     string // "." where there is no such service
}

// SRV makes the record of a service, such as "_sip._tcp.example.com".
func SRV(name string, d SRVData) Record {
	return Record{Name: name, Type: TypeSRV, Content: d.content(), Priority: new(int(d.Priority))}
}

func (d SRVData) content() string { return fmt.Sprintf("%d %d %s", d.Weight, d.Port, d.Host) }

// CAAData is what a CAA record says about who may issue certificates.
type CAAData struct {
	Flags uint8  // 128: who does not know the tag must not issue
	Tag   string // such as "issue", "issuewild", "iodef"
	Value string
}

// CAA makes the record that says which authority may issue certificates.
func CAA(name string, d CAAData) Record {
	return Record{Name: name, Type: TypeCAA, Content: d.content()}
}

func (d CAAData) content() string { return fmt.Sprintf("%d %s %s", d.Flags, d.Tag, quote(d.Value)) }

// WithTTL gives the record with another TTL, in seconds.
func (r Record) WithTTL(seconds int) Record {
	r.TTL = seconds
	return r
}

// Addr gives the address of an A, AAAA or MXE record.
func (r Record) Addr() (netip.Addr, bool) {
	switch r.Type {
	case TypeA, TypeAAAA, TypeMXE:
		addr, err := netip.ParseAddr(r.Content)
		return addr, err == nil
	}
	return netip.Addr{}, false
}

// Host gives the host that a CNAME, MX or NS record points to.
func (r Record) Host() (string, bool) {
	switch r.Type {
	case TypeCNAME, TypeMX, TypeNS:
		return undotted(r.Content), true
	}
	return "", false
}

// Text gives the text of a TXT record, its strings joined.
func (r Record) Text() (string, bool) {
	if r.Type != TypeTXT {
		return "", false
	}
	parts, err := parseStrings(r.Content)
	return strings.Join(parts, ""), err == nil
}

// SRV gives the data of an SRV record, whether the priority stands beside the
// content or, as in a zone file, at its beginning.
func (r Record) SRV() (SRVData, bool) {
	if r.Type != TypeSRV {
		return SRVData{}, false
	}
	fields := strings.Fields(r.Content)
	if r.Priority != nil {
		fields = append([]string{strconv.Itoa(*r.Priority)}, fields...)
	}
	if len(fields) != 4 {
		return SRVData{}, false
	}
	var numbers [3]uint16
	for i := range numbers {
		n, err := strconv.ParseUint(fields[i], 10, 16)
		if err != nil {
			return SRVData{}, false
		}
		numbers[i] = uint16(n)
	}
	return SRVData{numbers[0], numbers[1], numbers[2], undotted(fields[3])}, true
}

// CAA gives the data of a CAA record.
func (r Record) CAA() (CAAData, bool) {
	if r.Type != TypeCAA {
		return CAAData{}, false
	}
	flags, rest := firstWord(r.Content)
	tag, value := firstWord(rest)
	number, err := strconv.ParseUint(flags, 10, 8)
	if err != nil || tag == "" || value == "" {
		return CAAData{}, false
	}
	var after string
	if strings.HasPrefix(value, `"`) {
		value, after, err = unquote(value)
	} else {
		value, after = firstWord(value)
	}
	if err != nil || after != "" {
		return CAAData{}, false
	}
	return CAAData{uint8(number), tag, value}, true
}

// firstWord takes the first word off a text.
func firstWord(text string) (string, string) {
	text = strings.Trim(text, " \t")
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		return text[:i], strings.TrimLeft(text[i:], " \t")
	}
	return text, ""
}

// String gives the record as a line: name, TTL, type, priority and content.
func (r Record) String() string {
	fields := []string{r.Name}
	if r.TTL != 0 {
		fields = append(fields, strconv.Itoa(r.TTL))
	}
	fields = append(fields, string(r.Type))
	if r.Priority != nil {
		fields = append(fields, strconv.Itoa(*r.Priority))
	}
	line := strings.Join(append(fields, r.Content), " ")
	if strings.ContainsFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return strconv.QuoteToGraphic(line)
	}
	return line
}

// undotted takes the dot from the end of a host name, but not from the root.
func undotted(host string) string {
	if host == "." {
		return host
	}
	return strings.TrimSuffix(host, ".")
}
