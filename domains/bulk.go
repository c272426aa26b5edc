package domains

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// ErrJournalInUse says that another run has the journal.
var ErrJournalInUse = errors.New("another run has the journal")

// BulkOptions say how a bulk transfer is carried out.
type BulkOptions struct {
	// Journal is the path of the file that remembers what was done. One that
	// is there is gone on with; it belongs to one set of rows. Needed unless
	// it is a dry run.
	Journal string
	// Concurrency is how many rows are under way at once, 8 unless said
	// otherwise. The client's limiter sets the pace all the same.
	Concurrency int
	// DryRun checks the rows on the platform and starts nothing.
	DryRun bool
}

const defaultConcurrency = 8

// A BulkOutcome says what became of a row.
type BulkOutcome string

// Outcomes of rows.
const (
	// BulkStarted: this run started the transfer.
	BulkStarted BulkOutcome = "started"
	// BulkEarlier: an earlier run started it, and the journal says so.
	BulkEarlier BulkOutcome = "started_earlier"
	// BulkFound: an earlier run was ended between sending the start and
	// learning the answer; this one found the transfer on the platform.
	BulkFound BulkOutcome = "found"
	// BulkNotStarted: the transfer is not started, for the reason in
	// [BulkResult.Err]. The next run tries again.
	BulkNotStarted BulkOutcome = "not_started"
	// BulkUnknown: whether the transfer is started could not be found out;
	// [BulkResult.Err] is [rest.ErrOutcomeUnknown]. The next run looks again.
	BulkUnknown BulkOutcome = "unknown"
	// BulkChecked: the dry run found nothing that stands in the way.
	BulkChecked BulkOutcome = "checked"
)

// A BulkResult is what became of a row.
type BulkResult struct {
	Index   int // of the row among those that were given
	Row     *TransferRow
	Outcome BulkOutcome
	// Transfer, Status and Action are those of the transfer when it was
	// started or found. For a row that was checked, Action is what it will
	// take.
	Transfer TransferID
	Status   TransferStatus
	Action   RequiredAction
	// ClientReference is what the transfer can be looked up by.
	ClientReference string
	Err             error // of BulkNotStarted and BulkUnknown
}

// Bulk starts the transfers of all rows, several at once, and gives the results
// as they finish. The rows are checked first: where one has bad values, or two
// have the same domain, the only error is [rest.ErrValidation] with all of it,
// and nothing is started.
//
// What is done is written into a journal, so that a run which ends in any way,
// the machine's power included, is gone on with by calling Bulk again with the
// same journal and rows. No transfer is started twice: rows that were started
// are passed over, and those that were sent without an answer are looked up
// first, by client reference. Rows that were not started are tried again; what
// was wrong with them may have been corrected meanwhile, since a row is known
// by its domain. Auth codes are not in the journal.
//
// The error of a single row is in its result. An error beside a nil result
// ends the run: the journal cannot be used ([ErrJournalInUse] while another
// run has it), the credentials are not accepted, or the context has ended.
// Leaving the loop lets the rows that are under way finish; the end of the
// context does not, and leaves them to the next run.
//
// A dry run starts nothing and writes nothing. It reads whether the customer
// exists and may order, whether the TLD is sold and what it asks for, and
// whether the domain is here or on its way already. What an earlier run started
// is told as such.
//
// [rest.CaptureResponse] has no effect here.
//
// POST /domain-transfer for each row; see [TransferService.Start].
func (s *TransferService) Bulk(ctx context.Context, rows []*TransferRow, o BulkOptions, opts ...rest.CallOption) iter.Seq2[*BulkResult, error] {
	opts = append(slices.Clone(opts), rest.CaptureResponse(nil)) // one place for all of them would be written at once
	return func(yield func(*BulkResult, error) bool) {
		tasks, err := newTasks(rows, o)
		if err != nil {
			yield(nil, err)
			return
		}
		carryOut := s.perform
		if o.DryRun {
			carryOut = s.rehearse
		}
		give := func(result *BulkResult) bool { return yield(result, nil) }
		if err := carryOut(ctx, tasks, o, opts, give); err != nil && !errors.Is(err, errLeft) {
			yield(nil, err)
		}
	}
}

// errLeft ends a run whose results nobody takes any more.
var errLeft = errors.New("the loop was left")

