package hostcontroltest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Profile is a ready-made list of faults:
//
//   - "none": no faults.
//   - "flaky": about 30 % of all requests meet one of every kind of trouble.
//   - "ratelimit": every third request is answered 429.
//   - "slow": half of the requests take 200 ms, a few take two seconds.
//   - "lossy": many writes are carried out but their answers are lost.
//
// Any other name is an error that lists these.
func Profile(name string) ([]Fault, error) {
	profiles := map[string][]Fault{
		"none":      nil,
		"flaky":     flaky(),
		"ratelimit": {{Kind: FaultRateLimit, Share: 1.0 / 3, RetryAfter: "1"}},
		"slow": {
			{Kind: FaultDelay, Share: 0.05, Delay: 2 * time.Second},
			{Kind: FaultDelay, Share: 0.5, Delay: 200 * time.Millisecond},
		},
		"lossy": lossy(),
	}
	chosen, ok := profiles[name]
	if !ok {
		known := slices.Sorted(maps.Keys(profiles))
		return nil, fmt.Errorf("unknown fault profile %q: known are %s", name, strings.Join(known, ", "))
	}
	return chosen, nil
}

// flaky has shares that grow a little, because a fault meets only the requests
// that those before it left alone.
func flaky() []Fault {
	return []Fault{
		{Kind: FaultStatus, Share: 0.050},
		{Kind: FaultStatus, Share: 0.032, Status: 503, AfterCommit: true},
		{Kind: FaultDrop, Share: 0.043},
		{Kind: FaultDrop, Share: 0.045, AfterCommit: true},
		{Kind: FaultRateLimit, Share: 0.048, RetryAfter: "1"},
		{Kind: FaultHTML, Share: 0.038},
		{Kind: FaultCut, Share: 0.039},
		{Kind: FaultEmpty, Share: 0.027},
		{Kind: FaultDelay, Share: 0.028, Delay: 50 * time.Millisecond},
	}
}

func lossy() []Fault {
	return []Fault{
		{Method: "POST", Kind: FaultDrop, Share: 0.3, AfterCommit: true},
		{Method: "POST", Kind: FaultHTML, Share: 0.1, AfterCommit: true},
		{Kind: FaultDrop, Share: 0.1},
		{Kind: FaultStatus, Share: 0.1, Status: 503, AfterCommit: true},
		{Kind: FaultCut, Share: 0.05},
	}
}
