package hostcontroltest

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// gatewayPath is what the notification URLs of custom gateways start with.
const gatewayPath = "/gateway/"

func (g *gateway) path() string { return gatewayPath + strconv.FormatInt(g.id, 10) + "/notification" }

func (g *gateway) isCustom() bool { return g.address != "" }

// How a gateway says that a payment has ended.
const (
	statusAuthorized = "AUTHORISED"
	statusFailed     = "FAILED"
)

// signature is the one of the documented protocol: the values one after the
// other, then the first secret, under the second.
func (g *gateway) signature(values ...string) string {
	mac := hmac.New(sha512.New, []byte(g.secret2))
	mac.Write([]byte(strings.Join(values, "") + g.secret1))
	return hex.EncodeToString(mac.Sum(nil))
}

// form is what the payer's browser takes to a custom gateway. What there is to
// pay includes the fee.
func (p *payment) form(root string) url.Values {
	fields := [][2]string{
		{"reference", p.reference},
		{"currency", resellerCurrency},
		{"amount", strconv.FormatInt(p.amount+p.fee, 10)},
		{"customer", strconv.FormatInt(p.invoice.owner.id, 10)},
		{"started", stamp(p.started)},
		{"expires", stamp(p.expires)},
		{"gateway", p.method.gateway.name},
		{"return_url", root + p.path()},
	}
	form, values := url.Values{}, make([]string, 0, len(fields))
	for _, field := range fields {
		form.Set(field[0], field[1])
		values = append(values, field[1])
	}
	form.Set("signature", p.method.gateway.signature(values...))
	return form
}

// PaymentForm is the signed form with which the platform sends the payer of a
// pending payment to a custom gateway, and the address to post it to.
func (s *Server) PaymentForm(id int64) (address string, form url.Values, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.pendingPayment(id)
	switch {
	case err != nil:
		return "", nil, err
	case !p.method.gateway.isCustom():
		return "", nil, fmt.Errorf("payment %d is not made at a custom gateway", id)
	}
	return p.method.gateway.address, p.form(s.root()), nil
}

// root is the address of the server without the path of the API.
func (s *Server) root() string { return strings.TrimSuffix(s.URL, basePath) }

// notified is what a custom gateway is answered that reports the end of a
// payment. A report that was heard before is as good as the first one.
func (s *Server) notified(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.settle(s.clock.now())
	from := s.store.gatewayAt(r.URL.Path)
	fields, err := url.ParseQuery(string(body))
	switch {
	case from == nil:
		return plainText(http.StatusNotFound, "unknown gateway")
	case r.Method != http.MethodPost:
		return plainText(http.StatusMethodNotAllowed, "post the notification")
	case err != nil:
		return plainText(http.StatusBadRequest, "the body is not a form")
	}
	reference, status := fields.Get("reference"), fields.Get("status")
	if !hmac.Equal([]byte(fields.Get("signature")), []byte(from.signature(reference, status))) {
		return plainText(http.StatusForbidden, "the signature is wrong")
	}
	p := s.store.paid[reference]
	if p == nil || p.method.gateway != from {
		return plainText(http.StatusNotFound, "unknown reference")
	}
	return s.conclude(p, status)
}

// conclude ends a payment the way its gateway says, unless it has ended in
// another way.
func (s *Server) conclude(p *payment, status string) answer {
	ends, known := map[string]string{statusAuthorized: paymentAuthorized, statusFailed: paymentFailed}[status]
	switch {
	case !known:
		return plainText(http.StatusBadRequest, "unknown status")
	case p.state == ends:
	case p.state != paymentPending:
		return plainText(http.StatusConflict, "the payment is "+p.state)
	case ends == paymentAuthorized:
		s.store.authorize(p, s.clock.tick())
	default:
		s.store.failPayment(p, jsontext.Value(`{"status":"FAILED"}`), s.clock.tick())
	}
	return plainText(http.StatusOK, "OK")
}

func plainText(status int, text string) answer {
	return answer{status: status, contentType: "text/plain; charset=utf-8", body: []byte(text + "\n")}
}

// gatewayAt is the custom gateway that has a notification URL of that path.
func (s *store) gatewayAt(path string) *gateway {
	for _, g := range s.gateways {
		if g.isCustom() && g.path() == path {
			return g
		}
	}
	return nil
}
