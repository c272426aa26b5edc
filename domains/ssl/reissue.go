package ssl

import (
	"context"
	"errors"
	"net/http"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Reissue replaces a certificate by one of another key and the same term. It
// is pending again until control over the names was shown. The certificate is
// read before, since its CSR is what tells a reissue that happened from one
// that did not.
//
// Refusals: [CodeStateInvalid] for a certificate that is not active;
// [rest.ErrValidation] when the CSR names other hosts.
//
// When the answer gets lost, the certificate is read again. One that had the
// same CSR before leaves the outcome unknown.
//
// POST /ssl-certificate/{certificate_id}/reissue, provisional.
func (s *Service) Reissue(ctx context.Context, id ID, csr string, opts ...rest.CallOption) (*Certificate, error) {
	const operation = "ssl.reissue"
	type body struct {
		CSR string `json:"csr"`
	}
	var f check.Fields
	sent := body{readCSR(&f, csr)}
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	before, err := s.Get(ctx, id, opts...)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(reissuePath, string(id)),
		Body:      sent,
		Effect:    rest.Once,
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Certificate, error) {
		return s.reissued(ctx, id, before.CSR, sent.CSR)
	}, opts...)
}

// reissued looks whether a lost Reissue happened, by the CSR that the
// certificate has now.
func (s *Service) reissued(ctx context.Context, id ID, before, sent string) (*Certificate, error) {
	after, err := s.Get(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case sameCSR(before, sent):
		return nil, errors.New("the certificate had the same CSR before")
	case sameCSR(after.CSR, sent):
		return after, nil
	case sameCSR(after.CSR, before):
		return nil, nil
	}
	return nil, errors.New("the certificate has neither the CSR from before nor the one that was sent")
}
