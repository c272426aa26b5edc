// Bot does what a reseller would otherwise have to think of every day. It
// renews domains that expire soon, reminds customers of open invoices, suspends
// the hosting of those who do not pay, and puts it back once they have.
//
//	go run ./examples/bot -once
//	go run ./examples/bot -once -yes
//	go run ./examples/bot -config bot.json
//
// Without -once it keeps running, each rule at its own interval, until it is
// interrupted or gets SIGTERM: what is under way may then still take a few
// seconds, and nothing is begun any more. A second signal ends it at once, which
// does no harm either.
//
// A rule only says what it would do and why, unless -yes is given or the
// configuration has it act. The file bot.json beside this one is an example of
// a configuration, and holds where none is given; config.go tells what each
// setting means. Flags take precedence over the file.
//
// A journal remembers what was done. However the bot ends, it can be started
// again and does nothing twice: what it was about to do is looked up first.
// Reminders are known by a client reference that follows from the invoice, so
// that not even a lost journal makes the bot send one twice; a renewal names the
// expiry that was seen. Which suspensions are its own, the bot knows from the
// journal and from the reason in the customer's events. A journal is used by one
// bot at a time, and belongs to one account.
//
// The log tells every action with its reason, and a summary of each run. The
// exit code is 0 if all is well, 1 if something went wrong, 2 if the
// command line or the configuration is wrong, and 3 if another bot has the
// journal. A bot that keeps running tries again what went wrong, and ends with 0
// when it is told to.
//
// Without credentials in the environment, or with -demo, the program works on a
// platform in memory, with a journal of its own that goes with it; without other
// flags it then shows what it can do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func main() {
	ctx, stop := untilSignal()
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bot:", err)
	}
	os.Exit(exitCode(err))
}

// untilSignal gives a context that ends with a signal. A second one ends the
// program.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// exitCode is what the program tells whoever started it.
func exitCode(err error) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	case errors.Is(err, errJournalInUse):
		return 3
	}
	return 1
}

// callTimeout bounds a call with all its retries.
const callTimeout = 2 * time.Minute

func run(ctx context.Context, args []string, out io.Writer) error {
	asked, err := parse(args, out)
	if err != nil {
		return err
	}
	logger := asked.logger(out)
	var which strings.Builder
	platform, err := demo.ConnectTo(&which, asked.demo, hostcontroltest.Options{InMemory: true},
		hostcontrol.WithLogger(logger), hostcontrol.WithTimeout(callTimeout), hostcontrol.WithApplication("bot"))
	if err != nil {
		return err
	}
	defer platform.Close()
	if asked.nothing && !platform.Live() {
		fmt.Fprint(out, which.String())
		return play(ctx, platform, out)
	}
	logger.Info(strings.TrimSuffix(which.String(), "\n"))
	if !platform.Live() {
		folder, err := os.MkdirTemp("", "bot")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		asked.config.Journal = filepath.Join(folder, "journal")
	}
	return start(ctx, platform.Client, platform.Now, asked, logger)
}

// grace is how long an action that is under way may take after a signal.
const grace = 10 * time.Second

// start runs the rules, once or again and again.
func start(ctx context.Context, client *hostcontrol.Client, now func() time.Time, asked *request, logger *slog.Logger) (err error) {
	b := &bot{
		client:     client,
		now:        now,
		log:        logger,
		place:      place(os.Getenv),
		grace:      grace,
		leaveAlone: asked.config.LeaveAlone,
	}
	if err := b.open(asked.config); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	rules := b.rules(asked.config)
	if asked.once {
		return runOnce(ctx, rules, b.carryOut)
	}
	return newSchedule(rules, b.carryOut).follow(ctx)
}

// place is where the environment says that the platform is.
func place(get func(string) string) string {
	for _, name := range []string{hostcontrol.EnvBaseURL, hostcontrol.EnvEnvironment} {
		if value := get(name); value != "" {
			return value
		}
	}
	return string(hostcontrol.Production)
}

// open reads the journal. A bot that does nothing leaves it to another.
func (b *bot) open(c *config) (err error) {
	if c.acts() {
		if b.journal, err = openJournal(c.Journal, b.now); err == nil {
			b.past = b.journal.past
		}
	} else {
		b.past, err = readJournal(c.Journal)
	}
	if err != nil {
		return fmt.Errorf("open the journal: %w", err)
	}
	return nil
}

func (b *bot) close() error {
	if b.journal == nil {
		return nil
	}
	return b.journal.close()
}

func (b *bot) rules(c *config) []rule {
	var rules []rule
	if c.Renew != nil {
		rules = append(rules, &renewRule{c.Renew, b})
	}
	if c.Remind != nil {
		rules = append(rules, &remindRule{c.Remind, b})
	}
	if c.Suspend != nil {
		rules = append(rules, &suspendRule{c.Suspend, b})
	}
	return rules
}
