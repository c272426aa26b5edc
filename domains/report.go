package domains

import (
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
)

// A BulkReport collects the results of a bulk transfer. The zero value is
// ready to use.
type BulkReport struct{ results []*BulkResult }

// Add takes a result in.
func (r *BulkReport) Add(result *BulkResult) { r.results = append(r.results, result) }

// Count tells how many results have an outcome.
func (r *BulkReport) Count(outcome BulkOutcome) int {
	n := 0
	for _, result := range r.results {
		if result.Outcome == outcome {
			n++
		}
	}
	return n
}

// WriteCSV writes a line for each result, in the order of the rows, below one
// that names the columns: line, domain, customer, outcome, transfer, status,
// required_action, client_reference and error. Auth codes are not among them.
func (r *BulkReport) WriteCSV(w io.Writer) error {
	results := slices.SortedStableFunc(slices.Values(r.results), func(a, b *BulkResult) int {
		return cmp.Compare(a.Index, b.Index)
	})
	out := csv.NewWriter(w)
	columns := []string{"line", "domain", "customer", "outcome", "transfer", "status", "required_action", "client_reference", "error"}
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, result := range results {
		if err := out.Write(result.fields()); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (r *BulkResult) fields() []string {
	problem := ""
	if r.Err != nil {
		problem = r.Err.Error()
	}
	return []string{
		numberOrNothing(int64(r.Row.Line)),
		r.Row.Name,
		r.Row.Customer.String(),
		string(r.Outcome),
		numberOrNothing(int64(r.Transfer)),
		string(r.Status),
		string(r.Action),
		r.ClientReference,
		problem,
	}
}

func numberOrNothing(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
