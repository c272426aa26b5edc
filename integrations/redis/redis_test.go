package redis_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/hostcontrol-go/sdk/integrations/redis"
	"github.com/hostcontrol-go/sdk/rest"
)

// The server that the tests may use, as host:port, and the key of a process that
// a test has started.
const (
	envServer   = "HOSTCONTROL_TEST_REDIS"
	envRequired = "HOSTCONTROL_TEST_REQUIRED"
	envKey      = "HOSTCONTROL_TEST_REDIS_KEY"
)

func connect(t *testing.T) *goredis.Client {
	t.Helper()
	address := os.Getenv(envServer)
	switch {
	case address == "" && os.Getenv(envRequired) != "":
		t.Fatalf("no Redis to test with: %s is not set", envServer)
	case address == "":
		t.Skipf("no Redis to test with: %s is not set", envServer)
	}
	client := goredis.NewClient(&goredis.Options{Addr: address})
	t.Cleanup(func() { _ = client.Close() })
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	return client
}

// freshKey is one that nobody else uses, and that is removed after the test.
func freshKey(t *testing.T, client *goredis.Client) string {
	t.Helper()
	key := "hostcontrol:test:" + rest.NewReference()
	t.Cleanup(func() { client.Del(context.Background(), key) })
	return key
}

func newLimiter(t *testing.T, client *goredis.Client, opts redis.Options) *redis.Limiter {
	t.Helper()
	l, err := redis.NewLimiter(client, opts)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// within tells how a call with little patience comes out.
func within(t *testing.T, l *redis.Limiter, patience time.Duration) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return l.Wait(ctx)
}

// TestBucket uses intervals so long that nothing refills during the test.
func TestBucket(t *testing.T) {
	t.Parallel()
	client := connect(t)
	opts := redis.Options{Key: freshKey(t, client), PerSecond: 0.01, Burst: 5}
	one, other := newLimiter(t, client, opts), newLimiter(t, connect(t), opts)
	for i := range opts.Burst {
		l := []*redis.Limiter{one, other}[i%2]
		if err := within(t, l, time.Minute); err != nil {
			t.Fatalf("turn %d of the burst: %v", i+1, err)
		}
	}
	before := full(t, client, opts.Key)
	for range 3 {
		for _, l := range []*redis.Limiter{one, other} {
			err := within(t, l, time.Minute)
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "the next turn is in 1m") {
				t.Errorf("after the burst: %v", err)
			}
		}
	}
	if after := full(t, client, opts.Key); after != before {
		t.Errorf("a refusal changed what is kept from %s to %s", before, after)
	}
	if ttl := client.PTTL(t.Context(), opts.Key).Val(); ttl < 490*time.Second || ttl > 500*time.Second {
		t.Errorf("kept for %s, want the 500 s until the bucket is full again", ttl)
	}
	opts.Key = freshKey(t, client)
	if err := within(t, newLimiter(t, client, opts), time.Minute); err != nil {
		t.Errorf("with another key: %v", err)
	}
}

// TestScriptHoldsLargeNumbers goes to the end of what may be asked for.
func TestScriptHoldsLargeNumbers(t *testing.T) {
	t.Parallel()
	client := connect(t)
	opts := redis.Options{Key: freshKey(t, client), PerSecond: 0.001, Burst: 100_000}
	l := newLimiter(t, client, opts)
	if err := within(t, l, time.Minute); err != nil {
		t.Fatal(err)
	}
	first := full(t, client, opts.Key)
	if err := within(t, l, time.Minute); err != nil {
		t.Fatal(err)
	}
	var a, b int64
	if _, err := fmt.Sscan(first+" "+full(t, client, opts.Key), &a, &b); err != nil || b-a < 990e6 || b-a > 1000e6 {
		t.Errorf("full at %d, then at %d: %v", a, b, err)
	}
}

