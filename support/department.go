package support

import (
	"context"
	"iter"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const departmentsPath = "/department"

// A Department is who works on tickets, or on some of them. Each label has a
// default one.
type Department struct {
	ID DepartmentID `json:"id"`
	// Name is for the reseller's own eyes.
	Name string `json:"name"`
	// Email is the address that mails about its tickets come from.
	Email string `json:"email"`
	// Assignee is who gets its new tickets, empty for nobody.
	Assignee string `json:"assignee"`

	Unknown jsontext.Value `json:",embed"`
}

// A DepartmentRef names the department that a ticket is with.
type DepartmentRef struct {
	ID   DepartmentID `json:"id"`
	Name string       `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}

// A DepartmentFilter narrows a list of departments down. The zero value takes
// all.
type DepartmentFilter struct {
	// Offset passes over so many departments.
	Offset int `url:"offset,omitempty"`
}

func (filter DepartmentFilter) call() (rest.Call, error) {
	const operation = "departments.list"
	var f check.Fields
	f.Offset(filter.Offset)
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(departmentsPath), Query: filter}
	return call, f.Err(operation)
}

// A DepartmentService reads departments.
type DepartmentService struct{ client *rest.Client }

// NewDepartments makes a service that calls through c.
func NewDepartments(c *rest.Client) *DepartmentService { return &DepartmentService{c} }

// List reads one page of the departments, in ascending order of id.
//
// GET /department, provisional.
func (s *DepartmentService) List(ctx context.Context, filter DepartmentFilter, opts ...rest.CallOption) (*rest.Page[Department], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Department](ctx, s.client, call, opts...)
}

// All gives the departments one by one, in ascending order of id, over all
// pages. See [rest.All].
//
// GET /department, provisional.
func (s *DepartmentService) All(ctx context.Context, filter DepartmentFilter, opts ...rest.CallOption) iter.Seq2[*Department, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Department](err)
	}
	return rest.All(ctx, s.client, call, func(d *Department) DepartmentID { return d.ID }, opts...)
}
