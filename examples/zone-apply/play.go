package main

import (
	"context"
	_ "embed"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

//go:embed zone.txt
var sample string

// play shows what the program can do, with files in a folder of its own.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "zone-apply")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := writeZones(folder); err != nil {
		return err
	}
	stage := demo.Stage{Program: "zone-apply", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		asked.file = filepath.Join(folder, asked.file)
		return apply(ctx, platform.Client, asked, out)
	}}
	if _, err := platform.Client.Domains.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"-domain", "example.com", "-file", "zone.txt"},
		{"-domain", "example.com", "-file", "zone.txt", "-yes"},
		{"-domain", "example.com", "-file", "zone.txt", "-yes"},
		{"-domain", "example.com", "-file", "changed.txt", "-yes"},
	} {
		if err := stage.Play(args...); err != nil {
			return err
		}
	}
	return stage.PlayRefused(hostcontrol.ErrValidation, "-domain", "example.com", "-file", "wrong.txt", "-yes")
}

// writeZones writes the sample, the same with a few changes, and one that is
// refused.
func writeZones(folder string) error {
	changed := strings.NewReplacer("192.0.2.10", "192.0.2.20", "300", "600", "old  ", "older")
	wrong := strings.NewReplacer("192.0.2.10", "192.0.2.300", "5060", "sip", "blog", "www ")
	for name, text := range map[string]string{
		"zone.txt":    sample,
		"changed.txt": changed.Replace(sample),
		"wrong.txt":   wrong.Replace(sample),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
