package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// A bot carries rules out.
type bot struct {
	client  *hostcontrol.Client
	now     func() time.Time
	log     *slog.Logger
	past    *past
	journal *journal // nil where no rule acts
	// place is where the platform is: accounts of two of them may have the
	// same name.
	place      string
	identified bool
	// grace is how long an action that is under way may still take once the
	// bot is told to end.
	grace      time.Duration
	leaveAlone []string // tags of customers
}

// A rule finds what is to be done.
type rule interface {
	name() string
	settings() *common
	// find gives what is due, the most urgent first.
	find(ctx context.Context) ([]*task, error)
	// look tells whether an action happened that was about to be done. The
	// error says that this cannot be told.
	look(ctx context.Context, intent *entry) (bool, error)
}

// A task is an action that is due.
type task struct {
	intent entry
	action string // such as "renew example.com"
	why    string
	hold   string // why it is left undone, empty where nothing is in the way
	// recheck looks once more before the action is begun, and gives why it is
	// to be left undone; optional.
	recheck func(context.Context) (string, error)
	// do carries the action out, and gives what came of it.
	do func(context.Context) (string, error)
	// idempotent: the SDK repeats the call, and leaves a lost answer at that.
	idempotent bool
}

// broken is a task that cannot be prepared. It fails when its turn comes.
func broken(action string, customer customers.ID, err error) *task {
	return &task{
		intent:  entry{Customer: customer},
		action:  action,
		recheck: func(context.Context) (string, error) { return "", err },
	}
}

// errTrouble says that something went wrong which has been logged. Another run
// tries again.
var errTrouble = errors.New("not all that is due is done; another run goes on from here")

// carryOut runs a rule. Whatever goes wrong with a single task does not keep
// the others from being done; the error is errTrouble then. Any other error is
// one that no rule can go on after.
func (b *bot) carryOut(ctx context.Context, r rule) error {
	t := tally{log: b.log.With("rule", r.name())}
	err := b.attempt(ctx, r, &t)
	t.summarize(ctx, r.settings().Act)
	switch {
	case errors.Is(err, errJournalBroken), errors.Is(err, errOtherAccount):
		return err
	case err != nil && ctx.Err() != nil:
		return interrupted(ctx)
	case err != nil:
		t.log.Error("rule ended", "error", err.Error())
		return errTrouble
	case t.failed+t.unknown > 0:
		return errTrouble
	}
	return nil
}

// interrupted is the error of a run that was told to end.
func interrupted(ctx context.Context) error {
	return fmt.Errorf("%w: %w", errTrouble, context.Cause(ctx))
}

func (b *bot) attempt(ctx context.Context, r rule, t *tally) error {
	if err := b.identify(ctx); err != nil {
		return err
	}
	if r.settings().Act {
		if err := b.lookBack(ctx, r, t); err != nil {
			return err
		}
	}
	tasks, err := r.find(ctx)
	if err != nil {
		return err
	}
	for i, due := range tasks {
		err := ctx.Err()
		if err == nil {
			err = b.settle(ctx, r, due, t)
		}
		if err != nil {
			t.left = len(tasks) - i
			return err
		}
	}
	return nil
}

var errOtherAccount = errors.New("the journal is that of another account")

// identify makes sure that the journal is that of the account it is used with:
// what was done on one platform says nothing about another.
func (b *bot) identify(ctx context.Context) error {
	if b.identified {
		return nil
	}
	label, err := b.client.Label.Get(ctx)
	if err != nil {
		return err
	}
	account := label.Reseller.Reference + " on " + b.place
	switch {
	case b.past.account != "" && b.past.account != account:
		return fmt.Errorf("%w: %s, not %s", errOtherAccount, b.past.account, account)
	case b.past.account == "" && b.journal != nil:
		err = b.journal.append(&entry{Event: entryAccount, Account: account})
	}
	b.identified = err == nil
	return err
}

