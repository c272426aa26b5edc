package customers

import (
	"strings"

	"github.com/hostcontrol-go/sdk/internal/check"
)

// A Gender is how a person is to be addressed. The list is open: values that
// this version does not know pass through.
type Gender string

// Genders; empty means that none is given. Only male is documented, female is
// provisional.
const (
	GenderMale   Gender = "male"
	GenderFemale Gender = "female"
)

// profile is what customers and contacts are made of, as it is sent.
type profile struct {
	Name         string       `json:"name"`
	Organisation string       `json:"organisation,omitzero"`
	Gender       Gender       `json:"gender,omitzero"`
	Address      string       `json:"address"`
	Zipcode      string       `json:"zipcode"`
	City         string       `json:"city"`
	State        string       `json:"state,omitzero"`
	Country      string       `json:"country"`
	Email        string       `json:"email"`
	Voice        string       `json:"voice"`
	Fax          string       `json:"fax,omitzero"`
	VATNumber    string       `json:"vat_number,omitzero"`
	Extra        RegistryData `json:"extra,omitzero"`
}

// check notes what is wrong and brings the country code into upper case.
func (p *profile) check(f *check.Fields) {
	f.Required("name", p.Name, check.MaxText)
	f.Text("organisation", p.Organisation, check.MaxText)
	f.Text("gender", string(p.Gender), check.MaxText)
	f.RequiredLines("address", p.Address, check.MaxText)
	f.Required("zipcode", p.Zipcode, check.MaxZipcode)
	f.Required("city", p.City, check.MaxText)
	f.Text("state", p.State, check.MaxText)
	p.Country = f.Country("country", p.Country)
	f.Email("email", p.Email)
	f.RequiredPhone("voice", p.Voice)
	f.Phone("fax", p.Fax)
	f.Text("vat_number", p.VATNumber, check.MaxText)
	p.Extra.check(f)
}

// describes reports whether a contact has the name and address of the profile.
func (p *profile) describes(c *Contact) bool {
	return alike(p.Name, c.Name) &&
		alike(p.Address, c.Address) &&
		alike(p.Zipcode, c.Zipcode) &&
		alike(p.City, c.City) &&
		alike(p.Country, c.Country.Code)
}

// alike compares texts as the platform keeps them: it trims them, and changes
// their case.
func alike(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
