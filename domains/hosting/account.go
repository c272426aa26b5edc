package hosting

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on accounts.
const (
	accountsPath  = "/hosting"
	accountPath   = "/hosting/{reference}"
	suspendPath   = "/hosting/{reference}/suspend"
	unsuspendPath = "/hosting/{reference}/unsuspend"
)

// CodeStateInvalid refuses what the status of an account does not allow, such
// as to suspend one that is suspended or to change one that is deleted.
const CodeStateInvalid rest.Code = "hosting_state_invalid"

// A Status is the stage of life of an account. The list is open: values that
// this version does not know pass through.
type Status string

// Statuses of accounts. Only delivered is documented, the others are
// provisional.
const (
	StatusPending   Status = "pending"   // is being set up
	StatusDelivered Status = "delivered" // is on the web
	StatusSuspended Status = "suspended" // serves nothing, keeps its data
	StatusExpired   Status = "expired"   // was not renewed, and is lost
	StatusDeleted   Status = "deleted"
)

// An Account is a customer's place on a web server, on a plan. It is addressed
// by its reference.
type Account struct {
	Reference string        `json:"reference"`
	Status    Status        `json:"status"`
	Customer  customers.Ref `json:"customer"` // provisional
	Plan      Plan          `json:"plan"`
	// Domains are those that are linked to the account. Provisional.
	Domains []domains.Name `json:"domains"`
	// Active: the account serves its domains.
	Active    bool `json:"is_active"`
	Suspended bool `json:"is_suspended"` // provisional
	// AutoRenew: the account is renewed before it expires. Provisional.
	AutoRenew bool `json:"renew"`
	// ClientReference is the reference the account was added with, empty for
	// those made elsewhere. Provisional.
	ClientReference string     `json:"client_reference"`
	Created         time.Time  `json:"created"` // provisional
	Updated         time.Time  `json:"updated"`
	Expires         *time.Time `json:"expires"`
	Deleted         *time.Time `json:"deleted"` // nil while it exists

	Unknown jsontext.Value `json:",embed"`
}

// A Filter narrows a list of accounts down. The zero value takes all.
type Filter struct {
	Customer        customers.ID `url:"customer,omitempty"`
	Plan            PlanID       `url:"plan,omitempty"`
	Status          Status       `url:"status,omitempty"`
	ClientReference string       `url:"client_reference,omitempty"`
	// UpdatedSince takes accounts that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many accounts.
	Offset int `url:"offset,omitempty"`
}

func (filter Filter) call() (rest.Call, error) {
	const operation = "hosting.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.OptionalID("plan", int64(filter.Plan))
	f.Text("status", string(filter.Status), check.MaxText)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(accountsPath), Query: filter}
	return call, f.Err(operation)
}

// A Service works on hosting accounts and their plans.
type Service struct{ client *rest.Client }

// New makes a service that calls through c.
func New(c *rest.Client) *Service { return &Service{c} }

// List reads one page of the accounts, in ascending order of reference.
//
// GET /hosting, provisional.
func (s *Service) List(ctx context.Context, filter Filter, opts ...rest.CallOption) (*rest.Page[Account], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Account](ctx, s.client, call, opts...)
}

// All gives the accounts one by one, in ascending order of reference, over all
// pages. See [rest.All].
//
// GET /hosting, provisional.
func (s *Service) All(ctx context.Context, filter Filter, opts ...rest.CallOption) iter.Seq2[*Account, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Account](err)
	}
	return rest.All(ctx, s.client, call, func(a *Account) string { return a.Reference }, opts...)
}

// Get reads an account.
//
// GET /hosting/{reference}, provisional.
func (s *Service) Get(ctx context.Context, reference string, opts ...rest.CallOption) (*Account, error) {
	call := rest.Call{Operation: "hosting.get", Method: http.MethodGet, Path: rest.At(accountPath, reference)}
	return rest.Do[Account](ctx, s.client, call, opts...)
}

// Suspend takes an account off the web and keeps its data. The reason, at most
// 255 characters, is told in the customer's events.
//
// Refusals: [CodeStateInvalid] for an account that is not delivered.
//
// POST /hosting/{reference}/suspend, provisional.
func (s *Service) Suspend(ctx context.Context, reference, reason string, opts ...rest.CallOption) (*Account, error) {
	const operation = "hosting.suspend"
	var f check.Fields
	f.Required("reason", reason, check.MaxText)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	type body struct {
		Reason string `json:"reason"`
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(suspendPath, reference),
		Body:      body{reason},
		Effect:    rest.Idempotent,
	}
	return s.bring(ctx, reference, StatusSuspended, call, opts...)
}