// lookBack finds out what became of actions that were about to be done when the
// bot ended, or whose answer got lost.
func (b *bot) lookBack(ctx context.Context, r rule, t *tally) error {
	for _, d := range b.past.of(r.name()) {
		if !d.open {
			continue
		}
		happened, err := r.look(ctx, &d.intent)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			t.add(&t.unknown, slog.LevelWarn, "outcome still unknown", "reference", d.intent.Reference, "error", err.Error())
		case happened:
			if err := b.conclude(&d.intent, "found to have happened"); err != nil {
				return err
			}
			t.add(&t.found, slog.LevelInfo, "found to have happened", "reference", d.intent.Reference)
		default:
			t.log.Info("found not to have happened", "reference", d.intent.Reference)
			if err := b.drop(&d.intent, errors.New("found not to have happened")); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle brings a task to its end, which may be to leave it for now.
func (b *bot) settle(ctx context.Context, r rule, due *task, t *tally) error {
	about := []any{"action", due.action, "why", due.why, "customer", int64(due.intent.Customer)}
	hold, err := b.standsInTheWay(ctx, due)
	most := r.settings().MaxActions
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		t.add(&t.failed, slog.LevelError, "failed", append(about, "error", err.Error())...)
		return fatal(err)
	case hold != "":
		t.add(&t.held, slog.LevelInfo, "left undone", append(about, "hold", hold)...)
		return nil
	case t.begun == most:
		t.add(&t.held, slog.LevelWarn, "left undone", append(about, "hold", fmt.Sprintf("this run has begun %d actions", most))...)
		return nil
	}
	t.begun++
	if !r.settings().Act {
		t.add(&t.would, slog.LevelInfo, "would be done", about...)
		return nil
	}
	return b.act(ctx, r, due, t, about)
}

// standsInTheWay gives why a task is not to be begun.
func (b *bot) standsInTheWay(ctx context.Context, due *task) (string, error) {
	known := b.past.known[due.intent.Reference]
	switch {
	case due.hold != "":
		return due.hold, nil
	case known != nil && known.open:
		return "whether an earlier attempt succeeded is unknown", nil
	case known != nil && known.done != nil:
		return "was done on " + day(known.done.At), nil
	case due.recheck != nil:
		return due.recheck(ctx)
	}
	return "", nil
}

// act does what is due, with an entry in the journal before and after.
func (b *bot) act(ctx context.Context, r rule, due *task, t *tally, about []any) error {
	ctx, cancel := outlast(ctx, b.grace)
	defer cancel()
	about = append(about, "reference", due.intent.Reference)
	due.intent.Rule, due.intent.Event = r.name(), entryIntended
	if err := b.journal.append(&due.intent); err != nil {
		return err
	}
	result, err := due.do(ctx)
	if err == nil {
		t.add(&t.done, slog.LevelInfo, "done", append(about, "result", result)...)
		return b.conclude(&due.intent, result)
	}
	about = append(about, "error", err.Error())
	if due.leavesOpen(err) {
		t.add(&t.unknown, slog.LevelWarn, "outcome unknown", about...)
		return nil // the next run looks into it
	}
	// An earlier attempt may have arrived after it had been looked for, and then
	// is why this one was refused.
	switch happened, lookErr := r.look(ctx, &due.intent); {
	case lookErr != nil:
		t.add(&t.unknown, slog.LevelWarn, "outcome unknown", append(about, "looking", lookErr.Error())...)
		return fatal(lookErr)
	case happened:
		t.add(&t.found, slog.LevelInfo, "found to have happened", about...)
		return b.conclude(&due.intent, "found to have happened")
	}
	t.add(&t.failed, slog.LevelError, "failed", about...)
	if err := b.drop(&due.intent, err); err != nil {
		return err
	}
	return fatal(err)
}

// conclude writes down that an action happened.
func (b *bot) conclude(intent *entry, result string) error {
	return b.journal.append(&entry{Event: entryDone, Reference: intent.Reference, Result: result})
}

// drop writes down that an action did not happen.
func (b *bot) drop(intent *entry, reason error) error {
	undone := &entry{Event: entryUndone, Reference: intent.Reference, Error: reason.Error()}
	if failure, ok := errors.AsType[*rest.Error](reason); ok {
		undone.Code = failure.Code
	}
	return b.journal.append(undone)
}

// fatal gives an error that every other task of a rule would run into.
func fatal(err error) error {
	if errors.Is(err, hostcontrol.ErrUnauthorized) {
		return err
	}
	return nil
}

// leavesOpen reports whether an action may have happened in spite of an error.
// What must not happen twice, the SDK looks up by itself.
func (t *task) leavesOpen(err error) bool {
	if !t.idempotent || errors.Is(err, hostcontrol.ErrOutcomeUnknown) {
		return errors.Is(err, hostcontrol.ErrOutcomeUnknown)
	}
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok || failure.Attempts > 1 {
		return true // a refusal may speak of what the attempt before it did
	}
	switch failure.Kind() {
	case hostcontrol.ErrValidation, hostcontrol.ErrNotFound, hostcontrol.ErrUnauthorized,
		hostcontrol.ErrForbidden, hostcontrol.ErrConflict, hostcontrol.ErrRateLimited:
		return false
	}
	return true
}

// outlast gives a context that ends a while after the one it is made from.
func outlast(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		end := time.AfterFunc(grace, func() { cancel(context.Cause(ctx)) })
		context.AfterFunc(longer, func() { end.Stop() })
	})
	return longer, func() {
		stop()
		cancel(nil)
	}
}

// isLeftAlone gives the tag for which a customer is left alone, empty for
// others.
func (b *bot) isLeftAlone(c *customers.Customer) string {
	for _, tag := range c.Tags {
		if slices.Contains(b.leaveAlone, tag) {
			return tag
		}
	}
	return ""
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
