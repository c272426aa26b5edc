package rest

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// A Call describes one operation of the platform: what is asked, where, and
// what repeating it would do.
type Call struct {
	// Operation is the name under which errors, logs and observers speak of
	// the call, such as "customers.create".
	Operation string
	// Method is the HTTP method.
	Method string
	// Path is the path below the base URL; see [At].
	Path Path
	// Query is nil, a [url.Values], or a struct with `url` tags as
	// github.com/google/go-querystring reads them.
	Query any
	// Body is nil or a value that is sent as JSON. A call other than GET
	// without a body sends the empty list, as the vendor's own client does.
	Body any
	// Effect decides what happens after a failure.
	Effect Effect
	// Reference is the client_reference sent with the call, if any. It is
	// carried by [OutcomeUnknownError], so that the caller can look later.
	Reference string
}

// A Path is a path template with its variables filled in, each of them
// escaped as exactly one segment.
type Path struct {
	template string
	escaped  string
	err      error
}

// At fills the {variables} of a path template from left to right. Segments
// are escaped, so that no value can leave its place in the path. A segment
// that is empty, "." or "..", or that holds control characters, is refused
// with [ErrValidation] before anything is sent.
func At(template string, segments ...string) Path {
	if !strings.Contains(template, "{") {
		return Path{template: template, escaped: template}
	}
	var b strings.Builder
	b.Grow(len(template) + 16)
	rest := template
	for _, segment := range segments {
		before, after, found := strings.Cut(rest, "{")
		if !found {
			return Path{template: template, err: fmt.Errorf("path %s has fewer variables than the %d given", template, len(segments))}
		}
		name, after, _ := strings.Cut(after, "}")
		if reason := segmentProblem(segment); reason != "" {
			return Path{template: template, err: &Error{
				Code:   CodeInvalidParams,
				Fields: []FieldError{{Field: name, Message: reason}},
			}}
		}
		b.WriteString(before)
		b.WriteString(url.PathEscape(segment))
		rest = after
	}
	if strings.Contains(rest, "{") {
		return Path{template: template, err: fmt.Errorf("path %s has more variables than the %d given", template, len(segments))}
	}
	b.WriteString(rest)
	return Path{template: template, escaped: b.String()}
}

// String gives the path below the base URL as it is sent, or the template
// when a variable was refused.
func (p Path) String() string {
	if p.err != nil {
		return p.template
	}
	return p.escaped
}

func segmentProblem(s string) string {
	switch {
	case s == "":
		return "must not be empty"
	case s == "." || s == "..":
		return fmt.Sprintf("must not be %q", s)
	case !utf8.ValidString(s):
		return "must be valid UTF-8"
	}
	for i := range len(s) {
		if s[i] < 0x20 || s[i] == 0x7f {
			return "must not hold control characters"
		}
	}
	return ""
}