// Unsuspend puts a suspended account back onto the web.
//
// Refusals: [CodeStateInvalid] for an account that is not suspended.
//
// POST /hosting/{reference}/unsuspend, provisional.
func (s *Service) Unsuspend(ctx context.Context, reference string, opts ...rest.CallOption) (*Account, error) {
	call := rest.Call{
		Operation: "hosting.unsuspend",
		Method:    http.MethodPost,
		Path:      rest.At(unsuspendPath, reference),
		Effect:    rest.Idempotent,
	}
	return s.bring(ctx, reference, StatusDelivered, call, opts...)
}

// ChangePlan puts an account onto another plan of the same category. The price
// of the new plan applies from the next renewal.
//
// Refusals: [CodeStateInvalid] for an account that has ended;
// [rest.ErrValidation] when the plan is unknown, of another category, or for
// fewer domains than are linked.
//
// PUT /hosting/{reference}, provisional.
func (s *Service) ChangePlan(ctx context.Context, reference string, plan PlanID, opts ...rest.CallOption) (*Account, error) {
	var f check.Fields
	f.ID("plan", int64(plan))
	if err := f.Err(updateOperation); err != nil {
		return nil, err
	}
	return s.update(ctx, reference, &updateBody{Plan: plan}, opts...)
}

// SetAutoRenew decides whether an account is renewed before it expires. One
// that is not is lost with its data.
//
// Refusals: [CodeStateInvalid] for an account that has ended.
//
// PUT /hosting/{reference}, provisional.
func (s *Service) SetAutoRenew(ctx context.Context, reference string, renew bool, opts ...rest.CallOption) (*Account, error) {
	return s.update(ctx, reference, &updateBody{Renew: &renew}, opts...)
}

// Delete ends an account at once, and its data are lost. Domains that are
// linked to it stay, without a link. Nothing is given back for the rest of the
// term. An account that turns out to be gone when the request had to be
// repeated counts as deleted.
//
// DELETE /hosting/{reference}, provisional.
func (s *Service) Delete(ctx context.Context, reference string, opts ...rest.CallOption) error {
	call := rest.Call{
		Operation: "hosting.delete",
		Method:    http.MethodDelete,
		Path:      rest.At(accountPath, reference),
		Effect:    rest.Idempotent,
	}
	_, err := rest.Do[rest.None](ctx, s.client, call, opts...)
	if repeatedAgainst(err, rest.CodeResourceUnknown) {
		return nil
	}
	return err
}

// updateBody is what ChangePlan and SetAutoRenew send.
type updateBody struct {
	Plan  PlanID `json:"plan,omitzero"`
	Renew *bool  `json:"renew,omitzero"`
}

const updateOperation = "hosting.update"

func (s *Service) update(ctx context.Context, reference string, body *updateBody, opts ...rest.CallOption) (*Account, error) {
	call := rest.Call{
		Operation: updateOperation,
		Method:    http.MethodPut,
		Path:      rest.At(accountPath, reference),
		Body:      body,
		Effect:    rest.Idempotent,
	}
	return rest.Do[Account](ctx, s.client, call, opts...)
}

// bring makes a call that brings an account into a status. The request that
// repeats one whose answer got lost may be refused, since the account is in
// that status already.
func (s *Service) bring(ctx context.Context, reference string, status Status, call rest.Call, opts ...rest.CallOption) (*Account, error) {
	account, err := rest.Do[Account](ctx, s.client, call, opts...)
	if !repeatedAgainst(err, CodeStateInvalid) {
		return account, err
	}
	if present, lookErr := s.Get(ctx, reference, opts...); lookErr == nil && present.Status == status {
		return present, nil
	}
	return nil, err
}

// repeatedAgainst reports whether the platform refused a request with a code
// after it had been made before.
func repeatedAgainst(err error, code rest.Code) bool {
	failure, ok := errors.AsType[*rest.Error](err)
	return ok && failure.Code == code && failure.Attempts > 1
}
