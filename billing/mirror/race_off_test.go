//go:build !race

package mirror_test

// stride is the distance between the operations that are made to fail: each of
// them is.
const stride = 1
