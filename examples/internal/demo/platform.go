// Package demo gives the example programs a platform to work on: the live one
// when there are credentials in the environment, otherwise one in memory.
package demo

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A Platform is what an example works on.
type Platform struct {
	Client *hostcontrol.Client
	// Server is the platform in memory, nil when the platform is a live one.
	Server *hostcontroltest.Server
}

// Connect makes a client by the credentials in the environment. When there are
// none, or when inMemory asks for it, a platform is started in memory. The
// first line of out tells which of them it is.
func Connect(out io.Writer, inMemory bool) (*Platform, error) {
	return ConnectTo(out, inMemory, hostcontroltest.Options{InMemory: true})
}

// ConnectTo is Connect with a say in what a platform in memory starts with, and
// in how the client is made.
func ConnectTo(out io.Writer, inMemory bool, options hostcontroltest.Options, opts ...hostcontrol.Option) (*Platform, error) {
	if inMemory {
		fmt.Fprintln(out, "Demo on a platform in memory.")
		return start(options, opts)
	}
	client, err := hostcontrol.FromEnv(opts...)
	switch {
	case errors.Is(err, hostcontrol.ErrNoCredentials):
		fmt.Fprintln(out, "Demo on a platform in memory, as the environment holds no credentials.")
		return start(options, opts)
	case err != nil:
		return nil, err
	}
	fmt.Fprintln(out, "Live platform, by the credentials in the environment.")
	return &Platform{Client: client}, nil
}

// start does not pace the client: nobody else is waiting for this platform.
func start(options hostcontroltest.Options, opts []hostcontrol.Option) (*Platform, error) {
	srv := hostcontroltest.NewServer(options)
	client, err := hostcontrol.New(append([]hostcontrol.Option{
		hostcontrol.WithBaseURL(srv.URL),
		hostcontrol.WithAPIKey(srv.APIKey),
		hostcontrol.WithHTTPClient(srv.Client()),
		hostcontrol.WithLimiter(rest.Unlimited()),
	}, opts...)...)
	if err != nil {
		srv.Close()
		return nil, err
	}
	return &Platform{Client: client, Server: srv}, nil
}

// Live tells whether what is done here has consequences.
func (p *Platform) Live() bool { return p.Server == nil }

// Now is the time on the platform. In memory its clock stands still, so that a
// demo is the same on every day.
func (p *Platform) Now() time.Time {
	if p.Live() {
		return time.Now()
	}
	return p.Server.Now()
}

// Close ends a platform in memory.
func (p *Platform) Close() {
	if p.Server != nil {
		p.Server.Close()
	}
}