// A bulkTask is a row on its way to a result.
type bulkTask struct {
	index   int
	row     *TransferRow
	body    *transferBody
	earlier *deed // nil when no earlier run sent the row
}

// inDoubt reports whether an earlier run sent the row without learning the
// answer.
func (t *bulkTask) inDoubt() bool { return t.earlier != nil && t.earlier.open }

// newTasks checks everything that needs no platform.
func newTasks(rows []*TransferRow, o BulkOptions) ([]*bulkTask, error) {
	const operation = "transfers.bulk"
	var f check.Fields
	if o.Journal == "" && !o.DryRun {
		f.Reject("journal", "must be the path of a file")
	}
	if o.Concurrency < 0 {
		f.Reject("concurrency", "must not be negative")
	}
	tasks := make([]*bulkTask, 0, len(rows))
	first := make(map[Name]int, len(rows))
	for i, row := range rows {
		task := &bulkTask{index: i, row: row}
		task.check(&f)
		if task.body == nil {
			continue
		}
		if j, known := first[task.body.Domain]; known {
			f.Reject(fmt.Sprintf("rows.%d.domain", i), fmt.Sprintf("%s is in rows.%d already", task.body.Domain, j))
		}
		first[task.body.Domain] = i
		tasks = append(tasks, task)
	}
	return tasks, f.Err(operation)
}

func (t *bulkTask) check(f *check.Fields) {
	place := fmt.Sprintf("rows.%d", t.index)
	if t.row == nil {
		f.Reject(place, "must not be nil")
		return
	}
	body, err := t.row.body()
	if failure, ok := errors.AsType[*rest.Error](err); ok {
		for _, problem := range failure.Fields {
			f.Reject(place+"."+problem.Field, problem.Message)
		}
		return
	}
	t.body = body
}

// perform starts the transfers.
func (s *TransferService) perform(ctx context.Context, tasks []*bulkTask, o BulkOptions, opts []rest.CallOption, give func(*BulkResult) bool) error {
	book, known, err := openJournal(o.Journal)
	if err != nil {
		return fmt.Errorf("open the journal: %w", err)
	}
	remember(tasks, known)
	slices.SortStableFunc(tasks, openFirst)
	run := bulkRun{service: s, journal: book, opts: opts}
	err = inParallel(ctx, tasks, o.Concurrency, run.settle, give)
	return errors.Join(err, book.close())
}

// remember tells the tasks what earlier runs did. A reference that was sent
// stays, unless it was refused and the row has another one.
func remember(tasks []*bulkTask, known past) {
	for _, t := range tasks {
		t.earlier = known[t.body.Domain]
		if t.earlier == nil {
			continue
		}
		refused := t.earlier.started == nil && !t.earlier.open
		if !refused || t.row.ClientReference == "" {
			t.body.ClientReference = t.earlier.sent.Reference
		}
	}
}

// openFirst sorts the rows without an answer before the others.
func openFirst(a, b *bulkTask) int {
	rank := func(t *bulkTask) int {
		if t.inDoubt() {
			return 0
		}
		return 1
	}
	return cmp.Compare(rank(a), rank(b))
}

// A bulkWork brings a task to its result. An error ends the run.
type bulkWork func(context.Context, *bulkTask) (*BulkResult, error)

// inParallel works on tasks, several at once, and gives the results as they
// finish. After an error, or when nobody takes results any more, no further
// task is begun; those under way finish.
func inParallel(ctx context.Context, tasks []*bulkTask, atOnce int, work bulkWork, give func(*BulkResult) bool) error {
	type finished struct {
		result *BulkResult
		err    error
	}
	atOnce = min(cmp.Or(atOnce, defaultConcurrency), len(tasks))
	done := make(chan finished, atOnce) // so that none hangs when give panics
	var end error
	for running := 0; ; running-- {
		for ; end == nil && running < atOnce && len(tasks) > 0; tasks = tasks[1:] {
			if end = ctx.Err(); end != nil {
				break
			}
			running++
			go func(t *bulkTask) {
				result, err := work(ctx, t)
				done <- finished{result, err}
			}(tasks[0])
		}
		if running == 0 {
			return end
		}
		switch got := <-done; {
		case got.err != nil && end == nil:
			end = got.err
		case got.err == nil && end != errLeft && !give(got.result):
			end = errLeft
		}
	}
}

// A bulkRun carries tasks out.
type bulkRun struct {
	service *TransferService
	journal *journal
	opts    []rest.CallOption
}

