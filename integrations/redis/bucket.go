package redis

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// The bounds of what the script can reckon with: whole microseconds, in numbers
// that Lua holds exactly.
const (
	microseconds = 1e6
	minRate      = 1e-3
	maxRate      = microseconds
	maxBurst     = 100_000
)

//go:embed bucket.lua
var source string

var script = redis.NewScript(source)

// A bucket is what Redis keeps of a rate.
type bucket struct {
	client   redis.Scripter
	key      string
	interval int64 // between two turns, in microseconds
	burst    int
}

// ask asks for a turn that comes within patience; a negative one has no end.
func (b *bucket) ask(ctx context.Context, patience time.Duration) (answer, error) {
	reply, err := script.Run(ctx, b.client, []string{b.key}, b.interval, b.burst, patience.Microseconds()).Int64Slice()
	if err != nil {
		return answer{}, err
	}
	if len(reply) != 2 {
		return answer{}, fmt.Errorf("%d values in the answer of the script", len(reply))
	}
	return answer{granted: reply[0] == 1, wait: time.Duration(reply[1]) * time.Microsecond}, nil
}
