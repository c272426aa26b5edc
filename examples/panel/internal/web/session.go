package web

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"
)

const (
	idleTime    = 30 * time.Minute
	sessionTime = 12 * time.Hour
	maxSessions = 1000
)

// A session is somebody who has signed in, from then until he signs out, does
// nothing for a while, or the day is over.
type session struct {
	key         string
	token       string // what forms carry to show that the panel made them
	began, seen time.Time

	mu     sync.Mutex
	notice *notice
}

// A notice tells on the next page what was done on the last one.
type notice struct {
	Text string
	Href string // where to look at it; optional
	Link string // what the link says
}

// tell leaves a notice for the next page.
func (s *session) tell(n *notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notice = n
}

// told takes the notice.
func (s *session) told() *notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.notice
	s.notice = nil
	return n
}

// made tells whether a form is one that was made for the session.
func (s *session) made(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) == 1
}

// sessions are kept in memory: a panel that is started again asks for the
// password again. A panel on several machines would keep them in a database.
type sessions struct {
	now func() time.Time

	mu   sync.Mutex
	open map[string]*session // by key
}

// begin makes a session. Those that have ended make room for it, and if that is
// not enough, the one that was idle for the longest time does.
func (s *sessions) begin() *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if s.open == nil {
		s.open = map[string]*session{}
	}
	var idlest *session
	for key, other := range s.open {
		if other.over(now) {
			delete(s.open, key)
		} else if idlest == nil || other.seen.Before(idlest.seen) {
			idlest = other
		}
	}
	if len(s.open) >= maxSessions {
		delete(s.open, idlest.key)
	}
	made := &session{key: rand.Text(), token: rand.Text(), began: now, seen: now}
	s.open[made.key] = made
	return made
}

// find gives the session of a key, nil if there is none, or none any more.
func (s *sessions) find(key string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, now := s.open[key], s.now()
	switch {
	case found == nil:
		return nil
	case found.over(now):
		delete(s.open, key)
		return nil
	}
	found.seen = now
	return found
}

func (s *session) over(now time.Time) bool {
	return now.Sub(s.seen) >= idleTime || now.Sub(s.began) >= sessionTime
}

func (s *sessions) end(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, key)
}

// cookieName of a cookie that came by https has the prefix with which browsers
// refuse one that another host or a page without https has set.
func (p *Panel) cookieName(r *http.Request) string {
	if p.secure(r) {
		return "__Host-panel"
	}
	return "panel"
}

// remember has the browser send the key of a session along; an empty key ends
// that. SameSite is Lax so that a link to a customer works from a mail.
func (p *Panel) remember(w http.ResponseWriter, r *http.Request, key string) {
	cookie := &http.Cookie{
		Name:     p.cookieName(r),
		Value:    key,
		Path:     "/",
		HttpOnly: true,
		Secure:   p.secure(r),
		SameSite: http.SameSiteLaxMode,
	}
	if key == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}

// sessionOf finds the session of a request.
func (p *Panel) sessionOf(r *http.Request) *session {
	cookie, err := r.Cookie(p.cookieName(r))
	if err != nil {
		return nil
	}
	return p.sessions.find(cookie.Value)
}
