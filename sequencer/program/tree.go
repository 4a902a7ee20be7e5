package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

// touched says below which children of a node there are touched leaves, by the
// codes that the program reads.
type touched uint64

const (
	leftTouched  touched = 0
	rightTouched touched = 1
	bothTouched  touched = 2
)

// fork tells below which children, which are at height, the leaves with these
// rising indices lie, and how many of them below the left one.
func fork(indices []uint32, height int) (touched, int) {
	n := len(indices)
	for n > 0 && indices[n-1]>>height&1 == 1 {
		n--
	}
	switch n {
	case len(indices):
		return leftTouched, n
	case 0:
		return rightTouched, n
	}
	return bothTouched, n
}

// Siblings calls node for the nodes of the tree, before the block, that the
// recomputation of the root needs: those that are not on the way from the root
// to one of the leaves with these rising indices, but whose parent is. It calls in
// the order of Witness.Siblings: parents before children, left before right. Of a
// node are given its height above the leaves and its position, counted from the
// left, among those of its height; below it there may be no leaf in use. If there
// are no indices, the root is asked for.
func Siblings(indices []uint32, node func(height int, position uint32) (fp.Element, error)) ([]fp.Element, error) {
	var out []fp.Element
	ask := func(height int, position uint32) error {
		n, err := node(height, position)
		out = append(out, n)
		return err
	}
	if len(indices) == 0 {
		return out, ask(TreeHeight, 0)
	}
	var below func(indices []uint32, height int, position uint32) error
	below = func(indices []uint32, height int, position uint32) error {
		if height == 0 {
			return nil
		}
		height--
		left, right := 2*position, 2*position+1
		kind, n := fork(indices, height)
		switch kind {
		case leftTouched:
			if err := ask(height, right); err != nil {
				return err
			}
			return below(indices, height, left)
		case rightTouched:
			if err := ask(height, left); err != nil {
				return err
			}
			return below(indices, height, right)
		}
		if err := below(indices[:n], height, left); err != nil {
			return err
		}
		return below(indices[n:], height, right)
	}
	return out, below(indices, TreeHeight, 0)
}

// TreeRoots returns the roots of the account tree before and after the block.
func (w *Witness) TreeRoots() (before, after fp.Element, err error) {
	r := recomputation{witness: w, indices: w.indices(), siblings: w.Siblings}
	if len(w.Leaves) == 0 {
		before = r.sibling()
		after = before
	} else {
		before, after = r.node(0, len(w.Leaves), TreeHeight)
	}
	if r.short || len(r.siblings) > 0 {
		return before, after, fault.New(CodeInput, "the witness has %d siblings, which is not how many its leaves need", len(w.Siblings))
	}
	return before, after, nil
}

// indices are those of the leaves.
func (w *Witness) indices() []uint32 {
	out := make([]uint32, len(w.Leaves))
	for i := range w.Leaves {
		out[i] = w.Leaves[i].Index
	}
	return out
}

// recomputation is the way through the tree, with the siblings that are left.
type recomputation struct {
	witness  *Witness
	indices  []uint32
	siblings []fp.Element
	short    bool // a sibling was missing
}

func (r *recomputation) sibling() (n fp.Element) {
	if len(r.siblings) == 0 {
		r.short = true
		return n
	}
	n, r.siblings = r.siblings[0], r.siblings[1:]
	return n
}

// node computes a node above the leaves from first up to end.
func (r *recomputation) node(first, end, height int) (before, after fp.Element) {
	leaves := r.witness.Leaves[first:end]
	if height == 0 {
		l := &leaves[0]
		if l.Index < r.witness.AccountCount {
			before = l.Before.Leaf()
		}
		return before, l.After.Leaf()
	}
	height--
	switch kind, n := fork(r.indices[first:end], height); kind {
	case leftTouched:
		s := r.sibling()
		before, after = r.node(first, end, height)
		return Node(&before, &s), Node(&after, &s)
	case rightTouched:
		s := r.sibling()
		before, after = r.node(first, end, height)
		return Node(&s, &before), Node(&s, &after)
	default:
		left, leftAfter := r.node(first, first+n, height)
		before, after = r.node(first+n, end, height)
		return Node(&left, &before), Node(&leftAfter, &after)
	}
}
