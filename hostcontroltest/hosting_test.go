package hostcontroltest_test

import (
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 31})
	all := p.get("/hosting").listing(t)
	if all.Total != 4 {
		t.Fatalf("%d accounts", all.Total)
	}
	mine := p.get("/hosting?customer=1").listing(t)
	if mine.Total != 1 || mine.Result[0]["customer"].(object)["id"] != 1.0 {
		t.Errorf("of the first customer: %v", mine.Result)
	}
	account := p.get("/hosting/" + mine.Result[0]["reference"].(string)).result(t)
	example := readExamples(t)["GET /domain"].Response.Result.([]any)[1].(object)["hosting"]
	if keys := missing("hosting", example, account); len(keys) > 0 {
		t.Errorf("missing %v", keys)
	}
	plan := itoa(int(account["plan"].(object)["id"].(float64)))
	tests := []struct {
		query string
		want  bool
	}{
		{"status=delivered", true}, {"status=suspended", false},
		{"plan=" + plan, true}, {"plan=99", false}, {"client_reference=x", false},
	}
	for _, tt := range tests {
		if got := p.get("/hosting?customer=1&"+tt.query).listing(t).Total == 1; got != tt.want {
			t.Errorf("%s: %v", tt.query, got)
		}
	}
	if code := p.get("/hosting/ac-0").code(t); code != "request_resource_unknown" {
		t.Errorf("unknown account: %q", code)
	}
}
