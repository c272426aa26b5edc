package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/web"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// names are the customers on a page, in their order.
func names(page *robot.Page) []string {
	var found []string
	for row := range page.All("tbody") {
		for head := range robot.Below(row, "th") {
			for link := range robot.Below(head, "a") {
				found = append(found, robot.Attr(link, "href"))
			}
		}
	}
	return found
}

func link(page *robot.Page, text string) string {
	for n := range page.All("a") {
		if robot.Text(n) == text {
			return robot.Attr(n, "href")
		}
	}
	return ""
}

func TestCustomerListIsPaged(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 60})
	page := s.get("/customers", http.StatusOK)
	var all []string
	for n, want := range []int{25, 25, 10} {
		got := names(page)
		if len(got) != want {
			t.Fatalf("page %d has %d customers, not %d", n+1, len(got), want)
		}
		all = append(all, got...)
		if next := link(page, "Next"); next != "" {
			page = s.get(next, http.StatusOK)
		}
	}
	for i, path := range all {
		if want := "/customers/" + customers.ID(i+1).String(); path != want {
			t.Fatalf("customer %d is %s, not %s", i+1, path, want)
		}
	}
	s.shows(page, "60 customers", "51–60 of 60")
	if link(page, "Next") != "" || link(page, "Previous") != "/customers?page=2" {
		t.Errorf("the last page leads on to %q and back to %q", link(page, "Next"), link(page, "Previous"))
	}
	for path, want := range map[string]string{"/customers?page=99": "51–60 of 60", "/customers?page=0": "1–25 of 60", "/customers?page=x": "1–25 of 60"} {
		s.shows(s.get(path, http.StatusOK), want)
	}
}

func TestCustomerSearch(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{})
	first := s.customer(1)
	label := url.QueryEscape(first.Label.Reference)
	for query, is := range map[string]func(*customers.Customer) bool{
		"q=" + url.QueryEscape(first.PrimaryContact.Email): func(c *customers.Customer) bool { return c.ID == 1 },
		"q=+doe+": func(c *customers.Customer) bool {
			return strings.Contains(strings.ToLower(c.PrimaryContact.Name+c.PrimaryContact.Organisation), "doe")
		},
		"state=verified":   func(c *customers.Customer) bool { return c.Verified },
		"state=unverified": func(c *customers.Customer) bool { return !c.Verified },
		"state=disabled":   func(c *customers.Customer) bool { return !c.Enabled },
		"state=fraud":      func(c *customers.Customer) bool { return c.Fraud },
		"tag=vip":          func(c *customers.Customer) bool { return strings.Contains(strings.Join(c.Tags, ","), "vip") },
		"label=" + label:   func(c *customers.Customer) bool { return c.Label.Reference == first.Label.Reference },
		"tag=vip&label=" + label + "&state=verified&page=1": func(c *customers.Customer) bool {
			return c.Verified && c.Label.Reference == first.Label.Reference && strings.Contains(strings.Join(c.Tags, ","), "vip")
		},
	} {
		var want []string
		for c, err := range s.client.Customers.All(t.Context(), customers.Filter{}) {
			s.must(err)
			if is(c) {
				want = append(want, "/customers/"+c.ID.String())
			}
		}
		page := s.get("/customers?"+query, http.StatusOK)
		got := names(page)
		for next := link(page, "Next"); next != ""; next = link(page, "Next") {
			page = s.get(next, http.StatusOK)
			got = append(got, names(page)...)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") || len(want) == 0 {
			t.Errorf("%s finds %d customers, not %d", query, len(got), len(want))
		}
	}
	s.shows(s.get("/customers?q=nobody+is+called+so", http.StatusOK), "0 customers", "No customer is like that.")
}

