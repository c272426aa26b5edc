package bind

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"github.com/hostcontrol-go/sdk/domains"
)

// defaultTTL is the $TTL of the files, for records that have none.
const defaultTTL = 3600

// Write writes a zone as a zone file, in the order of its records. Those
// whose type DNS does not know become comments.
//
// Nothing that a record holds can break out of its line. A record whose
// content does not suit its type is an error; what was written until then is
// of no use.
func Write(w io.Writer, zone *domains.Zone) error {
	buffered := bufio.NewWriter(w)
	fmt.Fprintf(buffered, "$ORIGIN %s\n$TTL %d\n", dns.Fqdn(zone.Domain.String()), defaultTTL)
	for _, r := range zone.Records {
		line, err := format(zone.Domain, r)
		if err != nil {
			return fmt.Errorf("zone file of %s: %s record of %q: %w", zone.Domain, r.Type, r.Name, err)
		}
		fmt.Fprintln(buffered, line)
	}
	return buffered.Flush()
}

func format(domain domains.Name, r domains.Record) (string, error) {
	r.Type = domains.RecordType(strings.ToUpper(string(r.Type)))
	r.Name = strings.TrimSuffix(r.Name, ".")
	if r.Name == "@" {
		r.Name = domain.String()
	}
	if !dns.IsSubDomain(dns.Fqdn(domain.String()), dns.Fqdn(r.Name)) {
		return "", errors.New("lies outside")
	}
	if r.TTL < 0 || r.TTL > math.MaxInt32 {
		return "", fmt.Errorf("has a TTL of %d seconds", r.TTL)
	}
	if !isDNS(r.Type) {
		return formatComment(r)
	}
	rr, err := toRR(r)
	if err != nil {
		return "", err
	}
	ttl := ""
	if r.TTL != 0 {
		ttl = strconv.Itoa(r.TTL)
	}
	return fmt.Sprintf("%s\t%s\tIN\t%s\t%s", rr.Header().Name, ttl, r.Type, dataOf(rr)), nil
}

func isDNS(kind domains.RecordType) bool {
	_, named := dns.StringToType[string(kind)]
	return named || strings.HasPrefix(string(kind), "TYPE")
}

// toRR makes the record of package dns, and sees to it that it could be sent.
func toRR(r domains.Record) (dns.RR, error) {
	data, ok := presentation(r)
	if !ok {
		return nil, fmt.Errorf("content %.80q does not suit the type", r.Content)
	}
	rr, err := parseData(r.Type, data)
	if err != nil {
		return nil, err
	}
	rr.Header().Name = dns.Fqdn(r.Name)
	message := make([]byte, dns.MaxMsgSize)
	if _, err := dns.PackRR(rr, message, 0, nil, false); err != nil {
		return nil, err
	}
	// The name comes back with everything escaped that would end it.
	rr.Header().Name, _, err = dns.UnpackDomainName(message, 0)
	return rr, err
}

// parseData reads what follows the type in a zone file.
func parseData(kind domains.RecordType, data string) (dns.RR, error) {
	if data == "" || strings.ContainsAny(data, "\r\n") {
		return nil, errors.New("must have one line of content")
	}
	parser := dns.NewZoneParser(strings.NewReader(fmt.Sprintf(". 0 IN %s %s\n", kind, data)), ".", "")
	rr, ok := parser.Next()
	switch {
	case !ok:
		return nil, fmt.Errorf("content does not suit the type: %w", parser.Err())
	case parser.Comment() != "":
		return nil, errors.New("content holds a comment")
	case dns.Type(rr.Header().Rrtype).String() != string(kind):
		return nil, fmt.Errorf("type is also called %s", dns.Type(rr.Header().Rrtype))
	}
	return rr, nil
}

// presentation gives a record's data as a zone file has them: with priorities,
// quotes, and dots at the end of host names.
func presentation(r domains.Record) (data string, ok bool) {
	switch r.Type {
	case domains.TypeCNAME, domains.TypeNS:
		host, ok := r.Host()
		return dns.Fqdn(host), ok
	case domains.TypeMX:
		host, _ := r.Host()
		if r.Priority == nil {
			return "", false
		}
		return fmt.Sprintf("%d %s", *r.Priority, dns.Fqdn(host)), true
	case domains.TypeSRV:
		data, ok := r.SRV()
		return fmt.Sprintf("%d %d %d %s", data.Priority, data.Weight, data.Port, dns.Fqdn(data.Host)), ok
	case domains.TypeCAA:
		data, ok := r.CAA()
		return domains.CAA("", data).Content, ok
	case domains.TypeTXT:
		return presentText(r)
	case domains.TypeSOA:
		return presentSOA(r)
	}
	return r.Content, true
}

// presentText keeps the strings of a text that is quoted already.
func presentText(r domains.Record) (data string, ok bool) {
	text, ok := r.Text()
	data = r.Content
	if !strings.HasPrefix(data, `"`) {
		data = domains.TXT("", text).Content
	}
	if !strings.HasPrefix(data, `"`) {
		data = `"` + data + `"`
	}
	return data, ok
}

func presentSOA(r domains.Record) (data string, ok bool) {
	fields := strings.Fields(r.Content)
	if len(fields) != 7 {
		return "", false
	}
	fields[0], fields[1] = dns.Fqdn(fields[0]), dns.Fqdn(fields[1])
	return strings.Join(fields, " "), true
}
