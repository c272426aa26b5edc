// Package overview collects what the platform knows about one customer: all
// that the tabs of the customer's screen in the Reseller Area show, in one call.
//
// A [Service] is made of a [rest.Client]; a client of package hostcontrol has
// one. It stands on the packages of all services, which is why it is not a part
// of package customers.
package overview
