package web

import (
	"net/http"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

var invoicesTab = &screen{
	path:     "/invoices",
	title:    "Invoices",
	template: "invoices",
	load: func(v *visit) (any, error) {
		return newestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[billing.Invoice], error) {
			return v.panel.client.Invoices.List(v.ctx, billing.InvoiceFilter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var invoiceDetail = &screen{
	path:     "/invoices/{invoice}",
	tab:      "/invoices",
	template: "invoice",
	load: func(v *visit) (any, error) {
		invoice, err := v.invoice()
		return invoiceView{invoice}, err
	},
	post: map[string]change{
		"/open":   openInvoice,
		"/close":  closeInvoice,
		"/reopen": reopenInvoice,
		"/delete": deleteInvoice,
	},
}

type invoiceView struct{ *billing.Invoice }

func (i invoiceView) title() string { return invoiceName(i.Number, i.ID, i.Credit) }

// invoiceName is what an invoice is called. A draft has no number yet.
func invoiceName(number string, id billing.InvoiceID, credit bool) string {
	switch {
	case number != "" && credit:
		return "Credit invoice " + number
	case number != "":
		return "Invoice " + number
	case credit:
		return "Draft of a credit invoice"
	}
	return "Draft " + id.String()
}

func (v *visit) invoice() (*billing.Invoice, error) {
	id, err := number(v.r.PathValue("invoice"))
	if err != nil {
		return nil, err
	}
	invoice, err := v.panel.client.Invoices.Get(v.ctx, billing.InvoiceID(id))
	if err != nil {
		return nil, err
	}
	return invoice, v.own(invoice.Customer.ID)
}

func openInvoice(v *visit, _ *form) (*outcome, error) {
	invoice, err := v.invoice()
	if err != nil {
		return nil, err
	}
	if invoice, err = v.panel.client.Invoices.Open(v.ctx, invoice.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The invoice is open, and has the number " + invoice.Number + "."}}, nil
}

func closeInvoice(v *visit, _ *form) (*outcome, error) {
	invoice, err := v.invoice()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Invoices.Close(v.ctx, invoice.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The invoice is closed, which counts as paid."}}, nil
}

func reopenInvoice(v *visit, _ *form) (*outcome, error) {
	invoice, err := v.invoice()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Invoices.Reopen(v.ctx, invoice.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The invoice is open again."}}, nil
}

func deleteInvoice(v *visit, _ *form) (*outcome, error) {
	invoice, err := v.invoice()
	if err != nil {
		return nil, err
	}
	if err := v.panel.client.Invoices.Delete(v.ctx, invoice.ID); err != nil {
		return nil, err
	}
	return &outcome{to: invoicesTab.path, notice: notice{Text: "The draft is deleted."}}, nil
}

// invoicePDF hands a document on as it comes. Nothing of the answer is sent
// before the document begins, so that a failure has a page of its own.
func (v *visit) invoicePDF() error {
	invoice, err := v.invoice()
	if err != nil {
		return err
	}
	name := "invoice-" + invoice.ID.String() + ".pdf"
	n, err := v.panel.client.Invoices.PDF(v.ctx, invoice.ID, &document{v.w, name})
	if n == 0 {
		return err
	}
	return nil // what has begun cannot become a page any more
}

// A document is sent as a file.
type document struct {
	http.ResponseWriter
	name string
}

func (d *document) Write(b []byte) (int, error) {
	d.Header().Set("Content-Type", "application/pdf")
	d.Header().Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
	return d.ResponseWriter.Write(b)
}
