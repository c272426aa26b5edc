//go:build !race

package mirrortest

const raceDetector = false
