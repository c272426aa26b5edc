package hostcontroltest

import (
	"slices"
	"strings"
	"time"
)

// The types of events of transfers.
const (
	eventTransferApproved     = "transfer.approved"
	eventTransferCanceled     = "transfer.canceled"
	eventTransferCodeGiven    = "transfer.auth_code_supplied"
	eventTransferCodeRefused  = "transfer.auth_code_refused"
	eventTransferCompleted    = "transfer.completed"
	eventTransferFailed       = "transfer.failed"
	eventTransferMailedAgain  = "transfer.approval_resent"
	eventTransferServersGiven = "transfer.name_servers_chosen"
	eventTransferStarted      = "transfer.started"
	eventTransferSubmitted    = "transfer.submitted"
)

// What somebody has to do before a transfer goes on.
const (
	actionNone     = "none"
	actionAuthCode = "supply_auth_code"
	actionApproval = "registrant_approval"
)

// Directions of transfers, as seen from the platform.
const (
	transferIn  = "in"
	transferOut = "out"
)

const errorWrongAuthCode = "auth_code_invalid"

// Statuses of transfers.
const (
	transferWaitsForApproval = "wait_for_approval"
	transferWaitsForAuthCode = "wait_for_auth_code"
	transferScheduled        = "scheduled"
	transferPending          = "pending"
	transferCompleted        = "completed"
	transferFailed           = "failed"
	transferCanceled         = "canceled"
)

// How long the platform takes to hand a transfer to the registry, and how long
// the registry takes.
const (
	submissionTime = 5 * time.Minute
	registryTime   = time.Hour
)

// transfer is a domain on its way to a customer from another registrar, or from
// a customer to another registrar.
type transfer struct {
	id               int64
	direction        string
	name             string
	tld              *tld
	status           string
	owner            *customer
	domain           *domain // nil while it is not here
	authCode         *string
	hasCode          bool // one that nobody has refused so far
	approved         bool
	lastError        *string
	privacy          bool
	nameServers      []string // empty for the platform's
	price            int64
	reference        *string
	created, updated time.Time
}

func (t *transfer) key() int64 { return t.id }

func (t *transfer) object() eventObject { return eventObject{Type: "transfer", ID: t.id} }

func (t *transfer) requiredAction() string {
	switch t.status {
	case transferWaitsForAuthCode:
		return actionAuthCode
	case transferWaitsForApproval:
		return actionApproval
	default:
		return actionNone
	}
}

func (t *transfer) ended() bool {
	return t.status == transferCompleted || t.status == transferFailed || t.status == transferCanceled
}

type transferFields struct {
	ID                      int64            `json:"id"`
	Name                    string           `json:"name"`
	Status                  string           `json:"status"`
	RequiredAction          string           `json:"required_action"`
	LastError               *string          `json:"last_error"`
	Direction               string           `json:"direction"`
	Domain                  *domainView      `json:"domain"`
	Customer                customerView     `json:"customer"`
	IsPrivacyProtectEnabled bool             `json:"is_privacy_protect_enabled"`
	NameServers             []nameServerView `json:"name_servers"`
	Interval                int              `json:"interval"`
	TLD                     tldRef           `json:"tld"`
	ClientReference         *string          `json:"client_reference"`
	Created                 string           `json:"created"`
	Updated                 string           `json:"updated"`
}

type transferView struct {
	transferFields
	AuthCode *string `json:"auth_code"`
}

// startedTransferView is how the answer to a start spells the code. It also has
// a spelling of its own of the status that waits for one.
type startedTransferView struct {
	transferFields
	AuthCode *string `json:"authcode"`
}

func viewTransferFields(t *transfer) transferFields {
	fields := transferFields{
		ID:                      t.id,
		Name:                    t.name,
		Status:                  t.status,
		RequiredAction:          t.requiredAction(),
		LastError:               t.lastError,
		Direction:               t.direction,
		Customer:                viewCustomer(t.owner),
		IsPrivacyProtectEnabled: t.privacy,
		NameServers:             viewNameServers(t.nameServers),
		Interval:                soldInterval,
		TLD:                     tldRef{t.tld.name},
		ClientReference:         t.reference,
		Created:                 stamp(t.created),
		Updated:                 stamp(t.updated),
	}
	if t.domain != nil {
		fields.Domain = new(viewDomain(t.domain))
	}
	return fields
}

