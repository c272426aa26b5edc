package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do. The answer to the first request gets lost,
// which nobody notices.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	stage := demo.Stage{Program: "create-invoice", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return invoice(ctx, platform.Client, asked, payerComes(ctx, fail, platform), out)
	}}
	platform.Server.Inject(lostAnswer())
	bill := []string{
		"-customer", "1", "-line", "Moving a shop; 80.00; 2.5; hosting", "-line", "Discount; -15.00",
		"-due", "2026-01-31", "-reference", "invoice-9",
	}
	if err := stage.Play(bill...); err != nil {
		return err
	}
	if err := stage.Play(append(bill, "-yes", "-wait")...); err != nil {
		return err
	}
	return stage.PlayRefused(hostcontrol.ErrValidation, "-customer", "1", "-line", "Support; 12.505; 0", "-line", "; 1.00")
}

func lostAnswer() hostcontroltest.Fault {
	return hostcontroltest.Fault{
		Method: http.MethodPost, Path: "/invoice", Times: 1,
		Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	}
}

// payerComes waits no real time: between the looks the customer tries to pay,
// and succeeds the second time.
func payerComes(ctx context.Context, fail context.CancelCauseFunc, platform *demo.Platform) billing.WaitOptions[billing.Invoice] {
	return billing.WaitOptions[billing.Invoice]{
		Min: time.Microsecond, Max: time.Microsecond,
		Progress: func(i *billing.Invoice) {
			if i.State != billing.InvoiceOpen {
				return
			}
			if err := pay(ctx, platform, i); err != nil {
				fail(fmt.Errorf("pay invoice %s: %w", i.Number, err))
			}
		},
	}
}

func pay(ctx context.Context, platform *demo.Platform, i *billing.Invoice) error {
	methods, err := platform.Client.Payments.Methods(ctx, billing.MethodFilter{})
	if err != nil {
		return err
	}
	payment, err := platform.Client.Payments.Start(ctx, billing.PaymentParams{Invoice: i.ID, Method: methods.Items[0].ID})
	if err != nil {
		return err
	}
	if len(i.Payments) == 0 {
		return platform.Server.FailPayment(int64(payment.ID), `{"error":"declined"}`)
	}
	platform.Server.Advance(time.Minute)
	return platform.Server.AuthorizePayment(int64(payment.ID))
}
