// Package hostcontroltest is the HostControl platform in memory: an HTTP server
// with real state and the platform's rules, for tests, for examples, and for
// clients written in other languages.
//
// It serves the documented API and, in the form this SDK gives them, the
// capabilities whose wire form the vendor never published. Everything about it
// is deterministic: the same [Options.Seed] gives the same customers, the same
// tokens and the same faults, and the clock stands still until [Server.Advance]
// moves it.
//
//	srv := hostcontroltest.NewServer(hostcontroltest.Options{})
//	defer srv.Close()
//	// srv.URL and srv.APIKey are what a client needs.
//
// # Faults
//
// A [Fault] makes the platform misbehave on purpose: it answers 429 or 500, a
// proxy's HTML page, half a body, nothing at all, or it closes the connection.
// A fault with AfterCommit set strikes after the request was carried out, which
// is the case that turns a blind retry into a second charge.
//
// [Server.Requests] tells what was asked, what of it was carried out, and what the
// client came to see. [Profile] has ready-made mixtures of faults.
//
// # Time
//
// Timestamps follow the server's own clock, and so does the Date header of its
// answers. With [Options.InMemory] the server opens no socket, so that it can run
// inside a testing/synctest bubble; delays then take the bubble's time.
//
// # What others see
//
// The link with which a reseller logs in as a customer opens the Customer Area:
// a page that shows the customer what is his. He gets there by himself at
// /ca/login, on the host of the API. [Server.WHOIS] is what everybody can see of
// a domain, and [Server.Mails] what was written to whom.
//
// # Domains and transfers
//
// They live by the server's clock. A domain is renewed 36 hours before it expires
// if that is wanted and the balance allows it; the platform keeps trying until
// the expiry. What is not renewed has its days of grace at the price of a
// renewal, then its days in redemption at that of a restoration, each where the
// TLD has any. Five days later the name is free again. What other parties do
// about a transfer is up to the test: see [Server.ApproveTransfer],
// [Server.RejectTransfer], [Server.SetAuthCode] and [Server.RequestTransferOut].
//
// # Hosting and certificates
//
// Hosting accounts are delivered at once, those of the mail plan after ten
// minutes. They are renewed as domains are, but have no grace. Certificates are
// issued a quarter of an hour after they were requested, without anybody doing
// anything about the validation; those for names below .invalid fail. They are
// real ones, signed by an authority that nobody must ever trust: its key follows
// from the seed.
//
// # Billing
//
// Whether an order is invoiced is up to the customer's label: see
// [Server.SetInvoicing]. An invoice that is paid, or closed by hand, lets its
// order go on; customers pay what the reseller pays. The tax is found by rules,
// line by line: see [Server.AddTaxRule]. A payment waits an hour for the payer,
// and ends by [Server.AuthorizePayment], by [Server.FailPayment], or by what
// somebody does on its page, /pay/ with its reference. That page leads on to a
// custom gateway where one was set up with [Server.AddGateway]. The server then
// plays the platform's part of its protocol, and verifies the notifications.
//
// Whenever the state of an invoice, an order or a payment changes, the others
// that show it count as updated, too. [Options].Invoices makes as many of them
// as a load test needs.
//
// # Support
//
// Customers write by [Server.OpenTicket] and [Server.ReplyToTicket]; a reply to
// a closed ticket opens it again. What the reseller writes to them is mailed
// ([Server.Mails]), unless they want no mail about tickets. What they see is
// told by [Server.CustomerTickets], and by the page of a link to log in as a
// customer: everything but comments, which are mailed to nobody either.
package hostcontroltest
