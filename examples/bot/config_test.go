package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestExampleConfiguration(t *testing.T) {
	t.Parallel()
	c, err := loadConfig("bot.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.check(); err != nil {
		t.Error(err)
	}
	if c.acts() || len(c.rules()) != 3 {
		t.Errorf("it acts: %t, with %d rules", c.acts(), len(c.rules()))
	}
}

func TestFlagsTakePrecedence(t *testing.T) {
	t.Parallel()
	path := write(t, t.TempDir(), `{
		"journal": "a", "leave_alone": ["vip"],
		"renew": {"every": "1h", "act": true, "max_actions": 3, "days": 7},
		"suspend": {"every": "90m", "act": false, "max_actions": 2, "days": 30, "reminders": 0, "notice_days": 0}
	}`)
	for _, tt := range []struct {
		args []string
		want config
	}{
		{nil, config{Journal: "a", LeaveAlone: []string{"vip"},
			Renew:   &renewConfig{common{interval(time.Hour), true, 3}, 7},
			Suspend: &suspendConfig{common{interval(90 * time.Minute), false, 2}, 30, 0, 0}}},
		{[]string{"-yes", "-journal", "b", "-leave-alone", "", "-every", "2h", "-max-actions", "9", "-renew-days", "1", "-suspend-days", "2"},
			config{Journal: "b", LeaveAlone: []string{},
				Renew:   &renewConfig{common{interval(2 * time.Hour), true, 9}, 1},
				Suspend: &suspendConfig{common{interval(2 * time.Hour), true, 9}, 2, 0, 0}}},
		{[]string{"-yes=false", "-rules", "renew"}, config{Journal: "a", LeaveAlone: []string{"vip"},
			Renew: &renewConfig{common{interval(time.Hour), false, 3}, 7}}},
	} {
		asked, err := parse(append([]string{"-config", path}, tt.args...), new(bytes.Buffer))
		if err != nil {
			t.Errorf("%q: %v", tt.args, err)
			continue
		}
		if diff := cmp.Diff(&tt.want, asked.config, cmp.AllowUnexported(renewConfig{}, suspendConfig{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.args, diff)
		}
	}
	for _, flag := range []string{"-remind-days=3", "-rules=remind"} {
		if _, err := parse([]string{"-config", path, flag}, new(bytes.Buffer)); err == nil {
			t.Errorf("%s was taken without the rule", flag)
		}
	}
	onlyRenew := write(t, t.TempDir(), `{"renew": {"every": "1h", "max_actions": 3, "days": 7}}`)
	if _, err := parse([]string{"-config", onlyRenew, "-suspend-days=3"}, new(bytes.Buffer)); err == nil {
		t.Error("-suspend-days was taken without the rule")
	}
}

func TestReminderRefusals(t *testing.T) {
	t.Parallel()
	good := reminder{3, "Invoice {number}", "Dear {name}"}
	for want, change := range map[string]func(*remindConfig){
		`since must be "opened" or "due"`:         func(c *remindConfig) { c.Since = "created" },
		"department must not be negative":         func(c *remindConfig) { c.Department = -1 },
		"reminders must not be empty":             func(c *remindConfig) { c.Reminders = nil },
		"reminder 1: days must be more than 0":    func(c *remindConfig) { c.Reminders[0].Days = 0 },
		"reminder 1: subject and body":            func(c *remindConfig) { c.Reminders[0].Body = " " },
		"reminder 1: subject must hold {number}":  func(c *remindConfig) { c.Reminders[0].Subject = "Pay" },
		"{amount} is not one of {name}, {number}": func(c *remindConfig) { c.Reminders[0].Body = "{amount}" },
		"reminder 2: days must be more than 3":    func(c *remindConfig) { c.Reminders = append(c.Reminders, good) },
	} {
		c := config{Journal: "a", Remind: &remindConfig{
			common: common{Every: interval(time.Hour), MaxActions: 1}, Since: sinceDue, Reminders: []reminder{good},
		}}
		if err := c.check(); err != nil {
			t.Fatal(err)
		}
		change(c.Remind)
		if err := c.check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestWorded(t *testing.T) {
	t.Parallel()
	got := worded("{name} {number} {owed} {due} {days} {reminder} {other}", "{number}", "N", "O", "D", "4", "2")
	if got != "{number} N O D 4 2 {other}" {
		t.Error(got)
	}
}
