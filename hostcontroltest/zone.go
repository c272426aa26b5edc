package hostcontroltest

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"
)

const eventZoneReplaced = "zone.replaced"

// Types of records. The last three are the platform's own: a redirect, a frame
// around another page, and a mail server given by its address.
const recordTypes = "A,AAAA,CAA,CNAME,MX,NS,SRV,TXT,URL,FRAME,MXE"

const (
	defaultTTL  = 3600
	minTTL      = 60
	maxTTL      = 604_800
	defaultPrio = 10
	maxRecords  = 1000
)

// record is a line of a zone. It is also how the platform shows one.
type record struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content string `json:"content"`
	TTL     int64  `json:"ttl"`
	Prio    *int64 `json:"prio"`
}

type zoneView struct {
	Records []record `json:"records"`
}

// getZone shows the platform's own records at the top of the zone before the
// customer's.
func getZone(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	return zoneView{slices.Concat(found.authority(), found.records)}, nil
}

// authority is the records that make a zone one of the platform's.
func (d *domain) authority() []record {
	servers := platformNameServers()
	soa := fmt.Sprintf("%s hostmaster.%s %d 10800 3600 604800 3600", servers[0], inMemoryHost, d.zoneSerial)
	records := []record{{Name: d.name, Type: "SOA", Content: soa, TTL: maxTTL}}
	for _, hostname := range servers {
		records = append(records, record{Name: d.name, Type: "NS", Content: hostname, TTL: maxTTL})
	}
	return records
}

// replaceZone replaces the customer's records. The platform's own may be left
// out, as existing clients do, or sent back: they stay what they are.
func replaceZone(c *call) (any, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, err
	}
	records := c.body.records(found)
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if err := found.mayChangeDNS(); err != nil {
		return nil, err
	}
	found.records = records
	found.zoneSerial = nextSerial(found.zoneSerial, c.now)
	found.updated = c.now
	c.record(found.owner, eventZoneReplaced, found.object(), "zone replaced")
	return nil, nil
}

// mayChangeDNS refuses what only the platform's name servers can do, and what
// the customer may not do.
func (d *domain) mayChangeDNS() error {
	if !d.owner.dnsManagement || !d.onPlatformServers() {
		return refuse("dns_management_disabled", "the zone of this domain cannot be changed here")
	}
	return nil
}

// nextSerial follows the custom of a date and a count within it.
func nextSerial(last int64, now time.Time) int64 {
	year, month, day := now.Date()
	today := int64(year*10_000+int(month)*100+day) * 100
	return max(last+1, today+1)
}

// records reads the body of a zone. An empty list empties the zone.
func (f *form) records(d *domain) []record {
	const name = "records"
	entries := f.objects(name)
	switch {
	case entries == nil && !f.rejected(name):
		f.reject(name, textRequired)
	case len(entries) > maxRecords:
		f.reject(name, fmt.Sprintf("Enter no more than %d records.", maxRecords))
		return nil
	}
	out := make([]record, 0, len(entries))
	for i, entry := range entries {
		r := entry.record(d)
		f.adopt(name, i, entry)
		if !d.isAuthority(r) {
			out = append(out, r)
		}
	}
	return out
}

func (d *domain) isAuthority(r record) bool {
	return r.Name == d.name && (r.Type == "SOA" || r.Type == "NS")
}

// belowForm is what a record's name has before the domain.
var belowForm = regexp.MustCompile(`^(?:(?:\*|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)\.)*$`)

// mayName tells whether a record of the domain's zone can have a name.
func (d *domain) mayName(name string) bool {
	below, ok := strings.CutSuffix(name, d.name)
	return ok && belowForm.MatchString(below)
}

func (f *form) record(d *domain) record {
	r := record{
		Name:    strings.ToLower(f.required("name", 253)),
		Type:    strings.ToUpper(f.required("type", 16)),
		Content: f.required("content", 4096),
		TTL:     f.integerWithin("ttl", defaultTTL, minTTL, maxTTL),
	}
	if d.isAuthority(r) {
		return r
	}
	if !f.rejected("name") && !d.mayName(r.Name) {
		f.reject("name", "Enter the domain or a name below it.")
	}
	if !f.rejected("type") && !slices.Contains(strings.Split(recordTypes, ","), r.Type) {
		f.reject("type", textChoice)
	}
	if !f.rejected("content") && !r.acceptsContent() {
		f.reject("content", "Enter a value that suits the type.")
	}
	if r.Type == "MX" || r.Type == "SRV" {
		r.Prio = new(f.integerWithin("prio", defaultPrio, 0, 65_535))
	}
	return r
}

// acceptsContent looks at the types whose value has an obvious form.
func (r record) acceptsContent() bool {
	switch r.Type {
	case "A", "MXE":
		address, err := netip.ParseAddr(r.Content)
		return err == nil && address.Is4()
	case "AAAA":
		address, err := netip.ParseAddr(r.Content)
		return err == nil && address.Is6() && address.Zone() == ""
	case "CNAME": // may lead to names that no host has, such as those of DKIM keys
		return hostnameForm.MatchString(strings.ToLower(strings.TrimSuffix(strings.ReplaceAll(r.Content, "_", "x"), ".")))
	case "MX", "NS":
		if r.Type == "MX" && r.Content == "." { // the domain takes no mail (RFC 7505)
			return true
		}
		return hostnameForm.MatchString(strings.ToLower(strings.TrimSuffix(r.Content, ".")))
	case "URL", "FRAME":
		return strings.HasPrefix(r.Content, "http://") || strings.HasPrefix(r.Content, "https://")
	default:
		return true
	}
}
