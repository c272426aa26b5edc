package domains

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// transferMonths is the term that a transfer adds.
const transferMonths = 12

// TransferParams say which domain comes to the platform, and to whom.
type TransferParams struct {
	Customer customers.ID
	Name     string // any form that [ParseName] takes
	// AuthCode is the code that the present registrar gives out. Without it a
	// transfer that needs one waits for it.
	AuthCode rest.Secret
	// Months is the term that the transfer adds: 12, which 0 stands for. A
	// longer one is bought by [Service.Renew] once the domain is here.
	Months int
	// Privacy hides the registrant; nil leaves that to the platform.
	Privacy *bool
	// NameServers, at most five and in order, are those the domain gets.
	// Without them the platform decides. Provisional.
	NameServers []string
	// ClientReference is the caller's own name for the transfer, unique and at
	// most 64 characters. Without it the SDK makes one. Provisional.
	ClientReference string
}

// transferBody is what Start sends.
type transferBody struct {
	Customer        customers.ID `json:"customer"`
	Domain          Name         `json:"domain"`
	AuthCode        rest.Secret  `json:"auth_code,omitzero"`
	Interval        int          `json:"interval"`
	Privacy         *bool        `json:"is_privacy_protect_enabled,omitzero"`
	NameServers     []NameServer `json:"name_servers,omitempty"`
	ClientReference string       `json:"client_reference"`
}

// body checks the parameters and gives them the form that is sent.
func (p *TransferParams) body() (*transferBody, error) {
	body := &transferBody{
		Customer:        p.Customer,
		AuthCode:        p.AuthCode,
		Interval:        transferMonths,
		Privacy:         p.Privacy,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	f.ID("customer", int64(p.Customer))
	body.Domain = checkName(&f, "domain", p.Name)
	checkAuthCode(&f, p.AuthCode)
	checkTransferMonths(&f, p.Months)
	body.NameServers = checkNameServers(&f, p.NameServers)
	f.Reference(body.ClientReference)
	return body, f.Err(startTransfer)
}

// checkAuthCode wants a code in a single line, or none.
func checkAuthCode(f *check.Fields, code rest.Secret) {
	f.Text("auth_code", code.Reveal(), check.MaxText)
}

func checkTransferMonths(f *check.Fields, months int) {
	if months != 0 && months != transferMonths {
		f.Reject("interval", fmt.Sprintf("must be %d: a longer term is a renewal after the transfer", transferMonths))
	}
}

// Start begins to bring a domain to a customer, without an order or an invoice.
// The reseller's balance pays the transfer price of the TLD.
//
// What has to happen next is told by [Transfer.RequiredAction]; whether the
// code is right turns out later. [TransferService.Wait] waits for the end.
//
// Refusals: [CodeDomainTaken] when the domain is here already or on its way;
// [customers.CodeInsufficientBalance], [CodeCustomerFraudTagged],
// [CodeCustomerDisabled], [rest.CodeResellerUnverified]; [rest.ErrNotFound]
// for a name below a TLD that is not sold; [rest.ErrValidation] with the
// fields.
//
// When the answer gets lost, the customer's transfers are searched for the
// client reference or, where the platform keeps none, for one of the domain
// that began with the call.
//
// POST /domain-transfer, documented; name servers and the client reference are
// provisional.
func (s *TransferService) Start(ctx context.Context, p TransferParams, opts ...rest.CallOption) (*Transfer, error) {
	body, err := p.body()
	if err != nil {
		return nil, err
	}
	return s.start(ctx, body, time.Now(), opts...)
}

const startTransfer = "transfers.start"

// start sends a start that may have been sent before, at a time from which on
// its transfer is looked for.
func (s *TransferService) start(ctx context.Context, body *transferBody, since time.Time, opts ...rest.CallOption) (*Transfer, error) {
	return rest.DoOnce(ctx, s.client, body.call(), func(ctx context.Context) (*Transfer, error) {
		return s.started(ctx, body, since)
	}, opts...)
}

func (b *transferBody) call() rest.Call {
	return rest.Call{
		Operation: startTransfer,
		Method:    http.MethodPost,
		Path:      rest.At(transfersPath),
		Body:      b,
		Effect:    rest.Once,
		Reference: b.ClientReference,
	}
}

// started looks whether a lost Start happened. A domain has one transfer at a
// time, so what provably is not ours makes the platform refuse a repetition.
func (s *TransferService) started(ctx context.Context, sent *transferBody, since time.Time) (*Transfer, error) {
	filter := TransferFilter{Customer: sent.Customer, NamePart: sent.Domain.String(), ClientReference: sent.ClientReference}
	var candidate *Transfer
	for found, err := range s.All(ctx, filter) {
		switch {
		case err != nil:
			return nil, err
		case found.ClientReference == sent.ClientReference:
			return found, nil
		case found.ClientReference == "" && sent.mayHaveStarted(found, since):
			candidate = found
		}
	}
	if candidate != nil && candidate.Status.Final() && candidate.Status != TransferCompleted {
		return nil, fmt.Errorf("transfer %s of the same domain is %s by now and carries no client reference", candidate.ID, candidate.Status)
	}
	return candidate, nil
}

// mayHaveStarted tells whether a transfer without a reference may be what was
// sent. A platform that keeps no references does not filter by them either.
func (b *transferBody) mayHaveStarted(t *Transfer, since time.Time) bool {
	return t.Name == b.Domain &&
		t.Customer.ID == b.Customer &&
		t.Direction != TransferOut &&
		lost.Since(t.Created, since)
}
