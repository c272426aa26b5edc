package main

import (
	"context"
	"log"
	"net/url"

	"github.com/hostcontrol-go/sdk/billing"
)

// walk goes the whole way without a window: one payer pays, one refuses, and one
// cheats and pays after all.
func walk(ctx context.Context, s *shop, say *log.Logger) error {
	say.Println("A payer comes from the platform, and pays.")
	if err := s.visit(ctx, say, "Pay"); err != nil {
		return err
	}
	say.Println("\nThe next one refuses.")
	if err := s.visit(ctx, say, "Refuse"); err != nil {
		return err
	}
	say.Println("\nOne changes the form on its way.")
	return s.cheat(ctx, say)
}

// visit sends a payer who decides.
func (s *shop) visit(ctx context.Context, say *log.Logger, decision string) error {
	invoice, payer, err := s.send(ctx)
	if err != nil {
		return err
	}
	for _, button := range []string{"Go on to " + gatewayName, decision} {
		if err := press(ctx, payer, button, say); err != nil {
			return err
		}
	}
	_, err = s.report(ctx, invoice.ID, say)
	return err
}

// send sends a customer an invoice, and him to the page on which he pays it.
func (s *shop) send(ctx context.Context) (*billing.Invoice, *browser, error) {
	invoice, err := s.bill(ctx)
	if err != nil {
		return nil, nil, err
	}
	_, address, err := s.start(ctx, invoice)
	if err != nil {
		return nil, nil, err
	}
	payer := new(browser)
	return invoice, payer, payer.open(ctx, address)
}

func press(ctx context.Context, payer *browser, button string, say *log.Logger) error {
	before := payer.title()
	if err := payer.press(ctx, button); err != nil {
		return err
	}
	say.Printf("  %s [%s] %s\n", before, button, payer.title())
	return nil
}

// cheat sends a payer who alters his form, in three ways, and then has to go on
// with the one that he was given.
func (s *shop) cheat(ctx context.Context, say *log.Logger) error {
	invoice, payer, err := s.send(ctx)
	if err != nil {
		return err
	}
	address, fields, err := payer.form()
	if err != nil {
		return err
	}
	for _, change := range []struct {
		what string
		make func(url.Values)
	}{
		{"a cent in place of the amount", func(f url.Values) { f.Set("amount", "1") }},
		// What is signed stays the same text: the values stand side by side in it.
		{"the last digits of the amount moved to the customer", moveDigits},
		{"the signature left out", func(f url.Values) { f.Del("signature") }},
	} {
		changed, cheater := clone(fields), new(browser)
		change.make(changed)
		if err := cheater.post(ctx, address, changed); err != nil {
			return err
		}
		say.Printf("  %s: %s: %s\n", change.what, cheater.status, cheater.title())
	}
	if err := press(ctx, payer, "Go on to "+gatewayName, say); err != nil {
		return err
	}
	reloaded := new(browser)
	if err := reloaded.post(ctx, address, fields); err != nil {
		return err
	}
	say.Println("  the same form once more:", reloaded.title())
	if err := press(ctx, reloaded, "Pay", say); err != nil {
		return err
	}
	_, err = s.report(ctx, invoice.ID, say)
	return err
}

func clone(fields url.Values) url.Values {
	copied := url.Values{}
	for name := range fields {
		copied.Set(name, fields.Get(name))
	}
	return copied
}

func moveDigits(fields url.Values) {
	amount := fields.Get("amount")
	end := len(amount) - 2
	fields.Set("customer", amount[end:]+fields.Get("customer"))
	fields.Set("amount", amount[:end])
}
