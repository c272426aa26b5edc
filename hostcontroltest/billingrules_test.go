package hostcontroltest_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// invoiceModel is what the documented table of transitions says about an
// invoice.
type invoiceModel struct {
	id     int
	state  string
	credit bool
}

// after is the state that an action leads to, "" when it is refused.
func (m invoiceModel) after(action string) string {
	switch action + " in " + m.state {
	case "open in draft", "reopen in closed":
		return "open"
	case "close in open":
		return "closed"
	case "delete in draft":
		return "gone"
	case "edit in draft":
		return "draft"
	case "credit in open", "credit in closed":
		if !m.credit {
			return m.state
		}
	case "pay in open":
		if !m.credit {
			return "closed"
		}
	}
	return ""
}

// Any sequence of actions leaves the invoices in the states of the table, and
// the triangle consistent.
func TestAnySequenceOfActions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := billing(t, hostcontroltest.Options{Customers: 1, InMemory: true, Seed: rapid.Uint64Range(1, 3).Draw(rt, "seed")})
		defer p.Close()
		crediting := rapid.Bool().Draw(rt, "cancellations are credited")
		p.SetBillingPolicy(hostcontroltest.BillingPolicy{CreditCanceled: crediting})
		var models []*invoiceModel
		act := func(action string) func(*rapid.T) {
			return func(rt *rapid.T) {
				if len(models) == 0 {
					rt.Skip("no invoice yet")
				}
				m := rapid.SampledFrom(models).Draw(rt, "invoice")
				models = append(models, p.follow(rt, m, action)...)
				models = slices.DeleteFunc(models, func(m *invoiceModel) bool { return m.state == "gone" })
			}
		}
		done := 0
		audit := func(rt *rapid.T) {
			all := p.corners()
			if all.check(rt); len(all.invoices) != len(models) {
				rt.Errorf("%d invoices, want %d", len(all.invoices), len(models))
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"draft": func(*rapid.T) {
				models = append(models, &invoiceModel{id: p.drafted(line), state: "draft"})
			},
			"order": func(rt *rapid.T) {
				name := rapid.StringMatching(`[a-z]{3}\.(nl|ie)`).Draw(rt, "name")
				if p.post("/domain-is", `{"domain":"`+name+`"}`).text(p.t) == "taken" {
					rt.Skip("taken")
				}
				models = append(models, &invoiceModel{id: invoiceOf(p.ordered(registration(name))), state: "open"})
			},
			"cancel": func(rt *rapid.T) {
				orders := p.get("/order?limit=500").listing(p.t).Result
				if len(orders) == 0 {
					rt.Skip("no order yet")
				}
				if p.cancel(rt, rapid.SampledFrom(orders).Draw(rt, "order")) && crediting {
					models = append(models, &invoiceModel{id: p.newestInvoice(), state: "draft", credit: true})
				}
			},
			"wait": func(*rapid.T) { p.Advance(10 * time.Minute) },
			"": func(rt *rapid.T) { // after each of the others
				if done++; done%4 == 0 {
					audit(rt)
				}
			},
			"open":   act("open"),
			"close":  act("close"),
			"reopen": act("reopen"),
			"delete": act("delete"),
			"edit":   act("edit"),
			"credit": act("credit"),
			"pay":    act("pay"),
		})
		audit(rt)
	})
}

// cancel tells whether an order could be canceled, which one that has come to a
// good end or was canceled before cannot.
func (p *platform) cancel(rt *rapid.T, order object) bool {
	ended := order["state"] == "completed" || order["state"] == "canceled"
	r := p.post("/order/"+itoa(idOf(order))+"/cancel", "[]")
	switch code := r.code(p.t); {
	case ended && code != "order_state_invalid", !ended && code != "":
		rt.Fatalf("cancel in %s: %s", order["state"], r.body)
	case !ended && r.result(p.t)["state"] != "canceled":
		rt.Fatalf("cancel in %s led to %s", order["state"], r.body)
	}
	return !ended
}

func (p *platform) newestInvoice() int {
	return slices.Max(slices.Collect(maps.Keys(p.everything("/invoice"))))
}

// follow carries an action out, holds its outcome against the model, and gives
// the invoices that it made.
func (p *platform) follow(rt *rapid.T, m *invoiceModel, action string) []*invoiceModel {
	path, want := "/invoice/"+itoa(m.id), m.after(action)
	before := p.invoice(m.id)
	var r reply
	switch action {
	case "edit":
		price := map[bool]string{false: "250", true: "-250"}[m.credit]
		r = p.put(path, `{"lines":[{"description":"Edited","unit_price":`+price+`,"quantity":"0.5"}]}`)
	case "delete":
		r = p.del(path)
	case "pay":
		r = p.post("/payment", `{"invoice":`+itoa(m.id)+`,"method":801}`)
	default:
		r = p.post(path+"/"+action, "[]")
	}
	if code := r.code(p.t); (code == "") != (want != "") || code != "" && code != "invoice_state_invalid" {
		rt.Fatalf("%s in %s: %s", action, m.state, r.body)
	}
	if want == "" {
		if diff := cmp.Diff(before, p.invoice(m.id)); diff != "" {
			rt.Fatalf("%s in %s was refused, but: %s", action, m.state, diff)
		}
		return nil
	}
	m.state = want
	switch action {
	case "pay":
		if err := p.AuthorizePayment(int64(idOf(r.result(p.t)))); err != nil {
			rt.Fatal(err)
		}
	case "credit":
		return []*invoiceModel{{id: idOf(r.result(p.t)), state: "draft", credit: true}}
	}
	if want != "gone" && p.invoice(m.id)["state"] != want {
		rt.Fatalf("%s led to %v, want %s", action, p.invoice(m.id)["state"], want)
	}
	return nil
}
