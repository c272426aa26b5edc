package hostcontroltest

import (
	"math/rand/v2"
	"strings"
)

// Words that demo data is made of. None of them belongs to anybody.
const (
	firstNames  = "Jane,John,Mary,Peter,Anna,Paul,Eva,Tom,Lisa,Mark,Nina,Hugo"
	lastNames   = "Roe,Doe,Bloggs,Poe,Stiles,Sample,Placeholder,Specimen"
	trades      = "Bakery,Studio,Bikes,Consulting,Garden,Print,Travel"
	streets     = "Sample Lane,Example Street,Test Road,Demo Square,Mill Way"
	cities      = "Sampleton,Exampleville,Testham,Demostad"
	mailDomains = "example.com,example.net,example.org"
	genders     = "female,male"
	demoTLDs    = "com,net,org"
	demoTags    = "vip,agency,migrated"
)

// pick draws one of a list of words.
func pick(random *rand.Rand, list string) string {
	words := strings.Split(list, ",")
	return words[random.IntN(len(words))]
}
