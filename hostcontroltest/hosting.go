package hostcontroltest

import "slices"

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

func hostingPlans() []hostingPlan {
	return []hostingPlan{
		{ID: 1, Category: "Web", Name: "Web S", StorageQuota: 5120, MaxDomainCount: 1, IsPOP3Enabled: true},
		{ID: 2, Category: "Web", Name: "Web M", StorageQuota: 20480, MaxDatabaseCount: 5, MaxDomainCount: 5, IsInstallationsEnabled: true, IsPOP3Enabled: true},
		{ID: 3, Category: "Web", Name: "Web L", StorageQuota: 102400, MaxDatabaseCount: 25, MaxDomainCount: 25, IsInstallationsEnabled: true, IsPOP3Enabled: true},
	}
}

type hostingView struct {
	Reference       string      `json:"reference"`
	Status          string      `json:"status"`
	Customer        customerRef `json:"customer"`
	Plan            hostingPlan `json:"plan"`
	Domains         []string    `json:"domains"`
	IsActive        bool        `json:"is_active"`
	IsSuspended     bool        `json:"is_suspended"`
	Renew           bool        `json:"renew"`
	ClientReference *string     `json:"client_reference"`
	Created         string      `json:"created"`
	Updated         string      `json:"updated"`
	Expires         string      `json:"expires"`
	Deleted         *string     `json:"deleted"`
}

func viewHosting(h *hosting) hostingView {
	return hostingView{
		Reference:       h.reference,
		Status:          h.status,
		Customer:        customerRef{h.owner.id},
		Plan:            h.plan,
		Domains:         domainNames(h.domains),
		IsActive:        h.active,
		IsSuspended:     h.status == hostingSuspended,
		Renew:           h.renew,
		ClientReference: h.clientReference,
		Created:         stamp(h.created),
		Updated:         stamp(h.updated),
		Expires:         stamp(h.expires),
		Deleted:         stampOrNull(h.deleted),
	}
}

const hostingSuspended = "suspended"

func domainNames(domains []*domain) []string {
	names := make([]string, 0, len(domains))
	for _, d := range domains {
		names = append(names, d.name)
	}
	slices.Sort(names)
	return names
}

func listHosting(c *call) (any, error) {
	owner, plan := c.query.integer("customer"), c.query.integer("plan")
	status, reference := c.query.text("status", 16), c.query.text("client_reference", 64)
	since := c.query.timestamp("updated_since")
	return list(c, c.hosting.rows, func(x *hosting) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			agrees(plan, x.plan.ID) &&
			(status == "" || x.status == status) &&
			hasReference(reference, x.clientReference) &&
			!x.updated.Before(since)
	}, viewHosting)
}

func getHosting(c *call) (any, error) {
	found := c.hosting.index[c.path["hosting"]]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownResource("hosting account")
	}
	return viewHosting(found), nil
}
