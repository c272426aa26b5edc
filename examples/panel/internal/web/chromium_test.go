package web_test

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The tests in a browser need one, which the first variable names. Screenshots
// go into the folder that the second one names.
const (
	envChromium    = "HOSTCONTROL_TEST_CHROMIUM"
	envRequired    = "HOSTCONTROL_TEST_REQUIRED"
	envScreenshots = "HOSTCONTROL_TEST_SCREENSHOTS"
)

// patience is for a step in a browser, on a machine that has other work to do.
const patience = 30 * time.Second

// chromium is the browser that all tests share, each with a window and cookies
// of its own.
var chromium struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	os.Exit(status)
}

func startChromium(path string) {
	profile, err := os.MkdirTemp("", "panel-browser-*")
	if err != nil {
		chromium.err = err
		return
	}
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(profile),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("lang", "en-US"),
	}
	for _, off := range []string{"quic", "background-networking", "component-update", "sync", "extensions", "default-apps", "dev-shm-usage"} {
		flags = append(flags, chromedp.Flag("disable-"+off, true))
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, stop := chromedp.NewContext(allocator)
	chromium.ctx, chromium.err = ctx, chromedp.Do(ctx)
	chromium.stop = func() {
		stop()
		stopAllocator()
		_ = os.RemoveAll(profile)
	}
}

// A window shows the panel of a site to somebody.
type window struct {
	*site
	ctx  context.Context
	name string
	shot int
}

// look opens a window on a site. Anything that the page complains of in the
// console fails the test.
func look(s *site) *window {
	s.Helper()
	path := os.Getenv(envChromium)
	switch {
	case path == "" && os.Getenv(envRequired) != "":
		s.Fatal(envChromium + " names no browser")
	case path == "":
		s.Skip(envChromium + " names no browser")
	}
	chromium.once.Do(func() { startChromium(path) })
	s.must(chromium.err)
	ctx, stop := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	s.must(chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800)))
	w := &window{site: s, ctx: ctx, name: strings.ReplaceAll(s.Name(), "/", "-")}
	console := chromedp.Console(ctx)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		for m, err := range console {
			if err != nil {
				return
			}
			// The network tells of each answer that is a refusal.
			if m.Source != "network" && (m.IsException() || m.Type == "error" || m.Type == "warning") {
				s.Errorf("the console says: %s", m)
			}
		}
	}()
	s.Cleanup(func() {
		stop()
		<-heard
	})
	return w
}

// do takes steps, none of which may last for ever.
func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, stop := context.WithTimeout(w.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.screenshot("failed")
		w.Fatal(err)
	}
}

// see gives the value of a JavaScript expression.
func see[T any](w *window, expression string) T {
	w.Helper()
	ctx, stop := context.WithTimeout(w.ctx, patience)
	defer stop()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	w.must(err)
	return value
}

func (w *window) visit(path string) {
	w.Helper()
	w.do(chromedp.Navigate(w.url + path))
}

func (w *window) signIn() {
	w.Helper()
	w.visit("/login")
	w.fill("Password of the panel", password)
	w.press(enter)
	w.until("Customers")
}

// until waits for a text in the main part of the page.
func (w *window) until(text string) {
	w.Helper()
	w.wait(fmt.Sprintf(`document.querySelector("main")?.innerText.includes(%q)`, text), "the text "+text)
}

// wait looks again and again: a browser does what it does beside the test, and
// nothing but its page tells when.
func (w *window) wait(condition, what string) {
	w.Helper()
	ctx, stop := context.WithTimeout(w.ctx, patience)
	defer stop()
	for ctx.Err() == nil {
		// A page that is left takes the wait with it.
		held, err := chromedp.Run(ctx, chromedp.Evaluate[*bool](`!!(`+condition+`) || null`))
		if err == nil && held != nil && *held {
			return
		}
		_ = chromedp.Do(ctx, chromedp.Sleep(20*time.Millisecond))
	}
	w.screenshot("failed")
	w.Fatalf("%s does not come: %s", what, see[string](w, `document.body.innerText`))
}

// The controls of a page are found by what people call them.

func named(elements, name string) chromedp.Search {
	var paths []string
	for element := range strings.FieldsSeq(elements) {
		paths = append(paths, fmt.Sprintf(`//%s[normalize-space(.)=%q]`, element, name))
	}
	return chromedp.Search(strings.Join(paths, " | "))
}

func labeled(label string) chromedp.Search {
	return chromedp.Search(fmt.Sprintf(`//*[@id=//label[starts-with(normalize-space(.), %q)]/@for] | //label[normalize-space(.)=%q]//input`, label, label))
}

func (w *window) click(name string) {
	w.Helper()
	w.do(chromedp.Click(named("button summary a", name), chromedp.NodeVisible))
}

