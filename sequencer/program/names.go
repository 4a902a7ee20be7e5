package program

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// TreeHeight is the height of the account tree: it has 2^TreeHeight leaves.
const TreeHeight = 32

// MaxPayload is the most felts that the payload of an L1→L2 message may have.
const MaxPayload = 16

// BlobWords is the number of words of the state diff that one blob holds.
const BlobWords = 4096

// The addresses that the program knows, see format.md.
var (
	Token    = mustFelt("0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7")
	L2Bridge = mustFelt("0x073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b82")
)

// The domains of the three hashes of format.md.
var (
	stateDomain  = shortString("QUARRY_STATE0")
	blockDomain  = shortString("QUARRY_BLOCK0")
	configDomain = shortString("QUARRY_CONFIG0")
)

// Kind is what a transaction does, by the codes of format.md.
type Kind uint8

// The kinds of transactions.
const (
	Transfer   Kind = 0 // INVOKE v3 that moves the token
	Withdrawal Kind = 1 // INVOKE v3 that sends the token to L1
	Deploy     Kind = 2 // DEPLOY_ACCOUNT v3
	Deposit    Kind = 3 // L1 handler: a message from L1
)

// Status is how a transaction of a block ended, by the codes of format.md.
type Status uint8

// The ways in which a transaction can end.
const (
	Succeeded Status = 0
	Reverted  Status = 1
)

// Gas is what a transaction of one kind takes of each resource.
type Gas struct{ L1, L2, L1Data uint64 }

// GasOf returns the gas that a transaction of a kind takes: a constant of the
// format. Deposits have paid on L1.
func GasOf(k Kind) Gas {
	switch k {
	case Transfer, Withdrawal:
		return Gas{L2: 800_000, L1Data: 128}
	case Deploy:
		return Gas{L2: 1_000_000, L1Data: 256}
	}
	return Gas{}
}

// AddressBound is 2^251 − 256, the first number that is no address.
func AddressBound() *big.Int {
	b := new(big.Int).Lsh(big.NewInt(1), 251)
	return b.Sub(b, big.NewInt(256))
}

// mustFelt reads a constant of this package.
func mustFelt(s string) fp.Element {
	var e fp.Element
	if _, err := e.SetString(s); err != nil {
		panic(err)
	}
	return e
}

// shortString is Cairo's: the ASCII bytes as a big-endian integer.
func shortString(s string) fp.Element {
	var e fp.Element
	e.SetBytes([]byte(s))
	return e
}

// feltOf returns a small integer as a felt.
func feltOf(v uint64) (e fp.Element) {
	e.SetUint64(v)
	return e
}
