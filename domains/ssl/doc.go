// Package ssl buys certificates for the host names of customers and follows
// them until they can be used.
//
// A [Service] is made of a [rest.Client]; a client of package hostcontrol has
// one. What is bought through it is charged to the reseller's balance.
//
// # From a key to a certificate
//
// A certificate begins with a key, which stays where it is used, and a signing
// request, which is sent. [NewKeyAndCSR] makes both. [Service.Request] buys
// the certificate, which is pending until the authority has seen that the
// customer controls the names. What has to be set up for that is in
// [Certificate.DCV]: a record, a file, or the address that a mail goes to.
// [Service.Wait] looks until the certificate is active.
//
//	key, csr, err := ssl.NewKeyAndCSR("example.com", "www.example.com")
//	…
//	certificate, err := service.Request(ctx, ssl.RequestParams{
//		Customer: 35, Plan: plan.ID, CSR: csr, DCV: ssl.DCVDNS,
//	})
//	…
//	certificate, err = service.Wait(ctx, certificate.ID, ssl.WaitOptions{})
//
// Requests are checked before they are sent: one PEM block and nothing beside
// it, so that no private key travels along, a good signature, a key that
// authorities accept, and names of hosts.
//
// # What must not happen twice
//
// Requesting carries a client reference, which the SDK makes up where the
// caller has none. When an answer gets lost, the SDK looks for what the
// request may have done instead of repeating it. Where that cannot be told the
// error is [rest.ErrOutcomeUnknown].
//
// # Evidence
//
// Plans, and the fields of a request, are as the vendor documents them for the
// platform's successor. On this platform all operations are provisional: the
// vendor describes the capability but not its form on the wire. Unknown fields
// of answers are kept in Unknown, and unknown values of enumerations pass
// through.
package ssl
