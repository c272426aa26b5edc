package domains

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const redirectsPath = "/domain/{domain_name}/redirect"

// A RedirectType is how visitors are sent on. The list is open: values that
// this version does not know pass through.
type RedirectType string

// Types of redirects.
const (
	RedirectPermanent RedirectType = "301"
	RedirectTemporary RedirectType = "302"
	RedirectMask      RedirectType = "mask" // the target is shown in a frame
)

// A Redirect sends the visitors of a host to a page. Provisional: only that
// domains have redirects is documented.
type Redirect struct {
	// Source is the domain or a host below it.
	Source string `json:"source"`
	// Target is the URL of a page, with http or https.
	Target string       `json:"target"`
	Type   RedirectType `json:"type"`

	Unknown jsontext.Value `json:",embed"`
}

const maxTarget = 2048

// checkRedirects gives redirects with their sources as they are sent, and
// notes what is wrong with them.
func checkRedirects(f *check.Fields, domain Name, redirects []Redirect) []Redirect {
	sent := append([]Redirect{}, redirects...) // never nil: an empty list takes all away
	seen := make(map[Name]bool, len(sent))
	for i := range sent {
		r, item := &sent[i], fmt.Sprintf("redirects.%d", i)
		source := checkName(f, item+".source", r.Source)
		switch {
		case source == "":
		case seen[source]:
			f.Reject(item+".source", "is named twice")
		case domain != "" && source != domain && !source.below(domain):
			f.Reject(item+".source", fmt.Sprintf("must be %s or lie below it", domain))
		}
		seen[source] = true
		r.Source = source.String()
		f.Required(item+".target", r.Target, maxTarget)
		if page, err := url.Parse(r.Target); r.Target != "" && (err != nil || page.Host == "" || !webScheme(page.Scheme)) {
			f.Reject(item+".target", "must be the URL of a page, such as https://www.example.com/")
		}
		f.Required(item+".type", string(r.Type), check.MaxText)
	}
	return sent
}

func webScheme(scheme string) bool { return scheme == "http" || scheme == "https" }

// Redirects reads the redirects of a domain.
//
// GET /domain/{domain_name}/redirect, provisional.
func (s *Service) Redirects(ctx context.Context, name string, opts ...rest.CallOption) ([]Redirect, error) {
	const operation = "redirects.list"
	domain, err := named(operation, name)
	if err != nil {
		return nil, err
	}
	got, err := rest.Do[[]Redirect](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodGet,
		Path:      rest.At(redirectsPath, domain.String()),
	}, opts...)
	if err != nil {
		return nil, err
	}
	return *got, nil
}

// SetRedirects replaces all redirects of a domain; an empty list takes them
// away. They need the platform's own name servers.
//
// Refusals: [CodeDNSManagementDisabled], also while the domain has other name
// servers.
//
// POST /domain/{domain_name}/redirect, provisional.
func (s *Service) SetRedirects(ctx context.Context, name string, redirects []Redirect, opts ...rest.CallOption) ([]Redirect, error) {
	const operation = "redirects.replace"
	type body struct {
		Redirects []Redirect `json:"redirects"`
	}
	var f check.Fields
	domain := checkName(&f, "domain", name)
	sent := checkRedirects(&f, domain, redirects)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	got, err := rest.Do[[]Redirect](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(redirectsPath, domain.String()),
		Body:      body{sent},
		Effect:    rest.Idempotent,
	}, opts...)
	if err != nil {
		return nil, err
	}
	return *got, nil
}
