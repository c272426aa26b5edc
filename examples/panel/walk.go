package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/rest"
)

// A walker goes through the panel as a reseller would, and tells what he sees.
type walker struct {
	*robot.Robot
	ctx context.Context
	out io.Writer
}

// walk signs in, looks at the customers, and registers a domain for one of
// them. It sends the form twice, and pays once.
func walk(ctx context.Context, address string, password rest.Secret, out io.Writer) error {
	r, err := robot.New(address)
	if err != nil {
		return err
	}
	w := walker{r, ctx, out}
	page, err := w.open("/login", http.StatusOK)
	if err != nil {
		return err
	}
	if page, err = w.fill(page, "/login", map[string]string{"password": password.Reveal()}); err != nil {
		return err
	}
	w.tell(robot.Text(page.ID("count")))
	if page, err = w.open("/customers/"+first.String(), http.StatusOK); err != nil {
		return err
	}
	for heading := range page.All("h1") {
		w.tell(robot.Text(heading))
	}
	return w.register("example.com")
}

func (w walker) register(name string) error {
	path := "/customers/" + first.String() + "/register"
	page, err := w.open(path, http.StatusOK)
	if err != nil {
		return err
	}
	if page, err = w.fill(page, path, map[string]string{"domain": name}); err != nil {
		return err
	}
	for facts := range page.All("dl") {
		w.tell(robot.Text(facts))
	}
	for range 2 {
		after, err := w.fill(page, path, map[string]string{"step": "confirmed"})
		if err != nil {
			return err
		}
		w.tell(robot.Text(after.ID("notice")))
	}
	page, err = w.open("/customers/"+first.String()+"/events", http.StatusOK)
	if err != nil {
		return err
	}
	w.tell(fmt.Sprintf("it was registered %d time", strings.Count(page.Main(), "domain "+name)))
	return nil
}

// open reads a page, which is to be answered with a status.
func (w walker) open(path string, status int) (*robot.Page, error) {
	fmt.Fprintf(w.out, "\nGET %s\n", path)
	page, err := w.Get(w.ctx, path)
	return page, expect(page, err, status)
}

// fill fills a form in and sends it.
func (w walker) fill(page *robot.Page, action string, values map[string]string) (*robot.Page, error) {
	fmt.Fprintf(w.out, "\nPOST %s\n", action)
	form, err := page.Form(action)
	if err != nil {
		return nil, err
	}
	for name, value := range values {
		form.Set(name, value)
	}
	page, err = w.Send(w.ctx, form)
	return page, expect(page, err, http.StatusOK)
}

func expect(page *robot.Page, err error, status int) error {
	if err != nil {
		return err
	}
	if page.Status != status {
		return fmt.Errorf("%s answers %d: %s", page.Path, page.Status, page.Main())
	}
	return nil
}

func (w walker) tell(text string) { fmt.Fprintln(w.out, " ", text) }
