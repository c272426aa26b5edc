package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const dayLong = 24 * time.Hour

// play shows what the program can do in some weeks on the platform's clock. It
// is started anew each time, with the same journal.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "bot")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	s := &season{
		Platform: platform,
		Stage: demo.Stage{Program: "bot", Out: out, Do: func(args []string) error {
			asked, err := parse(args, out)
			if err != nil {
				return err
			}
			asked.config.Journal = filepath.Join(folder, asked.config.Journal)
			return start(ctx, platform.Client, platform.Now, asked, timed(out, platform.Now))
		}},
	}
	for _, act := range []func(context.Context) error{s.renewals, s.invoices, s.weeks, s.payment} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A season is what happens in a demo.
type season struct {
	*demo.Platform
	demo.Stage
	unpaid *billing.Invoice // until the last act
}

// tell says what happens between two runs.
func (s *season) tell(format string, args ...any) {
	fmt.Fprintf(s.Out, "\n-- %s: %s\n", day(s.Now()), fmt.Sprintf(format, args...))
}

// renewals loses the answer to one of them, and what could be looked up of it.
func (s *season) renewals(context.Context) error {
	if err := s.Play("-once", "-renew-days", "20"); err != nil {
		return err
	}
	s.tell("the platform renews, and no answer comes back")
	s.Server.Inject(
		hostcontroltest.Fault{Method: http.MethodPost, Path: "/domain/*/renew", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		hostcontroltest.Fault{Method: http.MethodGet, Path: "/domain/*", Nth: 2, Kind: hostcontroltest.FaultStatus, Status: http.StatusForbidden},
	)
	if err := s.PlayRefused(errTrouble, "-once", "-rules", "renew", "-renew-days", "20", "-yes"); err != nil {
		return err
	}
	s.Server.ClearFaults()
	return s.Play("-once", "-rules", "renew", "-renew-days", "20", "-yes")
}

// invoices are opened for two customers with hosting, one of whom is to be left
// alone.
func (s *season) invoices(ctx context.Context) error {
	const debtor, friend customers.ID = 1, 11
	if _, err := s.Client.Customers.Update(ctx, friend, customers.UpdateParams{Tags: []string{"vip"}}); err != nil {
		return err
	}
	s.tell("customers %d and %d, who is vip, get invoices that are due in two weeks", debtor, friend)
	if _, err := invoice(ctx, s.Client, friend, "90.00"); err != nil {
		return err
	}
	var err error
	s.unpaid, err = invoice(ctx, s.Client, debtor, "120.00")
	return err
}

// invoice asks a customer for an amount in euros.
func invoice(ctx context.Context, client *hostcontrol.Client, customer customers.ID, amount string) (*billing.Invoice, error) {
	price, err := currency.NewAmount(amount, "EUR")
	if err != nil {
		return nil, err
	}
	draft, err := client.Invoices.Create(ctx, billing.InvoiceParams{
		Customer: customer,
		Lines:    []billing.LineParams{{Description: "Maintenance", UnitPrice: price}},
	})
	if err != nil {
		return nil, err
	}
	return client.Invoices.Open(ctx, draft.ID)
}

// weeks go by, with a run in each of them.
func (s *season) weeks(context.Context) error {
	for range 7 {
		s.Server.Advance(7 * dayLong)
		if err := s.Play("-once", "-rules", "remind,suspend", "-yes"); err != nil {
			return err
		}
	}
	return nil
}

func (s *season) payment(ctx context.Context) error {
	s.tell("the customer has paid")
	if _, err := s.Client.Invoices.Close(ctx, s.unpaid.ID); err != nil {
		return err
	}
	for range 2 {
		if err := s.Play("-once", "-rules", "remind,suspend", "-yes"); err != nil {
			return err
		}
	}
	return nil
}