// fill types over what an input holds.
func (w *window) fill(label, text string) {
	w.Helper()
	w.do(chromedp.Focus(labeled(label)))
	w.retype(text)
}

// retype types over what the input with the keyboard holds.
func (w *window) retype(text string) {
	w.Helper()
	w.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`), chromedp.KeyEvent(kb.Delete), chromedp.KeyEvent(text))
}

func (w *window) choose(label, value string) {
	w.Helper()
	w.do(chromedp.SetValue(labeled(label), value))
}

func (w *window) tick(label string) {
	w.Helper()
	w.do(chromedp.Click(labeled(label)))
}

// A key of a keyboard. One that types something does so by being pressed down:
// it goes to one element as a whole, even if that moves the keyboard on.
type key struct {
	name, text string
	code       int64
}

var (
	tab   = key{"Tab", "", 9}
	enter = key{"Enter", "\r", 13}
	space = key{" ", " ", 32}
)

// press presses keys, as somebody does who has no mouse.
func (w *window) press(keys ...key) {
	w.Helper()
	for _, k := range keys {
		down := input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeRawKeyDown, Key: k.name, WindowsVirtualKeyCode: k.code, Text: k.text, UnmodifiedText: k.text,
		}
		if k.text != "" {
			down.Type = input.DispatchKeyEventTypeKeyDown
		}
		up := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: k.name, WindowsVirtualKeyCode: k.code}
		for _, event := range []input.DispatchKeyEventParams{down, up} {
			_, err := chromedp.Call(w.ctx, input.DispatchKeyEvent, event)
			w.must(err)
		}
	}
}

// focus tells what has the keyboard: by its name, or else by its id.
func (w *window) focus() string {
	w.Helper()
	return see[string](w, `(e => (e.labels?.[0] ?? e).innerText?.trim().split("\n")[0] || e.id || e.tagName)(document.activeElement)`)
}

func (w *window) focused(id string) {
	w.Helper()
	w.wait(fmt.Sprintf(`document.activeElement.id === %q`, id), "the keyboard at "+id)
}

// screenshot keeps what the window shows, all of it.
func (w *window) screenshot(what string) {
	w.Helper()
	folder := os.Getenv(envScreenshots)
	if folder == "" {
		return
	}
	ctx, stop := context.WithTimeout(w.ctx, patience)
	defer stop()
	image, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	w.must(err)
	w.shot++
	w.must(os.MkdirAll(folder, 0o755))
	w.must(os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", w.name, w.shot, what)), image, 0o644))
}

//go:embed testdata/contrast.js
var contrast string

// audit looks at a page as somebody sees it who does not see well, in light and
// in dark, and as a screen reader tells it.
func (w *window) audit() {
	w.Helper()
	for _, scheme := range []string{"dark", "light"} {
		w.scheme(scheme)
		texts := see[struct {
			Looked int
			Found  []string
		}](w, contrast)
		if texts.Looked < 5 {
			w.Errorf("%d texts were looked at", texts.Looked)
		}
		for _, text := range texts.Found {
			w.Errorf("%s, %s: the contrast is too low: %s", see[string](w, `location.pathname`), scheme, text)
		}
	}
	tree, err := chromedp.Call(w.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	w.must(err)
	roles := map[string]int{}
	for _, node := range tree.Nodes {
		if node.Ignored {
			continue
		}
		role, name := textOf(node.Role), textOf(node.Name)
		roles[role]++
		if role == "heading" {
			for _, p := range node.Properties {
				if p.Name == accessibility.PropertyNameLevel && string(p.Value.Value) == "1" {
					roles["h1"]++
				}
			}
		}
		switch role {
		case "textbox", "searchbox", "combobox", "checkbox", "switch", "button", "link", "spinbutton", "Date", "image",
			"navigation", "table", "region", "group", "DisclosureTriangle", "columnheader", "rowheader":
			if strings.TrimSpace(name) == "" && role != "group" {
				w.Errorf("%s: a %s has no name", see[string](w, `location.pathname`), role)
			}
		}
	}
	for _, role := range []string{"h1", "main", "banner"} {
		if roles[role] != 1 {
			w.Errorf("%s: %d of %s", see[string](w, `location.pathname`), roles[role], role)
		}
	}
}

func textOf(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	return strings.Trim(string(v.Value), `"`)
}

// scripts turns JavaScript on or off.
func (w *window) scripts(on bool) {
	w.Helper()
	_, err := chromedp.Call(w.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	w.must(err)
}

// load takes a step that leads to another page, and waits for that.
func (w *window) load(step chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, stop := context.WithTimeout(w.ctx, patience)
	defer stop()
	if _, err := chromedp.RunResponse(ctx, step); err != nil {
		w.screenshot("failed")
		w.Fatal(err)
	}
}

func (w *window) scheme(name string) {
	w.Helper()
	_, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		// What moves has no color to speak of.
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	w.must(err)
}
