package hostcontroltest

import (
	"html"
	"net/http"
	"strings"
	"time"
)

const (
	loginPath    = "/login/"
	passwordPath = "/password/"
	loginAsLife  = 5 * time.Minute
)

// link is a page that opens once.
type link struct {
	title   string
	expires time.Time
	opened  bool
}

type linkView struct {
	URL     string `json:"url"`
	Expires string `json:"expires"`
}

// newLink makes a one-time page on the host that the client asked.
func (c *call) newLink(path, title string, life time.Duration) linkView {
	path += c.secret("")
	expires := c.now.Add(life)
	c.links[path] = &link{title: title, expires: expires}
	return linkView{URL: c.origin + path, Expires: stamp(expires)}
}

func loginAsCustomer(c *call) (any, error) {
	found, err := c.customer()
	if err != nil {
		return nil, err
	}
	made := c.newLink(loginPath, "Logged in as "+found.primary.name, loginAsLife)
	c.record(found, eventCustomerLoggedInAs, found.object(), "login link issued")
	return made, nil
}

// servePage answers what is not part of the API: one-time pages.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	line := newRequestLine(r, withoutToken(r.URL.Path))
	s.mu.Lock()
	line.At = s.clock.now()
	s.log.add(line)
	a := s.openPage(r)
	line.Status = a.status
	line.Committed = a.status == http.StatusOK
	s.mu.Unlock()
	a.send(w)
}

func (s *Server) openPage(r *http.Request) answer {
	found := s.store.links[r.URL.Path]
	switch {
	case found == nil:
		return failure(&refusal{code: codeUnknownResource, message: "unknown path", status: http.StatusNotFound})
	case r.Method != http.MethodGet:
		a := htmlPage(http.StatusMethodNotAllowed, "Open this page with GET")
		a.header = http.Header{"Allow": {http.MethodGet}}
		return a
	case found.opened || !s.clock.now().Before(found.expires):
		return htmlPage(http.StatusGone, "This link was used or has expired")
	}
	found.opened = true
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