func viewTransfer(t *transfer) transferView {
	return transferView{viewTransferFields(t), t.authCode}
}

func viewStartedTransfer(t *transfer) startedTransferView {
	view := startedTransferView{viewTransferFields(t), t.authCode}
	if t.status == transferWaitsForAuthCode {
		view.Status = "wait_for_authcode"
	}
	return view
}

// transfer is the one a path names.
func (c *call) transfer() (*transfer, error) {
	found := c.transfers.index[parseID(c.path["transfer"])]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownResource("transfer")
	}
	return found, nil
}

func listTransfers(c *call) (any, error) {
	q := c.query
	owner, name := q.integer("customer"), strings.ToLower(q.text("name", 255))
	status, direction := q.text("status", 32), q.text("direction", 8)
	reference, since := q.text("client_reference", 64), q.timestamp("updated_since")
	return list(c, c.transfers.rows, func(x *transfer) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			strings.Contains(x.name, name) &&
			(status == "" || x.status == status) &&
			(direction == "" || x.direction == direction) &&
			hasReference(reference, x.reference) &&
			!x.updated.Before(since)
	}, viewTransfer)
}

func getTransfer(c *call) (any, error) {
	found, err := c.transfer()
	if err != nil {
		return nil, err
	}
	return viewTransfer(found), nil
}

func startTransfer(c *call) (any, error) {
	return c.create("transfer", func(reference *string) (any, error) {
		started, err := c.readTransfer()
		if err != nil {
			return nil, err
		}
		started.reference = reference
		if err := c.beginTransfer(started); err != nil {
			return nil, err
		}
		return viewStartedTransfer(started), nil
	})
}

// beginTransfer buys a transfer.
func (c *call) beginTransfer(t *transfer) error {
	if err := c.buy(t.owner, t.price, "Transfer "+t.name); err != nil {
		return err
	}
	t.id, t.direction = next(&c.ids.transfer), transferIn
	t.created, t.updated = c.now, c.now
	c.transfers.insert(t)
	c.underWay[t.name] = t
	c.proceed(t, c.now)
	c.record(t.owner, eventTransferStarted, t.object(), "transfer started")
	return nil
}

// readTransfer reads the transfer that a body asks for. A code in the spelling
// of the answer is shown there but moves nothing.
func (c *call) readTransfer() (*transfer, error) {
	wanted := &transfer{owner: c.givenCustomer("customer"), authCode: c.body.authCode("authcode")}
	given := c.body.required("domain", 255)
	wanted.take(c.body.authCode("auth_code"))
	assign(&wanted.privacy, c.body.boolean("is_privacy_protect_enabled"))
	wanted.nameServers = c.body.hostnames("name_servers")
	c.body.readInterval()
	if err := c.body.err(); err != nil {
		return nil, err
	}
	var err error
	if wanted.name, wanted.tld, err = c.parseDomain(given); err != nil {
		return nil, err
	}
	wanted.price = wanted.tld.prices.transfer
	return wanted, c.mayTransfer(wanted)
}

func (c *call) mayTransfer(t *transfer) error {
	switch {
	case c.here(t.name):
		return domainTaken()
	case t.privacy && !t.tld.has(hasPrivacy):
		return t.tld.privacyNotSupported()
	default:
		return t.mayHaveServers(t.nameServers)
	}
}

// mayHaveServers tells whether the domain can come with these name servers. It
// has no child hosts before it is here.
func (t *transfer) mayHaveServers(hostnames []string) error {
	switch {
	case len(hostnames) > 0 && !t.owner.nsManagement:
		return nameServersDisabled()
	case slices.ContainsFunc(hostnames, (&domain{name: t.name}).covers):
		return missingChildHost()
	default:
		return nil
	}
}

// authCode is a code that was given. Existing clients send "" for none.
func (f *form) authCode(name string) *string {
	if code := f.text(name, 255); code != "" {
		return &code
	}
	return nil
}

// take keeps a code, if there is one. The registry finds out later whether it is
// right.
func (t *transfer) take(code *string) {
	if code != nil {
		t.authCode, t.hasCode, t.lastError = code, true, nil
	}
}

