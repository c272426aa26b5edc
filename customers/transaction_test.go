package customers_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const transactionJSON = `{
	"id": 301,
	"type": "credit",
	"amount": 25000,
	"balance": 150050,
	"currency": "EUR",
	"description": "Deposit of January",
	"created": "2015-03-02T10:00:00.000001+00:00",
	"client_reference": "deposit-2026-01"
}`

func wantTransaction(t *testing.T) *customers.Transaction {
	return &customers.Transaction{
		ID:              301,
		Type:            customers.TransactionCredit,
		Amount:          resttest.Amount(t, "250", "EUR"),
		Balance:         resttest.Amount(t, "1500.50", "EUR"),
		Description:     "Deposit of January",
		ClientReference: "deposit-2026-01",
		Created:         resttest.Time(t, "2015-03-02T10:00:00.000001Z"),
	}
}

func validBalance(t *testing.T) customers.BalanceParams {
	return customers.BalanceParams{
		Amount:          resttest.Amount(t, "250.00", "EUR"),
		Description:     "Deposit of January",
		ClientReference: "deposit-2026-01",
	}
}

func TestTransactionExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := customers.NewResellers(c).Transactions(ctx, "exampleresale", customers.TransactionFilter{
					ClientReference: "deposit-2026-01", Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET", Target: "/reseller/exampleresale/transaction?client_reference=deposit-2026-01&offset=1",
			Answer: "[" + transactionJSON + "]", Want: []customers.Transaction{*wantTransaction(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(customers.NewResellers(c).AllTransactions(ctx, "exampleresale", customers.TransactionFilter{}), 0)
			},
			Method: "GET", Target: "/reseller/exampleresale/transaction?limit=100&offset=0",
			Answer: "[" + transactionJSON + "]", Want: []*customers.Transaction{wantTransaction(t)},
		},
	})
}

// Amounts are sent without their currency, so that is compared first.
func TestCreditAndDebit(t *testing.T) {
	t.Parallel()
	var bodies []string
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		bodies = append(bodies, r.Method+" "+resttest.Target(r)+" "+resttest.ReadBody(t, r))
		if r.Method == http.MethodGet {
			return resttest.Respond(resttest.Success(resellerJSON))
		}
		return resttest.Respond(resttest.Success(transactionJSON))
	})
	service := customers.NewResellers(client)
	p := validBalance(t)
	got, err := service.Credit(t.Context(), "exampleresale", p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantTransaction(t), got, resttest.CompareValues); diff != "" {
		t.Error(diff)
	}
	p.Description = ""
	if _, err := service.Debit(t.Context(), "exampleresale", p); err != nil {
		t.Fatal(err)
	}
	p.Amount = resttest.Amount(t, "250", "JPY")
	_, err = service.Credit(t.Context(), "exampleresale", p)
	want := []string{"amount: must be in EUR, the reseller's currency, not in JPY"}
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"GET /reseller/exampleresale ",
		`POST /reseller/exampleresale/balance {"type":"credit","amount":25000,"description":"Deposit of January","client_reference":"deposit-2026-01"}`,
		"GET /reseller/exampleresale ",
		`POST /reseller/exampleresale/balance {"type":"debit","amount":25000,"description":"","client_reference":"deposit-2026-01"}`,
		"GET /reseller/exampleresale ",
	}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Error(diff)
	}
}

