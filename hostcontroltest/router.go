package hostcontroltest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// call is one authenticated request as the handlers see it. They run one at a
// time and may change the store freely, but only after every check has passed.
type call struct {
	*store
	caller
	path   map[string]string // values of the pattern's {names}
	query  *form
	body   *form
	now    time.Time
	ip     string
	origin string // scheme and host that the client used
}

// handler answers with a result for the envelope: a view, a page, or nil. Views
// are encoded after the lock was given back, so they must not share anything
// with the store that is ever changed in place.
type handler func(*call) (any, error)

// route binds a method and a path to an operation of the API.
type route struct {
	method    string
	pattern   string
	operation string
	handle    handler
	segments  []string
}

// routes is the API, in the order of its documentation. A fixed path stands
// before one with a {name} that would also match it.
func routes() []route {
	table := []route{
		{method: "GET", pattern: "/customer", operation: "customers.list", handle: listCustomers},
		{method: "POST", pattern: "/customer", operation: "customers.create", handle: createCustomer},
		{method: "GET", pattern: "/customer/{customer}", operation: "customers.get", handle: getCustomer},
		{method: "PUT", pattern: "/customer/{customer}", operation: "customers.update", handle: updateCustomer},
		{method: "GET", pattern: "/customer/{customer}/event", operation: "events.list", handle: listEvents},
		{method: "POST", pattern: "/customer/{customer}/login-as", operation: "customers.loginAs", handle: loginAsCustomer},
		{method: "POST", pattern: "/customer/{customer}/promote", operation: "customers.promote", handle: promoteCustomer},
		{method: "POST", pattern: "/customer/{customer}/move", operation: "customers.move", handle: moveProducts},

		{method: "GET", pattern: "/contact", operation: "contacts.list", handle: listContacts},
		{method: "POST", pattern: "/contact", operation: "contacts.create", handle: createContact},
		{method: "GET", pattern: "/contact/{contact}", operation: "contacts.get", handle: getContact},
		{method: "PUT", pattern: "/contact/{contact}", operation: "contacts.replace", handle: replaceContact},
		{method: "DELETE", pattern: "/contact/{contact}", operation: "contacts.delete", handle: deleteContact},

		{method: "GET", pattern: "/login", operation: "logins.list", handle: listLogins},
		{method: "POST", pattern: "/login", operation: "logins.create", handle: createLogin},
		{method: "GET", pattern: "/login/{login}", operation: "logins.get", handle: getLogin},
		{method: "PUT", pattern: "/login/{login}", operation: "logins.update", handle: updateLogin},
		{method: "POST", pattern: "/login/{login}/password-reset", operation: "logins.resetPassword", handle: resetPassword},

		{method: "GET", pattern: "/reseller", operation: "resellers.list", handle: listResellers},
		{method: "GET", pattern: "/reseller/{reseller}", operation: "resellers.get", handle: getReseller},
		{method: "PUT", pattern: "/reseller/{reseller}", operation: "resellers.update", handle: updateReseller},
		{method: "POST", pattern: "/reseller/{reseller}/balance", operation: "resellers.adjustBalance", handle: bookBalance},
		{method: "GET", pattern: "/reseller/{reseller}/transaction", operation: "resellers.transactions", handle: listTransactions},
		{method: "POST", pattern: "/reseller/{reseller}/login-as", operation: "resellers.loginAs", handle: loginAsReseller},

		{method: "GET", pattern: "/label", operation: "label.get", handle: getLabel},

		{method: "GET", pattern: "/hosting-plan", operation: "hosting.plans", handle: listHostingPlans},
		{method: "GET", pattern: "/hosting", operation: "hosting.list", handle: listHosting},
		{method: "POST", pattern: "/hosting", operation: "hosting.add", handle: addHosting},
		{method: "GET", pattern: "/hosting/{hosting}", operation: "hosting.get", handle: getHosting},
		{method: "PUT", pattern: "/hosting/{hosting}", operation: "hosting.update", handle: updateHosting},
		{method: "DELETE", pattern: "/hosting/{hosting}", operation: "hosting.delete", handle: deleteHosting},
		{method: "POST", pattern: "/hosting/{hosting}/suspend", operation: "hosting.suspend", handle: suspendHosting},
		{method: "POST", pattern: "/hosting/{hosting}/unsuspend", operation: "hosting.unsuspend", handle: unsuspendHosting},

		{method: "GET", pattern: "/ssl-certificate-plan", operation: "ssl.plans", handle: listSSLPlans},
		{method: "GET", pattern: "/ssl-certificate", operation: "ssl.list", handle: listCertificates},
		{method: "POST", pattern: "/ssl-certificate", operation: "ssl.request", handle: requestCertificate},
		{method: "GET", pattern: "/ssl-certificate/{certificate}", operation: "ssl.get", handle: getCertificate},
		{method: "POST", pattern: "/ssl-certificate/{certificate}/resend-dcv", operation: "ssl.resendValidation", handle: resendValidation},
		{method: "POST", pattern: "/ssl-certificate/{certificate}/reissue", operation: "ssl.reissue", handle: reissueCertificate},
		{method: "POST", pattern: "/ssl-certificate/{certificate}/cancel", operation: "ssl.cancel", handle: cancelCertificate},

		{method: "GET", pattern: "/domain", operation: "domains.list", handle: listDomains},
		{method: "POST", pattern: "/domain", operation: "domains.register", handle: registerDomain},
		{method: "POST", pattern: "/domain-is", operation: "domains.check", handle: checkDomain},
		{method: "POST", pattern: "/domain/is", operation: "domains.check", handle: checkDomain},
		{method: "GET", pattern: "/domain-prices", operation: "domains.prices", handle: listDomainPrices},
		{method: "GET", pattern: "/domain-transfer", operation: "transfers.list", handle: listTransfers},
		{method: "POST", pattern: "/domain-transfer", operation: "transfers.start", handle: startTransfer},
		{method: "GET", pattern: "/domain-transfer/{transfer}", operation: "transfers.get", handle: getTransfer},
		{method: "PUT", pattern: "/domain-transfer/{transfer}", operation: "transfers.update", handle: updateTransfer},
		{method: "POST", pattern: "/domain-transfer/{transfer}/cancel", operation: "transfers.cancel", handle: cancelTransfer},
		{method: "POST", pattern: "/domain-transfer/{transfer}/resend-approval", operation: "transfers.resendApproval", handle: resendApproval},
		{method: "GET", pattern: "/domain/transfer", operation: "transfers.list", handle: listTransfers},
		{method: "POST", pattern: "/domain/transfer", operation: "transfers.start", handle: startTransfer},
		{method: "GET", pattern: "/domain/transfer/{transfer}", operation: "transfers.get", handle: getTransfer},
		{method: "PUT", pattern: "/domain/transfer/{transfer}", operation: "transfers.update", handle: updateTransfer},
		{method: "GET", pattern: "/domain/{domain}", operation: "domains.get", handle: getDomain},
		{method: "PUT", pattern: "/domain/{domain}", operation: "domains.update", handle: updateDomain},
		{method: "DELETE", pattern: "/domain/{domain}", operation: "domains.delete", handle: deleteDomain},
		{method: "POST", pattern: "/domain/{domain}/renew", operation: "domains.renew", handle: renewDomain},
		{method: "POST", pattern: "/domain/{domain}/restore", operation: "domains.restore", handle: restoreDomain},
		{method: "POST", pattern: "/domain/{domain}/transfer", operation: "domains.allowTransfer", handle: allowTransfer},
		{method: "GET", pattern: "/domain/{domain}/auth-code", operation: "domains.authCode", handle: getAuthCode},
		{method: "GET", pattern: "/domain/{domain}/name-server", operation: "domains.nameServers", handle: getNameServers},
		{method: "POST", pattern: "/domain/{domain}/name-server", operation: "domains.replaceNameServers", handle: replaceNameServers},
		{method: "POST", pattern: "/domain/{domain}/hosting", operation: "domains.linkHosting", handle: linkHosting},
		{method: "DELETE", pattern: "/domain/{domain}/hosting", operation: "domains.unlinkHosting", handle: unlinkHosting},
		{method: "GET", pattern: "/domain/{domain}/child-host", operation: "childHosts.list", handle: listChildHosts},
		{method: "POST", pattern: "/domain/{domain}/child-host", operation: "childHosts.create", handle: createChildHost},
		{method: "PUT", pattern: "/domain/{domain}/child-host/{hostname}", operation: "childHosts.update", handle: updateChildHost},
		{method: "DELETE", pattern: "/domain/{domain}/child-host/{hostname}", operation: "childHosts.delete", handle: deleteChildHost},
		{method: "GET", pattern: "/domain/{domain}/redirect", operation: "redirects.list", handle: listRedirects},
		{method: "POST", pattern: "/domain/{domain}/redirect", operation: "redirects.replace", handle: replaceRedirects},
		{method: "GET", pattern: "/domain/{domain}/zone", operation: "zones.get", handle: getZone},
		{method: "POST", pattern: "/domain/{domain}/zone", operation: "zones.replace", handle: replaceZone},
		{method: "GET", pattern: "/tld", operation: "tlds.list", handle: listTLDs},
		{method: "GET", pattern: "/tld/{tld}", operation: "tlds.get", handle: getTLD},

		{method: "GET", pattern: "/order", operation: "orders.list", handle: listOrders},
		{method: "POST", pattern: "/order", operation: "orders.create", handle: createOrder},
		{method: "GET", pattern: "/order/{order}", operation: "orders.get", handle: getOrder},
		{method: "POST", pattern: "/order/{order}/cancel", operation: "orders.cancel", handle: cancelOrder},
		{method: "POST", pattern: "/order/{order}/restart", operation: "orders.restart", handle: restartOrder},

		{method: "GET", pattern: "/invoice", operation: "invoices.list", handle: listInvoices},
		{method: "POST", pattern: "/invoice", operation: "invoices.create", handle: createInvoice},
		{method: "GET", pattern: "/invoice/{invoice}", operation: "invoices.get", handle: getInvoice},
		{method: "PUT", pattern: "/invoice/{invoice}", operation: "invoices.update", handle: updateInvoice},
		{method: "DELETE", pattern: "/invoice/{invoice}", operation: "invoices.delete", handle: deleteInvoice},
		{method: "GET", pattern: "/invoice/{invoice}/pdf", operation: "invoices.pdf", handle: invoicePDF},
		{method: "POST", pattern: "/invoice/{invoice}/open", operation: "invoices.open", handle: openInvoice},
		{method: "POST", pattern: "/invoice/{invoice}/close", operation: "invoices.close", handle: closeInvoice},
		{method: "POST", pattern: "/invoice/{invoice}/reopen", operation: "invoices.reopen", handle: reopenInvoice},
		{method: "POST", pattern: "/invoice/{invoice}/credit", operation: "invoices.credit", handle: creditInvoice},

		{method: "GET", pattern: "/payment", operation: "payments.list", handle: listPayments},
		{method: "POST", pattern: "/payment", operation: "payments.start", handle: startPayment},
		{method: "GET", pattern: "/payment/{payment}", operation: "payments.get", handle: getPayment},
		{method: "GET", pattern: "/payment-method", operation: "payments.methods", handle: listPaymentMethods},

		{method: "GET", pattern: "/ticket", operation: "tickets.list", handle: listTickets},
		{method: "POST", pattern: "/ticket", operation: "tickets.create", handle: createTicket},
		{method: "GET", pattern: "/ticket/{ticket}", operation: "tickets.get", handle: getTicket},
		{method: "POST", pattern: "/ticket/{ticket}/reply", operation: "tickets.reply", handle: replyToTicket},
		{method: "POST", pattern: "/ticket/{ticket}/comment", operation: "tickets.comment", handle: commentOnTicket},
		{method: "POST", pattern: "/ticket/{ticket}/close", operation: "tickets.close", handle: closeTicket},
		{method: "POST", pattern: "/ticket/{ticket}/open", operation: "tickets.reopen", handle: reopenTicket},
		{method: "GET", pattern: "/department", operation: "departments.list", handle: listDepartments},
	}
	for i := range table {
		table[i].segments = splitPath(table[i].pattern)
	}
	return table
}

