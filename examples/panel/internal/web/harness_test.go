package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/web"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

const password = "correct horse"

// A site is a panel on a platform in memory, with a robot that has signed in.
type site struct {
	*testing.T
	robot  *robot.Robot
	srv    *hostcontroltest.Server
	client *hostcontrol.Client
	panel  *web.Panel
	front  *httptest.Server
	url    string
}

// open starts a site of its own for a test.
func open(t *testing.T, options hostcontroltest.Options) *site {
	t.Helper()
	s := openSignedOut(t, options, web.Config{})
	s.signIn()
	return s
}

func openSignedOut(t *testing.T, options hostcontroltest.Options, cfg web.Config) *site {
	t.Helper()
	return openWith(t, options, cfg)
}

// openWith starts a site whose panel has a client with more options.
func openWith(t *testing.T, options hostcontroltest.Options, cfg web.Config, opts ...hostcontrol.Option) *site {
	t.Helper()
	s := &site{T: t}
	s.srv = hostcontroltest.NewServer(options)
	t.Cleanup(s.srv.Close)
	client, err := hostcontrol.New(append([]hostcontrol.Option{
		hostcontrol.WithBaseURL(s.srv.URL),
		hostcontrol.WithAPIKey(s.srv.APIKey),
		hostcontrol.WithHTTPClient(s.srv.Client()),
		hostcontrol.WithLimiter(rest.Unlimited()),
		hostcontrol.WithBackoff(time.Millisecond, time.Millisecond),
		hostcontrol.WithRetries(1),
	}, opts...)...)
	s.must(err)
	s.client = client
	if cfg.Client == nil {
		cfg.Client = client
	}
	cfg.Password, cfg.Now, cfg.Journals = rest.NewSecret(password), s.srv.Now, t.TempDir()
	s.panel, err = web.New(cfg)
	s.must(err)
	t.Cleanup(s.panel.Close)
	s.front = httptest.NewServer(s.panel)
	t.Cleanup(s.front.Close)
	s.url = s.front.URL
	s.robot, err = robot.New(s.url)
	s.must(err)
	return s
}

func (s *site) signIn() {
	s.Helper()
	form := s.form(s.get("/login", http.StatusOK), "/login")
	s.send(form.Set("password", password), http.StatusOK)
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// get reads a page, which is to be answered with a status.
func (s *site) get(path string, status int) *robot.Page {
	s.Helper()
	page, err := s.robot.Get(s.Context(), path)
	s.must(err)
	s.status(page, status)
	return page
}

func (s *site) send(form *robot.Form, status int) *robot.Page {
	s.Helper()
	page, err := s.robot.Send(s.Context(), form)
	s.must(err)
	s.status(page, status)
	return page
}

func (s *site) status(page *robot.Page, want int) {
	s.Helper()
	if page.Status != want {
		s.Fatalf("%s answers %d, not %d: %s", page.Path, page.Status, want, page.Main())
	}
}

func (s *site) form(page *robot.Page, action string) *robot.Form {
	s.Helper()
	form, err := page.Form(action)
	s.must(err)
	return form
}

// act fills in the form of a page that is posted to the page itself, and sends
// it. Fields are pairs of name and value.
func (s *site) act(path string, status int, fields ...string) *robot.Page {
	s.Helper()
	form := s.form(s.get(path, http.StatusOK), path)
	fill(form, fields)
	return s.send(form, status)
}

// press sends a form that has nothing to fill in.
func (s *site) press(path, verb string, status int) *robot.Page {
	s.Helper()
	return s.send(s.form(s.get(path, http.StatusOK), path+verb), status)
}

// confirm answers the question of a page with yes.
func (s *site) confirm(page *robot.Page, path string, status int) *robot.Page {
	s.Helper()
	return s.send(s.form(page, path).Set("step", "confirmed"), status)
}

func fill(form *robot.Form, fields []string) {
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
}

// shows fails the test unless the main part of a page has a text.
func (s *site) shows(page *robot.Page, texts ...string) {
	s.Helper()
	for _, text := range texts {
		if !strings.Contains(page.Main(), text) {
			s.Errorf("%s does not show %q:\n%s", page.Path, text, page.Main())
		}
	}
}

func (s *site) hides(page *robot.Page, texts ...string) {
	s.Helper()
	for _, text := range texts {
		if strings.Contains(page.Main(), text) {
			s.Errorf("%s shows %q:\n%s", page.Path, text, page.Main())
		}
	}
}

// told gives the notice of a page.
func (s *site) told(page *robot.Page) string { return robot.Text(page.ID("notice")) }

// done counts how often the platform did something.
func (s *site) done(operation string) int {
	n := 0
	for _, request := range s.srv.Requests() {
		if request.Operation == operation && request.Committed {
			n++
		}
	}
	return n
}

// customer reads the customer whose pages the tests look at.
func (s *site) customer(id customers.ID) *customers.Customer {
	s.Helper()
	c, err := s.client.Customers.Get(s.Context(), id)
	s.must(err)
	return c
}
