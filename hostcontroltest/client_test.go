package hostcontroltest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// existingClient talks the way the vendor's PHP client does: JSON under a
// form's content type, [] for no parameters, values in the query as they are,
// and no status but 200.
type existingClient struct {
	*platform
}

func (c existingClient) call(method, path, body string) reply {
	c.t.Helper()
	req, err := http.NewRequest(method, c.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if method != "GET" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("X-APIKEY", c.APIKey)
	resp, err := c.Client().Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || len(text) == 0 {
		c.t.Fatalf("%s %s: %d %v %s", method, path, resp.StatusCode, err, text)
	}
	return reply{status: resp.StatusCode, header: resp.Header, body: text}
}

// Requests of the documentation, sent by an existing client, are answered with
// at least the documented members.
func TestExistingClient(t *testing.T) {
	t.Parallel()
	c := existingClient{start(t, hostcontroltest.Options{Customers: -1})}
	examples := readExamples(t)
	made := c.call("POST", "/customer", string(examples["POST /customer"].Request.Body)).result(t)
	contact := "/contact/" + itoa(int(made["primary_contact"].(object)["id"].(float64)))
	tests := []struct{ example, method, path, body string }{
		{"GET /customer", "GET", "/customer?email=jane@example.org", ""},
		{"GET /customer/{customer_id}", "GET", "/customer/1", ""},
		{"PUT /customer/{customer_id}", "PUT", "/customer/1", string(examples["PUT /customer/{customer_id}"].Request.Body)},
		{"GET /contact", "GET", "/contact?customer=1", ""},
		{"GET /contact/{contact_id}", "GET", contact, ""},
		{"PUT /contact/{contact_id}", "PUT", contact + "/", string(examples["PUT /contact/{contact_id}"].Request.Body)},
		{"POST /contact", "POST", "/contact", `{"customer":1,` + strings.TrimPrefix(strings.TrimSpace(string(examples["POST /contact"].Request.Body)), "{")},
		{"GET /label", "GET", "/label", ""},
	}
	for _, tt := range tests {
		r := c.call(tt.method, tt.path, tt.body)
		if code := r.code(t); code != "" {
			t.Errorf("%s: %s", tt.example, r.body)
			continue
		}
		var got struct {
			Result any `json:"result"`
		}
		r.decode(t, &got)
		if keys := missing("", examples[tt.example].Response.Result, got.Result); len(keys) > 0 {
			t.Errorf("%s: missing %v", tt.example, keys)
		}
	}
	if found := c.call("GET", "/customer?email=nobody@example.org", "").listing(t); len(found.Result) != 0 {
		t.Errorf("a customer of nobody: %v", found.Result)
	}
	if code := c.call("PUT", "/customer/1", "[]").code(t); code != "request_validation_failed" {
		t.Errorf("no parameters where one is needed: %q", code)
	}
	if code := c.call("DELETE", contact, "[]").code(t); code != "contact_in_use" {
		t.Errorf("a deletion with []: %q", code)
	}
}

// The first thing an existing client sees of a wrong key is an ordinary answer.
func TestExistingClientWithWrongKey(t *testing.T) {
	t.Parallel()
	c := existingClient{start(t, hostcontroltest.Options{Customers: -1})}
	c.APIKey = "wrong"
	r := c.call("GET", "/label", "")
	if code := r.code(t); code != "unknown_label" || !strings.Contains(string(r.body), `"unknown label"`) {
		t.Errorf("%s", r.body)
	}
}
