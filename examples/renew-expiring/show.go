package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// show lists what would be renewed, and compares the total with the balance.
func show(ctx context.Context, client *hostcontrol.Client, found *findings, out io.Writer) error {
	if len(found.due) > 0 {
		if err := showDue(out, found.due); err != nil {
			return err
		}
		if err := showTotal(ctx, client, found, out); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(out, "Nothing is to be renewed.")
	}
	if found.unwanted > 0 {
		fmt.Fprintf(out, "Left out, since their renewal is switched off: %d, see -all.\n", found.unwanted)
	}
	return nil
}

func showDue(out io.Writer, list []due) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DOMAIN\tCUSTOMER\tSTATUS\tEXPIRES\tCOST")
	for _, d := range list {
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\n", d.domain.Name.Unicode(), d.domain.Customer.ID,
			d.domain.Status, expiry(d.domain), told(d.cost))
	}
	return table.Flush()
}

func told(amount currency.Amount) string {
	if amount.CurrencyCode() == "" {
		return "not told"
	}
	return amount.String()
}

func showTotal(ctx context.Context, client *hostcontrol.Client, found *findings, out io.Writer) error {
	sum, unknown, err := found.total()
	if err != nil {
		return err
	}
	payer, err := account(ctx, client)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Together %s", told(sum))
	if unknown > 0 {
		fmt.Fprintf(out, ", without %d whose cost is not told", unknown)
	}
	verdict, err := covers(payer.Balance, payer.LowerLimit, sum)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "; the balance is %s, %s.\n", payer.Balance, verdict)
	return nil
}

// covers tells whether a balance stays above its lower limit.
func covers(balance, limit, sum currency.Amount) (string, error) {
	if sum.CurrencyCode() == "" {
		return "which may do", nil
	}
	left, err := balance.Sub(sum)
	if err != nil {
		return "", err
	}
	compared, err := left.Cmp(limit)
	if err != nil {
		return "", err
	}
	if compared < 0 {
		return "which does not cover it: what expires last stays", nil
	}
	return "which leaves " + left.String(), nil
}
