package web

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
)

const (
	maxForm = 256 << 10 // bytes of a form
	maxFile = 4 << 20   // bytes of a form with a file

	readPatience  = 20 * time.Second // for the platform
	writePatience = 50 * time.Second
)

// The ways in which a request is wrong by itself.
var (
	errNoPage   = errors.New("there is no such page")
	errNotMade  = errors.New("the form was not made by this session")
	errTooLarge = errors.New("the form is too large")
)

// A visit is a request of somebody who is signed in.
type visit struct {
	w       http.ResponseWriter
	r       *http.Request
	ctx     context.Context
	panel   *Panel
	session *session
	// id is that of the customer whom the page is about, 0 for the others.
	id customers.ID
}

// page answers those who are signed in, and asks the others to.
func (p *Panel) page(answer func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		session := p.sessionOf(r)
		if session == nil {
			p.askToSignIn(w, r)
			return
		}
		ctx, cancel := bound(r)
		defer cancel()
		v := &visit{w: w, r: r, ctx: ctx, panel: p, session: session}
		err := v.read()
		if err == nil {
			err = answer(v)
		}
		if err != nil {
			v.fail(err)
		}
	})
}

// bound gives a request its time. What changes something is carried to its end
// even if the browser has gone: a purchase that is cut off in the middle would
// be one of which nobody knows whether it happened.
func bound(r *http.Request) (context.Context, context.CancelFunc) {
	if reads(r) {
		return context.WithTimeout(r.Context(), readPatience)
	}
	return context.WithTimeout(context.WithoutCancel(r.Context()), writePatience)
}

// read takes in what every request has.
func (v *visit) read() error {
	if text := v.r.PathValue("customer"); text != "" {
		id, err := number(text)
		if err != nil {
			return err
		}
		v.id = customers.ID(id)
	}
	if reads(v.r) {
		return nil
	}
	return v.readForm()
}

func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

func (v *visit) readForm() error {
	limit := int64(maxForm)
	multipart := strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data")
	if multipart {
		limit = maxFile
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, limit)
	err := v.r.ParseForm()
	if multipart && err == nil {
		err = v.r.ParseMultipartForm(limit)
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errTooLarge
	}
	if err != nil || !v.session.made(v.r.PostForm.Get(tokenField)) || !isReference(v.r.PostForm.Get(referenceField)) {
		return errNotMade
	}
	return nil
}

// isReference tells whether a text is a client reference as the panel makes
// them.
var isReference = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString

// number reads an id from an address.
func number(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, errNoPage
	}
	return id, nil
}

// together does several things at once, and gives the first error in their
// order.
func together(tasks ...func() error) error {
	results := make([]error, len(tasks))
	var under sync.WaitGroup
	for i, task := range tasks {
		under.Go(func() { results[i] = task() })
	}
	under.Wait()
	for _, err := range results {
		if err != nil {
			return err
		}
	}
	return nil
}

// own refuses what belongs to another customer than the one in the address.
func (v *visit) own(owner customers.ID) error {
	if owner != v.id {
		return errNoPage
	}
	return nil
}
