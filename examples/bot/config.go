package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// config says what the bot does. The file bot.json beside this one is an
// example, and what holds where no other file is given.
type config struct {
	// Journal is the file that remembers what was done.
	Journal string `json:"journal"`
	// LeaveAlone are tags: customers who have one of them are left alone.
	LeaveAlone []string `json:"leave_alone"`

	// A rule that is not in the file is not run.
	Renew   *renewConfig   `json:"renew"`
	Remind  *remindConfig  `json:"remind"`
	Suspend *suspendConfig `json:"suspend"`
}

// common is what every rule is told.
type common struct {
	// Every is the time between two runs, such as "90m" or "24h".
	Every interval `json:"every"`
	// Act has the rule do what it otherwise only says it would.
	Act bool `json:"act"`
	// MaxActions is the number of actions that a run begins at most. What is
	// left is done by the next run.
	MaxActions int `json:"max_actions"`
}

func (c *common) settings() *common { return c }

type renewConfig struct {
	common `json:",embed"`
	// Days before their expiry domains are renewed.
	Days int `json:"days"`
}

type remindConfig struct {
	common `json:",embed"`
	// Since is what days are counted from: the day an invoice was "opened", or
	// the one it was "due".
	Since string `json:"since"`
	// Department answers the tickets; 0 stands for that of the label.
	Department int64 `json:"department"`
	// Reminders follow each other. However late the first one is, the others
	// keep their distance.
	Reminders []reminder `json:"reminders"`
}

// A reminder is what a customer is told. Subject and Body, which is Markdown,
// may hold {name}, {number}, {owed}, {due}, {days} and {reminder}.
type reminder struct {
	Days    int    `json:"days"`
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

type suspendConfig struct {
	common `json:",embed"`
	// Days after an invoice was due its customer's hosting is suspended.
	Days int `json:"days"`
	// Reminders that were sent before, the last of them NoticeDays ago: without
	// them nobody is suspended. With 0 no reminder is needed.
	Reminders  int `json:"reminders"`
	NoticeDays int `json:"notice_days"`
}

// What reminders count from.
const (
	sinceOpened = "opened"
	sinceDue    = "due"
)

// An interval is a duration in the form of time.ParseDuration.
type interval time.Duration

func (i *interval) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*i = interval(d)
	return err
}

//go:embed bot.json
var example []byte

// loadConfig reads a file, or the example where there is none.
func loadConfig(path string) (*config, error) {
	text := example
	if path != "" {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	var c config
	if err := json.Unmarshal(text, &c, json.RejectUnknownMembers(true)); err != nil {
		return nil, err
	}
	return &c, nil
}

// rules gives the settings of the rules that are to run, by name.
func (c *config) rules() map[string]*common {
	rules := make(map[string]*common)
	if c.Renew != nil {
		rules[ruleRenew] = &c.Renew.common
	}
	if c.Remind != nil {
		rules[ruleRemind] = &c.Remind.common
	}
	if c.Suspend != nil {
		rules[ruleSuspend] = &c.Suspend.common
	}
	return rules
}

// acts reports whether any rule does more than to say what it would do.
func (c *config) acts() bool {
	for _, rule := range c.rules() {
		if rule.Act {
			return true
		}
	}
	return false
}

// check gives all that is wrong.
func (c *config) check() error {
	var problems []error
	reject := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Errorf(format, args...))
		}
	}
	reject(len(c.rules()) == 0, "there is no rule in it")
	reject(c.Journal == "" && c.acts(), "journal must be the path of a file")
	reject(slices.Contains(c.LeaveAlone, ""), "leave_alone must not hold an empty tag")
	for name, rule := range c.rules() {
		reject(rule.Every < interval(time.Second), "%s: every must be a second at least", name)
		reject(rule.MaxActions < 1, "%s: max_actions must be positive", name)
	}
	reject(c.Renew != nil && c.Renew.Days < 1, "renew: days must be positive")
	sent := 0
	if c.Remind != nil {
		sent = len(c.Remind.Reminders)
		problems = append(problems, c.Remind.check()...)
	}
	if c.Suspend != nil {
		reject(c.Suspend.Days < 1, "suspend: days must be positive")
		reject(c.Suspend.NoticeDays < 0, "suspend: notice_days must not be negative")
		reject(c.Suspend.Reminders < 0 || c.Suspend.Reminders > sent, "suspend: reminders must be among the %d that are sent", sent)
	}
	return errors.Join(problems...)
}

func (c *remindConfig) check() []error {
	var problems []error
	if c.Since != sinceOpened && c.Since != sinceDue {
		problems = append(problems, fmt.Errorf("remind: since must be %q or %q", sinceOpened, sinceDue))
	}
	if c.Department < 0 {
		problems = append(problems, errors.New("remind: department must not be negative"))
	}
	if len(c.Reminders) == 0 {
		problems = append(problems, errors.New("remind: reminders must not be empty"))
	}
	before := 0
	for i, r := range c.Reminders {
		if err := r.check(before); err != nil {
			problems = append(problems, fmt.Errorf("remind: reminder %d: %w", i+1, err))
		}
		before = r.Days
	}
	return problems
}

func (r *reminder) check(before int) error {
	if r.Days <= before {
		return fmt.Errorf("days must be more than %d", before)
	}
	if strings.TrimSpace(r.Subject) == "" || strings.TrimSpace(r.Body) == "" {
		return errors.New("subject and body must not be empty")
	}
	if !strings.Contains(r.Subject, "{number}") {
		return errors.New("subject must hold {number}: it tells the reminders of one invoice from those of another")
	}
	return checkWording(r.Subject + r.Body)
}
