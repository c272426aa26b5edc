// Package domains works on the domains of a reseller's customers: registering
// and renewing them, their name servers and zones, and moving them to the
// platform from elsewhere.
//
// A service for each of them is made of a [rest.Client]; a client of package
// hostcontrol has them all.
//
//	Service          domains: check, register, renew, restore, change; prices and rules of TLDs
//	ZoneService      the records that the platform answers with
//	TransferService  domains on their way from another registrar, one or thousands
//
// Packages hosting and ssl below this one sell what goes with a domain.
//
// # Names
//
// Methods take names as people write them: in any case, with internationalized
// labels in Unicode or as A-labels. They are checked before anything is sent,
// and results carry the A-labels as a [Name]; [Name.Unicode] gives what to
// show.
//
// # What costs money
//
// Registering, renewing, restoring and transferring are paid from the
// reseller's balance; the customer gets neither an order nor an invoice. None
// of it happens twice. When an answer gets lost, the SDK looks on the platform
// for what the request did, and repeats it only if that is provably nothing.
// Where that cannot be told the error is [rest.ErrOutcomeUnknown].
//
// A renewal names the expiry that the caller has seen, so that a program that
// runs twice, or at the same time as the platform's own renewal, pays once:
//
//	domain, err := service.Get(ctx, "example.com")
//	...
//	domain, err = service.Renew(ctx, domain.Term(), 12)
//	if errors.Is(err, domains.CodeExpiryMismatch) {
//		// somebody was faster
//	}
//
// The platform sells 12 months at a time. A term of several years is bought
// year by year, and one that breaks off half way is a [*PartialTermError],
// from which [Service.Resume] goes on.
//
// # The life of a domain
//
// A domain is delivered until it expires, unless it is renewed: by the caller,
// or by the platform 36 hours before. Under most generic TLDs an expired domain
// can be renewed at the usual price for another 39 days, and then be restored
// from redemption at a much higher one; under others it is lost at once. [TLD]
// has the rules and [Price] the prices.
//
// # Name servers and zones
//
// A domain begins with the platform's name servers. [Service.SetNameServers]
// gives it others; those that lie below the domain itself need a child host
// first. As long as the platform's are in use, [ZoneService.Apply] makes a list of
// records the zone of the domain: it reads what is there, tells the difference
// and sends only if there is one.
//
// # Transfers
//
// A transfer depends on others: it waits for the auth code, for the approval of
// the registrant, or for the losing registrar. [Transfer.RequiredAction] says
// what has to happen next, and [TransferService.Wait] waits for the end.
//
// [TransferService.Bulk] starts thousands of them, which [ReadTransferCSV] reads
// from a file. It keeps a journal, so that a run which was killed goes on where
// it was, and starts no transfer twice.
//
// # Evidence
//
// The vendor's reference is only partly public. Each method ends with its
// endpoint and how it is known: documented by the vendor, seen in client code
// that the vendor published, or provisional, which means that the vendor
// describes the capability but not its form on the wire. Unknown fields of
// answers are kept in Unknown, and unknown values of enumerations pass
// through, so a platform that says more loses nothing.
package domains
