package state

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Proof shows what a state root commits to about one address: the account, or
// that there is none, by the account below it in the sorted list, which says that
// the next one is above.
type Proof struct {
	// Address is what the proof is about.
	Address fp.Element
	// Block is the block after which it holds, for people: it is not verified.
	Block uint64
	// Index and Account are the leaf: of the account, or of the one below the gap.
	Index   uint32
	Account program.Account
	// Path are the siblings on the way from the leaf to the root.
	Path [program.TreeHeight]fp.Element
	// Count is how many leaves are in use; the state root commits to it, too.
	Count uint32
}

// Present reports whether the proof shows the account itself.
func (p *Proof) Present() bool { return p.Account.Address == p.Address }

// Prove proves what the state at the head says about an address below 2^251 − 256,
// which must not be 0.
func (s *State) Prove(address *fp.Element) (*Proof, error) {
	if !validAddress(address) {
		return nil, fault.New(CodeProof, "%s is no address of an account", starknet.FormatFelt(address)).WithHint("1 to 2^251 − 257")
	}
	v, snapshot, err := s.pin()
	if err != nil {
		return nil, err
	}
	defer snapshot.Close()
	p := &Proof{Address: *address, Block: v.number, Count: v.block.count}
	index, ok, err := v.Find(address)
	if err == nil && !ok {
		index, err = v.Predecessor(address)
	}
	if err != nil {
		return nil, err
	}
	account, err := v.Account(index)
	if err != nil {
		return nil, err
	}
	p.Index, p.Account = index, *account
	read := s.nodeReader(snapshot, p.Count)
	for level := range p.Path {
		node, err := read(level, uint64(index)>>level^1)
		if err != nil {
			return nil, err
		}
		p.Path[level] = feltOf(&node)
	}
	return p, v.check()
}

// Verify checks the proof against a state root. Only then Present and Account say
// something about the state.
func (p *Proof) Verify(root *fp.Element) error {
	a := &p.Account
	switch {
	case !validAddress(&p.Address):
		return fault.New(CodeProof, "%s is no address of an account", starknet.FormatFelt(&p.Address))
	case p.Index >= p.Count:
		return fault.New(CodeProof, "index %d is not in use, there being %d accounts", p.Index, p.Count)
	case a.Balance.BitLen() > 128:
		return fault.New(CodeProof, "the balance is above 2^128 − 1")
	case !p.Present() && (a.Address.Cmp(&p.Address) > 0 || !a.NextAddress.IsZero() && a.NextAddress.Cmp(&p.Address) <= 0):
		return fault.New(CodeProof, "the account shown is not the one below the address")
	}
	node := a.Leaf()
	for level := range p.Path {
		if p.Index>>level&1 == 0 {
			node = program.Node(&node, &p.Path[level])
		} else {
			node = program.Node(&p.Path[level], &node)
		}
	}
	if got := program.StateRoot(&node, uint64(p.Count)); got != *root {
		return fault.New(CodeProof, "the path leads to the state root %s, not to %s",
			starknet.FormatFelt(&got), starknet.FormatFelt(root))
	}
	return nil
}
