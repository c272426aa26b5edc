package robot

import (
	"iter"
	"strings"

	"golang.org/x/net/html"
)

// All gives the elements of a page that have one of the names, in their order.
func (p *Page) All(names ...string) iter.Seq[*html.Node] { return Below(p.Root, names...) }

// Below gives the elements below another.
func Below(root *html.Node, names ...string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			for _, name := range names {
				if n.Data == name && !yield(n) {
					return
				}
			}
		}
	}
}

// ID finds an element, nil if there is none.
func (p *Page) ID(id string) *html.Node {
	for n := range p.Root.Descendants() {
		if n.Type == html.ElementNode && Attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// Main is the text of the main part of the page.
func (p *Page) Main() string {
	for n := range p.All("main") {
		return Text(n)
	}
	return ""
}

// Attr gives an attribute, empty where the element has none.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has tells whether an element has an attribute.
func Has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// Text gives what is written in an element, with single spaces. Of a text that
// is to be filled in, it gives all.
func Text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for below := range n.Descendants() {
		if below.Type == html.TextNode {
			b.WriteString(below.Data)
			b.WriteString(" ")
		}
	}
	if n.Data == "textarea" {
		return strings.TrimSuffix(b.String(), " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
