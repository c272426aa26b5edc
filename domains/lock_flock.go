//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package domains

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lockJournal takes the lock that the system gives up by itself when the
// process ends, however it ends.
func lockJournal(file *os.File) (free func(), err error) {
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%s: %w", file.Name(), ErrJournalInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	// Closing the file is not enough at once where another process was just
	// started: until it runs, it has the files of this one.
	return func() { _ = syscall.Flock(int(file.Fd()), syscall.LOCK_UN) }, nil
}

// syncFolder makes a new file's name last.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
