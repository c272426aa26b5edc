package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

const ruleSuspend = "suspend"

// suspendRule suspends the hosting of customers who owe for too long, and puts
// it back once they do not. What somebody else suspended stays so, and what
// somebody puts back is not suspended again for the same invoice.
type suspendRule struct {
	*suspendConfig
	*bot
}

func (r *suspendRule) name() string { return ruleSuspend }

// find puts accounts back before it suspends others.
func (r *suspendRule) find(ctx context.Context) ([]*task, error) {
	owing, err := debts(ctx, r.client)
	if err != nil {
		return nil, err
	}
	var overdue []debt
	owed := make(map[billing.InvoiceID]bool)
	debtors := make(map[customers.ID]bool)
	for _, d := range owing {
		owed[d.ID] = true
		if d.overdue(r.Days, r.now()) {
			overdue = append(overdue, d)
			debtors[d.Customer.ID] = true
		}
	}
	known := &directory{r.client, make(map[customers.ID]*customers.Customer)}
	var tasks []*task
	for _, s := range r.standing() {
		if !owed[s.intent.Invoice] && !debtors[s.intent.Customer] {
			tasks = append(tasks, r.release(ctx, s, known))
		}
	}
	return append(tasks, r.suspensions(ctx, overdue, known)...), nil
}

// standing gives the suspensions that the bot made and has not taken back, the
// last one of each account.
func (r *suspendRule) standing() []*deed {
	over := make(map[string]bool)
	last := make(map[string]*deed)
	var accounts []string
	for _, d := range r.past.of(ruleSuspend) {
		if d.done != nil && d.intent.Suspension != "" {
			over[d.intent.Suspension] = true
		}
	}
	for _, d := range r.past.of(ruleSuspend) {
		account := d.intent.Hosting
		if d.done == nil || d.intent.Suspension != "" || over[d.intent.Reference] {
			continue
		}
		switch before := last[account]; {
		case before == nil:
			accounts = append(accounts, account)
			last[account] = d
		case !d.done.At.Before(before.done.At):
			last[account] = d
		}
	}
	list := make([]*deed, 0, len(accounts))
	for _, account := range accounts {
		list = append(list, last[account])
	}
	return list
}

// suspensions finds the accounts of customers who owe for too long.
func (r *suspendRule) suspensions(ctx context.Context, overdue []debt, known *directory) []*task {
	var tasks []*task
	looked := make(map[customers.ID]bool)
	for _, d := range overdue {
		id := d.Customer.ID
		if looked[id] || beingPaid(d.Invoice) {
			continue
		}
		looked[id] = true
		due, err := r.suspendAll(ctx, d, known)
		if err != nil {
			due = append(due, broken("suspend the hosting of customer "+id.String(), id, err))
		}
		tasks = append(tasks, due...)
	}
	return tasks
}

func (r *suspendRule) suspendAll(ctx context.Context, d debt, known *directory) ([]*task, error) {
	owner, err := known.get(ctx, d.Customer.ID)
	if err != nil {
		return nil, err
	}
	var tasks []*task
	for account, err := range r.client.Hosting.All(ctx, hosting.Filter{Customer: owner.ID, Status: hosting.StatusDelivered}) {
		if err != nil {
			return tasks, err
		}
		// A platform that does not know a filter lists all accounts.
		if account.Customer.ID == owner.ID && account.Status == hosting.StatusDelivered {
			tasks = append(tasks, r.suspend(d, account, owner))
		}
	}
	return tasks, nil
}

func (r *suspendRule) suspend(d debt, account *hosting.Account, owner *customers.Customer) *task {
	reference, standing := r.next(account.Reference, d.ID)
	due := &task{
		intent: entry{
			Reference: reference,
			Customer:  owner.ID,
			Invoice:   d.ID,
			Hosting:   account.Reference,
		},
		action:  "suspend " + account.Reference,
		why:     fmt.Sprintf("%s of invoice %s are owed since %s", d.owed, d.Number, day(*d.Due)),
		recheck: func(ctx context.Context) (string, error) { return settled(ctx, r.client, d.ID) },
		do: func(ctx context.Context) (string, error) {
			// The reason, which is told in the customer's events, is how the
			// bot knows its own suspensions.
			reason := fmt.Sprintf("invoice %s was due on %s %s", d.Number, day(*d.Due), mark(reference))
			suspended, err := r.client.Hosting.Suspend(ctx, account.Reference, reason)
			if err != nil {
				return "", err
			}
			return string(suspended.Status), nil
		},
		idempotent: true,
	}
	switch tag := r.isLeftAlone(owner); {
	case tag != "":
		due.hold = "the customer is " + tag
	case standing:
		due.hold = "somebody put it back"
	default:
		due.hold = r.unwarned(d.ID)
	}
	return due
}

