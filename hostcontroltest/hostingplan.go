package hostcontroltest

import "time"

// hostingPlan is what an account offers. Quotas are megabytes, and null is
// unlimited.
type hostingPlan struct {
	ID                     int64  `json:"id"`
	Category               string `json:"category"`
	Name                   string `json:"name"`
	TrafficQuota           *int   `json:"traffic_quota"`
	StorageQuota           int    `json:"storage_quota"`
	MaxDatabaseCount       int    `json:"max_database_count"`
	MaxDomainCount         int    `json:"max_domain_count"`
	IsInstallationsEnabled bool   `json:"is_installations_enabled"`
	IsPOP3Enabled          bool   `json:"is_pop3_enabled"`
}

// hostingOffer is a plan with what it costs the reseller for an interval.
type hostingOffer struct {
	hostingPlan
	Price    int64  `json:"price"` // minor units
	Currency string `json:"currency"`
	Interval int    `json:"interval"` // months

	setup time.Duration // until a new account is delivered
}

func (o *hostingOffer) key() int64 { return o.ID }

// newHostingOffers is what the demo reseller sells. Web servers take accounts at
// once; a mail system is told about a new one every few minutes.
func newHostingOffers() table[int64, *hostingOffer] {
	web := func(id int64, name string, storage, databases, domains int, price int64) hostingOffer {
		return hostingOffer{
			hostingPlan: hostingPlan{
				ID: id, Category: "Web", Name: name, StorageQuota: storage, MaxDatabaseCount: databases,
				MaxDomainCount: domains, IsInstallationsEnabled: databases > 0, IsPOP3Enabled: true,
			},
			Price: price, Currency: resellerCurrency, Interval: 12,
		}
	}
	mail := hostingOffer{
		hostingPlan: hostingPlan{
			ID: 4, Category: "Mail", Name: "Mail", TrafficQuota: new(51200), StorageQuota: 10240,
			MaxDomainCount: 1, IsPOP3Enabled: true,
		},
		Price: 199, Currency: resellerCurrency, Interval: 1,
		setup: 10 * time.Minute,
	}
	sold := []hostingOffer{
		web(1, "Web S", 5120, 0, 1, 2400),
		web(2, "Web M", 20480, 5, 5, 6000),
		web(3, "Web L", 102400, 25, 25, 12000),
		mail,
	}
	offers := newTable[int64, *hostingOffer]()
	for i := range sold {
		offers.insert(&sold[i])
	}
	return offers
}

func listHostingPlans(c *call) (any, error) {
	return list(c, c.hostingOffers.rows, func(*hostingOffer) bool { return true }, func(o *hostingOffer) hostingOffer { return *o })
}

// givenHostingOffer is the plan that a body names, or nil.
func (c *call) givenHostingOffer(name string) *hostingOffer {
	id := c.body.integer(name)
	if id == nil {
		return nil
	}
	found := c.hostingOffers.index[*id]
	if found == nil {
		c.body.reject(name, textChoice)
	}
	return found
}