func full(t *testing.T, client *goredis.Client, key string) string {
	t.Helper()
	value, err := client.Get(t.Context(), key).Result()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestKeyOfSomethingElse(t *testing.T) {
	t.Parallel()
	client := connect(t)
	key := freshKey(t, client)
	if err := client.Set(t.Context(), key, "something else", time.Minute).Err(); err != nil {
		t.Fatal(err)
	}
	if err := newLimiter(t, client, redis.Options{Key: key}).Wait(t.Context()); !errors.Is(err, redis.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	client := goredis.NewClient(&goredis.Options{Addr: "127.0.0.1:1", MaxRetries: -1})
	defer client.Close()
	err := newLimiter(t, client, redis.Options{}).Wait(t.Context())
	if !errors.Is(err, redis.ErrUnavailable) || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v", err)
	}
	fallback := newLimiter(t, client, redis.Options{Fallback: rest.Unlimited()})
	if err := fallback.Wait(t.Context()); err != nil {
		t.Errorf("with a fallback: %v", err)
	}
}

// The pace that two processes share, and the calls that each of them makes, half
// of them waiting at any time.
const (
	sharedRate  = 100
	sharedBurst = 10
	sharedCalls = 100
	callers     = 4
)

// TestProcessesShareTheRate starts two processes with empty hands at the same
// time. At no time have they had more turns than one bucket gives.
func TestProcessesShareTheRate(t *testing.T) {
	t.Parallel()
	client := connect(t)
	key := freshKey(t, client)
	processes := []*process{startProcess(t, key), startProcess(t, key)}
	for _, p := range processes {
		p.expect(t, "ready")
	}
	start := time.Now()
	for _, p := range processes {
		fmt.Fprintln(p.in, "go")
	}
	var turns []time.Duration
	for _, p := range processes {
		for range sharedCalls {
			turns = append(turns, p.turn(t).Sub(start))
		}
		if err := p.cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(turns)
	interval := time.Second / sharedRate
	for k, turn := range turns {
		if earliest := time.Duration(k+1-sharedBurst) * interval; turn < earliest {
			t.Errorf("turn %d came after %s, which is %s too early", k+1, turn, earliest-turn)
		}
	}
	last := turns[len(turns)-1]
	t.Logf("%d turns of two processes in %s", len(turns), last)
	if ideal := time.Duration(len(turns)-sharedBurst) * interval; last > 3*ideal {
		t.Errorf("took %s, where the rate allows %s", last, ideal)
	}
}

// TestOneOfTheProcesses is no test but a process that another one starts.
func TestOneOfTheProcesses(t *testing.T) {
	key := os.Getenv(envKey)
	if key == "" {
		t.Skip("only runs in a process that TestProcessesShareTheRate has started")
	}
	l := newLimiter(t, connect(t), redis.Options{Key: key, PerSecond: sharedRate, Burst: sharedBurst})
	fmt.Println("ready")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for range sharedCalls / callers {
				if err := l.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				fmt.Println("turn", time.Now().UnixNano())
			}
		})
	}
	wg.Wait()
}

type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startProcess(t *testing.T, key string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestOneOfTheProcesses$")
	cmd.Env = append(os.Environ(), envKey+"="+key)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &process{cmd, in, bufio.NewScanner(out)}
}

// expect reads on to a line that begins with a word, and gives the rest of it.
func (p *process) expect(t *testing.T, word string) string {
	t.Helper()
	for p.out.Scan() {
		if rest, ok := strings.CutPrefix(p.out.Text(), word); ok {
			return strings.TrimSpace(rest)
		}
	}
	t.Fatalf("the process has said no more %q: %v", word, p.out.Err())
	return ""
}

func (p *process) turn(t *testing.T) time.Time {
	t.Helper()
	var nanoseconds int64
	if _, err := fmt.Sscan(p.expect(t, "turn"), &nanoseconds); err != nil {
		t.Fatal(err)
	}
	return time.Unix(0, nanoseconds)
}
