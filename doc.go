// Package sdk is the map of the Go SDK of HostControl, the white-label
// platform on which resellers sell domains, hosting and SSL certificates. It
// holds no code; start with package hostcontrol.
//
//	hostcontrol      the front door: New, FromEnv, options, the Client with every service
//	hostcontroltest  the platform in memory, for tests and for trying things out
//	overview         a customer with all that belongs to him, in one call
//	billing          invoices, payments, orders
//	billing/gateway  a payment gateway of one's own
//	billing/mirror   a copy of billing in SQL, synced by what has changed
//	support          tickets and departments; watching what customers write
//	domains          domains, name servers, zones, transfers one by one and in bulk
//	domains/hosting  hosting plans and accounts
//	domains/ssl      certificates, with their keys and signing requests
//	customers        customers, contacts, logins, events, resellers, the label
//	rest             the wire: calls, effects, retries, errors, pages, secrets
//	api              the contract (openapi.yaml), one operation per endpoint, with its evidence
//	integrations     modules of their own for what needs more: BIND zone files, a rate shared through Redis
//	examples         programs to run and to copy from; quickstart first
//	docs             guides: calls that cost money, copying billing, testing, coming from PHP, evidence
//
// Imports point downwards only: hostcontrol wires the services, the services
// use rest, and rest knows none of them. hostcontroltest imports nothing of
// the SDK, so that a mistake on one side cannot hide behind the other.
//
// Three things are worth knowing before the first call:
//
//   - An operation that must not happen twice is never repeated blindly. When
//     its answer gets lost, the SDK looks whether it happened.
//   - The public documentation of the platform is incomplete. Every operation
//     says how its form is known: documented, client or provisional.
//   - The whole platform runs in memory, with faults on demand, so that
//     programs can be tested without an account.
package sdk
