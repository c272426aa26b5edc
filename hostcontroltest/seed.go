package hostcontroltest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// seeder fills a store with demo data. All of it lies in the past of the
// clock, in the order of its ids.
type seeder struct {
	*store
	random *rand.Rand
	now    time.Time
	names  int     // domain names given out so far
	events []event // of the customer being made, still out of order
}

const (
	demoYears        = 3
	demoSubresellers = 3
	customersOfEach  = 5
)

func (s *seeder) seed(opts Options) {
	s.own = s.seedReseller(!opts.Unverified)
	began := s.now.AddDate(-demoYears, 0, 0)
	step := s.now.AddDate(0, -1, 0).Sub(began) / time.Duration(opts.Customers+1)
	for i := range opts.Customers {
		s.seedCustomer(s.own.labels[labelOf(i)], i, s.jitter(began.Add(time.Duration(i)*step), step))
	}
	s.seedSubresellers(min(demoSubresellers, opts.Customers/2), opts.Customers)
}

// jitter moves a time within a span, so that timestamps look lived in.
func (s *seeder) jitter(t time.Time, span time.Duration) time.Time {
	if span <= time.Microsecond {
		return t.Truncate(time.Microsecond)
	}
	return t.Add(time.Duration(s.random.Int64N(int64(span)))).Truncate(time.Microsecond)
}

// labelOf puts every fifth customer under the second label.
func labelOf(i int) int {
	if i%5 == 4 {
		return 1
	}
	return 0
}

