package starknet

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"golang.org/x/crypto/sha3"

	"quarry/fault"
)

// shortStringLength is the most characters of a short string: 31 bytes are
// always below p.
const shortStringLength = 31

// ShortString encodes a text of at most 31 ASCII characters as the integer of
// its bytes, big-endian.
func ShortString(s string) (Felt, error) {
	if len(s) > shortStringLength {
		return Felt{}, fault.New(CodeShortString, "%s has %d characters, more than %d", quote(s), len(s), shortStringLength)
	}
	for i := range len(s) {
		if s[i] >= 0x80 {
			return Felt{}, fault.New(CodeShortString, "%s has a character that is not ASCII", quote(s))
		}
	}
	return *new(Felt).SetBytes([]byte(s)), nil
}

// MustShortString is ShortString for constants; it panics on others.
func MustShortString(s string) Felt {
	e, err := ShortString(s)
	if err != nil {
		panic(err)
	}
	return e
}

// ShortStringText undoes ShortString; ok is false if e encodes no ASCII text.
func ShortStringText(e *Felt) (text string, ok bool) {
	b := e.Bytes()
	i := 0
	for i < len(b) && b[i] == 0 {
		i++
	}
	for _, c := range b[i:] {
		if c == 0 || c >= 0x80 {
			return "", false
		}
	}
	return string(b[i:]), len(b)-i <= shortStringLength
}

// Keccak is Ethereum's Keccak-256.
func Keccak(data ...[]byte) (digest [32]byte) {
	h := sha3.NewLegacyKeccak256()
	for _, d := range data {
		h.Write(d)
	}
	h.Sum(digest[:0])
	return digest
}

// KeccakFelt is Starknet's sn_keccak: the low 250 bits of Keccak-256.
func KeccakFelt(data []byte) Felt {
	d := Keccak(data)
	d[0] &= 3
	var e fp.Element
	e.SetBytes(d[:])
	return e
}

// Selector is the selector of an entry point or the key of an event with this
// name. The names of the default entry points have the selector 0.
func Selector(name string) Felt {
	if name == "__default__" || name == "__l1_default__" {
		return Felt{}
	}
	return KeccakFelt([]byte(name))
}

// Selectors of the entry points and events that this sequencer knows.
var (
	SelectorExecute      = Selector("__execute__")
	SelectorTransfer     = Selector("transfer")
	SelectorBalanceOf    = Selector("balanceOf")
	SelectorBalanceOfNew = Selector("balance_of")
	SelectorDecimals     = Selector("decimals")
	SelectorSymbol       = Selector("symbol")
	SelectorName         = Selector("name")

	// EventTransfer is the first key of a token's Transfer event.
	EventTransfer = Selector("Transfer")
)
