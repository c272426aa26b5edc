package billing_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const hostingPlan = 1

func TestOrderOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	orders, payments, invoices, ctx := billing.NewOrders(client), billing.NewPayments(client), billing.NewInvoices(client), t.Context()
	srv.SetInvoicing(true)
	plans, err := ssl.New(client).Plans(ctx, ssl.PlanFilter{})
	if err != nil {
		t.Fatal(err)
	}
	order, err := orders.Create(ctx, billing.NewOrder(1).
		Register(billing.RegisterPart{Name: "example.nl", Privacy: new(false)}).
		Hosting(billing.HostingPart{Plan: hostingPlan, Months: 24}).
		Certificate(billing.CertificatePart{Plan: plans.Items[0].ID, CSR: newCSR(t, "www.example.nl"), DCV: ssl.DCVDNS}).
		Transfer(billing.TransferPart{Name: "example.org", AuthCode: rest.NewSecret("code")}))
	if err != nil {
		t.Fatal(err)
	}
	if order.State != billing.OrderWaiting || order.Hold != billing.HoldPayment || order.Invoice == nil || order.Unknown != nil {
		t.Fatalf("%+v", order)
	}
	for i, kind := range []billing.PartType{billing.PartRegister, billing.PartHosting, billing.PartCertificate, billing.PartTransfer} {
		if part := order.Parts[i]; part.Type != kind || part.State != billing.PartPending || part.Unknown != nil {
			t.Errorf("%+v", part)
		}
	}
	failed, err := payments.Start(ctx, billing.PaymentParams{Invoice: order.Invoice.ID, Method: card(t, client)})
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.FailPayment(int64(failed.ID), `{"error":"card_declined"}`); err != nil {
		t.Fatal(err)
	}
	if failed, err = payments.Get(ctx, failed.ID); err != nil || failed.State != billing.PaymentFailed || !strings.Contains(string(failed.Payload), "card_declined") {
		t.Errorf("%+v, %v", failed, err)
	}
	paid, err := payments.Start(ctx, billing.PaymentParams{Invoice: order.Invoice.ID, Method: card(t, client)})
	if err != nil || paid.State != billing.PaymentPending || !paid.Fee.IsPositive() {
		t.Fatalf("%+v, %v", paid, err)
	}
	looks := 0
	fast := billing.WaitOptions[billing.Order]{Min: time.Microsecond, Max: time.Microsecond, Progress: func(o *billing.Order) {
		if looks++; looks > 1 {
			srv.Advance(time.Hour)
		} else if err := srv.AuthorizePayment(int64(paid.ID)); err != nil {
			t.Error(err)
		}
	}}
	done, err := orders.Wait(ctx, order.ID, fast)
	if ended, ok := errors.AsType[*billing.OrderError](err); ok {
		done = ended.Order // the transfer may fail: nobody said that the code is right
	} else if err != nil {
		t.Fatal(err)
	}
	for _, part := range done.Parts[:3] {
		if part.State != billing.PartDelivered || part.PriceMinor == nil {
			t.Errorf("%+v", part)
		}
	}
	if done.Parts[1].Hosting == nil || done.Parts[1].HostingPlan.ID != hostingPlan || done.Parts[2].Certificate == nil ||
		done.Parts[2].CertificatePlan.ID != plans.Items[0].ID || done.Parts[3].Transfer == nil {
		t.Errorf("%+v", done.Parts)
	}
	invoice, err := invoices.Wait(ctx, order.Invoice.ID, billing.WaitOptions[billing.Invoice]{})
	if err != nil || invoice.Check() != nil || len(invoice.Payments) != 2 || invoice.Order.ID != order.ID {
		t.Errorf("%+v, %v", invoice, err)
	}
	renewal, err := orders.Create(ctx, billing.NewOrder(1).Renew(billing.RenewPart{Name: "example.nl"}))
	if err != nil || renewal.Type != billing.OrderTypeRenew || renewal.Parts[0].Type != billing.PartRenew {
		t.Errorf("%+v, %v", renewal, err)
	}
}

