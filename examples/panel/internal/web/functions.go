package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/customers"
)

// functions are what templates have besides those of the language.
var functions = template.FuncMap{
	"asset":    func(name string) string { return "/static/" + name + "?v=" + version },
	"day":      day,
	"moment":   moment,
	"money":    money,
	"words":    words,
	"noun":     noun,
	"join":     func(list []string) string { return strings.Join(list, ", ") },
	"action":   requiredAction,
	"invoice":  invoiceName,
	"tone":     tone,
	"customer": func(id customers.ID) string { return customerPath(id) },
	"pair":     func(a, b any) [2]any { return [2]any{a, b} },
}

// A stamp is a time for people and for machines.
type stamp struct{ Text, Machine string }

const dayLayout = "2 January 2006"

// day and moment take a time or a pointer to one. There is nothing to show of
// one that is zero.
func day(t any) stamp    { return stampOf(t, dayLayout) }
func moment(t any) stamp { return stampOf(t, "2 January 2006, 15:04 MST") }

func stampOf(t any, layout string) stamp {
	var at time.Time
	switch t := t.(type) {
	case time.Time:
		at = t
	case *time.Time:
		if t != nil {
			at = *t
		}
	}
	if at.IsZero() {
		return stamp{}
	}
	return stamp{at.UTC().Format(layout), at.UTC().Format(time.RFC3339)}
}

// noun gives the form that goes with a number.
func noun(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

var amounts = currency.NewFormatter(currency.NewLocale("en"))

// money writes an amount with the sign of its currency. One that the platform
// does not tell has none.
func money(amount currency.Amount) string {
	if amount.CurrencyCode() == "" {
		return "not told"
	}
	return amounts.Format(amount)
}

// words makes a text of a value such as "wait_for_auth_code".
func words(value any) string {
	return strings.ReplaceAll(strings.ReplaceAll(fmt.Sprint(value), "_", " "), "-", " ")
}

// tones are the colors in which states are shown. States that are not among
// them, such as those that the platform has come to know, have none.
var tones = map[string]string{
	"succeeded": "good", "delivered": "good", "active": "good", "completed": "good", "authorised": "good",
	"closed": "good", "verified": "good", "enabled": "good",
	"pending": "wait", "waiting": "wait", "processing": "wait", "scheduled": "wait", "open": "wait", "new": "wait",
	"wait_for_auth_code": "wait", "wait_for_approval": "wait", "suspended": "wait", "not verified": "wait",
	"failed": "bad", "expired": "bad", "redemption": "bad", "deleted": "bad", "canceled": "bad", "cancelled": "bad",
	"disabled": "bad", "fraud": "bad", "not_started": "bad", "unknown": "bad",
	"started": "good", "started_earlier": "good", "found": "good",
}

func tone(state any) string { return tones[fmt.Sprint(state)] }
