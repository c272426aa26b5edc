package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// renewAll renews one domain after the other. What goes wrong with one of them
// does not keep the others from being renewed, unless it would go wrong with
// all.
func renewAll(ctx context.Context, client *hostcontrol.Client, list []due, out io.Writer) error {
	failed := 0
	for i, d := range list {
		renewed, err := client.Domains.Renew(ctx, d.domain.Term(), 12)
		switch {
		case err == nil:
			fmt.Fprintf(out, "%s is renewed, and expires %s\n", d.domain.Name.Unicode(), expiry(renewed))
		case errors.Is(err, domains.CodeExpiryMismatch):
			fmt.Fprintf(out, "%s was renewed by somebody else\n", d.domain.Name.Unicode())
		case ctx.Err() != nil, errors.Is(err, customers.CodeInsufficientBalance), errors.Is(err, hostcontrol.ErrUnauthorized):
			return fmt.Errorf("%d of %d are left to renew: %w", len(list)-i+failed, len(list), err)
		default:
			failed++
			fmt.Fprintf(out, "%s is not renewed: %v\n", d.domain.Name.Unicode(), err)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d are left to renew", failed, len(list))
	}
	return nil
}

func expiry(d *domains.Domain) string {
	if d.Expires == nil {
		return "at a time that is not told"
	}
	return d.Expires.Format(time.DateOnly)
}