func (s *seeder) uuid() string {
	a, b := s.random.Uint64(), s.random.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x",
		uint32(a>>32), uint16(a>>16), a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

func (s *seeder) seedReseller(verified bool) *reseller {
	opened := s.now.AddDate(-demoYears, 0, -30)
	r := &reseller{
		reference:          "examplehosting",
		clientID:           "examplehosting-api",
		clientSecret:       s.secret("cs-"),
		name:               "Example Hosting",
		verified:           verified,
		enabled:            true,
		hostingAllowed:     true,
		subresellerAllowed: true,
		created:            opened,
		updated:            opened,
	}
	s.resellers.insert(r)
	s.seedLabel(r, "Example Hosting", acceptedCountries)
	second := s.seedLabel(r, "Example Domains", europeanCountries)
	second.invoicing = true
	second.waitsForVerification = true
	s.credit(r, 500_000, "Opening deposit", opened)
	for month := range 12 {
		s.credit(r, 25_000, "Deposit", s.now.AddDate(0, month-12, 0))
	}
	return r
}

func (s *seeder) seedLabel(r *reseller, brand, countries string) *label {
	l := &label{
		reference:     s.uuid(),
		brand:         brand,
		key:           s.secret("key-"),
		reseller:      r,
		countries:     s.geography.list(countries),
		nsManagement:  true,
		dnsManagement: true,
		renewInterval: 28,
	}
	r.labels = append(r.labels, l)
	return l
}

// seedCustomer makes the i-th demo customer. The first ones have nothing odd
// about them, so that an example may rely on them.
func (s *seeder) seedCustomer(l *label, i int, created time.Time) {
	c := s.addCustomer(l, s.person(l, i), created)
	c.registrationIP = s.address()
	c.tags = s.tags()
	c.verified = true
	s.happened(eventCustomerCreated, eventSucceeded, c.object(), created)
	account := s.addLogin(c, c.primary.email, loginOfCustomer, created)
	s.happened(eventLoginCreated, eventSucceeded, account.object(), created)
	if i >= 10 {
		s.vary(c, account)
	}
	if i == 0 || s.random.IntN(4) == 0 {
		s.addContact(c, contactSecondary, s.person(l, i), created)
	}
	if s.random.IntN(6) == 0 {
		s.addLogin(c, "office."+c.primary.email, loginOfCustomer, created).enabled = s.random.IntN(3) > 0
	}
	s.seedProducts(c, i)
	s.flushEvents(c)
}

// vary gives some customers the states that a client has to cope with.
func (s *seeder) vary(c *customer, account *login) {
	touched := s.jitter(c.created, s.now.Sub(c.created)/2)
	switch s.random.IntN(20) {
	case 0:
		c.enabled, c.updated = false, touched
		s.happened(eventCustomerDisabled, eventSucceeded, c.object(), touched)
	case 1:
		c.fraud, c.updated = true, touched
		s.happened(eventCustomerFraud, eventSucceeded, c.object(), touched)
	case 2, 3:
		c.verified = false
		s.happened(eventCustomerVerified, eventPending, c.object(), c.created)
	case 4:
		c.nsManagement, c.updated = false, touched
	case 5:
		c.dnsManagement, c.updated = false, touched
	case 6:
		c.autoRenew, c.supportNotifications, c.updated = false, false, touched
	case 7:
		s.happened(eventLoginPasswordReset, eventFailed, account.object(), touched)
	default:
		account.lastLogin = touched
	}
}

func (s *seeder) happened(kind, status string, object eventObject, at time.Time) {
	s.events = append(s.events, event{kind: kind, status: status, object: object, message: "demo data", happened: at})
}

// flushEvents writes down what happened to a customer, in the order of time.
func (s *seeder) flushEvents(c *customer) {
	slices.SortStableFunc(s.events, func(a, b event) int { return a.happened.Compare(b.happened) })
	for _, e := range s.events {
		e.ip = c.registrationIP
		s.addEvent(c, e)
	}
	s.events = nil
}

func (s *seeder) person(l *label, i int) person {
	first, last := pick(s.random, firstNames), pick(s.random, lastNames)
	where := l.countries[s.random.IntN(len(l.countries))]
	if i == 0 {
		where = s.geography.countries["NL"]
	}
	who := person{
		name:    first + " " + last,
		address: fmt.Sprintf("%s %d", pick(s.random, streets), 1+s.random.IntN(200)),
		zipcode: fmt.Sprintf("%05d", 10_000+s.random.IntN(89_999)),
		city:    pick(s.random, cities),
		country: where,
		email:   fmt.Sprintf("%s.%d@%s", strings.ToLower(first), i+1, pick(s.random, mailDomains)),
		voice:   fmt.Sprintf("+31.20%08d", s.random.IntN(100_000_000)),
	}
	if states := s.geography.states[where.Code]; states != nil {
		who.state = states[2*s.random.IntN(len(states)/2)+1]
	}
	s.companyOf(&who)
	return who
}

// companyOf leaves optional fields null, empty or filled in, as the platform
// does.
func (s *seeder) companyOf(who *person) {
	switch s.random.IntN(3) {
	case 0:
		who.organisation = new(pick(s.random, lastNames) + " " + pick(s.random, trades))
		who.vatNumber = new(fmt.Sprintf("%s%09d", who.country.Code, s.random.IntN(1_000_000_000)))
	case 1:
		who.organisation, who.fax = new(""), new("")
	}
	if s.random.IntN(2) == 0 {
		who.gender = new(pick(s.random, genders))
	}
}

// address is from one of the ranges set aside for documentation.
func (s *seeder) address() string {
	last := s.random.IntN(254) + 1
	switch s.random.IntN(4) {
	case 0:
		return fmt.Sprintf("2001:db8::%x", last)
	case 1:
		return fmt.Sprintf("198.51.100.%d", last)
	case 2:
		return fmt.Sprintf("203.0.113.%d", last)
	default:
		return fmt.Sprintf("192.0.2.%d", last)
	}
}

func (s *seeder) tags() []string {
	tags := []string{}
	for _, tag := range strings.Split(demoTags, ",") {
		if s.random.IntN(8) == 0 {
			tags = append(tags, tag)
		}
	}
	return tags
}

// seedProducts gives customers domains, and every tenth one a hosting account
// that one of them is linked to. The first customer always has three domains,
// of which one is registered on his other contact, and an account.
func (s *seeder) seedProducts(c *customer, i int) {
	count := s.random.IntN(4)
	if i == 0 {
		count = 3
	}
	domains := make([]*domain, 0, count)
	for k := range count {
		domains = append(domains, s.seedDomain(c.contacts[k/2%len(c.contacts)]))
	}
	if i%10 != 0 {
		return
	}
	account := s.seedHosting(c)
	if len(domains) > 0 {
		domains[0].linkTo(account)
	}
}

func (s *seeder) seedDomain(registrant *contact) *domain {
	s.names++
	under := s.tlds.index[pick(s.random, demoTLDs)]
	bought := s.bought(registrant.customer)
	d := &domain{
		name:               fmt.Sprintf("example-%06d.%s", s.names, under.name),
		tld:                under,
		owner:              registrant.customer,
		registrant:         registrant,
		customerManageable: true,
		privacy:            s.random.IntN(5) == 0,
		interval:           soldInterval,
		created:            bought,
		updated:            bought,
	}
	if s.random.IntN(5) == 0 {
		d.renewal = new(false)
	}
	s.addDomain(d)
	s.beginTerm(d, bought.AddDate(0, soldInterval, 0))
	s.happened(eventDomainRegistered, eventSucceeded, d.object(), bought)
	return d
}

func (s *seeder) seedHosting(c *customer) *hosting {
	bought := s.bought(c)
	h := &hosting{
		reference: fmt.Sprintf("ac-%08x", s.random.Uint32()),
		offer:     s.hostingOffers.index[int64(1+s.random.IntN(3))],
		status:    productDelivered,
		owner:     c,
		renew:     true,
		created:   bought,
		updated:   bought,
		expires:   bought.AddDate(1, 0, 0),
	}
	s.keepHosting(h)
	s.happened(eventHostingCreated, eventSucceeded, h.object(), bought)
	return h
}

// bought is some time between the customer's registration and last week, but
// within the year before the next renewal.
func (s *seeder) bought(c *customer) time.Time {
	from := s.now.AddDate(-1, 0, 7)
	if c.created.After(from) {
		from = c.created
	}
	return s.jitter(from, s.now.AddDate(0, 0, -7).Sub(from))
}

// seedSubresellers promotes the last customers and gives each customers of his
// own, which the demo keys do not see.
func (s *seeder) seedSubresellers(count, customers int) {
	for i := range count {
		c := s.customers.rows[customers-count+i]
		c.enabled, c.fraud, c.verified = true, false, true
		at := s.now.AddDate(0, 0, i-7)
		r := s.promote(c, fmt.Sprintf("reseller.%d@example.com", i+1), at)
		c.updated = at
		s.happened(eventCustomerPromoted, eventSucceeded, c.object(), at)
		s.flushEvents(c)
		s.credit(r, 10_000, "Opening deposit", at)
		l := s.seedLabel(r, r.name, europeanCountries)
		for k := range customersOfEach {
			s.seedCustomer(l, k+1, at.Add(time.Duration(k+1)*time.Hour))
		}
	}
}
