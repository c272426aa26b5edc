package customers

import (
	"strings"
	"unicode/utf8"
)

// lower brings a text into lower case. What is not UTF-8 stays as it is, to be
// refused rather than repaired.
func lower(s string) string {
	if !utf8.ValidString(s) {
		return s
	}
	return strings.ToLower(s)
}
