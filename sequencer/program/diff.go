package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
)

// DiffEntry is what a block leaves in one account that it touched.
type DiffEntry struct {
	Index   uint32
	Nonce   uint64
	Balance uint256.Int
	// Address is set if the account is new in this block (IsNew).
	Address fp.Element
	IsNew   bool
	// PublicKey is set if the account was deployed in this block (IsDeployed).
	PublicKey  fp.Element
	IsDeployed bool
}

// StateDiff is what a block changes, enough to follow the state from L1 alone.
type StateDiff struct {
	Timestamp          uint64
	AccountCountBefore uint32
	AccountCountAfter  uint32
	Entries            []DiffEntry // by rising index
}

// Bits of the words of a diff.
const (
	newBit      = 1 << 32 // of an entry's word, above bit 192
	deployedBit = 1 << 33
)

// NewStateDiff returns the diff of a block.
func NewStateDiff(b *Block, w *Witness) (*StateDiff, error) {
	d := &StateDiff{Timestamp: b.Header.Timestamp, AccountCountBefore: w.AccountCount, AccountCountAfter: w.AccountCount}
	for i := range w.Leaves {
		l := &w.Leaves[i]
		e := DiffEntry{Index: l.Index, Nonce: l.After.Nonce, Balance: l.After.Balance}
		if l.Index >= w.AccountCount {
			if l.Index != d.AccountCountAfter {
				return nil, fault.New(CodeInput, "new account %d is not the next one, %d", l.Index, d.AccountCountAfter)
			}
			d.AccountCountAfter++
			e.IsNew, e.Address = true, l.After.Address
		}
		if l.After.Deployed() && (e.IsNew || !l.Before.Deployed()) {
			e.IsDeployed, e.PublicKey = true, l.After.PublicKey
		}
		d.Entries = append(d.Entries, e)
	}
	return d, nil
}

// Words returns the diff as the output or the blobs hold it.
func (d *StateDiff) Words() []fp.Element {
	out := make([]fp.Element, 1, 1+3*len(d.Entries))
	out[0] = feltOfInt(&uint256.Int{
		d.Timestamp, uint64(d.AccountCountBefore) | uint64(d.AccountCountAfter)<<32, uint64(len(d.Entries)),
	})
	for i := range d.Entries {
		e := &d.Entries[i]
		top := uint64(e.Index)
		if e.IsNew {
			top |= newBit
		}
		if e.IsDeployed {
			top |= deployedBit
		}
		out = append(out, feltOfInt(&uint256.Int{e.Balance[0], e.Balance[1], e.Nonce, top}))
		if e.IsNew {
			out = append(out, e.Address)
		}
		if e.IsDeployed {
			out = append(out, e.PublicKey)
		}
	}
	return out
}

// ParseStateDiff reads a diff. Every word must be of it, but zeros may follow if
// padded, as they do in the last blob.
func ParseStateDiff(words []fp.Element, padded bool) (*StateDiff, error) {
	r := diffReader{words: words}
	head, err := r.next()
	if err != nil {
		return nil, err
	}
	h := head.Bits()
	d := &StateDiff{Timestamp: h[0], AccountCountBefore: uint32(h[1]), AccountCountAfter: uint32(h[1] >> 32)}
	if h[3] != 0 || h[2]>>32 != 0 {
		return nil, fault.New(CodeDiff, "the first word has bits above its fields")
	}
	made := d.AccountCountBefore
	for i := range h[2] {
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		if i > 0 && e.Index <= d.Entries[i-1].Index {
			return nil, fault.New(CodeDiff, "the indices do not rise").At("entry %d", i)
		}
		if e.IsNew != (e.Index >= d.AccountCountBefore) || e.IsNew && e.Index != made {
			return nil, fault.New(CodeDiff, "account %d is new or not where there were %d accounts", e.Index, made).At("entry %d", i)
		}
		if e.IsNew {
			made++
		}
		d.Entries = append(d.Entries, e)
	}
	if made != d.AccountCountAfter {
		return nil, fault.New(CodeDiff, "the entries make %d accounts of %d into %d, not %d",
			made-d.AccountCountBefore, d.AccountCountBefore, made, d.AccountCountAfter)
	}
	return d, r.end(padded)
}

// diffReader takes the words of a diff one after the other.
type diffReader struct {
	words []fp.Element
	taken int
}

func (r *diffReader) next() (e fp.Element, err error) {
	if r.taken == len(r.words) {
		return e, fault.New(CodeDiff, "the state diff ends too early").At("word %d", r.taken)
	}
	r.taken++
	return r.words[r.taken-1], nil
}

func (r *diffReader) entry() (e DiffEntry, err error) {
	w, err := r.next()
	if err != nil {
		return e, err
	}
	b := w.Bits()
	top := b[3]
	e.Balance, e.Nonce, e.Index = uint256.Int{b[0], b[1]}, b[2], uint32(top)
	e.IsNew, e.IsDeployed = top&newBit != 0, top&deployedBit != 0
	if top>>34 != 0 {
		return e, fault.New(CodeDiff, "an entry has bits above its fields").At("word %d", r.taken-1)
	}
	if e.IsNew {
		if e.Address, err = r.next(); err != nil {
			return e, err
		}
		if e.Address.IsZero() || !isAddress(&e.Address) {
			return e, fault.New(CodeDiff, "a new account's address is out of range").At("word %d", r.taken-1)
		}
	}
	if e.IsDeployed {
		e.PublicKey, err = r.next()
	}
	return e, err
}

// end demands that all words are taken.
func (r *diffReader) end(padded bool) error {
	for i, w := range r.words[r.taken:] {
		if !padded || !w.IsZero() {
			return fault.New(CodeDiff, "there are words after the state diff").At("word %d", r.taken+i)
		}
	}
	return nil
}
