package rest

// Effect says what repeating a call does on the platform, and so decides what
// a failure means. It is a statement about the operation, not about the HTTP
// method.
type Effect uint8

const (
	// Read changes nothing. It is repeated on every failure that is not a
	// refusal.
	Read Effect = iota

	// Idempotent changes something, but doing it twice leaves the same state
	// as doing it once. It is repeated like a Read.
	Idempotent

	// Once buys, creates or moves something, so doing it twice does harm. It
	// is repeated only when the request provably never left this machine or
	// the server turned it away with 429. When it left and no usable answer
	// came back, the operation's [Reconciler] looks whether it happened.
	Once
)

// String gives the effect's name.
func (e Effect) String() string {
	switch e {
	case Read:
		return "read"
	case Idempotent:
		return "idempotent"
	case Once:
		return "once"
	}
	return "unknown effect"
}
