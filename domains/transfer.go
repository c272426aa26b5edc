package domains

import (
	"context"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on transfers.
const (
	transfersPath      = "/domain-transfer"
	oneTransferPath    = "/domain-transfer/{domain_transfer_id}"
	transferCancelPath = "/domain-transfer/{domain_transfer_id}/cancel"
	transferResendPath = "/domain-transfer/{domain_transfer_id}/resend-approval"
)

// CodeTransferStateInvalid refuses what a transfer of this status cannot do,
// such as to be canceled when it is completed.
const CodeTransferStateInvalid rest.Code = "transfer_state_invalid"

// A TransferID is the number of a transfer.
type TransferID int64

// String gives the number in decimal.
func (id TransferID) String() string { return strconv.FormatInt(int64(id), 10) }

// A TransferStatus says how far a transfer has come. The list is open: values
// that this version does not know pass through.
type TransferStatus string

// Statuses of transfers.
const (
	// TransferWaitsForAuthCode: none was given, or a wrong one; see
	// [TransferService.SupplyAuthCode].
	TransferWaitsForAuthCode TransferStatus = "wait_for_auth_code"
	// TransferWaitsForApproval: the registrant has to agree by following a
	// link in a mail; see [TransferService.ResendApproval].
	TransferWaitsForApproval TransferStatus = "wait_for_approval"
	TransferScheduled        TransferStatus = "scheduled" // goes to the registry soon
	TransferPending          TransferStatus = "pending"   // is with the registry
	TransferCompleted        TransferStatus = "completed"
	TransferFailed           TransferStatus = "failed"
	TransferCanceled         TransferStatus = "canceled"
)

// Final reports whether the status is one that does not change any more.
func (s TransferStatus) Final() bool {
	return s == TransferCompleted || s == TransferFailed || s == TransferCanceled
}

// UnmarshalText brings the two spellings of TransferWaitsForAuthCode together:
// the platform answers a start with another one than it uses later.
func (s *TransferStatus) UnmarshalText(text []byte) error {
	if *s = TransferStatus(text); *s == "wait_for_authcode" {
		*s = TransferWaitsForAuthCode
	}
	return nil
}

// A TransferDirection tells transfers to the platform from those away from it.
type TransferDirection string

// Directions of transfers.
const (
	TransferIn  TransferDirection = "in"
	TransferOut TransferDirection = "out"
)

// A RequiredAction is what somebody has to do before a transfer goes on. The
// list is open: values that this version does not know pass through.
type RequiredAction string

// Required actions.
const (
	ActionNone               RequiredAction = "none"
	ActionSupplyAuthCode     RequiredAction = "supply_auth_code"
	ActionRegistrantApproval RequiredAction = "registrant_approval"
)

// A Transfer is a domain on its way from one registrar to another.
type Transfer struct {
	ID        TransferID         `json:"id"`
	Name      Name               `json:"name"`
	Status    TransferStatus     `json:"status"`
	Direction TransferDirection  `json:"direction"`
	Customer  customers.Customer `json:"customer"`
	// Domain is nil while it is not on the platform: before a transfer to it is
	// completed, and after one away from it.
	Domain *Domain `json:"domain"`
	// AuthCode is the code that was given.
	AuthCode rest.Secret `json:"auth_code"`
	Privacy  bool        `json:"is_privacy_protect_enabled"`
	Interval int         `json:"interval"` // in months
	TLD      TLDRef      `json:"tld"`
	// Action is what the platform says has to be done, empty where it says
	// nothing: see [Transfer.RequiredAction]. Provisional.
	Action RequiredAction `json:"required_action"`
	// NameServers are those the domain gets once it is here. Provisional.
	NameServers []NameServer `json:"name_servers"`
	// LastError is the registry's or the platform's text about what went
	// wrong, mostly empty. Provisional.
	LastError string `json:"last_error"`
	// ClientReference is the reference the transfer was started with, empty
	// for those made elsewhere. Provisional.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`

	Unknown jsontext.Value `json:",embed"`
}

// UnmarshalJSONFrom reads the code by either of its names: the platform
// answers a start with another one than it uses later.
func (t *Transfer) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type fields Transfer
	var wire struct {
		Fields   fields      `json:",embed"`
		AuthCode rest.Secret `json:"authcode"`
	}
	if err := json.UnmarshalDecode(dec, &wire); err != nil {
		return err
	}
	*t = Transfer(wire.Fields)
	if t.AuthCode.IsZero() {
		t.AuthCode = wire.AuthCode
	}
	return nil
}

// RequiredAction is what has to be done before the transfer goes on. Where the
// platform does not say so itself, its status tells.
func (t *Transfer) RequiredAction() RequiredAction {
	switch {
	case t.Action != "":
		return t.Action
	case t.Status == TransferWaitsForAuthCode:
		return ActionSupplyAuthCode
	case t.Status == TransferWaitsForApproval:
		return ActionRegistrantApproval
	}
	return ActionNone
}

// A TransferFilter narrows a list of transfers down. The zero value takes all.
type TransferFilter struct {
	Customer customers.ID `url:"customer,omitempty"`
	// Status and the fields below are provisional; a platform that does not
	// know one lists more transfers than were asked for.
	Status    TransferStatus    `url:"status,omitempty"`
	Direction TransferDirection `url:"direction,omitempty"`
	// NamePart is looked for anywhere in the names, in their ASCII form.
	NamePart        string `url:"name,omitempty"`
	ClientReference string `url:"client_reference,omitempty"`
	// UpdatedSince takes transfers that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many transfers.
	Offset int `url:"offset,omitempty"`
}

