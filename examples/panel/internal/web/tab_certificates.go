package web

import (
	"strings"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/rest"
)

var certificatesTab = &screen{
	path:     "/ssl",
	title:    "SSL",
	template: "certificates",
	load: func(v *visit) (any, error) {
		return oldestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[ssl.Certificate], error) {
			return v.panel.client.SSL.List(v.ctx, ssl.Filter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var certificateDetail = &screen{
	path:     "/ssl/{certificate}",
	tab:      "/ssl",
	template: "certificate",
	load: func(v *visit) (any, error) {
		found, err := v.panel.client.SSL.Get(v.ctx, ssl.ID(v.r.PathValue("certificate")))
		if err != nil {
			return nil, err
		}
		return certificateView{found}, v.own(found.Customer.ID)
	},
}

type certificateView struct{ *ssl.Certificate }

func (c certificateView) title() string { return "Certificate for " + strings.Join(c.Domains, ", ") }
