package hostcontrol

import (
	"errors"
	"fmt"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/overview"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// A Client gives access to the platform. It is safe for concurrent use.
type Client struct {
	Customers *customers.Service
	Contacts  *customers.ContactService
	Logins    *customers.LoginService
	Events    *customers.EventService
	Resellers *customers.ResellerService
	Label     *customers.LabelService

	Domains   *domains.Service
	Zones     *domains.ZoneService
	Transfers *domains.TransferService
	Hosting   *hosting.Service
	SSL       *ssl.Service

	Invoices *billing.InvoiceService
	Payments *billing.PaymentService
	Orders   *billing.OrderService

	Tickets     *support.TicketService
	Departments *support.DepartmentService

	// Overview collects all of the above for one customer.
	Overview *overview.Service

	wire *rest.Client
}

// New makes a client. Exactly one kind of credentials must be given; the
// environment is [Production] unless another one or a base URL is. Nothing is
// sent.
func New(opts ...Option) (*Client, error) {
	var s settings
	for _, opt := range opts {
		if opt != nil {
			opt(&s)
		}
	}
	return s.client()
}

// REST gives the wire under the services, for calls that have no method yet.
func (c *Client) REST() *rest.Client { return c.wire }

func (s *settings) client() (*Client, error) {
	cfg, err := s.resolve()
	if err != nil {
		return nil, fmt.Errorf("hostcontrol: %w", err)
	}
	wire, err := rest.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("hostcontrol: %w", err)
	}
	return &Client{
		Customers:   customers.New(wire),
		Contacts:    customers.NewContacts(wire),
		Logins:      customers.NewLogins(wire),
		Events:      customers.NewEvents(wire),
		Resellers:   customers.NewResellers(wire),
		Label:       customers.NewLabel(wire),
		Domains:     domains.New(wire),
		Zones:       domains.NewZones(wire),
		Transfers:   domains.NewTransfers(wire),
		Hosting:     hosting.New(wire),
		SSL:         ssl.New(wire),
		Invoices:    billing.NewInvoices(wire),
		Payments:    billing.NewPayments(wire),
		Orders:      billing.NewOrders(wire),
		Tickets:     support.NewTickets(wire),
		Departments: support.NewDepartments(wire),
		Overview:    overview.New(wire),
		wire:        wire,
	}, nil
}

// resolve settles what may be given in one way only.
func (s *settings) resolve() (rest.Config, error) {
	cfg := s.cfg
	switch len(s.credentials) {
	case 0:
		return cfg, errors.New("no credentials given: use WithAPIKey, WithBasic, WithClientCredentials or WithTokenSource")
	case 1:
		cfg.Credentials = s.credentials[0].value
	default:
		return cfg, fmt.Errorf("credentials given twice, as %s and as %s: give one of them", s.credentials[0].kind, s.credentials[1].kind)
	}
	switch {
	case cfg.BaseURL != "" && s.environment != "":
		return cfg, fmt.Errorf("both a base URL and the environment %s given: give one of them", s.environment)
	case cfg.BaseURL != "":
	case s.environment == "":
		cfg.BaseURL = Production.baseURL()
	default:
		if cfg.BaseURL = s.environment.baseURL(); cfg.BaseURL == "" {
			return cfg, fmt.Errorf("unknown environment %q: use %s, %s, %s, %s or %s", string(s.environment),
				Production, AlternativePort, OTE, ResellerPlatform, ResellerPlatformOTE)
		}
	}
	return cfg, nil
}
