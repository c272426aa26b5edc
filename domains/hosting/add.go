package hosting

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// AddParams say what is bought for whom.
type AddParams struct {
	Customer customers.ID
	Plan     PlanID
	// Months is the term, a multiple of the plan's interval; 0 is one interval.
	Months int
	// Domain is a name of the customer's to link to the account; optional.
	Domain string
	// ClientReference is the caller's own name for the account, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string
}

// addBody is what Add sends.
type addBody struct {
	Customer        customers.ID `json:"customer"`
	Plan            PlanID       `json:"plan"`
	Interval        int          `json:"interval,omitzero"`
	Domain          domains.Name `json:"domain,omitzero"`
	ClientReference string       `json:"client_reference"`
}

func (p *AddParams) body(operation string) (*addBody, error) {
	body := &addBody{
		Customer:        p.Customer,
		Plan:            p.Plan,
		Interval:        p.Months,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	f.ID("customer", int64(p.Customer))
	f.ID("plan", int64(p.Plan))
	if p.Months < 0 {
		f.Reject("interval", "must not be negative")
	}
	if p.Domain != "" {
		name, err := domains.ParseName(p.Domain)
		if err != nil {
			f.Reject("domain", err.Error())
		}
		body.Domain = name
	}
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// Add buys a hosting account for a customer and charges the reseller's
// balance. The customer gets neither an order nor an invoice.
//
// Refusals: [customers.CodeInsufficientBalance];
// [domains.CodeCustomerFraudTagged], [domains.CodeCustomerDisabled];
// [rest.CodeResellerUnverified]; [rest.ErrValidation] with the fields, among
// them a domain that is not the customer's or is linked to another account.
//
// When the answer gets lost, the customer's accounts are searched for the
// client reference. Where the platform keeps none, a new account on the same
// plan leaves the outcome unknown.
//
// POST /hosting, provisional.
func (s *Service) Add(ctx context.Context, p AddParams, opts ...rest.CallOption) (*Account, error) {
	const operation = "hosting.add"
	body, err := p.body(operation)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(accountsPath),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Account, error) {
		return s.added(ctx, body, started)
	}, opts...)
}

// added looks whether a lost Add happened. A customer may have any number of
// accounts on a plan, so nothing but the client reference tells one that is
// new from another.
func (s *Service) added(ctx context.Context, sent *addBody, started time.Time) (*Account, error) {
	filter := Filter{Customer: sent.Customer, ClientReference: sent.ClientReference}
	return lost.Create[Account]{
		Reference: sent.ClientReference,
		Started:   started,
		Origin:    func(a *Account) (string, time.Time) { return a.ClientReference, a.Created },
		Describes: sent.describes,
		Twin:      func(a *Account) string { return fmt.Sprintf("account %q is on the same plan", a.Reference) },
	}.Among(s.All(ctx, filter))
}

// describes reports whether an account may be the one that was asked for. What
// the platform does not tell speaks neither for it nor against it.
func (b *addBody) describes(a *Account) bool {
	return cmp.Or(a.Customer.ID, b.Customer) == b.Customer && cmp.Or(a.Plan.ID, b.Plan) == b.Plan
}
