package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
)

// errUsage says that the command line or the configuration is wrong.
var errUsage = errors.New("cannot run as asked")

// request is what the command line asks for.
type request struct {
	demo    bool
	nothing bool
	once    bool
	json    bool
	config  *config
}

// parse reads the command line, and the configuration that it names.
func parse(args []string, out io.Writer) (*request, error) {
	asked, err := parseAll(args, out)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return asked, err
}

func parseAll(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("bot", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	path := flags.String("config", "", "JSON `file` with the configuration")
	flags.BoolVar(&r.once, "once", false, "run every rule once")
	flags.BoolVar(&r.json, "log-json", false, "log in JSON")
	only := demo.List(flags, "rules", "`names` of the rules to run: renew, remind, suspend")
	change := changes(flags)
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	var err error
	if r.config, err = loadConfig(*path); err != nil {
		return nil, fmt.Errorf("-config: %w", err)
	}
	if err := change(r.config); err != nil {
		return nil, err
	}
	if err := r.config.check(); err != nil {
		return nil, err
	}
	return &r, r.config.restrict(*only)
}

// changes defines the flags that take precedence over the configuration.
func changes(flags *flag.FlagSet) func(*config) error {
	yes := flags.Bool("yes", false, "do what is due, instead of saying what would be done")
	every := flags.Duration("every", 0, "`time` between two runs of a rule")
	most := flags.Int("max-actions", 0, "`number` of actions that a run of a rule begins at most")
	journal := flags.String("journal", "", "`file` that remembers what was done")
	alone := demo.List(flags, "leave-alone", "`tags` of customers who are left alone")
	renew := flags.Int("renew-days", 0, "renew domains this `number` of days before they expire")
	remind := demo.List(flags, "remind-days", "`numbers` of days after which a customer is reminded")
	suspend := flags.Int("suspend-days", 0, "suspend hosting this `number` of days after an invoice was due")
	return func(c *config) error {
		var err error
		flags.Visit(func(f *flag.Flag) {
			switch f.Name {
			case "journal":
				c.Journal = *journal
			case "leave-alone":
				c.LeaveAlone = *alone
			case "renew-days":
				err = errors.Join(err, c.changeDays(f.Name, *renew))
			case "suspend-days":
				err = errors.Join(err, c.changeDays(f.Name, *suspend))
			case "remind-days":
				err = errors.Join(err, c.changeReminders(*remind))
			}
			for _, rule := range c.rules() {
				switch f.Name {
				case "yes":
					rule.Act = *yes
				case "every":
					rule.Every = interval(*every)
				case "max-actions":
					rule.MaxActions = *most
				}
			}
		})
		return err
	}
}

// restrict takes away the rules that are not named; nil names all.
func (c *config) restrict(only []string) error {
	if only == nil {
		return nil
	}
	if len(only) == 0 {
		return errors.New("-rules: must not be empty")
	}
	known := c.rules()
	for _, name := range only {
		if known[name] == nil {
			return fmt.Errorf("-rules: there is no rule %q in the configuration", name)
		}
	}
	if !slices.Contains(only, ruleRenew) {
		c.Renew = nil
	}
	if !slices.Contains(only, ruleRemind) {
		c.Remind = nil
	}
	if !slices.Contains(only, ruleSuspend) {
		c.Suspend = nil
	}
	return nil
}

var errNotRun = errors.New("the rule is not run")

func (c *config) changeDays(name string, days int) error {
	switch {
	case name == "renew-days" && c.Renew != nil:
		c.Renew.Days = days
	case name == "suspend-days" && c.Suspend != nil:
		c.Suspend.Days = days
	default:
		return fmt.Errorf("-%s: %w", name, errNotRun)
	}
	return nil
}

// changeReminders gives the reminders of the configuration other days. There
// may be fewer of them.
func (c *config) changeReminders(days []string) error {
	if c.Remind == nil {
		return fmt.Errorf("-remind-days: %w", errNotRun)
	}
	if len(days) > len(c.Remind.Reminders) {
		return fmt.Errorf("-remind-days: the configuration has texts for %d reminders", len(c.Remind.Reminders))
	}
	c.Remind.Reminders = c.Remind.Reminders[:len(days)]
	for i, text := range days {
		number, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("-remind-days: %w", err)
		}
		c.Remind.Reminders[i].Days = number
	}
	return nil
}

// logger makes the log.
func (r *request) logger(out io.Writer) *slog.Logger {
	if r.json {
		return slog.New(slog.NewJSONHandler(out, nil))
	}
	return slog.New(slog.NewTextHandler(out, nil))
}

// timed is a log whose lines carry the time of another clock.
func timed(out io.Writer, now func() time.Time) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && a.Key == slog.TimeKey {
				a.Value = slog.StringValue(now().UTC().Format(time.RFC3339))
			}
			return a
		},
	}))
}
