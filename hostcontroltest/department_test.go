package hostcontroltest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDepartments(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	want := []object{
		{"id": 901.0, "name": "Support", "email": "support@example.com", "assignee": nil},
		{"id": 902.0, "name": "Domains", "email": "domains@example.com", "assignee": "Jane Roe"},
		{"id": 903.0, "name": "Billing", "email": "billing@example.com", "assignee": "John Doe"},
	}
	if diff := cmp.Diff(want, p.get("/department").listing(t).Result); diff != "" {
		t.Error(diff)
	}
	if got := p.get("/department?limit=1&offset=2").listing(t); got.Total != 3 || len(got.Result) != 1 || idOf(got.Result[0]) != 903 {
		t.Errorf("%+v", got)
	}
}

// A ticket goes where it is sent, or else to the default of the customer's
// label, and to the one there whose turn it is.
func TestDepartmentOfTicket(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 5})
	tests := []struct {
		customer             int
		extra                string
		department, assignee any
	}{
		{1, "", object{"id": 901.0, "name": "Support"}, nil},
		{5, "", object{"id": 902.0, "name": "Domains"}, "Jane Roe"},
		{5, `"department":903`, object{"id": 903.0, "name": "Billing"}, "John Doe"},
		{1, `"department":null`, object{"id": 901.0, "name": "Support"}, nil},
	}
	for _, tt := range tests {
		made := p.post("/ticket", newTicket(tt.customer, tt.extra)).result(t)
		if diff := cmp.Diff([]any{tt.department, tt.assignee}, []any{made["department"], made["assignee"]}); diff != "" {
			t.Errorf("customer %d, %s: %s", tt.customer, tt.extra, diff)
		}
	}
	id, err := p.OpenTicket(5, "A question", "Are you there?")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.ticket(id)["department"]; cmp.Diff(object{"id": 902.0, "name": "Domains"}, got) != "" {
		t.Errorf("filed with %v", got)
	}
}
