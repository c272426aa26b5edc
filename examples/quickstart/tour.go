package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// tour changes things as well, which only a platform in memory is for.
func tour(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	client := platform.Client
	if err := showLabel(ctx, client, out); err != nil {
		return err
	}
	if err := readPages(ctx, client, out); err != nil {
		return err
	}
	jane, err := signUp(ctx, client, out)
	if err != nil {
		return err
	}
	if err := signIn(ctx, platform, jane.ID, out); err != nil {
		return err
	}
	if err := showEvents(ctx, client, jane.ID, out); err != nil {
		return err
	}
	if err := beRefused(ctx, client, out); err != nil {
		return err
	}
	return loseAnAnswer(ctx, platform, out)
}

// readPages reads a list page by page; see showEvents for an iterator.
func readPages(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	var first []customers.Customer
	read, pages := 0, 0
	for more := true; more; {
		page, err := client.Customers.List(ctx, customers.Filter{Offset: read})
		if err != nil {
			return err
		}
		if pages == 0 {
			first = page.Items
		}
		pages++
		read += len(page.Items)
		more = page.HasNext()
	}
	fmt.Fprintf(out, "\nCustomers: %d on %d pages\n", read, pages)
	showCustomers(out, first)
	return nil
}

func newCustomer(name, email string) customers.CreateParams {
	return customers.CreateParams{
		Name:           name,
		Address:        "Sample Lane 7",
		Zipcode:        "3511AB",
		City:           "Utrecht",
		Country:        "NL",
		Email:          email,
		Voice:          "+31.301234567",
		RegistrationIP: netip.MustParseAddr("192.0.2.44"),
		Password:       rest.NewSecret(rand.Text()),
	}
}

// signUp creates a customer and tags it.
func signUp(ctx context.Context, client *hostcontrol.Client, out io.Writer) (*customers.Customer, error) {
	made, err := client.Customers.Create(ctx, newCustomer("Jane Roe", "jane@example.org"))
	if err != nil {
		return nil, err
	}
	tagged, err := client.Customers.Update(ctx, made.ID, customers.UpdateParams{Tags: []string{"quickstart"}})
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(out, "\nCreated and tagged")
	fmt.Fprintln(out, "  ID\tNAME\tE-MAIL\tTAGS")
	fmt.Fprintf(out, "  %d\t%s\t%s\t%s\n", tagged.ID, tagged.PrimaryContact.Name, tagged.PrimaryContact.Email, strings.Join(tagged.Tags, ", "))
	return tagged, nil
}

// signIn opens the customer's area. The link is a credential: it is a
// rest.Secret, and only the title of the page is shown.
func signIn(ctx context.Context, platform *demo.Platform, id customers.ID, out io.Writer) error {
	link, err := platform.Client.Customers.LoginAs(ctx, id)
	if err != nil {
		return err
	}
	title, err := openPage(ctx, platform.Server.Client(), link.URL)
	if err != nil {
		return fmt.Errorf("sign in as customer %d: %w", id, err)
	}
	fmt.Fprintln(out, "\nSigned in by a one-time link")
	fmt.Fprintln(out, "  LINK\tPAGE")
	fmt.Fprintf(out, "  %s\t%s\n", link.URL, title)
	return nil
}

func openPage(ctx context.Context, browser *http.Client, link rest.Secret) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link.Reveal(), nil)
	if err != nil {
		return "", errors.New("the link is not a URL") // err shows the link
	}
	resp, err := browser.Do(req)
	if err != nil {
		return "", withoutURL(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", fmt.Errorf("read the page: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the page answers %s", resp.Status)
	}
	_, title, _ := strings.Cut(string(page), "<title>")
	title, _, found := strings.Cut(title, "</title>")
	if !found {
		return "", errors.New("the page has no title")
	}
	return html.UnescapeString(title), nil
}

// withoutURL takes the link out of an error of net/http.
func withoutURL(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err
	}
	return err
}

// beRefused shows what a refusal looks like: an error that says what was asked,
// and that tells its kind, its code and the fields.
func beRefused(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	_, err := client.Customers.Create(ctx, newCustomer("Jane Doe", "jane@example.org"))
	if err == nil {
		return errors.New("an e-mail address was accepted twice")
	}
	refusal, ok := errors.AsType[*hostcontrol.Error](err)
	if !ok || !errors.Is(err, customers.CodeEmailInUse) {
		return err
	}
	fmt.Fprintln(out, "\nRefused: the same e-mail address again")
	fmt.Fprintln(out, "  OPERATION\tKIND\tCODE\tFIELD\tMESSAGE")
	for _, field := range refusal.Fields {
		fmt.Fprintf(out, "  %s\t%v\t%s\t%s\t%s\n", refusal.Operation, refusal.Kind(), refusal.Code, field.Field, field.Message)
	}
	return nil
}

// loseAnAnswer has the platform create a customer and close the connection
// instead of answering. Create looks whether it happened, so that there is one
// customer and no error.
func loseAnAnswer(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	const email = "john@example.org"
	platform.Server.Inject(hostcontroltest.Fault{
		Method: http.MethodPost, Path: "/customer", Times: 1,
		Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	})
	before := len(platform.Server.Requests())
	made, err := platform.Client.Customers.Create(ctx, newCustomer("John Roe", email))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nCreated customer %d although the answer was lost\n", made.ID)
	fmt.Fprintln(out, "  REQUEST\tCARRIED OUT\tANSWER")
	for _, request := range platform.Server.Requests()[before:] {
		fmt.Fprintf(out, "  %s %s\t%s\t%s\n", request.Method, request.Path, yesNo(request.Committed), answer(request))
	}
	return nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func answer(request hostcontroltest.Request) string {
	if request.Status == 0 {
		return "none: connection closed"
	}
	return fmt.Sprint(request.Status)
}
