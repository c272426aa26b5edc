package overview

import (
	"context"
	"errors"
	"sync"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// An Overview is a customer with all that belongs to him. Each part may have
// failed by itself: see [Part.Err] and [Overview.Err].
type Overview struct {
	Customer *customers.Customer
	Events   Part[customers.Event]
	Contacts Part[customers.Contact]
	Logins   Part[customers.Login]
	Domains  Part[domains.Domain]
	// Transfers are those that are not over yet; each tells which action it
	// still needs.
	Transfers Part[domains.Transfer]
	Hosting   Part[hosting.Account]
	SSL       Part[ssl.Certificate]
	Invoices  Part[billing.Invoice]
	Payments  Part[billing.Payment]
	Orders    Part[billing.Order]
	Tickets   Part[support.Ticket]
}

// Err joins the errors of all parts, each of which names its operation. It is
// nil when everything could be read.
func (o *Overview) Err() error {
	return errors.Join(o.Events.Err, o.Contacts.Err, o.Logins.Err, o.Domains.Err, o.Transfers.Err, o.Hosting.Err,
		o.SSL.Err, o.Invoices.Err, o.Payments.Err, o.Orders.Err, o.Tickets.Err)
}

// Options say how much to read. The zero value will do.
type Options struct {
	// Limit is the most that is read of each part, 100 unless said otherwise,
	// and 500 at the most. Of events, invoices, payments, orders and tickets
	// these are the newest, in ascending order.
	Limit int
}

// Bounds of Options.Limit: more than a page would take more requests.
const (
	defaultLimit = 100
	maxLimit     = 500
)

// A Service collects overviews.
type Service struct {
	client *rest.Client
}

// New makes a service that calls through c.
func New(c *rest.Client) *Service { return &Service{c} }

// Get reads a customer with all that belongs to him. The requests are made at
// the same time, as far as the limits of the client let them; there are about a
// dozen of them, and one more for each part of which there is more than the
// limit and the newest are wanted.
//
// A part that cannot be read, or not before the context ends, does not spoil the
// others: its error is in the part. The error of Get is that of reading the
// customer himself, such as [rest.ErrNotFound].
//
// There are no call options here, since most of them say something about a
// single request; bound the time by the context.
//
// GET /customer/{customer_id}, client, and the lists of all services; see there.
func (s *Service) Get(ctx context.Context, id customers.ID, o Options) (*Overview, error) {
	const operation = "overview.get"
	var f check.Fields
	f.ID("customer_id", int64(id))
	if o.Limit < 0 || o.Limit > maxLimit {
		f.Reject("limit", "must be between 1 and 500")
	}
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	if o.Limit == 0 {
		o.Limit = defaultLimit
	}
	return s.collect(ctx, id, o.Limit)
}

// collect reads everything at the same time. Without a customer there is
// nothing to show, so that a failure to read him ends the other requests.
func (s *Service) collect(ctx context.Context, id customers.ID, limit int) (*Overview, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		found    Overview
		err      error
		requests sync.WaitGroup
	)
	requests.Go(func() {
		if found.Customer, err = customers.New(s.client).Get(ctx, id); err != nil {
			cancel()
		}
	})
	for _, read := range s.parts(&found, id, limit) {
		requests.Go(func() { read(ctx) })
	}
	requests.Wait()
	if err != nil {
		return nil, err
	}
	return &found, nil
}
