package hostcontroltest

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"
	"unicode/utf8"
)

// signInPath is where the customers of the demo reseller sign in.
const signInPath = "/ca/login"

const textNoForm = "The body is not a form"

// formPage is a page with a form that is posted to itself.
var formPage = template.Must(template.New("form").Parse(`<!DOCTYPE html>
<title>{{.Title}}</title>
<h1>{{.Title}}</h1>
<form method="post">
{{- range .Fields}}
<input name="{{.}}" placeholder="{{.}}">
{{- end}}
<button>Go on</button>
</form>
`))

func showForm(title string, fields ...string) answer {
	var page bytes.Buffer
	err := formPage.Execute(&page, struct {
		Title  string
		Fields []string
	}{title, fields})
	if err != nil {
		return failure(err)
	}
	return answer{status: http.StatusOK, contentType: typeHTML, body: page.Bytes()}
}

// signIn is the page on which a customer signs in, and from where he gets to
// the Customer Area. Logins of resellers are for another one.
func (s *Server) signIn(v visitor) answer {
	switch {
	case v.method == http.MethodGet:
		return showForm("Customer Area", "login", "password")
	case v.method != http.MethodPost:
		return notAllowedPage("Sign in with POST", "GET, POST")
	case v.err != nil:
		return htmlPage(http.StatusBadRequest, textNoForm)
	}
	l := s.store.loginNames[ownedName{s.store.own, strings.ToLower(v.given.Get("login"))}]
	switch {
	case l == nil || l.kind != loginOfCustomer || l.password == "" || l.password != v.given.Get("password"):
		return htmlPage(http.StatusForbidden, "The login or the password is wrong")
	case !l.enabled:
		return htmlPage(http.StatusForbidden, "This login is disabled")
	case !l.customer.enabled:
		return htmlPage(http.StatusForbidden, "This customer is disabled")
	}
	l.lastLogin = s.clock.tick()
	return s.store.showArea(l.customer)
}

// choosePassword is the page that a mail about a password leads to. It works
// until a password was chosen on it.
func choosePassword(page *link, v visitor) answer {
	password := v.given.Get("password")
	switch {
	case v.method == http.MethodGet:
		return showForm("Choose a new password for "+page.login.name, "password")
	case v.method != http.MethodPost:
		return notAllowedPage("Choose a password with POST", "GET, POST")
	case v.err != nil:
		return htmlPage(http.StatusBadRequest, textNoForm)
	case utf8.RuneCountInString(password) < minPassword:
		return htmlPage(http.StatusBadRequest, "The password is too short")
	}
	page.login.password = password
	page.opened = true
	return htmlPage(http.StatusOK, "The password was changed")
}

func notAllowedPage(title, allowed string) answer {
	a := htmlPage(http.StatusMethodNotAllowed, title)
	a.header = http.Header{"Allow": {allowed}}
	return a
}
