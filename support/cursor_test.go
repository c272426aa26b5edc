package support_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/support"
)

// A cursor can be kept in a file, in JSON and in whatever takes texts.
func TestCursorIsText(t *testing.T) {
	t.Parallel()
	type state struct {
		Seen support.Cursor `json:"seen,omitempty"`
	}
	for _, want := range []state{{}, {support.CursorAt(time.Date(2026, 1, 5, 9, 0, 0, 1500, time.UTC))}} {
		kept, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got state
		if err := json.Unmarshal(kept, &got); err != nil || got != want {
			t.Errorf("%s became %+v, %v", kept, got, err)
		}
		text, err := want.Seen.MarshalText()
		if err != nil || string(text) != string(want.Seen) {
			t.Errorf("%q, %v", text, err)
		}
	}
}

var noCursors = []string{
	"x", "1", "2:0", "1:", "1:-", "1:zzzzzzzzzzzzzzzzzzzz", "1:zzzzzzzzzzzz", "1:-zzzzzzzzzzzz", "1:0:", "1:0:1.2", "1:0:1.2.3.4", "1:0:1.2.-3", "1:0:1.2.x!",
	"1:0:1.2.zzzzzzzzzzz", "1:0:1.2.3:", " 1:0", "1:0\n",
}

func TestNoCursor(t *testing.T) {
	t.Parallel()
	service := support.NewTickets(resttest.NewClient(t, resttest.NoRequest(t)))
	for _, text := range noCursors {
		before := support.CursorAt(time.Now())
		read := before
		if err := read.UnmarshalText([]byte(text)); err == nil || read != before {
			t.Errorf("%q was read as %q", text, read)
		}
		for incoming, err := range service.Watch(t.Context(), support.WatchOptions{After: support.Cursor(text)}) {
			if diff := cmp.Diff([]string{"after: is not a cursor"}, resttest.FieldsOf(err)); diff != "" || incoming != nil {
				t.Errorf("%q: %v: %s", text, err, diff)
			}
		}
	}
}
