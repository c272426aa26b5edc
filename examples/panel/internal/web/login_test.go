package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/web"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestNobodySeesAnythingWithoutSigningIn(t *testing.T) {
	t.Parallel()
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{})
	for _, path := range []string{"/customers?q=doe", "/customers/1", "/customers/1/register", "/customers/1/invoices/1/pdf", "/nowhere"} {
		page := s.get(path, http.StatusOK)
		if want := "/login?next=" + url.QueryEscape(path); page.Path != want {
			t.Errorf("%s leads to %s, not to %s", path, page.Path, want)
		}
	}
	form := &robot.Form{Action: "/customers/1/settings", Values: url.Values{"enabled": {"off"}}}
	if page := s.send(form, http.StatusOK); page.Path != "/login" {
		t.Errorf("a form leads to %s", page.Path)
	}
	if n := len(s.srv.Requests()); n > 0 {
		t.Errorf("%d requests reached the platform", n)
	}
}

// TestHTMXIsSentToTheLogin: a login page inside of another page would be of no
// use.
func TestHTMXIsSentToTheLogin(t *testing.T) {
	t.Parallel()
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/customers/1", nil)
	s.must(err)
	req.Header.Set("HX-Request", "true")
	page, err := s.robot.Do(req)
	s.must(err)
	if got := page.Header.Get("HX-Redirect"); got != "/login?next=%2Fcustomers%2F1" || page.Body != "" {
		t.Errorf("redirects to %q with %q", got, page.Body)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{})
	page := s.act("/login", http.StatusUnprocessableEntity, "password", "wrong")
	s.shows(page, "This is not the password.")
	if in := page.ID("password"); robot.Attr(in, "aria-describedby") != "password-problem" || robot.Attr(in, "value") != "" {
		t.Errorf("the input is %v", in.Attr)
	}
	for next, want := range map[string]string{
		"/customers/2":         "/customers/2",
		"":                     "/customers",
		"https://example.org/": "/customers",
		"//example.org":        "/customers",
		"/\\example.org":       "/customers",
		"customers/2":          "/customers",
		"/customers\n/2":       "/customers",
		"javascript:alert(1)":  "/customers",
	} {
		form := s.form(s.get("/login?next="+url.QueryEscape(next), http.StatusOK), "/login")
		page := s.send(form.Set("password", password).Set("next", next), http.StatusOK)
		if page.Path != want {
			t.Errorf("next %q leads to %s, not to %s", next, page.Path, want)
		}
		if page := s.get("/login?next="+url.QueryEscape(next), http.StatusOK); page.Path != want {
			t.Errorf("next %q leads to %s when signed in, not to %s", next, page.Path, want)
		}
		s.send(s.form(page, "/logout"), http.StatusOK)
		if page := s.get("/customers", http.StatusOK); !strings.HasPrefix(page.Path, "/login") {
			t.Errorf("after signing out, /customers leads to %s", page.Path)
		}
	}
}

func TestPasswordsCannotBeTriedOut(t *testing.T) {
	t.Parallel()
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{})
	form := s.form(s.get("/login", http.StatusOK), "/login").Set("password", "wrong")
	var page *robot.Page
	for range 12 {
		var err error
		page, err = s.robot.Send(t.Context(), form)
		s.must(err)
	}
	s.status(page, http.StatusTooManyRequests)
	if page.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	s.status(s.send(form.Set("password", password), http.StatusTooManyRequests), http.StatusTooManyRequests)
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cfg    web.Config
		cookie string
		secure bool
	}{
		"http":                    {web.Config{}, "panel", false},
		"a proxy that does https": {web.Config{Secure: true}, "__Host-panel", true},
	} {
		s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, tt.cfg)
		values := url.Values{"password": {password}, "next": {"/customers"}}
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := client.PostForm(s.url+"/login", values)
		s.must(err)
		resp.Body.Close()
		cookies := resp.Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s: %d cookies", name, len(cookies))
		}
		c := cookies[0]
		if c.Name != tt.cookie || c.Secure != tt.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || len(c.Value) < 20 {
			t.Errorf("%s: %s", name, c)
		}
		if got := resp.Header.Get("Strict-Transport-Security") != ""; got != tt.secure {
			t.Errorf("%s: Strict-Transport-Security: %t", name, got)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		each  time.Duration // between two pages
		pages int
		ended bool
	}{
		"somebody goes on":     {29 * time.Minute, 20, false},
		"nobody does anything": {31 * time.Minute, 1, true},
		"the day is over":      {29 * time.Minute, 25, true},
	} {
		s := open(t, hostcontroltest.Options{Customers: 2})
		var page *robot.Page
		for range tt.pages {
			s.srv.Advance(tt.each)
			page = s.get("/customers", http.StatusOK)
		}
		if got := strings.HasPrefix(page.Path, "/login"); got != tt.ended {
			t.Errorf("%s: ended: %t", name, got)
		}
	}
}

func TestAPanelNeedsAClientAndAPassword(t *testing.T) {
	t.Parallel()
	if _, err := web.New(web.Config{Password: rest.NewSecret("x")}); err == nil {
		t.Error("a panel without a client was made")
	}
	s := open(t, hostcontroltest.Options{Customers: 2})
	if _, err := web.New(web.Config{Client: s.client}); err == nil {
		t.Error("a panel without a password was made")
	}
}
