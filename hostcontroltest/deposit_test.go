package hostcontroltest_test

import (
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDeposit(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.drain()
	own := "/reseller/" + p.ResellerReference
	before := p.get(own).result(t)["balance"].(float64)
	for _, amount := range []int64{0, -1, 2999} {
		p.Deposit(amount)
	}
	booked := p.get(own + "/transaction?limit=500").listing(t)
	last := booked.Result[len(booked.Result)-1]
	if last["type"] != "credit" || last["amount"] != 2999.0 || last["balance"] != before+2999 {
		t.Errorf("%v", last)
	}
	p.register("another.io")
	if after := p.get(own).result(t)["balance"]; after != before {
		t.Errorf("balance %v, was %v", after, before)
	}
}
