package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/support"
)

// play shows what the program can do. The answer to the first request gets lost,
// which nobody notices.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "open-ticket")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	stage := demo.Stage{Program: "open-ticket", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		if asked.cursorFile != "" {
			asked.cursorFile = filepath.Join(folder, asked.cursorFile)
		}
		return carryOut(ctx, platform.Client, asked, out)
	}}
	platform.Server.Inject(lostAnswer())
	const reference = "maintenance-1"
	err = stage.Play("open", "-customer", "1", "-subject", "Maintenance", "-department", "Domains", "-reference", reference,
		"-body", "Your site is down on **Sunday**.")
	if err != nil {
		return err
	}
	page, err := platform.Client.Tickets.List(ctx, support.TicketFilter{ClientReference: reference})
	if err != nil {
		return err
	}
	id := page.Items[0].ID
	watched := []string{"watch", "-cursor", "cursor.txt", "-since", "2026-01-05", "-count", "1"}
	for _, step := range []func() error{
		func() error { return customerWrites(platform.Server, out, id, "For how long?") },
		func() error { return stage.Play(watched...) },
		func() error { return stage.Play("reply", "-ticket", id.String(), "-body", "For *ten minutes*.") },
		func() error { return stage.Play("comment", "-ticket", id.String(), "-body", "He sells on Sundays.") },
		func() error { return stage.Play("close", "-ticket", id.String()) },
		func() error {
			return stage.PlayRefused(support.CodeTicketStateInvalid, "reply", "-ticket", id.String(), "-body", "It is over.")
		},
		func() error { return customerWrites(platform.Server, out, id, "That is fine, thank you.") },
		func() error { return stage.Play(watched...) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func customerWrites(srv *hostcontroltest.Server, out io.Writer, id support.TicketID, text string) error {
	fmt.Fprintln(out, "\n(the customer replies)")
	return srv.ReplyToTicket(int64(id), text)
}

func lostAnswer() hostcontroltest.Fault {
	return hostcontroltest.Fault{
		Method: http.MethodPost, Path: "/ticket", Times: 1,
		Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	}
}
