package api_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A preparation brings the platform into the state that a script needs, or nowhere if it is nil. Its client is not
// validated, and what the platform was asked for by then does not count.
type preparation func(context.Context, *platform, *hostcontrol.Client) error

// start is startWith for a prepared platform, whose faults begin afterwards.
func (prepare preparation) start(t *testing.T, document *contract.Document, settings hostcontroltest.Options, opts ...hostcontrol.Option) *platform {
	t.Helper()
	if prepare == nil {
		return startWith(t, document, settings, opts...)
	}
	faults := settings.Faults
	settings.Faults = nil
	p := startWith(t, document, settings, opts...)
	client, err := hostcontrol.New(
		hostcontrol.WithAPIKey(p.APIKey),
		hostcontrol.WithBaseURL(p.URL),
		hostcontrol.WithHTTPClient(p.Client()),
		hostcontrol.WithLimiter(rest.Unlimited()),
	)
	if err != nil {
		t.Fatal(err)
	}
	if err := prepare(t.Context(), p, client); err != nil {
		t.Fatalf("prepare: %v", err)
	}
	p.prepared = len(p.Requests())
	p.Inject(faults...)
	return p
}

// and makes one preparation of two.
func (prepare preparation) and(next preparation) preparation {
	return func(ctx context.Context, p *platform, client *hostcontrol.Client) error {
		if err := prepare(ctx, p, client); err != nil {
			return err
		}
		return next(ctx, p, client)
	}
}

// Requests are those that came after the preparation.
func (p *platform) Requests() []hostcontroltest.Request { return p.Server.Requests()[p.prepared:] }

// interrupted lets something happen on the platform right before it is first asked for an operation.
func (p *platform) interrupted(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		operation, _, _ := rest.OperationFrom(req.Context())
		if happen := p.meanwhile[operation]; happen != nil {
			delete(p.meanwhile, operation)
			happen()
		}
		return next.RoundTrip(req)
	})
}
