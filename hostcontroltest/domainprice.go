package hostcontroltest

// soldInterval is the only term that domains are sold for, in months.
const soldInterval = 12

type priceView struct {
	TLD           string `json:"tld"`
	PriceRegister int64  `json:"price_register"`
	PriceRenew    int64  `json:"price_renew"`
	PriceTransfer int64  `json:"price_transfer"`
	PriceRestore  *int64 `json:"price_restore"`
	Interval      int    `json:"interval"`
	Currency      string `json:"currency"`
}

func viewPrice(t *tld) priceView {
	view := priceView{
		TLD:           t.name,
		PriceRegister: t.prices.register,
		PriceRenew:    t.prices.renew,
		PriceTransfer: t.prices.transfer,
		Interval:      soldInterval,
		Currency:      resellerCurrency,
	}
	if t.restorable() {
		view.PriceRestore = &t.prices.restore
	}
	return view
}

func listDomainPrices(c *call) (any, error) {
	return list(c, c.tlds.rows, func(*tld) bool { return true }, viewPrice)
}

// readInterval reads the term of a purchase, in months.
func (f *form) readInterval() {
	if n := f.integer("interval"); n != nil && *n != soldInterval {
		f.reject("interval", textChoice)
	}
}

// mayBuy tells whether products can be bought for a customer at all.
func (c *call) mayBuy(owner *customer) error {
	switch {
	case !c.reseller.verified:
		return refuse("reseller_unverified", "the reseller account is not verified yet")
	case !owner.enabled:
		return refuse("customer_disabled", "the customer is disabled")
	case owner.fraud:
		return refuse("customer_fraud_tagged", "the customer is tagged as fraud, which disables ordering")
	default:
		return nil
	}
}

// buy charges the reseller for a customer's product. The platform makes neither
// an order nor an invoice of it.
func (c *call) buy(owner *customer, price int64, description string) error {
	if err := c.mayBuy(owner); err != nil {
		return err
	}
	_, err := c.debit(c.reseller, price, description, c.now)
	return err
}
