package customers_test

import (
	"fmt"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
)

func TestIDsAreDecimal(t *testing.T) {
	t.Parallel()
	for _, id := range []fmt.Stringer{
		customers.ID(48), customers.ContactID(48), customers.LoginID(48), customers.EventID(48), customers.TransactionID(48),
	} {
		if id.String() != "48" {
			t.Errorf("%T: %s", id, id)
		}
	}
}
