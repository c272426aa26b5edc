package mirrortest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/rest"
)

// What makes a process of the test binary one that works on a copy.
const (
	envTask    = "MIRROR_HELPER_TASK"
	envURL     = "MIRROR_HELPER_URL"
	envKey     = "MIRROR_HELPER_KEY"
	envDriver  = "MIRROR_HELPER_DRIVER"
	envSource  = "MIRROR_HELPER_SOURCE"
	envDialect = "MIRROR_HELPER_DIALECT"
)

// Tasks of such a process.
const (
	taskWork  = "work"  // sync and consume, until it is killed
	taskOnce  = "once"  // sync and consume
	taskFirst = "first" // sync, and print the most that the heap held
)

func TestMain(m *testing.M) {
	if os.Getenv(envTask) == "" {
		os.Exit(m.Run())
	}
	if err := help(context.Background(), os.Getenv(envTask)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// newHelper gives the command of a process that works on a copy.
func newHelper(t testing.TB, task string, at place, url, key string) *exec.Cmd {
	t.Helper()
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env = append(os.Environ(),
		envTask+"="+task, envURL+"="+url, envKey+"="+key,
		envDriver+"="+at.driver, envSource+"="+at.source, envDialect+"="+strconv.Itoa(int(at.dialect)))
	return process
}

func help(ctx context.Context, task string) error {
	client, err := rest.New(rest.Config{
		BaseURL:     os.Getenv(envURL),
		Credentials: rest.APIKey(rest.NewSecret(os.Getenv(envKey)), ""),
		Limiter:     rest.Unlimited(),
	})
	if err != nil {
		return err
	}
	db, err := sql.Open(os.Getenv(envDriver), os.Getenv(envSource))
	if err != nil {
		return err
	}
	defer db.Close()
	dialect, err := strconv.Atoi(os.Getenv(envDialect))
	if err != nil {
		return err
	}
	m, err := mirror.Open(ctx, db, mirror.Dialect(dialect))
	if err != nil {
		return err
	}
	if task == taskFirst {
		return first(ctx, m, client)
	}
	for {
		// Whoever was killed had the lease; it runs out soon.
		if _, err := m.Sync(ctx, client, mirror.SyncOptions{Wait: true, Lease: 100 * time.Millisecond}); err != nil {
			return err
		}
		if _, err := m.Changes(ctx, ledger(mirror.Dialect(dialect))); err != nil {
			return err
		}
		if task == taskOnce {
			return nil
		}
	}
}

// ledger is a consumer that writes down what it is given, in the transaction
// that it comes with.
func ledger(dialect mirror.Dialect) mirror.Consumer {
	statement := `INSERT INTO ledger (place, sequence) SELECT COALESCE(MAX(place), 0) + 1, ` + map[mirror.Dialect]string{
		mirror.SQLite: "?", mirror.PostgreSQL: "$1",
	}[dialect] + ` FROM ledger`
	return mirror.Consumer{Name: "ledger", Batch: 50, Handle: func(ctx context.Context, tx *sql.Tx, c *mirror.Change) error {
		_, err := tx.ExecContext(ctx, statement, c.Sequence)
		return err
	}}
}

// first syncs a copy for the first time, and prints the largest heap that was
// seen meanwhile: objects that are in use, and those that are not collected yet.
func first(ctx context.Context, m *mirror.Mirror, client *rest.Client) error {
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		largest := uint64(0)
		ticker := time.NewTicker(500 * time.Microsecond)
		defer ticker.Stop()
		for {
			metrics.Read(sample)
			largest = max(largest, sample[0].Value.Uint64())
			select {
			case <-ticker.C:
			case <-stop:
				peak <- largest
				return
			}
		}
	}()
	report, err := m.Sync(ctx, client, mirror.SyncOptions{})
	close(stop)
	fmt.Println(<-peak, report.Invoices.Inserted)
	return err
}

// output runs a process to its end, and reads the numbers that it prints.
func output(t testing.TB, process *exec.Cmd) []int64 {
	t.Helper()
	var complaint strings.Builder
	process.Stderr = &complaint
	text, err := process.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &complaint)
	}
	var numbers []int64
	for field := range strings.FieldsSeq(string(text)) {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, n)
	}
	return numbers
}
