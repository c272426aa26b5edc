package domains_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestRedirectExchanges(t *testing.T) {
	t.Parallel()
	redirects := []domains.Redirect{
		{Source: "Example.com.", Target: "https://www.example.net/start?a=1#top", Type: domains.RedirectPermanent},
		{Source: "shop.example.com", Target: "http://shop.example.net", Type: domains.RedirectMask},
	}
	set := func(redirects []domains.Redirect) func(context.Context, *rest.Client) (any, error) {
		return func(ctx context.Context, c *rest.Client) (any, error) {
			return domains.New(c).SetRedirects(ctx, "Example.com", redirects)
		}
	}
	const answer = `[{"source":"example.com","target":"https://www.example.net/","type":"307"}]`
	want := []domains.Redirect{{Source: "example.com", Target: "https://www.example.net/", Type: "307"}}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "read",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).Redirects(ctx, "Example.com")
			},
			Method: "GET", Target: "/domain/example.com/redirect", Answer: answer, Want: want,
		},
		{
			Name: "replace", Call: set(redirects),
			Method: "POST", Target: "/domain/example.com/redirect",
			Body: `{"redirects":[{"source":"example.com","target":"https://www.example.net/start?a=1#top","type":"301"},` +
				`{"source":"shop.example.com","target":"http://shop.example.net","type":"mask"}]}`,
			Answer: answer, Want: want,
		},
		{
			Name: "take away", Call: set(nil),
			Method: "POST", Target: "/domain/example.com/redirect", Body: `{"redirects":[]}`, Answer: "[]", Want: []domains.Redirect{},
		},
	})
	t.Cleanup(func() {
		if redirects[0].Source != "Example.com." {
			t.Error("the caller's redirects were changed")
		}
	})
}

func TestRedirectValidation(t *testing.T) {
	t.Parallel()
	service, ctx := domains.New(resttest.NewClient(t, resttest.NoRequest(t))), t.Context()
	const page = ".target: must be the URL of a page, such as https://www.example.com/"
	_, bad := service.SetRedirects(ctx, "example.com", []domains.Redirect{
		{},
		{Source: "www.example.com", Target: "www.example.net", Type: "301"},
		{Source: "WWW.example.com", Target: "javascript:alert(1)", Type: "301"},
		{Source: "www.example.net", Target: "https:///path", Type: "301"},
		{Source: "anexample.com", Target: "https://www.example.net\n", Type: "301\x00"},
	})
	_, name := service.SetRedirects(ctx, "", []domains.Redirect{{Source: "www.example.com", Target: "https://www.example.net", Type: "301"}})
	_, read := service.Redirects(ctx, "com")
	for _, tt := range []struct {
		err  error
		want []string
	}{
		{bad, []string{
			"redirects.0.source: must not be empty",
			"redirects.0.target: must not be empty",
			"redirects.0.type: must not be empty",
			"redirects.1" + page,
			"redirects.2.source: is named twice",
			"redirects.2" + page,
			"redirects.3.source: must be example.com or lie below it",
			"redirects.3" + page,
			"redirects.4.source: must be example.com or lie below it",
			"redirects.4.target: must not hold control characters",
			"redirects.4" + page,
			"redirects.4.type: must not hold control characters",
		}},
		{name, []string{"domain: must not be empty"}},
		{read, []string{"domain: must have a label before its top-level domain, as example.com has"}},
	} {
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.err)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRedirectsOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	if _, err := customers.New(client).Update(ctx, 1, customers.UpdateParams{DNSManagement: new(true)}); err != nil {
		t.Fatal(err)
	}
	register(t, service, "example.com", 12)
	want := []domains.Redirect{
		{Source: "example.com", Target: "https://www.example.net/", Type: domains.RedirectPermanent},
		{Source: "shop.example.com", Target: "https://shop.example.net/", Type: domains.RedirectTemporary},
	}
	set, err := service.SetRedirects(ctx, "example.com", want)
	if err != nil {
		t.Fatal(err)
	}
	read, err := service.Redirects(ctx, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	domain, err := service.Get(ctx, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range [][]domains.Redirect{set, read, domain.Redirects} {
		if diff := cmp.Diff(want, got, resttest.CompareValues); diff != "" {
			t.Error(diff)
		}
	}
	if none, err := service.SetRedirects(ctx, "example.com", nil); err != nil || len(none) != 0 {
		t.Errorf("taken away: %v, %v", none, err)
	}
	if _, err := customers.New(client).Update(ctx, 1, customers.UpdateParams{DNSManagement: new(false)}); err != nil {
		t.Fatal(err)
	}
	if _, err := service.SetRedirects(ctx, "example.com", want); !errors.Is(err, domains.CodeDNSManagementDisabled) {
		t.Errorf("for a customer who may not: %v", err)
	}
}