func TestBalanceValidation(t *testing.T) {
	t.Parallel()
	service := customers.NewResellers(resttest.NewClient(t, resttest.NoRequest(t)))
	amounts := map[string]currency.Amount{
		"amount: has no currency":                            {},
		"amount: must be positive":                           resttest.Amount(t, "0", "EUR"),
		"amount: has more decimals than the currency":        resttest.Amount(t, "0.001", "EUR"),
		"amount: is too large":                               resttest.Amount(t, "92233720368547758.08", "EUR"),
		"amount: is not a number that the currency can hold": resttest.Amount(t, "NaN", "EUR"),
	}
	for problem, amount := range amounts {
		p := customers.BalanceParams{Amount: amount, Description: "\x00", ClientReference: strings.Repeat("r", 65)}
		want := []string{
			problem,
			"description: must not hold control characters",
			"client_reference: must not be longer than 64 characters",
		}
		_, err := service.Credit(t.Context(), "exampleresale", p)
		if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("credit %v: %s", amount, diff)
		}
		_, err = service.Debit(t.Context(), "exampleresale", p)
		if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("debit %v: %s", amount, diff)
		}
	}
	filter := customers.TransactionFilter{ClientReference: "\x00", Offset: -1}
	want := []string{"client_reference: must not hold control characters", "offset: must not be negative"}
	_, err := service.Transactions(t.Context(), "exampleresale", filter)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.AllTransactions(t.Context(), "exampleresale", filter), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestBalanceLost(t *testing.T) {
	t.Parallel()
	const (
		post = "POST /reseller/exampleresale/balance"
		look = "GET /reseller/exampleresale/transaction?client_reference=deposit-2026-01&limit=100&offset=0"
	)
	read := resttest.Step{Request: "GET /reseller/exampleresale", Answer: resttest.Success(resellerJSON)}
	lost := resttest.Step{Request: post, Status: http.StatusBadGateway}
	again := resttest.Step{Request: post, Answer: resttest.Success(transactionJSON)}
	booking := func(reference, kind, amount string) string {
		return `{"id":301,"client_reference":` + reference + `,"type":"` + kind + `","amount":` + amount + `,"balance":1,"currency":"EUR"}`
	}
	found := func(list ...string) resttest.Step {
		return resttest.Step{Request: look, Answer: resttest.Success("[" + strings.Join(list, ",") + "]")}
	}
	const ours = `"deposit-2026-01"`
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"ours", []resttest.Step{read, lost, found(booking(ours, "credit", "25000"))}, nil},
		{"ours after unmarked ones", []resttest.Step{read, lost, found(`{"id":300,"currency":"EUR"}`, booking(ours, "credit", "25000"))}, nil},
		{"not there", []resttest.Step{read, lost, found(), again}, nil},
		{"the filter is ignored", []resttest.Step{read, lost, found(booking(`"other"`, "credit", "25000")), again}, nil},
		{"no references", []resttest.Step{read, lost, found(booking("null", "debit", "1"))}, rest.ErrOutcomeUnknown},
		{"ours, but another amount", []resttest.Step{read, lost, found(booking(ours, "credit", "1"))}, rest.ErrOutcomeUnknown},
		{"ours, but another direction", []resttest.Step{read, lost, found(booking(ours, "debit", "25000"))}, rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{read, lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
		{"reseller cannot be read", []resttest.Step{{Request: read.Request, Answer: resttest.Failure("request_resource_unknown")}}, rest.ErrNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			booked, err := customers.NewResellers(resttest.Script(t, tt.steps...)).Credit(t.Context(), "exampleresale", validBalance(t))
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && booked.ID != 301 {
				t.Errorf("got transaction %s, want 301", booked.ID)
			}
		})
	}
}

func TestBalanceOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 6})
	service, ctx := customers.NewResellers(client), t.Context()
	before := func() *customers.Reseller {
		for reseller, err := range service.All(ctx, customers.ResellerFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			return reseller
		}
		t.Fatal("no reseller")
		return nil
	}()

	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/reseller/*/balance", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	p := customers.BalanceParams{Amount: resttest.Amount(t, "250", "EUR"), Description: "Deposit of January"}
	booked, err := service.Credit(ctx, before.Reference, p)
	if err != nil {
		t.Fatal(err)
	}
	after, err := service.Get(ctx, before.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := before.Balance.Add(p.Amount); err != nil || !after.Balance.Equal(sum) || !booked.Balance.Equal(sum) {
		t.Errorf("%v and %v make %v, booked %+v, %v", before.Balance, p.Amount, after.Balance, booked, err)
	}

	p.Amount = resttest.Amount(t, "1000000", "EUR")
	if _, err := service.Debit(ctx, before.Reference, p); !errors.Is(err, customers.CodeInsufficientBalance) {
		t.Errorf("a debit below the limit: %v", err)
	}
	p.Amount = resttest.Amount(t, "0.01", "EUR")
	if _, err := service.Debit(ctx, before.Reference, p); err != nil {
		t.Error(err)
	}
	var last *customers.Transaction
	for transaction, err := range service.AllTransactions(ctx, before.Reference, customers.TransactionFilter{}, rest.WithPageSize(2)) {
		if err != nil {
			t.Fatal(err)
		}
		last = transaction
	}
	if last.Type != customers.TransactionDebit || last.Amount.Number() != "0.01" {
		t.Errorf("the last transaction: %+v", last)
	}
	page, err := service.Transactions(ctx, before.Reference, customers.TransactionFilter{ClientReference: booked.ClientReference})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != booked.ID {
		t.Errorf("by reference: %+v, %v", page, err)
	}
}
