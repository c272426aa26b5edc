package bind

import (
	"fmt"
	"io"
	"strings"

	"github.com/miekg/dns"

	"github.com/hostcontrol-go/sdk/domains"
)

// maxRecords bounds what a file expands to: a line of $GENERATE can stand for
// 65536 records.
const maxRecords = 100_000

// Parse reads the zone file of a domain. Names that are relative are below the
// domain until an $ORIGIN says otherwise; $INCLUDE is refused.
//
// A record that gets no TTL from the file has none, which leaves it to the
// platform. The SOA record and the domain's own NS records are among the
// result, where [domains.ZoneService.Apply] passes over them. Whether the
// platform takes the records is for it to tell; Parse stops at what is no zone
// file and at records that lie outside the domain.
func Parse(r io.Reader, domain string) ([]domains.Record, error) {
	name, err := domains.ParseName(domain)
	if err != nil {
		return nil, err
	}
	records, err := parse(r, name)
	if err != nil {
		return nil, fmt.Errorf("zone file of %s: %w", name, err)
	}
	return records, nil
}

func parse(r io.Reader, domain domains.Name) ([]domains.Record, error) {
	origin := dns.Fqdn(domain.String())
	var notes commentReader
	parser := dns.NewZoneParser(io.TeeReader(r, &notes), origin, "")
	parser.SetDefaultTTL(0)
	records := []domains.Record{}
	for rr, ok := parser.Next(); ok; rr, ok = parser.Next() {
		if len(records) == maxRecords {
			return nil, fmt.Errorf("has more than %d records", maxRecords)
		}
		if class := rr.Header().Class; class != dns.ClassINET {
			return nil, fmt.Errorf("%s is of class %s, not IN", rr.Header().Name, dns.Class(class))
		}
		records = append(records, fromRR(rr))
	}
	if err := parser.Err(); err != nil {
		return nil, err
	}
	noted, err := notes.records()
	if err != nil {
		return nil, err
	}
	records = append(records, noted...)
	for _, r := range records {
		if !dns.IsSubDomain(origin, dns.Fqdn(r.Name)) {
			return nil, fmt.Errorf("the %s record of %s lies outside", r.Type, r.Name)
		}
	}
	return records, nil
}

// fromRR gives the record in the platform's form: priorities apart, and host
// names without a dot at the end.
func fromRR(rr dns.RR) domains.Record {
	name := strings.ToLower(undotted(rr.Header().Name))
	ttl := int(rr.Header().Ttl)
	data := dataOf(rr)
	switch rr := rr.(type) {
	case *dns.MX:
		return domains.MX(name, rr.Preference, undotted(rr.Mx)).WithTTL(ttl)
	case *dns.SRV:
		return domains.SRV(name, domains.SRVData{
			Priority: rr.Priority,
			Weight:   rr.Weight,
			Port:     rr.Port,
			Host:     undotted(rr.Target),
		}).WithTTL(ttl)
	case *dns.CNAME, *dns.NS:
		data = undotted(data)
	case *dns.SOA:
		data = fmt.Sprintf("%s %s %d %d %d %d %d", undotted(rr.Ns), undotted(rr.Mbox), rr.Serial, rr.Refresh, rr.Retry, rr.Expire, rr.Minttl)
	}
	record := domains.Record{Name: name, Type: domains.RecordType(dns.Type(rr.Header().Rrtype).String()), Content: data, TTL: ttl}
	if txt, ok := rr.(*dns.TXT); ok && len(txt.Txt) == 1 {
		if text, ok := record.Text(); ok {
			record.Content = domains.TXT(name, text).Content
		}
	}
	return record
}

// dataOf gives what follows the type in a zone file.
func dataOf(rr dns.RR) string {
	if rr, ok := rr.(*dns.RFC3597); ok { // the text of these has a header of another form
		return strings.TrimSpace(fmt.Sprintf(`\# %d %s`, len(rr.Rdata)/2, rr.Rdata))
	}
	return strings.TrimPrefix(rr.String(), rr.Header().String())
}

// undotted takes the dot from the end of a name, but not from the root.
func undotted(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}
