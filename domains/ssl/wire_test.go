package ssl_test

import (
	"context"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Whatever an answer says is still there when it is encoded again: what is
// documented, what is unknown on every level, and unknown values.
func TestAnswersSurvive(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text   string
		encode func(string) (string, error)
	}{
		"certificate": {strings.NewReplacer(`"certificate": null`, `"certificate": ""`, `"provisioning_reference": null`, `"provisioning_reference": ""`).
			Replace(certificateJSON), resttest.Reencoded[ssl.Certificate]},
		"unknown of a certificate": {`{"new":1,"id":"1","status":"validating","customer":{"id":48,"new":[2]},"plan":{"id":"2","name":"DV","new":{}},
			"display_name":"","domains":[],"is_auto_renew_enabled":false,"csr":"","certificate":"PEM","dcv":{"type":"HTTP","name":"","value":"","new":null},
			"client_reference":"","provisioning_reference":"x","provisioning_data":[3],"created":"2015-04-10T16:20:12Z","updated":"2015-04-10T16:20:12Z",
			"provisioned":"2015-04-10T16:20:12Z","expires":"2016-04-10T16:20:12Z","deleted":"2016-04-10T16:20:12Z","reseller_relative_path":"a/b"}`, resttest.Reencoded[ssl.Certificate]},
		"plan": {planJSON, resttest.Reencoded[ssl.Plan]},
		"unknown of a plan": {`{"new":1,"id":"1","name":"","description":"","brand":"","renew_days_before_expiration":0,"interval":12,
			"actions":[{"new":2},"x"],"product":{"new":3},"provisioner":{"id":"2","new":4}}`, resttest.Reencoded[ssl.Plan]},
		"plan of an id":          {`"1"`, resttest.Reencoded[ssl.PlanRef]},
		"plan of an id alone":    {`{"id":"1","new":2}`, resttest.Reencoded[ssl.PlanRef]},
		"plan of an id and name": {`{"id":"1","name":"DV"}`, resttest.Reencoded[ssl.PlanRef]},
	}
	for name, tt := range tests {
		resttest.CheckUnchanged(t, name, tt.text, tt.encode)
	}
}

// A plan is read anew, without what was known of another one.
func TestPlanRefIsReadAnew(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"2"`, `{"id":"2"}`} {
		ref := ssl.PlanRef{ID: "1", Name: "DV"}
		if err := json.Unmarshal([]byte(text), &ref); err != nil || ref.ID != "2" || ref.Name != "" {
			t.Errorf("%s: %+v, %v", text, ref, err)
		}
	}
}

func TestWrongTypesAreNamed(t *testing.T) {
	t.Parallel()
	certificate := func(ctx context.Context, c *rest.Client) error {
		_, err := ssl.New(c).Get(ctx, "1")
		return err
	}
	plans := func(ctx context.Context, c *rest.Client) error {
		_, err := ssl.New(c).Plans(ctx, ssl.PlanFilter{})
		return err
	}
	tests := []struct {
		name   string
		call   func(context.Context, *rest.Client) error
		result string
		want   []string
	}{
		{"id", certificate, `{"id":1}`, []string{"ssl.get", "GET /ssl-certificate/1", "result.id"}},
		{"time", certificate, `{"expires":"tomorrow"}`, []string{"result.expires"}},
		{"names", certificate, `{"domains":"example.com"}`, []string{"result.domains"}},
		{"validation", certificate, `{"dcv":{"value":1}}`, []string{"result.dcv.value"}},
		{"plan", certificate, `{"plan":1}`, []string{"result.plan"}},
		{"id of the plan", certificate, `{"plan":{"id":1}}`, []string{"result.plan.id"}},
		{"interval", plans, `[{"interval":"1"}]`, []string{"ssl.plans", "GET /ssl-certificate-plan", "result.0.interval"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			resttest.CheckWrongType(t, tt.call, tt.result, tt.want...)
		})
	}
}
