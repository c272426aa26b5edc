package api_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/rest"
)

const (
	unknownCertificate = ssl.ID("00000000-0000-4000-8000-000000000000")
	unknownSSLPlan     = ssl.PlanID("00000000-0000-4000-8000-000000000000")
)

const certifiedHost = "www.example.com"

func (w world) certificateScripts() map[string]script {
	wanted := w.certificate(func(p *ssl.RequestParams) {
		p.DCV, p.ApproverEmail = ssl.DCVEmail, "admin@example.com"
		p.ApproverFirstName, p.ApproverLastName, p.ApproverPhone = "Jane", "Roe", "+31.301234567"
		p.ChamberOfCommerce, p.CompanyName, p.Department = "01234567", "Roe Hosting", "Platform"
		p.Address, p.City, p.Zipcode = "Sample Lane 7", "Utrecht", "3511AB"
		p.ClientReference = "ssl-5"
	})
	onUnknownPlan := w.certificate(func(p *ssl.RequestParams) { p.Plan = unknownSSLPlan })
	return map[string]script{
		"ssl.plans": {args: []any{ssl.PlanFilter{Name: "dv", Offset: 1}}},
		"ssl.list": {args: []any{ssl.Filter{
			Customer: someone, Plan: w.sslPlan, Status: ssl.StatusActive, ClientReference: "ssl-5", UpdatedSince: w.now, Offset: 1,
		}}},
		"ssl.request": {
			args: []any{wanted},
			refusals: slices.Concat([]refusal{
				{code: rest.CodeValidationFailed, args: []any{onUnknownPlan}},
			}, purchase(nil, wanted)),
		},
		"ssl.get": {given: w.requested, refusals: unknownToSSL("ssl.get")},
		"ssl.resendValidation": {
			given:    w.requested,
			refusals: append(unknownToSSL(""), refusal{code: ssl.CodeStateInvalid, given: w.issued}),
		},
		"ssl.reissue": {
			given: w.issued,
			args:  []any{w.csr(certifiedHost)},
			refusals: append(unknownToSSL("ssl.get", w.csr(certifiedHost)),
				refusal{code: ssl.CodeStateInvalid, given: w.requested, args: []any{w.csr(certifiedHost)}},
				refusal{code: rest.CodeValidationFailed, given: w.issued, args: []any{w.csr("www.example.net")}},
			),
		},
		"ssl.cancel": {
			given:    w.requested,
			refusals: append(unknownToSSL(""), refusal{code: ssl.CodeStateInvalid, given: w.cancelled}),
		},
	}
}

func (w world) certificateConveniences() map[string]convenience {
	return map[string]convenience{
		"SSL.All":      {operation: "ssl.list", args: []any{ssl.Filter{}}},
		"SSL.AllPlans": {operation: "ssl.plans", args: []any{ssl.PlanFilter{}}},
		"SSL.Wait":     {operation: "ssl.get", given: w.issued, args: []any{ssl.WaitOptions{}}},
	}
}

// unknownToSSL is the refusal, by an operation, for a certificate that is not there. The arguments come after the id.
func unknownToSSL(from string, args ...any) []refusal {
	return []refusal{{code: rest.CodeResourceUnknown, args: slices.Concat([]any{unknownCertificate}, args), from: from}}
}

func (w world) certificate(changes ...func(*ssl.RequestParams)) ssl.RequestParams {
	return changed(ssl.RequestParams{Customer: someone, Plan: w.sslPlan, CSR: w.csr(certifiedHost), DCV: ssl.DCVDNS}, changes)
}

// requested is a situation in which someone's certificate waits for its validation.
func (w world) requested(t *testing.T, p *platform) []any {
	t.Helper()
	made, err := p.client.SSL.Request(t.Context(), w.certificate())
	expectNone(t, err)
	return []any{made.ID}
}

// issued is a situation in which someone's certificate is active.
func (w world) issued(t *testing.T, p *platform) []any {
	t.Helper()
	args := w.requested(t, p)
	p.Advance(24 * time.Hour)
	return args
}

func (w world) cancelled(t *testing.T, p *platform) []any {
	t.Helper()
	made, err := p.client.SSL.Request(t.Context(), w.certificate())
	expectNone(t, err)
	_, err = p.client.SSL.Cancel(t.Context(), made.ID)
	expectNone(t, err)
	return []any{made.ID}
}
