package billing

import "iter"

// failed is the list that cannot be asked for.
func failed[T any](err error) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) { yield(nil, err) }
}
