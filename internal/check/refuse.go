package check

import "iter"

// ID refuses a call on an id in its path that cannot be one.
func ID(operation, variable string, id int64) error {
	var f Fields
	f.ID(variable, id)
	return f.Err(operation)
}

// Refused is the list that is not asked for, since its filter is wrong.
func Refused[T any](err error) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) { yield(nil, err) }
}
