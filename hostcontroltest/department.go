package hostcontroltest

// department is who works on a reseller's tickets, or on some of them.
type department struct {
	id       int64
	reseller *reseller
	name     string
	email    string // what its mails come from
	assignee string // who gets its new tickets, "" for nobody
}

func (d *department) key() int64 { return d.id }

type departmentView struct {
	ID       int64   `json:"id"`
	Name     string  `json:"name"`
	Email    string  `json:"email"`
	Assignee *string `json:"assignee"`
}

func viewDepartment(d *department) departmentView {
	return departmentView{d.id, d.name, d.email, textOrNull(d.assignee)}
}

// departmentRef is how a ticket shows its department.
type departmentRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// textOrNull is a text that may be missing.
func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func listDepartments(c *call) (any, error) {
	return list(c, c.departments.rows, func(x *department) bool { return x.reseller == c.reseller }, viewDepartment)
}

// givenDepartment is the department that a body names, or else the default of
// the customer's label. It is nil where there is neither.
func (c *call) givenDepartment(name string, owner *customer) *department {
	id := c.body.integer(name)
	switch found := c.departmentOf(id); {
	case id == nil && owner != nil:
		return owner.label.department
	case id != nil && found == nil:
		c.body.reject(name, textChoice)
		return nil
	default:
		return found
	}
}

// departmentOf is the caller's department of that id, or nil.
func (c *call) departmentOf(id *int64) *department {
	if id == nil {
		return nil
	}
	found := c.departments.index[*id]
	if found == nil || found.reseller != c.reseller {
		return nil
	}
	return found
}

// addDepartment stores a department.
func (s *store) addDepartment(r *reseller, name, email, assignee string) *department {
	d := &department{id: next(&s.ids.department), reseller: r, name: name, email: email, assignee: assignee}
	s.departments.insert(d)
	return d
}
