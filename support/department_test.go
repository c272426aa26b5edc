package support_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

const departmentJSON = `{"id": 3, "name": "Support", "email": "support@example.com", "assignee": null}`

func TestDepartmentExchanges(t *testing.T) {
	t.Parallel()
	want := support.Department{ID: 3, Name: "Support", Email: "support@example.com"}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := support.NewDepartments(c).List(ctx, support.DepartmentFilter{Offset: 2})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET", Target: "/department?offset=2", Answer: "[" + departmentJSON + "]", Want: []support.Department{want},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(support.NewDepartments(c).All(ctx, support.DepartmentFilter{}), 0)
			},
			Method: "GET", Target: "/department?limit=100&offset=0", Answer: "[" + departmentJSON + "]", Want: []*support.Department{&want},
		},
	})
}

func TestDepartmentFilterValidation(t *testing.T) {
	t.Parallel()
	service := support.NewDepartments(resttest.NewClient(t, resttest.NoRequest(t)))
	want := []string{"offset: must not be negative"}
	_, err := service.List(t.Context(), support.DepartmentFilter{Offset: -1})
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.All(t.Context(), support.DepartmentFilter{Offset: -1}), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}
