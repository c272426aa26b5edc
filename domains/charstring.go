package domains

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxString is how many bytes one character string of a TXT record holds.
const maxString = 255

var (
	errQuoteOpen  = errors.New("must close its quotes")
	errAfterQuote = errors.New("must have nothing but quoted strings after the first one")
	errEscape     = errors.New("must have three digits up to 255 or another character after a backslash")
)

// parseStrings reads the content of a TXT record. One that begins with a quote
// is a list of character strings as in a zone file; any other is the text
// itself, as the platform's clients send it.
func parseStrings(content string) ([]string, error) {
	if !strings.HasPrefix(content, `"`) {
		return chunks(content), nil
	}
	var parts []string
	for content != "" {
		part, rest, err := unquote(content)
		if err != nil {
			return nil, err
		}
		parts = append(parts, chunks(part)...)
		content = strings.TrimLeft(rest, " \t")
	}
	return parts, nil
}

// formatStrings is the reverse of parseStrings. A text that is short and plain
// stays as it is; anything else is quoted, and then is ASCII whatever it holds.
func formatStrings(parts []string) string {
	if len(parts) == 1 && isPlain(parts[0]) {
		return parts[0]
	}
	quoted := make([]string, len(parts))
	for i, part := range parts {
		quoted[i] = quote(part)
	}
	return strings.Join(quoted, " ")
}

// chunks cuts a text into character strings, of which an empty text has one.
func chunks(text string) []string {
	if text == "" {
		return []string{""}
	}
	var parts []string
	for part := range slices.Chunk([]byte(text), maxString) {
		parts = append(parts, string(part))
	}
	return parts
}

// isPlain reports whether a text means the same with and without quotes.
func isPlain(text string) bool {
	return text != "" && text == strings.TrimSpace(text) && utf8.ValidString(text) &&
		!strings.ContainsFunc(text, func(r rune) bool { return r == '"' || r == '\\' || !unicode.IsPrint(r) })
}

// quote writes a character string as a zone file does.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\%03d`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// unquote reads the quoted string at the beginning of a text, and gives what
// comes after it.
func unquote(text string) (string, string, error) {
	text, ok := strings.CutPrefix(text, `"`)
	if !ok {
		return "", "", errAfterQuote
	}
	var b strings.Builder
	for text != "" {
		switch text[0] {
		case '"':
			return b.String(), text[1:], nil
		case '\\':
			c, n, err := unescape(text[1:])
			if err != nil {
				return "", "", err
			}
			b.WriteByte(c)
			text = text[1+n:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return "", "", errQuoteOpen
}

// unescape reads what follows a backslash: three digits, or one character.
func unescape(text string) (byte, int, error) {
	switch {
	case text == "":
		return 0, 0, errQuoteOpen
	case text[0] < '0' || text[0] > '9':
		return text[0], 1, nil
	case len(text) < 3:
		return 0, 0, errEscape
	}
	value := 0
	for i := range 3 {
		if text[i] < '0' || text[i] > '9' {
			return 0, 0, errEscape
		}
		value = 10*value + int(text[i]-'0')
	}
	if value > 255 {
		return 0, 0, errEscape
	}
	return byte(value), 3, nil
}
