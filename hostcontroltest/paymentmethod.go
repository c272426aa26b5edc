package hostcontroltest

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// gateway is where payments are made: one of the platform's own, on whose page
// the payer decides how it ends, or a custom one at an address of somebody else.
type gateway struct {
	id      int64
	name    string
	address string // of a custom one, "" for the platform's own
	secret1 string
	secret2 string
}

type gatewayView struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// paymentMethod is what a customer chooses to pay with.
type paymentMethod struct {
	id          int64
	name        string
	description string
	manual      bool // no gateway reports how a payment ends
	gateway     *gateway
	fee         int64 // for a payment, in minor units
	life        time.Duration
}

func (m *paymentMethod) key() int64 { return m.id }

// Types of payment methods.
const (
	methodAutomatic = "automatic"
	methodManual    = "manual"
)

type methodView struct {
	ID          int64       `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Type        string      `json:"type"`
	Gateway     gatewayView `json:"gateway"`
	Fee         int64       `json:"fee"`
	Currency    string      `json:"currency"`
}

func viewMethod(m *paymentMethod) methodView {
	view := methodView{
		ID:          m.id,
		Name:        m.name,
		Description: m.description,
		Type:        methodAutomatic,
		Gateway:     gatewayView{m.gateway.id, m.gateway.name},
		Fee:         m.fee,
		Currency:    resellerCurrency,
	}
	if m.manual {
		view.Type = methodManual
	}
	return view
}

// How long a payment waits for the payer, online and at a bank.
const (
	onlineLife   = time.Hour
	transferLife = 14 * 24 * time.Hour
)

// addDefaultMethods sets up what the demo reseller takes.
func (s *store) addDefaultMethods() {
	own := &gateway{name: "Sandbox Pay"}
	s.addGateway(own)
	s.addMethod(&paymentMethod{name: "Online banking", description: "Pay from your bank account", gateway: own, life: onlineLife})
	s.addMethod(&paymentMethod{name: "Card", description: "Pay by card", gateway: own, fee: 35, life: onlineLife})
	s.addMethod(&paymentMethod{name: "Bank transfer", description: "Transfer the amount yourself", manual: true, gateway: own, life: transferLife})
}

func (s *store) addGateway(g *gateway) {
	g.id = next(&s.ids.gateway)
	s.gateways[g.id] = g
}

func (s *store) addMethod(m *paymentMethod) {
	m.id = next(&s.ids.method)
	s.methods.insert(m)
}

func listPaymentMethods(c *call) (any, error) {
	return list(c, c.methods.rows, func(*paymentMethod) bool { return true }, viewMethod)
}

// Gateway is a custom payment gateway, as the back office shows it to the
// reseller who has set it up.
type Gateway struct {
	// ID is its number, and Method that of the payment method that uses it.
	ID, Method int64
	// Secret1 ends the text that is signed, and Secret2 is the key.
	Secret1, Secret2 string
	// NotificationURL is where it reports how a payment has ended.
	NotificationURL string
}

// AddGateway sets up a custom payment gateway with an automatic payment method
// of the same name. Payers are sent to the address. The fee, in minor units, is
// added to what they pay.
func (s *Server) AddGateway(name, address string, fee int64) (Gateway, error) {
	where, err := url.Parse(address)
	switch {
	case err != nil:
		return Gateway{}, fmt.Errorf("gateway %q: %w", name, err)
	case where.Scheme != "http" && where.Scheme != "https" || where.Host == "":
		return Gateway{}, fmt.Errorf("gateway %q: %q is not the address of a page", name, address)
	case name == "":
		return Gateway{}, errors.New("a gateway needs a name")
	case fee < 0:
		return Gateway{}, fmt.Errorf("gateway %q: the fee is negative", name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store.gatewayNamed(name) != nil {
		return Gateway{}, fmt.Errorf("gateway %q exists already", name)
	}
	made := &gateway{name: name, address: address, secret1: s.store.secret("s1-"), secret2: s.store.secret("s2-")}
	s.store.addGateway(made)
	method := &paymentMethod{name: name, description: "Pay with " + name, gateway: made, fee: fee, life: onlineLife}
	s.store.addMethod(method)
	return Gateway{
		ID: made.id, Method: method.id,
		Secret1: made.secret1, Secret2: made.secret2,
		NotificationURL: s.root() + made.path(),
	}, nil
}

func (s *store) gatewayNamed(name string) *gateway {
	for _, g := range s.gateways {
		if g.name == name {
			return g
		}
	}
	return nil
}
