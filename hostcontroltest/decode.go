package hostcontroltest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	maxBody  = 1 << 20
	maxDrain = 16 << 20
)

// readBody reads a request's body. What is too long to accept is still read, up
// to a bound, so that the client is there to get the refusal.
func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, refuse(codeDecodeFailed, "the request body could not be read")
	}
	if len(body) <= maxBody {
		return body, nil
	}
	_, _ = io.CopyN(io.Discard, r.Body, maxDrain)
	return nil, &refusal{
		code:    codeDecodeFailed,
		message: "the request body is too large",
		status:  http.StatusRequestEntityTooLarge,
	}
}

// form reads parameters the way the platform's own forms do: scalars come as
// JSON scalars or as strings, null is absent, and every complaint is collected
// under the name of its attribute.
type form struct {
	values   map[string]jsontext.Value
	problems map[string][]string
}

// parseBody takes JSON whatever the content type says: existing clients send a
// form's. They also send [] for no parameters.
func parseBody(body []byte) (*form, error) {
	body = bytes.TrimSpace(body)
	f := &form{}
	if len(body) == 0 || string(body) == "[]" {
		return f, nil
	}
	if err := json.Unmarshal(body, &f.values, jsontext.AllowDuplicateNames(true)); err != nil {
		return nil, refuse(codeDecodeFailed, "the request body is not a JSON object")
	}
	return f, nil
}

func parseQuery(query url.Values) *form {
	f := &form{values: make(map[string]jsontext.Value, len(query))}
	for name, values := range query {
		quoted, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(values[0], "\uFFFD"))
		if err == nil {
			f.values[name] = quoted
		}
	}
	return f
}

// Texts of complaints, in the words a form uses.
const (
	textRequired  = "This field is required."
	textChoice    = "Select a valid choice. That choice is not one of the available choices."
	textEmail     = "Enter a valid email address."
	textPhone     = "Enter a phone number such as +31.2012345678."
	textIP        = "Enter a valid IPv4 or IPv6 address."
	textInteger   = "Enter a whole number."
	textBoolean   = "Enter true or false."
	textText      = "Enter a text."
	textTexts     = "Enter a list of texts."
	textObject    = "Enter an object."
	textTimestamp = "Enter a valid date and time."
	textObjects   = "Enter a list of objects."
)

func (f *form) reject(name, text string) {
	if f.problems == nil {
		f.problems = make(map[string][]string)
	}
	f.problems[name] = append(f.problems[name], text)
}

func (f *form) rejected(name string) bool { return len(f.problems[name]) > 0 }

// err is the refusal that names all complaints so far, or nil.
func (f *form) err() error {
	if len(f.problems) == 0 {
		return nil
	}
	return &refusal{code: codeValidation, message: f.problems}
}

func (f *form) has(name string) bool {
	v, ok := f.values[name]
	return ok && v.Kind() != jsontext.KindNull
}

// scalar is the text of a string or a number.
func (f *form) scalar(name string) (string, bool) {
	v := f.values[name]
	switch v.Kind() {
	case jsontext.KindString:
		s, err := jsontext.AppendUnquote(nil, v)
		return string(s), err == nil
	case jsontext.KindNumber:
		return string(v), true
	default:
		return "", false
	}
}

// optional is a text of at most limit characters, or nil when there is none.
func (f *form) optional(name string, limit int) *string {
	if !f.has(name) {
		return nil
	}
	s, ok := f.scalar(name)
	if !ok {
		f.reject(name, textText)
		return nil
	}
	s = strings.TrimSpace(s)
	if n := utf8.RuneCountInString(s); n > limit {
		f.reject(name, fmt.Sprintf("Ensure this value has at most %d characters (it has %d).", limit, n))
	}
	return &s
}

// text is optional with "" for nothing.
func (f *form) text(name string, limit int) string {
	if s := f.optional(name, limit); s != nil {
		return *s
	}
	return ""
}

// required is a text that must be there.
func (f *form) required(name string, limit int) string {
	s := f.text(name, limit)
	if s == "" && !f.rejected(name) {
		f.reject(name, textRequired)
	}
	return s
}

const minPassword = 8

// password is a required password, as it was given.
func (f *form) password(name string) string {
	s, ok := f.scalar(name)
	switch {
	case !ok || s == "":
		f.reject(name, textRequired)
	case utf8.RuneCountInString(s) < minPassword:
		f.reject(name, "Ensure this value has at least 8 characters.")
	}
	return s
}

