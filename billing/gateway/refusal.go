package gateway

import (
	"errors"
	"fmt"
	"net/http"
)

// The reasons for which a form is refused.
var (
	// ErrMalformed: a field is missing, is given twice or cannot be read. The
	// default answer has the status 400, or 405 for a form that was not posted.
	ErrMalformed = errors.New("malformed form")
	// ErrSignature: the form was not signed with the secrets, or was altered.
	// Status 403.
	ErrSignature = errors.New("wrong signature")
	// ErrExpired: the payment can no longer be made. Status 410.
	ErrExpired = errors.New("expired")
	// ErrAmount: the platform has no such payment, or one with another amount.
	// Status 403.
	ErrAmount = errors.New("not the amount that is due")
	// ErrReplayed: a request with this reference was handed on before, for
	// instance because the payer reloaded the page. Status 409.
	ErrReplayed = errors.New("handed on before")
)

var errMethod = fmt.Errorf("%w: must be posted", ErrMalformed)

// refuse is what answers where the Config has nothing of its own.
func refuse(w http.ResponseWriter, _ *http.Request, err error) {
	text, status := "This payment cannot be made. Please start it again.", http.StatusForbidden
	switch {
	case errors.Is(err, errMethod):
		w.Header().Set("Allow", http.MethodPost)
		status = http.StatusMethodNotAllowed
	case errors.Is(err, ErrMalformed):
		status = http.StatusBadRequest
	case errors.Is(err, ErrExpired):
		status = http.StatusGone
	case errors.Is(err, ErrReplayed):
		text, status = "This payment was started before.", http.StatusConflict
	case !errors.Is(err, ErrSignature) && !errors.Is(err, ErrAmount):
		text, status = "Payments cannot be made at the moment. Please try again.", http.StatusServiceUnavailable
	}
	http.Error(w, text, status)
}
