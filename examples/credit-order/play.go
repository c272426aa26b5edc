package main

import (
	"context"
	"io"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do, on a label that credits what is canceled.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	stage := demo.Stage{Program: "credit-order", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return takeBack(ctx, platform.Client, asked, out)
	}}
	platform.Server.SetInvoicing(true)
	platform.Server.SetBillingPolicy(hostcontroltest.BillingPolicy{CreditCanceled: true})
	waiting, err := place(ctx, platform, "example.com", false)
	if err != nil {
		return err
	}
	delivered, err := place(ctx, platform, "example.org", true)
	if err != nil {
		return err
	}
	if err := stage.Play("-order", waiting.Order.ID.String()); err != nil {
		return err
	}
	if err := stage.Play("-order", waiting.Order.ID.String(), "-yes"); err != nil {
		return err
	}
	if err := stage.PlayRefused(billing.CodeOrderStateInvalid, "-order", delivered.Order.ID.String(), "-yes"); err != nil {
		return err
	}
	one := []string{
		"-invoice", delivered.Invoice.ID.String(), "-lines", delivered.Invoice.Lines[1].ID.String(),
		"-reference", "credit-3", "-yes",
	}
	if err := stage.Play(one...); err != nil {
		return err
	}
	return stage.PlayRefused(hostcontrol.ErrNotFound, "-invoice", "1")
}

// place orders a domain with hosting, and may let the customer pay for it.
func place(ctx context.Context, platform *demo.Platform, name string, pay bool) (*billing.Related, error) {
	basket := billing.NewOrder(1).Register(billing.RegisterPart{Name: name}).Hosting(billing.HostingPart{Plan: 1})
	order, err := platform.Client.Orders.Create(ctx, basket)
	if err != nil {
		return nil, err
	}
	if pay {
		methods, err := platform.Client.Payments.Methods(ctx, billing.MethodFilter{})
		if err != nil {
			return nil, err
		}
		payment, err := platform.Client.Payments.Start(ctx, billing.PaymentParams{Invoice: order.Invoice.ID, Method: methods.Items[0].ID})
		if err != nil {
			return nil, err
		}
		if err := platform.Server.AuthorizePayment(int64(payment.ID)); err != nil {
			return nil, err
		}
	}
	return platform.Client.Orders.Related(ctx, order.ID)
}
