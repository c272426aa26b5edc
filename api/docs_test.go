package api_test

import (
	"encoding/json"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/docs"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

const repository = ".."

// prose are the documents of the repository: what its root holds, its guides, and what lies beside the code.
func prose(t *testing.T) map[string]*docs.Document {
	t.Helper()
	documents := map[string]*docs.Document{}
	root := os.DirFS(repository)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipped(name)
		}
		if path.Ext(name) != ".md" {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		document, err := docs.Parse(string(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return nil
		}
		documents[name] = document
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		if documents[name] == nil {
			t.Fatalf("there is no %s", name)
		}
	}
	return documents
}

// skipped are folders that hold documents of others.
func skipped(folder string) error {
	base := path.Base(folder)
	if base == "testdata" || base == "node_modules" || base != "." && strings.HasPrefix(base, ".") {
		return fs.SkipDir
	}
	return nil
}

func blocks(document *docs.Document, languages ...string) []docs.Block {
	var found []docs.Block
	for _, block := range document.Blocks {
		if slices.Contains(languages, block.Language) {
			found = append(found, block)
		}
	}
	return found
}

func TestCodeOfDocumentsCompiles(t *testing.T) {
	t.Parallel()
	documents := prose(t)
	var code []docs.Block
	for _, document := range documents {
		code = append(code, blocks(document, "go")...)
	}
	checker, err := docs.NewChecker(repository, code...)
	if err != nil {
		t.Fatal(err)
	}
	for name, document := range documents {
		for _, block := range blocks(document, "go") {
			if err := checker.Check(name, block); err != nil {
				t.Errorf("%v", err)
			}
		}
	}
}

func TestCodeOfDocumentsIsFormatted(t *testing.T) {
	t.Parallel()
	for name, document := range prose(t) {
		for _, block := range blocks(document, "go") {
			formatted, err := format.Source([]byte(block.Text))
			if err != nil {
				t.Errorf("%s:%d: %v", name, block.Line, err)
			} else if diff := cmp.Diff(string(formatted), block.Text); diff != "" {
				t.Errorf("%s:%d (-gofmt +is):\n%s", name, block.Line, diff)
			}
		}
	}
}

// Methods that are named outside of blocks, as in tables, are not seen by the compiler.
func TestMethodsOfDocumentsExist(t *testing.T) {
	t.Parallel()
	services := map[string]reflect.Type{}
	for field := range reflect.TypeFor[hostcontrol.Client]().Fields() {
		services[field.Name] = field.Type
	}
	named := regexp.MustCompile(`\b([A-Z]\w*)\.([A-Z]\w*)`)
	for name := range prose(t) {
		text, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range named.FindAllStringSubmatch(string(text), -1) {
			if service, ok := services[match[1]]; ok {
				if _, ok := service.MethodByName(match[2]); !ok {
					t.Errorf("%s: there is no method %s", name, match[0])
				}
			}
		}
	}
}

func TestJSONOfDocumentsIsValid(t *testing.T) {
	t.Parallel()
	for name, document := range prose(t) {
		for _, block := range blocks(document, "json") {
			if !json.Valid([]byte(block.Text)) {
				t.Errorf("%s:%d: no JSON", name, block.Line)
			}
		}
	}
}

func TestCommandsOfDocumentsExist(t *testing.T) {
	t.Parallel()
	example := regexp.MustCompile(`\bgo run \./(examples/\S+)`)
	for name, document := range prose(t) {
		for _, block := range blocks(document, "sh", "bash", "shell", "console") {
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
	documents := prose(t)
	for name, document := range documents {
		for _, link := range document.Links {
			if !resolves(documents, name, link) {
				t.Errorf("%s:%d: %s leads nowhere", name, link.Line, link.Target)
			}
		}
	}
}

// resolves tells whether a link of a document leads out of the repository, or to something in it.
func resolves(documents map[string]*docs.Document, name string, link docs.Link) bool {
	file, anchor, ok := link.Local()
	if !ok {
		return true
	}
	target := name
	switch {
	case strings.HasPrefix(file, "/"):
		target = path.Clean(file[1:])
	case file != "":
		target = path.Join(path.Dir(name), file)
	}
	if document := documents[target]; document != nil && anchor != "" {
		return slices.Contains(document.Anchors, anchor)
	}
	return exists(target)
}

func TestEveryGuideIsInTheREADME(t *testing.T) {
	t.Parallel()
	documents := prose(t)
	linked := map[string]bool{}
	for _, link := range documents["README.md"].Links {
		if file, _, ok := link.Local(); ok {
			linked[path.Clean(file)] = true
		}
	}
	for name := range documents {
		if path.Dir(name) == "docs" && !linked[name] {
			t.Errorf("the README does not lead to %s", name)
		}
	}
}

// What happens when an answer gets lost is told of every operation of effect once.
func TestGuideTellsOfAllThatHappensOnce(t *testing.T) {
	t.Parallel()
	const guide = "docs/billable-calls.md"
	text, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(guide)))
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range load(t).Operations {
		if op.Effect == "once" && !regexp.MustCompile("(?m)^\\|.*`"+op.GoMethod+"`.*\\|").Match(text) {
			t.Errorf("%s has no row of %s", guide, op.GoMethod)
		}
	}
}

// An example of a service named Service may be that of its package as a whole.
func TestEveryServiceHasAnExample(t *testing.T) {
	t.Parallel()
	for field := range reflect.TypeFor[hostcontrol.Client]().Fields() {
		if !field.IsExported() {
			continue
		}
		service := field.Type.Elem()
		examples := runnableExamples(t, service.PkgPath())
		found := slices.ContainsFunc(examples, func(name string) bool {
			owner, _, _ := strings.Cut(name, "_")
			return owner == service.Name() || owner == "" && service.Name() == "Service"
		})
		if !found {
			t.Errorf("%s has no example with an output in %s: %q", field.Name, service.PkgPath(), examples)
		}
	}
}

// runnableExamples names the examples of a package that are run as tests.
func runnableExamples(t *testing.T, pkg string) []string {
	t.Helper()
	folder := filepath.Join(repository, filepath.FromSlash(strings.TrimPrefix(pkg, "github.com/hostcontrol-go/sdk/")))
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	var names []string
	for _, example := range doc.Examples(parsed...) {
		if example.Output != "" {
			names = append(names, example.Name)
		}
	}
	return names
}

// What is shown first on the documentation site tells where everything is.
func TestMapOfTheModuleIsComplete(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(repository, "doc.go"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "list", "./...")
	cmd.Dir = repository
	list, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/hostcontrol-go/sdk"
	for line := range strings.Lines(string(list)) {
		pkg := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), module), "/")
		if pkg == "" || strings.Contains(pkg, "internal") || strings.HasPrefix(pkg, "examples") {
			continue
		}
		if !strings.Contains(string(text), "//\t"+pkg+" ") {
			t.Errorf("doc.go does not tell of package %s", pkg)
		}
	}
}

// The section of a version begins with it in brackets.
func TestChangelogHasTheVersion(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(repository, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "\n## [" + rest.Version + "]"; !strings.Contains(string(text), want) {
		t.Errorf("CHANGELOG.md has no section of version %s", rest.Version)
	}
}

// exists tells whether the repository has a file or folder.
func exists(name string) bool {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return false
	}
	_, err := os.Stat(filepath.Join(repository, filepath.FromSlash(name)))
	return err == nil
}
