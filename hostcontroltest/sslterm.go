package hostcontroltest

import (
	"math/big"
	"strings"
	"time"
)

// validationTime is what the authority takes to see that a customer controls the
// hosts. Nobody has to do anything for it here.
const validationTime = 15 * time.Minute

// beginValidation makes a certificate wait for the authority.
func (c *call) beginValidation(x *certificate) {
	x.status = sslPending
	x.signed = nil
	x.updated = c.now
	x.dcv = x.newChallenge(c.secret(""))
	c.mailApprover(x)
	c.schedule(c.now.Add(validationTime), func(now time.Time) { c.store.endValidation(x, now) })
}

// newChallenge is a challenge of the same type as before. It is about the first
// host.
func (x *certificate) newChallenge(token string) challenge {
	host := strings.TrimPrefix(x.request.names[0], anyHost)
	switch x.dcv.Type {
	case dcvFile:
		return challenge{dcvFile, "http://" + host + "/.well-known/pki-validation/" + token[:16] + ".txt", token[16:]}
	case dcvDNS:
		return challenge{dcvDNS, "_pki-validation." + host, token}
	default:
		return x.dcv
	}
}

func (c *call) mailApprover(x *certificate) {
	if x.dcv.Type != dcvEmail {
		return
	}
	c.send(Mail{
		To:      x.dcv.Value,
		Subject: "Approve the certificate for " + x.request.names[0],
		Body:    "A certificate was requested for " + strings.Join(x.request.names, ", ") + ".\n",
		At:      c.now,
	})
}

// endValidation signs a certificate that is still wanted. Its term begins when
// it is signed for the first time.
func (s *store) endValidation(x *certificate, now time.Time) {
	if x.status != sslPending {
		return
	}
	if unreachable(x.request.names) {
		s.failCertificate(x, "the hosts cannot be reached", now)
		return
	}
	until := x.expires
	if until.IsZero() {
		until = now.AddDate(0, x.plan.Interval, 0)
	}
	serial := new(big.Int).SetUint64(s.secrets.Uint64())
	signed, err := s.authority.issue(x.request, x.companyName(), serial, now, until)
	if err != nil {
		s.failCertificate(x, err.Error(), now)
		return
	}
	x.signed, x.serial = &signed, new(serial.Text(16))
	s.activate(x, until, now)
}

func (s *store) activate(x *certificate, until, now time.Time) {
	x.status = sslActive
	if x.provisioned.IsZero() {
		x.provisioned, x.expires = now, until
		s.schedule(until, func(now time.Time) { s.expireCertificate(x, now) })
	}
	s.certificateEvent(x, eventCertificateIssued, eventSucceeded, "certificate issued", now)
}

// unreachable tells whether the authority would look for the hosts in vain: names
// below .invalid do not exist (RFC 6761), which lets a test see a failure.
func unreachable(names []string) bool {
	for _, name := range names {
		if strings.HasSuffix(name, ".invalid") {
			return true
		}
	}
	return false
}

// companyName is taken from the request unless it was given.
func (x *certificate) companyName() string {
	switch {
	case !x.plan.organization:
		return ""
	case x.company == "" && len(x.request.organization) > 0:
		return x.request.organization[0]
	default:
		return x.company
	}
}

func (s *store) failCertificate(x *certificate, why string, now time.Time) {
	x.status = sslFailed
	s.refund(x, now)
	s.certificateEvent(x, eventCertificateFailed, eventFailed, "certificate not issued: "+why, now)
}

// refund gives back what a certificate cost that was never issued.
func (s *store) refund(x *certificate, now time.Time) {
	if x.provisioned.IsZero() {
		s.credit(x.owner.reseller, x.plan.price(), "Refund of SSL certificate "+x.id, now)
	}
}

// expireCertificate ends a certificate, also while it waits for a reissue.
func (s *store) expireCertificate(x *certificate, now time.Time) {
	if x.status == sslActive || x.status == sslPending {
		x.status = sslExpired
		s.certificateEvent(x, eventCertificateExpired, eventSucceeded, "certificate expired", now)
	}
}

// certificateEvent records what becomes of a certificate by itself.
func (s *store) certificateEvent(x *certificate, kind, outcome, message string, now time.Time) {
	x.updated = now
	s.addEvent(x.owner, event{kind: kind, status: outcome, object: x.object(), message: message, happened: now})
}
