package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// errNeedsCode ends the waiting: who has the code is the one who runs this.
var errNeedsCode = errors.New("the transfer needs the code of the present registrar; -follow and -code-file supply it")

// follow tells what becomes of a transfer until it ends, or until it cannot go
// on without a code.
func follow(ctx context.Context, client *hostcontrol.Client, id domains.TransferID, wait domains.WaitOptions, out io.Writer) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	meanwhile, last := wait.Progress, domains.TransferStatus("")
	wait.Progress = func(t *domains.Transfer) {
		if t.Status != last {
			tell(out, t)
		}
		last = t.Status
		switch {
		case t.RequiredAction() == domains.ActionSupplyAuthCode:
			stop(errNeedsCode)
		case meanwhile != nil:
			meanwhile(t)
		}
	}
	done, err := client.Transfers.Wait(ctx, id, wait)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("transfer %s is not completed: %w", id, context.Cause(ctx))
	case err != nil:
		return err
	}
	return arrived(ctx, client, done, out)
}

// tell gives a line for a status, and one for what has to be done.
func tell(out io.Writer, t *domains.Transfer) {
	fmt.Fprintf(out, "%s  %s\n", t.Updated.Format(time.DateTime), t.Status)
	if t.LastError != "" {
		fmt.Fprintf(out, "  trouble: %s\n", trouble(t))
	}
	switch action := t.RequiredAction(); action {
	case domains.ActionNone:
	case domains.ActionRegistrantApproval:
		fmt.Fprintln(out, "  the registrant has to follow the link in a mail")
	default:
		fmt.Fprintf(out, "  required: %s\n", action)
	}
}

// trouble gives the registry's text, which may quote the code.
func trouble(t *domains.Transfer) string {
	if t.AuthCode.IsZero() {
		return t.LastError
	}
	return strings.ReplaceAll(t.LastError, t.AuthCode.Reveal(), t.AuthCode.String())
}

// arrived shows the domain as it is now.
func arrived(ctx context.Context, client *hostcontrol.Client, t *domains.Transfer, out io.Writer) error {
	servers, err := client.Domains.NameServers(ctx, t.Name.String())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is customer %d's.\n", t.Name.Unicode(), t.Customer.ID)
	if t.Domain != nil && t.Domain.Expires != nil {
		fmt.Fprintf(out, "  expires %s\n", t.Domain.Expires.Format(time.DateOnly))
	}
	for _, server := range servers {
		fmt.Fprintf(out, "  name server %s\n", server.Hostname)
	}
	return nil
}
