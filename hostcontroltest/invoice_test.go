package hostcontroltest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestInvoiceDraft(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	got := p.post("/invoice", `{"customer":1,"client_reference":"i-1","due":"2026-03-01","lines":[`+line+
		`,{"description":"Moved","unit_price":1000,"quantity":"2","product_category":"domain"}]}`).result(t)
	want := object{
		"id": 100001.0, "number": nil, "state": "draft", "customer": object{"id": 1.0}, "currency": "EUR",
		"is_credit": false, "credited_invoice": nil, "is_price_including_tax": true,
		"lines": []any{
			object{"id": 1000001.0, "description": "Support", "quantity": 1.5, "unit_price": 9999.0, "tax_rate": "21.00", "tax": 2603.0, "total": 14999.0, "product": nil},
			object{"id": 1000002.0, "description": "Moved", "quantity": 2.0, "unit_price": 1000.0, "tax_rate": "21.00", "tax": 347.0, "total": 2000.0,
				"product": object{"type": "domain", "name": ""}},
		},
		"subtotal": 14049.0, "tax": 2950.0, "total": 16999.0, "order": nil, "payments": []any{}, "client_reference": "i-1",
		"created": "2026-01-05T09:00:00.000001+00:00", "updated": "2026-01-05T09:00:00.000001+00:00",
		"opened": nil, "due": "2026-03-01T00:00:00.000000+00:00", "closed": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(got, p.invoice(firstID)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	edited := p.put("/invoice/100001", `{"due":null,"lines":[{"description":"Less","unit_price":100}]}`).result(t)
	if edited["due"] != nil || edited["total"] != 100.0 || edited["updated"] == edited["created"] {
		t.Errorf("%v", edited)
	}
	p.put("/invoice/100001", `{"due":"2026-04-01"}`).result(t)
	if got := p.invoice(firstID); got["due"] != "2026-04-01T00:00:00.000000+00:00" || got["total"] != 100.0 {
		t.Errorf("%v", got)
	}
	if code := p.del("/invoice/100001").code(t); code != "" {
		t.Errorf("not deleted: %q", code)
	}
	if code := p.get("/invoice/100001").code(t); code != "request_resource_unknown" {
		t.Errorf("%q", code)
	}
	types := eventTypes(t, p, 1)
	if diff := cmp.Diff([]string{"invoice.created", "invoice.updated", "invoice.updated", "invoice.deleted"}, types[len(types)-4:]); diff != "" {
		t.Error(diff)
	}
}

func TestInvoiceRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	tests := []struct{ name, body, field string }{
		{"nothing", `[]`, "customer"},
		{"no lines", newInvoice(1, ""), "lines"},
		{"no list of lines", `{"customer":1,"lines":{}}`, "lines"},
		{"a sub-reseller's customer", newInvoice(7, line), "customer"},
		{"no description", newInvoice(1, `{"unit_price":1}`), "lines.0.description"},
		{"no price", newInvoice(1, line+`,{"description":"x"}`), "lines.1.unit_price"},
		{"too dear", newInvoice(1, `{"description":"x","unit_price":1000000001}`), "lines.0.unit_price"},
		{"nothing of it", newInvoice(1, `{"description":"x","unit_price":1,"quantity":"0.0"}`), "lines.0.quantity"},
		{"too much", newInvoice(1, `{"description":"x","unit_price":1,"quantity":-1000000.5}`), "lines.0.quantity"},
		{"too fine", newInvoice(1, `{"description":"x","unit_price":1,"quantity":"1.00001"}`), "lines.0.quantity"},
		{"no quantity at all", newInvoice(1, `{"description":"x","unit_price":1,"quantity":1e3}`), "lines.0.quantity"},
		{"unknown category", newInvoice(1, `{"description":"x","unit_price":1,"product_category":"pizza"}`), "lines.0.product_category"},
		{"too many lines", newInvoice(1, strings.Repeat(line+",", 500)+line), "lines"},
		{"below zero", newInvoice(1, line+`,{"description":"Discount","unit_price":-15000}`), "lines"},
		{"bad date", `{"customer":1,"due":"soon","lines":[` + line + `]}`, "due"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.post("/invoice", tt.body)
			if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)[tt.field]) != 1 {
				t.Errorf("%s", r.body)
			}
		})
	}
	if got := p.get("/invoice").listing(t).Total; got != 0 {
		t.Errorf("%d invoices of refusals", got)
	}
	unverified := start(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	if code := unverified.post("/invoice", newInvoice(1, line)).code(t); code != "reseller_unverified" {
		t.Errorf("%q", code)
	}
}

