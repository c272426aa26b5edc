package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/rest"
)

// Config says how a [Gateway] works. Refuse, HTTPClient and Now may be nil.
type Config struct {
	// Name is the value of the field gateway in the platform's forms. Where it
	// is not known yet, the error of the first form that is refused tells it.
	Name string
	// Secret1 and Secret2 are the two secret keys that the Reseller Area shows
	// for the gateway: the first one ends the texts that are signed, the second
	// one keys the hash. In the wrong order no signature is right.
	Secret1, Secret2 rest.Secret
	// NotificationURL is where the platform wants to hear of payments, as the
	// Reseller Area shows it.
	NotificationURL string

	// Store remembers the requests that were handed on.
	Store Store
	// Due looks up on the platform what is due for a payment, the method's fee
	// included: see [DueFrom], and the package's documentation for why. For a
	// payment that the platform does not have the error wraps [ErrAmount]; with
	// any other error the payer is asked to try again.
	Due func(context.Context, *Request) (currency.Amount, error)
	// Start gets the requests that were found good, once each. It answers the
	// payer's browser, commonly with a redirect to a provider's page. One that
	// is cut short does not get its request again: the payer has to start
	// another payment of the invoice.
	Start func(http.ResponseWriter, *http.Request, *Request)
	// Refuse answers the payer's browser in all other cases; nil answers with a
	// status and one line that gives nothing away. The error is not for the
	// payer. Of a request that is [ErrReplayed] the form can be trusted, so that
	// a payer who reloads the page can be sent to where his payment is.
	Refuse func(http.ResponseWriter, *http.Request, error)

	// HTTPClient sends the notifications. It is copied; redirects are not
	// followed. Nil means a client with [rest.NewTransport].
	HTTPClient *http.Client
	// Now is the time that expiry is measured against; nil means time.Now.
	Now func() time.Time
}

// A Gateway is the reseller's side of one custom payment gateway. It is safe
// for concurrent use.
type Gateway struct {
	name            string
	keys            keys
	notificationURL string
	store           Store
	due             func(context.Context, *Request) (currency.Amount, error)
	start           func(http.ResponseWriter, *http.Request, *Request)
	refuse          func(http.ResponseWriter, *http.Request, error)
	client          *http.Client
	now             func() time.Time
}

// New checks a Config and makes a Gateway of it. It sends nothing.
func New(cfg Config) (*Gateway, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("payment gateway: %w", err)
	}
	g := &Gateway{
		name:            cfg.Name,
		keys:            keys{cfg.Secret1, cfg.Secret2},
		notificationURL: cfg.NotificationURL,
		store:           cfg.Store,
		due:             cfg.Due,
		start:           cfg.Start,
		refuse:          cfg.Refuse,
		client:          notifier(cfg.HTTPClient),
		now:             cfg.Now,
	}
	if g.refuse == nil {
		g.refuse = refuse
	}
	if g.now == nil {
		g.now = time.Now
	}
	return g, nil
}

func (cfg *Config) check() error {
	switch {
	case cfg.Name == "":
		return errors.New("no name given")
	case cfg.Secret1.IsZero() || cfg.Secret2.IsZero():
		return errors.New("two secrets are needed")
	case cfg.Store == nil:
		return errors.New("no store given")
	case cfg.Due == nil:
		return errors.New("no way given to look up what is due")
	case cfg.Start == nil:
		return errors.New("nothing given to start payments with")
	case !absolute(cfg.NotificationURL):
		return errors.New("the notification URL must begin with https:// or http:// and a host")
	}
	return nil
}

// absolute reports whether a text is the URL of a page on the web.
func absolute(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
}
