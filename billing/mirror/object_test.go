package mirror_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/rest"
)

// texts makes a platform of invoices whose JSON is given.
func texts(invoices ...string) *ledger {
	platform := newLedger(0)
	for i, text := range invoices {
		platform.objects[int64(i+1)] = entry{ID: int64(i + 1), Text: jsontext.Value(text), Updated: noon}
	}
	return platform
}

// What this version does not know is kept, and so is how it was written.
func TestObjectsAreKeptAsAnswered(t *testing.T) {
	t.Parallel()
	platform := texts(
		`{"id":1,"state":"open","currency":"EUR","total":1,"updated":"2026-01-05T12:00:00+00:00","vat":{"b": 1.50, "a":[null]},"big":123456789012345678901}`,
		`{"state":"shelved","id":2,"number":"\u0000A\ud800","currency":"XYZ","order":{"id":9007199254740993,"state":"new"},"number":"B"}`,
		`{"id":3}`,
	)
	m, stored := openMirror(t, mirror.PostgreSQL)
	mustSync(t, m, platform.client(t), mirror.SyncOptions{})
	platform.wantCopy(t, stored)
}

func TestColumns(t *testing.T) {
	t.Parallel()
	platform := texts(
		`{"id":1,"number":"AB-1","state":"closed","customer":{"id":35},"currency":"EUR","is_credit":true,"credited_invoice":7,
		"subtotal":-100,"tax":-21,"total":-121,"order":{"id":9},"client_reference":"r-1","created":"2026-01-05T10:00:00.123456+02:00",
		"updated":"2026-01-05T12:00:00Z","opened":"2026-01-05T12:00:00Z","due":"2026-02-05T12:00:00Z","closed":"2026-01-06T12:00:00Z"}`,
		`{"id":2,"number":null,"state":"draft","customer":{"id":35},"currency":"EUR","credited_invoice":null,"order":null,"created":"0000-01-01T00:00:00Z"}`,
		`{"id":3,"number":"a\u0000b"}`,
	)
	m, stored := openMirror(t, mirror.SQLite)
	mustSync(t, m, platform.client(t), mirror.SyncOptions{})
	rows := stored.rows("hostcontrol_invoice")
	want := tuple{
		"id": int64(1), "number": "AB-1", "state": "closed", "customer_id": int64(35), "currency": "EUR", "is_credit": true, "credited_invoice_id": int64(7),
		"subtotal": int64(-100), "tax": int64(-21), "total": int64(-121), "order_id": int64(9), "client_reference": "r-1",
		"created": "2026-01-05T08:00:00.123456Z", "updated": "2026-01-05T12:00:00.000000Z", "opened": "2026-01-05T12:00:00.000000Z",
		"due": "2026-02-05T12:00:00.000000Z", "closed": "2026-01-06T12:00:00.000000Z", "object": rows[int64(1)]["object"],
	}
	if diff := cmp.Diff(want, rows[int64(1)]); diff != "" {
		t.Errorf("a row (-want +got):\n%s", diff)
	}
	for name, value := range rows[int64(2)] {
		switch name {
		case "number", "credited_invoice_id", "order_id", "client_reference", "created", "updated", "opened", "due", "closed":
			if value != nil {
				t.Errorf("%s is %v", name, value)
			}
		}
	}
	if number := rows[int64(3)]["number"]; number != "a\uFFFDb" {
		t.Errorf("the number is %q", number)
	}
}

// The order of members is nobody's concern, and neither is the space between
// them. Digits are.
func TestSameObjects(t *testing.T) {
	t.Parallel()
	for text, changed := range map[string]int{
		`{"id":1,"big":123456789012345678901,"a":{"x":1,"y":2}}`:                0,
		`{"a":{"y":2,"x":1},"id":1,"big":123456789012345678901}`:                0,
		"{\"id\":1,\n \"a\" : {\"x\":1,\"y\":2},\"big\":123456789012345678901}": 0,
		`{"id":1,"big":123456789012345678902,"a":{"x":1,"y":2}}`:                1,
		`{"id":1,"big":123456789012345678901,"a":{"x":1,"y":null}}`:             1,
	} {
		platform := texts(`{"id":1,"big":123456789012345678901,"a":{"x":1,"y":2}}`)
		m, _ := openMirror(t, mirror.SQLite)
		client := platform.client(t)
		mustSync(t, m, client, mirror.SyncOptions{})
		platform.objects[1] = entry{Text: jsontext.Value(text)}
		if report := mustSync(t, m, client, mirror.SyncOptions{}); report.Changes() != changed {
			t.Errorf("%s: %+v", text, report)
		}
	}
}

func TestInvalidUTF8(t *testing.T) {
	t.Parallel()
	platform := texts("{\"id\":1,\"number\":\"a\xffb\"}")
	m, stored := openMirror(t, mirror.SQLite)
	client := platform.client(t)
	mustSync(t, m, client, mirror.SyncOptions{})
	if report := mustSync(t, m, client, mirror.SyncOptions{}); report.Changes() > 0 {
		t.Errorf("%+v", report)
	}
	row := stored.rows("hostcontrol_invoice")[int64(1)]
	if row["number"] != "a\uFFFDb" || row["object"] != `{"id":1,"number":"a`+"\uFFFD"+`b"}` {
		t.Errorf("kept %v", row)
	}
}

// An object that cannot be kept is named, and nothing of its page is.
func TestObjectsThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"state":"open"}`:                "result.1.id",
		`{"id":-1}`:                       "result.1.id",
		`{"id":"x"}`:                      "result.1.id",
		`{"id":2,"total":1.5}`:            "result.1.total",
		`{"id":2,"created":"yesterday"}`:  "result.1.created",
		`{"id":2,"customer":{"id":true}}`: "result.1.customer.id",
		`7`:                               "result.1",
	} {
		platform := texts(`{"id":1}`, text)
		m, stored := openMirror(t, mirror.SQLite)
		_, err := m.Sync(t.Context(), platform.client(t), mirror.SyncOptions{})
		if _, ok := errors.AsType[*rest.Error](err); !ok || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
		if n := len(objectsOf(stored, "hostcontrol_invoice")); n > 0 {
			t.Errorf("%s: %d rows", text, n)
		}
	}
}
