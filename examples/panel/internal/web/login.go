package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
)

// maxAttempts to sign in can be made in a row; after that it is one a second.
// They are counted together, wherever they come from: a panel that all the world
// can reach would count them by address, so that nobody can keep others out.
const maxAttempts = 10

// loginPage is what the page shows on which people sign in.
type loginPage struct {
	Next    string
	Problem string
}

func (p *Panel) showLogin(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	if p.sessionOf(r) != nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	p.render(w, r, http.StatusOK, &page{Template: "login", Title: "Sign in", View: loginPage{Next: next}})
}

func (p *Panel) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	next := localPath(r.PostFormValue("next"))
	again := func(status int, problem string) {
		p.render(w, r, status, &page{Template: "login", Title: "Sign in", View: loginPage{next, problem}})
	}
	switch {
	case !p.attempts.Allow():
		w.Header().Set("Retry-After", "1")
		again(http.StatusTooManyRequests, "There were too many attempts. Wait a moment.")
	case !p.isPassword(r.PostFormValue("password")):
		p.log.WarnContext(r.Context(), "wrong password", "from", r.RemoteAddr)
		again(http.StatusUnprocessableEntity, "This is not the password.")
	default:
		p.remember(w, r, p.sessions.begin().key)
		http.Redirect(w, r, next, http.StatusSeeOther)
	}
}

// isPassword takes the same time however much of the password is right.
func (p *Panel) isPassword(given string) bool {
	want, got := sha256.Sum256([]byte(p.password.Reveal())), sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

func (v *visit) logout() error {
	v.panel.sessions.end(v.session.key)
	v.panel.remember(v.w, v.r, "")
	http.Redirect(v.w, v.r, "/login", http.StatusSeeOther)
	return nil
}

// askToSignIn sends to the login page whoever is not signed in, and back from
// there to what he wanted to see. htmx would put the login page into the place
// of the main part, and is told to go there as a whole.
func (p *Panel) askToSignIn(w http.ResponseWriter, r *http.Request) {
	login := "/login"
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		login += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", login)
		return
	}
	http.Redirect(w, r, login, http.StatusSeeOther)
}

// localPath is a path on the panel itself: whatever leads elsewhere gives the
// first page.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") {
		return "/customers"
	}
	return next
}
