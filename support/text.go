package support

import "strings"

// What the texts of tickets may measure, in characters.
const (
	maxSubject = 255
	maxBody    = 65_536
)

// alike compares texts as the platform may keep them: trimmed, and with line
// ends of its own.
func alike(a, b string) bool { return plain(a) == plain(b) }

func plain(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
