package domains

import (
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hostcontrol-go/sdk/internal/check"
)

// What a record may measure in the DNS (RFC 1035, RFC 2181).
const (
	maxTTL      = math.MaxInt32 // seconds
	maxPriority = math.MaxUint16
	maxData     = math.MaxUint16 // bytes of a record's data
)

// A zoneCheck brings the records of a zone into the form in which they are sent
// and compared, and collects what is wrong with them.
type zoneCheck struct {
	check.Fields
	domain Name
}

// prepare gives the records that are to be sent, without those that are the
// platform's own.
func prepare(operation, domain string, records []Record) (Name, []Record, error) {
	name, err := named(operation, domain)
	if err != nil {
		return "", nil, err
	}
	f := zoneCheck{domain: name}
	if records == nil {
		f.Reject("records", "must not be nil: a list that is empty but not nil empties the zone")
	}
	prepared := make([]Record, len(records))
	for i, r := range records {
		prepared[i] = f.record(fmt.Sprintf("records.%d", i), r)
	}
	f.together(prepared)
	prepared = slices.DeleteFunc(prepared, func(r Record) bool { return ownedByPlatform(name, r) })
	return name, prepared, f.Err(operation)
}

// normal is the form in which a record is compared. What cannot be understood
// stays as it is.
func normal(domain Name, r Record) Record {
	f := zoneCheck{domain: domain}
	return f.record("", r)
}

// ownedByPlatform reports whether a record is one of those that make a zone the
// platform's: its SOA record, and the name servers of the domain itself. The
// platform writes them, with a serial number that moves at each change, and
// they stay when a zone is replaced without them.
func ownedByPlatform(domain Name, r Record) bool {
	return r.Name == domain.String() && (r.Type == TypeSOA || r.Type == TypeNS)
}

func (f *zoneCheck) record(item string, r Record) Record {
	r.Type = RecordType(strings.ToUpper(string(r.Type)))
	r.Name = f.name(item+".name", r.Name)
	f.recordType(item+".type", r)
	if ownedByPlatform(f.domain, r) {
		return r
	}
	r = splitPriority(r)
	r.Content = f.content(item+".content", r)
	r.Priority = f.priority(item+".prio", r)
	if r.TTL < 0 || r.TTL > maxTTL {
		f.Reject(item+".ttl", fmt.Sprintf("must be a number of seconds from 1 to %d, or 0 for the platform's choice", maxTTL))
	}
	return r
}

// name gives the full name of a record. Names that are complete but not in the
// zone are refused rather than taken for names below the domain.
func (f *zoneCheck) name(field, name string) string {
	name = fullName(f.domain, name)
	if !isWithin(f.domain, name) {
		f.Reject(field, fmt.Sprintf("must be %s or a name below it", f.domain))
		return name
	}
	if problem := labelsProblem(strings.TrimPrefix(name, "*.")); problem != "" {
		f.Reject(field, problem)
	}
	return name
}

// shownName gives the full name of a record as the platform shows it, which
// may be relative to the domain.
func shownName(domain Name, name string) string {
	full := fullName(domain, name)
	switch {
	case full == "":
		return domain.String()
	case isWithin(domain, full):
		return full
	}
	return full + "." + domain.String()
}

// fullName gives the name of a record in the form of a [Name].
func fullName(domain Name, name string) string {
	if name == "@" {
		return domain.String()
	}
	return asciiHost(name)
}

// asciiHost brings a name into the form of a [Name]. Labels are mapped one by
// one, and only those in Unicode, since IDNA knows neither underscores nor
// wildcards. What is no name stays as it is, to be refused.
func asciiHost(s string) string {
	if len(s) > utf8.UTFMax*maxName || !utf8.ValidString(s) {
		return s
	}
	labels := strings.Split(undotted(s), ".")
	for i, label := range labels {
		if !strings.ContainsFunc(label, func(r rune) bool { return r > unicode.MaxASCII }) {
			labels[i] = strings.ToLower(label)
		} else if mapped, err := lookup().ToASCII(label); err == nil {
			labels[i] = mapped
		}
	}
	return strings.Join(labels, ".")
}

func isWithin(domain Name, name string) bool {
	below, ok := strings.CutSuffix(name, domain.String())
	return ok && (below == "" || strings.HasSuffix(below, "."))
}

var typeForm = regexp.MustCompile(`^[A-Z][A-Z0-9-]{0,15}$`)

func (f *zoneCheck) recordType(field string, r Record) {
	switch {
	case r.Type == "":
		f.Reject(field, "must not be empty")
	case !typeForm.MatchString(string(r.Type)):
		f.Reject(field, "must be a type such as A, MX or TXT")
	case r.Type == TypeSOA && !ownedByPlatform(f.domain, r):
		f.Reject(field, "must not be SOA: the platform keeps the only one of a zone")
	}
}

// content gives the content in the one form of all that mean the same.
func (f *zoneCheck) content(field string, r Record) string {
	if problem := lineProblem(r.Content); problem != "" {
		f.Reject(field, problem)
		return r.Content
	}
	normal, problem := contentForm(r)
	if problem != "" {
		f.Reject(field, problem)
		return r.Content
	}
	return normal
}

func lineProblem(content string) string {
	switch {
	case strings.TrimSpace(content) == "":
		return "must not be empty"
	case !utf8.ValidString(content):
		return "must be valid UTF-8"
	case strings.ContainsFunc(content, unicode.IsControl):
		return "must not hold control characters"
	}
	return ""
}