// email is a required address, in lower case.
func (f *form) email(name string) string {
	s := strings.ToLower(f.required(name, 254))
	if f.rejected(name) {
		return s
	}
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s || !strings.Contains(s[strings.LastIndexByte(s, '@'):], ".") {
		f.reject(name, textEmail)
	}
	return s
}

var phoneForm = regexp.MustCompile(`^\+[0-9]{1,3}\.[0-9]{1,14}$`)

const maxPhone = 17

// phone checks a phone number that may be empty.
func (f *form) phone(name, number string) {
	if number != "" && !f.rejected(name) && !phoneForm.MatchString(number) {
		f.reject(name, textPhone)
	}
}

// ip is a required IP address.
func (f *form) ip(name string) string {
	s := f.required(name, 45)
	if f.rejected(name) {
		return s
	}
	address, err := netip.ParseAddr(s)
	if err != nil || address.Zone() != "" {
		f.reject(name, textIP)
	}
	return s
}

// integer is a whole number, or nil when there is none.
func (f *form) integer(name string) *int64 {
	if !f.has(name) {
		return nil
	}
	s, ok := f.scalar(name)
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if !ok || err != nil {
		f.reject(name, textInteger)
		return nil
	}
	return &n
}

// requiredInteger is a whole number that must be there.
func (f *form) requiredInteger(name string) int64 {
	n := f.integer(name)
	if n == nil {
		if !f.rejected(name) {
			f.reject(name, textRequired)
		}
		return 0
	}
	return *n
}

// integerWithin is a whole number between lowest and highest.
func (f *form) integerWithin(name string, missing, lowest, highest int64) int64 {
	n := f.integer(name)
	if n == nil {
		return missing
	}
	if *n < lowest || *n > highest {
		f.reject(name, fmt.Sprintf("Ensure this value is between %d and %d.", lowest, highest))
	}
	return *n
}

// boolean is true or false, or nil when there is neither.
func (f *form) boolean(name string) *bool {
	if !f.has(name) {
		return nil
	}
	switch f.values[name].Kind() {
	case jsontext.KindTrue:
		return new(true)
	case jsontext.KindFalse:
		return new(false)
	}
	s, _ := f.scalar(name)
	switch strings.ToLower(s) {
	case "true", "1":
		return new(true)
	case "false", "0":
		return new(false)
	}
	f.reject(name, textBoolean)
	return nil
}

// texts is a list of texts without empty ones and repetitions, and nil only
// when there is no list.
func (f *form) texts(name string, limit int) []string {
	if !f.has(name) {
		return nil
	}
	var given []string
	if json.Unmarshal(f.values[name], &given) != nil {
		f.reject(name, textTexts)
		return nil
	}
	seen := make(map[string]bool, len(given))
	out := make([]string, 0, len(given))
	for _, s := range given {
		s = strings.TrimSpace(s)
		if utf8.RuneCountInString(s) > limit {
			f.reject(name, fmt.Sprintf("Ensure each text has at most %d characters.", limit))
			break
		}
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// object is a JSON object as it came, or an empty one.
func (f *form) object(name string) jsontext.Value {
	if !f.has(name) {
		return jsontext.Value("{}")
	}
	v := f.values[name]
	switch {
	case v.Kind() == jsontext.KindBeginObject:
		return v
	case string(v) != "[]": // PHP's empty object
		f.reject(name, textObject)
	}
	return jsontext.Value("{}")
}

// objects is a list of objects, each a form of its own, and nil only when there
// is no list.
func (f *form) objects(name string) []*form {
	if !f.has(name) {
		return nil
	}
	var given []map[string]jsontext.Value
	if json.Unmarshal(f.values[name], &given, jsontext.AllowDuplicateNames(true)) != nil {
		f.reject(name, textObjects)
		return nil
	}
	forms := make([]*form, 0, len(given))
	for _, values := range given {
		forms = append(forms, &form{values: values})
	}
	return forms
}

// adopt takes over the complaints about the i-th object of a list.
func (f *form) adopt(name string, i int, entry *form) {
	for attribute, texts := range entry.problems {
		for _, text := range texts {
			f.reject(fmt.Sprintf("%s.%d.%s", name, i, attribute), text)
		}
	}
}

// timestamp is a point in time, zero when there is none. A plus sign that was
// not escaped arrives as a space.
func (f *form) timestamp(name string) time.Time {
	s := strings.ReplaceAll(f.text(name, 40), " ", "+")
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	f.reject(name, textTimestamp)
	return time.Time{}
}

// agrees tells whether a value passes a filter that may not have been asked for.
func agrees[T comparable](wanted *T, value T) bool { return wanted == nil || *wanted == value }
