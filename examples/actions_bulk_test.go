package examples_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// Action 5, Bulk transfer domains: each line of a file starts a transfer, or says
// why it does not. The file is run again until all of it is under way, and no
// line starts twice.
func TestBulkTransfer(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane, john := d.signUp(t, "Jane Roe"), d.signUp(t, "John Doe")
	d.register(t, jane, "here.com")
	must(d.Customers.Update(ctx, john, customers.UpdateParams{Enabled: new(false)}))(t)
	rows := readRows(t, fmt.Sprintf(`domain,customer,auth_code,ns1,ns2
example.com,%[1]d,Ex4mple~Code,ns1.example.org,ns2.example.org
example.net,%[1]d,,,
here.com,%[1]d,Ex4mple~Code,,
example.es,%[1]d,,,
example.co.uk,%[2]d,,,
`, jane, john))
	journal := filepath.Join(t.TempDir(), "transfers.journal")

	expect(t, "the first run", d.bulk(t, rows, journal), map[string]string{
		"example.com":   "started, and then none",
		"example.net":   "started, and then supply_auth_code",
		"here.com":      "not_started, for domain_taken",
		"example.es":    "started, and then registrant_approval",
		"example.co.uk": "not_started, for customer_disabled",
	})
	paid := []string{
		"Register here.com: -8.99 EUR",
		"Transfer example.com: -8.99 EUR", "Transfer example.net: -10.99 EUR", "Transfer example.es: -7.99 EUR",
	}
	expect(t, "charges", d.booked(t), paid)
	d.expectNoPaperwork(t, jane)

	must(d.Customers.Update(ctx, john, customers.UpdateParams{Enabled: new(true)}))(t)
	for _, run := range []struct{ name, forJohn string }{
		{"once the customer may order", "started, and then none"},
		{"once more", "started_earlier, and then none"},
	} {
		expect(t, run.name, d.bulk(t, rows, journal), map[string]string{
			"example.com":   "started_earlier, and then none",
			"example.net":   "started_earlier, and then supply_auth_code",
			"here.com":      "not_started, for domain_taken",
			"example.es":    "started_earlier, and then registrant_approval",
			"example.co.uk": run.forJohn,
		})
	}
	expect(t, "charges in the end", d.booked(t), append(paid, "Transfer example.co.uk: -6.49 EUR"))
	expect(t, "transfers that the customers see", append(d.sees(t, jane, "Transfers"), d.sees(t, john, "Transfers")...), []string{
		"example.com is scheduled", "example.net is wait_for_auth_code", "example.es is wait_for_approval", "example.co.uk is scheduled",
	})
}

// A file with something wrong in it starts nothing at all: all that is wrong is
// told at once, by line and column.
func TestBulkTransferOfABadFile(t *testing.T) {
	t.Parallel()
	d := sitDown(t)
	_, err := rest.Collect(domains.ReadTransferCSV(strings.NewReader("domain,customer\nexample.com,one\nexample..net,1\n")), 0)
	expectRefused(t, "reading it", err, hostcontrol.ErrValidation)
	problems, ok := errors.AsType[*domains.CSVError](err)
	if !ok {
		t.Fatalf("%T: %v", err, err)
	}
	var places []string
	for _, p := range problems.Problems {
		places = append(places, fmt.Sprintf("line %d, %s", p.Line, p.Field))
	}
	expect(t, "what is wrong with it", places, []string{"line 2, customer", "line 3, domain"})
	expect(t, "charges", len(d.booked(t)), 0)
}

func readRows(t *testing.T, file string) []*domains.TransferRow {
	t.Helper()
	return must(rest.Collect(domains.ReadTransferCSV(strings.NewReader(file)), 0))(t)
}

// bulk runs a file one line after the other, and tells what became of each.
func (d *desk) bulk(t *testing.T, rows []*domains.TransferRow, journal string) map[string]string {
	t.Helper()
	outcomes := make(map[string]string)
	for result, err := range d.Transfers.Bulk(t.Context(), rows, domains.BulkOptions{Journal: journal, Concurrency: 1}) {
		expectNone(t, err)
		line := fmt.Sprintf("%s, and then %s", result.Outcome, result.Action)
		if refused, ok := errors.AsType[*hostcontrol.Error](result.Err); ok {
			line = fmt.Sprintf("%s, for %s", result.Outcome, refused.Code)
		}
		outcomes[result.Row.Name] = line
	}
	return outcomes
}
