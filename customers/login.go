package customers

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on logins.
const (
	loginsPath        = "/login"
	loginPath         = "/login/{login_id}"
	passwordResetPath = "/login/{login_id}/password-reset"
)

// A LoginType is the area that a login opens. The list is open: values that
// this version does not know pass through.
type LoginType string

// Types of logins.
const (
	LoginCustomer LoginType = "customer" // the Customer Area
	LoginReseller LoginType = "reseller" // the Reseller Area
)

// A Login is a name under which a customer signs in.
type Login struct {
	ID       LoginID   `json:"id"`
	Customer Ref       `json:"customer"`
	Login    string    `json:"login"` // unique; the e-mail address at first
	Enabled  bool      `json:"is_enabled"`
	Type     LoginType `json:"type"`
	// LastLogin is nil when the login was never used.
	LastLogin *time.Time `json:"last_login"`
	// ClientReference is the reference the login was created with, empty for
	// those made elsewhere.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`

	Unknown jsontext.Value `json:",embed"`
}

// A LoginFilter narrows a list of logins down. The zero value takes all.
type LoginFilter struct {
	Customer        ID     `url:"customer,omitempty"`
	ClientReference string `url:"client_reference,omitempty"`
	// UpdatedSince takes logins that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many logins.
	Offset int `url:"offset,omitempty"`
}

func (filter LoginFilter) call() (rest.Call, error) {
	const operation = "logins.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(loginsPath), Query: filter}
	return call, f.Err(operation)
}

// LoginCreateParams are the data of a new login.
type LoginCreateParams struct {
	Customer ID          `json:"customer"` // whose login it is
	Login    string      `json:"login"`    // unique, at most 255 characters
	Password rest.Secret `json:"password"`
	// ClientReference is the caller's own name for the login, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string `json:"client_reference"`
}

func (p *LoginCreateParams) complete(operation string) error {
	p.ClientReference = cmp.Or(p.ClientReference, rest.NewReference())
	var f check.Fields
	f.ID("customer", int64(p.Customer))
	f.Required("login", p.Login, check.MaxText)
	f.Password("password", p.Password)
	f.Reference(p.ClientReference)
	return f.Err(operation)
}

// LoginUpdateParams are what is to change of a login; what is nil stays as it
// is.
type LoginUpdateParams struct {
	Login   *string `json:"login,omitzero"` // unique, at most 255 characters
	Enabled *bool   `json:"is_enabled,omitzero"`
}

func (p *LoginUpdateParams) check(operation string, id LoginID) error {
	var f check.Fields
	f.ID("login_id", int64(id))
	f.Change(*p)
	if p.Login != nil {
		f.Required("login", *p.Login, check.MaxText)
	}
	return f.Err(operation)
}

// A LoginService works on logins.
type LoginService struct{ client *rest.Client }

// NewLogins makes a service that calls through c.
func NewLogins(c *rest.Client) *LoginService { return &LoginService{c} }

// List reads one page of logins, in ascending order of id.
//
// GET /login, provisional.
func (s *LoginService) List(ctx context.Context, filter LoginFilter, opts ...rest.CallOption) (*rest.Page[Login], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Login](ctx, s.client, call, opts...)
}

// All gives logins one by one, in ascending order of id, over all pages. See
// [rest.All].
//
// GET /login, provisional.
func (s *LoginService) All(ctx context.Context, filter LoginFilter, opts ...rest.CallOption) iter.Seq2[*Login, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Login](err)
	}
	return rest.All(ctx, s.client, call, func(l *Login) LoginID { return l.ID }, opts...)
}

// Get reads a login.
//
// GET /login/{login_id}, provisional.
func (s *LoginService) Get(ctx context.Context, id LoginID, opts ...rest.CallOption) (*Login, error) {
	const operation = "logins.get"
	if err := check.ID(operation, "login_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(loginPath, id.String())}
	return rest.Do[Login](ctx, s.client, call, opts...)
}

// Create adds a login for the Customer Area to a customer.
//
// Refusals: [rest.ErrValidation] with the fields, among them a name that is
// taken.
//
// When the answer gets lost, the customer's logins are searched for the client
// reference or, where the platform keeps none, for the name, which is unique.
//
// POST /login, provisional.
func (s *LoginService) Create(ctx context.Context, p LoginCreateParams, opts ...rest.CallOption) (*Login, error) {
	const operation = "logins.create"
	if err := p.complete(operation); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(loginsPath),
		Body:      &p,
		Effect:    rest.Once,
		Reference: p.ClientReference,
	}
	started := time.Now()
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Login, error) {
		return s.created(ctx, &p, started)
	}, opts...)
}

// Update renames a login, or decides whether it may be used.
//
// Refusals: [rest.ErrValidation] when the name is taken.
//
// PUT /login/{login_id}, provisional.
func (s *LoginService) Update(ctx context.Context, id LoginID, p LoginUpdateParams, opts ...rest.CallOption) (*Login, error) {
	const operation = "logins.update"
	if err := p.check(operation, id); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(loginPath, id.String()),
		Body:      &p,
		Effect:    rest.Idempotent,
	}
	return rest.Do[Login](ctx, s.client, call, opts...)
}

// ResetPassword mails the customer a link with which to choose a password; the
// present one works until then. It is repeated when an answer gets lost: a
// second mail does no harm.
//
// POST /login/{login_id}/password-reset, provisional.
func (s *LoginService) ResetPassword(ctx context.Context, id LoginID, opts ...rest.CallOption) (*Login, error) {
	const operation = "logins.resetPassword"
	if err := check.ID(operation, "login_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(passwordResetPath, id.String()),
		Effect:    rest.Idempotent,
	}
	return rest.Do[Login](ctx, s.client, call, opts...)
}

// created looks whether a lost Create happened.
func (s *LoginService) created(ctx context.Context, sent *LoginCreateParams, started time.Time) (*Login, error) {
	var namesake *Login
	filter := LoginFilter{Customer: sent.Customer, ClientReference: sent.ClientReference}
	for login, err := range s.All(ctx, filter) {
		switch {
		case err != nil:
			return nil, err
		case login.Customer.ID != sent.Customer || !alike(sent.Login, login.Login):
			continue // also where the reference was used for another login
		case login.ClientReference == sent.ClientReference:
			return login, nil
		case login.ClientReference == "":
			namesake = login
		}
	}
	if namesake != nil && !lost.Since(namesake.Created, started) {
		return nil, fmt.Errorf("login %s has the same name but is older than the request", namesake.ID)
	}
	return namesake, nil
}
