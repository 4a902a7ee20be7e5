package l1

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
)

// Request is a transaction that somebody wants to happen, once.
type Request struct {
	// Key names the request. Who asks again with the same key and content gets the
	// same transaction; with other content he is refused.
	Key string
	// To is the contract or account; nil makes a contract.
	To *common.Address
	// Data is the call; for a contract that is made, its creation code.
	Data []byte
	// Value is what is sent along; nil: nothing.
	Value *big.Int
	// Blobs are carried along; nil: none. To must be set then.
	Blobs *types.BlobTxSidecar
	// Gas is the limit of gas; 0: what the node estimates, and a quarter more, but
	// no more than a transaction may have.
	Gas uint64
	// MaxCost bounds what is paid in all, gas and blob gas at their highest prices
	// (without Value). It is needed: nothing is sent without a bound.
	MaxCost *big.Int
	// Begin, if not nil, is called when nothing speaks against the transaction any more,
	// before it is signed and stored; an error ends it. It is no part of the content.
	Begin func() error
}

// MaxGas is the highest gas limit that a transaction may have (EIP-7825).
const MaxGas = 1 << 24

// meaning is the hash of what the request does: not of what it may cost.
func (r *Request) meaning() common.Hash {
	h := sha256.New()
	number := func(n int) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	if r.To != nil {
		h.Write(r.To[:])
	}
	number(len(r.Data))
	h.Write(r.Data)
	if r.Value != nil {
		h.Write(common.BigToHash(r.Value).Bytes())
	} else {
		h.Write(common.Hash{}.Bytes())
	}
	if r.Blobs != nil {
		for _, blobHash := range r.Blobs.BlobHashes() {
			h.Write(blobHash[:])
		}
	}
	return common.Hash(h.Sum(nil))
}

// check tells what is wrong with a request.
func (r *Request) check() error {
	switch {
	case r.Key == "":
		return fault.New(CodeRequest, "the transaction has no key")
	case r.MaxCost == nil || r.MaxCost.Sign() <= 0:
		return fault.New(CodeRequest, "transaction %s has no bound on its cost", r.Key)
	case r.Gas > MaxGas:
		return fault.New(CodeRequest, "transaction %s asks for %d gas, more than the %d that one may have", r.Key, r.Gas, MaxGas)
	case r.Value != nil && r.Value.Sign() < 0:
		return fault.New(CodeRequest, "transaction %s sends a negative value", r.Key)
	case r.Blobs != nil && r.To == nil:
		return fault.New(CodeRequest, "transaction %s has blobs but no recipient", r.Key)
	case r.Blobs != nil && r.Blobs.Version != types.BlobSidecarVersion1:
		return fault.New(CodeRequest, "transaction %s has blobs with proofs of version %d", r.Key, r.Blobs.Version).
			WithHint("nodes take cell proofs, version 1, only")
	}
	return nil
}

// State is how far a transaction is.
type State string

// The states of a transaction. A reorganisation brings it back to Submitted.
const (
	// Submitted: it is stored, and sent or about to be.
	Submitted State = "submitted"
	// Included: a block of the chain holds it.
	Included State = "included"
	// Safe: the block is unlikely to be left (the tag "safe").
	Safe State = "safe"
	// Finalized: the block can't be left any more.
	Finalized State = "finalized"
)

// AtLeast tells whether s is as far as t or further.
func (s State) AtLeast(t State) bool { return s.rank() >= t.rank() }

func (s State) rank() int {
	for i, state := range []State{Submitted, Included, Safe, Finalized} {
		if s == state {
			return i
		}
	}
	return -1
}

// Outcome is what a transaction that a block holds has done.
type Outcome string

// The outcomes.
const (
	// Unknown: no block holds it.
	Unknown Outcome = ""
	// Succeeded: it has done what was asked.
	Succeeded Outcome = "succeeded"
	// Failed: it was undone by an error, but paid for.
	Failed Outcome = "failed"
	// Voided: an empty transaction took its nonce, as was asked.
	Voided Outcome = "voided"
	// Displaced: a transaction of another program took its nonce, and is final.
	Displaced Outcome = "displaced"
)

// Transaction is a request and what has become of it.
type Transaction struct {
	Key     string         `json:"key"`
	Meaning common.Hash    `json:"meaning"`
	From    common.Address `json:"from"`
	ChainID uint64         `json:"chainId"`
	Nonce   uint64         `json:"nonce"`
	// Attempts are the signed transactions with this nonce, oldest first; they
	// differ in fees alone, but for those that void.
	Attempts []Attempt `json:"attempts"`
	MaxCost  *big.Int  `json:"maxCost"`
	// Voiding tells that the transaction shall not happen any more.
	Voiding bool    `json:"voiding,omitempty"`
	State   State   `json:"state"`
	Outcome Outcome `json:"outcome,omitempty"`
	// Hash, Block and BlockNumber are of the attempt that a block holds; of one that was
	// displaced they are zero.
	Hash        common.Hash `json:"hash"`
	Block       common.Hash `json:"block"`
	BlockNumber uint64      `json:"blockNumber,omitempty"`
	// GasUsed and Cost, in wei, are what it took.
	GasUsed uint64   `json:"gasUsed,omitempty"`
	Cost    *big.Int `json:"cost,omitempty"`
	// Trouble is why it doesn't get further, by code and text; empty if all is well.
	Trouble     fault.Code `json:"trouble,omitempty"`
	TroubleText string     `json:"troubleText,omitempty"`
	// Made and Sent are when it was made, and when an attempt was sent last.
	Made time.Time `json:"made"`
	Sent time.Time `json:"sent,omitzero"`
	// Reorganisations counts how often a block that held it was left.
	Reorganisations int `json:"reorganisations,omitempty"`
}

// Attempt is one signed transaction.
type Attempt struct {
	Hash common.Hash `json:"hash"`
	// Raw is the transaction as it is sent, with its blobs.
	Raw []byte `json:"raw"`
	// FeeCap, TipCap and BlobFeeCap are its prices.
	FeeCap     *big.Int  `json:"feeCap"`
	TipCap     *big.Int  `json:"tipCap"`
	BlobFeeCap *big.Int  `json:"blobFeeCap,omitempty"`
	Void       bool      `json:"void,omitempty"`
	Signed     time.Time `json:"signed"`
}

// transaction decodes the attempt.
func (a *Attempt) transaction() (*types.Transaction, error) {
	tx := new(types.Transaction)
	if err := tx.UnmarshalBinary(a.Raw); err != nil {
		return nil, fault.Wrap(err, CodeStore, "the stored transaction %s can't be read", a.Hash)
	}
	return tx, nil
}

// last returns the newest attempt.
func (t *Transaction) last() *Attempt { return &t.Attempts[len(t.Attempts)-1] }

// Done tells whether nothing will change any more.
func (t *Transaction) Done() bool { return t.State == Finalized }

// Fault returns the trouble as an error, nil if there is none.
func (t *Transaction) Fault() error {
	if t.Trouble == "" {
		return nil
	}
	return fault.New(t.Trouble, "%s", t.TroubleText)
}

// clone returns a copy that the caller may keep. Attempts and numbers are never
// changed in place.
func (t *Transaction) clone() *Transaction {
	c := *t
	c.Attempts = append([]Attempt(nil), t.Attempts...)
	return &c
}
