package domains

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A Change is how a zone differs from what it is to be. The records that only
// the platform writes have no part in it: its SOA record has another serial
// number after each change.
type Change struct {
	Added   []Record // in the form in which they are sent
	Removed []Record // as the platform showed them
	Kept    []Record // as the platform showed them
}

// IsEmpty reports whether the zone already is what it is to be.
func (c *Change) IsEmpty() bool { return len(c.Added) == 0 && len(c.Removed) == 0 }

// String gives a line for each record that is added ("+ ") or removed ("- "),
// in order of name and type, and nothing where the zone stays as it is.
func (c *Change) String() string {
	lines := make([]changeLine, 0, len(c.Added)+len(c.Removed))
	for _, r := range c.Removed {
		lines = append(lines, changeLine{"- ", r})
	}
	for _, r := range c.Added {
		lines = append(lines, changeLine{"+ ", r})
	}
	slices.SortStableFunc(lines, func(a, b changeLine) int {
		return cmp.Or(cmp.Compare(a.record.Name, b.record.Name), cmp.Compare(a.record.Type, b.record.Type))
	})
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line.sign + line.record.String() + "\n")
	}
	return b.String()
}

type changeLine struct {
	sign   string
	record Record
}

// Diff tells what [ZoneService.Apply] would change to make records the only
// ones of the zone. It asks nobody, and checks nothing.
//
// Records are the same when they mean the same: case, dots at the end of
// names, the spelling of addresses and the quotes of texts do not matter. A
// record without a TTL is the same as one with any, and order is of no
// importance.
func (z *Zone) Diff(records []Record) *Change {
	var want []Record
	for _, r := range records {
		if r = normal(z.Domain, r); !ownedByPlatform(z.Domain, r) {
			want = append(want, r)
		}
	}
	change, _ := compare(z.Domain, z.Records, want)
	return change
}

// A recordKey is what makes a record the one it is.
type recordKey struct {
	name     string
	kind     RecordType
	content  string
	priority int
}

// keyOf wants a record in its normal form.
func keyOf(r Record) recordKey {
	key := recordKey{name: r.Name, kind: r.Type, content: r.Content}
	if r.Priority != nil {
		key.priority = *r.Priority
	}
	return key
}

// compare also gives the records to send. Those that are kept are sent with
// the TTL that they have, and with the fields that only the platform knows.
func compare(domain Name, have, want []Record) (*Change, []Record) {
	left := make(map[recordKey][]int) // positions in have
	for i, r := range have {
		if r = normal(domain, r); !ownedByPlatform(domain, r) {
			left[keyOf(r)] = append(left[keyOf(r)], i)
		}
	}
	change, next := &Change{}, make([]Record, 0, len(want))
	for _, r := range want {
		same := left[keyOf(r)]
		at := slices.IndexFunc(same, func(i int) bool { return r.TTL == 0 || r.TTL == have[i].TTL })
		if at < 0 {
			change.Added = append(change.Added, r)
		} else {
			kept := have[same[at]]
			change.Kept = append(change.Kept, kept)
			r.TTL, r.Unknown = kept.TTL, kept.Unknown
			left[keyOf(r)] = slices.Delete(same, at, at+1)
		}
		next = append(next, r)
	}
	removed := slices.Concat(slices.Collect(maps.Values(left))...)
	slices.Sort(removed)
	for _, i := range removed {
		change.Removed = append(change.Removed, have[i])
	}
	return change, next
}
