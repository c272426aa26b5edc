package customers

import (
	"time"

	"github.com/hostcontrol-go/sdk/rest"
)

// A LoginLink opens a customer's or reseller's area once. Whoever has it can
// do all that they can, so it is a secret; for the same reason nothing else is
// kept of the answer it came in.
type LoginLink struct {
	URL     rest.Secret `json:"url"`
	Expires time.Time   `json:"expires"`
}
