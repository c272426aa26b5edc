package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/rest"
)

// bulkPath is where bulk transfers are found, below the customer.
const bulkPath = "/bulk-transfer"

var bulkAction = &screen{
	path:     bulkPath,
	title:    "Bulk transfer",
	template: "bulk",
	load:     loadBulk,
	post:     map[string]change{"": startBulk},
}

// A bulkView is the form for a file.
type bulkView struct {
	actionView
	run *bulkRun // that it goes on with, nil for a new one
}

func (b bulkView) resumes() string {
	if b.run == nil {
		return ""
	}
	return b.run.Reference
}

// loadBulk gives an empty file to fill in, or one that was sent before to be
// corrected: what it has started is not started again.
func loadBulk(v *visit) (any, error) {
	text := fmt.Sprintf("domain,customer,auth_code,ns1,ns2\n,%s,,,\n", v.id)
	run := v.panel.runs.find(v.r.URL.Query().Get("run"))
	if run != nil && run.Customer != v.id {
		return nil, errNoPage
	}
	if run != nil {
		text = run.text
	}
	return bulkView{actionView{
		Intro:  "A line for each domain. All lines are checked before any transfer is started; then they are started one by one and paid from your balance.",
		Button: "Start the transfers",
		groups: []group{{Inputs: []*input{
			{Name: "file", Label: "CSV file", Kind: kindFile, Optional: true},
			{Name: "rows", Label: "Lines", Kind: kindLines, Rows: 8, Value: text,
				Hint: "Used where no file is chosen. Columns: domain, customer, auth_code, interval, privacy, ns1 to ns5. The first two are needed."},
		}}},
	}, run}, nil
}

// startBulk begins a run of its own and goes on to the page that follows it: a
// thousand transfers take longer than a browser waits.
func startBulk(v *visit, f *form) (*outcome, error) {
	text, err := v.transferFile(f)
	if err != nil {
		return nil, err
	}
	rows, err := rest.Collect(domains.ReadTransferCSV(strings.NewReader(text)), 0)
	if err != nil {
		return nil, csvProblems(err)
	}
	if len(rows) == 0 {
		return nil, invalid("rows", "hold no transfer")
	}
	if err := v.onlyOwn(rows); err != nil {
		return nil, err
	}
	v.panel.startRun(&bulkRun{Reference: f.reference, Customer: v.id, Rows: len(rows), text: text}, rows)
	return &outcome{to: bulkPath + "/" + f.reference}, nil
}

// transferFile gives the file, or what was typed where none was chosen.
func (v *visit) transferFile(f *form) (string, error) {
	file, _, err := v.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return f.values.Get("rows"), nil
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err == nil && len(text) == 0 {
		return f.values.Get("rows"), nil
	}
	f.values.Set("rows", string(text)) // so that it can be corrected
	return string(text), err
}

const maxTold = 20 // problems of a file

// csvProblems tells what is wrong with the lines.
func csvProblems(err error) error {
	wrong, ok := errors.AsType[*domains.CSVError](err)
	if !ok {
		return invalid("rows", err.Error())
	}
	var fields []rest.FieldError
	for _, problem := range wrong.Problems[:min(len(wrong.Problems), maxTold)] {
		fields = append(fields, rest.FieldError{Field: "rows", Message: problem.Error()})
	}
	if more := len(wrong.Problems) + wrong.More - maxTold; more > 0 {
		fields = append(fields, rest.FieldError{Field: "rows", Message: fmt.Sprintf("and %d more", more)})
	}
	return rest.Invalid("panel", fields...)
}

// onlyOwn refuses lines for another customer than the one whose page it is.
func (v *visit) onlyOwn(rows []*domains.TransferRow) error {
	var fields []rest.FieldError
	for _, row := range rows {
		if row.Customer != v.id && len(fields) < maxTold {
			fields = append(fields, rest.FieldError{
				Field:   "rows",
				Message: fmt.Sprintf("line %d (customer): must be %s, whose page this is", row.Line, v.id),
			})
		}
	}
	return rest.Invalid("panel", fields...)
}
