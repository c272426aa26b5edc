package docs_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/docs"
)

const text = `# The *title*: ` + "`go test`" + ` and [more](more.md#x)

## Again
## Again ##

<a id="here"></a> <picture><source srcset="dark.svg"></picture>

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
			{Language: "go", Text: "f(ctx) // [no link](nowhere.md)\n", Line: 14, Wrap: []string{"ctx", "params customers.CreateParams"}},
			{Language: "sh", Text: "```\n  run\n", Line: 22},
			{Text: "```\n", Line: 27},
		},
		Links: []docs.Link{
			{Target: "more.md#x", Line: 1},
			{Target: "dark.svg", Line: 6},
			{Target: "guide.md", Line: 8},
			{Target: "img/a.png#part", Line: 8},
			{Target: "LICENSE", Line: 8},
			{Target: "docs/code.md", Line: 9},
			{Target: "https://example.com/page", Line: 30},
			{Target: "other.md", Line: 31},
		},
		Anchors: []string{"the-title-go-test-and-more", "again", "again-1", "here"},
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
	tests := map[string]struct {
		path, anchor string
		local        bool
	}{
		"guide.md":                  {"guide.md", "", true},
		"api/openapi.yaml#L3":       {"api/openapi.yaml", "L3", true},
		"guide.md?plain=1":          {"guide.md", "", true},
		"../up.md#a-part":           {"../up.md", "a-part", true},
		"#section":                  {"", "section", true},
		"https://example.com/a.md":  {},
		"mailto:jane@example.org":   {},
		"//example.com/guide.md":    {},
		"docs/2026-01-05T09:00.txt": {"docs/2026-01-05T09:00.txt", "", true},
	}
	for target, want := range tests {
		path, anchor, ok := docs.Link{Target: target}.Local()
		if ok != want.local || ok && (path != want.path || anchor != want.anchor) {
			t.Errorf("%s: got %q, %q, %t", target, path, anchor, ok)
		}
	}
}