// Every action in every state, of an invoice and of a credit invoice. The state
// that follows is empty for what is refused.
func TestInvoiceTransitions(t *testing.T) {
	t.Parallel()
	states := map[string][]string{"draft": {}, "open": {"open"}, "closed": {"open", "close"}}
	tests := []struct {
		action              string
		draft, open, closed string
	}{
		{"edit", "draft", "", ""},
		{"delete", "gone", "", ""},
		{"open", "open", "", ""},
		{"close", "", "closed", ""},
		{"reopen", "", "", "open"},
		{"credit", "", "open", "closed"},
		{"pay", "", "open", ""},
	}
	p := start(t, hostcontroltest.Options{Customers: 1})
	for _, tt := range tests {
		for from, want := range map[string]string{"draft": tt.draft, "open": tt.open, "closed": tt.closed} {
			for _, isCredit := range []bool{false, true} {
				id, edit := p.drafted(line), line
				if isCredit {
					p.act("invoice", id, "open").result(t)
					id, edit = idOf(p.act("invoice", id, "credit").result(t)), strings.Replace(line, "9999", "-9999", 1)
				}
				for _, step := range states[from] {
					p.act("invoice", id, step).result(t)
				}
				wanted := want
				if isCredit && (tt.action == "pay" || tt.action == "credit") {
					wanted = ""
				}
				p.tryAction(t, id, tt.action, from, wanted, edit)
			}
		}
	}
}

// tryAction checks where an action leads, or that it is refused and changes
// nothing.
func (p *platform) tryAction(t *testing.T, id int, action, from, want, edit string) {
	t.Helper()
	path := "/invoice/" + itoa(id)
	before := p.get(path).body
	var r reply
	switch action {
	case "edit":
		r = p.put(path, `{"lines":[`+edit+`]}`)
	case "delete":
		r = p.del(path)
	case "pay":
		r = p.post("/payment", `{"invoice":`+itoa(id)+`,"method":801}`)
	default:
		r = p.post(path+"/"+action, "[]")
	}
	after := p.get(path)
	switch {
	case want == "":
		if code := r.code(t); code != "invoice_state_invalid" || !bytes.Equal(before, after.body) {
			t.Errorf("%s in %s: %s, then %s", action, from, r.body, after.body)
		}
	case r.code(t) != "":
		t.Errorf("%s in %s: %s", action, from, r.body)
	case want == "gone":
		if code := after.code(t); code != "request_resource_unknown" {
			t.Errorf("%s in %s: %q", action, from, code)
		}
	case after.result(t)["state"] != want:
		t.Errorf("%s in %s: %s", action, from, after.body)
	}
}

// Numbers are given out in the order of opening, by label, without gaps.
func TestInvoiceNumbers(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 5})
	first, second, third := p.drafted(line), p.drafted(line), p.drafted(line)
	p.del("/invoice/" + itoa(second))
	other := idOf(p.post("/invoice", newInvoice(5, line)).result(t))
	var numbers []any
	for _, id := range []int{third, other, first} {
		opened := p.act("invoice", id, "open").result(t)
		numbers = append(numbers, opened["number"])
		if opened["opened"] != opened["updated"] || opened["due"] == nil {
			t.Errorf("%v", opened)
		}
	}
	if diff := cmp.Diff([]any{"EH-000001", "ED-000001", "EH-000002"}, numbers); diff != "" {
		t.Error(diff)
	}
	p.act("invoice", first, "close")
	if again := p.act("invoice", first, "reopen").result(t); again["number"] != "EH-000002" || again["closed"] != nil {
		t.Errorf("%v", again)
	}
}

// A credit invoice is the opposite, at the tax that was charged.
func TestCreditInvoice(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	parent := p.drafted(line + `,{"description":"Odd","unit_price":5,"quantity":"0.5"},{"description":"Discount","unit_price":-100}`)
	opened := p.act("invoice", parent, "open").result(t)
	if err := p.AddTaxRule(hostcontroltest.TaxRule{Rate: "50"}); err != nil {
		t.Fatal(err)
	}
	whole := p.act("invoice", parent, "credit").result(t)
	for _, amount := range []string{"subtotal", "tax", "total"} {
		if whole[amount] != -opened[amount].(float64) {
			t.Errorf("%s: %v of %v", amount, whole[amount], opened[amount])
		}
	}
	if whole["is_credit"] != true || whole["credited_invoice"] != float64(parent) || whole["state"] != "draft" {
		t.Errorf("%v", whole)
	}
	lines := opened["lines"].([]any)
	id := func(i int) string { return itoa(idOf(lines[i].(object))) }
	part := p.post("/invoice/"+itoa(parent)+"/credit", `{"client_reference":"c-1","lines":[`+id(1)+`]}`).result(t)
	credited := part["lines"].([]any)[0].(object)
	if part["total"] != -3.0 || credited["unit_price"] != -5.0 || credited["quantity"] != 0.5 || credited["tax_rate"] != "21.00" || part["client_reference"] != "c-1" {
		t.Errorf("%v", part)
	}
	for _, refused := range []string{`[` + id(1) + `,` + id(1) + `]`, `[7]`, `[]`, `"all"`, `[` + id(2) + `]`} {
		r := p.post("/invoice/"+itoa(parent)+"/credit", `{"lines":`+refused+`}`)
		if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)["lines"]) != 1 {
			t.Errorf("%s: %s", refused, r.body)
		}
	}
	if fields := p.put("/invoice/"+itoa(idOf(whole)), `{"lines":[`+line+`]}`).fields(t); len(fields["lines"]) != 1 {
		t.Errorf("a credit invoice that asks for money: %v", fields)
	}
}

func TestInvoiceFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	first := p.drafted(line)
	p.act("invoice", first, "open").result(t)
	second := idOf(p.post("/invoice", newInvoice(2, line)).result(t))
	p.Advance(time.Hour)
	credit := idOf(p.post("/invoice/"+itoa(first)+"/credit", `{"client_reference":"c-1"}`).result(t))
	p.Advance(time.Hour)
	p.act("invoice", first, "close").result(t)
	tests := []struct {
		query string
		want  []int
	}{
		{"", []int{first, second, credit}},
		{"limit=1&offset=1", []int{second}},
		{"customer=2", []int{second}},
		{"state=draft", []int{second, credit}},
		{"is_credit=true", []int{credit}},
		{"is_credit=false", []int{first, second}},
		{"number=EH-000001", []int{first}},
		{"number=", []int{first, second, credit}},
		{"client_reference=c-1", []int{credit}},
		{"created_since=2026-01-05T10:00:00Z", []int{credit}},
		{"created_until=2026-01-05T10:00:00Z", []int{first, second}},
		{"updated_since=2026-01-05T10:00:00Z", []int{first, credit}},
		{"updated_since=2026-01-05T10:00:00Z&updated_until=2026-01-05T11:00:00Z", []int{credit}},
	}
	for _, tt := range tests {
		var got []int
		for _, invoice := range p.get("/invoice?" + tt.query).listing(t).Result {
			got = append(got, idOf(invoice))
		}
		if !slices.Equal(tt.want, got) {
			t.Errorf("%s: %v, want %v", tt.query, got, tt.want)
		}
	}
	if fields := p.get("/invoice?is_credit=perhaps&created_since=once").fields(t); len(fields) != 2 {
		t.Errorf("%v", fields)
	}
}

// The document is one that a reader accepts: the table at its end tells where
// each object begins.
func TestInvoicePDF(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	id := p.drafted(strings.Repeat(line+",", 120) + `{"description":"Caf\u00e9 \u4e16 (extra)","unit_price":1}`)
	r := p.get("/invoice/" + itoa(id) + "/pdf")
	if got := r.header.Get("Content-Type"); got != "application/pdf" || !bytes.HasPrefix(r.body, []byte("%PDF-")) {
		t.Fatalf("%s: %.40q", got, r.body)
	}
	for _, text := range []string{"Invoice \\050draft\\051", "/Count 3", "Caf\\351 ? \\050extra\\051", "%%EOF"} {
		if !bytes.Contains(r.body, []byte(text)) {
			t.Errorf("%q is missing", text)
		}
	}
	checkOffsets(t, r.body)
	p.act("invoice", id, "open")
	credit := idOf(p.act("invoice", id, "credit").result(t))
	if text := p.get("/invoice/" + itoa(credit) + "/pdf").body; !bytes.Contains(text, []byte("Credit invoice")) {
		t.Errorf("%s", text)
	}
	if text := p.get("/invoice/" + itoa(id) + "/pdf").body; !bytes.Contains(text, []byte("Invoice EH-000001")) {
		t.Errorf("%.300s", text)
	}
	if code := p.get("/invoice/1/pdf").code(t); code != "request_resource_unknown" {
		t.Errorf("%q", code)
	}
}

func checkOffsets(t *testing.T, pdf []byte) {
	t.Helper()
	_, trailer, _ := bytes.Cut(pdf, []byte("startxref\n"))
	table := atoi(t, string(bytes.Fields(trailer)[0]))
	rows := strings.Split(string(pdf[table:]), "\n")
	if rows[0] != "xref" {
		t.Fatalf("no table at %d", table)
	}
	for n, row := range rows[3:] {
		if !strings.HasSuffix(row, " n ") {
			break
		}
		at := atoi(t, row[:10])
		if want := itoa(n+1) + " 0 obj\n"; !bytes.HasPrefix(pdf[at:], []byte(want)) {
			t.Errorf("%.20q at %d, want %q", pdf[at:], at, want)
		}
	}
}

// Nothing can be done to invoices that are not there.
func TestUnknownInvoice(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	for _, action := range []string{"open", "close", "reopen", "credit"} {
		if code := p.act("invoice", 1, action).code(t); code != "request_resource_unknown" {
			t.Errorf("%s: %q", action, code)
		}
	}
	if code := p.put("/invoice/x", `{}`).code(t) + " " + p.del("/invoice/x").code(t); code != "request_resource_unknown request_resource_unknown" {
		t.Errorf("%q", code)
	}
	id := p.drafted(line)
	for _, body := range []string{`{}`, `{"lines":[]}`, `{"lines":null}`} {
		if fields := p.put("/invoice/"+itoa(id), body).fields(t); len(fields["lines"]) != 1 {
			t.Errorf("%s: %v", body, fields)
		}
	}
}
