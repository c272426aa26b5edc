package gateway

import (
	"fmt"
	"net/http"
)

// ServeHTTP takes the form that the platform lets the payer's browser post,
// and gives it to Config.Start or Config.Refuse.
//
// Documented; the fields and their order are seen in client code.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	request, err := g.accept(w, r)
	if err != nil {
		g.refuse(w, r, fmt.Errorf("payment gateway: %w", err))
		return
	}
	g.start(w, r, request)
}

// accept checks a form, what costs least first. The reference is used up last,
// so that a form which was altered on its way leaves the genuine one usable.
func (g *Gateway) accept(w http.ResponseWriter, r *http.Request) (*Request, error) {
	f, err := readForm(w, r)
	if err != nil {
		return nil, err
	}
	if !g.keys.verify(f.get(fieldSignature), f.signed()...) {
		return nil, ErrSignature
	}
	request, err := f.request()
	if err != nil {
		return nil, err
	}
	if request.Gateway != g.name {
		return nil, f.malformed(fieldGateway, fmt.Errorf("must be %q", g.name))
	}
	now := g.now()
	if !now.Before(request.Expires) {
		return nil, request.refused(ErrExpired)
	}
	due, err := g.due(r.Context(), request)
	if err != nil {
		return nil, fmt.Errorf("look up what is due for payment %q: %w", request.Reference, err)
	}
	if !due.Equal(request.Amount) {
		return nil, fmt.Errorf("%w: asked for %s, due are %s", request.refused(ErrAmount), request.Amount, due)
	}
	first, err := g.store.Claim(r.Context(), request, now)
	if err != nil {
		return nil, fmt.Errorf("remember payment %q: %w", request.Reference, err)
	}
	if !first {
		return nil, request.refused(ErrReplayed)
	}
	return request, nil
}

func (r *Request) refused(reason error) error {
	return fmt.Errorf("payment %q: %w", r.Reference, reason)
}
