package state

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
	"quarry/kernels/hash"
	"quarry/sequencer/program"
)

// empty returns the roots of subtrees without accounts, by height.
var empty = sync.OnceValue(func() *[program.TreeHeight + 1]kernels.Digest {
	e := new([program.TreeHeight + 1]kernels.Digest)
	for h := 1; h < len(e); h++ {
		e[h] = hash.Node(kernels.Pedersen, &e[h-1], &e[h-1])
	}
	return e
})

// leafWords is the number of felts that a leaf's value hashes.
const leafWords = 7

// leaves returns the leaf values of accounts, on all processors.
func leaves(accounts []*program.Account) []kernels.Digest {
	out := make([]kernels.Digest, len(accounts))
	parallel(len(accounts), leafBatch, func(from, to int) {
		data := make([]byte, 0, (to-from)*leafWords*32)
		for _, a := range accounts[from:to] {
			next, nonce := fp.NewElement(uint64(a.NextIndex)), fp.NewElement(a.Nonce)
			data = appendFelt(appendFelt(data, &a.Address), &a.NextAddress)
			data = appendFelt(data, &next)
			data = appendFelt(appendFelt(data, &a.ClassHash), &a.PublicKey)
			data = appendFelt(data, &nonce)
			balance := a.Balance.Bytes32()
			data = append(data, balance[:]...)
		}
		hash.SumMany(kernels.Poseidon3, hash.Best(), data, leafWords*32, out[from:to])
	})
	return out
}

// parents hashes pairs of nodes, on all processors.
func parents(children []kernels.Digest) []kernels.Digest {
	out := make([]kernels.Digest, len(children)/2)
	parallel(len(out), nodeBatch, func(from, to int) {
		hash.NodeMany(kernels.Pedersen, hash.Best(), children[2*from:2*to], out[from:to])
	})
	return out
}

// The least work that a goroutine is worth: batches of hashes share the inversions
// of Pedersen, and fill the lanes of Poseidon.
const (
	leafBatch = 64
	nodeBatch = 128
	readBatch = 64 // nodes read
)

// parallel calls f for pieces of 0 … n−1 of at least least, unless there are
// fewer, on as many goroutines as there are processors.
func parallel(n, least int, f func(from, to int)) {
	pieces := min(runtime.GOMAXPROCS(0), max(1, n/least))
	var wg sync.WaitGroup
	for i := 1; i < pieces; i++ {
		wg.Go(func() { f(n*i/pieces, n*(i+1)/pieces) })
	}
	f(0, n/pieces)
	wg.Wait()
}

// layer is what a block changes at one level of the tree, and the neighbours that
// the level's nodes are hashed with.
type layer struct {
	// index are the changed nodes, rising.
	index []uint64
	// after are their values after the block.
	after []kernels.Digest
	// siblings are the nodes that don't change and have a parent that does, by
	// rising index.
	siblings []sibling
}

// sibling is a node beside one that changes.
type sibling struct {
	index uint64
	value kernels.Digest
}

// nodeReader reads a node as it is before the block.
type nodeReader func(level int, index uint64) (kernels.Digest, error)

// climb computes the changed part of the tree from its leaves, up to the root; each
// node is hashed once. Leaves must change.
func climb(leaves layer, read nodeReader) ([]layer, error) {
	layers := make([]layer, program.TreeHeight+1)
	layers[0] = leaves
	for level := range program.TreeHeight {
		layers[level+1].index = layers[level].fork()
	}
	if err := readSiblings(layers, read); err != nil {
		return nil, err
	}
	for level := range program.TreeHeight {
		layers[level+1].after = parents(layers[level].children())
	}
	return layers, nil
}

// paired reports whether the node at i and the next one have the same parent.
func (l *layer) paired(i int) bool {
	return l.index[i]%2 == 0 && i+1 < len(l.index) && l.index[i+1] == l.index[i]+1
}

// fork returns which nodes change in the level above, and notes the siblings that
// they are hashed from.
func (l *layer) fork() (up []uint64) {
	for i := 0; i < len(l.index); i++ {
		up = append(up, l.index[i]/2)
		if l.paired(i) {
			i++
		} else {
			l.siblings = append(l.siblings, sibling{index: l.index[i] ^ 1})
		}
	}
	return up
}

// children are the nodes that the level above is hashed from.
func (l *layer) children() []kernels.Digest {
	out := make([]kernels.Digest, 0, 2*len(l.index))
	siblings := l.siblings
	for i := 0; i < len(l.index); i++ {
		switch {
		case l.paired(i):
			out = append(out, l.after[i], l.after[i+1])
			i++
			continue
		case l.index[i]%2 == 0:
			out = append(out, l.after[i], siblings[0].value)
		default:
			out = append(out, siblings[0].value, l.after[i])
		}
		siblings = siblings[1:]
	}
	return out
}

// readSiblings reads the siblings of all levels, on all processors.
func readSiblings(layers []layer, read nodeReader) error {
	var failed error
	var once sync.Once
	for level := range layers {
		siblings := layers[level].siblings
		parallel(len(siblings), readBatch, func(from, to int) {
			for i := from; i < to; i++ {
				var err error
				if siblings[i].value, err = read(level, siblings[i].index); err != nil {
					once.Do(func() { failed = err })
					return
				}
			}
		})
	}
	return failed
}

// siblingAt finds the value of a neighbour that the level holds.
func (l *layer) siblingAt(index uint64) *kernels.Digest {
	i, _ := slices.BinarySearchFunc(l.siblings, index, func(s sibling, index uint64) int { return cmp.Compare(s.index, index) })
	return &l.siblings[i].value
}
