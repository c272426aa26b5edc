// Package gateway lets payments be made through a provider that the platform
// does not know: it speaks the platform's protocol for custom payment
// gateways.
//
// A gateway is made in the Reseller Area, under Payment gateways, with the URL
// that payers are sent to. The platform then shows two secret keys and a
// notification URL. A payment goes like this:
//
//	payer's browser  POST form   [Gateway.ServeHTTP]    the form is checked, then Config.Start is called
//	your code                    payment provider       the payer pays, or does not
//	your code        POST form   [Gateway.Notify]       the platform closes the invoice, or not
//	payer's browser  GET         [Request.ReturnURL]
//
// # What is checked
//
// The form comes through the payer's browser, and he may change it. A request
// reaches Config.Start only if it has every field exactly once, each in its
// one form, if its signature is right, if it has not expired, if its amount is
// the one that the platform has on record and if no request with its reference
// was handed on before. Everything else goes to Config.Refuse, with an error
// that is one of [ErrMalformed], [ErrSignature], [ErrExpired], [ErrAmount] and
// [ErrReplayed], or that says why the checks could not be made.
//
// # What the signature leaves open
//
// The platform signs the values one after another with nothing in between.
// Amount and customer stand side by side and are both numbers, so a form with
// the amount 1250 and the customer 35 has the same signature as one with the
// amount 12 and the customer 5035: a payer could move the digits, pay 0.12 for
// 12.50, and what is notified afterwards does not name an amount. This is why
// a gateway asks what is due, with Config.Due, before it believes a signed
// amount; [DueFrom] asks the platform. The other fields cannot be moved: each
// takes only values whose end can be told, and the name of the gateway is known.
//
// The order of the pairs in the form means nothing, only that of the values in
// the signed text does.
//
// # Evidence
//
// The vendor documents how gateways are made and that such a gateway is a
// proxy between the platform and a provider. The fields, the order in which
// they are signed, the minor units and the two statuses are seen in client
// code that works with it. How started and expires are written is not public:
// timestamps as everywhere else on the platform are taken, with or without a
// fraction and with any offset, and Unix seconds. Nor is what the platform
// answers to a notification, or what it puts into the field gateway.
package gateway
