package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/support"
)

const ruleRemind = "remind"

// remindRule opens a ticket towards customers who do not pay, again and again
// until they do or there is no other reminder. A customer gets all of them in
// their order, none of them twice.
type remindRule struct {
	*remindConfig
	*bot
}

func (r *remindRule) name() string { return ruleRemind }

func (r *remindRule) find(ctx context.Context) ([]*task, error) {
	owing, err := debts(ctx, r.client)
	if err != nil {
		return nil, err
	}
	known := &directory{r.client, make(map[customers.ID]*customers.Customer)}
	var tasks []*task
	for _, d := range owing {
		number := r.next(d)
		if number == 0 {
			continue
		}
		owner, err := known.get(ctx, d.Customer.ID)
		if err != nil {
			tasks = append(tasks, broken("remind of invoice "+d.Number, d.Customer.ID, err))
			continue
		}
		tasks = append(tasks, r.task(d, number, owner))
	}
	return tasks, nil
}

// reminderReference is the client reference of a ticket: whoever reminds of the
// same invoice finds it.
func reminderReference(id billing.InvoiceID, number int) string {
	return fmt.Sprintf("bot-%s-%s-%d", ruleRemind, id, number)
}

// next gives which reminder of a debt is due, 0 for none. It keeps the distance
// that two reminders have, whenever the first of them was sent.
func (r *remindRule) next(d debt) int {
	from := d.since(r.Since)
	if from.IsZero() {
		return 0
	}
	number, earliest := 1, time.Time{}
	for ; number <= len(r.Reminders) && r.past.happened(reminderReference(d.ID, number)); number++ {
		earliest = r.past.known[reminderReference(d.ID, number)].done.At
	}
	if number > len(r.Reminders) {
		return 0
	}
	days := r.Reminders[number-1].Days
	if number > 1 {
		// Counted in days, so that runs which are minutes early are not too early.
		earliest = earliest.Truncate(24*time.Hour).AddDate(0, 0, days-r.Reminders[number-2].Days)
	}
	if now := r.now(); now.Before(from.AddDate(0, 0, days)) || now.Before(earliest) {
		return 0
	}
	return number
}

// clockSkew is how far the platform's clock may be behind the bot's.
const clockSkew = time.Hour

func (r *remindRule) task(d debt, number int, owner *customers.Customer) *task {
	days := int(r.now().Sub(d.since(r.Since)) / (24 * time.Hour))
	due := "at once"
	if d.Due != nil {
		due = day(*d.Due)
	}
	word := func(text string) string {
		return worded(text, owner.PrimaryContact.Name, d.Number, d.owed.String(), due, strconv.Itoa(days), strconv.Itoa(number))
	}
	params := support.CreateParams{
		Customer:        owner.ID,
		Subject:         word(r.Reminders[number-1].Subject),
		Body:            word(r.Reminders[number-1].Body),
		Department:      support.DepartmentID(r.Department),
		ClientReference: reminderReference(d.ID, number),
	}
	t := &task{
		intent: entry{
			Reference: params.ClientReference,
			Customer:  owner.ID,
			Invoice:   d.ID,
			Subject:   params.Subject,
		},
		action:  fmt.Sprintf("send reminder %d of invoice %s", number, d.Number),
		why:     fmt.Sprintf("%s are owed, %s %d days ago", d.owed, r.Since, days),
		recheck: func(ctx context.Context) (string, error) { return settled(ctx, r.client, d.ID) },
		do: func(ctx context.Context) (string, error) {
			ticket, err := r.client.Tickets.Create(ctx, params)
			if err != nil {
				return "", err
			}
			return "ticket " + ticket.Number, nil
		},
	}
	if tag := r.isLeftAlone(owner); tag != "" {
		t.hold = "the customer is " + tag
	}
	return t
}

// look tells a reminder from its reference. On a platform that keeps none, a
// new ticket with its subject, which names the invoice, is one.
func (r *remindRule) look(ctx context.Context, intent *entry) (bool, error) {
	filter := support.TicketFilter{Customer: intent.Customer, ClientReference: intent.Reference}
	for t, err := range r.client.Tickets.All(ctx, filter) {
		switch {
		case err != nil:
			return false, err
		case t.Customer.ID != intent.Customer:
		case t.ClientReference == intent.Reference:
			return true, nil
		case t.ClientReference == "" && t.Subject == intent.Subject && t.Created.After(intent.At.Add(-clockSkew)):
			return true, nil
		}
	}
	return false, nil
}