// unwarned gives what is missing of the reminders that come before a
// suspension.
func (r *suspendRule) unwarned(id billing.InvoiceID) string {
	if r.Reminders == 0 {
		return ""
	}
	last := reminderReference(id, r.Reminders)
	if !r.past.happened(last) {
		return fmt.Sprintf("reminder %d was not sent", r.Reminders)
	}
	if sent := r.past.known[last].done.At; r.now().Before(sent.AddDate(0, 0, r.NoticeDays)) {
		return fmt.Sprintf("reminder %d was sent on %s", r.Reminders, day(sent))
	}
	return ""
}

// next gives the reference of the next suspension of an account for an
// invoice, or that of the one that stands.
func (r *suspendRule) next(account string, invoice billing.InvoiceID) (reference string, standing bool) {
	times := 1
	for _, d := range r.past.of(ruleSuspend) {
		if d.done == nil || d.intent.Hosting != account || d.intent.Invoice != invoice {
			continue
		}
		if standing = d.intent.Suspension == ""; !standing {
			times++
		}
	}
	return fmt.Sprintf("bot-%s-%s-%s-%d", ruleSuspend, account, invoice, times), standing
}

// mark is how a reference is told in a reason, so that none is part of another.
func mark(reference string) string { return "(" + reference + ")" }

// release ends a suspension whose reason is gone.
func (r *suspendRule) release(ctx context.Context, s *deed, known *directory) *task {
	due := &task{
		intent: entry{
			Reference:  "bot-un" + strings.TrimPrefix(s.intent.Reference, "bot-"),
			Customer:   s.intent.Customer,
			Invoice:    s.intent.Invoice,
			Hosting:    s.intent.Hosting,
			Suspension: s.intent.Reference,
		},
		action: "unsuspend " + s.intent.Hosting,
		why:    "nothing is owed for which it was suspended",
		do: func(ctx context.Context) (string, error) {
			account, err := r.client.Hosting.Unsuspend(ctx, s.intent.Hosting)
			if err != nil {
				return "", err
			}
			return string(account.Status), nil
		},
		idempotent: true,
	}
	other, err := r.elsewise(ctx, &due.intent)
	switch {
	case err != nil:
		return broken(due.action, due.intent.Customer, err)
	case other != "":
		due.action, due.why = "forget the suspension of "+s.intent.Hosting, other
		due.do = func(context.Context) (string, error) { return other, nil }
		return due
	}
	owner, err := known.get(ctx, s.intent.Customer)
	if err != nil {
		return broken(due.action, due.intent.Customer, err)
	}
	if tag := r.isLeftAlone(owner); tag != "" {
		due.hold = "the customer is " + tag
	}
	return due
}

// elsewise tells why a suspension is not the bot's to take back: it is over, or
// another has taken its place. It gives nothing where it is.
func (r *suspendRule) elsewise(ctx context.Context, release *entry) (string, error) {
	account, err := r.client.Hosting.Get(ctx, release.Hosting)
	switch {
	case errors.Is(err, hostcontrol.ErrNotFound):
		return "the account is gone", nil
	case err != nil:
		return "", err
	case account.Status != hosting.StatusSuspended:
		return "the account is " + string(account.Status), nil
	case account.Customer.ID != release.Customer:
		return "the account is another customer's", nil
	}
	reasons, err := r.reasons(ctx, release)
	switch {
	case err != nil:
		return "", err
	case len(reasons) == 0:
		return "", errUntold
	case !strings.Contains(reasons[len(reasons)-1], mark(release.Suspension)):
		return "the account was suspended by somebody else", nil
	}
	return "", nil
}

// eventSuspended is the type of the events that tell why accounts were
// suspended.
const eventSuspended = "hosting.suspended"

var errUntold = errors.New("the account is suspended, and no event of the customer tells why")

// reasons gives why an account was suspended, each time that it was.
func (r *suspendRule) reasons(ctx context.Context, intent *entry) ([]string, error) {
	var list []string
	for e, err := range r.client.Events.All(ctx, intent.Customer, customers.EventFilter{Type: eventSuspended}) {
		if err != nil {
			return nil, err
		}
		if e.Type == eventSuspended && e.Object.Name == intent.Hosting {
			list = append(list, e.Message)
		}
	}
	return list, nil
}

// look tells a suspension from its reason, and the end of one from there being
// nothing left to take back.
func (r *suspendRule) look(ctx context.Context, intent *entry) (bool, error) {
	if intent.Suspension != "" {
		other, err := r.elsewise(ctx, intent)
		return other != "", err
	}
	reasons, err := r.reasons(ctx, intent)
	if err != nil {
		return false, err
	}
	for _, reason := range reasons {
		if strings.Contains(reason, mark(intent.Reference)) {
			return true, nil
		}
	}
	if len(reasons) > 0 {
		return false, nil
	}
	account, err := r.client.Hosting.Get(ctx, intent.Hosting)
	switch {
	case errors.Is(err, hostcontrol.ErrNotFound):
		return false, nil
	case err == nil && account.Status == hosting.StatusSuspended:
		err = errUntold
	}
	return false, err
}
