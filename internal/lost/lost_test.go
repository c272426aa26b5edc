package lost_test

import (
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/internal/lost"
)

var start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

func TestSince(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		created time.Time
		want    bool
	}{
		{"after", start.Add(time.Second), true},
		{"at once", start, true},
		{"by a clock that is behind", start.Add(-10 * time.Minute), true},
		{"before", start.Add(-10*time.Minute - time.Nanosecond), false},
		{"not told", time.Time{}, false},
	}
	for _, tt := range tests {
		if got := lost.Since(tt.created, start); got != tt.want {
			t.Errorf("%s: got %t", tt.name, got)
		}
	}
}

type thing struct {
	name, reference string
	created         time.Time
}

var errBroken = errors.New("broken")

// list gives things, and an error in the place of one without a name.
func list(things []thing) iter.Seq2[*thing, error] {
	return func(yield func(*thing, error) bool) {
		for i := range things {
			var err error
			if things[i].name == "" {
				err = errBroken
			}
			if !yield(&things[i], err) {
				return
			}
		}
	}
}

func TestCreateAmong(t *testing.T) {
	t.Parallel()
	old := start.Add(-time.Hour)
	var (
		ours    = thing{"a", "r-1", start}
		other   = thing{"a", "r-2", start}
		reused  = thing{"b", "r-1", start}
		twin    = thing{"a", "", start}
		ageless = thing{"a", "", time.Time{}}
		before  = thing{"a", "", old}
		foreign = thing{"b", "", start}
	)
	const doubt = "a stands there but carries no client reference"
	tests := []struct {
		name   string
		things []thing
		want   bool   // whether it is found
		err    string // what makes it unknown
	}{
		{"nothing", nil, false, ""},
		{"ours", []thing{other, twin, ours}, true, ""},
		{"ours, however old", []thing{{"a", "r-1", old}}, true, ""},
		{"others", []thing{other, reused, before, foreign}, false, ""},
		{"a twin", []thing{twin, other, before}, false, doubt},
		{"a twin of which no age is told", []thing{ageless}, false, doubt},
		{"a list that breaks", []thing{twin, {}, ours}, false, "broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := lost.Create[thing]{
				Reference: "r-1",
				Started:   start,
				Origin:    func(found *thing) (string, time.Time) { return found.reference, found.created },
				Describes: func(found *thing) bool { return found.name == "a" },
				Twin:      func(found *thing) string { return found.name + " stands there" },
			}.Among(list(tt.things))
			if (got != nil) != tt.want || got != nil && got.reference != "r-1" {
				t.Errorf("got %+v", got)
			}
			if text := message(err); text != tt.err {
				t.Errorf("error %q, want %q", text, tt.err)
			}
		})
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
