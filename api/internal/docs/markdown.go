// Package docs reads the prose of the repository, as far as its tests need it: blocks of code, which have to compile,
// and links, which have to lead somewhere.
package docs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A Block is a fenced block of code.
type Block struct {
	Language string // first word after the fence, often empty
	Text     string
	Line     int // of the first line of the text, counted from 1

	// Wrap lists what the surroundings of the code declare, each a name or a name with its type. It comes from a comment
	// right before the block, such as <!-- wrap: ctx, params customers.CreateParams -->.
	Wrap []string
}

// A Link is the target of a link or an image.
type Link struct {
	Target string
	Line   int
}

// A Document is a Markdown text, taken apart.
type Document struct {
	Blocks []Block
	Links  []Link

	// Anchors are what links may name after their #: one for each heading, and those that the HTML in the text sets.
	Anchors []string
}

var (
	fenceLine  = regexp.MustCompile("^(`{3,}|~{3,})\\s*(\\S*)")
	wrapLine   = regexp.MustCompile(`^<!--\s*wrap:(.*)-->$`)
	codeSpan   = regexp.MustCompile("`[^`]*`")
	schemeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	linkForms  = []*regexp.Regexp{
		regexp.MustCompile(`\]\(\s*<?([^\s)>]+)`),        // [text](target) and ![text](target "title")
		regexp.MustCompile(`^\[[^\]]+\]:\s*<?([^\s>]+)`), // [reference]: target
		regexp.MustCompile(`\b(?:href|src(?:set)?)="([^"]+)"`),
	}
	headingForm = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)
	linkText    = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	anchorForm  = regexp.MustCompile(`\b(?:id|name)="([^"]+)"`)
)

// Parse takes a text apart. A block of code that does not end is an error.
func Parse(text string) (*Document, error) {
	r := reader{lines: strings.Split(text, "\n")}
	for r.next < len(r.lines) {
		line := strings.TrimSpace(r.take())
		if opening := fenceLine.FindStringSubmatch(line); opening != nil {
			if err := r.block(opening[1], opening[2]); err != nil {
				return nil, err
			}
			continue
		}
		r.prose(line)
	}
	return &r.document, nil
}

type reader struct {
	document Document
	lines    []string
	next     int
	wrap     []string // of a comment that only blank lines have followed so far
}

func (r *reader) take() string {
	r.next++
	return r.lines[r.next-1]
}

// block reads on to the end of a block whose first line has been read.
func (r *reader) block(fence, language string) error {
	opened := r.next
	indent := len(r.lines[opened-1]) - len(strings.TrimLeft(r.lines[opened-1], " "))
	var text strings.Builder
	for r.next < len(r.lines) {
		line := r.take()
		if bare := strings.TrimSpace(line); strings.HasPrefix(bare, fence) && strings.Trim(bare, fence[:1]) == "" {
			b := Block{Language: language, Text: text.String(), Line: opened + 1, Wrap: r.wrap}
			r.document.Blocks = append(r.document.Blocks, b)
			r.wrap = nil
			return nil
		}
		text.WriteString(outdent(line, indent) + "\n")
	}
	return fmt.Errorf("line %d: the block of code does not end", opened)
}

// outdent takes away the spaces that a block in a list begins its lines with.
func outdent(line string, most int) string {
	for most > 0 && strings.HasPrefix(line, " ") {
		line, most = line[1:], most-1
	}
	return line
}

func (r *reader) prose(line string) {
	if line == "" {
		return
	}
	r.wrap = nil
	if comment := wrapLine.FindStringSubmatch(line); comment != nil {
		for declaration := range strings.SplitSeq(comment[1], ",") {
			r.wrap = append(r.wrap, strings.TrimSpace(declaration))
		}
		return
	}
	if heading := headingForm.FindStringSubmatch(line); heading != nil {
		r.anchor(slug(heading[1]))
	}
	line = codeSpan.ReplaceAllString(line, "")
	for _, match := range anchorForm.FindAllStringSubmatch(line, -1) {
		r.anchor(match[1])
	}
	for _, form := range linkForms {
		for _, match := range form.FindAllStringSubmatch(line, -1) {
			r.document.Links = append(r.document.Links, Link{Target: match[1], Line: r.next})
		}
	}
}

// anchor adds the anchor of a heading. Where several would have the same, all but the first have a number at their end.
func (r *reader) anchor(name string) {
	unique := name
	for n := 1; slices.Contains(r.document.Anchors, unique); n++ {
		unique = fmt.Sprintf("%s-%d", name, n)
	}
	r.document.Anchors = append(r.document.Anchors, unique)
}

// slug is the anchor of a heading, as the places where repositories are read make it: the words of its text in lower
// case with hyphens between them, without markup and punctuation.
func slug(heading string) string {
	heading = linkText.ReplaceAllString(heading, "$1")
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsNumber(c):
			return unicode.ToLower(c)
		}
		return -1
	}, heading)
}

// Local gives the file that a link leads to within the repository, empty for the document itself, and the anchor that
// it names there. It reports false for links that lead elsewhere.
func (l Link) Local() (path, anchor string, ok bool) {
	path, anchor, _ = strings.Cut(l.Target, "#")
	path, _, _ = strings.Cut(path, "?")
	return path, anchor, !strings.HasPrefix(path, "//") && !schemeForm.MatchString(path)
}
