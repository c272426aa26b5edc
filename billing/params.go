package billing

import "github.com/hostcontrol-go/sdk/internal/check"

const nothingToChange = "names nothing to change"

// checkID refuses an id in a path that cannot be one.
func checkID(operation, variable string, id int64) error {
	var f check.Fields
	f.ID(variable, id)
	return f.Err(operation)
}
