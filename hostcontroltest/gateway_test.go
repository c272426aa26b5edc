package hostcontroltest_test

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// custom starts a platform with a gateway of its own and a payment there.
func custom(t testing.TB, opts hostcontroltest.Options) (*platform, hostcontroltest.Gateway, int64) {
	t.Helper()
	p := billing(t, opts)
	made, err := p.AddGateway("Example Pay", "https://pay.example.com/start?shop=1", 25)
	if err != nil {
		t.Fatal(err)
	}
	order := p.ordered(registration("example.nl"))
	return p, made, p.pay(invoiceOf(order), int(made.Method))
}

func signed(g hostcontroltest.Gateway, text string) string {
	mac := hmac.New(sha512.New, []byte(g.Secret2))
	mac.Write([]byte(text + g.Secret1))
	return hex.EncodeToString(mac.Sum(nil))
}

// form posts a form without credentials and does not follow redirects.
func (p *platform) form(address string, form url.Values) *http.Response {
	p.t.Helper()
	client := p.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.PostForm(address, form)
	if err != nil {
		p.t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func (p *platform) notify(g hostcontroltest.Gateway, reference, status, signature string) int {
	p.t.Helper()
	return p.form(g.NotificationURL, url.Values{"reference": {reference}, "status": {status}, "signature": {signature}}).StatusCode
}

// The form is the documented one: eight values, signed in their order.
func TestPaymentForm(t *testing.T) {
	t.Parallel()
	p, g, id := custom(t, hostcontroltest.Options{Customers: 1})
	address, form, err := p.PaymentForm(id)
	if err != nil || address != "https://pay.example.com/start?shop=1" {
		t.Fatalf("%q, %v", address, err)
	}
	page, err := p.PaymentPage(id)
	if err != nil {
		t.Fatal(err)
	}
	payment := p.payment(id)
	want := url.Values{
		"reference": {payment["reference"].(string)}, "currency": {"EUR"}, "amount": {"424"}, "customer": {"1"},
		"started": {payment["started"].(string)}, "expires": {payment["expires"].(string)},
		"gateway": {"Example Pay"}, "return_url": {page},
	}
	var text strings.Builder
	for _, name := range []string{"reference", "currency", "amount", "customer", "started", "expires", "gateway", "return_url"} {
		text.WriteString(want.Get(name))
	}
	want.Set("signature", signed(g, text.String()))
	if diff := cmp.Diff(want, form); diff != "" {
		t.Error(diff)
	}
	if _, _, err := p.PaymentForm(p.pay(invoiceOf(p.order(40001)), byCard)); err == nil {
		t.Error("a form for the platform's own gateway")
	}
	p.Advance(time.Hour)
	if _, _, err := p.PaymentForm(id); err == nil {
		t.Error("a form for an expired payment")
	}
	if _, err := p.PaymentPage(1); err == nil {
		t.Error("a page for no payment")
	}
}

func TestNotification(t *testing.T) {
	t.Parallel()
	p, g, id := custom(t, hostcontroltest.Options{Customers: 1})
	other, err := p.AddGateway("Other Pay", "https://other.example.com/", 0)
	if err != nil {
		t.Fatal(err)
	}
	reference := p.payment(id)["reference"].(string)
	good := signed(g, reference+"AUTHORISED")
	unknown := g
	unknown.NotificationURL = strings.Replace(g.NotificationURL, "/702/", "/701/", 1)
	refused := []struct {
		name                         string
		gateway                      hostcontroltest.Gateway
		reference, status, signature string
		want                         int
	}{
		{"no signature", g, reference, "AUTHORISED", "", http.StatusForbidden},
		{"upper case", g, reference, "AUTHORISED", strings.ToUpper(good), http.StatusForbidden},
		{"of another status", g, reference, "FAILED", good, http.StatusForbidden},
		{"of another gateway", other, reference, "AUTHORISED", good, http.StatusForbidden},
		{"unknown status", g, reference, "PAID", signed(g, reference+"PAID"), http.StatusBadRequest},
		{"unknown reference", g, "none", "AUTHORISED", signed(g, "noneAUTHORISED"), http.StatusNotFound},
		{"reference of another gateway", other, reference, "AUTHORISED", signed(other, reference+"AUTHORISED"), http.StatusNotFound},
		{"unknown gateway", unknown, reference, "AUTHORISED", good, http.StatusNotFound},
	}
	for _, tt := range refused {
		if got := p.notify(tt.gateway, tt.reference, tt.status, tt.signature); got != tt.want || p.payment(id)["state"] != "pending" {
			t.Errorf("%s: %d, want %d; %v", tt.name, got, tt.want, p.payment(id)["state"])
		}
	}
	for _, odd := range []struct {
		method, body string
		want         int
	}{{"GET", "", http.StatusMethodNotAllowed}, {"POST", "%zz", http.StatusBadRequest}} {
		if r, err := p.ask(odd.method, g.NotificationURL, odd.body, http.Header{}); err != nil || r.status != odd.want {
			t.Errorf("%v: %d, %v", odd, r.status, err)
		}
	}
	for range 2 { // a notification that is repeated is accepted once more
		if got := p.notify(g, reference, "AUTHORISED", good); got != http.StatusOK {
			t.Errorf("%d", got)
		}
	}
	if got := p.notify(g, reference, "FAILED", signed(g, reference+"FAILED")); got != http.StatusConflict {
		t.Errorf("failed after it was authorized: %d", got)
	}
	p.wantStatus(40001, "completed", nil, "delivered", nil)
}

func TestNotificationOfFailure(t *testing.T) {
	t.Parallel()
	p, g, id := custom(t, hostcontroltest.Options{Customers: 1})
	late := p.pay(invoiceOf(p.order(40001)), int(g.Method))
	reference := p.payment(id)["reference"].(string)
	if got := p.notify(g, reference, "FAILED", signed(g, reference+"FAILED")); got != http.StatusOK {
		t.Fatal(got)
	}
	if got := p.payment(id); got["state"] != "failed" || cmp.Diff(object{"status": "FAILED"}, got["payload"]) != "" {
		t.Errorf("%v", got)
	}
	p.Advance(time.Hour)
	reference = p.payment(late)["reference"].(string)
	if got := p.notify(g, reference, "AUTHORISED", signed(g, reference+"AUTHORISED")); got != http.StatusConflict {
		t.Errorf("an expired payment: %d", got)
	}
	p.wantStatus(40001, "waiting", "payment", "pending", nil)
}

// Faults hit notifications only when they are named, and a lost acceptance is
// made good by repeating.
func TestNotificationFaults(t *testing.T) {
	t.Parallel()
	p, g, id := custom(t, hostcontroltest.Options{Customers: 1})
	p.Inject(
		hostcontroltest.Fault{Nth: 1000},
		hostcontroltest.Fault{Path: "/gateway/*/notification", AfterCommit: true, Times: 1, Status: http.StatusBadGateway},
	)
	reference := p.payment(id)["reference"].(string)
	for _, want := range []int{http.StatusBadGateway, http.StatusOK} {
		if got := p.notify(g, reference, "AUTHORISED", signed(g, reference+"AUTHORISED")); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
	lines := p.Requests()
	last := lines[len(lines)-1]
	if last.Path != "/gateway/702/notification" || last.Status != http.StatusOK || !last.Committed || last.Operation != "" {
		t.Errorf("%+v", last)
	}
}

// On the page of the platform's own gateway the payer decides with a button.
func TestPaymentPage(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	invoice := invoiceOf(p.ordered(registration("example.nl")))
	for i, status := range []string{"FAILED", "AUTHORISED"} {
		id := p.pay(invoice, byCard)
		page, err := p.PaymentPage(id)
		if err != nil {
			t.Fatal(err)
		}
		shown := p.page(page)
		for _, text := range []string{"is pending", "4.34 EUR", `action="/pay/`, `value="AUTHORISED"`, `value="FAILED"`} {
			if !strings.Contains(shown, text) {
				t.Errorf("%q is missing: %s", text, shown)
			}
		}
		if got := p.form(page, url.Values{"status": {"PERHAPS"}}).StatusCode; got != http.StatusBadRequest {
			t.Errorf("%d", got)
		}
		decided := p.form(page, url.Values{"status": {status}})
		if decided.StatusCode != http.StatusSeeOther || !strings.HasSuffix(page, decided.Header.Get("Location")) {
			t.Errorf("%d to %q", decided.StatusCode, decided.Header.Get("Location"))
		}
		want := []string{"failed", "authorised"}[i]
		if shown := p.page(page); !strings.Contains(shown, "is "+want) || strings.Contains(shown, "<form") {
			t.Errorf("%s", shown)
		}
	}
	p.wantStatus(40001, "completed", nil, "delivered", nil)
	for _, line := range p.Requests() {
		if strings.HasPrefix(line.Path, "/pay/") && line.Path != "/pay/{token}" {
			t.Errorf("the log tells where to pay: %s", line.Path)
		}
	}
	if r, err := p.ask("GET", strings.Replace(p.URL, "/api/v1", "/pay/none", 1), "", http.Header{}); err != nil || r.status != http.StatusNotFound {
		t.Errorf("%d, %v", r.status, err)
	}
}

// From the page of a custom gateway's payment a form leads on to it.
func TestPaymentPageOfCustomGateway(t *testing.T) {
	t.Parallel()
	p, _, id := custom(t, hostcontroltest.Options{Customers: 1})
	page, err := p.PaymentPage(id)
	if err != nil {
		t.Fatal(err)
	}
	_, form, err := p.PaymentForm(id)
	if err != nil {
		t.Fatal(err)
	}
	shown := p.page(page)
	for _, text := range []string{`action="https://pay.example.com/start?shop=1"`, `name="signature" value="` + form.Get("signature") + `"`, "Go on to Example Pay"} {
		if !strings.Contains(shown, text) {
			t.Errorf("%q is missing: %s", text, shown)
		}
	}
	if got := p.form(page, url.Values{"status": {"AUTHORISED"}}).StatusCode; got != http.StatusMethodNotAllowed || p.payment(id)["state"] != "pending" {
		t.Errorf("paid on the platform's page: %d", got)
	}
	if r, err := p.ask("POST", strings.Replace(page, "example.nl", "", 1), "%zz", http.Header{}); err != nil || r.status != http.StatusMethodNotAllowed {
		t.Errorf("%d, %v", r.status, err)
	}
}

// page is what a browser gets to see.
func (p *platform) page(address string) string {
	p.t.Helper()
	r, err := p.ask("GET", address, "", http.Header{})
	if err != nil || r.status != http.StatusOK {
		p.t.Fatalf("%d, %v: %s", r.status, err, r.body)
	}
	return string(r.body)
}
