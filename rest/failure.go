package rest

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// refusal is what an answer says about a failure.
type refusal struct {
	code    Code
	message string
	fields  []FieldError
}

// readRefusal reads the error member of an envelope in any of the forms it
// has been seen in: an object with code and message, a message alone, a code
// alone, a list.
func readRefusal(raw jsontext.Value) refusal {
	var r refusal
	switch raw.Kind() {
	case jsontext.KindString:
		r.setText(text(raw))
	case jsontext.KindBeginArray:
		r.fields = appendProblems(nil, "", raw)
	case jsontext.KindBeginObject:
		var e struct {
			Code        jsontext.Value `json:"code"`
			Message     jsontext.Value `json:"message"`
			Description string         `json:"error_description"`
		}
		if json.Unmarshal(raw, &e, lenient) != nil {
			return r
		}
		r.code = Code(text(e.Code))
		switch e.Message.Kind() {
		case jsontext.KindBeginObject, jsontext.KindBeginArray:
			r.fields = appendProblems(nil, "", e.Message)
		default:
			r.setText(text(e.Message))
		}
	}
	return r
}

// readBare reads the failure from a body without an envelope: gateways answer
// with an error, message or detail of their own.
func readBare(body []byte) refusal {
	var bare struct {
		Error       jsontext.Value `json:"error"`
		Code        jsontext.Value `json:"code"`
		Message     jsontext.Value `json:"message"`
		Detail      jsontext.Value `json:"detail"`
		Description jsontext.Value `json:"error_description"`
	}
	if json.Unmarshal(body, &bare, lenient) != nil {
		return refusal{}
	}
	r := readRefusal(bare.Error)
	if r.code == "" {
		r.code = Code(text(bare.Code))
	}
	for _, raw := range []jsontext.Value{bare.Message, bare.Description, bare.Detail} {
		if r.message == "" || r.message == string(r.code) && raw != nil {
			r.setText(text(raw))
		}
	}
	return r
}

// setText takes a text that may itself be a code.
func (r *refusal) setText(s string) {
	if r.code == "" && looksLikeCode(s) {
		r.code = Code(s)
	}
	r.message = s
}

// text gives a JSON string's or number's text, "" for anything else.
func text(raw jsontext.Value) string {
	switch raw.Kind() {
	case jsontext.KindString:
		unquoted, _ := jsontext.AppendUnquote(nil, raw)
		return strings.TrimSpace(string(unquoted))
	case jsontext.KindNumber:
		return raw.String()
	}
	return ""
}

func looksLikeCode(s string) bool {
	if !strings.Contains(s, "_") {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// maxFieldErrors and maxFieldDepth bound what a hostile answer can make of a
// message.
const (
	maxFieldErrors = 1000
	maxFieldDepth  = 32
)

// appendProblems flattens a message tree: objects are levels of field names,
// lists are the problems of one field, leaves are texts or {message, code}.
func appendProblems(into []FieldError, field string, raw jsontext.Value) []FieldError {
	return appendProblemsAt(into, field, raw, 0)
}

func appendProblemsAt(into []FieldError, field string, raw jsontext.Value, depth int) []FieldError {
	if len(into) >= maxFieldErrors || depth > maxFieldDepth {
		return into
	}
	switch raw.Kind() {
	case jsontext.KindString, jsontext.KindNumber:
		return append(into, FieldError{Field: field, Message: text(raw)})
	case jsontext.KindBeginArray:
		var list []jsontext.Value
		if json.Unmarshal(raw, &list, lenient) == nil {
			for _, item := range list {
				into = appendProblemsAt(into, field, item, depth+1)
			}
		}
	case jsontext.KindBeginObject:
		if leaf, ok := readLeaf(raw); ok {
			leaf.Field = field
			return append(into, leaf)
		}
		for name, value := range members(raw) {
			into = appendProblemsAt(into, strings.TrimPrefix(field+"."+name, "."), value, depth+1)
		}
	}
	return into
}

// readLeaf reads {message, code} with texts in both places.
func readLeaf(raw jsontext.Value) (FieldError, bool) {
	var leaf FieldError
	n := 0
	for name, value := range members(raw) {
		switch {
		case name == "message" && value.Kind() == jsontext.KindString:
			leaf.Message = text(value)
		case name == "code" && value.Kind() == jsontext.KindString:
			leaf.Code = Code(text(value))
		default:
			return leaf, false
		}
		n++
	}
	return leaf, n > 0
}

// members iterates over a JSON object in its own order.
func members(raw jsontext.Value) func(yield func(string, jsontext.Value) bool) {
	return func(yield func(string, jsontext.Value) bool) {
		dec := jsontext.NewDecoder(strings.NewReader(string(raw)), lenient)
		if _, err := dec.ReadToken(); err != nil {
			return
		}
		for dec.PeekKind() == jsontext.KindString {
			name, err := dec.ReadToken()
			if err != nil {
				return
			}
			key := name.String()
			value, err := dec.ReadValue()
			if err != nil || !yield(key, value.Clone()) {
				return
			}
		}
	}
}
