package hostcontroltest

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

// payPath is what the pages start with on which customers pay.
const payPath = "/pay/"

func (p *payment) path() string { return payPath + p.reference }

// PaymentPage is the address of the page on which the payer of a payment decides
// how it ends, or from where he goes on to a custom gateway. He comes back to
// the same page, and sees what became of it.
func (s *Server) PaymentPage(id int64) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.store.payments.index[id]
	if p == nil {
		return "", fmt.Errorf("payment %d is unknown", id)
	}
	return s.root() + p.path(), nil
}

// payPage is what the page of a payment shows. The platform's own gateway has
// two buttons, which post a status to the page itself.
var payPage = template.Must(template.New("pay").Parse(`<!DOCTYPE html>
<title>{{.Title}}</title>
<h1>{{.Title}}</h1>
<p>{{.Amount}}</p>
{{- if .Pending}}
<form method="post" action="{{.Action}}">
{{- range $name, $values := .Fields}}{{range $values}}
<input type="hidden" name="{{$name}}" value="{{.}}">{{end}}{{end}}
{{- if .Fields}}
<button>Go on to {{.Gateway}}</button>
{{- else}}
<button name="status" value="AUTHORISED">Pay</button>
<button name="status" value="FAILED">Refuse</button>
{{- end}}
</form>
{{- end}}
`))

type payPageData struct {
	Title, Amount, Action, Gateway string
	Pending                        bool
	Fields                         url.Values
}

func (s *Server) showPayment(p *payment, root string) answer {
	data := payPageData{
		Title:   "Payment " + p.reference + " is " + p.state,
		Amount:  formatMinor(p.amount+p.fee) + " " + resellerCurrency,
		Action:  p.path(),
		Gateway: p.method.gateway.name,
		Pending: p.state == paymentPending,
	}
	if p.method.gateway.isCustom() {
		data.Action, data.Fields = p.method.gateway.address, p.form(root)
	}
	var page bytes.Buffer
	if err := payPage.Execute(&page, data); err != nil {
		return failure(err)
	}
	return answer{status: http.StatusOK, contentType: typeHTML, body: page.Bytes()}
}

// pay is the page of a payment. Posting to it is how a payer decides on the
// platform's own gateway.
func (s *Server) pay(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.settle(s.clock.now())
	p := s.store.paid[strings.TrimPrefix(r.URL.Path, payPath)]
	switch {
	case p == nil:
		return htmlPage(http.StatusNotFound, "Unknown payment")
	case r.Method == http.MethodGet:
		return s.showPayment(p, origin(r))
	case r.Method != http.MethodPost || p.method.gateway.isCustom():
		return htmlPage(http.StatusMethodNotAllowed, "Pay at "+p.method.gateway.name)
	}
	decided, err := url.ParseQuery(string(body))
	if err != nil {
		return htmlPage(http.StatusBadRequest, textNoForm)
	}
	a := s.conclude(p, decided.Get("status"))
	if a.status == http.StatusOK {
		a = htmlPage(http.StatusSeeOther, "The payment is "+p.state)
		a.header = http.Header{"Location": {p.path()}}
	}
	return a
}
