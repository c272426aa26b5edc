package hostcontrol_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestBinarySize: importing the SDK adds at most 1.5 MB to a stripped program
// over net/http and encoding/json, and does not keep the linker from leaving
// unused methods out.
func TestBinarySize(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	build := func(probe, flags string) string {
		t.Helper()
		out := filepath.Join(dir, probe+flags)
		cmd := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags="+flags, "-o", out, "./testdata/probe/"+probe)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		return out
	}
	size := func(path string) float64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return float64(info.Size()) / 1e6
	}
	bare, sdk := size(build("bare", "-s -w")), size(build("sdk", "-s -w"))
	t.Logf("stripped: %.2f MB with net/http, %.2f MB with the SDK: %+.2f MB", bare, sdk, sdk-bare)
	if sdk-bare > 1.5 {
		t.Error("the bound is 1.5 MB")
	}
	symbols, err := exec.CommandContext(t.Context(), "go", "tool", "nm", build("sdk", "")).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(symbols, []byte("main.(*canary).String")) {
		t.Error("the probe's own method is missing: the test looks for the wrong thing")
	}
	if bytes.Contains(symbols, []byte("UnusedCanaryMethod")) {
		t.Error("an unused method was linked: dead-code elimination is off")
	}
}
