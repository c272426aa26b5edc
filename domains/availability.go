package domains

import (
	"context"
	"iter"
	"net/http"
	"slices"

	"github.com/hostcontrol-go/sdk/rest"
)

const availabilityPath = "/domain-is"

// An Availability is whether a domain can be registered. Only free is a yes;
// the list is open, and other values pass through.
type Availability string

// Availabilities.
const (
	AvailabilityFree  Availability = "free"
	AvailabilityTaken Availability = "taken"
)

// Check asks whether a domain can be registered. Somebody else may still be
// faster.
//
// Refusals: [CodeInvalidDomain].
//
// POST /domain-is, seen in client code.
func (s *Service) Check(ctx context.Context, name string, opts ...rest.CallOption) (Availability, error) {
	const operation = "domains.check"
	type body struct {
		Domain Name `json:"domain"`
	}
	domain, err := named(operation, name)
	if err != nil {
		return "", err
	}
	got, err := rest.Do[Availability](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(availabilityPath),
		Body:      body{domain},
		Effect:    rest.Read,
	}, opts...)
	if err != nil {
		return "", err
	}
	return *got, nil
}

// A Checked is what [Service.CheckAll] found out about one name.
type Checked struct {
	Name         string // as it was given
	Availability Availability
}

// defaultChecks is how many checks run at a time unless the caller says.
const defaultChecks = 8

// CheckAll checks many names, at most so many at a time; 0 means 8. Results
// come as they are ready, in no order. The error that comes with one is about
// its name alone, and the others go on, until the context ends: then no more
// names are taken, and the last result, which has no name, carries the reason.
// Leaving the iteration ends the requests under way.
//
// Names are taken as they are needed, so that they may come from a file of any
// size; [slices.Values] makes them of a slice. [rest.CaptureResponse] has no
// effect here.
//
// POST /domain-is for each, seen in client code.
func (s *Service) CheckAll(ctx context.Context, names iter.Seq[string], concurrency int, opts ...rest.CallOption) iter.Seq2[*Checked, error] {
	if concurrency <= 0 {
		concurrency = defaultChecks
	}
	opts = append(slices.Clone(opts), rest.CaptureResponse(nil)) // one place for all of them would be written at once
	return func(yield func(*Checked, error) bool) {
		next, stop := iter.Pull(names)
		defer stop()
		c := checks{service: s, opts: opts, done: make(chan checked, concurrency)}
		checkCtx, cancel := context.WithCancel(ctx)
		defer c.drain()
		defer cancel()
		for more := true; ; {
			for more && c.running < concurrency && ctx.Err() == nil {
				var name string
				if name, more = next(); more {
					c.start(checkCtx, name)
				}
			}
			if c.running == 0 {
				break
			}
			if got := c.take(); !yield(&got.result, got.err) {
				return
			}
		}
		if err := context.Cause(ctx); err != nil {
			yield(&Checked{}, err)
		}
	}
}

// checks are those under way.
type checks struct {
	service *Service
	opts    []rest.CallOption
	running int
	done    chan checked
}

type checked struct {
	result Checked
	err    error
}

func (c *checks) start(ctx context.Context, name string) {
	c.running++
	go func() {
		availability, err := c.service.Check(ctx, name, c.opts...)
		c.done <- checked{Checked{name, availability}, err}
	}()
}

func (c *checks) take() checked {
	c.running--
	return <-c.done
}

func (c *checks) drain() {
	for c.running > 0 {
		c.take()
	}
}
