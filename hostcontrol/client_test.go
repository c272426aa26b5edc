package hostcontrol_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

const canary = "k3y-canary"

// asked records where requests go, and answers each with one customer.
type asked struct{ requests []*http.Request }

func (a *asked) RoundTrip(r *http.Request) (*http.Response, error) {
	a.requests = append(a.requests, r)
	body := `{"result": {"id": 35}, "success": true}`
	if strings.HasSuffix(r.URL.Path, "/token") {
		body = `{"access_token": "t", "expires_in": 300}`
	}
	return &http.Response{
		StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

func TestEnvironments(t *testing.T) {
	t.Parallel()
	for environment, want := range map[hostcontrol.Environment]string{
		"":                              "https://backoffice.hostcontrol.com/api/v1/customer/35",
		hostcontrol.Production:          "https://backoffice.hostcontrol.com/api/v1/customer/35",
		hostcontrol.AlternativePort:     "https://backoffice.hostcontrol.com:14739/api/v1/customer/35",
		hostcontrol.OTE:                 "https://resello-1.bo.hostcontrol-ote.com/api/v1/customer/35",
		hostcontrol.ResellerPlatform:    "https://rp01.hostcontrol.com/api/v1/customer/35",
		hostcontrol.ResellerPlatformOTE: "https://rp.hostcontrol-ote.com/api/v1/customer/35",
	} {
		wire := &asked{}
		c, err := hostcontrol.New(hostcontrol.WithAPIKey("k"), hostcontrol.WithEnvironment(environment), nil,
			hostcontrol.WithHTTPClient(&http.Client{Transport: wire}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Customers.Get(t.Context(), 35); err != nil || wire.requests[0].URL.String() != want {
			t.Errorf("%q asks %v, %v", environment, wire.requests, err)
		}
	}
}

func TestCredentialOptions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opt  hostcontrol.Option
		want [2]string
	}{
		"key":         {hostcontrol.WithAPIKey("k"), [2]string{"X-Apikey", "k"}},
		"label":       {hostcontrol.WithLabelKey("k", "l"), [2]string{"Label", "l"}},
		"basic":       {hostcontrol.WithBasic("r", "k"), [2]string{"Authorization", "Basic cjpr"}},
		"source":      {hostcontrol.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "s"})), [2]string{"Authorization", "Bearer s"}},
		"credentials": {hostcontrol.WithClientCredentials("https://id.example.com/token", "i", "s"), [2]string{"Authorization", "Bearer t"}},
	}
	for name, tt := range tests {
		wire := &asked{}
		c, err := hostcontrol.New(tt.opt, hostcontrol.WithHTTPClient(&http.Client{Transport: wire}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Customers.Get(t.Context(), 35); err != nil {
			t.Fatal(err)
		}
		if got := wire.requests[len(wire.requests)-1].Header.Get(tt.want[0]); got != tt.want[1] {
			t.Errorf("%s: %s is %q", name, tt.want[0], got)
		}
	}
}

func TestOptionsReachTheWire(t *testing.T) {
	t.Parallel()
	wire := &asked{}
	var attempts, wrapped int
	c, err := hostcontrol.New(
		hostcontrol.WithAPIKey("k"),
		hostcontrol.WithBaseURL("http://127.0.0.1:1/api/v1"),
		hostcontrol.WithHTTPClient(&http.Client{Transport: wire}),
		hostcontrol.WithMiddleware(func(next http.RoundTripper) http.RoundTripper { wrapped++; return next }),
		hostcontrol.WithMiddleware(func(next http.RoundTripper) http.RoundTripper { wrapped++; return next }),
		hostcontrol.WithRateLimit(1000, 1), hostcontrol.WithMaxInFlight(2), hostcontrol.WithRetries(0),
		hostcontrol.WithBackoff(time.Millisecond, time.Second), hostcontrol.WithMaxRetryAfter(time.Second),
		hostcontrol.WithTimeout(time.Minute), hostcontrol.WithMaxBody(1<<20),
		hostcontrol.WithLogger(slog.New(slog.DiscardHandler)),
		hostcontrol.WithObserver(func(context.Context, rest.Attempt) { attempts++ }),
		hostcontrol.WithApplication("panel/1.4"),
	)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Customers.Get(t.Context(), 35); err != nil {
		t.Fatal(err)
	}
	if attempts != 1 || wrapped != 2 || !strings.HasSuffix(wire.requests[0].UserAgent(), " panel/1.4") {
		t.Errorf("%d attempts, %d wrappers, agent %q", attempts, wrapped, wire.requests[0].UserAgent())
	}
	raw, err := rest.Do[struct {
		ID int `json:"id"`
	}](t.Context(), c.REST(), rest.Call{Operation: "x", Method: "GET", Path: rest.At("/customer/{id}", "35")})
	if err != nil || raw.ID != 35 {
		t.Errorf("through REST: %v, %v", raw, err)
	}
	if _, err := hostcontrol.New(hostcontrol.WithAPIKey("k"), hostcontrol.WithMaxBody(5), hostcontrol.WithHTTPClient(&http.Client{Transport: wire})); err != nil {
		t.Fatal(err)
	}
}

func TestRefusedOptions(t *testing.T) {
	t.Parallel()
	key := hostcontrol.WithAPIKey(canary)
	tests := map[string]struct {
		opts []hostcontrol.Option
		want string
	}{
		"no credentials":      {nil, "no credentials given"},
		"two kinds":           {[]hostcontrol.Option{key, hostcontrol.WithBasic("r", canary)}, "credentials given twice, as API key and as reference and key"},
		"the same kind twice": {[]hostcontrol.Option{key, key}, "credentials given twice"},
		"empty key":           {[]hostcontrol.Option{hostcontrol.WithAPIKey("")}, "the API key is empty"},
		"unknown environment": {[]hostcontrol.Option{key, hostcontrol.WithEnvironment("moon")}, `unknown environment "moon": use production,`},
		"URL and environment": {[]hostcontrol.Option{key, hostcontrol.WithEnvironment("ote"), hostcontrol.WithBaseURL("https://a.example")}, "both a base URL and the environment ote given"},
		"bad URL":             {[]hostcontrol.Option{key, hostcontrol.WithBaseURL("a.example")}, "must begin with https://"},
	}
	for name, tt := range tests {
		c, err := hostcontrol.New(tt.opts...)
		if c != nil || err == nil || !strings.HasPrefix(err.Error(), "hostcontrol: ") || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFromEnv(t *testing.T) {
	names := []string{
		hostcontrol.EnvAPIKey, hostcontrol.EnvLabel, hostcontrol.EnvReference, hostcontrol.EnvClientID,
		hostcontrol.EnvClientSecret, hostcontrol.EnvTokenURL, hostcontrol.EnvBaseURL, hostcontrol.EnvEnvironment,
	}
	tests := []struct {
		name string
		env  map[string]string
		opts []hostcontrol.Option
		want string // part of the error, or "header value host" of a request
	}{
		{"key", map[string]string{"HOSTCONTROL_API_KEY": canary}, nil, "X-Apikey k3y-canary backoffice.hostcontrol.com"},
		{"key and label", map[string]string{"HOSTCONTROL_API_KEY": canary, "HOSTCONTROL_LABEL": "l"}, nil, "Label l backoffice.hostcontrol.com"},
		{"basic", map[string]string{"HOSTCONTROL_API_KEY": "k", "HOSTCONTROL_REFERENCE": "r"}, nil, "Authorization Basic cjpr backoffice.hostcontrol.com"},
		{"credentials", map[string]string{"HOSTCONTROL_CLIENT_ID": "i", "HOSTCONTROL_CLIENT_SECRET": canary, "HOSTCONTROL_TOKEN_URL": "https://id.example.com/token"}, nil, "Authorization Bearer t backoffice.hostcontrol.com"},
		{"base URL", map[string]string{"HOSTCONTROL_API_KEY": canary, "HOSTCONTROL_BASE_URL": "https://a.example"}, nil, "X-Apikey k3y-canary a.example"},
		{"environment", map[string]string{"HOSTCONTROL_API_KEY": canary, "HOSTCONTROL_ENVIRONMENT": "alternative-port"}, nil, "X-Apikey k3y-canary backoffice.hostcontrol.com:14739"},
		{"credentials by option", nil, []hostcontrol.Option{hostcontrol.WithAPIKey("o"), nil}, "X-Apikey o backoffice.hostcontrol.com"},
		{"nothing", nil, nil, "hostcontrol: no credentials in the environment: set HOSTCONTROL_API_KEY, or HOSTCONTROL_CLIENT_ID,"},
		{"both kinds", map[string]string{"HOSTCONTROL_API_KEY": canary, "HOSTCONTROL_CLIENT_ID": "i"}, nil, "both HOSTCONTROL_API_KEY and HOSTCONTROL_CLIENT_ID are set"},
		{"half of one", map[string]string{"HOSTCONTROL_CLIENT_ID": "i", "HOSTCONTROL_CLIENT_SECRET": canary}, nil, "HOSTCONTROL_CLIENT_ID and HOSTCONTROL_CLIENT_SECRET is set, but not HOSTCONTROL_TOKEN_URL"},
		{"reference alone", map[string]string{"HOSTCONTROL_REFERENCE": "r"}, nil, "HOSTCONTROL_REFERENCE is set, but not HOSTCONTROL_API_KEY"},
		{"reference and label", map[string]string{"HOSTCONTROL_REFERENCE": "r", "HOSTCONTROL_API_KEY": canary, "HOSTCONTROL_LABEL": "l"}, nil, "both HOSTCONTROL_REFERENCE and HOSTCONTROL_LABEL"},
		{"environment and URL", map[string]string{"HOSTCONTROL_API_KEY": canary, "HOSTCONTROL_BASE_URL": "https://a.example", "HOSTCONTROL_ENVIRONMENT": "ote"}, nil, "both a base URL and the environment"},
		{"given by option too", map[string]string{"HOSTCONTROL_API_KEY": canary}, []hostcontrol.Option{hostcontrol.WithAPIKey("o")}, "credentials given twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range names {
				t.Setenv(name, tt.env[name])
			}
			wire := &asked{}
			c, err := hostcontrol.FromEnv(append(slices.Clone(tt.opts), hostcontrol.WithHTTPClient(&http.Client{Transport: wire}))...)
			if err != nil {
				if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), canary) {
					t.Errorf("got %v", err)
				}
				return
			}
			if _, err := c.Customers.Get(t.Context(), 35); err != nil {
				t.Fatal(err)
			}
			r := wire.requests[len(wire.requests)-1]
			header, _, _ := strings.Cut(tt.want, " ")
			if got := header + " " + r.Header.Get(header) + " " + r.URL.Host; got != tt.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestErrorsAreThoseOfTheWire(t *testing.T) {
	t.Parallel()
	c, err := hostcontrol.New(hostcontrol.WithAPIKey(canary))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Customers.Create(t.Context(), customers.CreateParams{})
	e, ok := errors.AsType[*hostcontrol.Error](err)
	if !ok || !errors.Is(err, hostcontrol.ErrValidation) || len(e.Fields) < 5 {
		t.Errorf("got %v", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if text := fmt.Sprintf(verb, c) + fmt.Sprintf(verb, *c) + fmt.Sprintf(verb, c.REST()) + fmt.Sprintf(verb, c.Customers) + fmt.Sprintf(verb, *c.Label); strings.Contains(text, canary) {
			t.Errorf("%s shows the key: %s", verb, text)
		}
	}
}
