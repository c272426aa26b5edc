// Package billing works on what the customers of a reseller are asked to pay:
// invoices, the payments of them, and the orders that they are for.
//
// A service for each of them is made of a [rest.Client]; a client of package
// hostcontrol has them all.
//
//	InvoiceService  invoices: draft, open, close, credit; as a PDF
//	PaymentService  payments and the methods to pay with
//	OrderService    orders: place, cancel, restart
//
// # The triangle
//
// An invoice, its payments and its order belong together, and each tells the
// two others with their states: a list needs no further requests to show them.
// Related reads all three as a whole, from whichever there is.
//
// With invoicing enabled on a customer's label, an order makes an invoice and
// waits for it. A payment that is authorized closes the invoice, and that lets
// the order go on. Closing an invoice by hand counts as paid. What the reseller
// buys for a customer directly makes neither an order nor an invoice.
//
// # Invoices
//
// An invoice is a draft, open or closed, and nothing else:
//
//	          Create          draft
//	draft     Update, Delete
//	draft     Open            open    gets its number, and can be paid
//	open      Close           closed  as a payment does
//	closed    Reopen          open
//	open      Credit          another draft, of a credit invoice
//	closed    Credit          another draft, of a credit invoice
//
// Anything else is refused with a [*StateError], a [rest.ErrConflict]. There is
// no refund: a credit invoice says that money is given back, and giving it is
// left to the reseller.
//
// # Orders and payments
//
// An order is built of its parts, one for each product:
//
//	order, err := orders.Create(ctx, billing.NewOrder(35).
//		Register(billing.RegisterPart{Name: "example.com"}))
//
// Orders and payments depend on others, and take their time. [Order.Hold] tells
// what an order waits for; [InvoiceService.Wait] and [OrderService.Wait] look
// until it is over. A payment is started for an open invoice, with one of the
// methods that [PaymentService.Methods] lists, and is up to the payer then. For a
// provider that the platform does not know there is package gateway.
//
// # Money
//
// Amounts are exact, in the currency of the customer's label; on the wire they
// are whole minor units, and nothing is ever rounded on the way. Their type is
// that of the package github.com/bojanz/currency. Programs that copy invoices into
// books of their own can have them recalculated:
//
//	for _, wrong := range invoice.Check() {
//		log.Println(invoice.Number, wrong)
//	}
//
// # What must not happen twice
//
// Creating, crediting, paying and ordering carry a client reference, which the
// SDK makes up where the caller has none. When the answer to such a request
// gets lost, the SDK looks for what it may have done instead of repeating it
// blindly. Where that cannot be told the error is [rest.ErrOutcomeUnknown], and
// carries the reference to look for.
//
// # Evidence
//
// The vendor's reference is only partly public. Each method ends with its
// endpoint and how it is known: documented by the vendor, or provisional, which
// means that the vendor describes the capability but not its form on the wire.
// Unknown fields of answers are kept in Unknown, and unknown values of
// enumerations pass through, so a platform that says more loses nothing. A
// platform that does not know a filter answers with more than was asked for, so
// check what matters.
package billing
