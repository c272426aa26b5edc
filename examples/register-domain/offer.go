package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// offer shows whether a domain can be had, and at which price.
func offer(ctx context.Context, client *hostcontrol.Client, name domains.Name, years int, out io.Writer) error {
	availability, err := client.Domains.Check(ctx, name.String())
	if err != nil {
		return err
	}
	price, err := priceOf(ctx, client, name.TLD())
	if err != nil {
		return err
	}
	total, err := cost(price, years)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\t%s\n", name.Unicode(), availability)
	fmt.Fprintf(table, "the first year\t%s\n", told(price.Register))
	if years > 1 {
		fmt.Fprintf(table, "each further year\t%s\n", told(price.Renew))
		fmt.Fprintf(table, "%d years\t%s\n", years, told(total))
	}
	return table.Flush()
}

func priceOf(ctx context.Context, client *hostcontrol.Client, tld string) (*domains.Price, error) {
	for price, err := range client.Domains.AllPrices(ctx, domains.PriceFilter{}) {
		if err != nil || price.TLD == tld {
			return price, err
		}
	}
	return nil, fmt.Errorf("domains under .%s are not sold", tld)
}

// cost is that of a registration and the renewals that follow it. It has no
// currency where the platform does not tell the price of a renewal.
func cost(price *domains.Price, years int) (currency.Amount, error) {
	if years == 1 || price.Renew.CurrencyCode() == "" {
		return currency.Amount{}, nil
	}
	further, err := price.Renew.Mul(strconv.Itoa(years - 1))
	if err != nil {
		return currency.Amount{}, err
	}
	return price.Register.Add(further)
}

func told(amount currency.Amount) string {
	if amount.CurrencyCode() == "" {
		return "not told"
	}
	return amount.String()
}
