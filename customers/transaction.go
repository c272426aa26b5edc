package customers

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on a reseller's balance.
const (
	balancePath      = "/reseller/{reference}/balance"
	transactionsPath = "/reseller/{reference}/transaction"
)

// CodeInsufficientBalance refuses a debit that would take a balance below its
// lower limit.
const CodeInsufficientBalance rest.Code = "insufficient_balance"

// A TransactionType is the direction of a transaction. The list is open: values
// that this version does not know pass through.
type TransactionType string

// Types of transactions.
const (
	TransactionCredit TransactionType = "credit" // adds to the balance
	TransactionDebit  TransactionType = "debit"  // takes from it
)

// A Transaction is a movement on a reseller's balance. It never changes.
type Transaction struct {
	ID   TransactionID   `json:"id"`
	Type TransactionType `json:"type"`
	// Amount is positive whatever the direction.
	Amount currency.Amount `json:"amount"`
	// Balance is what the transaction left.
	Balance     currency.Amount `json:"balance"`
	Description string          `json:"description"`
	// ClientReference is the reference the balance was adjusted with, empty for
	// other transactions.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`

	Unknown jsontext.Value `json:",embed"`
}

type plainTransaction Transaction

type transactionWire struct {
	Plain    plainTransaction `json:",embed"`
	Amount   int64            `json:"amount"`
	Balance  int64            `json:"balance"`
	Currency string           `json:"currency"`
}

// UnmarshalJSONFrom reads the platform's form, with amounts in minor units.
func (t *Transaction) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var wire transactionWire
	if err := json.UnmarshalDecode(dec, &wire); err != nil {
		return err
	}
	*t = Transaction(wire.Plain)
	var err error
	t.Amount, t.Balance, err = amountPair{wire.Amount, wire.Balance, wire.Currency}.read(dec)
	return err
}

// MarshalJSONTo writes the platform's form, with amounts in minor units.
func (t *Transaction) MarshalJSONTo(enc *jsontext.Encoder) error {
	pair, err := minorPair(t.Amount, t.Balance)
	if err != nil {
		return fmt.Errorf("transaction %s: %w", t.ID, err)
	}
	return json.MarshalEncode(enc, &transactionWire{plainTransaction(*t), pair.first, pair.second, pair.currency})
}

// A TransactionFilter narrows a list of transactions down. The zero value
// takes all.
type TransactionFilter struct {
	ClientReference string `url:"client_reference,omitempty"`
	// Offset passes over so many transactions.
	Offset int `url:"offset,omitempty"`
}

func (filter TransactionFilter) call(reference string) (rest.Call, error) {
	const operation = "resellers.transactions"
	var f check.Fields
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodGet,
		Path:      rest.At(transactionsPath, reference),
		Query:     filter,
	}
	return call, f.Err(operation)
}

// BalanceParams say by what a balance changes.
type BalanceParams struct {
	// Amount is positive, in the reseller's currency, and has no more decimals
	// than that.
	Amount currency.Amount
	// Description is what the reseller reads in the list of transactions, at
	// most 255 characters.
	Description string
	// ClientReference is the caller's own name for the transaction, unique and
	// at most 64 characters. Without it the SDK makes one.
	ClientReference string
}

// balanceBody is what Credit and Debit send.
type balanceBody struct {
	Type            TransactionType `json:"type"`
	Amount          int64           `json:"amount"`
	Description     string          `json:"description"`
	ClientReference string          `json:"client_reference"`
}

func (p *BalanceParams) body(operation string, direction TransactionType) (*balanceBody, error) {
	body := &balanceBody{
		Type:            direction,
		Description:     p.Description,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	body.Amount = f.PositiveAmount("amount", p.Amount)
	f.Text("description", body.Description, check.MaxText)
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// Credit adds to the balance that a sub-reseller has with the caller. The
// platform keeps the account; no money moves. The reseller is read before,
// since the platform would take an amount of any currency for one of the
// reseller's.
//
// Refusals: [rest.ErrForbidden] for the caller's own account.
//
// When the answer gets lost, the reseller's transactions are searched for the
// client reference. Where the platform keeps none, the outcome is unknown.
//
// POST /reseller/{reference}/balance, provisional.
func (s *ResellerService) Credit(ctx context.Context, reference string, p BalanceParams, opts ...rest.CallOption) (*Transaction, error) {
	return s.adjustBalance(ctx, reference, TransactionCredit, &p, opts...)
}

// Debit takes from the balance that a sub-reseller has with the caller, in the
// same way as Credit adds to it.
//
// Refusals: [CodeInsufficientBalance]; [rest.ErrForbidden] for the caller's
// own account.
//
// POST /reseller/{reference}/balance, provisional.
func (s *ResellerService) Debit(ctx context.Context, reference string, p BalanceParams, opts ...rest.CallOption) (*Transaction, error) {
	return s.adjustBalance(ctx, reference, TransactionDebit, &p, opts...)
}

func (s *ResellerService) adjustBalance(ctx context.Context, reference string, direction TransactionType, p *BalanceParams, opts ...rest.CallOption) (*Transaction, error) {
	const operation = "resellers.adjustBalance"
	body, err := p.body(operation, direction)
	if err != nil {
		return nil, err
	}
	if err := s.checkCurrency(ctx, operation, reference, "amount", p.Amount, opts...); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(balancePath, reference),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Transaction, error) {
		return s.booked(ctx, reference, body, p.Amount)
	}, opts...)
}

// Transactions reads one page of the movements on a reseller's balance, in
// ascending order of id. The caller's own are found by its own reference.
//
// GET /reseller/{reference}/transaction, provisional.
func (s *ResellerService) Transactions(ctx context.Context, reference string, filter TransactionFilter, opts ...rest.CallOption) (*rest.Page[Transaction], error) {
	call, err := filter.call(reference)
	if err != nil {
		return nil, err
	}
	return rest.List[Transaction](ctx, s.client, call, opts...)
}

// AllTransactions gives the movements on a reseller's balance one by one, in
// ascending order of id, over all pages. See [rest.All].
//
// GET /reseller/{reference}/transaction, provisional.
func (s *ResellerService) AllTransactions(ctx context.Context, reference string, filter TransactionFilter, opts ...rest.CallOption) iter.Seq2[*Transaction, error] {
	call, err := filter.call(reference)
	if err != nil {
		return check.Refused[Transaction](err)
	}
	return rest.All(ctx, s.client, call, func(t *Transaction) TransactionID { return t.ID }, opts...)
}

// booked looks whether a lost adjustment happened. Nothing but the client
// reference tells one transaction from another of the same amount, so an
// answer with transactions that carry none proves nothing.
func (s *ResellerService) booked(ctx context.Context, reference string, sent *balanceBody, amount currency.Amount) (*Transaction, error) {
	unmarked := false
	for booked, err := range s.AllTransactions(ctx, reference, TransactionFilter{ClientReference: sent.ClientReference}) {
		switch {
		case err != nil:
			return nil, err
		case booked.ClientReference == "":
			unmarked = true
		case booked.ClientReference != sent.ClientReference:
			continue
		case booked.Type != sent.Type || !booked.Amount.Equal(amount):
			return nil, fmt.Errorf("transaction %s has the client reference but is another one", booked.ID)
		default:
			return booked, nil
		}
	}
	if unmarked {
		return nil, fmt.Errorf("transactions of reseller %q carry no client reference", reference)
	}
	return nil, nil
}
