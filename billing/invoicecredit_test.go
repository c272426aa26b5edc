package billing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestCreditLost(t *testing.T) {
	t.Parallel()
	const look = "GET /invoice?is_credit=true&client_reference=c-1&limit=100&offset=0"
	lost := resttest.Step{Request: "POST /invoice/12/credit", Status: resttest.Broken}
	credit := with(draftJSON, `"id": 12`, `"id": 13`, `"is_credit": false`, `"is_credit": true`,
		`"credited_invoice": null`, `"credited_invoice": 12`, `"2015-06/48"`, `"c-1"`)
	unmarked := with(credit, `"c-1"`, "null")
	again := resttest.Step{Request: lost.Request, Answer: resttest.Success(credit)}
	found := func(list ...string) resttest.Step {
		return resttest.Step{Request: look, Answer: resttest.Success("[" + strings.Join(list, ",") + "]")}
	}
	tests := []struct {
		name  string
		lines []billing.LineID
		steps []resttest.Step
		err   error
	}{
		{"ours", nil, []resttest.Step{lost, found(credit)}, nil},
		{"ours, of two lines", []billing.LineID{31, 32}, []resttest.Step{lost, found(credit)}, nil},
		{"not there", nil, []resttest.Step{lost, found(), again}, nil},
		{"of another invoice", nil, []resttest.Step{lost, found(with(credit, `"credited_invoice": 12`, `"credited_invoice": 11`)), again}, nil},
		{"of more lines", []billing.LineID{31}, []resttest.Step{lost, found(credit), again}, nil},
		{"another one", nil, []resttest.Step{lost, found(with(credit, `"c-1"`, `"c-0"`)), again}, nil},
		{"no references, an old one", nil, []resttest.Step{lost, found(unmarked), again}, nil},
		{"no references, a new one", nil, []resttest.Step{lost, found(with(unmarked, `"created": "2015-06-11T10:02:33Z"`, `"created": "`+recent+`"`))}, rest.ErrOutcomeUnknown},
		{"looking fails", nil, []resttest.Step{lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := billing.CreditParams{Lines: tt.lines, ClientReference: "c-1"}
			made, err := billing.NewInvoices(resttest.Script(t, tt.steps...)).Credit(t.Context(), 12, p)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && (made.ID != 13 || made.CreditedInvoice != 12) {
				t.Errorf("got invoice %s", made.ID)
			}
		})
	}
}
