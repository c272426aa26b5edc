package watch_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/internal/watch"
	"github.com/hostcontrol-go/sdk/rest"
)

type thing struct {
	state   string
	updated int // in seconds
}

var errLost = errors.New("lost")

// over is a wait for something that goes through some states, and stays in the
// last one. It ends with the state done, and fails with the state lost.
func over(things ...thing) watch.Wait[thing] {
	next := 0
	return watch.Wait[thing]{
		Operation: "things.wait",
		What:      "thing 5",
		Look: func(context.Context) (*thing, error) {
			next++
			return &things[min(next, len(things))-1], nil
		},
		State:   func(found *thing) string { return found.state },
		Updated: func(found *thing) time.Time { return time.Unix(int64(found.updated), 0) },
		Ended: func(found *thing) (bool, error) {
			if found.state == "lost" {
				return true, errLost
			}
			return found.state == "done", nil
		},
	}
}

func TestPauses(t *testing.T) {
	t.Parallel()
	things := []thing{{"new", 1}, {"new", 1}, {"new", 1}, {"new", 1}, {"new", 2}, {"open", 2}, {"open", 2}, {"done", 3}}
	tests := []struct {
		name     string
		min, max time.Duration
		want     []int // seconds since the start
	}{
		{"as said", time.Second, 3 * time.Second, []int{0, 1, 3, 6, 9, 10, 11, 13}},
		{"by default", 0, 0, []int{0, 15, 45, 105, 225, 240, 255, 285}},
		{"longer than the longest by default", time.Hour, 0, []int{0, 3600, 7200, 10800, 14400, 18000, 21600, 25200}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var got []int
				o := watch.Options[thing]{Min: tt.min, Max: tt.max, Progress: func(*thing) { got = append(got, int(time.Since(start).Seconds())) }}
				found, err := over(things...).Until(t.Context(), o)
				if err != nil || found.state != "done" {
					t.Fatalf("%+v, %v", found, err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestContextEnds(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		_, err := over(thing{"new", 1}).Until(ctx, watch.Options[thing]{})
		if want := "wait for thing 5: new: context deadline exceeded"; fmt.Sprint(err) != want || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want %s", err, want)
		}
		if took := time.Since(start); took != time.Hour {
			t.Errorf("took %s", took)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		_, err := over(thing{"new", 1}).Until(ctx, watch.Options[thing]{Progress: func(*thing) { cancel(enough) }})
		if want := "wait for thing 5: new: context canceled: enough"; fmt.Sprint(err) != want || !errors.Is(err, context.Canceled) || !errors.Is(err, enough) {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}

func TestFailures(t *testing.T) {
	t.Parallel()
	broken := over(thing{"done", 1})
	broken.Look = func(context.Context) (*thing, error) { return nil, errLost }
	tests := []struct {
		name string
		wait watch.Wait[thing]
		o    watch.Options[thing]
		want error
		text string
	}{
		{"an end that is an error", over(thing{"lost", 1}), watch.Options[thing]{}, errLost, "lost"},
		{"a look that fails", broken, watch.Options[thing]{}, errLost, "lost"},
		{"a negative pause", broken, watch.Options[thing]{Min: -1}, rest.ErrValidation, "things.wait: invalid_params: min: must not be negative"},
		{"a longest below the shortest", broken, watch.Options[thing]{Min: 2, Max: 1}, rest.ErrValidation, "things.wait: invalid_params: max: must not be less than min"},
	}
	for _, tt := range tests {
		if found, err := tt.wait.Until(t.Context(), tt.o); found != nil || !errors.Is(err, tt.want) || fmt.Sprint(err) != tt.text {
			t.Errorf("%s: %+v, %v", tt.name, found, err)
		}
	}
}
