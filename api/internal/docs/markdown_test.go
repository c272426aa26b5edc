package docs_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/docs"
)

const text = `# Title

See [the *guide*](guide.md "A guide"), ![a picture](img/a.png#part), <a href="LICENSE">the license</a>,
[` + "`code`" + `](<docs/code.md>) and ` + "`[no link](nowhere.md)`" + `.

<!-- wrap: ctx, params customers.CreateParams -->

` + "```go" + `
f(ctx) // [no link](nowhere.md)
` + "```" + `

<!-- wrap: lost -->
Something else.

1. A list
   ` + "````sh title" + `
   ` + "```" + `
     run
   ` + "````" + `

~~~
` + "```" + `
~~~

[elsewhere]: https://example.com/page
[here]: other.md
`

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := docs.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	want := &docs.Document{
		Blocks: []docs.Block{
			{Language: "go", Text: "f(ctx) // [no link](nowhere.md)\n", Line: 9, Wrap: []string{"ctx", "params customers.CreateParams"}},
			{Language: "sh", Text: "```\n  run\n", Line: 17},
			{Text: "```\n", Line: 22},
		},
		Links: []docs.Link{
			{Target: "guide.md", Line: 3},
			{Target: "img/a.png#part", Line: 3},
			{Target: "LICENSE", Line: 3},
			{Target: "docs/code.md", Line: 4},
			{Target: "https://example.com/page", Line: 25},
			{Target: "other.md", Line: 26},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseRefusesOpenBlock(t *testing.T) {
	t.Parallel()
	if _, err := docs.Parse("text\n\n```go\nx := 1\n~~~\n"); err == nil || err.Error() != "line 3: the block of code does not end" {
		t.Errorf("error = %v", err)
	}
}

func TestLocal(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // empty for links that lead elsewhere
		"guide.md":                  "guide.md",
		"api/openapi.yaml#L3":       "api/openapi.yaml",
		"guide.md?plain=1":          "guide.md",
		"../up.md":                  "../up.md",
		"#section":                  "",
		"https://example.com/a.md":  "",
		"mailto:jane@example.org":   "",
		"//example.com/guide.md":    "",
		"docs/2026-01-05T09:00.txt": "docs/2026-01-05T09:00.txt",
	}
	for target, want := range tests {
		got, ok := docs.Link{Target: target}.Local()
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s: got %q, %t", target, got, ok)
		}
	}
}
