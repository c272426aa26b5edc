package bind

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/hostcontrol-go/sdk/domains"
)

// mark begins the comments that hold records.
const mark = "hostcontrol: "

// maxComment is how much of a comment is kept.
const maxComment = 4096

// A commentReader finds the comments in a zone file that is written to it.
type commentReader struct {
	quoted    bool // within a quoted string, which may have several lines
	escaped   bool // after a backslash
	inComment bool
	comment   strings.Builder
	found     []string
}

// Write takes the next part of the file.
func (c *commentReader) Write(p []byte) (int, error) {
	for _, b := range p {
		c.next(b)
	}
	return len(p), nil
}

func (c *commentReader) next(b byte) {
	switch {
	case c.inComment && b == '\n':
		c.finish()
	case c.inComment:
		if c.comment.Len() <= maxComment {
			c.comment.WriteByte(b)
		}
	case c.escaped:
		c.escaped = false
	case b == '\\':
		c.escaped = true
	case b == '"':
		c.quoted = !c.quoted
	case b == ';':
		c.inComment = !c.quoted
	}
}

// finish ends a comment, and keeps it if it holds a record.
func (c *commentReader) finish() {
	if text, ok := strings.CutPrefix(c.comment.String(), mark); ok && len(c.found) <= maxRecords {
		c.found = append(c.found, strings.TrimSuffix(text, "\r"))
	}
	c.comment.Reset()
	c.inComment = false
}

// records gives the records in the comments, once the file has been read.
func (c *commentReader) records() ([]domains.Record, error) {
	c.finish()
	records := make([]domains.Record, 0, len(c.found))
	for _, text := range c.found {
		r, err := parseComment(text)
		if err != nil {
			return nil, fmt.Errorf("comment %.80q: %w", text, err)
		}
		records = append(records, r)
	}
	return records, nil
}

// formatComment is the line of a record that DNS has no form for.
func formatComment(r domains.Record) (string, error) {
	line := fmt.Sprintf("%s. %d %s %s", r.Name, r.TTL, r.Type, r.Content)
	switch {
	case strings.ContainsAny(r.Name, " ") || strings.ContainsAny(string(r.Type), " ") || r.Type == "" || r.Content == "":
		return "", errors.New("has a blank in its name or type, or no content")
	case strings.ContainsFunc(line, unicode.IsControl):
		return "", errors.New("has control characters")
	case len(line) > maxComment-len(mark):
		return "", errors.New("is too long")
	}
	return ";" + mark + line, nil
}

// parseComment is the reverse of formatComment.
func parseComment(text string) (domains.Record, error) {
	fields := strings.SplitN(text, " ", 4)
	if len(fields) != 4 {
		return domains.Record{}, errors.New("must have a name, a TTL, a type and a content")
	}
	ttl, err := strconv.ParseUint(fields[1], 10, 31)
	if err != nil {
		return domains.Record{}, fmt.Errorf("the TTL must be a number of seconds up to %d", math.MaxInt32)
	}
	return domains.Record{
		Name:    strings.ToLower(undotted(fields[0])),
		Type:    domains.RecordType(fields[2]),
		Content: fields[3],
		TTL:     int(ttl),
	}, nil
}
