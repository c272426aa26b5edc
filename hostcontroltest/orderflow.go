package hostcontroltest

import (
	"errors"
	"time"
)

const (
	// orderRetry is how soon the platform looks again whether the balance covers
	// an order, and deliveryCheck how soon it asks what became of a delivery.
	orderRetry    = time.Hour
	deliveryCheck = 5 * time.Minute
)

// isUndecided tells an order that may still be delivered or not.
func (o *order) isUndecided() bool {
	return o.state == orderStateNew || o.state == orderStateWaiting || o.state == orderStateProcessing
}

// holdsOn is what keeps an order from being delivered, "" for nothing. What its
// customer has to do comes before what his reseller has to do.
func (o *order) holdsOn() string {
	switch {
	case o.owner.fraud:
		return holdFraud
	case o.owner.label.waitsForVerification && !o.owner.verified:
		return holdVerification
	case o.invoice != nil && o.invoice.state != invoiceClosed:
		return holdPayment
	case !o.owner.reseller.verified:
		return holdReseller
	default:
		return ""
	}
}

// reviewOrder lets an order go on as far as it can.
func (s *store) reviewOrder(o *order, now time.Time) {
	switch hold := o.holdsOn(); {
	case !o.isUndecided():
	case o.state == orderStateProcessing:
		s.carryOn(o, now)
	case hold != "":
		s.turnOrder(o, orderStateWaiting, hold, now)
	default:
		s.deliverOrder(o, now)
	}
}

// reviewOrdersOf looks at all orders of a customer about whom something has
// changed.
func (s *store) reviewOrdersOf(owner *customer, now time.Time) {
	for _, o := range s.orders.rows {
		if o.owner == owner {
			s.reviewOrder(o, now)
		}
	}
}

// reviewOrders looks at all orders of a reseller.
func (s *store) reviewOrders(r *reseller, now time.Time) {
	for _, o := range s.orders.rows {
		if o.owner.reseller == r {
			s.reviewOrder(o, now)
		}
	}
}

// deliverOrder buys what an order is about and has not been bought before. What
// the balance does not cover holds the order.
func (s *store) deliverOrder(o *order, now time.Time) {
	c := s.onBehalf(o.owner, now)
	lacking := false
	for _, p := range o.parts {
		if p.state != partPending || p.tracking != nil {
			continue
		}
		if !c.buyPart(p) {
			lacking = true
			continue
		}
		o.updated = now
	}
	if lacking {
		s.turnOrder(o, orderStateWaiting, holdBalance, now)
		s.lookAgain(o, now.Add(orderRetry))
		return
	}
	s.carryOn(o, now)
}

// onBehalf is a call that the platform makes itself, for a customer's reseller.
func (s *store) onBehalf(owner *customer, now time.Time) *call {
	return &call{store: s, caller: caller{owner.reseller, owner.label}, now: now, ip: owner.registrationIP}
}

// buyPart tells whether the balance covered a part. One that cannot be had for
// another reason fails.
func (c *call) buyPart(p *orderPart) bool {
	way, err := p.item.buy(c)
	var refused *refusal
	switch {
	case err == nil:
		p.tracking, p.lastError = way, nil
		p.price = new(p.item.charge().amount())
	case errors.As(err, &refused) && refused.code == codeInsufficientBalance:
		p.lastError = &refused.code
		return false
	case errors.As(err, &refused):
		p.state, p.lastError = partFailed, &refused.code
	default:
		p.state, p.lastError = partFailed, new(err.Error())
	}
	return true
}

// carryOn sees what became of the parts that were bought, and of the order with
// them.
func (s *store) carryOn(o *order, now time.Time) {
	for _, p := range o.parts {
		if p.state == partPending && p.arrives() {
			o.updated = now
		}
	}
	switch {
	case o.hasPart(partPending):
		s.turnOrder(o, orderStateProcessing, "", now)
		s.lookAgain(o, now.Add(deliveryCheck))
	case o.hasPart(partFailed):
		s.turnOrder(o, orderStateFailed, "", now)
		s.orderEvent(o, eventOrderFailed, eventFailed, "order could not be delivered", now)
	default:
		s.turnOrder(o, orderStateCompleted, "", now)
		s.orderEvent(o, eventOrderCompleted, eventSucceeded, "order delivered", now)
	}
}

