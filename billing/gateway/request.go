package gateway

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/money"
)

// A Request asks for a payment to be made through the gateway.
type Request struct {
	// Reference is the platform's name for the payment, which [Gateway.Notify]
	// tells it by. Each attempt at paying an invoice has one of its own.
	Reference string
	// Amount is what the payer is to pay, the method's fee included.
	Amount   currency.Amount
	Customer customers.ID
	// Started is when the payment was started, Expires when it can no longer
	// be made.
	Started, Expires time.Time
	// Gateway is the gateway's name, as in the Config.
	Gateway string
	// ReturnURL is where the payer goes in the end. It is an absolute URL of a
	// page on the web.
	ReturnURL string
}

// maxReference is how many bytes a reference may have. Known ones are shorter
// than 70.
const maxReference = 255

// request reads the values of a form, of which the signature was verified. A
// value is taken in one form only, so that the same signed text cannot be cut
// into other values.
func (f form) request() (*Request, error) {
	r := &Request{
		Reference: f.get(fieldReference),
		Gateway:   f.get(fieldGateway),
		ReturnURL: f.get(fieldReturnURL),
	}
	var err error
	if !plain(r.Reference) || len(r.Reference) > maxReference || strings.TrimSpace(r.Reference) == "" {
		return nil, f.malformed(fieldReference, errNotPlain)
	}
	if r.Amount, err = f.amount(); err != nil {
		return nil, err
	}
	customer, err := positive(f.get(fieldCustomer))
	if err != nil {
		return nil, f.malformed(fieldCustomer, err)
	}
	r.Customer = customers.ID(customer)
	if r.Started, err = moment(f.get(fieldStarted)); err != nil {
		return nil, f.malformed(fieldStarted, err)
	}
	if r.Expires, err = moment(f.get(fieldExpires)); err != nil {
		return nil, f.malformed(fieldExpires, err)
	}
	if !r.Expires.After(r.Started) {
		return nil, f.malformed(fieldExpires, errNeverValid)
	}
	if !plain(r.ReturnURL) || !absolute(r.ReturnURL) {
		return nil, f.malformed(fieldReturnURL, errNoURL)
	}
	return r, nil
}

// What a value may be refused for.
var (
	errNotPlain   = fmt.Errorf("must be a line of at most %d bytes", maxReference)
	errNoNumber   = errors.New("must be a positive whole number")
	errNoMoment   = errors.New("must be a timestamp")
	errNeverValid = errors.New("must be after started")
	errNoURL      = errors.New("must be an absolute URL")
)

// malformed says what is wrong with the value of a field.
func (f form) malformed(field string, problem error) error {
	return fmt.Errorf("%w: %s: %w: %q", ErrMalformed, field, problem, f.get(field))
}

func (f form) amount() (currency.Amount, error) {
	minor, err := positive(f.get(fieldAmount))
	if err != nil {
		return currency.Amount{}, f.malformed(fieldAmount, err)
	}
	amount, err := money.FromMinor(minor, f.get(fieldCurrency))
	if err != nil {
		return currency.Amount{}, f.malformed(fieldCurrency, err)
	}
	return amount, nil
}

// positive reads a whole number without signs, spaces and leading zeros.
func positive(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 || strconv.FormatInt(n, 10) != text {
		return 0, errNoNumber
	}
	return n, nil
}

// unixDigits is how many digits the Unix seconds of the years 2001 to 2286
// have. With any other number the end of the field before could be moved.
const unixDigits = 10

// moment reads a timestamp of the platform, or Unix seconds.
func moment(text string) (time.Time, error) {
	if seconds, err := positive(text); err == nil && len(text) == unixDigits {
		return time.Unix(seconds, 0).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339, text) // takes a fraction, too
	if err != nil {
		return time.Time{}, errNoMoment
	}
	return t, nil
}

// plain reports whether a text is a single line of valid UTF-8.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
