package hostcontroltest

import (
	"slices"
	"strings"
	"time"
)

// The types of events of transfers.
const (
	eventTransferCodeGiven = "transfer.auth_code_supplied"
	eventTransferCompleted = "transfer.completed"
	eventTransferStarted   = "transfer.started"
	eventTransferSubmitted = "transfer.submitted"
)

const transferIn = "in"

// Statuses of transfers that this server comes to.
const (
	transferWaitsForApproval = "wait_for_approval"
	transferWaitsForAuthCode = "wait_for_auth_code"
	transferScheduled        = "scheduled"
	transferPending          = "pending"
	transferCompleted        = "completed"
)

// How long the platform takes to hand a transfer to the registry, and how long
// the registry takes.
const (
	submissionTime = 5 * time.Minute
	registryTime   = time.Hour
)

// transfer is a domain on its way to a customer from another registrar.
type transfer struct {
	id               int64
	name             string
	tld              *tld
	status           string
	owner            *customer
	domain           *domain // nil until completed
	authCode         *string
	privacy          bool
	reference        *string
	created, updated time.Time
}

func (t *transfer) key() int64 { return t.id }

func (t *transfer) object() eventObject { return eventObject{Type: "transfer", ID: t.id} }

type transferFields struct {
	ID                      int64        `json:"id"`
	Name                    string       `json:"name"`
	Status                  string       `json:"status"`
	Direction               string       `json:"direction"`
	Domain                  *domainView  `json:"domain"`
	Customer                customerView `json:"customer"`
	IsPrivacyProtectEnabled bool         `json:"is_privacy_protect_enabled"`
	Interval                int          `json:"interval"`
	TLD                     tldRef       `json:"tld"`
	ClientReference         *string      `json:"client_reference"`
	Created                 string       `json:"created"`
	Updated                 string       `json:"updated"`
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

func (c *call) viewTransferFields(t *transfer) transferFields {
	fields := transferFields{
		ID:                      t.id,
		Name:                    t.name,
		Status:                  t.status,
		Direction:               transferIn,
		Customer:                viewCustomer(t.owner),
		IsPrivacyProtectEnabled: t.privacy,
		Interval:                soldInterval,
		TLD:                     tldRef{t.tld.name},
		ClientReference:         t.reference,
		Created:                 stamp(t.created),
		Updated:                 stamp(t.updated),
	}
	if t.domain != nil {
		fields.Domain = new(c.viewDomain(t.domain))
	}
	return fields
}

func (c *call) viewTransfer(t *transfer) transferView {
	return transferView{c.viewTransferFields(t), t.authCode}
}

func (c *call) viewStartedTransfer(t *transfer) startedTransferView {
	view := startedTransferView{c.viewTransferFields(t), t.authCode}
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
			(direction == "" || direction == transferIn) &&
			hasReference(reference, x.reference) &&
			!x.updated.Before(since)
	}, c.viewTransfer)
}

func getTransfer(c *call) (any, error) {
	found, err := c.transfer()
	if err != nil {
		return nil, err
	}
	return c.viewTransfer(found), nil
}

// transferUnderWay tells whether a name is being transferred to the platform.
func (s *store) transferUnderWay(name string) bool {
	return slices.ContainsFunc(s.transfers.rows, func(t *transfer) bool {
		return t.name == name && t.status != transferCompleted
	})
}

func startTransfer(c *call) (any, error) {
	return c.create("transfer", func(reference *string) (any, error) {
		started, code, err := c.readTransfer()
		if err != nil {
			return nil, err
		}
		if err := c.buy(started.owner, started.tld.prices.transfer, "Transfer "+started.name); err != nil {
			return nil, err
		}
		started.id = next(&c.ids.transfer)
		started.reference = reference
		started.created, started.updated = c.now, c.now
		c.transfers.insert(started)
		c.proceed(started, code)
		c.record(started.owner, eventTransferStarted, started.object(), "transfer started")
		return c.viewStartedTransfer(started), nil
	})
}

// readTransfer reads the transfer that a body asks for, and the code for it. A
// code in the spelling of the answer is shown there but moves nothing.
func (c *call) readTransfer() (*transfer, *string, error) {
	wanted := &transfer{owner: c.givenCustomer("customer"), authCode: c.body.authCode("authcode")}
	given, code := c.body.required("domain", 255), c.body.authCode("auth_code")
	assign(&wanted.privacy, c.body.boolean("is_privacy_protect_enabled"))
	c.body.readInterval()
	if err := c.body.err(); err != nil {
		return nil, nil, err
	}
	var err error
	if wanted.name, wanted.tld, err = c.parseDomain(given); err != nil {
		return nil, nil, err
	}
	if c.taken(wanted.name) {
		return nil, nil, domainTaken()
	}
	return wanted, code, nil
}

// authCode is a code that was given. Existing clients send "" for none.
func (f *form) authCode(name string) *string {
	if code := f.text(name, 255); code != "" {
		return &code
	}
	return nil
}

// proceed moves a transfer on to what it has to wait for, given the code that
// came with the call. The registry finds out later whether the code is right.
func (c *call) proceed(t *transfer, code *string) {
	if code != nil {
		t.authCode = code
	}
	switch {
	case code == nil && t.tld.has(needsAuthCode):
		t.status = transferWaitsForAuthCode
	case t.tld.has(needsApproval):
		t.status = transferWaitsForApproval
	default:
		t.status = transferScheduled
		c.schedule(c.now.Add(submissionTime), func(now time.Time) { c.store.submit(t, now) })
	}
}

// supplyAuthCode takes the code that a transfer waits for. A transfer that is
// not with the registry yet takes another code.
func supplyAuthCode(c *call) (any, error) {
	found, err := c.transfer()
	if err != nil {
		return nil, err
	}
	code := c.body.authCode("auth_code")
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if code == nil {
		return c.viewTransfer(found), nil
	}
	switch found.status {
	case transferWaitsForAuthCode:
		c.proceed(found, code)
	case transferWaitsForApproval, transferScheduled:
		found.authCode = code
	default:
		return nil, refuse("transfer_state_invalid", "the transfer is "+found.status)
	}
	found.updated = c.now
	c.record(found.owner, eventTransferCodeGiven, found.object(), "authorization code supplied")
	return c.viewTransfer(found), nil
}

// submit hands a transfer to the registry.
func (s *store) submit(t *transfer, now time.Time) {
	s.step(t, transferPending, eventTransferSubmitted, now)
	s.schedule(now.Add(registryTime), func(now time.Time) { s.complete(t, now) })
}

// complete makes the domain one of the platform's.
func (s *store) complete(t *transfer, now time.Time) {
	t.domain = &domain{name: t.name, tld: t.tld, owner: t.owner, privacy: t.privacy}
	s.deliver(t.domain, now)
	s.step(t, transferCompleted, eventTransferCompleted, now)
}

// step records what a transfer comes to by itself.
func (s *store) step(t *transfer, status, kind string, now time.Time) {
	t.status = status
	t.updated = now
	s.addEvent(t.owner, event{
		kind: kind, status: eventSucceeded, object: t.object(), message: "transfer is " + status, happened: now,
	})
}
