package hostcontroltest

import (
	"net/url"
	"slices"
	"strings"
)

const eventRedirectsReplaced = "domain.redirects_replaced"

// Types of redirects. A mask is a frame around the target.
const redirectTypes = "301,302,mask"

const maxRedirects = 100

// redirect sends the visitors of a host to another page. It is also how the
// platform shows one.
type redirect struct {
	Source string `json:"source"`
	Target string `json:"target"`
	Type   string `json:"type"`
}

// listRedirects shows all redirects of a domain.
func listRedirects(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	return found.redirects, nil
}

// replaceRedirects sets all redirects of a domain. They need the platform's name
// servers, which send the visitors to the platform's web server.
func replaceRedirects(c *call) (any, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, err
	}
	redirects := c.body.redirects(found)
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if err := found.mayChangeDNS(); err != nil {
		return nil, err
	}
	found.redirects = redirects
	found.updated = c.now
	c.record(found.owner, eventRedirectsReplaced, found.object(), "redirects replaced")
	return redirects, nil
}

// redirects reads a required list. An empty one takes all redirects away.
func (f *form) redirects(d *domain) []redirect {
	const name = "redirects"
	entries := f.objects(name)
	switch {
	case entries == nil && !f.rejected(name):
		f.reject(name, textRequired)
	case len(entries) > maxRedirects:
		f.reject(name, "Enter no more than 100 redirects.")
		return nil
	}
	out := make([]redirect, 0, len(entries))
	for i, entry := range entries {
		r := entry.redirect(d)
		if slices.ContainsFunc(out, func(other redirect) bool { return other.Source == r.Source }) {
			entry.reject("source", "This source is redirected already.")
		}
		f.adopt(name, i, entry)
		out = append(out, r)
	}
	return out
}

func (f *form) redirect(d *domain) redirect {
	r := redirect{
		Source: strings.ToLower(f.required("source", 253)),
		Target: f.required("target", 2048),
		Type:   strings.ToLower(f.required("type", 8)),
	}
	if !f.rejected("source") && (!d.covers(r.Source) || !hostnameForm.MatchString(r.Source)) {
		f.reject("source", "Enter the domain or a host name below it.")
	}
	if !f.rejected("target") && !isPage(r.Target) {
		f.reject("target", "Enter a valid URL.")
	}
	if !f.rejected("type") && !slices.Contains(strings.Split(redirectTypes, ","), r.Type) {
		f.reject("type", textChoice)
	}
	return r
}

// isPage tells whether a text is the address of a page on the web.
func isPage(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
