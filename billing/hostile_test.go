package billing_test

import (
	"context"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// No id that cannot be one leaves this machine.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	tests := map[string]func(ctx context.Context, c *rest.Client, id int64) error{
		"invoices.Get": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewInvoices(c).Get(ctx, billing.InvoiceID(id))
			return err
		},
		"invoices.Related": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewInvoices(c).Related(ctx, billing.InvoiceID(id))
			return err
		},
		"invoices.Wait": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewInvoices(c).Wait(ctx, billing.InvoiceID(id), billing.WaitOptions[billing.Invoice]{})
			return err
		},
		"invoices.PDF": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewInvoices(c).PDF(ctx, billing.InvoiceID(id), io.Discard)
			return err
		},
		"payments.Get": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewPayments(c).Get(ctx, billing.PaymentID(id))
			return err
		},
		"payments.Related": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewPayments(c).Related(ctx, billing.PaymentID(id))
			return err
		},
		"orders.Get": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewOrders(c).Get(ctx, billing.OrderID(id))
			return err
		},
		"orders.Related": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewOrders(c).Related(ctx, billing.OrderID(id))
			return err
		},
		"orders.Wait": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewOrders(c).Wait(ctx, billing.OrderID(id), billing.WaitOptions[billing.Order]{})
			return err
		},
		"orders.Cancel": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewOrders(c).Cancel(ctx, billing.OrderID(id))
			return err
		},
		"orders.Restart": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := billing.NewOrders(c).Restart(ctx, billing.OrderID(id))
			return err
		},
	}
	for _, action := range actions(t, 1) {
		tests["invoices: "+action.name] = func(ctx context.Context, c *rest.Client, id int64) error {
			return action.call(ctx, c, billing.InvoiceID(id))
		}
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, id := range []int64{0, -1, math.MinInt64} {
				if err := call(t.Context(), resttest.NewClient(t, resttest.NoRequest(t)), id); !errors.Is(err, rest.ErrValidation) {
					t.Errorf("%d: %v", id, err)
				}
			}
		})
	}
}

func TestIDsPrint(t *testing.T) {
	t.Parallel()
	for _, got := range []string{
		billing.InvoiceID(7).String(), billing.LineID(7).String(), billing.PaymentID(7).String(), billing.MethodID(7).String(),
		billing.GatewayID(7).String(), billing.OrderID(7).String(), billing.PartID(7).String(),
	} {
		if got != "7" {
			t.Errorf("got %q", got)
		}
	}
}
