package gateway

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
)

// Names of the fields of the platform's form.
const (
	fieldReference = "reference"
	fieldCurrency  = "currency"
	fieldAmount    = "amount"
	fieldCustomer  = "customer"
	fieldStarted   = "started"
	fieldExpires   = "expires"
	fieldGateway   = "gateway"
	fieldReturnURL = "return_url"
	fieldSignature = "signature"

	fieldStatus = "status" // of a notification
)

// signedFields are the fields that the signature covers, in its order.
var signedFields = [...]string{
	fieldReference, fieldCurrency, fieldAmount, fieldCustomer,
	fieldStarted, fieldExpires, fieldGateway, fieldReturnURL,
}

// maxForm is how many bytes of a form are read.
const maxForm = 64 << 10

// A form is what the platform lets the payer's browser post.
type form struct{ values url.Values }

// readForm reads the body of a request; what the URL holds is not the form's.
func readForm(w http.ResponseWriter, r *http.Request) (form, error) {
	if r.Method != http.MethodPost {
		return form{}, errMethod
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return form{}, fmt.Errorf("%w: the body is not a form", ErrMalformed)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return form{}, fmt.Errorf("%w: the form cannot be read", ErrMalformed)
	}
	f := form{r.PostForm}
	return f, f.complete()
}

// complete wants every field exactly once. Which one of two counts is not for
// the payer to choose.
func (f form) complete() error {
	for _, name := range append(signedFields[:], fieldSignature) {
		switch values := f.values[name]; {
		case len(values) > 1:
			return fmt.Errorf("%w: %s: is given twice", ErrMalformed, name)
		case len(values) == 0 || values[0] == "":
			return fmt.Errorf("%w: %s: is missing", ErrMalformed, name)
		}
	}
	return nil
}

func (f form) get(name string) string { return f.values.Get(name) }

// signed gives the values that the signature covers, in its order.
func (f form) signed() []string {
	values := make([]string, len(signedFields))
	for i, name := range signedFields {
		values[i] = f.get(name)
	}
	return values
}
