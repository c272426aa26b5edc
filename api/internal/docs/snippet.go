package docs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// A Checker type-checks blocks of Go code. They need not be programs: what stands for a few lines of one may use the
// packages of a known name without importing them, and leave variables unused.
type Checker struct {
	fset     *token.FileSet
	imported types.Importer
}

// known are the packages that a block may use without importing them.
func known() map[string]string {
	const module = "github.com/hostcontrol-go/sdk/"
	return map[string]string{
		"billing":         module + "billing",
		"context":         "context",
		"currency":        "github.com/bojanz/currency",
		"customers":       module + "customers",
		"domains":         module + "domains",
		"hosting":         module + "domains/hosting",
		"ssl":             module + "domains/ssl",
		"errors":          "errors",
		"fmt":             "fmt",
		"hostcontrol":     module + "hostcontrol",
		"hostcontroltest": module + "hostcontroltest",
		"http":            "net/http",
		"log":             "log",
		"mirror":          module + "billing/mirror",
		"netip":           "net/netip",
		"os":              "os",
		"rest":            module + "rest",
		"slog":            "log/slog",
		"sql":             "database/sql",
		"synctest":        "testing/synctest",
		"testing":         "testing",
		"time":            "time",
	}
}

// declared are the types of the names that a wrap comment may give without one.
func declared() map[string]string {
	return map[string]string{
		"client": "*hostcontrol.Client",
		"ctx":    "context.Context",
		"err":    "error",
		"key":    "string",
		"srv":    "*hostcontroltest.Server",
		"t":      "*testing.T",
	}
}

// NewChecker makes a checker for code that belongs into the module in a folder. It has the module's packages built, and
// those that the blocks import besides them.
func NewChecker(folder string, blocks ...Block) (*Checker, error) {
	paths := maps.Values(known())
	wanted := slices.Collect(paths)
	for _, b := range blocks {
		wanted = append(wanted, imports(b.Text)...)
	}
	exports, err := exportData(folder, wanted)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	return &Checker{fset: fset, imported: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, errors.New("no such package")
		}
		return os.Open(exports[path])
	})}, nil
}

// imports are the packages that code imports, be it a whole file or declarations only. Statements import nothing.
func imports(code string) []string {
	for _, text := range []string{code, "package snippet\n" + code} {
		file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
		if err != nil {
			continue
		}
		var paths []string
		for _, spec := range file.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil {
				paths = append(paths, path)
			}
		}
		return paths
	}
	return nil
}

// exportData finds, for packages and all that they import, the files in which the compiler has left what they export.
func exportData(folder string, paths []string) (map[string]string, error) {
	cmd := exec.Command("go", append([]string{"list", "-e", "-export", "-deps", "-json=ImportPath,Export"}, paths...)...)
	cmd.Dir = folder
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, complaints.Bytes())
	}
	exports := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return exports, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		}
		exports[p.ImportPath] = p.Export
	}
}

// Check type-checks a block. The errors speak of the document by the name given, and of the lines in it.
func (c *Checker) Check(document string, b Block) error {
	source, err := c.source(document, b)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(c.fset, "", source.text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var found []error
	config := types.Config{Importer: c.imported, Error: func(err error) {
		// What is soft is unused: a variable, an import.
		if wrong, ok := errors.AsType[types.Error](err); !ok || !wrong.Soft || source.whole {
			found = append(found, err)
		}
	}}
	_, _ = config.Check("snippet", c.fset, []*ast.File{file}, nil) // every error was given to Error
	return errors.Join(found...)
}

// A source is a block that was made a Go file.
type source struct {
	text  string
	whole bool // it was one before
}

func (c *Checker) source(document string, b Block) (source, error) {
	at := "//line " + document + ":" + strconv.Itoa(b.Line) + "\n"
	if _, err := c.parse(b.Text, parser.PackageClauseOnly); err == nil {
		return source{at + b.Text, true}, nil
	}
	surroundings, err := declarations(b.Wrap)
	if err != nil {
		return source{}, fmt.Errorf("%s:%d: %w", document, b.Line, err)
	}
	body := at + b.Text
	if _, err := c.parse("package snippet\n"+b.Text, 0); err != nil {
		body, err = c.function(body)
		if err != nil {
			return source{}, err
		}
	}
	file, err := c.parse("package snippet\n"+body+surroundings, 0)
	if err != nil {
		return source{}, err
	}
	return source{text: "package snippet;" + missingImports(file) + "\n" + body + surroundings}, nil
}

func (c *Checker) parse(text string, mode parser.Mode) (*ast.File, error) {
	return parser.ParseFile(c.fset, "", text, mode|parser.SkipObjectResolution)
}

// declarations are package-level variables, so that the code may declare its own of the same name.
func declarations(wrap []string) (string, error) {
	var text strings.Builder
	for _, declaration := range wrap {
		name, kind, typed := strings.Cut(declaration, " ")
		if !typed {
			kind = declared()[name]
		}
		if kind == "" {
			return "", fmt.Errorf("wrap: the type of %q is not known", name)
		}
		fmt.Fprintf(&text, "var %s %s\n", name, kind)
	}
	return text.String(), nil
}

// function makes statements the body of a function. It returns an error if the statements do.
func (c *Checker) function(statements string) (string, error) {
	file, err := c.parse("package snippet\nfunc _() {\n"+statements+"}\n", 0)
	if err != nil {
		return "", err
	}
	if returnsValue(file) {
		return "func _() error {\n" + statements + "return nil\n}\n", nil
	}
	return "func _() {\n" + statements + "}\n", nil
}

func returnsValue(file *ast.File) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = found || len(n.Results) > 0
		}
		return true
	})
	return found
}

// missingImports imports the known packages that a file uses and does not import.
func missingImports(file *ast.File) string {
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok {
				used[name.Name] = true
			}
		}
		return true
	})
	for _, spec := range file.Imports {
		maps.DeleteFunc(used, func(name string, _ bool) bool { return strconv.Quote(known()[name]) == spec.Path.Value })
	}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if path := known()[name]; path != "" {
			fmt.Fprintf(&text, " import %q;", path)
		}
	}
	return text.String()
}
