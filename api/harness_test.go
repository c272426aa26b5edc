package api_test

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// platform is the one in memory, and a client that reaches it through a validator.
type platform struct {
	*hostcontroltest.Server
	client    *hostcontrol.Client
	validator *contract.Validator
	prepared  int // requests that were made before the one that a test is about

	mu       sync.Mutex
	attempts []rest.Attempt
}

func start(t *testing.T, document *contract.Document) *platform {
	t.Helper()
	return startWith(t, document, hostcontroltest.Options{})
}

func startWith(t *testing.T, document *contract.Document, settings hostcontroltest.Options, opts ...hostcontrol.Option) *platform {
	t.Helper()
	settings.Customers = 40
	settings.InMemory = true
	p := &platform{Server: hostcontroltest.NewServer(settings)}
	t.Cleanup(p.Close)
	p.validator = document.Validator(p.Client().Transport)
	client, err := hostcontrol.New(append([]hostcontrol.Option{
		hostcontrol.WithAPIKey(p.APIKey),
		hostcontrol.WithBaseURL(p.URL),
		hostcontrol.WithHTTPClient(&http.Client{Transport: p.validator}),
		hostcontrol.WithLimiter(rest.Unlimited()),
		hostcontrol.WithBackoff(time.Microsecond, time.Microsecond),
		hostcontrol.WithObserver(func(_ context.Context, a rest.Attempt) { p.note(a) }),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	p.client = client
	return p
}

func (p *platform) note(a rest.Attempt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.attempts = append(p.attempts, a)
}

// prepare brings the platform into a situation and gives the arguments that a method gets in it.
func (p *platform) prepare(t *testing.T, given situation, args []any) []any {
	t.Helper()
	if given != nil {
		args = slices.Concat(given(t, p), args)
	}
	p.prepared = len(p.Requests())
	return args
}

// asked gives the logged requests but for those of the preparation.
func (p *platform) asked() []hostcontroltest.Request { return p.Requests()[p.prepared:] }

// of gives those of them that reached an operation.
func (p *platform) of(operationID string) []hostcontroltest.Request {
	var reached []hostcontroltest.Request
	for _, request := range p.asked() {
		if request.Operation == operationID {
			reached = append(reached, request)
		}
	}
	return reached
}

// committed counts the requests for an operation that the platform carried out.
func (p *platform) committed(operationID string) int {
	n := 0
	for _, request := range p.of(operationID) {
		if request.Committed {
			n++
		}
	}
	return n
}

// call calls a method such as Customers.Get and waits for all that it has to give, or for the first of what has no end.
func (p *platform) call(ctx context.Context, method string, args []any) error {
	f, err := methodOf(p.client, method)
	if err != nil {
		return err
	}
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for _, arg := range args {
		in = append(in, reflect.ValueOf(arg))
	}
	results := f.Call(in)
	last := results[len(results)-1]
	if last.Kind() != reflect.Func {
		err, _ := last.Interface().(error)
		return err
	}
	for _, failed := range last.Seq2() {
		if err, _ := failed.Interface().(error); err != nil || method == endless {
			return err
		}
	}
	return nil
}

func methodOf(client *hostcontrol.Client, name string) (reflect.Value, error) {
	service, method, _ := strings.Cut(name, ".")
	field := reflect.ValueOf(client).Elem().FieldByName(service)
	if !field.IsValid() {
		return field, fmt.Errorf("the client has no service %s", service)
	}
	f := field.MethodByName(method)
	if !f.IsValid() {
		return f, fmt.Errorf("service %s has no method %s", service, method)
	}
	return f, nil
}

// methods are all that take a context, of all services of the client.
func methods(client *hostcontrol.Client) []string {
	var names []string
	for field, service := range reflect.ValueOf(client).Elem().Fields() {
		if !field.IsExported() {
			continue
		}
		for method, f := range service.Methods() {
			if takesContext(f.Type()) {
				names = append(names, field.Name+"."+method.Name)
			}
		}
	}
	return names
}

func takesContext(f reflect.Type) bool {
	return f.NumIn() > 0 && f.In(0) == reflect.TypeFor[context.Context]()
}
