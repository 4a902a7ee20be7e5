package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/hash"
)

// Prices are a block's prices of gas, in the token's smallest unit.
type Prices struct{ L1, L2, L1Data uint64 }

// Header is what is known of a block before it is executed.
type Header struct {
	Number     uint64
	ParentHash fp.Element
	// Timestamp is in seconds since 1970.
	Timestamp uint64
	// Sequencer is the address that the block's fees go to.
	Sequencer fp.Element
	Prices    Prices
}

// Outcome is a transaction's place in the transaction commitment.
type Outcome struct {
	Hash   fp.Element
	Status Status
}

// TransactionCommitment commits to the transactions of a block in their order.
func TransactionCommitment(outcomes []Outcome) fp.Element {
	words := make([]fp.Element, 0, 2*len(outcomes))
	for _, o := range outcomes {
		words = append(words, o.Hash, feltOf(uint64(o.Status)))
	}
	return hash.PoseidonHashMany(words)
}

// BlockHash returns the hash of a block with the state root after it.
func (h *Header) BlockHash(stateRoot *fp.Element, transactionCount int, transactionCommitment *fp.Element) fp.Element {
	return hash.PoseidonHashMany([]fp.Element{
		blockDomain, feltOf(h.Number), h.ParentHash, feltOf(h.Timestamp), h.Sequencer,
		feltOf(h.Prices.L1), feltOf(h.Prices.L2), feltOf(h.Prices.L1Data),
		*stateRoot, feltOf(uint64(transactionCount)), *transactionCommitment,
	})
}

// Config is what ties a chain's blocks to one L1 contract.
type Config struct {
	L2ChainID fp.Element // a short string
	L1ChainID uint64
	Core      [20]byte // the core contract, whose messages are consumed
	Bridge    [20]byte // the bridge on L1
}

// Hash returns the config hash, word 7 of the output.
func (c *Config) Hash() fp.Element {
	return hash.PoseidonHashMany([]fp.Element{
		configDomain, c.L2ChainID, feltOf(c.L1ChainID), EthAddress(c.Core), EthAddress(c.Bridge),
	})
}

// EthAddress returns an L1 address as a felt.
func EthAddress(a [20]byte) (e fp.Element) {
	e.SetBytes(a[:])
	return e
}
