package customers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of a move, and of the products it is looked up by.
const (
	movePath    = "/customer/{customer_id}/move"
	domainPath  = "/domain/{domain_name}"
	hostingPath = "/hosting/{reference}"
)

// MoveParams say which products move where.
type MoveParams struct {
	// To is the customer who gets the products.
	To ID `json:"to"`
	// Domains are names of domains, sent in lower case.
	Domains []string `json:"domains,omitempty"`
	// Hosting are references of hosting accounts.
	Hosting []string `json:"hosting,omitempty"`
	// ClientReference is the caller's own name for the move, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string `json:"client_reference"`
}

// complete gives p a reference and lower-case names of its own, and checks it.
func (p *MoveParams) complete(operation string, from ID) error {
	p.ClientReference = cmp.Or(p.ClientReference, rest.NewReference())
	p.Hosting = slices.Clone(p.Hosting)
	p.Domains = slices.Clone(p.Domains)
	for i, name := range p.Domains {
		p.Domains[i] = lower(name)
	}
	var f check.Fields
	f.ID("customer_id", int64(from))
	f.ID("to", int64(p.To))
	if p.To == from && p.To > 0 {
		f.Reject("to", "must be another customer")
	}
	if len(p.Domains)+len(p.Hosting) == 0 {
		f.Reject("domains", "must name a domain where no hosting account is named")
	}
	f.Names("domains", p.Domains, check.MaxText)
	f.Names("hosting", p.Hosting, check.MaxText)
	f.Reference(p.ClientReference)
	return f.Err(operation)
}

// Moved is what changed hands.
type Moved struct {
	Domains []string `json:"domains"`
	Hosting []string `json:"hosting"`

	Unknown jsontext.Value `json:",embed"`
}

// MoveProducts hands domains and hosting accounts over to another customer of
// the same reseller: all of them or none. A domain and the hosting account it
// is linked to move together. Certificates, invoices, orders and tickets stay.
//
// Refusals: [rest.ErrValidation] with a field for each product that stands in
// the way, such as "domains.example.com", or for the customer in "to".
//
// When the answer gets lost, the owner of each product is read.
//
// POST /customer/{customer_id}/move, provisional.
func (s *Service) MoveProducts(ctx context.Context, from ID, p MoveParams, opts ...rest.CallOption) (*Moved, error) {
	const operation = "customers.move"
	if err := p.complete(operation, from); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(movePath, from.String()),
		Body:      &p,
		Effect:    rest.Once,
		Reference: p.ClientReference,
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Moved, error) {
		return s.moved(ctx, from, &p)
	}, opts...)
}

// moved looks whether a lost move happened. Since all products move or none,
// anything in between is somebody else's doing.
func (s *Service) moved(ctx context.Context, from ID, sent *MoveParams) (*Moved, error) {
	owners, err := s.owners(ctx, sent)
	if err != nil {
		return nil, err
	}
	switch {
	case all(owners, sent.To):
		return &Moved{Domains: sent.Domains, Hosting: sent.Hosting}, nil
	case all(owners, from):
		return nil, nil
	}
	return nil, errors.New("the products have different owners now")
}

func all(owners []ID, one ID) bool {
	return !slices.ContainsFunc(owners, func(owner ID) bool { return owner != one })
}

// owners reads who owns the products of a move.
func (s *Service) owners(ctx context.Context, p *MoveParams) ([]ID, error) {
	owners := make([]ID, 0, len(p.Domains)+len(p.Hosting))
	for _, name := range p.Domains {
		owner, err := s.owner(ctx, "domains.get", rest.At(domainPath, name))
		if err != nil {
			return nil, err
		}
		owners = append(owners, owner)
	}
	for _, reference := range p.Hosting {
		owner, err := s.owner(ctx, "hosting.get", rest.At(hostingPath, reference))
		if err != nil {
			return nil, err
		}
		owners = append(owners, owner)
	}
	return owners, nil
}

func (s *Service) owner(ctx context.Context, operation string, product rest.Path) (ID, error) {
	type owned struct {
		Customer Ref `json:"customer"`
	}
	found, err := rest.Do[owned](ctx, s.client, rest.Call{Operation: operation, Method: http.MethodGet, Path: product})
	if err != nil {
		return 0, err
	}
	return found.Customer.ID, nil
}
