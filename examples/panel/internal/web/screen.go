package web

import (
	"net/http"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
)

// A screen is a page about a customer.
type screen struct {
	path     string // below the address of the customer
	tab      string // path of the tab that it belongs to
	title    string
	template string
	// load reads what the page shows besides the customer. What it gives may be a
	// [titled] and a [filled].
	load func(*visit) (any, error)
	// post are what can be done there, by what follows the path.
	post map[string]change
}

// A change does what was posted.
type change func(*visit, *form) (*outcome, error)

// An outcome is what follows a change.
type outcome struct {
	notice notice
	// to is the path below the address of the customer where the browser goes
	// next; the screen itself if it is empty.
	to string
	// again shows the form once more, as it was posted.
	again bool
	// ask wants to know whether this is really meant.
	ask *question
	// result is shown at once and kept nowhere.
	result any
}

// A question shows what is about to happen. The answer to it is the same form,
// with the step that says so.
type question struct {
	Text   string
	Facts  []fact
	Button string
}

// A fact is a line of a question.
type fact struct{ Name, Value string }

// Steps of a form that asks before it does what it is for.
const (
	stepField     = "step"
	stepConfirmed = "confirmed"
	stepEdit      = "edit"
)

// titled is a view with a title of its own, such as the number of an invoice.
type titled interface{ title() string }

// filled is a view with a form: where it is posted to, and its inputs.
type filled interface {
	inputs() (verb string, groups []group)
}

// resumed is a view with a form that goes on with what another one has begun:
// it has the reference of that, or none.
type resumed interface{ resumes() string }

func (s *screen) pattern() string { return "/customers/{customer}" + s.path }

func (s *screen) show(v *visit) error {
	return s.answer(v, http.StatusOK, &page{Here: v.r.URL.Path, Form: newForm(v)})
}

// change does what was posted and goes on to the next page, so that loading
// that again posts nothing.
func (s *screen) change(v *visit, verb string, do change) error {
	here := strings.TrimSuffix(v.r.URL.Path, verb)
	f := postedForm(v, verb)
	next := &page{Here: here, Form: f}
	if f.value(stepField) == stepEdit {
		return s.answer(v, http.StatusOK, next)
	}
	o, err := do(v, f)
	switch {
	case err != nil:
		status := f.refuse(err)
		v.panel.log.WarnContext(v.ctx, "refused", "pattern", v.r.Pattern, "error", err)
		return s.answer(v, status, next)
	case o.again:
		return s.answer(v, http.StatusOK, next)
	case o.ask != nil:
		next.Ask = o.ask
		return s.answer(v, http.StatusOK, next)
	case o.result != nil:
		next.Form, next.Result = newForm(v), o.result
		return s.answer(v, http.StatusOK, next)
	}
	if o.notice.Text != "" {
		v.session.tell(&o.notice)
	}
	to := here
	if o.to != "" {
		to = v.address(o.to)
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// answer shows the screen, and over it why something was not done.
func (s *screen) answer(v *visit, status int, p *page) error {
	if p.Form.exact {
		v.showAgain(status, p)
		return nil
	}
	err := together(
		func() (err error) { p.Customer, err = v.panel.client.Customers.Get(v.ctx, v.id); return err },
		func() (err error) { p.View, err = s.load(v); return err },
	)
	if err != nil && p.Form.refused {
		v.showAgain(status, p)
		return nil
	}
	if err != nil {
		return err
	}
	p.Template, p.Screen, p.Title = s.template, s, s.title
	if own, ok := p.View.(titled); ok {
		p.Title = own.title()
	}
	if own, ok := p.View.(resumed); ok && !p.Form.posted {
		p.Form.reference = own.resumes()
	}
	if own, ok := p.View.(filled); ok {
		p.Form.lay(own.inputs())
	}
	p.Form.settle()
	v.render(status, p)
	return nil
}

// showAgain offers to send once more exactly what was sent. That is all there
// is to do when it was done in part, when nobody knows what became of it, or
// when the page on which it could be changed cannot be shown.
func (v *visit) showAgain(status int, p *page) {
	p.Template, p.Title, p.Customer, p.View = "again", "Not finished", nil, nil
	p.Form.settle()
	v.render(status, p)
}

// nothing is the load of a screen that shows no more than the customer.
func nothing(*visit) (any, error) { return nil, nil }

// address is that of something below the customer.
func (v *visit) address(path string) string { return customerPath(v.id) + path }

func customerPath(id customers.ID) string { return "/customers/" + id.String() }
