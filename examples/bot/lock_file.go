//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package main

import (
	"errors"
	"fmt"
	"os"
)

// lockJournal makes a file beside the journal, since this system has no lock
// that all Go programs can take. A bot that was killed leaves it behind.
func lockJournal(file *os.File) (free func(), err error) {
	path := file.Name() + ".lock"
	lock, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s: %w; if it was killed, remove %s", file.Name(), errJournalInUse, path)
	}
	if err != nil {
		return nil, err
	}
	return func() {
		_ = lock.Close()
		_ = os.Remove(path)
	}, nil
}

// syncFolder has nothing to do where folders cannot be synced.
func syncFolder(string) error { return nil }
