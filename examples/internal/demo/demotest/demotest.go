// Package demotest runs the example programs in tests.
package demotest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// Offline takes all credentials out of the environment, so that no test works
// on somebody's real platform.
func Offline(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		hostcontrol.EnvAPIKey, hostcontrol.EnvLabel, hostcontrol.EnvReference, hostcontrol.EnvClientID,
		hostcontrol.EnvClientSecret, hostcontrol.EnvTokenURL, hostcontrol.EnvBaseURL, hostcontrol.EnvEnvironment,
	} {
		t.Setenv(name, "")
	}
}

// Live starts a platform on the loopback interface and puts its credentials
// into the environment, which is what a live one looks like to a program.
func Live(t *testing.T) *hostcontroltest.Server {
	t.Helper()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{})
	t.Cleanup(srv.Close)
	Offline(t)
	t.Setenv(hostcontrol.EnvBaseURL, srv.URL)
	t.Setenv(hostcontrol.EnvAPIKey, srv.APIKey)
	return srv
}

// Run runs a program and gives what it printed. It fails the test when a secret
// is among that or in the error.
func Run(t *testing.T, run func(context.Context, []string, io.Writer) error, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, &out)
	said := out.String()
	if err != nil {
		said += err.Error()
	}
	for _, secret := range secrets() {
		if strings.Contains(said, secret) {
			t.Errorf("%q shows %q:\n%s", args, secret, said)
		}
	}
	return out.String(), err
}

// AuthCode is the code with which samples and tests transfer domains.
const AuthCode = "Ex4mple~Code"

// secrets are what no program may show. The keys are those of every platform
// in memory, as all of them grow from the same seed.
func secrets() []string {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{InMemory: true, Customers: -1})
	defer srv.Close()
	return []string{srv.APIKey, srv.ClientSecret, "/login/", "/password/", AuthCode, "PRIVATE KEY"}
}
