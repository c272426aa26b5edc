package ssl_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const (
	reissuePost = "POST /ssl-certificate/" + certID + "/reissue"
	reissueRead = "GET /ssl-certificate/" + certID
)

func TestReissueSends(t *testing.T) {
	t.Parallel()
	var bodies []string
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		bodies = append(bodies, r.Method+" "+resttest.Target(r)+" "+resttest.ReadBody(t, r))
		return resttest.Respond(resttest.Success(certificateJSON))
	})
	got, err := ssl.New(client).Reissue(t.Context(), certID, goodCSR)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantCertificate(t), got, resttest.CompareValues); diff != "" {
		t.Error(diff)
	}
	want := []string{reissueRead + " ", reissuePost + " " + `{"csr":` + resttest.Encode(t, goodCSR) + `}`}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Error(diff)
	}
}

func TestReissueValidation(t *testing.T) {
	t.Parallel()
	_, err := ssl.New(resttest.NewClient(t, resttest.NoRequest(t))).Reissue(t.Context(), certID, "example.com")
	if diff := cmp.Diff([]string{"csr: must be a certificate request in PEM"}, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestReissueLost(t *testing.T) {
	t.Parallel()
	old, other := newCSR(t, "example.com"), newCSR(t, "example.com")
	has := func(csr string) resttest.Step {
		return resttest.Step{Request: reissueRead, Answer: resttest.Success(fmt.Sprintf(`{"id":%q,"csr":%s}`, certID, resttest.Encode(t, csr)))}
	}
	lost := resttest.Step{Request: reissuePost, Status: http.StatusBadGateway}
	done := resttest.Step{Request: reissuePost, Answer: has(goodCSR).Answer}
	denied := resttest.Step{Request: reissueRead, Answer: resttest.Failure("request_permission_denied")}
	refused := resttest.Step{Request: reissuePost, Answer: resttest.Failure("ssl_state_invalid")}
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"happened", []resttest.Step{has(old), lost, has(goodCSR)}, nil},
		{"did not happen", []resttest.Step{has(old), lost, has(old), done}, nil},
		{"happened late", []resttest.Step{has(old), lost, has(old), refused, has(goodCSR)}, nil},
		{"did not happen, and cannot", []resttest.Step{has(old), lost, has(old), refused, has(old)}, ssl.CodeStateInvalid},
		{"had the same before", []resttest.Step{has(goodCSR), lost, has(goodCSR)}, rest.ErrOutcomeUnknown},
		{"has a third one", []resttest.Step{has(old), lost, has(other)}, rest.ErrOutcomeUnknown},
		{"is not told", []resttest.Step{has(""), lost, has("")}, rest.ErrOutcomeUnknown},
		{"cannot be read", []resttest.Step{has(old), lost, denied}, rest.ErrOutcomeUnknown},
		{"cannot be read before", []resttest.Step{denied}, rest.ErrForbidden},
		{"refused", []resttest.Step{has(old), refused}, ssl.CodeStateInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ssl.New(resttest.Script(t, tt.steps...)).Reissue(t.Context(), certID, goodCSR)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && (got.ID != certID || got.CSR != goodCSR) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestReissueOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := ssl.New(client), t.Context()
	made, err := service.Request(ctx, onPlatform(t, service, "DV"))
	if err != nil {
		t.Fatal(err)
	}
	csr := newCSR(t, "example.com")
	if _, err := service.Reissue(ctx, made.ID, csr); !errors.Is(err, ssl.CodeStateInvalid) {
		t.Errorf("while pending: %v", err)
	}
	waitOn(t, srv, service, made.ID)
	if _, err := service.Reissue(ctx, made.ID, newCSR(t, "example.net")); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("for another host: %v", err)
	}
	before := transactions(t, srv, client)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/ssl-certificate/*/reissue", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	reissued, err := service.Reissue(ctx, made.ID, csr)
	if err != nil || reissued.CSR != csr {
		t.Errorf("reissued: %+v, %v", reissued, err)
	}
	if after := transactions(t, srv, client); after != before {
		t.Errorf("%d transactions after %d", after, before)
	}
}