// proceed moves a transfer on to what it has to wait for.
func (s *store) proceed(t *transfer, now time.Time) {
	switch {
	case t.tld.has(needsAuthCode) && !t.hasCode:
		t.status = transferWaitsForAuthCode
	case t.tld.has(needsApproval) && !t.approved:
		t.status = transferWaitsForApproval
		s.askRegistrant(t, now)
	default:
		t.status = transferScheduled
		s.schedule(now.Add(submissionTime), func(now time.Time) { s.submit(t, now) })
	}
}

// askRegistrant mails the form that authorizes a transfer. Nobody here knows the
// registrant but through the customer.
func (s *store) askRegistrant(t *transfer, now time.Time) {
	s.send(Mail{
		To:      t.owner.primary.email,
		Subject: "Please approve the transfer of " + t.name,
		Body:    "The transfer of " + t.name + " goes on when its registrant has approved it.",
		At:      now,
	})
}

func (t *transfer) stateInvalid() error {
	return refuse("transfer_state_invalid", "the transfer is "+t.status)
}

// cancelTransfer stops a transfer, at the other registrar too.
func cancelTransfer(c *call) (any, error) {
	found, err := c.transfer()
	if err != nil {
		return nil, err
	}
	if found.ended() {
		return nil, found.stateInvalid()
	}
	found.status = transferCanceled
	found.updated = c.now
	c.giveUp(found, c.now)
	c.record(found.owner, eventTransferCanceled, found.object(), "transfer canceled")
	return viewTransfer(found), nil
}

// resendApproval mails the registrant once more.
func resendApproval(c *call) (any, error) {
	found, err := c.transfer()
	if err != nil {
		return nil, err
	}
	if found.status != transferWaitsForApproval {
		return nil, found.stateInvalid()
	}
	c.askRegistrant(found, c.now)
	found.updated = c.now
	c.record(found.owner, eventTransferMailedAgain, found.object(), "approval mailed again")
	return viewTransfer(found), nil
}

// submit hands a transfer to the registry, unless it was stopped. The registry
// refuses a wrong code, and the transfer waits for a better one.
func (s *store) submit(t *transfer, now time.Time) {
	right, known := s.authCodes[t.name]
	switch {
	case t.status != transferScheduled:
	case known && t.tld.has(needsAuthCode) && *t.authCode != right:
		t.hasCode, t.lastError = false, new(errorWrongAuthCode)
		s.step(t, transferWaitsForAuthCode, eventTransferCodeRefused, now)
	default:
		s.step(t, transferPending, eventTransferSubmitted, now)
		s.schedule(now.Add(registryTime), func(now time.Time) {
			if t.status == transferPending {
				s.complete(t, now)
			}
		})
	}
}

// complete hands the domain over.
func (s *store) complete(t *transfer, now time.Time) {
	delete(s.underWay, t.name)
	if t.direction == transferOut {
		s.leave(t.domain, now)
		t.domain = nil
	} else {
		s.arrive(t, now)
	}
	s.step(t, transferCompleted, eventTransferCompleted, now)
}

// arrive makes the domain one of the platform's.
func (s *store) arrive(t *transfer, now time.Time) {
	delete(s.departed, t.name)
	t.domain = &domain{name: t.name, tld: t.tld, owner: t.owner, privacy: t.privacy}
	s.admit(t.domain, now)
	if len(t.nameServers) > 0 {
		t.domain.nameServers = t.nameServers
	}
	s.deliver(t.domain, now)
}

// giveUp frees the name of a transfer that came to nothing. One to here is paid
// back.
func (s *store) giveUp(t *transfer, now time.Time) {
	delete(s.underWay, t.name)
	if t.direction == transferIn {
		s.credit(t.owner.reseller, t.price, "Refund transfer "+t.name, now)
	}
}

// fail ends a transfer badly. The reason becomes its last error.
func (s *store) fail(t *transfer, reason string, now time.Time) {
	t.lastError = &reason
	s.giveUp(t, now)
	s.step(t, transferFailed, eventTransferFailed, now)
}

// step records what a transfer comes to without a call.
func (s *store) step(t *transfer, status, kind string, now time.Time) {
	t.status = status
	t.updated = now
	outcome := eventSucceeded
	if t.lastError != nil {
		outcome = eventFailed
	}
	s.addEvent(t.owner, event{
		kind: kind, status: outcome, object: t.object(), message: "transfer is " + status, happened: now,
	})
}