func (filter TransferFilter) call() (rest.Call, error) {
	const operation = "transfers.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("status", string(filter.Status), check.MaxText)
	f.Text("direction", string(filter.Direction), check.MaxText)
	f.Text("name", filter.NamePart, maxName)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.NamePart = strings.ToLower(filter.NamePart)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(transfersPath), Query: filter}
	return call, f.Err(operation)
}

// A TransferService works on transfers.
type TransferService struct{ client *rest.Client }

// NewTransfers makes a service that calls through c.
func NewTransfers(c *rest.Client) *TransferService { return &TransferService{c} }

// Get reads a transfer. One that belongs to somebody else is as unknown as one
// that does not exist: [rest.ErrNotFound].
//
// GET /domain-transfer/{domain_transfer_id}, seen in client code.
func (s *TransferService) Get(ctx context.Context, id TransferID, opts ...rest.CallOption) (*Transfer, error) {
	const operation = "transfers.get"
	if err := checkTransferID(operation, id); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(oneTransferPath, id.String())}
	return rest.Do[Transfer](ctx, s.client, call, opts...)
}

// List reads one page of the transfers, in ascending order of id.
//
// GET /domain-transfer, documented with the filter by customer alone; paging
// and the other filters are provisional.
func (s *TransferService) List(ctx context.Context, filter TransferFilter, opts ...rest.CallOption) (*rest.Page[Transfer], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Transfer](ctx, s.client, call, opts...)
}

// All gives the transfers one by one, in ascending order of id, over all
// pages. See [rest.All].
//
// GET /domain-transfer, documented with the filter by customer alone; paging
// and the other filters are provisional.
func (s *TransferService) All(ctx context.Context, filter TransferFilter, opts ...rest.CallOption) iter.Seq2[*Transfer, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Transfer](err)
	}
	return rest.All(ctx, s.client, call, func(t *Transfer) TransferID { return t.ID }, opts...)
}

// SupplyAuthCode gives a transfer the code that it waits for, or another one
// as long as it is not with the registry.
//
// Refusals: [CodeTransferStateInvalid].
//
// PUT /domain-transfer/{domain_transfer_id}, documented.
func (s *TransferService) SupplyAuthCode(ctx context.Context, id TransferID, code rest.Secret, opts ...rest.CallOption) (*Transfer, error) {
	var f check.Fields
	f.Required("auth_code", code.Reveal(), check.MaxText)
	return s.update(ctx, id, &f, transferUpdate{AuthCode: code}, opts...)
}

// SetNameServers replaces the name servers that the domain gets once it is
// here: up to five, in their order. They can be set until the transfer ends.
//
// Refusals: [CodeTransferStateInvalid]; [CodeCustomNameServersDisabled],
// [CodeMissingChildHost].
//
// PUT /domain-transfer/{domain_transfer_id}, documented for the code; the name
// servers are provisional.
func (s *TransferService) SetNameServers(ctx context.Context, id TransferID, hostnames []string, opts ...rest.CallOption) (*Transfer, error) {
	var f check.Fields
	if len(hostnames) == 0 {
		f.Reject("name_servers", "must not be empty")
	}
	servers := checkNameServers(&f, hostnames)
	return s.update(ctx, id, &f, transferUpdate{NameServers: servers}, opts...)
}

// transferUpdate is what SupplyAuthCode and SetNameServers send.
type transferUpdate struct {
	AuthCode    rest.Secret  `json:"auth_code,omitzero"`
	NameServers []NameServer `json:"name_servers,omitempty"`
}

func (s *TransferService) update(ctx context.Context, id TransferID, f *check.Fields, body transferUpdate, opts ...rest.CallOption) (*Transfer, error) {
	const operation = "transfers.update"
	f.ID("domain_transfer_id", int64(id))
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	return rest.Do[Transfer](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(oneTransferPath, id.String()),
		Body:      body,
		Effect:    rest.Idempotent,
	}, opts...)
}

// ResendApproval mails the registrant the link for the approval again. It is
// repeated when an answer gets lost: a second mail does no harm.
//
// Refusals: [CodeTransferStateInvalid] when the transfer does not wait for an
// approval.
//
// POST /domain-transfer/{domain_transfer_id}/resend-approval, provisional.
func (s *TransferService) ResendApproval(ctx context.Context, id TransferID, opts ...rest.CallOption) (*Transfer, error) {
	const operation = "transfers.resendApproval"
	if err := checkTransferID(operation, id); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(transferResendPath, id.String()),
		Effect:    rest.Idempotent,
	}
	return rest.Do[Transfer](ctx, s.client, call, opts...)
}

// Cancel ends a transfer, also at the registrar.
//
// Refusals: [CodeTransferStateInvalid] when the transfer has ended already.
//
// When the answer gets lost, the status of the transfer is read.
//
// POST /domain-transfer/{domain_transfer_id}/cancel, provisional.
func (s *TransferService) Cancel(ctx context.Context, id TransferID, opts ...rest.CallOption) (*Transfer, error) {
	const operation = "transfers.cancel"
	if err := checkTransferID(operation, id); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(transferCancelPath, id.String()),
		Effect:    rest.Once, // a second one is refused
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Transfer, error) {
		found, err := s.Get(ctx, id)
		if err != nil || found.Status != TransferCanceled {
			return nil, err
		}
		return found, nil
	}, opts...)
}

func checkTransferID(operation string, id TransferID) error {
	var f check.Fields
	f.ID("domain_transfer_id", int64(id))
	return f.Err(operation)
}
