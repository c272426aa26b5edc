package customers

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/hostcontrol-go/sdk/internal/check"
)

// checkID refuses an id in a path that cannot be one.
func checkID(operation, variable string, id int64) error {
	var f check.Fields
	f.ID(variable, id)
	return f.Err(operation)
}

const nothingToChange = "names nothing to change"

// nothingSet reports whether an update would change nothing.
func nothingSet(params any) bool { return reflect.ValueOf(params).IsZero() }

// lower brings a text into lower case. What is not UTF-8 stays as it is, to be
// refused rather than repaired.
func lower(s string) string {
	if !utf8.ValidString(s) {
		return s
	}
	return strings.ToLower(s)
}
