package main

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// idle is a rule that is only waited for.
type idle struct {
	rule
	common
}

func (r *idle) settings() *common { return &r.common }

func newIdle(every time.Duration) *idle { return &idle{common: common{Every: interval(every)}} }

// TestSchedule: every rule runs at once, and then in its interval, give or take
// a tenth.
func TestSchedule(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fast, slow := newIdle(time.Hour), newIdle(24*time.Hour)
		runs := make(map[rule][]time.Time)
		ctx, cancel := context.WithTimeout(t.Context(), 10*24*time.Hour)
		defer cancel()
		began := time.Now()
		err := newSchedule([]rule{fast, slow}, func(_ context.Context, r rule) error {
			runs[r] = append(runs[r], time.Now())
			time.Sleep(time.Minute)
			return errTrouble // which keeps nothing from going on
		}).follow(ctx)
		if took := time.Since(began); err != nil || took < 10*24*time.Hour || took > 10*24*time.Hour+time.Minute {
			t.Errorf("%v after %s", err, took)
		}
		for r, want := range map[rule]int{fast: 240, slow: 10} {
			times := runs[r]
			if n := len(times); n < want*8/10 || n > want*12/10 || times[0].Sub(began) > time.Minute {
				t.Errorf("%d runs, the first %s after the start", n, times[0].Sub(began))
			}
			var gaps []time.Duration
			every := time.Duration(r.settings().Every)
			for i := range times[1:] {
				gaps = append(gaps, times[i+1].Sub(times[i]))
			}
			least, most := slices.Min(gaps), slices.Max(gaps)
			if least < every*9/10 || most > every*11/10+time.Minute || most-least < every/100 {
				t.Errorf("every %s: between %s and %s", every, least, most)
			}
		}
	})
}

// TestScheduleEnds at once with its context, and with what no run can go on
// after.
func TestScheduleEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		time.AfterFunc(90*time.Second, cancel)
		if err := newSchedule([]rule{newIdle(time.Hour)}, func(context.Context, rule) error { return nil }).follow(ctx); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 90*time.Second {
			t.Errorf("it ended after %s", took)
		}
		runs := 0
		broken := func(context.Context, rule) error { runs++; return errJournalBroken }
		if err := newSchedule([]rule{newIdle(time.Hour)}, broken).follow(t.Context()); !errors.Is(err, errJournalBroken) || runs != 1 {
			t.Errorf("%v after %d runs", err, runs)
		}
		if err := newSchedule([]rule{newIdle(time.Hour)}, broken).follow(ctx); err != nil || runs != 1 {
			t.Errorf("it had ended before: %v, %d runs", err, runs)
		}
	})
}

// TestRunOnce: trouble with one rule does not keep the others from running.
func TestRunOnce(t *testing.T) {
	t.Parallel()
	rules := []rule{newIdle(1), newIdle(2), newIdle(3)}
	for name, tt := range map[string]struct {
		second, want error
		runs         int
	}{
		"all well": {nil, nil, 3},
		"trouble":  {errTrouble, errTrouble, 3},
		"broken":   {errJournalBroken, errJournalBroken, 2},
	} {
		runs := 0
		err := runOnce(t.Context(), rules, func(_ context.Context, r rule) error {
			if runs++; r == rules[1] {
				return tt.second
			}
			return nil
		})
		if err != tt.want || runs != tt.runs {
			t.Errorf("%s: %v after %d runs", name, err, runs)
		}
	}
	ctx, interrupt := context.WithCancel(t.Context())
	runs := 0
	err := runOnce(ctx, rules, func(context.Context, rule) error { runs++; interrupt(); return nil })
	if !errors.Is(err, errTrouble) || !errors.Is(err, context.Canceled) || runs != 1 {
		t.Errorf("interrupted: %v after %d runs", err, runs)
	}
}
