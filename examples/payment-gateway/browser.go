package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// A browser does for a payer what one with a window does: it follows redirects,
// and posts the forms of pages.
type browser struct {
	address *url.URL
	status  string
	page    string
}

// open goes to an address.
func (b *browser) open(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	return b.do(r)
}

// post sends fields to an address.
func (b *browser) post(ctx context.Context, address string, fields url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) do(r *http.Request) error {
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	b.address, b.status, b.page = resp.Request.URL, resp.Status, string(text)
	return nil
}

// What pages consist of, as the platform and the provider write them.
var (
	titleForm  = regexp.MustCompile(`<title>([^<]*)</title>`)
	actionForm = regexp.MustCompile(`<form method="post"(?: action="([^"]*)")?>`)
	hiddenForm = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	buttonForm = regexp.MustCompile(`<button(?: name="([^"]*)" value="([^"]*)")?>([^<]*)</button>`)
)

// title is what the payer reads first.
func (b *browser) title() string {
	found := titleForm.FindStringSubmatch(b.page)
	if found == nil {
		return b.status
	}
	return html.UnescapeString(found[1])
}

// form gives the form of the page: where it goes, and what it carries unseen.
func (b *browser) form() (address string, fields url.Values, err error) {
	action := actionForm.FindStringSubmatch(b.page)
	if action == nil {
		return "", nil, fmt.Errorf("%q has no form", b.title())
	}
	to, err := b.address.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return "", nil, err
	}
	fields = url.Values{}
	for _, field := range hiddenForm.FindAllStringSubmatch(b.page, -1) {
		fields.Add(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	return to.String(), fields, nil
}

// press presses a button of the form, and comes to another page.
func (b *browser) press(ctx context.Context, label string) error {
	address, fields, err := b.form()
	if err != nil {
		return err
	}
	for _, button := range buttonForm.FindAllStringSubmatch(b.page, -1) {
		if html.UnescapeString(button[3]) != label {
			continue
		}
		if button[1] != "" {
			fields.Set(html.UnescapeString(button[1]), html.UnescapeString(button[2]))
		}
		return b.post(ctx, address, fields)
	}
	return fmt.Errorf("%q has no button %q", b.title(), label)
}