func contentForm(r Record) (normal, problem string) {
	switch r.Type {
	case TypeA:
		return addrForm(r, "must be an IPv4 address", netip.Addr.Is4)
	case TypeAAAA:
		return addrForm(r, "must be an IPv6 address", netip.Addr.Is6)
	case TypeMXE:
		return addrForm(r, "must be an IP address", netip.Addr.IsValid)
	case TypeCNAME, TypeNS:
		return hostForm(r.Content)
	case TypeMX:
		return mailHostForm(r.Content)
	case TypeSRV:
		return serviceForm(r)
	case TypeCAA:
		return authorityForm(r)
	case TypeTXT:
		return textForm(r.Content)
	case TypeURL, TypeFRAME:
		return pageForm(r.Content)
	}
	return r.Content, ""
}

func addrForm(r Record, want string, accept func(netip.Addr) bool) (normal, problem string) {
	addr, ok := r.Addr()
	if !ok || !accept(addr) || addr.Zone() != "" {
		return "", want
	}
	return addr.String(), ""
}

func hostForm(host string) (normal, problem string) {
	host = asciiHost(host)
	if _, err := netip.ParseAddr(host); err == nil {
		return "", "must be a host name, not an address"
	}
	if problem := labelsProblem(host); problem != "" {
		return "", problem
	}
	top := host[strings.LastIndexByte(host, '.')+1:]
	if top == host || strings.Trim(top, "0123456789") == "" {
		return "", "must be a full host name such as mail.example.com"
	}
	return host, ""
}

// mailHostForm also takes the root, which stands for no host at all (RFC 7505).
func mailHostForm(host string) (normal, problem string) {
	if host == "." {
		return host, ""
	}
	return hostForm(host)
}

func serviceForm(r Record) (normal, problem string) {
	data, ok := r.SRV()
	if !ok {
		return "", "must be weight, port and host, such as 5 5060 sip.example.com"
	}
	data.Host, problem = mailHostForm(data.Host)
	return data.content(), problem
}

var tagForm = regexp.MustCompile(`^[a-z0-9]{1,255}$`)

func authorityForm(r Record) (normal, problem string) {
	data, ok := r.CAA()
	data.Tag = strings.ToLower(data.Tag)
	if !ok || !tagForm.MatchString(data.Tag) {
		return "", `must be flags, tag and value, such as 0 issue "ca.example.net"`
	}
	return data.content(), ""
}

func textForm(content string) (normal, problem string) {
	parts, err := parseStrings(content)
	if err != nil {
		return "", err.Error()
	}
	size := 0
	for _, part := range parts {
		size += 1 + len(part)
	}
	if size > maxData {
		return "", "must not be longer than 65535 bytes"
	}
	return formatStrings(parts), ""
}

func pageForm(target string) (normal, problem string) {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", "must be the URL of a page, beginning with http:// or https://"
	}
	return target, ""
}

// splitPriority moves a priority that an SRV record has at the beginning of its
// content, as in a zone file, to where the platform has it.
func splitPriority(r Record) Record {
	if data, ok := r.SRV(); ok {
		r.Priority = new(int(data.Priority))
		r.Content = data.content()
	}
	return r
}

// priority gives the priority that is sent. Types that have none may be shown
// with one.
func (f *zoneCheck) priority(field string, r Record) *int {
	switch r.Type {
	case TypeA, TypeAAAA, TypeCAA, TypeCNAME, TypeNS, TypeTXT, TypeURL, TypeFRAME, TypeMXE:
		return nil
	case TypeMX, TypeSRV:
		if r.Priority == nil {
			f.Reject(field, "must be given")
		}
	}
	if r.Priority != nil && (*r.Priority < 0 || *r.Priority > maxPriority) {
		f.Reject(field, fmt.Sprintf("must be from 0 to %d", maxPriority))
	}
	return r.Priority
}

// together looks for records that cannot stand beside each other.
func (f *zoneCheck) together(records []Record) {
	first, ofName := make(map[recordKey]int), make(map[string]int)
	for i, r := range records {
		if ownedByPlatform(f.domain, r) {
			continue
		}
		if before, twice := first[keyOf(r)]; twice {
			f.Reject(fmt.Sprintf("records.%d", i), fmt.Sprintf("is the same as records.%d", before))
			continue
		}
		first[keyOf(r)] = i
		ofName[r.Name]++
	}
	for i, r := range records {
		field := fmt.Sprintf("records.%d.type", i)
		switch {
		case r.Type != TypeCNAME:
		case r.Name == f.domain.String():
			f.Reject(field, "must not be CNAME for the domain itself")
		case ofName[r.Name] > 1:
			f.Reject(field, "must not be CNAME beside other records of the name")
		}
	}
}

// labelsProblem tells what is wrong with a name in lower case. Unlike those of
// a domain, labels may hold underscores.
func labelsProblem(name string) string {
	if len(name) > maxName {
		return fmt.Sprintf("must not be longer than %d characters", maxName)
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return "must not have an empty label"
		case len(label) > maxLabel:
			return fmt.Sprintf("must not have a label longer than %d characters", maxLabel)
		case !labelForm.MatchString(label):
			return "must have labels of letters, digits, hyphens and underscores, with no hyphen at either end"
		}
	}
	return ""
}

var labelForm = regexp.MustCompile(`^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$`)
