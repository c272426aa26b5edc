// Package web is a reseller's panel for a browser: the customers of a reseller,
// all that belongs to them, and what the reseller does for them.
//
// A page about a customer is a [screen]: what it shows is loaded from the
// platform, put into a template, and changed by what is posted to it. Each tab
// and each action is a file of its own; tabs.go and actions.go list them.
//
// Everything works without JavaScript. With it, htmx fetches the same pages and
// puts the main part of them in place.
package web

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// Config says what a panel works with.
type Config struct {
	Client *hostcontrol.Client
	// Password is what the reseller signs in with.
	Password rest.Secret
	// Secure: browsers reach the panel by https, also where the program itself
	// does not see that.
	Secure bool
	// Journals is the folder in which bulk transfers remember what they did.
	Journals string
	// Now is the time on the platform, that of the machine where it is nil.
	Now func() time.Time
	// Log gets a line for each request; nil keeps quiet.
	Log *slog.Logger
}

// A Panel answers browsers.
type Panel struct {
	client   *hostcontrol.Client
	password rest.Secret
	https    bool
	journals string
	now      func() time.Time
	log      *slog.Logger

	pages    map[string]*template.Template
	sessions sessions
	attempts *rate.Limiter // to sign in
	runs     bulkRuns
	handler  http.Handler

	stopping context.Context // ends when the panel is closed
	stop     context.CancelFunc
	working  sync.WaitGroup // bulk transfers
}

// New makes a panel. Who has it no longer must Close it.
func New(cfg Config) (*Panel, error) {
	switch {
	case cfg.Client == nil:
		return nil, errors.New("the panel has no client")
	case cfg.Password.IsZero():
		return nil, errors.New("the panel has no password")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	p := &Panel{
		client:   cfg.Client,
		password: cfg.Password,
		https:    cfg.Secure,
		journals: cfg.Journals,
		now:      cfg.Now,
		log:      cfg.Log,
		sessions: sessions{now: cfg.Now},
		attempts: rate.NewLimiter(rate.Every(time.Second), maxAttempts),
	}
	var err error
	if p.pages, err = parseTemplates(); err != nil {
		return nil, err
	}
	p.stopping, p.stop = context.WithCancel(context.Background())
	p.handler = p.protect(p.routes())
	return p, nil
}

// ServeHTTP answers a browser.
func (p *Panel) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// Close lets the rows of bulk transfers that are under way finish, and starts
// no others: their journals know where to go on.
func (p *Panel) Close() {
	p.stop()
	p.working.Wait()
}