func TestCancelOnPlatform(t *testing.T) {
	t.Parallel()
	for _, creditCanceled := range []bool{false, true} {
		srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
		orders, ctx := billing.NewOrders(client), t.Context()
		srv.SetInvoicing(true)
		srv.SetBillingPolicy(hostcontroltest.BillingPolicy{CreditCanceled: creditCanceled})
		order, err := orders.Create(ctx, billing.NewOrder(1).Register(billing.RegisterPart{Name: "example.nl"}))
		if err != nil {
			t.Fatal(err)
		}
		srv.Inject(hostcontroltest.Fault{Path: "/order/*/cancel", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
		canceled, err := orders.Cancel(ctx, order.ID)
		if err != nil || canceled.Order.State != billing.OrderCanceled {
			t.Fatalf("%+v, %v", canceled, err)
		}
		if got := len(canceled.Credits) == 1; got != creditCanceled {
			t.Errorf("credit invoices: %v", canceled.Credits)
		}
		_, err = orders.Cancel(ctx, order.ID)
		if refused, ok := errors.AsType[*billing.StateError](err); !ok || refused.State != "canceled" || refused.Action != "cancel" {
			t.Errorf("canceled twice: %v", err)
		}
		_, err = orders.Restart(ctx, order.ID)
		if refused, ok := errors.AsType[*billing.StateError](err); !ok || refused.State != "canceled" || refused.Action != "restart" {
			t.Errorf("restarted: %v", err)
		}
	}
}

func TestRestartOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	orders, ctx := billing.NewOrders(client), t.Context()
	srv.SetInvoicing(true)
	order, err := orders.Create(ctx, billing.NewOrder(1).Register(billing.RegisterPart{Name: "example.nl"}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := domains.New(client).Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.nl"}); err != nil {
		t.Fatal(err)
	}
	if _, err := billing.NewInvoices(client).Close(ctx, order.Invoice.ID); err != nil {
		t.Fatal(err)
	}
	_, err = orders.Wait(ctx, order.ID, billing.WaitOptions[billing.Order]{})
	if ended, ok := errors.AsType[*billing.OrderError](err); !ok || ended.Order.Parts[0].LastError != string(domains.CodeDomainTaken) {
		t.Fatalf("got %v", err)
	}
	srv.Inject(hostcontroltest.Fault{Path: "/order/*/restart", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	again, err := orders.Restart(ctx, order.ID)
	if err != nil || again.State != billing.OrderFailed {
		t.Fatalf("%+v, %v", again, err)
	}
	restarts := 0
	for _, request := range srv.Requests() {
		if request.Operation == "orders.restart" {
			restarts++
		}
	}
	if restarts != 1 {
		t.Errorf("restarted %d times", restarts)
	}
}

// What an order waits for is told one after the other.
func TestHoldsOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	orders, people, ctx := billing.NewOrders(client), customers.New(client), t.Context()
	srv.SetInvoicing(true)
	srv.SetBillingPolicy(hostcontroltest.BillingPolicy{HoldUnverified: true})
	update := func(p customers.UpdateParams) {
		if _, err := people.Update(ctx, 1, p); err != nil {
			t.Fatal(err)
		}
	}
	update(customers.UpdateParams{Verified: new(false)})
	order, err := orders.Create(ctx, billing.NewOrder(1).Register(billing.RegisterPart{Name: "example.nl"}))
	if err != nil {
		t.Fatal(err)
	}
	next := []struct {
		hold billing.Hold
		end  func()
	}{
		{billing.HoldVerification, func() { update(customers.UpdateParams{Fraud: new(true)}) }},
		{billing.HoldFraud, func() { update(customers.UpdateParams{Fraud: new(false), Verified: new(true)}) }},
		{billing.HoldPayment, func() {
			if _, err := billing.NewInvoices(client).Close(ctx, order.Invoice.ID); err != nil {
				t.Fatal(err)
			}
		}},
		{billing.HoldResellerVerification, srv.VerifyReseller},
	}
	for _, n := range next {
		if order, err = orders.Get(ctx, order.ID); err != nil || order.State != billing.OrderWaiting || order.Hold != n.hold {
			t.Fatalf("%s holds on %q, want %q: %v", order.State, order.Hold, n.hold, err)
		}
		n.end()
	}
	if order, err = orders.Get(ctx, order.ID); err != nil || order.Hold != "" || order.State != billing.OrderCompleted {
		t.Errorf("%s holds on %q, %v", order.State, order.Hold, err)
	}
}
