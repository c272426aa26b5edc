package overview

import (
	"context"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// parts gives what reads each part of an overview.
func (s *Service) parts(o *Overview, id customers.ID, limit int) []func(context.Context) {
	return []func(context.Context){
		func(ctx context.Context) { s.readEvents(ctx, &o.Events, id, limit) },
		func(ctx context.Context) { s.readContacts(ctx, &o.Contacts, id, limit) },
		func(ctx context.Context) { s.readLogins(ctx, &o.Logins, id, limit) },
		func(ctx context.Context) { s.readDomains(ctx, &o.Domains, id, limit) },
		func(ctx context.Context) { s.readTransfers(ctx, &o.Transfers, id, limit) },
		func(ctx context.Context) { s.readHosting(ctx, &o.Hosting, id, limit) },
		func(ctx context.Context) { s.readCertificates(ctx, &o.SSL, id, limit) },
		func(ctx context.Context) { s.readInvoices(ctx, &o.Invoices, id, limit) },
		func(ctx context.Context) { s.readPayments(ctx, &o.Payments, id, limit) },
		func(ctx context.Context) { s.readOrders(ctx, &o.Orders, id, limit) },
		func(ctx context.Context) { s.readTickets(ctx, &o.Tickets, id, limit) },
	}
}

func (s *Service) readEvents(ctx context.Context, p *Part[customers.Event], id customers.ID, limit int) {
	events := customers.NewEvents(s.client)
	p.newest(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[customers.Event], error) {
		return events.List(ctx, id, customers.EventFilter{Offset: offset}, opts...)
	})
}

func (s *Service) readContacts(ctx context.Context, p *Part[customers.Contact], id customers.ID, limit int) {
	contacts := customers.NewContacts(s.client)
	p.first(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[customers.Contact], error) {
		return contacts.List(ctx, customers.ContactFilter{Customer: id, Offset: offset}, opts...)
	})
}

func (s *Service) readLogins(ctx context.Context, p *Part[customers.Login], id customers.ID, limit int) {
	logins := customers.NewLogins(s.client)
	p.first(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[customers.Login], error) {
		return logins.List(ctx, customers.LoginFilter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(l *customers.Login) customers.ID { return l.Customer.ID })
}

func (s *Service) readDomains(ctx context.Context, p *Part[domains.Domain], id customers.ID, limit int) {
	service := domains.New(s.client)
	p.first(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[domains.Domain], error) {
		return service.List(ctx, domains.Filter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(d *domains.Domain) customers.ID { return d.Customer.ID })
}

// readTransfers goes over all of a customer's transfers, since one that waits
// for somebody may be older than thousands that are over.
func (s *Service) readTransfers(ctx context.Context, p *Part[domains.Transfer], id customers.ID, limit int) {
	all := domains.NewTransfers(s.client).All(ctx, domains.TransferFilter{Customer: id}, rest.WithPageSize(maxLimit))
	p.all(all, limit, func(t *domains.Transfer) bool { return !t.Status.Final() })
	p.belongs(id, func(t *domains.Transfer) customers.ID { return t.Customer.ID })
}

func (s *Service) readHosting(ctx context.Context, p *Part[hosting.Account], id customers.ID, limit int) {
	accounts := hosting.New(s.client)
	p.first(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[hosting.Account], error) {
		return accounts.List(ctx, hosting.Filter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(a *hosting.Account) customers.ID { return a.Customer.ID })
}

func (s *Service) readCertificates(ctx context.Context, p *Part[ssl.Certificate], id customers.ID, limit int) {
	certificates := ssl.New(s.client)
	p.first(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[ssl.Certificate], error) {
		return certificates.List(ctx, ssl.Filter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(c *ssl.Certificate) customers.ID { return c.Customer.ID })
}

func (s *Service) readInvoices(ctx context.Context, p *Part[billing.Invoice], id customers.ID, limit int) {
	invoices := billing.NewInvoices(s.client)
	p.newest(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[billing.Invoice], error) {
		return invoices.List(ctx, billing.InvoiceFilter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(i *billing.Invoice) customers.ID { return i.Customer.ID })
}

func (s *Service) readPayments(ctx context.Context, p *Part[billing.Payment], id customers.ID, limit int) {
	payments := billing.NewPayments(s.client)
	p.newest(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[billing.Payment], error) {
		return payments.List(ctx, billing.PaymentFilter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(payment *billing.Payment) customers.ID { return payment.Customer.ID })
}

func (s *Service) readOrders(ctx context.Context, p *Part[billing.Order], id customers.ID, limit int) {
	orders := billing.NewOrders(s.client)
	p.newest(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[billing.Order], error) {
		return orders.List(ctx, billing.OrderFilter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(o *billing.Order) customers.ID { return o.Customer.ID })
}

func (s *Service) readTickets(ctx context.Context, p *Part[support.Ticket], id customers.ID, limit int) {
	tickets := support.NewTickets(s.client)
	p.newest(ctx, limit, func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[support.Ticket], error) {
		return tickets.List(ctx, support.TicketFilter{Customer: id, Offset: offset}, opts...)
	})
	p.belongs(id, func(t *support.Ticket) customers.ID { return t.Customer.ID })
}
