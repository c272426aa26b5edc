package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// reasons say in the words of the panel what the platform says in codes, and
// beside which input it belongs.
var reasons = map[rest.Code]rest.FieldError{
	customers.CodeInsufficientBalance:     {Message: "Your balance with the platform is too low for this."},
	customers.CodeAlreadyReseller:         {Message: "The customer is a reseller already."},
	customers.CodeEmailInUse:              {Field: "email", Message: "belongs to another customer"},
	customers.CodeCountryNotAccepted:      {Field: "country", Message: "is not one whose customers the label accepts"},
	domains.CodeDomainTaken:               {Field: "domain", Message: "is taken, or on its way already"},
	domains.CodeInvalidDomain:             {Field: "domain", Message: "is not a name below a TLD that is sold"},
	domains.CodePrivacyNotSupported:       {Field: "is_privacy_protect_enabled", Message: "cannot be had below this TLD"},
	domains.CodeCustomerFraudTagged:       {Message: "The customer is tagged as fraud, which blocks ordering. The tag is found under Settings."},
	domains.CodeCustomerDisabled:          {Message: "The customer is disabled, and cannot get anything. That is changed under Settings."},
	domains.CodeCustomNameServersDisabled: {Field: "name_servers", Message: "cannot be chosen: the customer's name-server management is off"},
	domains.CodeTransferStateInvalid:      {Message: "The transfer has come too far for this."},
	rest.CodeResellerUnverified:           {Message: "Your account is not verified by the platform yet."},
}

// used explains a form whose reference has done something else before, which is
// what becomes of one that was sent, gone back to and filled in anew.
const used = "This form has done something else already. Check it, and send it again."

// refuse takes in why a change was not made, and gives the status to answer
// with.
func (f *form) refuse(err error) int {
	f.refused = true
	if unknown, ok := errors.AsType[*rest.OutcomeUnknownError](err); ok {
		f.Unknown, f.exact = unknown, true
	}
	if partial, ok := errors.AsType[*domains.PartialTermError](err); ok {
		f.exact = true
		f.message = fmt.Sprintf("Only %d of %d months of %s were bought for certain. Try it again to buy what is missing.",
			partial.Months, partial.Wanted, partial.Domain.Name.Unicode())
	}
	if !f.exact {
		f.explain(err)
	}
	if len(f.fields) > 0 {
		return http.StatusUnprocessableEntity
	}
	return statusOf(err)
}

func (f *form) explain(err error) {
	refusal, ok := errors.AsType[*rest.Error](err)
	if !ok {
		f.message = sentence(err)
		return
	}
	for _, field := range refusal.Fields {
		if field.Field == referenceField {
			f.reference, f.message = "", used
			continue
		}
		f.fields = append(f.fields, field)
	}
	if len(refusal.Fields) > 0 {
		return
	}
	reason, known := reasons[refusal.Code]
	switch {
	case known && reason.Field != "":
		f.fields = append(f.fields, reason)
	case known:
		f.message = reason.Message
	default:
		f.message = sentence(err)
	}
}

// sentence tells an error that is about no field.
func sentence(err error) string {
	if state, ok := errors.AsType[*billing.StateError](err); ok && state.State != "" {
		return fmt.Sprintf("The %s is %s, which does not allow to %s it.", state.Subject, state.State, state.Action)
	}
	if state, ok := errors.AsType[*support.StateError](err); ok && state.State != "" {
		return fmt.Sprintf("The ticket is %s, which does not allow to %s it.", state.State, state.Action)
	}
	if errors.Is(err, hostcontrol.ErrUnauthorized) {
		return "The platform does not accept the credentials of the panel."
	}
	switch statusOf(err) {
	case http.StatusNotFound:
		return "The platform does not know this."
	case http.StatusForbidden:
		return "The platform does not allow this."
	case http.StatusServiceUnavailable:
		return "The platform asks to slow down. Try again in a moment."
	case http.StatusGatewayTimeout:
		return "The platform did not answer in time."
	case http.StatusBadGateway:
		return "The platform cannot be reached, or does not work."
	}
	if refusal, ok := errors.AsType[*rest.Error](err); ok && refusal.Message != "" {
		return "The platform says: " + refusal.Message
	}
	return "The platform refused this: " + err.Error()
}

// statusOf is the HTTP status that tells an error on.
func statusOf(err error) int {
	for _, kind := range []struct {
		err    error
		status int
	}{
		{errNoPage, http.StatusNotFound},
		{errNotMade, http.StatusForbidden},
		{errTooLarge, http.StatusRequestEntityTooLarge},
		{hostcontrol.ErrOutcomeUnknown, http.StatusBadGateway},
		{hostcontrol.ErrValidation, http.StatusUnprocessableEntity},
		{hostcontrol.ErrConflict, http.StatusConflict},
		{hostcontrol.ErrNotFound, http.StatusNotFound},
		{hostcontrol.ErrForbidden, http.StatusForbidden},
		{hostcontrol.ErrRateLimited, http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusGatewayTimeout},
	} {
		if errors.Is(err, kind.err) {
			return kind.status
		}
	}
	return http.StatusBadGateway
}

// fail answers with a page that tells what went wrong.
func (v *visit) fail(err error) {
	status := statusOf(err)
	told := page{Template: "failed", Title: "This did not work", View: sentence(err)}
	switch {
	case errors.Is(err, errNoPage), status == http.StatusNotFound:
		told.Title, told.View = "Not found", "There is nothing at this address."
	case errors.Is(err, errNotMade):
		told.View = "The form was not made by this session. Go back, load the page again, and send it once more."
	case errors.Is(err, errTooLarge):
		told.View = "This is more than the panel takes at once."
	}
	v.panel.log.WarnContext(v.ctx, "failed", "pattern", v.r.Pattern, "status", status, "error", err)
	v.render(status, &told)
}

// invalid refuses an input before anything is asked of the platform.
func invalid(field, message string) error {
	return rest.Invalid("panel", rest.FieldError{Field: field, Message: message})
}
