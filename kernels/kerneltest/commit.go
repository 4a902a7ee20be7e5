package kerneltest

import (
	"fmt"
	"testing"

	"quarry/kernels"
	"quarry/kernels/hash"
)

func testCommit(s *suite) {
	const (
		keccak  = kernels.Keccak256
		masked  = kernels.Keccak256Masked160MSB
		blake   = kernels.Blake256Masked248LSB
		poseido = kernels.Poseidon3
	)
	cases := []struct {
		shape kernels.TreeShape // Width is set from columns and arity
		width int
		arity int
	}{
		{kernels.TreeShape{LogRows: 0, Hash: keccak}, 2, 0},
		{kernels.TreeShape{LogRows: 1, Hash: keccak}, 1, 0},
		{kernels.TreeShape{LogRows: 1, Hash: masked}, 3, 0},
		{kernels.TreeShape{LogSegments: 1, LogRows: 0, Hash: masked}, 2, 0},
		{kernels.TreeShape{LogSegments: 2, LogRows: 4, Hash: masked}, 1, 0},
		{kernels.TreeShape{LogSegments: 4, LogRows: 3, Hash: keccak}, 10, 0},
		{kernels.TreeShape{LogSegments: 16, LogRows: 1, Hash: masked}, 1, 0},
		{kernels.TreeShape{LogSegments: 2, LogRows: 7, Hash: masked, SkipLayers: 3}, 25, 0},
		{kernels.TreeShape{LogSegments: 1, LogRows: 5, Hash: masked, SkipLayers: 9}, 1, 0},
		{kernels.TreeShape{LogSegments: 1, LogRows: 9, Hash: masked, SkipLayers: 6}, 1, 0},
		{kernels.TreeShape{LogRows: 5, Hash: masked}, 1, 3},
		{kernels.TreeShape{LogRows: 0, Hash: masked}, 1, 4},
		{kernels.TreeShape{LogSegments: 1, LogRows: 6, Hash: masked, SkipLayers: 1}, 2, 2},
		{kernels.TreeShape{LogSegments: 2, LogRows: 5, Hash: masked, FriendlyHash: blake, FriendlyLayers: 4}, 3, 0},
		{kernels.TreeShape{LogSegments: 2, LogRows: 5, Hash: masked, FriendlyHash: blake, FriendlyLayers: 7}, 3, 0},
		{kernels.TreeShape{LogSegments: 2, LogRows: 5, Hash: masked, FriendlyHash: blake, FriendlyLayers: 8}, 3, 0},
		{kernels.TreeShape{LogSegments: 2, LogRows: 5, Hash: masked, FriendlyHash: blake, FriendlyLayers: 6}, 1, 0},
		{kernels.TreeShape{LogSegments: 2, LogRows: 5, Hash: masked, FriendlyHash: blake, FriendlyLayers: 7}, 1, 0},
		{kernels.TreeShape{LogSegments: 1, LogRows: 4, Hash: kernels.Keccak256Masked160LSB, FriendlyHash: poseido, FriendlyLayers: 100}, 2, 0},
		{kernels.TreeShape{LogSegments: 1, LogRows: 3, Hash: kernels.Pedersen}, 2, 0},
		{kernels.TreeShape{LogRows: 11, Hash: masked}, 2, 0},
		{kernels.TreeShape{LogSegments: 1, LogRows: 12, Hash: masked, SkipLayers: 2}, 1, 0},
		{kernels.TreeShape{LogRows: 10, Hash: kernels.Blake256, SkipLayers: 1}, 1, 2},
		{kernels.TreeShape{LogRows: 8, Hash: kernels.Blake256Masked160MSB}, 7, 0},
	}
	for _, c := range cases {
		s.commitCase(c.shape, c.width, c.arity)
	}
	for range 32 {
		arity := s.rng.IntN(5)
		width := 1 + s.rng.IntN(6)*s.rng.IntN(2)
		shape := kernels.TreeShape{
			LogSegments: s.rng.IntN(4), LogRows: s.rng.IntN(6), SkipLayers: s.rng.IntN(3) * s.rng.IntN(3),
			Hash: kernels.Hash(s.rng.IntN(8)), FriendlyHash: kernels.Hash(s.rng.IntN(8)),
		}
		if width<<arity == 1 {
			shape.LogRows++
		}
		shape.FriendlyLayers = s.rng.IntN(shape.LogSegments + shape.LogRows + 2)
		s.commitCase(shape, width, arity)
	}
}

