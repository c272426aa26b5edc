package support_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// Whatever an answer says is still there when it is encoded again: what is null,
// what is unknown on every level, and unknown values.
func TestAnswersSurvive(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text   string
		encode func(string) (string, error)
	}{
		"ticket": {ticketJSON, resttest.Reencoded[support.Ticket]},
		"unknown of a ticket": {`{"new":1,"id":1,"number":"","subject":"","state":"merged","direction":"sideways","customer":{"id":1,"new":[2]},
			"department":{"id":1,"name":"","new":{}},"assignee":"","messages":[{"new":3,"id":1,"kind":"poem","author":{"type":"robot","name":"","new":null},"body":"",
			"client_reference":"","created":"2015-06-11T10:02:33Z"}],"client_reference":"","created":"2015-06-11T10:02:33Z","updated":"2015-06-11T10:02:33Z",
			"closed":"2015-06-11T10:02:33Z"}`, resttest.Reencoded[support.Ticket]},
		"department":              {departmentJSON, resttest.Reencoded[support.Department]},
		"unknown of a department": {`{"new":1,"id":1,"name":"","email":"","assignee":"Jane Roe"}`, resttest.Reencoded[support.Department]},
	}
	for name, tt := range tests {
		resttest.CheckKept(t, name, tt.text, tt.encode)
	}
}

// Every result that can say more than this version knows has a place for it.
func TestResultsHaveUnknown(t *testing.T) {
	t.Parallel()
	if kinds := resttest.CheckUnknown(t, reflect.TypeFor[support.Ticket](), reflect.TypeFor[support.Department]()); kinds < 5 {
		t.Errorf("only %d kinds of results", kinds)
	}
}

func TestWrongTypesAreNamed(t *testing.T) {
	t.Parallel()
	ticket := func(ctx context.Context, c *rest.Client) error {
		_, err := support.NewTickets(c).Get(ctx, 301)
		return err
	}
	departments := func(ctx context.Context, c *rest.Client) error {
		_, err := support.NewDepartments(c).List(ctx, support.DepartmentFilter{})
		return err
	}
	tests := map[string]struct {
		call   func(context.Context, *rest.Client) error
		result string
		want   []string
	}{
		"id":         {ticket, `{"id":"x"}`, []string{"tickets.get", "GET /ticket/301", "result.id"}},
		"time":       {ticket, `{"updated":"hidden"}`, []string{"result.updated"}},
		"message":    {ticket, `{"messages":[{},{"body":["hidden"]}]}`, []string{"result.messages.1.body"}},
		"author":     {ticket, `{"messages":[{"author":"hidden"}]}`, []string{"result.messages.0.author"}},
		"department": {ticket, `{"department":3}`, []string{"result.department"}},
		"name":       {departments, `[{"name":1}]`, []string{"departments.list", "GET /department", "result.0.name"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resttest.CheckWrongType(t, tt.call, tt.result, tt.want...)
		})
	}
}
