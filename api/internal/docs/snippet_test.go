package docs_test

import (
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/api/internal/docs"
)

const module = "../../.."

func check(t *testing.T, block docs.Block) error {
	t.Helper()
	block.Line = 40
	checker, err := docs.NewChecker(module, block)
	if err != nil {
		t.Fatal(err)
	}
	return checker.Check("README.md", block)
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	tests := map[string]docs.Block{
		"nothing":            {},
		"program":            {Text: "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n"},
		"program of modules": {Text: "// Doc.\npackage main\n\nimport \"github.com/hostcontrol-go/sdk/rest\"\n\nvar X = rest.NewSecret(\"\")\n"},
		"import unlisted":    {Text: "package main\n\nimport \"container/ring\"\n\nvar X ring.Ring\n"},
		"test":               {Text: "package panel_test\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { t.Log() }\n"},
		"declarations":       {Text: "type T struct{ srv *hostcontroltest.Server }\n\nfunc (T) F(t *testing.T) { t.Log(http.MethodGet) }\n"},
		"declared imports":   {Text: "import \"fmt\"\n\nfunc f() { fmt.Println(time.Now()) }\n"},
		"declared unlisted":  {Text: "import \"container/ring\"\n\nvar x ring.Ring\n"},
		"declared, wrapped":  {Text: "var x = key\n", Wrap: []string{"key"}},
		"statements":         {Text: "client, err := hostcontrol.FromEnv()\nif err != nil {\n\tlog.Fatal(err)\n}\n"},
		"wrapped":            {Text: "customer, err := client.Customers.Get(ctx, 35)\n", Wrap: []string{"ctx", "client"}},
		"wrapped, err":       {Text: "_, err = client.Customers.Get(ctx, 35)\n", Wrap: []string{"ctx", "client", "err"}},
		"wrapped with type":  {Text: "fmt.Println(p.Email)\n", Wrap: []string{"p customers.CreateParams"}},
		"declared anew":      {Text: "key := 3\nkey++\n", Wrap: []string{"key"}},
		"returns an error":   {Text: "if key == \"\" {\n\treturn errors.New(\"empty\")\n}\n", Wrap: []string{"key"}},
		"returns in closure": {Text: "f := func() int { return 3 }\nif f() > 2 {\n\treturn\n}\n"},
		"name of a package":  {Text: "rest := struct{ X int }{}\nfmt.Println(rest.X)\n"},
	}
	for name, block := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := check(t, block); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		docs.Block
		want string
	}{
		"syntax":             {docs.Block{Text: "x := 1\nif x {\n"}, "README.md:42: expected"},
		"syntax of program":  {docs.Block{Text: "package main\n\nfunc main() {\n"}, "README.md:42: expected"},
		"unknown method":     {docs.Block{Text: "\nclient.Customers.Summon(ctx)\n", Wrap: []string{"ctx", "client"}}, "README.md:41: client.Customers.Summon undefined"},
		"unknown field":      {docs.Block{Text: "p := customers.CreateParams{Shoe: 42}\n"}, "README.md:40: unknown field Shoe"},
		"wrong type":         {docs.Block{Text: "client.Customers.Get(ctx, key)\n", Wrap: []string{"ctx", "client", "key"}}, "cannot use key"},
		"unknown name":       {docs.Block{Text: "fmt.Println(customer)\n"}, "undefined: customer"},
		"unknown package":    {docs.Block{Text: "x := big.NewInt(3)\n"}, "undefined: big"},
		"no such package":    {docs.Block{Text: "package main\n\nimport _ \"github.com/hostcontrol-go/sdk/nowhere\"\n"}, "README.md:42: could not import github.com/hostcontrol-go/sdk/nowhere"},
		"unused in program":  {docs.Block{Text: "package main\n\nfunc main() {\n\tx := 1\n}\n"}, "README.md:43: declared and not used: x"},
		"unused import":      {docs.Block{Text: "package main\n\nimport \"fmt\"\n"}, `"fmt" imported and not used`},
		"unknown wrapper":    {docs.Block{Text: "x := 1\n", Wrap: []string{"customer"}}, `README.md:40: wrap: the type of "customer" is not known`},
		"bad wrapper":        {docs.Block{Text: "x := 1\n", Wrap: []string{"customer ]"}}, "README.md"},
		"two results":        {docs.Block{Text: "return 1, nil\n"}, "too many return values"},
		"everything at once": {docs.Block{Text: "undefinedA()\nundefinedB()\n"}, "undefined: undefinedB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := check(t, tt.Block); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want it to contain %q", err, tt.want)
			}
		})
	}
}

func TestNewCheckerNeedsModule(t *testing.T) {
	t.Parallel()
	if _, err := docs.NewChecker("no-such-folder"); err == nil {
		t.Error("a folder that does not exist was accepted")
	}
}
