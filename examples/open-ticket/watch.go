package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/support"
)

// watch tells what customers write. A message counts as told when the cursor
// behind it is kept: a program that is killed in between tells it again.
func watch(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	after, err := asked.begin()
	if err != nil {
		return err
	}
	told := 0
	for incoming, err := range client.Tickets.Watch(ctx, support.WatchOptions{After: after}) {
		switch {
		case ctx.Err() != nil:
			return nil // it was interrupted
		case errors.Is(err, hostcontrol.ErrValidation):
			return err
		case err != nil:
			fmt.Fprintf(out, "trouble, it goes on: %v\n", err)
			continue
		}
		fmt.Fprintf(out, "Ticket %s of customer %s is %s: %s\n",
			incoming.Ticket.ID, incoming.Ticket.Customer.ID, incoming.Ticket.State, line(incoming.Ticket.Subject))
		if err := tell(out, incoming.Message); err != nil {
			return err
		}
		if err := asked.keep(incoming.Cursor); err != nil {
			return err
		}
		if told++; told == asked.count {
			break
		}
	}
	return nil
}

// begin is where to watch from: where the last run ended, or what the command
// line says.
func (r *request) begin() (support.Cursor, error) {
	if r.cursorFile != "" {
		kept, err := os.ReadFile(r.cursorFile)
		switch {
		case err == nil:
			var cursor support.Cursor
			if err := cursor.UnmarshalText(kept); err != nil {
				return "", fmt.Errorf("-cursor: %s %w", r.cursorFile, err)
			}
			return cursor, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("-cursor: %w", err)
		}
	}
	if r.since.IsZero() {
		return "", nil
	}
	return support.CursorAt(r.since), nil
}

// keep replaces the kept cursor in one step, so that there is always one.
func (r *request) keep(cursor support.Cursor) error {
	if r.cursorFile == "" {
		return nil
	}
	next, err := os.CreateTemp(filepath.Dir(r.cursorFile), ".cursor-*")
	if err != nil {
		return fmt.Errorf("-cursor: %w", err)
	}
	defer os.Remove(next.Name())
	_, err = next.WriteString(string(cursor))
	if err = errors.Join(err, next.Sync(), next.Close()); err == nil {
		err = os.Rename(next.Name(), r.cursorFile)
	}
	if err != nil {
		return fmt.Errorf("-cursor: %w", err)
	}
	return nil
}
