package domains

import (
	"context"
	"iter"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on TLDs.
const (
	tldsPath = "/tld"
	tldPath  = "/tld/{name}"
)

// A TLD is what domains are registered under, with the rules of its registry.
type TLD struct {
	// Name has no dot at its beginning: "com", "co.uk".
	Name string `json:"name"`
	// AuthCodeRequired: a transfer to the platform needs the domain's code.
	AuthCodeRequired bool `json:"is_authorization_code_required"`
	// TransferLockSupported: domains can be locked against transfers.
	TransferLockSupported bool `json:"is_transfer_lock_supported"`
	// PrivacySupported: registrants can be hidden in WHOIS.
	PrivacySupported bool `json:"is_privacy_protect_supported"`
	// TransferFOA: the registrant has to approve of a transfer.
	TransferFOA bool `json:"transfer_foa"`
	// Restorable: a domain that was lost can be bought back for a while.
	Restorable bool `json:"is_restorable"`
	// GraceDays is how long after its expiry a domain can still be renewed at
	// the usual price, in days.
	GraceDays int `json:"grace_days"`
	// RegisterPeriods and RenewPeriods are the terms that the registry sells,
	// in months.
	RegisterPeriods []int `json:"create_domain_periods"`
	RenewPeriods    []int `json:"renew_domain_periods"`

	Unknown jsontext.Value `json:",embed"`
}

// A TLDFilter says which part of the TLDs is listed.
type TLDFilter struct {
	// Offset passes over so many TLDs.
	Offset int `url:"offset,omitempty"`
}

func (filter TLDFilter) call() (rest.Call, error) {
	const operation = "tlds.list"
	var f check.Fields
	f.Offset(filter.Offset)
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(tldsPath), Query: filter}
	return call, f.Err(operation)
}

// TLD reads the rules of a TLD. Its name may be in Unicode, and may begin with
// a dot.
//
// GET /tld/{name}, provisional.
func (s *Service) TLD(ctx context.Context, name string, opts ...rest.CallOption) (*TLD, error) {
	const operation = "tlds.get"
	tld, problem := parseLabels(strings.TrimPrefix(name, "."))
	if problem != "" {
		var f check.Fields
		f.Reject("name", problem)
		return nil, f.Err(operation)
	}
	return rest.Do[TLD](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodGet,
		Path:      rest.At(tldPath, tld),
	}, opts...)
}

// TLDs reads one page of the TLDs, in ascending order of name.
//
// GET /tld, provisional.
func (s *Service) TLDs(ctx context.Context, filter TLDFilter, opts ...rest.CallOption) (*rest.Page[TLD], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[TLD](ctx, s.client, call, opts...)
}

// AllTLDs gives the TLDs one by one, in ascending order of name, over all
// pages. See [rest.All].
//
// GET /tld, provisional.
func (s *Service) AllTLDs(ctx context.Context, filter TLDFilter, opts ...rest.CallOption) iter.Seq2[*TLD, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[TLD](err)
	}
	return rest.All(ctx, s.client, call, func(t *TLD) string { return t.Name }, opts...)
}
