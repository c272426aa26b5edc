package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/support"
)

func open(ctx context.Context, client *hostcontrol.Client, asked *request) (*support.Ticket, error) {
	text, err := asked.text()
	if err != nil {
		return nil, err
	}
	department, err := departmentNamed(ctx, client, asked.department)
	if err != nil {
		return nil, err
	}
	return client.Tickets.Create(ctx, support.CreateParams{
		Customer:        asked.customer,
		Subject:         asked.subject,
		Body:            text,
		Department:      department,
		ClientReference: asked.reference,
	})
}

func read(ctx context.Context, client *hostcontrol.Client, asked *request) (*support.Ticket, error) {
	return client.Tickets.Get(ctx, asked.ticket)
}

func reply(ctx context.Context, client *hostcontrol.Client, asked *request) (*support.Ticket, error) {
	text, err := asked.text()
	if err != nil {
		return nil, err
	}
	return client.Tickets.Reply(ctx, asked.ticket, support.MessageParams{Body: text, ClientReference: asked.reference})
}

func comment(ctx context.Context, client *hostcontrol.Client, asked *request) (*support.Ticket, error) {
	text, err := asked.text()
	if err != nil {
		return nil, err
	}
	return client.Tickets.Comment(ctx, asked.ticket, support.MessageParams{Body: text, ClientReference: asked.reference})
}

func closeTicket(ctx context.Context, client *hostcontrol.Client, asked *request) (*support.Ticket, error) {
	return client.Tickets.Close(ctx, asked.ticket)
}

func reopen(ctx context.Context, client *hostcontrol.Client, asked *request) (*support.Ticket, error) {
	return client.Tickets.Reopen(ctx, asked.ticket)
}

// text is what is to be written, from the command line or from a file.
func (r *request) text() (string, error) {
	switch {
	case r.body != "" && r.bodyFile != "":
		return "", errors.New("-body and -body-file exclude each other")
	case r.bodyFile == "":
		return r.body, nil
	}
	text, err := os.ReadFile(r.bodyFile)
	if err != nil {
		return "", fmt.Errorf("-body-file: %w", err)
	}
	return string(text), nil
}

// departmentNamed finds a department. No name stands for the default one.
func departmentNamed(ctx context.Context, client *hostcontrol.Client, name string) (support.DepartmentID, error) {
	if name == "" {
		return 0, nil
	}
	var known []string
	for department, err := range client.Departments.All(ctx, support.DepartmentFilter{}) {
		switch {
		case err != nil:
			return 0, err
		case department.Name == name:
			return department.ID, nil
		}
		known = append(known, department.Name)
	}
	return 0, fmt.Errorf("there is no department %q, but %q", name, known)
}
