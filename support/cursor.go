package support

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Cursor is a place in the stream of what customers write: after some message.
// It is a short text, to be kept wherever the program keeps its things. The zero
// Cursor begins with now. Another way to begin is [CursorAt].
type Cursor string

// CursorAt is the place before everything that is written at a time, by the
// platform's clock, or later.
func CursorAt(at time.Time) Cursor { return (&position{from: micro(at)}).cursor() }

// MarshalText gives the cursor's text.
func (c Cursor) MarshalText() ([]byte, error) { return []byte(c), nil }

// UnmarshalText reads a cursor, and refuses what is none.
func (c *Cursor) UnmarshalText(text []byte) error {
	read := Cursor(text)
	if _, err := read.position(); err != nil {
		return err
	}
	*c = read
	return nil
}

// A position is what a cursor says: messages that were written at from or later
// are new, save those that were given already. Not everything that is written at
// a time is there to be read a moment later, so from stays a little behind.
type position struct {
	from  time.Time
	given []given // in the order of time, none before from
}

// given is a message that was given.
type given struct {
	ticket  TicketID
	message MessageID
	at      time.Time
}

const (
	// overlap is how far from stays behind the message that was given last.
	overlap = time.Minute
	// maxGiven bounds what a cursor holds. Where customers write more within the
	// overlap, that gets shorter.
	maxGiven = 64
)

// isNew reports whether a message was not given so far.
func (p *position) isNew(g given) bool {
	return !g.at.Before(p.from) && !slices.ContainsFunc(p.given, func(other given) bool {
		return other.ticket == g.ticket && other.message == g.message
	})
}

// pass moves the position behind a message.
func (p *position) pass(g given) {
	after := slices.IndexFunc(p.given, func(other given) bool { return other.at.After(g.at) })
	if after < 0 {
		after = len(p.given)
	}
	p.given = slices.Insert(p.given, after, g)
	p.leave(g.at.Add(-overlap))
	if excess := len(p.given) - maxGiven; excess > 0 {
		p.leave(p.given[excess].at)
	}
}

// leave takes what was written before a time for given.
func (p *position) leave(at time.Time) {
	if at = micro(at); at.After(p.from) {
		p.from = at
		p.given = slices.DeleteFunc(p.given, func(g given) bool { return g.at.Before(at) })
	}
}

// micro is a time as precise as the platform's, and a cursor's, are.
func micro(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// cursorVersion begins every cursor.
const cursorVersion = "1"

// cursor writes a position down: the version, then from, then what was given,
// with colons between. Numbers are to the base of 36, times in microseconds,
// those of messages as counted from from.
func (p *position) cursor() Cursor {
	text := []byte(cursorVersion + ":")
	text = strconv.AppendInt(text, p.from.UnixMicro(), cursorBase)
	for _, g := range p.given {
		text = strconv.AppendInt(append(text, ':'), int64(g.ticket), cursorBase)
		text = strconv.AppendInt(append(text, '.'), int64(g.message), cursorBase)
		text = strconv.AppendInt(append(text, '.'), g.at.UnixMicro()-p.from.UnixMicro(), cursorBase)
	}
	return Cursor(text)
}

const cursorBase = 36

var errNoCursor = errors.New("is not a cursor")

// position reads what a cursor says, nil for the zero one.
func (c Cursor) position() (*position, error) {
	if c == "" {
		return nil, nil
	}
	parts := strings.Split(string(c), ":")
	if len(parts) < 2 || parts[0] != cursorVersion {
		return nil, errNoCursor
	}
	from, err := strconv.ParseInt(parts[1], cursorBase, 64)
	p := &position{from: time.UnixMicro(from).UTC()}
	if err != nil || p.from.Year() < 0 || p.from.Year() > 9999 {
		return nil, errNoCursor
	}
	for _, part := range parts[2:] {
		g, err := p.readGiven(part)
		if err != nil {
			return nil, err
		}
		p.given = append(p.given, g)
	}
	slices.SortStableFunc(p.given, func(a, b given) int { return a.at.Compare(b.at) })
	return p, nil
}

// maxSpan is the longest time between messages that a cursor can tell, in
// microseconds: some decades, which is ample for an overlap.
const maxSpan = 1 << 50

func (p *position) readGiven(text string) (given, error) {
	var numbers [3]int64
	parts := strings.Split(text, ".")
	if len(parts) != len(numbers) {
		return given{}, errNoCursor
	}
	for i, part := range parts {
		number, err := strconv.ParseInt(part, cursorBase, 64)
		if err != nil {
			return given{}, errNoCursor
		}
		numbers[i] = number
	}
	if since := numbers[2]; since < 0 || since > maxSpan {
		return given{}, errNoCursor
	}
	at := time.UnixMicro(p.from.UnixMicro() + numbers[2]).UTC()
	return given{TicketID(numbers[0]), MessageID(numbers[1]), at}, nil
}
