package hostcontrol

// An Environment is a place where the platform runs.
type Environment string

// The known environments. The two APIs are not the same product: Production
// and its siblings are the documented back office, which this SDK speaks; the
// reseller platform is its successor, with other paths for most resources.
const (
	// Production is the back office API.
	Production Environment = "production"
	// AlternativePort is Production on port 14739, for networks on which the
	// usual port gives empty answers.
	AlternativePort Environment = "alternative-port"
	// OTE is the back office's test environment, which the vendor opens by
	// source address.
	OTE Environment = "ote"
	// ResellerPlatform is the successor's production.
	ResellerPlatform Environment = "reseller-platform"
	// ResellerPlatformOTE is the successor's test environment.
	ResellerPlatformOTE Environment = "reseller-platform-ote"
)

// baseURL gives the URL of an environment, "" for one that is not known.
func (e Environment) baseURL() string {
	switch e {
	case Production:
		return "https://backoffice.hostcontrol.com/api/v1"
	case AlternativePort:
		return "https://backoffice.hostcontrol.com:14739/api/v1"
	case OTE:
		return "https://resello-1.bo.hostcontrol-ote.com/api/v1"
	case ResellerPlatform:
		return "https://rp01.hostcontrol.com/api/v1"
	case ResellerPlatformOTE:
		return "https://rp.hostcontrol-ote.com/api/v1"
	}
	return ""
}
