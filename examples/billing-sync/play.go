package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do. The first run fails in the middle, with a
// status that is not tried again.
func play(ctx context.Context, platform *demo.Platform, folder string, out io.Writer) error {
	stage := demo.Stage{Program: "billing-sync", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		asked.file = filepath.Join(folder, asked.file)
		return sync(ctx, platform.Client, asked, out)
	}}
	platform.Server.Inject(hostcontroltest.Fault{
		Method: http.MethodGet, Path: "/payment", Times: 1,
		Kind: hostcontroltest.FaultStatus, Status: http.StatusForbidden,
	})
	if err := stage.PlayRefused(hostcontrol.ErrServer); err != nil {
		return err
	}
	if err := stage.Play("-show", "3"); err != nil {
		return err
	}
	platform.Server.Advance(time.Hour)
	fmt.Fprintln(out, "\n-- an hour later: an invoice is paid, a draft deleted and another made, an order canceled")
	for _, act := range []func(context.Context, *demo.Platform) error{pay, deleteDraft, draft, cancelOrder} {
		if err := act(ctx, platform); err != nil {
			return err
		}
	}
	for range 2 {
		if err := stage.Play(); err != nil {
			return err
		}
	}
	return nil
}

func pay(ctx context.Context, platform *demo.Platform) error {
	methods, err := platform.Client.Payments.Methods(ctx, billing.MethodFilter{})
	if err != nil {
		return err
	}
	for invoice, err := range platform.Client.Invoices.All(ctx, billing.InvoiceFilter{State: billing.InvoiceOpen}) {
		if err != nil {
			return err
		}
		if invoice.Credit {
			continue
		}
		payment, err := platform.Client.Payments.Start(ctx, billing.PaymentParams{Invoice: invoice.ID, Method: methods.Items[0].ID})
		if err != nil {
			return err
		}
		return platform.Server.AuthorizePayment(int64(payment.ID))
	}
	return errors.New("no invoice is open")
}

func deleteDraft(ctx context.Context, platform *demo.Platform) error {
	for invoice, err := range platform.Client.Invoices.All(ctx, billing.InvoiceFilter{State: billing.InvoiceDraft}) {
		if err != nil {
			return err
		}
		return platform.Client.Invoices.Delete(ctx, invoice.ID)
	}
	return errors.New("no invoice is a draft")
}

func draft(ctx context.Context, platform *demo.Platform) error {
	price, err := currency.NewAmount("90.00", "EUR")
	if err != nil {
		return err
	}
	_, err = platform.Client.Invoices.Create(ctx, billing.InvoiceParams{
		Customer: 1,
		Lines:    []billing.LineParams{{Description: "Maintenance", UnitPrice: price}},
	})
	return err
}

func cancelOrder(ctx context.Context, platform *demo.Platform) error {
	for order, err := range platform.Client.Orders.All(ctx, billing.OrderFilter{State: billing.OrderWaiting}) {
		if err != nil {
			return err
		}
		_, err = platform.Client.Orders.Cancel(ctx, order.ID)
		return err
	}
	return errors.New("no order is waiting")
}
