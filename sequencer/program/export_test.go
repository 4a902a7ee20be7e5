package program

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// Tape is an advice tape that tests can change.
type Tape = tape

// NewTape writes the tape of a block.
func NewTape(b *Block, w *Witness) *Tape {
	t, err := newTape(b, w)
	if err != nil {
		panic(err)
	}
	return t
}

// JSON is the program input with the tape.
func (t *tape) JSON() []byte { return t.json() }

// Names are the words' names.
func (t *tape) Names() []string { return t.names }

// Word is the word at a place.
func (t *tape) Word(at int) fp.Element { return t.words[at] }

// At is the place of the k-th word with a name; from the end if k is negative.
func (t *tape) At(name string, k int) int {
	var at []int
	for i, n := range t.names {
		if n == name {
			at = append(at, i)
		}
	}
	if k < 0 {
		k += len(at)
	}
	if k < 0 || k >= len(at) {
		panic(fmt.Sprintf("the tape has %d words %q", len(at), name))
	}
	return at[k]
}

// Get returns the k-th word with a name.
func (t *tape) Get(name string, k int) fp.Element { return t.words[t.At(name, k)] }

// Set changes the k-th word with a name.
func (t *tape) Set(name string, k int, v fp.Element) { t.words[t.At(name, k)] = v }

// AddTo adds to the k-th word with a name.
func (t *tape) AddTo(name string, k int, v fp.Element) {
	w := &t.words[t.At(name, k)]
	w.Add(w, &v)
}

// Cut removes the words from one place up to another and returns them as a tape.
func (t *tape) Cut(from, to int) *Tape {
	out := &tape{}
	out.words = append(out.words, t.words[from:to]...)
	out.names = append(out.names, t.names[from:to]...)
	t.words = append(t.words[:from:from], t.words[to:]...)
	t.names = append(t.names[:from:from], t.names[to:]...)
	return out
}

// Insert puts the words of another tape before a place.
func (t *tape) Insert(at int, other *Tape) {
	t.words = append(append(append([]fp.Element{}, t.words[:at]...), other.words...), t.words[at:]...)
	t.names = append(append(append([]string{}, t.names[:at]...), other.names...), t.names[at:]...)
}

// Put appends a word.
func (t *tape) Put(name string, v fp.Element) { t.put(name, v) }

// Split appends the halves of a felt.
func (t *tape) Split(name string, v fp.Element) { t.split(name, &v) }

// Excess appends the halves of what a felt exceeds the bound of addresses by.
func (t *tape) Excess(name string, v fp.Element) { t.excess(name, &v) }

// Element is a scalar in limbs.
type Element = element

// ElementOf cuts an integer into limbs.
func ElementOf(v *big.Int) Element { return elementOf(v) }

// Step appends a step of Horner's rule.
func (t *tape) Step(value, z *Element, word fp.Element, quotient, sum Element) {
	t.step(value, z, &word, quotient, sum)
}

// Value appends the end of a piece's evaluation, Exact an integer's exact limbs.
func (t *tape) Value(v *big.Int)              { t.value(v) }
func (t *tape) Exact(name string, v *big.Int) { t.exact(name, v) }

// Order is the order of BLS12-381's scalar field.
func Order() *big.Int { return fr.Modulus() }

// PutTree appends the way through the tree to these leaves.
func (t *tape) PutTree(indices []uint32, sibling fp.Element) {
	w := &writer{tape: t}
	next := func() (fp.Element, error) { return sibling, nil }
	if err := w.node(indices, TreeHeight, next); err != nil {
		panic(err)
	}
}
