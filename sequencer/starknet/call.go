package starknet

import (
	"github.com/holiman/uint256"

	"quarry/fault"
)

// Call is one call of a contract's entry point.
type Call struct {
	To, Selector Felt
	Calldata     []Felt
}

// EncodeCalls is the calldata of a Cairo 1 account's __execute__: the number of
// calls, then of each the contract, the selector, the length of its calldata and
// its calldata.
func EncodeCalls(calls ...Call) []Felt {
	out := []Felt{NewFelt(uint64(len(calls)))}
	for i := range calls {
		c := &calls[i]
		out = append(out, c.To, c.Selector, NewFelt(uint64(len(c.Calldata))))
		out = append(out, c.Calldata...)
	}
	return out
}

// ParseCalls undoes EncodeCalls; all of calldata must be used. The calls share
// its memory.
func ParseCalls(calldata []Felt) ([]Call, error) {
	rest := calldata
	length := func() (n int, ok bool) {
		if len(rest) == 0 || !rest[0].IsUint64() || rest[0].Uint64() > uint64(len(calldata)) {
			return 0, false
		}
		n, rest = int(rest[0].Uint64()), rest[1:]
		return n, true
	}
	n, ok := length()
	if !ok || n > len(rest)/3 {
		return nil, fault.New(CodeCalldata, "the calldata does not begin with the number of its calls").
			WithHint("the encoding of Cairo 1 accounts: number of calls, then of each contract, selector, length of calldata, calldata")
	}
	calls := make([]Call, n)
	for i := range calls {
		if len(rest) < 3 {
			return nil, fault.New(CodeCalldata, "the calldata ends within call %d", i)
		}
		c := Call{To: rest[0], Selector: rest[1]}
		rest = rest[2:]
		size, ok := length()
		if !ok || size > len(rest) {
			return nil, fault.New(CodeCalldata, "the calldata ends within call %d", i)
		}
		c.Calldata, rest = rest[:size:size], rest[size:]
		calls[i] = c
	}
	if len(rest) > 0 {
		return nil, fault.New(CodeCalldata, "there are %d felts after the last call", len(rest))
	}
	return calls, nil
}

// U256 is an integer of 256 bits as Cairo passes it: its low 128 bits, then its
// high ones.
func U256(v *uint256.Int) [2]Felt {
	low, _ := FeltFromInteger(&uint256.Int{v[0], v[1]})
	high, _ := FeltFromInteger(&uint256.Int{v[2], v[3]})
	return [2]Felt{low, high}
}

// ParseU256 undoes U256; ok is false if a part is not below 2^128.
func ParseU256(low, high *Felt) (v uint256.Int, ok bool) {
	l, h := low.Bits(), high.Bits()
	ok = l[2]|l[3]|h[2]|h[3] == 0
	return uint256.Int{l[0], l[1], h[0], h[1]}, ok
}
