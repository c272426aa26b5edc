package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
)

//go:embed templates
var templates embed.FS

//go:embed static/*.css static/*.js static/*.svg
var static embed.FS

// A page is what a template shows.
type page struct {
	Template string
	Title    string
	Here     string // address of the page, below which its forms are posted
	Partial  bool   // only the main part is asked for
	SignedIn bool
	Notice   *notice
	Sign     hidden // of the form that signs out

	Customer *customers.Customer // whom the page is about
	Screen   *screen
	View     any
	Form     *form
	Ask      *question
	Result   any
}

// Focus names the part that gets the keyboard when the page is shown: what
// answers to something that was sent, or else the heading when htmx put the
// page into the place of another.
func (p *page) Focus() string {
	switch {
	case p.Form != nil && p.Form.refused:
		return "problems"
	case p.Ask != nil:
		return "question"
	case p.Result != nil:
		return "result"
	case p.Notice != nil:
		return "notice"
	case p.Partial && !p.focusedInput():
		return "heading"
	}
	return ""
}

func (p *page) focusedInput() bool {
	if p.Form == nil {
		return false
	}
	for _, g := range p.Form.Groups {
		for _, in := range g.Inputs {
			if in.Focus {
				return true
			}
		}
	}
	return false
}

// Tabs and Actions are what the pages of a customer lead to.
func (p *page) Tabs() []tabGroup   { return tabGroups }
func (p *page) Actions() []*screen { return actions }

// At gives the address of something below the customer.
func (p *page) At(path string) string { return customerPath(p.Customer.ID) + path }

// render shows a page to somebody who is signed in.
func (v *visit) render(status int, shown *page) {
	shown.SignedIn = true
	shown.Sign = newForm(v).Hidden("")
	shown.Notice = v.session.told()
	v.panel.render(v.w, v.r, status, shown)
}

// render executes the template before anything is sent, so that a page comes
// as a whole or not at all.
func (p *Panel) render(w http.ResponseWriter, r *http.Request, status int, shown *page) {
	shown.Partial = r.Header.Get("HX-Request-Type") == "partial"
	name := "layout"
	if shown.Partial {
		name = "partial"
	}
	var body bytes.Buffer
	if err := p.pages[shown.Template].ExecuteTemplate(&body, name, shown); err != nil {
		p.log.ErrorContext(r.Context(), "template", "name", shown.Template, "error", err)
		http.Error(w, "The page cannot be shown.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w)
}

// parseTemplates reads the frame of all pages, and each page into a frame of
// its own.
func parseTemplates() (map[string]*template.Template, error) {
	frame, err := template.New("").Funcs(functions).ParseFS(templates, "templates/frame/*.html")
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		own, err := frame.Clone()
		if err == nil {
			own, err = own.ParseFS(templates, file)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		pages[strings.TrimSuffix(path.Base(file), ".html")] = own
	}
	return pages, nil
}

// version changes with the static files, and is a part of their addresses: a
// browser keeps them for as long as they are the same.
var version = func() string {
	sum := sha256.New()
	_ = fs.WalkDir(static, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := static.ReadFile(name)
		sum.Write(content)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:12]
}()

func staticFiles() http.Handler {
	files := http.FileServerFS(static)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") { // no list of them
			http.NotFound(w, r)
			return
		}
		if r.URL.Query().Get("v") == version {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		files.ServeHTTP(w, r)
	})
}
