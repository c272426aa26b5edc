package web

import "net/http"

// routes are all addresses of the panel.
func (p *Panel) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", staticFiles())
	mux.HandleFunc("GET /login", p.showLogin)
	mux.HandleFunc("POST /login", p.login)
	mux.Handle("POST /logout", p.page((*visit).logout))
	mux.Handle("GET /{$}", http.RedirectHandler("/customers", http.StatusSeeOther))
	mux.Handle("GET /customers", p.page((*visit).customerList))
	mux.Handle("GET /customers/{customer}/invoices/{invoice}/pdf", p.page((*visit).invoicePDF))
	for _, s := range screens() {
		mux.Handle("GET "+s.pattern(), p.page(s.show))
		for verb, do := range s.post {
			mux.Handle("POST "+s.pattern()+verb, p.page(func(v *visit) error { return s.change(v, verb, do) }))
		}
	}
	mux.Handle("/", p.page(func(*visit) error { return errNoPage }))
	return mux
}
