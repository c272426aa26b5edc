package main

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// A schedule runs rules again and again, one at a time.
type schedule struct {
	jobs []*job
	run  func(context.Context, rule) error
}

// A job is when a rule runs next.
type job struct {
	rule rule
	next time.Time
}

// newSchedule has all rules run at once, in their order.
func newSchedule(rules []rule, run func(context.Context, rule) error) *schedule {
	s := &schedule{run: run}
	for _, r := range rules {
		s.jobs = append(s.jobs, &job{rule: r, next: time.Now()})
	}
	return s
}

// follow runs what is due until ctx ends, which is the way for it to end: the
// error is then nil. Trouble with one run does not keep the next from coming.
func (s *schedule) follow(ctx context.Context) error {
	for {
		due := s.earliest()
		if !waitUntil(ctx, due.next) {
			return nil
		}
		began := time.Now()
		if err := s.run(ctx, due.rule); err != nil && !errors.Is(err, errTrouble) {
			return err
		}
		due.next = began.Add(jittered(time.Duration(due.rule.settings().Every)))
	}
}

// earliest gives the job that has waited longest, or will be the first.
func (s *schedule) earliest() *job {
	first := s.jobs[0]
	for _, j := range s.jobs[1:] {
		if j.next.Before(first.next) {
			first = j
		}
	}
	return first
}

// jittered moves an interval by up to a tenth, so that many bots that were
// started together do not come together.
func jittered(every time.Duration) time.Duration {
	tenth := every / 10
	return every - tenth + rand.N(2*tenth+1)
}

// waitUntil reports whether a time came before ctx ended.
func waitUntil(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(time.Until(t))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return ctx.Err() == nil
	}
}

// runOnce runs all rules one time. Trouble with one does not keep the others
// from running.
func runOnce(ctx context.Context, rules []rule, run func(context.Context, rule) error) error {
	var trouble error
	for _, r := range rules {
		if ctx.Err() != nil {
			return interrupted(ctx)
		}
		err := run(ctx, r)
		if err != nil && !errors.Is(err, errTrouble) {
			return err
		}
		trouble = cmp.Or(trouble, err)
	}
	return trouble
}
