package main

import (
	"bytes"
	"html/template"
	"net/http"
)

// page is what a payer gets to see.
type page struct {
	Title  string
	Decide bool // whether there is something to decide
	Reload bool // whether there will be more to see
}

var pages = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
{{- if .Reload}}
<meta http-equiv="refresh" content="2">
{{- end}}
<title>{{.Title}}</title>
<h1>{{.Title}}</h1>
{{- if .Decide}}
<form method="post">
<button name="decision" value="pay">Pay</button>
<button name="decision" value="refuse">Refuse</button>
</form>
{{- end}}
</html>
`))

// render answers with a page that nothing keeps, that no other site shows as its
// own, and whose address goes to nobody.
func (p *provider) render(w http.ResponseWriter, status int, content page) {
	var text bytes.Buffer
	if err := pages.Execute(&text, content); err != nil {
		p.say.Println("  page:", err)
		status = http.StatusInternalServerError
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // a payer who went away is no concern of ours
}
