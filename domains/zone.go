package domains

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/rest"
)

const zonePath = "/domain/{domain_name}/zone"

// CodeDNSManagementDisabled refuses to change a zone: the customer may not, or
// the domain has other name servers than the platform's.
const CodeDNSManagementDisabled rest.Code = "dns_management_disabled"

// A Zone is what the platform's name servers tell about a domain.
type Zone struct {
	Domain Name `json:"-"`
	// Records have full names, also where the platform shows them without the
	// domain. Among them are those that only the platform writes: the SOA
	// record, and the NS records of the domain itself.
	Records []Record `json:"records"`

	Unknown jsontext.Value `json:",embed"`
}

// complete gives the zone its domain, and full names to its records.
func (z *Zone) complete(domain Name) {
	z.Domain = domain
	for i, r := range z.Records {
		z.Records[i].Name = shownName(domain, r.Name)
	}
}

// A ZoneService works on the zones of domains that have the platform's name
// servers.
//
// A zone is replaced as a whole, save for the records that only the platform
// writes: these stay whether they are sent or not, so what was read can be
// changed and sent back. Name servers are changed with
// [Service.SetNameServers].
type ZoneService struct{ client *rest.Client }

// NewZones makes a service that calls through c.
func NewZones(c *rest.Client) *ZoneService { return &ZoneService{c} }

// Get reads the zone of a domain.
//
// GET /domain/{domain_name}/zone, seen in client code.
func (s *ZoneService) Get(ctx context.Context, domain string, opts ...rest.CallOption) (*Zone, error) {
	const operation = "zones.get"
	name, err := named(operation, domain)
	if err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(zonePath, name.String())}
	zone, err := rest.Do[Zone](ctx, s.client, call, opts...)
	if err != nil {
		return nil, err
	}
	zone.complete(name)
	return zone, nil
}

// Replace makes records the only ones of a zone. Each is checked for its type;
// problems are told by the position of the record. A list that is empty but not
// nil empties the zone.
//
// Refusals: [CodeDNSManagementDisabled]; [rest.ErrValidation] with fields such
// as "records.0.content".
//
// POST /domain/{domain_name}/zone, seen in client code; the TTL is provisional.
func (s *ZoneService) Replace(ctx context.Context, domain string, records []Record, opts ...rest.CallOption) error {
	name, prepared, err := prepare(replaceZone, domain, records)
	if err != nil {
		return err
	}
	return s.replace(ctx, name, prepared, opts...)
}

// Apply makes records the only ones of a zone where they are not yet, and
// tells what that changes. Nothing is sent but the question when they already
// are; see [Zone.Diff] for what counts as a difference, and to look at it
// first. Records that stay keep their TTL unless another one is asked for.
//
// A change that somebody else makes between the reading and the replacing is
// lost.
//
// Refusals are those of [ZoneService.Replace].
//
// GET and POST /domain/{domain_name}/zone, seen in client code; the TTL is
// provisional.
func (s *ZoneService) Apply(ctx context.Context, domain string, records []Record, opts ...rest.CallOption) (*Change, error) {
	name, prepared, err := prepare(replaceZone, domain, records)
	if err != nil {
		return nil, err
	}
	zone, err := s.Get(ctx, domain, opts...)
	if err != nil {
		return nil, err
	}
	change, next := compare(name, zone.Records, prepared)
	if change.IsEmpty() {
		return change, nil
	}
	if err := s.replace(ctx, name, next, opts...); err != nil {
		return nil, err
	}
	return change, nil
}

const replaceZone = "zones.replace"

type zoneBody struct {
	Records []Record `json:"records"`
}

func (s *ZoneService) replace(ctx context.Context, domain Name, records []Record, opts ...rest.CallOption) error {
	_, err := rest.Do[rest.None](ctx, s.client, rest.Call{
		Operation: replaceZone,
		Method:    http.MethodPost,
		Path:      rest.At(zonePath, domain.String()),
		Body:      zoneBody{records},
		Effect:    rest.Idempotent,
	}, opts...)
	return err
}
