package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// placeholders are what the texts of reminders may hold.
var placeholders = []string{"{name}", "{number}", "{owed}", "{due}", "{days}", "{reminder}"}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// checkWording refuses placeholders that nothing is known to put in.
func checkWording(text string) error {
	for _, found := range placeholder.FindAllString(text, -1) {
		if !slices.Contains(placeholders, found) {
			return fmt.Errorf("%s is not one of %s", found, strings.Join(placeholders, ", "))
		}
	}
	return nil
}

// worded puts values in the place of the placeholders, in their order.
func worded(text string, values ...string) string {
	var pairs []string
	for i, value := range values {
		pairs = append(pairs, placeholders[i], value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
