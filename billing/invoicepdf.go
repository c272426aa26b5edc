package billing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// PDF writes an invoice into w as the customer gets it, and gives the number of
// bytes. They pass through as they come, none are kept. What does not begin as
// a PDF does is not written at all. A failure is repeated as long as nothing
// came; after that w may hold the beginning of a document.
//
// GET /invoice/{invoice_id}/pdf, provisional.
func (s *InvoiceService) PDF(ctx context.Context, id InvoiceID, w io.Writer, opts ...rest.CallOption) (int64, error) {
	const operation = "invoices.pdf"
	if err := check.ID(operation, "invoice_id", int64(id)); err != nil {
		return 0, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(invoicePDFPath, id.String())}
	gate := &pdfGate{to: w}
	_, err := rest.Stream(ctx, s.client, call, gate, opts...)
	if err == nil && !gate.open {
		err = fmt.Errorf("%s: %w", operation, errNoPDF)
	}
	return gate.written, err
}

var errNoPDF = errors.New("the answer is not a PDF")

const pdfMagic = "%PDF-"

// pdfGate lets a document through once its beginning has shown what it is.
type pdfGate struct {
	to      io.Writer
	head    []byte
	open    bool
	written int64
}

func (g *pdfGate) Write(p []byte) (int, error) {
	if g.open {
		return g.pass(p)
	}
	missing := min(len(pdfMagic)-len(g.head), len(p))
	g.head = append(g.head, p[:missing]...)
	switch {
	case !bytes.HasPrefix([]byte(pdfMagic), g.head):
		return 0, errNoPDF
	case len(g.head) < len(pdfMagic):
		return len(p), nil
	}
	g.open = true
	if _, err := g.pass(g.head); err != nil {
		return 0, err
	}
	n, err := g.pass(p[missing:])
	return missing + n, err
}

func (g *pdfGate) pass(p []byte) (int, error) {
	n, err := g.to.Write(p)
	g.written += int64(n)
	return n, err
}
