package support

import "strconv"

// A TicketID is the number under which a ticket is kept. It is not the one that
// customers quote, which is [Ticket.Number].
type TicketID int64

// A MessageID is the number of a message of a ticket.
type MessageID int64

// A DepartmentID is the number of a department.
type DepartmentID int64

// String gives the number in decimal.
func (id TicketID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id MessageID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id DepartmentID) String() string { return strconv.FormatInt(int64(id), 10) }
