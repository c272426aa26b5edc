package hostcontroltest

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	loginPath    = "/login/"
	passwordPath = "/password/"
	loginAsLife  = 5 * time.Minute
)

// link is a page that opens once: the Customer Area, a form for the password of
// a login, or no more than a title.
type link struct {
	title    string
	customer *customer
	login    *login
	expires  time.Time
	opened   bool
}

type linkView struct {
	URL     string `json:"url"`
	Expires string `json:"expires"`
}

// newLink makes a one-time page on the host that the client asked.
func (c *call) newLink(path string, page link, life time.Duration) linkView {
	path += c.secret("")
	page.expires = c.now.Add(life)
	c.links[path] = &page
	return linkView{URL: c.origin + path, Expires: stamp(page.expires)}
}

func loginAsCustomer(c *call) (any, error) {
	found, err := c.customer()
	if err != nil {
		return nil, err
	}
	made := c.newLink(loginPath, link{customer: found}, loginAsLife)
	c.record(found, eventCustomerLoggedInAs, found.object(), "login link issued")
	return made, nil
}

// servePage answers what is not part of the API: one-time pages, and the one on
// which customers sign in.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	line := newRequestLine(r, withoutToken(r.URL.Path))
	v := visit(r)
	s.mu.Lock()
	line.At = s.clock.now()
	s.log.add(line)
	s.store.settle(line.At)
	a := s.openPage(v)
	line.Status = a.status
	line.Committed = a.status == http.StatusOK
	s.mu.Unlock()
	a.send(w)
}

// visitor is somebody who asks for a page, or posts the form on it.
type visitor struct {
	method, path string
	given        url.Values
	err          error // what is wrong with the form, if it matters
}

func visit(r *http.Request) visitor {
	v := visitor{method: r.Method, path: r.URL.Path}
	body, err := readBody(r)
	if err != nil {
		v.err = err
		return v
	}
	v.given, v.err = url.ParseQuery(string(body))
	return v
}

func (s *Server) openPage(v visitor) answer {
	found := s.store.links[v.path]
	switch {
	case v.path == signInPath:
		return s.signIn(v)
	case found == nil:
		return failure(&refusal{code: codeUnknownResource, message: "unknown path", status: http.StatusNotFound})
	case found.opened || !s.clock.now().Before(found.expires):
		return htmlPage(http.StatusGone, "This link was used or has expired")
	case found.login != nil:
		return choosePassword(found, v)
	case v.method != http.MethodGet:
		return notAllowedPage("Open this page with GET", http.MethodGet)
	}
	found.opened = true
	if found.customer != nil {
		return s.store.showArea(found.customer)
	}
	return htmlPage(http.StatusOK, found.title)
}

func htmlPage(status int, title string) answer {
	title = html.EscapeString(title)
	return answer{
		status:      status,
		contentType: typeHTML,
		body:        []byte("<!DOCTYPE html>\n<title>" + title + "</title>\n<h1>" + title + "</h1>\n"),
	}
}

// withoutToken is a path as it may appear in a log.
func withoutToken(path string) string {
	for _, prefix := range []string{loginPath, passwordPath, payPath} {
		if strings.HasPrefix(path, prefix) {
			return prefix + "{token}"
		}
	}
	return path
}