// TestChosenFilters can be taken away one by one, and stay for the next search.
func TestChosenFilters(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{})
	label := s.customer(1).Label
	page := s.get("/customers?q=e&tag=vip&page=1&label="+label.Reference, http.StatusOK)
	s.shows(page, "label: "+label.Brand, "tag: vip")
	if got := link(page, "Take away tag vip"); got != "/customers?label="+label.Reference+"&q=e" {
		t.Errorf("without the tag: %s", got)
	}
	kept := map[string]string{}
	for n := range page.All("input") {
		kept[robot.Attr(n, "name")] = robot.Attr(n, "value")
	}
	if kept["tag"] != "vip" || kept["label"] != label.Reference || kept["q"] != "e" {
		t.Errorf("the search keeps %v", kept)
	}
}

// TestPartialPages: htmx asks for the main part alone, and moves the keyboard
// there.
func TestPartialPages(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	for _, kind := range []string{"partial", "full"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/customers/1/domains", nil)
		s.must(err)
		req.Header.Set("HX-Request", "true")
		req.Header.Set("HX-Request-Type", kind)
		page, err := s.robot.Do(req)
		s.must(err)
		partial := kind == "partial"
		if strings.Contains(page.Body, "<html") == partial || !strings.Contains(page.Body, "<title>Domains – ") {
			t.Errorf("%s: %s", kind, page.Body)
		}
		if got := robot.Has(page.ID("screen-title"), "autofocus"); got != partial {
			t.Errorf("%s: the heading gets the keyboard: %t", kind, got)
		}
		if page.Header.Get("Vary") != "HX-Request-Type" {
			t.Errorf("Vary: %s", page.Header.Get("Vary"))
		}
	}
}

// TestPlatformFails: what cannot be read is told, with a status that fits.
func TestPlatformFails(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault  hostcontroltest.Fault
		status int
		told   string
	}{
		"it does not work": {hostcontroltest.Fault{Kind: hostcontroltest.FaultStatus}, http.StatusBadGateway, "cannot be reached, or does not work"},
		"it is gone":       {hostcontroltest.Fault{Kind: hostcontroltest.FaultDrop}, http.StatusBadGateway, "cannot be reached, or does not work"},
		"too many calls":   {hostcontroltest.Fault{Kind: hostcontroltest.FaultRateLimit, RetryAfter: "3600"}, http.StatusServiceUnavailable, "asks to slow down"},
	} {
		s := open(t, hostcontroltest.Options{Customers: 2})
		s.srv.Inject(tt.fault)
		for _, path := range []string{"/customers", "/customers/1/domains"} {
			page := s.get(path, tt.status)
			s.shows(page, tt.told)
			if strings.Contains(page.Main(), "127.0.0.1") {
				t.Errorf("%s: %s tells how the platform is reached", name, path)
			}
		}
	}
}

// TestWrongKey is told as what it is.
func TestWrongKey(t *testing.T) {
	t.Parallel()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 2})
	t.Cleanup(srv.Close)
	client, err := hostcontrol.New(hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey("wrong"), hostcontrol.WithHTTPClient(srv.Client()))
	if err != nil {
		t.Fatal(err)
	}
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{Client: client})
	page, err := s.robot.Send(t.Context(), s.form(s.get("/login", http.StatusOK), "/login").Set("password", password))
	s.must(err)
	s.status(page, http.StatusBadGateway)
	s.shows(page, "The platform does not accept the credentials of the panel.")
}

// TestHead: a look at the headers is no form that lacks its token.
func TestHead(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, s.url+"/customers/1", nil)
	s.must(err)
	page, err := s.robot.Do(req)
	s.must(err)
	s.status(page, http.StatusOK)
}

func TestUnknownPages(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 20, Invoices: 30})
	for _, path := range []string{
		"/nowhere", "/customers/0", "/customers/-1", "/customers/x", "/customers/999", "/customers/1/nothing",
		"/customers/1/contacts/x", "/customers/1/contacts/9999", "/customers/1/invoices/9999", "/customers/1/invoices/x",
		"/customers/1/payments/x", "/customers/1/orders/x", "/customers/1/transfers/x", "/customers/1/domains/example-nobody.com",
		"/customers/1/hosting/nothing", "/customers/1/ssl/nothing", "/customers/1/bulk-transfer/nothing", "/customers/1/invoices/9999/pdf",
	} {
		s.shows(s.get(path, http.StatusNotFound), "Not found")
	}
}
