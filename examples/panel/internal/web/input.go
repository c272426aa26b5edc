package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// An input is a control of a form. Its name is that of the field on the wire,
// so that what the platform says about the field finds its place.
type input struct {
	Name     string
	Label    string
	Kind     kind
	Value    string
	Hint     string
	Optional bool
	Rows     int // of a text with several lines
	Options  []option
	Problems []string
	Focus    bool
}

// A kind of input. The zero value is a line of text.
type kind string

const (
	kindText     kind = ""
	kindEmail    kind = "email"
	kindPhone    kind = "tel"
	kindDecimal  kind = "decimal"
	kindDate     kind = "date"
	kindLines    kind = "lines"
	kindFile     kind = "file"
	kindSelect   kind = "select"
	kindCheckbox kind = "checkbox" // Value "on" is checked
	kindChecks   kind = "checks"   // any of the options
)

// An option is something to choose.
type option struct {
	Value, Label string
	Chosen       bool
}

// take puts in what was typed. An input that was not there when it was keeps
// what it begins with; a box that is not checked is not sent.
func (in *input) take(values url.Values) {
	if !values.Has(in.Name) && in.Kind != kindCheckbox && in.Kind != kindChecks {
		return
	}
	in.Value = values.Get(in.Name)
	for i := range in.Options {
		in.Options[i].Chosen = slices.Contains(values[in.Name], in.Options[i].Value)
	}
}

// placeOf tells which of the values of the input is meant.
func (in *input) placeOf(below string) string {
	if i, err := strconv.Atoi(below); err == nil && in.Kind == kindLines {
		return "line " + strconv.Itoa(i+1) + " "
	}
	return below + " "
}

// ID is the input's in the page.
func (in *input) ID() string { return "f-" + strings.NewReplacer(".", "-", " ", "-").Replace(in.Name) }

// DescribedBy names what explains the input: its hint and its problems.
func (in *input) DescribedBy() string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.ID()+"-hint")
	}
	if len(in.Problems) > 0 {
		ids = append(ids, in.ID()+"-problem")
	}
	return strings.Join(ids, " ")
}

// Required tells whether the input must not be left empty.
func (in *input) Required() bool {
	switch in.Kind {
	case kindCheckbox, kindChecks:
		return false
	}
	return !in.Optional
}

// Type is that of the element.
func (in *input) Type() string {
	switch in.Kind {
	case kindText, kindDecimal:
		return "text"
	}
	return string(in.Kind)
}

// choose marks the option that stands for a value.
func choose(options []option, value string) []option {
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
	return options
}
