// Package check finds what is wrong with the parameters of a call before it is
// sent, all of it at once, so that a form can mark every field in one go.
package check

import (
	"fmt"
	"net/mail"
	"net/netip"
	"reflect"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/internal/money"
	"github.com/hostcontrol-go/sdk/rest"
)

// What the platform's texts may measure, in characters.
const (
	MaxText      = 255
	MaxZipcode   = 16
	MaxEmail     = 254
	MaxTag       = 64
	MaxReference = 64
)

// Fields collects what is wrong, by wire name. The zero value is ready to use.
type Fields struct{ problems []rest.FieldError }

// Err gives the error for all problems, or nil if there are none.
func (f *Fields) Err(operation string) error { return rest.Invalid(operation, f.problems...) }

// Reject notes a problem of a field.
func (f *Fields) Reject(field, message string) {
	f.problems = append(f.problems, rest.FieldError{Field: field, Message: message})
}

// rejected reports whether the field that was looked at last had a problem.
func (f *Fields) rejected(field string) bool {
	n := len(f.problems)
	return n > 0 && f.problems[n-1].Field == field
}

const empty = "must not be empty"

// ID wants the id of an object.
func (f *Fields) ID(field string, id int64) {
	if id <= 0 {
		f.Reject(field, "must be positive")
	}
}

// OptionalID wants the id of an object or 0.
func (f *Fields) OptionalID(field string, id int64) {
	if id != 0 {
		f.ID(field, id)
	}
}

// Change wants the parameters of an update that set anything at all.
func (f *Fields) Change(params any) {
	if reflect.ValueOf(params).IsZero() {
		f.Reject("", "names nothing to change")
	}
}

// Offset wants a place in a list.
func (f *Fields) Offset(offset int) {
	if offset < 0 {
		f.Reject("offset", "must not be negative")
	}
}

// Text wants a single line of at most so many characters, or nothing.
func (f *Fields) Text(field, value string, limit int) { f.text(field, value, limit, "") }

// Required wants a single line of at most so many characters.
func (f *Fields) Required(field, value string, limit int) {
	f.present(field, value)
	f.Text(field, value, limit)
}

// RequiredLines wants a text of at most so many characters that may have
// several lines.
func (f *Fields) RequiredLines(field, value string, limit int) {
	f.present(field, value)
	f.text(field, value, limit, "\r\n")
}

// Markdown wants a text of at most so many characters that may have several
// lines, and blocks of code in them.
func (f *Fields) Markdown(field, value string, limit int) {
	f.present(field, value)
	f.text(field, value, limit, "\t\r\n")
}

func (f *Fields) present(field, value string) {
	if strings.TrimSpace(value) == "" {
		f.Reject(field, empty)
	}
}

func (f *Fields) text(field, value string, limit int, allowed string) {
	switch {
	case !utf8.ValidString(value):
		f.Reject(field, "must be valid UTF-8")
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune(allowed, r) }):
		f.Reject(field, "must not hold control characters")
	case utf8.RuneCountInString(value) > limit:
		f.Reject(field, fmt.Sprintf("must not be longer than %d characters", limit))
	}
}

// Reference wants a client reference.
func (f *Fields) Reference(reference string) { f.Required("client_reference", reference, MaxReference) }

// Password wants a password of any form. What makes a good one is the
// platform's decision.
func (f *Fields) Password(field string, password rest.Secret) {
	switch {
	case password.IsZero():
		f.Reject(field, empty)
	case !utf8.ValidString(password.Reveal()):
		f.Reject(field, "must be valid UTF-8")
	}
}

var countryForm = regexp.MustCompile(`^[A-Za-z]{2}$`)

// Country wants a country code of two letters, and gives it in upper case.
func (f *Fields) Country(field, code string) string {
	upper := strings.ToUpper(code)
	switch {
	case code == "":
		f.Reject(field, empty)
	case !countryForm.MatchString(code):
		f.Reject(field, "must be a country code of two letters")
	case upper == "UK":
		f.Reject(field, "must be GB for the United Kingdom")
	}
	return upper
}

// Email wants a bare e-mail address.
func (f *Fields) Email(field, address string) {
	f.Required(field, address, MaxEmail)
	if f.rejected(field) {
		return
	}
	// Parsing also takes what goes with an address in a header, such as a name.
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		f.Reject(field, "must be an e-mail address such as jane@example.org")
	}
}

var phoneForm = regexp.MustCompile(`^\+[0-9]{1,3}\.[0-9]{1,14}$`)

const maxPhone = 17

// Phone wants a phone number in the form +31.201234567, or nothing.
func (f *Fields) Phone(field, number string) {
	if number != "" && (len(number) > maxPhone || !phoneForm.MatchString(number)) {
		f.Reject(field, "must be a phone number such as +31.201234567")
	}
}

// RequiredPhone wants a phone number in the form +31.201234567.
func (f *Fields) RequiredPhone(field, number string) {
	if number == "" {
		f.Reject(field, empty)
	}
	f.Phone(field, number)
}

// Addr wants an IP address without a zone, and gives an IPv4 address as such
// even where it came inside an IPv6 one.
func (f *Fields) Addr(field string, addr netip.Addr) netip.Addr {
	switch {
	case !addr.IsValid():
		f.Reject(field, "must be an IP address")
	case addr.Zone() != "":
		f.Reject(field, "must not have a zone")
	}
	return addr.Unmap()
}

// Amount wants an amount that its currency can hold, and gives it in minor
// units.
func (f *Fields) Amount(field string, amount currency.Amount) int64 {
	minor, err := money.ToMinor(amount)
	if err != nil {
		f.Reject(field, err.Error())
	}
	return minor
}

// PositiveAmount wants an amount above zero, and gives it in minor units.
func (f *Fields) PositiveAmount(field string, amount currency.Amount) int64 {
	minor := f.Amount(field, amount)
	if minor <= 0 && !f.rejected(field) {
		f.Reject(field, "must be positive")
	}
	return minor
}

// Names wants texts that each name something else, none of them empty or a
// step in a path. A problem is told by the position in the list.
func (f *Fields) Names(field string, names []string, limit int) {
	seen := make(map[string]bool, len(names))
	for i, name := range names {
		item := fmt.Sprintf("%s.%d", field, i)
		f.Required(item, name, limit)
		switch {
		case name == "." || name == "..":
			f.Reject(item, fmt.Sprintf("must not be %q", name))
		case seen[name] && name != "":
			f.Reject(item, "is named twice")
		}
		seen[name] = true
	}
}
