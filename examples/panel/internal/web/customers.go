package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/rest"
)

// customerSearch is the list of customers, and what it is narrowed down by.
type customerSearch struct {
	*listing[customers.Customer]
	Query, State string
	Chosen       []chosen
}

// States of customers that the list can be narrowed down to.
func (customerSearch) States() []option {
	return []option{
		{Value: "", Label: "All"},
		{Value: "verified", Label: "Verified"},
		{Value: "unverified", Label: "Not verified"},
		{Value: "disabled", Label: "Disabled"},
		{Value: "fraud", Label: "Tagged as fraud"},
	}
}

// A chosen filter comes from a link in the list, and can be taken away.
type chosen struct{ Name, Value, Text, Without string }

func (v *visit) customerList() error {
	query := v.r.URL.Query()
	filter := customers.Filter{
		Query: strings.TrimSpace(query.Get("q")),
		Tag:   query.Get("tag"),
		Label: query.Get("label"),
	}
	switch query.Get("state") {
	case "verified":
		filter.Verified = new(true)
	case "unverified":
		filter.Verified = new(false)
	case "disabled":
		filter.Enabled = new(false)
	case "fraud":
		filter.Fraud = new(true)
	}
	found, err := oldestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[customers.Customer], error) {
		filter.Offset = offset
		return v.panel.client.Customers.List(v.ctx, filter, opts...)
	})
	if err != nil {
		return err
	}
	search := customerSearch{listing: found, Query: filter.Query, State: query.Get("state")}
	search.choose(query)
	v.render(http.StatusOK, &page{Template: "customers", Title: "Customers", Here: "/customers", View: search})
	return nil
}

// choose tells by which label and tag the list is narrowed down. What a label
// is called is known from its customers.
func (s *customerSearch) choose(query url.Values) {
	for _, name := range []string{"label", "tag"} {
		value := query.Get(name)
		if value == "" {
			continue
		}
		without := url.Values{}
		for other, values := range query {
			if other != name && other != "page" {
				without[other] = values
			}
		}
		text := value
		if name == "label" && len(s.Items) > 0 {
			text = s.Items[0].Label.Brand
		}
		s.Chosen = append(s.Chosen, chosen{name, value, text, "/customers?" + without.Encode()})
	}
}
