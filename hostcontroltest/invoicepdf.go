package hostcontroltest

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// document is a result that is answered as it is, without an envelope.
type document struct {
	contentType string
	body        []byte
}

func invoicePDF(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	return document{"application/pdf", writePDF(found.text())}, nil
}

// text is what is printed on an invoice, line by line.
func (i *invoice) text() []string {
	title := "Invoice"
	if i.isCredit() {
		title = "Credit invoice"
	}
	number := "(draft)"
	if i.number != nil {
		number = *i.number
	}
	text := []string{title + " " + number, i.owner.label.brand, "", i.owner.primary.name, i.owner.primary.city, ""}
	for _, line := range i.lines {
		text = append(text, fmt.Sprintf("%s x %s at %s, tax %s %%: %s", line.what.quantity, line.what.description,
			formatMinor(line.what.unitPrice), line.rate, formatMinor(line.total)))
	}
	text = append(text, "", "Tax "+formatMinor(i.tax()), "Total "+resellerCurrency+" "+formatMinor(i.total()))
	if !i.due.IsZero() {
		text = append(text, "Due "+i.due.Format(time.DateOnly))
	}
	return text
}

// formatMinor writes an amount of the platform's currency, which has two
// decimals.
func formatMinor(minor int64) string { return decimal{minor, 2}.String() }

const linesOfPage = 50

// writePDF sets lines of text, in a document that any reader opens: objects one
// after the other, then a table of where each begins.
func writePDF(text []string) []byte {
	pages := (len(text) + linesOfPage - 1) / linesOfPage
	kids := make([]string, 0, pages)
	for page := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*page))
	}
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), pages),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	}
	for page := range pages {
		lines := text[page*linesOfPage : min(len(text), (page+1)*linesOfPage)]
		content := pdfText(lines)
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 5+2*page),
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content))
	}
	return joinPDF(objects)
}

// pdfText sets lines from the top of a page.
func pdfText(lines []string) string {
	var b strings.Builder
	b.WriteString("BT /F1 10 Tf 14 TL 60 780 Td")
	for _, line := range lines {
		b.WriteString("\n(")
		for _, r := range line {
			b.WriteString(pdfRune(r))
		}
		b.WriteString(") Tj T*")
	}
	b.WriteString("\nET")
	return b.String()
}

// pdfRune writes a character of a PDF string. The font has those of Latin-1.
func pdfRune(r rune) string {
	switch {
	case r > 0xff:
		return "?"
	case r < ' ' || r >= 0x7f || strings.ContainsRune(`()\`, r):
		return fmt.Sprintf(`\%03o`, r)
	default:
		return string(r)
	}
}

func joinPDF(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, 0, len(objects))
	for i, object := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}
