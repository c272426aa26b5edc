package support

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var origin = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// A position that is written down and read again takes the same messages for
// new.
func TestCursorKeepsPosition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Custom(func(t *rapid.T) time.Time {
			return origin.Add(time.Duration(rapid.Int64Range(0, int64(3*time.Minute)).Draw(t, "at")))
		})
		messages := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) given {
			return given{TicketID(rapid.Int64Range(1, 5).Draw(t, "ticket")), MessageID(rapid.Int64().Draw(t, "message")), micro(at.Draw(t, "written"))}
		}), 1, 2*maxGiven).Draw(t, "messages")
		p := &position{from: micro(at.Draw(t, "from"))}
		for _, g := range messages[:len(messages)/2] {
			if p.isNew(g) {
				p.pass(g)
			}
		}
		again, err := p.cursor().position()
		if err != nil {
			t.Fatal(err)
		}
		if again.cursor() != p.cursor() {
			t.Errorf("%s became %s", p.cursor(), again.cursor())
		}
		for _, g := range messages {
			if again.isNew(g) != p.isNew(g) {
				t.Errorf("%+v: new before %t, new afterwards %t", g, p.isNew(g), again.isNew(g))
			}
		}
	})
}

// What was given is never new again, and what is later always is. What is
// earlier is new within the overlap.
func TestPosition(t *testing.T) {
	t.Parallel()
	p := &position{from: origin}
	first, second := given{1, 11, origin.Add(time.Hour)}, given{2, 12, origin.Add(time.Hour)}
	p.pass(first)
	p.pass(given{1, 13, origin.Add(time.Hour + time.Second)})
	for name, tt := range map[string]struct {
		message given
		want    bool
	}{
		"given":                       {first, false},
		"at the same time":            {second, true},
		"of the same number":          {given{2, 11, first.at}, true},
		"later":                       {given{1, 14, origin.Add(2 * time.Hour)}, true},
		"a little earlier":            {given{1, 10, origin.Add(time.Hour - 30*time.Second)}, true},
		"earlier than by the overlap": {given{1, 10, origin.Add(time.Hour - 60*time.Second)}, false},
	} {
		if got := p.isNew(tt.message); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// A cursor stays small however much is written, and tells messages of one time
// apart in spite of that.
func TestCursorIsBounded(t *testing.T) {
	t.Parallel()
	p := &position{from: origin}
	longest := 0
	for i := range 10_000 {
		g := given{TicketID(400_000 + i%50), MessageID(500_000 + i), origin.Add(time.Duration(i/10) * time.Millisecond)}
		if !p.isNew(g) {
			t.Fatalf("message %d is not new", i)
		}
		p.pass(g)
		if p.isNew(g) {
			t.Fatalf("message %d is new after it was given", i)
		}
		longest = max(longest, len(p.cursor()))
	}
	if len(p.given) > maxGiven+10 || longest > 1500 {
		t.Errorf("%d messages are kept, the cursor has up to %d bytes", len(p.given), longest)
	}
}

// Tickets that come twice in one sweep do not give their messages twice.
func TestSettle(t *testing.T) {
	t.Parallel()
	message := func(ticket TicketID, id MessageID, after time.Duration) *Incoming {
		return &Incoming{Ticket: &Ticket{ID: ticket}, Message: &Message{ID: id, Created: origin.Add(after)}}
	}
	seen := settle([]*Incoming{
		message(2, 8, 2), message(1, 9, 1), message(2, 8, 2), message(1, 7, 2), message(3, 8, 2), message(1, 6, 3),
	}, origin.Add(2))
	var order []MessageID
	for _, incoming := range seen.ready {
		order = append(order, incoming.Message.ID)
	}
	if !slices.Equal(order, []MessageID{9, 7, 8, 8}) || seen.ready[3].Ticket.ID != 3 || !seen.late {
		t.Errorf("%v, more: %t", order, seen.late)
	}
	if all := settle(seen.ready, origin.Add(3)); all.late || len(all.ready) != 4 {
		t.Errorf("%+v", all)
	}
}

// Every text either is refused or says one thing, which can be gone on from.
func FuzzCursor(f *testing.F) {
	for _, text := range []string{"", "x", "1:", "1:0", "1:0:1.2.3", "1:0:1.2.-3", "1:0:1.2.3:4.5.1", "2:0", "1:-hl6eqmg8g00", "1:zzzzzzzzzzzz"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Cursor(text).position()
		if err != nil || p == nil {
			return
		}
		for range 2 {
			written := p.cursor()
			if p, err = written.position(); err != nil || p.cursor() != written {
				t.Fatalf("%q was written as %q: %v", text, written, err)
			}
			g := given{1, 2, p.from}
			p.pass(g)
			if p.isNew(g) {
				t.Errorf("%q: given, and new", text)
			}
		}
	})
}