// settle brings a task to its result.
func (r *bulkRun) settle(ctx context.Context, t *bulkTask) (*BulkResult, error) {
	switch {
	case t.earlier != nil && t.earlier.started != nil:
		return t.startedEarlier(), nil
	case t.inDoubt():
		if result, err := r.lookBack(ctx, t); result != nil || err != nil {
			return result, err
		}
	}
	return r.send(ctx, t)
}

// lookBack looks for the transfer that an earlier run sent. It gives nil if
// there provably is none.
func (r *bulkRun) lookBack(ctx context.Context, t *bulkTask) (*BulkResult, error) {
	sent := &t.earlier.sent
	lost := &transferBody{Customer: sent.Customer, Domain: sent.Domain, ClientReference: sent.Reference}
	found, err := r.service.started(ctx, lost, sent.At)
	if err != nil {
		return t.failed(BulkUnknown, lostEarlier(lost, err)), nil
	}
	if found == nil {
		return nil, nil
	}
	return r.record(t, found, BulkFound)
}

// lostEarlier is the error for a start of an earlier run that cannot be looked
// up.
func lostEarlier(lost *transferBody, cause error) error {
	call := lost.call()
	return &rest.OutcomeUnknownError{
		Operation: call.Operation,
		Method:    call.Method,
		Path:      call.Path.String(),
		Reference: call.Reference,
		Cause:     fmt.Errorf("an earlier run ended without the answer; looking whether it happened: %w", cause),
	}
}

// send starts a transfer, with an entry in the journal before and after.
func (r *bulkRun) send(ctx context.Context, t *bulkTask) (*BulkResult, error) {
	sent := &entry{Event: entrySent, Domain: t.body.Domain, Customer: t.body.Customer, Reference: t.body.ClientReference}
	if err := r.write(sent); err != nil {
		return nil, err
	}
	started, err := r.service.start(ctx, t.body, time.Now(), r.opts...)
	switch {
	case err == nil:
		return r.record(t, started, BulkStarted)
	case errors.Is(err, rest.ErrOutcomeUnknown):
		return t.failed(BulkUnknown, err), nil // the entry stays open
	}
	if t.inDoubt() {
		// What was sent before may have arrived after it had been looked for,
		// and then is why the repetition was refused.
		if result, err := r.lookBack(ctx, t); result != nil || err != nil {
			return result, err
		}
	}
	return r.giveUp(t, err)
}

// giveUp writes down that a transfer is not started.
func (r *bulkRun) giveUp(t *bulkTask, reason error) (*BulkResult, error) {
	refused := &entry{Event: entryRefused, Domain: t.body.Domain, Error: reason.Error()}
	if failure, ok := errors.AsType[*rest.Error](reason); ok {
		refused.Code = failure.Code
	}
	if err := r.write(refused); err != nil {
		return nil, err
	}
	if errors.Is(reason, rest.ErrUnauthorized) {
		return nil, reason // as it would be for every other row
	}
	return t.failed(BulkNotStarted, reason), nil
}

// record writes down that a transfer is started.
func (r *bulkRun) record(t *bulkTask, started *Transfer, outcome BulkOutcome) (*BulkResult, error) {
	e := &entry{
		Event:    entryStarted,
		Domain:   t.body.Domain,
		Transfer: started.ID,
		Status:   started.Status,
		Action:   started.RequiredAction(),
	}
	if err := r.write(e); err != nil {
		return nil, err
	}
	return t.result(outcome, e), nil
}

func (r *bulkRun) write(e *entry) error {
	if err := r.journal.append(e); err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return nil
}

func (t *bulkTask) startedEarlier() *BulkResult { return t.result(BulkEarlier, t.earlier.started) }

func (t *bulkTask) result(outcome BulkOutcome, e *entry) *BulkResult {
	return &BulkResult{
		Index:           t.index,
		Row:             t.row,
		Outcome:         outcome,
		Transfer:        e.Transfer,
		Status:          e.Status,
		Action:          e.Action,
		ClientReference: t.body.ClientReference,
	}
}

func (t *bulkTask) failed(outcome BulkOutcome, err error) *BulkResult {
	return &BulkResult{
		Index:           t.index,
		Row:             t.row,
		Outcome:         outcome,
		ClientReference: t.body.ClientReference,
		Err:             err,
	}
}
