package hostcontroltest

import (
	"cmp"
	"container/heap"
	"time"
)

// agenda is what the platform is going to do by itself: a heap with the next
// appointment on top.
type agenda []appointment

type appointment struct {
	due    time.Time
	number int64 // what was scheduled first for a time comes first
	act    func(now time.Time)
}

// Len, Less, Swap, Push and Pop are what container/heap asks for.
func (a agenda) Len() int { return len(a) }

func (a agenda) Less(i, j int) bool {
	return cmp.Or(a[i].due.Compare(a[j].due), cmp.Compare(a[i].number, a[j].number)) < 0
}

func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

func (a *agenda) Push(x any) { *a = append(*a, x.(appointment)) }

func (a *agenda) Pop() any {
	last := len(*a) - 1
	x := (*a)[last]
	(*a)[last] = appointment{}
	*a = (*a)[:last]
	return x
}

// schedule has act carried out at a time on the server's clock. By then things
// may have changed: act has to look whether it still applies.
func (s *store) schedule(due time.Time, act func(now time.Time)) {
	heap.Push(&s.agenda, appointment{due, next(&s.ids.appointment), act})
}

// settle catches up with the clock. What it does bears the time it was due, no
// matter when somebody came to look.
func (s *store) settle(now time.Time) {
	for len(s.agenda) > 0 && !s.agenda[0].due.After(now) {
		first := heap.Pop(&s.agenda).(appointment)
		first.act(first.due)
	}
}
