package hostcontroltest

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
)

// areaPage is the Customer Area, as a single page.
var areaPage = template.Must(template.New("area").Parse(`<!DOCTYPE html>
<title>{{.Title}}</title>
<h1>{{.Title}}</h1>
{{- range .Sections}}{{if .Lines}}
<h2>{{.Title}}</h2>
<ul>
{{- range .Lines}}
<li>{{.}}</li>
{{- end}}
</ul>
{{- end}}{{end}}
{{- if .Tickets}}
<h2>Tickets</h2>
{{- range .Tickets}}
<h3>{{.Number}} {{.Subject}} ({{.State}})</h3>
{{- range .Messages}}
<h4>{{.Author}}</h4>
<pre>{{.Body}}</pre>
{{- end}}
{{- end}}{{end}}
`))

type areaPageData struct {
	Title    string
	Sections []areaSection
	Tickets  []CustomerTicket
}

type areaSection struct {
	Title string
	Lines []string
}

// showArea is what a customer sees of his account. What is the reseller's alone,
// such as a draft of an invoice, is not on it.
func (s *store) showArea(c *customer) answer {
	data := areaPageData{Title: "Logged in as " + c.primary.name, Sections: []areaSection{
		{"Domains", linesOf(s.domains.rows, c, areaDomain)},
		{"Transfers", linesOf(s.transfers.rows, c, areaTransfer)},
		{"Hosting", linesOf(s.hosting.rows, c, areaHosting)},
		{"Certificates", linesOf(s.certificates.rows, c, areaCertificate)},
		{"Orders", linesOf(s.orders.rows, c, areaOrder)},
		{"Invoices", linesOf(s.invoices.rows, c, areaInvoice)},
	}, Tickets: s.ticketsOf(c)}
	var page bytes.Buffer
	if err := areaPage.Execute(&page, data); err != nil {
		return failure(err)
	}
	return answer{status: http.StatusOK, contentType: typeHTML, body: page.Bytes()}
}

// linesOf describes what belongs to a customer. What has no description is not
// shown to him.
func linesOf[T any](rows []T, c *customer, describe func(T) (*customer, string)) []string {
	var lines []string
	for _, row := range rows {
		if owner, line := describe(row); owner == c && line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func areaDomain(d *domain) (*customer, string) {
	status := d.status
	if !d.customerManageable {
		status = "suspended"
	}
	return d.owner, d.name + " is " + status + term(d.status, d.expires)
}

func areaTransfer(t *transfer) (*customer, string) {
	line := t.name + " is " + t.status
	switch {
	case t.ended():
		return t.owner, ""
	case t.direction == transferOut:
		line += ", to another registrar"
	}
	return t.owner, line
}

func areaHosting(h *hosting) (*customer, string) {
	return h.owner, fmt.Sprintf("%s %s is %s%s", h.offer.Name, h.reference, h.status, term(h.status, h.expires))
}

func areaCertificate(x *certificate) (*customer, string) {
	return x.owner, fmt.Sprintf("%s for %s is %s", x.plan.Name, strings.Join(x.request.names, ", "), x.status)
}

func areaOrder(o *order) (*customer, string) {
	line := fmt.Sprintf("order %d is %s", o.id, o.state)
	if o.hold != "" {
		line += " for " + o.hold
	}
	return o.owner, line
}

// areaInvoice shows no drafts. What can be paid says by when.
func areaInvoice(i *invoice) (*customer, string) {
	if i.state == invoiceDraft {
		return i.owner, ""
	}
	line := fmt.Sprintf("%s of %s %s is %s", *i.number, formatMinor(i.total()), resellerCurrency, i.state)
	if i.state == invoiceOpen && !i.isCredit() {
		line += ", to be paid until " + i.due.Format(time.DateOnly)
	}
	return i.owner, line
}

// term tells when a product ends, or when it has ended.
func term(status string, end time.Time) string {
	switch {
	case end.IsZero() || status == domainDeleted:
		return ""
	case status == domainExpired || status == domainRedemption:
		return " since " + end.Format(time.DateOnly)
	default:
		return " until " + end.Format(time.DateOnly)
	}
}
