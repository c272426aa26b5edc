package support_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// connect makes a client of the platform in memory.
func connect(srv *hostcontroltest.Server) *rest.Client {
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// The customer sees a ticket and the replies in it, and gets a mail of each.
// Comments are for the reseller's own people.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	tickets, ctx := support.NewTickets(connect(srv)), context.Background()

	ticket, err := tickets.Create(ctx, support.CreateParams{
		Customer: 1,
		Subject:  "Maintenance",
		Body:     "Your site is down on **Sunday**, from two to three.",
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := tickets.Comment(ctx, ticket.ID, support.MessageParams{Body: "He asked for it."}); err != nil {
		log.Fatal(err)
	}
	if ticket, err = tickets.Reply(ctx, ticket.ID, support.MessageParams{Body: "It is up again."}); err != nil {
		log.Fatal(err)
	}
	for _, message := range ticket.Messages {
		fmt.Printf("%s by the %s: %s\n", message.Kind, message.Author.Type, message.Body)
	}
	fmt.Println(len(srv.Mails()), "mails")
	// Output:
	// message by the reseller: Your site is down on **Sunday**, from two to three.
	// comment by the reseller: He asked for it.
	// reply by the reseller: It is up again.
	// 2 mails
}

// A ticket that is closed has to be reopened before it can be replied to. When
// the customer replies, that happens by itself.
func ExampleTicketService_Reopen() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	tickets, ctx := support.NewTickets(connect(srv)), context.Background()
	id, err := srv.OpenTicket(1, "Mail comes back", "Mails to `info@example.com` come back.")
	if err != nil {
		log.Fatal(err)
	}
	ticket, err := tickets.Close(ctx, support.TicketID(id))
	if err != nil {
		log.Fatal(err)
	}

	_, err = tickets.Reply(ctx, ticket.ID, support.MessageParams{Body: "Do they still?"})
	if refused, ok := errors.AsType[*support.StateError](err); ok {
		fmt.Println("the ticket is", refused.State)
		ticket, err = tickets.Reopen(ctx, ticket.ID)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the ticket is", ticket.State)
	// Output:
	// the ticket is closed
	// the ticket is open
}

// A program that keeps the cursor goes on where it was when it is started again.
func ExampleTicketService_Watch() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	tickets, ctx := support.NewTickets(connect(srv)), context.Background()
	kept := support.CursorAt(srv.Now())
	id, err := srv.OpenTicket(1, "Mail comes back", "Mails to `info@example.com` come back.")
	if err != nil {
		log.Fatal(err)
	}
	if err := srv.ReplyToTicket(id, "Now they do not."); err != nil {
		log.Fatal(err)
	}

	for range 2 { // the program is started twice
		for incoming, err := range tickets.Watch(ctx, support.WatchOptions{After: kept, Min: time.Second}) {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Printf("%s: %s\n", incoming.Ticket.Subject, incoming.Message.Body)
			kept = incoming.Cursor
			break
		}
	}
	// Output:
	// Mail comes back: Mails to `info@example.com` come back.
	// Mail comes back: Now they do not.
}

// A ticket can be given to a department.
func ExampleDepartmentService_All() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()
	for department, err := range support.NewDepartments(client).All(ctx, support.DepartmentFilter{}) {
		if err != nil {
			log.Fatal(err)
		}
		if department.Name != "Billing" {
			continue
		}
		ticket, err := support.NewTickets(client).Create(ctx, support.CreateParams{
			Customer: 1, Subject: "Your invoice", Body: "It is due on Friday.", Department: department.ID,
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(ticket.Department.Name, ticket.Assignee)
	}
	// Output: Billing John Doe
}