// find is the route of a request and the values of its path.
func find(table []route, method string, segments []string) (*route, map[string]string, error) {
	var allowed []string
	for i := range table {
		candidate := &table[i]
		if !candidate.matches(segments) {
			continue
		}
		if candidate.method == method {
			return candidate, candidate.values(segments), nil
		}
		allowed = append(allowed, candidate.method)
	}
	if len(allowed) == 0 {
		return nil, nil, &refusal{code: codeUnknownResource, message: "unknown path", status: http.StatusNotFound}
	}
	return nil, nil, &refusal{
		code:    codeNotAllowed,
		message: "the method is not allowed here",
		status:  http.StatusMethodNotAllowed,
		header:  http.Header{"Allow": {strings.Join(slices.Compact(allowed), ", ")}},
	}
}

func (r *route) matches(segments []string) bool {
	return slices.EqualFunc(r.segments, segments, func(want, got string) bool {
		return want == got || strings.HasPrefix(want, "{")
	})
}

// values are what stands in a path for the pattern's {names}.
func (r *route) values(segments []string) map[string]string {
	values := make(map[string]string)
	for i, segment := range r.segments {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			values[strings.TrimSuffix(name, "}")] = segments[i]
		}
	}
	return values
}

// pathSegments splits an escaped path, so that an escaped slash stays within
// its segment.
func pathSegments(escaped string) []string {
	segments := splitPath(escaped)
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err == nil {
			segments[i] = plain
		}
	}
	return segments
}
