package main

import (
	"context"
	"log/slog"
)

// A tally counts what a run of a rule came to, and tells it as it comes.
type tally struct {
	log   *slog.Logger
	begun int

	done, would, found, held, failed, unknown, left int
}

func (t *tally) add(count *int, level slog.Level, message string, about ...any) {
	*count++
	t.log.Log(context.Background(), level, message, about...)
}

// summarize tells the counts that are not zero.
func (t *tally) summarize(ctx context.Context, acts bool) {
	about := []any{"dry_run", !acts}
	for _, count := range []struct {
		name  string
		value int
	}{
		{"done", t.done}, {"would_be_done", t.would}, {"found", t.found}, {"left_undone", t.held},
		{"failed", t.failed}, {"unknown", t.unknown}, {"not_looked_at", t.left},
	} {
		if count.value > 0 {
			about = append(about, count.name, count.value)
		}
	}
	t.log.InfoContext(ctx, "run finished", about...)
}
