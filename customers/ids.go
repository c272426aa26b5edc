package customers

import "strconv"

// An ID is the number of a customer.
type ID int64

// A ContactID is the number of a contact.
type ContactID int64

// A LoginID is the number of a login.
type LoginID int64

// An EventID is the number of an event.
type EventID int64

// A TransactionID is the number of a transaction.
type TransactionID int64

// String gives the number in decimal.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id ContactID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id LoginID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id EventID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id TransactionID) String() string { return strconv.FormatInt(int64(id), 10) }
