package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/hostcontrol-go/sdk/rest"
)

// What every form carries besides its inputs. The reference is made when the
// form is: it names what the form does, so that a form which is sent twice, by
// a double click or after an answer that got lost, does it once. The SDK sees
// to that, also when the panel was started again in between.
const (
	tokenField     = "csrf"
	referenceField = "client_reference"
)

// A form is what people fill in, with what is wrong with it.
type form struct {
	Groups   []group
	Problems []problem
	// Unknown is what nobody knows whether it was done, nil otherwise.
	Unknown *rest.OutcomeUnknownError

	token     string
	verb      string // where it was posted to
	values    url.Values
	posted    bool
	reference string // that came with it, or that it goes on under
	refused   bool
	exact     bool              // only what was sent can be sent again
	fields    []rest.FieldError // what is wrong with it, field by field
	message   string            // and altogether
}

// A group is a part of a form. One with a legend is a fieldset.
type group struct {
	Legend string
	Row    bool // the inputs stand beside each other
	Inputs []*input
}

// A problem is something that is wrong, and with which input.
type problem struct {
	Input   string // id of the input, empty where it is none of them
	Label   string // of the input, or the name of the field
	Message string
}

// newForm is the form of a page on which nothing was filled in yet.
func newForm(v *visit) *form { return &form{token: v.session.token} }

// postedForm is a form as it came back.
func postedForm(v *visit, verb string) *form {
	return &form{
		token:     v.session.token,
		verb:      verb,
		values:    v.r.PostForm,
		posted:    true,
		reference: v.r.PostForm.Get(referenceField),
	}
}

func (f *form) value(name string) string { return strings.TrimSpace(f.values.Get(name)) }

// id reads the number of something that was chosen, 0 if none was.
func (f *form) id(name string) int64 {
	id, _ := strconv.ParseInt(f.value(name), 10, 64)
	return id
}

func (f *form) checked(name string) bool { return f.value(name) != "" }

// confirmed tells whether the question was answered.
func (f *form) confirmed() bool { return f.value(stepField) == stepConfirmed }

// lines are those of a text that are not empty.
func (f *form) lines(name string) []string {
	lines := strings.FieldsFunc(f.value(name), func(r rune) bool { return r == '\n' || r == '\r' || r == ',' })
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// lay puts the inputs in, and keeps in them what was typed.
func (f *form) lay(verb string, groups []group) {
	f.Groups = groups
	if !f.posted || f.verb != verb {
		return
	}
	for _, g := range groups {
		for _, in := range g.Inputs {
			in.take(f.values)
		}
	}
}

// settle tells each problem to the input that it is about.
func (f *form) settle() {
	for _, wrong := range f.fields {
		told := problem{Label: wrong.Field, Message: cmp.Or(wrong.Message, string(wrong.Code))}
		if g, in, place := f.about(wrong.Field); in != nil {
			told = problem{Input: in.ID(), Label: in.Label, Message: place + told.Message}
			in.Problems = append(in.Problems, told.Message)
			if g.Row { // others have inputs of the same names
				told.Label = g.Legend + ", " + in.Label
			}
		}
		f.Problems = append(f.Problems, told)
	}
	if f.message != "" {
		f.Problems = append(f.Problems, problem{Message: f.message})
	}
}

// about finds the input of a field. An input for several values, such as lines
// of text, has the problems of all of them; the place tells which one.
func (f *form) about(field string) (in group, found *input, place string) {
	for _, g := range f.Groups {
		for _, in := range g.Inputs {
			if in.Name == field {
				return g, in, ""
			}
			if below, ok := strings.CutPrefix(field, in.Name+"."); ok {
				return g, in, in.placeOf(below)
			}
		}
	}
	return group{}, nil, ""
}

// A hidden has the values that a form carries along unseen.
type hidden struct{ Token, Reference string }

// Hidden is for the form that is posted to a verb. Each form of a page has a
// reference of its own, and keeps it until it has done what it is for.
func (f *form) Hidden(verb string) hidden {
	if f.verb == verb && f.reference != "" {
		return hidden{f.token, f.reference}
	}
	return hidden{f.token, rest.NewReference()}
}

// Posted is where the form was posted to, below the page, and Step the step it
// was posted for.
func (f *form) Posted() string { return f.verb }
func (f *form) Step() string   { return f.value(stepField) }

// Refused tells whether what was posted was not done, and Heading how much of it
// was.
func (f *form) Refused() bool { return f.refused }
func (f *form) Heading() string {
	switch {
	case f.Unknown != nil:
		return "It is not known whether this was done"
	case f.exact:
		return "This was done in part"
	}
	return "This was not done"
}

// Kept are the values that were posted, for a form that carries them along.
func (f *form) Kept() []keptValue {
	var kept []keptValue
	for _, name := range slices.Sorted(maps.Keys(f.values)) {
		switch name {
		case tokenField, referenceField, stepField:
			continue
		}
		for _, value := range f.values[name] {
			kept = append(kept, keptValue{name, value})
		}
	}
	return kept
}

type keptValue struct{ Name, Value string }
