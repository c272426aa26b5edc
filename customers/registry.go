package customers

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
)

// RegistryData is what single registries want to know about a registrant,
// beyond what every contact has.
type RegistryData struct {
	// TciRu is what the registry of .ru asks for.
	TciRu *TciRu `json:"TciRu,omitzero"`
	// Others is a JSON object with the data of all other registries, by the
	// platform's names for them. It is sent back as it came.
	Others jsontext.Value `json:",embed"`
}

// TciRu is the identification of a registrant of .ru domains. Seen in client
// code; the form of the dates is not documented. Empty fields are not sent.
type TciRu struct {
	IDNumber     string `json:"IDNumber,omitzero"`
	IssuedDate   string `json:"issuedDate,omitzero"`
	BirthDate    string `json:"birthDate,omitzero"`
	IssuedByCity string `json:"issuedByCity,omitzero"`
	// IssuedByCountry is a country code of two letters.
	IssuedByCountry string `json:"issuedByCountry,omitzero"`

	Unknown jsontext.Value `json:",embed"`
}

// clone gives data that shares nothing with d.
func (d RegistryData) clone() RegistryData {
	d.Others = slices.Clone(d.Others)
	if d.TciRu != nil {
		own := *d.TciRu
		own.Unknown = slices.Clone(own.Unknown)
		d.TciRu = &own
	}
	return d
}

func (d *RegistryData) check(f *check.Fields) {
	checkObject(f, "extra", d.Others)
	if ru := d.TciRu; ru != nil {
		f.Text("extra.TciRu.IDNumber", ru.IDNumber, check.MaxText)
		f.Text("extra.TciRu.issuedDate", ru.IssuedDate, check.MaxText)
		f.Text("extra.TciRu.birthDate", ru.BirthDate, check.MaxText)
		f.Text("extra.TciRu.issuedByCity", ru.IssuedByCity, check.MaxText)
		f.Text("extra.TciRu.issuedByCountry", ru.IssuedByCountry, check.MaxText)
		checkObject(f, "extra.TciRu", ru.Unknown)
	}
}

func checkObject(f *check.Fields, field string, raw jsontext.Value) {
	if len(raw) > 0 && (!raw.IsValid() || raw.Kind() != jsontext.KindBeginObject) {
		f.Reject(field, "must be a JSON object")
	}
}
