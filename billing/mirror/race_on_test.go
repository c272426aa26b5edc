//go:build race

package mirror_test

// stride is the distance between the operations that are made to fail. The race
// detector takes its time.
const stride = 7
