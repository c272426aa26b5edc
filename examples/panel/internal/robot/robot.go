// Package robot is a browser without a screen and without JavaScript: it reads
// pages, fills in their forms, and sends them.
package robot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// A Robot goes from page to page. It keeps cookies, and follows redirects.
type Robot struct {
	base   *url.URL
	client *http.Client
}

// New makes a robot for the site at an address.
func New(address string) (*Robot, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &Robot{base, &http.Client{Jar: jar}}, nil
}

// A Page is what a browser shows.
type Page struct {
	Status int
	Header http.Header
	// Path is that of the address, after all redirects, with its query.
	Path string
	Body string
	Root *html.Node
}

// Get reads a page.
func (r *Robot) Get(ctx context.Context, path string) (*Page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.resolve(path), nil)
	if err != nil {
		return nil, err
	}
	return r.Do(req)
}

// Send sends a form, as it was read from a page and filled in.
func (r *Robot) Send(ctx context.Context, f *Form) (*Page, error) {
	body, contentType, err := f.encode()
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.resolve(f.Action), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	return r.Do(req)
}

// Do makes any request, with the cookies of the robot.
func (r *Robot) Do(req *http.Request) (*Page, error) {
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return &Page{resp.StatusCode, resp.Header, resp.Request.URL.RequestURI(), string(body), root}, nil
}

func (r *Robot) resolve(path string) string {
	address, err := r.base.Parse(path)
	if err != nil {
		return path // the request will fail
	}
	return address.String()
}

// A Form is what a page asks to be filled in.
type Form struct {
	Action string
	Values url.Values
	// File is sent along with a form that takes one.
	File      []byte
	multipart bool
}

// Form finds the form of a page that is posted to an address, with what is
// filled in already.
func (p *Page) Form(action string) (*Form, error) {
	for n := range p.All("form") {
		if Attr(n, "action") == action && strings.EqualFold(Attr(n, "method"), "post") {
			return &Form{
				Action:    action,
				Values:    valuesOf(n),
				multipart: Attr(n, "enctype") == "multipart/form-data",
			}, nil
		}
	}
	return nil, fmt.Errorf("%s has no form for %s", p.Path, action)
}

// Set fills in. Several values are those of boxes with one name.
func (f *Form) Set(name string, values ...string) *Form {
	f.Values[name] = values
	return f
}

func valuesOf(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := Attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			if kind := Attr(n, "type"); kind == "file" || kind == "checkbox" && !Has(n, "checked") {
				continue
			}
			values.Add(name, Attr(n, "value"))
		case "textarea":
			values.Add(name, Text(n))
		case "select":
			values.Add(name, chosen(n))
		}
	}
	return values
}

// chosen is the value of a select: that of the first option where none is
// marked.
func chosen(sel *html.Node) string {
	first := ""
	seen := false
	for n := range sel.Descendants() {
		if n.Type != html.ElementNode || n.Data != "option" {
			continue
		}
		if Has(n, "selected") {
			return Attr(n, "value")
		}
		if !seen {
			first, seen = Attr(n, "value"), true
		}
	}
	return first
}

func (f *Form) encode() (io.Reader, string, error) {
	if !f.multipart {
		return strings.NewReader(f.Values.Encode()), "application/x-www-form-urlencoded", nil
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	var errs []error
	for name, values := range f.Values {
		for _, value := range values {
			errs = append(errs, w.WriteField(name, value))
		}
	}
	part, err := w.CreateFormFile("file", "rows.csv")
	if err == nil {
		_, err = part.Write(f.File)
	}
	errs = append(errs, err, w.Close())
	return &body, w.FormDataContentType(), errors.Join(errs...)
}
