package domains

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/hostcontrol-go/sdk/internal/check"
)

// A Name is a domain name as the platform and the DNS know it: in lower case,
// without a dot at its end, and with internationalized labels as A-labels
// ("xn--bcher-kva.example").
type Name string

// What a name and its labels may measure in the DNS (RFC 1035), in octets.
const (
	maxName  = 253
	maxLabel = 63
)

// lookup maps and checks names as IDNA 2008 asks of those who look names up,
// with the mapping of UTS 46 and the rule for text that runs from right to
// left. Lengths are checked here, to tell which one is wrong.
//
// It is no variable, so that the tables of IDNA are left out of programs that
// name no domains.
func lookup() *idna.Profile {
	return idna.New(idna.MapForLookup(), idna.StrictDomainName(true), idna.BidiRule())
}

// ParseName reads a domain name in any case, with or without a dot at its end,
// with internationalized labels in Unicode or as A-labels. The error says what
// is wrong with it.
func ParseName(s string) (Name, error) {
	name, problem := parseName(s)
	if problem != "" {
		return "", fmt.Errorf("domain name %.80q %s", s, problem)
	}
	return name, nil
}

// parseName gives the name, or what is wrong with it.
func parseName(s string) (Name, string) {
	name, problem := parseLabels(s)
	switch {
	case problem != "":
		return "", problem
	case !strings.Contains(name, "."):
		return "", "must have a label before its top-level domain, as example.com has"
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return "", "must end in a top-level domain, not in a number"
	}
	return Name(name), ""
}

// parseLabels reads one label or several.
func parseLabels(s string) (name, problem string) {
	switch {
	case s == "":
		return "", "must not be empty"
	case !utf8.ValidString(s):
		return "", "must be valid UTF-8"
	case len(s) > utf8.UTFMax*maxName:
		return "", fmt.Sprintf("must not be longer than %d characters", maxName)
	}
	name, err := lookup().ToASCII(s)
	name = strings.TrimSuffix(name, ".")
	for label := range strings.SplitSeq(name, ".") {
		if problem := labelProblem(label); problem != "" {
			return "", problem
		}
	}
	switch {
	case len(name) > maxName:
		return "", fmt.Sprintf("must not be longer than %d characters", maxName)
	case err != nil:
		return "", "is not a name that IDNA allows: " + strings.TrimPrefix(err.Error(), "idna: ")
	}
	return name, ""
}

// labelProblem finds what IDNA would complain about without saying why.
func labelProblem(label string) string {
	for _, r := range label {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return fmt.Sprintf("must not hold %q", r)
		}
	}
	switch {
	case label == "":
		return "must not have empty labels"
	case len(label) > maxLabel:
		return fmt.Sprintf("must not have labels of more than %d characters", maxLabel)
	case label[0] == '-' || label[len(label)-1] == '-':
		return "must not have labels that begin or end with a hyphen"
	}
	return ""
}

// Unicode gives the name with its internationalized labels in Unicode, to be
// shown to people. A name that cannot be shown so stays as it is.
func (n Name) Unicode() string {
	shown, err := lookup().ToUnicode(string(n))
	if err != nil {
		return string(n)
	}
	return shown
}

// TLD gives all that follows the first label: "com" of example.com, and
// "co.uk" of example.co.uk.
func (n Name) TLD() string {
	_, tld, _ := strings.Cut(string(n), ".")
	return tld
}

// String gives the name itself.
func (n Name) String() string { return string(n) }

// below reports whether the name lies below another.
func (n Name) below(other Name) bool { return strings.HasSuffix(string(n), "."+string(other)) }

// checkName reads the name in a field of a call, and notes what is wrong.
func checkName(f *check.Fields, field, s string) Name {
	name, problem := parseName(s)
	if problem != "" {
		f.Reject(field, problem)
	}
	return name
}

// named reads the name that an operation is about.
func named(operation, s string) (Name, error) {
	var f check.Fields
	name := checkName(&f, "domain", s)
	return name, f.Err(operation)
}
