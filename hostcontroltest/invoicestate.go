package hostcontroltest

import "time"

func openInvoice(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	if found.state != invoiceDraft {
		return nil, found.stateInvalid()
	}
	c.store.openInvoice(found, c.now)
	return viewInvoice(found), nil
}

// openInvoice shows an invoice to the customer. That numbers it.
func (s *store) openInvoice(i *invoice, now time.Time) {
	i.number = new(i.owner.label.nextInvoiceNumber())
	i.opened = now
	if i.due.IsZero() {
		i.due = now.AddDate(0, 0, paymentTerm)
	}
	s.turnInvoice(i, invoiceOpen, now)
	s.invoiceEvent(i, eventInvoiceOpened, "invoice opened", now)
}

// closeInvoice is the reseller's word for it that an invoice was paid.
func closeInvoice(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	if found.state != invoiceOpen {
		return nil, found.stateInvalid()
	}
	c.store.closeInvoice(found, c.now)
	return viewInvoice(found), nil
}

// closeInvoice makes an invoice count as paid, and its order go on.
func (s *store) closeInvoice(i *invoice, now time.Time) {
	i.closed = now
	s.turnInvoice(i, invoiceClosed, now)
	s.invoiceEvent(i, eventInvoiceClosed, "invoice closed", now)
	if i.order != nil {
		s.reviewOrder(i.order, now)
	}
}

// reopenInvoice makes an invoice payable again. An order that was delivered in
// the meantime stays so.
func reopenInvoice(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	if found.state != invoiceClosed {
		return nil, found.stateInvalid()
	}
	found.closed = time.Time{}
	c.turnInvoice(found, invoiceOpen, c.now)
	c.record(found.owner, eventInvoiceReopened, found.object(), "invoice reopened")
	if found.order != nil {
		c.reviewOrder(found.order, c.now)
	}
	return viewInvoice(found), nil
}

// turnInvoice moves an invoice on. Its order and its payments show its state, so
// they count as updated too.
func (s *store) turnInvoice(i *invoice, state string, now time.Time) {
	i.state = state
	i.updated = now
	if i.order != nil {
		i.order.updated = now
	}
	for _, p := range i.payments {
		p.updated = now
	}
}

// creditInvoice drafts the opposite of an invoice, or of some of its lines.
func creditInvoice(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	return c.create("invoice", func(reference *string) (any, error) {
		lines := c.chosenLines(found)
		if err := c.body.err(); err != nil {
			return nil, err
		}
		switch {
		case found.state == invoiceDraft:
			return nil, found.stateInvalid()
		case found.isCredit():
			return nil, refuse("invoice_state_invalid", "the invoice is a credit invoice already")
		}
		made := credited(found, lines)
		if err := mayAskFor(made.lines, true); err != nil {
			return nil, err
		}
		made.reference = reference
		c.addInvoice(made, c.now)
		return viewInvoice(made), nil
	})
}

// credited is what takes lines of an invoice back.
func credited(parent *invoice, lines []invoiceLine) *invoice {
	made := &invoice{owner: parent.owner, credited: parent, inclusive: parent.inclusive}
	for _, line := range lines {
		made.lines = append(made.lines, line.opposite())
	}
	return made
}
