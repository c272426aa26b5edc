package gateway

import (
	"context"
	"fmt"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
)

// DueFrom makes a Config.Due that looks for the payment among those of the
// customer that are pending on the platform, and gives its amount and fee.
//
// GET /payment, provisional.
func DueFrom(payments *billing.PaymentService) func(context.Context, *Request) (currency.Amount, error) {
	return func(ctx context.Context, r *Request) (currency.Amount, error) {
		filter := billing.PaymentFilter{Customer: r.Customer, State: billing.PaymentPending}
		for payment, err := range payments.All(ctx, filter) {
			if err != nil {
				return currency.Amount{}, err
			}
			if r.is(payment) {
				return payment.Amount.Add(payment.Fee)
			}
		}
		return currency.Amount{}, fmt.Errorf("%w: customer %s has no such payment pending", ErrAmount, r.Customer)
	}
}

// is reports whether a request is for a payment. The filter is looked after:
// not every platform knows it.
func (r *Request) is(payment *billing.Payment) bool {
	return payment.Reference == r.Reference &&
		payment.Customer.ID == r.Customer &&
		payment.State == billing.PaymentPending
}
