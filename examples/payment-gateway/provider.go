package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the provider's site.
const (
	formPath    = "/pay"      // where the platform sends payers
	paymentPath = "/payment/" // and where they pay
)

// patience is how long a payer waits for the platform to hear of his payment.
const patience = 3 * time.Second

// account is what the Reseller Area shows of a gateway, and what else is known
// of the platform.
type account struct {
	name             string
	secret1, secret2 rest.Secret
	notificationURL  string
	due              func(context.Context, *gateway.Request) (currency.Amount, error)
	now              func() time.Time
}

// A provider takes payments of payers whom the platform sends.
type provider struct {
	account
	*gateway.Gateway
	say     *log.Logger
	telling sync.WaitGroup // the platform how payments have ended
	heard   chan struct{}  // gets a value when it was told of one

	mu          sync.Mutex
	payments    map[string]*payment // by their tokens
	byReference map[string]*payment
}

// A payment is what a payer was sent for.
type payment struct {
	*gateway.Request
	token  string         // in the address of its page, so that nobody else finds it
	status gateway.Status // empty until the payer has decided
	told   chan struct{}  // closed once the platform knows
}

func newProvider(a account, say *log.Logger) (*provider, error) {
	p := &provider{
		account:     a,
		say:         say,
		heard:       make(chan struct{}, 1),
		payments:    make(map[string]*payment),
		byReference: make(map[string]*payment),
	}
	var err error
	p.Gateway, err = gateway.New(gateway.Config{
		Name:            a.name,
		Secret1:         a.secret1,
		Secret2:         a.secret2,
		NotificationURL: a.notificationURL,
		Store:           new(gateway.MemoryStore),
		Due:             a.due,
		Start:           p.begin,
		Refuse:          p.refuse,
		Now:             a.now,
	})
	return p, err
}

// handler is the provider's site. The context is that of the program: telling
// the platform does not end with the request of a payer who closes his browser.
func (p *provider) handler(ctx context.Context) http.Handler {
	site := http.NewServeMux()
	site.Handle(formPath, p.Gateway)
	site.HandleFunc("GET "+paymentPath+"{token}", p.show)
	site.HandleFunc("POST "+paymentPath+"{token}", func(w http.ResponseWriter, r *http.Request) { p.decide(ctx, w, r) })
	return site
}

// begin gets a payer whose form was found good, once for each payment.
func (p *provider) begin(w http.ResponseWriter, r *http.Request, request *gateway.Request) {
	made := &payment{Request: request, token: rand.Text(), told: make(chan struct{})}
	p.mu.Lock()
	p.payments[made.token], p.byReference[made.Reference] = made, made
	p.mu.Unlock()
	http.Redirect(w, r, paymentPath+made.token, http.StatusSeeOther)
}

// refuse gets everybody else. Who reloads the page that brought him here goes
// on to his payment. The reason is for the reseller alone.
func (p *provider) refuse(w http.ResponseWriter, r *http.Request, reason error) {
	if errors.Is(reason, gateway.ErrReplayed) {
		p.mu.Lock()
		known := p.byReference[r.PostFormValue("reference")]
		p.mu.Unlock()
		if known != nil {
			http.Redirect(w, r, paymentPath+known.token, http.StatusSeeOther)
			return
		}
	}
	p.say.Println("  refused:", reason)
	for _, known := range []error{gateway.ErrMalformed, gateway.ErrSignature, gateway.ErrExpired, gateway.ErrAmount, gateway.ErrReplayed} {
		if errors.Is(reason, known) {
			p.render(w, http.StatusForbidden, page{Title: "This payment cannot be made"})
			return
		}
	}
	p.render(w, http.StatusServiceUnavailable, page{Title: "Payments cannot be made at the moment"})
}

// show is the page of a payment: two buttons, or what has become of it.
func (p *provider) show(w http.ResponseWriter, r *http.Request) {
	known, status := p.find(r)
	switch {
	case known == nil:
		p.render(w, http.StatusNotFound, page{Title: "There is no such payment"})
	case status != "" && known.isTold():
		http.Redirect(w, r, known.ReturnURL, http.StatusSeeOther)
	case status != "":
		p.render(w, http.StatusAccepted, page{Title: "One moment, please", Reload: true})
	case !p.now().Before(known.Expires):
		p.render(w, http.StatusGone, page{Title: "This payment has expired"})
	default:
		p.render(w, http.StatusOK, page{Title: fmt.Sprintf("%s: pay %s", p.name, known.Amount), Decide: true})
	}
}

// decide takes the payer's word for it, which is why this is an example.
func (p *provider) decide(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	known, _ := p.find(r)
	status, ok := map[string]gateway.Status{
		"pay": gateway.StatusAuthorized, "refuse": gateway.StatusFailed,
	}[r.PostFormValue("decision")]
	switch {
	case known == nil:
		p.render(w, http.StatusNotFound, page{Title: "There is no such payment"})
		return
	case !ok:
		p.render(w, http.StatusBadRequest, page{Title: "Pay or refuse"})
		return
	}
	if p.settle(ctx, known, status) {
		select {
		case <-known.told:
		case <-time.After(patience):
		case <-r.Context().Done():
		}
	}
	http.Redirect(w, r, paymentPath+known.token, http.StatusSeeOther)
}

// settle ends a payment, and tells the platform. Of several decisions the first
// one counts; it reports false for a payment that can no longer be made.
func (p *provider) settle(ctx context.Context, known *payment, status gateway.Status) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case known.status != "":
		return true
	case !p.now().Before(known.Expires):
		return false
	}
	known.status = status
	p.telling.Go(func() { p.tell(ctx, known.Reference, status, known.told) })
	return true
}

// tell ends when the platform has accepted, which may take a while, or when the
// program ends: then, what a payer has paid is not to be forgotten.
func (p *provider) tell(ctx context.Context, reference string, status gateway.Status, told chan<- struct{}) {
	if err := p.Notify(ctx, reference, status); err != nil {
		p.say.Println("  to be notified again:", err)
		return
	}
	close(told)
	select {
	case p.heard <- struct{}{}:
	default:
	}
}

// find gives the payment that an address names, nil if there is none, and what
// the payer has decided.
func (p *provider) find(r *http.Request) (*payment, gateway.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.payments[r.PathValue("token")]
	if known == nil {
		return nil, ""
	}
	return known, known.status
}

func (known *payment) isTold() bool {
	select {
	case <-known.told:
		return true
	default:
		return false
	}
}
