package hostcontroltest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// The streams of random numbers drawn from one seed.
const (
	streamDemo = iota + 1
	streamSecrets
	streamBilling
	streamSupport
	streamFaults = 1000
)

// store is the state of the platform. The server's mutex guards it.
type store struct {
	geography geography
	secrets   *rand.Rand

	own           *reseller // whom the demo keys belong to
	resellers     table[string, *reseller]
	customers     table[int64, *customer]
	contacts      table[int64, *contact]
	logins        table[int64, *login]
	domains       table[string, *domain]
	hosting       table[string, *hosting]
	transfers     table[int64, *transfer]
	underWay      map[string]*transfer // those that have not ended yet, by their domains
	departed      map[string]struct{}  // domains that were transferred away
	authCodes     map[string]string    // of other registrars' domains, as far as a test has set them
	orders        table[int64, *order]
	invoices      table[int64, *invoice]
	payments      table[int64, *payment]
	methods       table[int64, *paymentMethod]
	gateways      map[int64]*gateway
	taxRules      []taxRule // in the order they are tried
	tlds          table[string, *tld]
	hostingOffers table[int64, *hostingOffer]
	certificates  table[string, *certificate]
	sslPlans      table[string, *sslPlan]
	authority     authority
	departments   table[int64, *department]
	tickets       table[int64, *ticket]
	agenda        agenda

	emails     map[ownedName]*customer // by the primary contact's address
	loginNames map[ownedName]*login
	references map[createdReference]struct{}
	paid       map[string]*payment // by the references that gateways know
	links      map[string]*link
	outbox     []Mail

	ids ids
}

// ids are the last numbers given out. They start apart from each other, so that
// a client which mixes up two kinds of ids is told.
type ids struct {
	customer, contact, login, event, transaction, transfer, order, orderPart, appointment int64
	invoice, invoiceLine, payment, gateway, method                                        int64
	department, ticket, ticketMessage                                                     int64
}

func next(last *int64) int64 {
	*last++
	return *last
}

// ownedName is a name that is unique among what belongs to one reseller.
type ownedName struct {
	reseller *reseller
	name     string
}

func newStore(opts Options, now time.Time) *store {
	s := &store{
		geography:     newGeography(),
		secrets:       rand.New(rand.NewPCG(opts.Seed, streamSecrets)),
		resellers:     newTable[string, *reseller](),
		customers:     newTable[int64, *customer](),
		contacts:      newTable[int64, *contact](),
		logins:        newTable[int64, *login](),
		domains:       newTable[string, *domain](),
		hosting:       newTable[string, *hosting](),
		transfers:     newTable[int64, *transfer](),
		underWay:      make(map[string]*transfer),
		departed:      make(map[string]struct{}),
		authCodes:     make(map[string]string),
		orders:        newTable[int64, *order](),
		invoices:      newTable[int64, *invoice](),
		payments:      newTable[int64, *payment](),
		methods:       newTable[int64, *paymentMethod](),
		gateways:      make(map[int64]*gateway),
		taxRules:      newTaxRules(),
		tlds:          newTLDs(),
		hostingOffers: newHostingOffers(),
		certificates:  newTable[string, *certificate](),
		sslPlans:      newSSLPlans(),
		authority:     newAuthority(opts.Seed),
		departments:   newTable[int64, *department](),
		tickets:       newTable[int64, *ticket](),
		emails:        make(map[ownedName]*customer),
		loginNames:    make(map[ownedName]*login),
		references:    make(map[createdReference]struct{}),
		paid:          make(map[string]*payment),
		links:         make(map[string]*link),
		ids: ids{
			contact: 1000, login: 5000, transfer: 20_000, order: 40_000, orderPart: 60_000,
			invoice: 100_000, invoiceLine: 1_000_000, payment: 300_000, gateway: 700, method: 800,
			department: 900, ticket: 400_000, ticketMessage: 500_000,
		},
	}
	s.addDefaultMethods()
	(&seeder{store: s, random: rand.New(rand.NewPCG(opts.Seed, streamDemo)), now: now}).seed(opts)
	(&helpdesk{store: s, random: rand.New(rand.NewPCG(opts.Seed, streamSupport)), now: now}).open()
	(&biller{store: s, random: rand.New(rand.NewPCG(opts.Seed, streamBilling)), now: now}).bill(opts.Invoices)
	return s
}

// secret is a new unguessable value, as far as anything with a seed can be.
func (s *store) secret(prefix string) string {
	return fmt.Sprintf("%s%016x%016x", prefix, s.secrets.Uint64(), s.secrets.Uint64())
}

// table keeps objects in the order of their keys.
type table[K cmp.Ordered, T interface{ key() K }] struct {
	rows  []T
	index map[K]T
}

func newTable[K cmp.Ordered, T interface{ key() K }]() table[K, T] {
	return table[K, T]{index: make(map[K]T)}
}

func (t *table[K, T]) position(key K) (int, bool) {
	return slices.BinarySearchFunc(t.rows, key, func(row T, key K) int { return cmp.Compare(row.key(), key) })
}

func (t *table[K, T]) insert(row T) {
	at, _ := t.position(row.key())
	t.rows = slices.Insert(t.rows, at, row)
	t.index[row.key()] = row
}

func (t *table[K, T]) remove(key K) {
	if at, ok := t.position(key); ok {
		t.rows = slices.Delete(t.rows, at, at+1)
		delete(t.index, key)
	}
}

// createdReference is a client_reference that was used to create something.
type createdReference struct {
	reseller  *reseller
	resource  string
	reference string
}

// create runs a creation. It reads the caller's client_reference, refuses one
// that was used before, and remembers it once the creation went through. build
// gets it to put it on the new object, and reports the form's complaints.
func (c *call) create(resource string, build func(reference *string) (any, error)) (any, error) {
	reference := c.body.optional("client_reference", 64)
	if reference == nil || *reference == "" {
		return build(nil)
	}
	key := createdReference{c.reseller, resource, *reference}
	if _, used := c.references[key]; used {
		c.body.reject("client_reference", "This reference was used before.")
	}
	result, err := build(reference)
	if err == nil {
		c.references[key] = struct{}{}
	}
	return result, err
}

// hasReference tells whether an object's client_reference is the wanted one.
func hasReference(wanted string, reference *string) bool {
	return wanted == "" || reference != nil && *reference == wanted
}
