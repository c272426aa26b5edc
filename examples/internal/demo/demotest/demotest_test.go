package demotest

import (
	"os"
	"slices"
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// TestSecretsAreKnown: Run looks for the keys that programs get to see.
func TestSecretsAreKnown(t *testing.T) {
	srv := Live(t)
	for _, key := range []string{srv.APIKey, srv.ClientSecret} {
		if !slices.Contains(secrets(), key) {
			t.Errorf("%q is not looked for", key)
		}
	}
}

func TestOfflineHidesCredentials(t *testing.T) {
	t.Setenv(hostcontrol.EnvAPIKey, "somebody's")
	t.Run("inside", func(t *testing.T) {
		Offline(t)
		if key := os.Getenv(hostcontrol.EnvAPIKey); key != "" {
			t.Errorf("the key is %q", key)
		}
	})
	if os.Getenv(hostcontrol.EnvAPIKey) != "somebody's" {
		t.Error("the environment was not restored")
	}
}
