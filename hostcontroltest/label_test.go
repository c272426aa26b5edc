package hostcontroltest_test

import (
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestLabel(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	label := p.get("/label").result(t)
	example := readExamples(t)["GET /label"].Response.Result
	if keys := missing("label", example, label); len(keys) > 0 {
		t.Errorf("missing %v", keys)
	}
	if len(label) != len(example.(object)) {
		t.Errorf("%d keys, documented are %d", len(label), len(example.(object)))
	}
	if _, ok := label["is_create_renewal_order_enabled "]; !ok {
		t.Error("the documented key with a trailing space is missing")
	}
	if got := len(label["accept_registrations_from_countries"].([]any)); got < 40 {
		t.Errorf("%d countries", got)
	}
}