// arrives tells whether the delivery of a part has ended since the last look.
func (p *orderPart) arrives() bool {
	switch arrived, problem := p.tracking(); {
	case problem != "":
		p.state, p.lastError = partFailed, &problem
	case arrived:
		p.state = partDelivered
	}
	return p.state != partPending
}

func (o *order) hasPart(state string) bool {
	for _, p := range o.parts {
		if p.state == state {
			return true
		}
	}
	return false
}

// lookAgain has an order reviewed at a time, and at no other that was set
// before.
func (s *store) lookAgain(o *order, due time.Time) {
	o.look = due
	s.schedule(due, func(now time.Time) {
		if o.look.Equal(due) {
			s.reviewOrder(o, now)
		}
	})
}

// turnOrder moves an order on. Its invoice and its payments show its state, so
// they count as updated too.
func (s *store) turnOrder(o *order, state, hold string, now time.Time) {
	if o.state == state && o.hold == hold {
		return
	}
	if hold != "" {
		s.orderEvent(o, eventOrderHeld, eventPending, "order is holding on: "+hold, now)
	}
	o.state, o.hold, o.updated = state, hold, now
	if o.invoice == nil {
		return
	}
	o.invoice.updated = now
	for _, p := range o.invoice.payments {
		p.updated = now
	}
}

func (s *store) orderEvent(o *order, kind, outcome, message string, now time.Time) {
	s.addEvent(o.owner, event{kind: kind, status: outcome, object: o.object(), message: message, happened: now})
}

func (o *order) stateInvalid() error {
	return refuse("order_state_invalid", "the order is "+o.state)
}

// cancelOrder gives an order up. What was bought for it already stays.
func cancelOrder(c *call) (any, error) {
	found, err := c.order()
	if err != nil {
		return nil, err
	}
	if found.state == orderStateCompleted || found.state == orderStateCanceled {
		return nil, found.stateInvalid()
	}
	c.store.cancelOrder(found, c.now)
	return viewOrder(found), nil
}

// cancelOrder credits the invoice of the order if the label wants that. The
// invoice itself stays as it is.
func (s *store) cancelOrder(o *order, now time.Time) {
	for _, p := range o.parts {
		if p.state == partPending {
			p.state = partCanceled
		}
	}
	s.turnOrder(o, orderStateCanceled, "", now)
	s.orderEvent(o, eventOrderCanceled, eventSucceeded, "order canceled", now)
	if o.invoice != nil && o.owner.label.creditsCanceled {
		s.addInvoice(credited(o.invoice, o.invoice.lines), now)
	}
}

// restartOrder tries once more to deliver what could not be delivered.
func restartOrder(c *call) (any, error) {
	found, err := c.order()
	if err != nil {
		return nil, err
	}
	if found.state != orderStateFailed {
		return nil, found.stateInvalid()
	}
	for _, p := range found.parts {
		if p.state == partFailed {
			p.state, p.tracking, p.price, p.lastError = partPending, nil, nil, nil
		}
	}
	found.state = orderStateNew
	c.record(found.owner, eventOrderRestarted, found.object(), "order restarted")
	c.reviewOrder(found, c.now)
	return viewOrder(found), nil
}

// scheduleCancel ends an order some time after it was made, if its label wants
// that and it was not completed by then.
func (s *store) scheduleCancel(o *order, now time.Time) {
	if o.owner.label.cancelAfter == 0 {
		return
	}
	due := o.created.AddDate(0, 0, o.owner.label.cancelAfter)
	if due.Before(now) {
		due = now
	}
	s.schedule(due, func(now time.Time) { s.cancelOverdue(o, now) })
}

// cancelOverdue leaves alone what is being delivered, and what its label has
// given more time since.
func (s *store) cancelOverdue(o *order, now time.Time) {
	days := o.owner.label.cancelAfter
	switch {
	case days == 0 || now.Before(o.created.AddDate(0, 0, days)):
	case o.state == orderStateWaiting || o.state == orderStateFailed:
		s.cancelOrder(o, now)
	}
}