// commitCase tests one shape; its Width follows from columns and arity.
func (s *suite) commitCase(shape kernels.TreeShape, columns, arity int) {
	shape.Width = columns << arity
	s.Run(fmt.Sprintf("%+v/columns=%d", shape, columns), func(t *testing.T) {
		sub := *s
		sub.T = t
		sub.commit(shape, columns, arity)
	})
}

func (s *suite) commit(shape kernels.TreeShape, width, arity int) {
	segments := 1 << shape.LogSegments
	n := 1 << (shape.LogRows + arity)
	before := s.arena.InUse()
	tree, err := s.arena.NewTree(shape)
	s.must(err)
	if s.arena.InUse() < before+32<<shape.KeptLevel() {
		s.Errorf("a tree of %d levels uses %d bytes", shape.KeptLevel()+1, s.arena.InUse()-before)
	}
	if tree.Shape() != shape {
		s.Errorf("shape %+v, want %+v", tree.Shape(), shape)
	}
	rows := make([][]byte, segments<<shape.LogRows)
	for _, segment := range s.rng.Perm(segments) {
		data := s.table(width, n)
		cols := s.upload(data...)
		s.must(s.b.HashRows(s.ctx, tree, segment, cols, arity))
		cols.Free()
		for r := range 1 << shape.LogRows {
			rows[segment<<shape.LogRows+r] = committedRow(data, r, arity)
		}
	}
	root, err := s.b.Root(s.ctx, tree)
	s.must(err)
	want := merkle(shape, rows)
	if root != want[1] {
		s.Fatalf("root %x, want %x", root, want[1])
	}
	var nodes []kernels.NodeIndex
	for i := uint64(1); i < 2<<shape.KeptLevel(); i++ {
		nodes = append(nodes, i)
	}
	s.rng.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	got, err := s.b.OpenNodes(s.ctx, tree, nodes)
	s.must(err)
	for i, node := range nodes {
		if got[i] != want[node] {
			s.Fatalf("node %d is %x, want %x", node, got[i], want[node])
		}
	}
	tree.Free()
	if s.arena.InUse() != before {
		s.Errorf("%d bytes in use after the tree was freed, %d before", s.arena.InUse(), before)
	}
}

// committedRow is row r of a segment in committed order, serialised.
func committedRow(data [][]kernels.Element, r, arity int) []byte {
	var row []byte
	logN := log2(len(data[0]))
	for j := range 1 << arity {
		natural := reverse(r<<arity+j, logN)
		for _, col := range data {
			for k := 3; k >= 0; k-- {
				for shift := 56; shift >= 0; shift -= 8 {
					row = append(row, byte(col[natural][k]>>shift))
				}
			}
		}
	}
	return row
}

// merkle computes all nodes of a tree; node i is at index i, the root at 1.
func merkle(shape kernels.TreeShape, rows [][]byte) []kernels.Digest {
	hashOf := func(level int) kernels.Hash {
		if level < shape.FriendlyLayers {
			return shape.FriendlyHash
		}
		return shape.Hash
	}
	total := shape.LogSegments + shape.LogRows
	nodes := make([]kernels.Digest, 2<<total)
	for i, row := range rows {
		if shape.Width == 1 {
			copy(nodes[1<<total+i][:], row)
		} else {
			nodes[1<<total+i] = hash.Sum(hashOf(total), row)
		}
	}
	for i := 1<<total - 1; i > 0; i-- {
		nodes[i] = hash.Node(hashOf(log2(i)), &nodes[2*i], &nodes[2*i+1])
	}
	return nodes
}
