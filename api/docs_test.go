package api_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/api/internal/docs"
)

const repository = ".."

func parse(t *testing.T, name string) *docs.Document {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	document, err := docs.Parse(string(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return document
}

func blocks(document *docs.Document, languages ...string) []docs.Block {
	var found []docs.Block
	for _, block := range document.Blocks {
		for _, language := range languages {
			if block.Language == language {
				found = append(found, block)
			}
		}
	}
	return found
}

func TestCodeOfDocumentsCompiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		code := blocks(parse(t, name), "go")
		checker, err := docs.NewChecker(repository, code...)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range code {
			if err := checker.Check(name, block); err != nil {
				t.Errorf("%v", err)
			}
		}
	}
}

func TestCommandsOfDocumentsExist(t *testing.T) {
	t.Parallel()
	example := regexp.MustCompile(`\bgo run \./(examples/\S+)`)
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		for _, block := range blocks(parse(t, name), "sh", "bash", "shell", "console") {
			for _, match := range example.FindAllStringSubmatch(block.Text, -1) {
				if !exists(match[1] + "/main.go") {
					t.Errorf("%s:%d: there is no program %s", name, block.Line, match[1])
				}
			}
		}
	}
}

func TestLinksOfDocumentsResolve(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		for _, link := range parse(t, name).Links {
			if path, ok := link.Local(); ok && !exists(path) {
				t.Errorf("%s:%d: %s leads nowhere", name, link.Line, link.Target)
			}
		}
	}
}

// exists tells whether the repository has a file or folder.
func exists(path string) bool {
	path = filepath.FromSlash(strings.TrimPrefix(path, "/"))
	if !filepath.IsLocal(path) {
		return false
	}
	_, err := os.Stat(filepath.Join(repository, path))
	return err == nil
}
