package domains

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// A rehearsal checks the tasks of a dry run on the platform. Customers are read
// once each, however many rows they have.
type rehearsal struct {
	transfers *TransferService
	opts      []rest.CallOption
	tlds      map[string]*TLD // nil where the platform tells nothing of them

	mu     sync.Mutex
	owners map[customers.ID]func() (*customers.Customer, error)
}

// rehearse checks the rows and starts nothing.
func (s *TransferService) rehearse(ctx context.Context, tasks []*bulkTask, o BulkOptions, opts []rest.CallOption, give func(*BulkResult) bool) error {
	if o.Journal != "" {
		known, err := readJournal(o.Journal)
		if err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		remember(tasks, known)
	}
	tlds, err := New(s.client).tldsByName(ctx, opts...)
	if err != nil {
		return err
	}
	r := rehearsal{transfers: s, opts: opts, tlds: tlds, owners: map[customers.ID]func() (*customers.Customer, error){}}
	return inParallel(ctx, tasks, o.Concurrency, r.try, give)
}

// tldsByName reads what is sold. A platform that does not know the question
// leaves it to the start of a transfer to refuse a TLD.
func (s *Service) tldsByName(ctx context.Context, opts ...rest.CallOption) (map[string]*TLD, error) {
	tlds := map[string]*TLD{}
	for tld, err := range s.AllTLDs(ctx, TLDFilter{}, opts...) {
		if errors.Is(err, rest.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		tlds[tld.Name] = tld
	}
	return tlds, nil
}

// try brings a task to the result it would have.
func (r *rehearsal) try(ctx context.Context, t *bulkTask) (*BulkResult, error) {
	if t.earlier != nil && t.earlier.started != nil {
		return t.startedEarlier(), nil
	}
	var f check.Fields
	action := r.checkTLD(&f, t.body)
	for _, look := range []func(context.Context, *check.Fields, *transferBody) error{
		r.checkCustomer, r.checkDomain, r.checkTransfers,
	} {
		err := look(ctx, &f, t.body)
		if errors.Is(err, rest.ErrUnauthorized) {
			return nil, err
		}
		if err != nil {
			return t.failed(BulkNotStarted, err), nil
		}
	}
	if err := f.Err(startTransfer); err != nil {
		return t.failed(BulkNotStarted, err), nil
	}
	return t.result(BulkChecked, &entry{Action: action}), nil
}

// checkTLD tells what a transfer below a TLD will take.
func (r *rehearsal) checkTLD(f *check.Fields, b *transferBody) RequiredAction {
	if r.tlds == nil {
		return ""
	}
	tld := r.tlds[b.Domain.TLD()]
	switch {
	case tld == nil:
		f.Reject("domain", "."+b.Domain.TLD()+" is not sold")
		return ""
	case b.Privacy != nil && *b.Privacy && !tld.PrivacySupported:
		f.Reject("is_privacy_protect_enabled", "cannot be had below ."+tld.Name)
	}
	switch {
	case tld.AuthCodeRequired && b.AuthCode.IsZero():
		return ActionSupplyAuthCode
	case tld.TransferFOA:
		return ActionRegistrantApproval
	}
	return ActionNone
}

func (r *rehearsal) checkCustomer(ctx context.Context, f *check.Fields, b *transferBody) error {
	owner, err := r.owner(ctx, b.Customer)
	switch {
	case errors.Is(err, rest.ErrNotFound):
		f.Reject("customer", "does not exist")
		return nil
	case err != nil:
		return err
	}
	if !owner.Enabled {
		f.Reject("customer", "is disabled")
	}
	if owner.Fraud {
		f.Reject("customer", "is tagged as fraud")
	}
	return nil
}

// owner reads a customer, or waits for the one who does.
func (r *rehearsal) owner(ctx context.Context, id customers.ID) (*customers.Customer, error) {
	r.mu.Lock()
	read := r.owners[id]
	if read == nil {
		read = sync.OnceValues(func() (*customers.Customer, error) {
			return customers.New(r.transfers.client).Get(ctx, id, r.opts...)
		})
		r.owners[id] = read
	}
	r.mu.Unlock()
	return read()
}

func (r *rehearsal) checkDomain(ctx context.Context, f *check.Fields, b *transferBody) error {
	found, err := New(r.transfers.client).Get(ctx, b.Domain.String(), r.opts...)
	switch {
	case errors.Is(err, rest.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	f.Reject("domain", "is here already, with customer "+found.Customer.ID.String())
	return nil
}

func (r *rehearsal) checkTransfers(ctx context.Context, f *check.Fields, b *transferBody) error {
	filter := TransferFilter{NamePart: b.Domain.String(), Direction: TransferIn}
	for found, err := range r.transfers.All(ctx, filter, r.opts...) {
		if err != nil {
			return err
		}
		if found.Name == b.Domain && found.Direction != TransferOut && !found.Status.Final() {
			f.Reject("domain", "is on its way already, by transfer "+found.ID.String())
			return nil
		}
	}
	return nil
}
