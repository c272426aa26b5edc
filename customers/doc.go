// Package customers works on the customers of a reseller and on what belongs
// to them: contacts, logins, events; on the customers who resell in turn; and
// on the label that new customers register with.
//
// A service for each of them is made of a [rest.Client]; a client of package
// hostcontrol has them all.
//
//	Service          customers: find, create, change, sign in as, move products, promote
//	ContactService   the handles that domains are registered on
//	LoginService     the names that customers sign in with
//	EventService     what happened in a customer's account
//	ResellerService  sub-resellers and their balance
//	LabelService     the storefront that the API key belongs to
//
// # Lists
//
// List reads a page, All goes over all of them. Filters that are zero take
// everything. A platform that does not know a filter answers with more than
// was asked for, so check what matters.
//
// # Changing things
//
// An update changes what its parameters name and leaves the rest: fields that
// are nil are not sent, and new(false) switches something off. Contacts are
// the exception, since the platform replaces them as a whole: start from
// [Contact.Params].
//
//	params := contact.Params()
//	params.City = "Utrecht"
//	contact, err = contacts.Replace(ctx, contact.ID, params)
//
// Parameters are checked before anything is sent, all fields at once; the
// error is [rest.ErrValidation] and names the fields as the platform does.
//
// # What must not happen twice
//
// Creating, promoting, moving and booking carry a client reference, which the
// SDK makes up where the caller has none. When the answer to such a request
// gets lost, the SDK looks for what it may have done instead of repeating it
// blindly. Where that cannot be told the error is [rest.ErrOutcomeUnknown],
// and carries the reference to look for.
//
// # Evidence
//
// The vendor's reference is only partly public. Each method ends with its
// endpoint and how it is known: documented by the vendor, seen in client code
// that the vendor published, or provisional, which means that the vendor
// describes the capability but not its form on the wire. Unknown fields of
// answers are kept in Unknown, and unknown values of enumerations pass
// through, so a platform that says more loses nothing.
package customers
