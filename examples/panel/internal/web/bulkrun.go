package web

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
)

var bulkRunDetail = &screen{
	path:     bulkPath + "/{run}",
	tab:      bulkPath,
	title:    "Bulk transfer",
	template: "bulk_run",
	load: func(v *visit) (any, error) {
		run := v.panel.runs.find(v.r.PathValue("run"))
		if run == nil || run.Customer != v.id {
			return nil, errNoPage
		}
		return run.progress(), nil
	},
}

// maxRuns are remembered. What a forgotten one has done is in its journal and
// on the platform.
const maxRuns = 50

// A bulkRun is a bulk transfer under way, or what became of it.
type bulkRun struct {
	Reference string
	Customer  customers.ID
	Rows      int
	text      string // the file

	mu      sync.Mutex
	results []*domains.BulkResult
	ended   bool
	err     error
}

// bulkRuns are the last runs.
type bulkRuns struct {
	mu    sync.Mutex
	known []*bulkRun
}

func (r *bulkRuns) find(reference string) *bulkRun {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.get(reference)
}

func (r *bulkRuns) get(reference string) *bulkRun {
	for _, run := range r.known {
		if run.Reference == reference {
			return run
		}
	}
	return nil
}

// begin takes a run in, unless the same one is under way: then the form was
// sent twice.
func (r *bulkRuns) begin(run *bulkRun) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.get(run.Reference)
	if before != nil && !before.progress().Ended {
		return false
	}
	r.known = slices.DeleteFunc(r.known, func(other *bulkRun) bool { return other == before })
	r.known = append(r.known, run)
	if len(r.known) > maxRuns {
		r.known = slices.Delete(r.known, 0, 1)
	}
	return true
}

// startRun carries a bulk transfer out beside the requests of the browser. Its
// journal is named after the form: a form that is sent again, be it after the
// panel was started again, goes on where it was.
func (p *Panel) startRun(run *bulkRun, rows []*domains.TransferRow) {
	if !p.runs.begin(run) {
		return
	}
	options := domains.BulkOptions{Journal: filepath.Join(p.journals, run.Reference+".journal")}
	p.working.Go(func() {
		err := p.transferAll(run, rows, options)
		run.mu.Lock()
		defer run.mu.Unlock()
		run.ended, run.err = true, err
		if err != nil {
			p.log.Warn("bulk transfer", "reference", run.Reference, "error", err)
		}
	})
}

// transferAll leaves the loop when the panel is closed, which lets the rows
// that are under way finish.
func (p *Panel) transferAll(run *bulkRun, rows []*domains.TransferRow, options domains.BulkOptions) error {
	for result, err := range p.client.Transfers.Bulk(context.WithoutCancel(p.stopping), rows, options) {
		if err != nil {
			return err
		}
		run.add(result)
		if p.stopping.Err() != nil {
			return context.Cause(p.stopping)
		}
	}
	return nil
}

func (r *bulkRun) add(result *domains.BulkResult) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results = append(r.results, result)
}

// A bulkProgress is a run as it is at a moment, in the order of its lines.
type bulkProgress struct {
	*bulkRun
	Results []*domains.BulkResult
	Ended   bool
	Failed  string // why the run broke off
	Started int
	Open    int // lines that another run has to try
}

func (r *bulkRun) progress() bulkProgress {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := bulkProgress{bulkRun: r, Results: slices.Clone(r.results), Ended: r.ended}
	if r.err != nil {
		p.Failed = sentence(r.err)
	}
	slices.SortFunc(p.Results, func(a, b *domains.BulkResult) int { return a.Index - b.Index })
	for _, result := range p.Results {
		switch result.Outcome {
		case domains.BulkNotStarted, domains.BulkUnknown:
			p.Open++
		default:
			p.Started++
		}
	}
	return p
}

// Why tells why a line was not started.
func (bulkProgress) Why(result *domains.BulkResult) string {
	if result.Err == nil {
		return ""
	}
	var f form
	f.refuse(result.Err)
	f.settle()
	if f.Unknown != nil {
		return f.Heading() + "."
	}
	var texts []string
	for _, problem := range f.Problems {
		texts = append(texts, strings.TrimSpace(problem.Label+" "+problem.Message))
	}
	return strings.Join(texts, "; ")
}
