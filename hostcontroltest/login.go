package hostcontroltest

import (
	"strings"
	"time"
)

// The types of logins. One of a reseller opens the back office, one of a
// customer the customer area.
const (
	loginOfCustomer = "customer"
	loginOfReseller = "reseller"
)

// login is a name that a customer signs in with.
type login struct {
	id               int64
	customer         *customer
	name, kind       string
	password         string // "" as long as none was chosen
	enabled          bool
	lastLogin        time.Time
	reference        *string
	created, updated time.Time
}

func (l *login) key() int64 { return l.id }

type loginView struct {
	ID              int64       `json:"id"`
	Customer        customerRef `json:"customer"`
	Login           string      `json:"login"`
	IsEnabled       bool        `json:"is_enabled"`
	Type            string      `json:"type"`
	LastLogin       *string     `json:"last_login"`
	ClientReference *string     `json:"client_reference"`
	Created         string      `json:"created"`
	Updated         string      `json:"updated"`
}

func viewLogin(l *login) loginView {
	return loginView{
		ID:              l.id,
		Customer:        customerRef{l.customer.id},
		Login:           l.name,
		IsEnabled:       l.enabled,
		Type:            l.kind,
		LastLogin:       stampOrNull(l.lastLogin),
		ClientReference: l.reference,
		Created:         stamp(l.created),
		Updated:         stamp(l.updated),
	}
}

const (
	maxLoginName  = 255
	passwordReset = 24 * time.Hour
	textLoginUsed = "This login name is in use."
)

// login is the one a path names.
func (c *call) login() (*login, error) {
	found := c.logins.index[parseID(c.path["login"])]
	if found == nil || found.customer.reseller != c.reseller {
		return nil, unknownResource("login")
	}
	return found, nil
}

func listLogins(c *call) (any, error) {
	owner, reference := c.query.integer("customer"), c.query.text("client_reference", 64)
	since := c.query.timestamp("updated_since")
	return list(c, c.logins.rows, func(x *login) bool {
		return x.customer.reseller == c.reseller &&
			agrees(owner, x.customer.id) &&
			hasReference(reference, x.reference) &&
			!x.updated.Before(since)
	}, viewLogin)
}

func getLogin(c *call) (any, error) {
	found, err := c.login()
	if err != nil {
		return nil, err
	}
	return viewLogin(found), nil
}

func createLogin(c *call) (any, error) {
	return c.create("login", func(reference *string) (any, error) {
		owner := c.givenCustomer("customer")
		name, password := c.freeLoginName(nil), c.body.password("password")
		if err := c.body.err(); err != nil {
			return nil, err
		}
		made := c.addLogin(owner, name, loginOfCustomer, c.now)
		made.reference, made.password = reference, password
		c.record(owner, eventLoginCreated, made.object(), "login created")
		return viewLogin(made), nil
	})
}

// freeLoginName reads a login name that nobody but holder may have.
func (c *call) freeLoginName(holder *login) string {
	name := strings.ToLower(c.body.required("login", maxLoginName))
	if used := c.loginNames[ownedName{c.reseller, name}]; used != nil && used != holder {
		c.body.reject("login", textLoginUsed)
	}
	return name
}

// addLogin stores a login. Names are kept in lower case.
func (s *store) addLogin(owner *customer, name, kind string, now time.Time) *login {
	l := &login{
		id:       next(&s.ids.login),
		customer: owner,
		name:     name,
		kind:     kind,
		enabled:  true,
		created:  now,
		updated:  now,
	}
	s.logins.insert(l)
	s.loginNames[ownedName{owner.reseller, name}] = l
	return l
}

func updateLogin(c *call) (any, error) {
	found, err := c.login()
	if err != nil {
		return nil, err
	}
	name := found.name
	if c.body.has("login") {
		name = c.freeLoginName(found)
	}
	enabled := c.body.boolean("is_enabled")
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if name != found.name {
		c.rename(found, name)
	}
	if enabled != nil && *enabled != found.enabled {
		c.switchLogin(found, *enabled)
	}
	found.updated = c.now
	return viewLogin(found), nil
}

func (c *call) rename(l *login, name string) {
	delete(c.loginNames, ownedName{c.reseller, l.name})
	c.loginNames[ownedName{c.reseller, name}] = l
	l.name = name
	c.record(l.customer, eventLoginRenamed, l.object(), "login renamed")
}

func (c *call) switchLogin(l *login, enabled bool) {
	l.enabled = enabled
	if enabled {
		c.record(l.customer, eventLoginEnabled, l.object(), "login enabled")
		return
	}
	c.record(l.customer, eventLoginDisabled, l.object(), "login disabled")
}

func resetPassword(c *call) (any, error) {
	found, err := c.login()
	if err != nil {
		return nil, err
	}
	c.mailPasswordLink(found, "Reset your password")
	c.record(found.customer, eventLoginPasswordReset, found.object(), "password reset link sent")
	return viewLogin(found), nil
}

// mailPasswordLink sends the customer a page on which to choose a password.
func (c *call) mailPasswordLink(l *login, subject string) {
	link := c.newLink(passwordPath, link{login: l}, passwordReset)
	c.send(Mail{
		To:      l.customer.primary.email,
		Subject: subject,
		Body:    "Choose a password on this page for " + l.name + ":\n" + link.URL + "\n",
		At:      c.now,
	})
}
