package web

import (
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/rest"
)

var contactsTab = &screen{
	path:     "/contacts",
	title:    "Contacts",
	template: "contacts",
	load: func(v *visit) (any, error) {
		return oldestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[customers.Contact], error) {
			return v.panel.client.Contacts.List(v.ctx, customers.ContactFilter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var contactDetail = &screen{
	path:     "/contacts/{contact}",
	tab:      "/contacts",
	template: "contact",
	load: func(v *visit) (any, error) {
		contact, err := v.contact()
		return contactView{contact}, err
	},
	post: map[string]change{"": changeContact},
}

// contactView is a contact with the form that changes it.
type contactView struct{ *customers.Contact }

func (c contactView) title() string { return c.Name }

func (c contactView) inputs() (string, []group) {
	return "", []group{
		{Legend: "Person", Inputs: []*input{
			{Name: "name", Label: "Full name", Value: c.Name},
			{Name: "organisation", Label: "Organization", Value: c.Organisation, Optional: true,
				Hint: "Makes the customer a company in the eyes of the tax rules."},
			{Name: "gender", Label: "Gender", Kind: kindSelect, Optional: true, Options: choose([]option{
				{Value: "", Label: "Not told"},
				{Value: string(customers.GenderFemale), Label: "Female"},
				{Value: string(customers.GenderMale), Label: "Male"},
			}, string(c.Gender))},
			{Name: "vat_number", Label: "VAT number", Value: c.VATNumber, Optional: true},
		}},
		{Legend: "Address", Inputs: []*input{
			{Name: "address", Label: "Address", Kind: kindLines, Rows: 2, Value: c.Address},
			{Name: "zipcode", Label: "Postal code", Value: c.Zipcode},
			{Name: "city", Label: "City", Value: c.City},
			{Name: "state", Label: "State or province", Value: c.State, Optional: true},
			{Name: "country", Label: "Country", Value: c.Country.Code, Hint: "The code of two letters, such as NL."},
		}},
		{Legend: "How to reach", Inputs: []*input{
			{Name: "email", Label: "E-mail address", Kind: kindEmail, Value: c.Email},
			{Name: "voice", Label: "Phone", Kind: kindPhone, Value: c.Voice, Hint: "Such as +31.201234567"},
			{Name: "fax", Label: "Fax", Kind: kindPhone, Value: c.Fax, Optional: true},
		}},
	}
}

// contact reads the contact that the address names. The platform has contacts
// of all customers under one path, and this page is about one customer.
func (v *visit) contact() (*customers.Contact, error) {
	id, err := number(v.r.PathValue("contact"))
	if err != nil {
		return nil, err
	}
	filter := customers.ContactFilter{Customer: v.id}
	for contact, err := range v.panel.client.Contacts.All(v.ctx, filter) {
		if err != nil {
			return nil, err
		}
		if contact.ID == customers.ContactID(id) {
			return contact, nil
		}
	}
	return nil, errNoPage
}

// changeContact replaces the general data. What single registries want to know
// stays as it is, which is why the contact is read before.
func changeContact(v *visit, f *form) (*outcome, error) {
	contact, err := v.contact()
	if err != nil {
		return nil, err
	}
	p := contact.Params()
	p.Name, p.Organisation, p.Gender = f.value("name"), f.value("organisation"), customers.Gender(f.value("gender"))
	p.Address, p.Zipcode, p.City = f.value("address"), f.value("zipcode"), f.value("city")
	p.State, p.Country = f.value("state"), f.value("country")
	p.Email, p.Voice, p.Fax, p.VATNumber = f.value("email"), f.value("voice"), f.value("fax"), f.value("vat_number")
	changed, err := v.panel.client.Contacts.Replace(v.ctx, contact.ID, p)
	if err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The contact of " + changed.Name + " is saved."}}, nil
}
