package cuda

import (
	"context"
	"math/bits"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
)

// The kernels that move digests.
var (
	digestGather = declare("digests", "digest_gather", 0)
	digestPlace  = declare("digests", "digest_place", 0)
)

const digestSize = 32

// openTree returns the tree behind a handle of this backend.
func openTree(t kernels.Tree) *tree {
	o, ok := t.(*tree)
	require(ok, "tree of another backend (%T)", t)
	require(!o.memory.freed, "tree used after Free")
	return o
}

// node is the address of a node's digest.
func (t *tree) node(i kernels.NodeIndex) driver.Ptr {
	return t.memory.ptr + driver.Ptr(i*digestSize)
}

// HashRows implements kernels.Committer.
func (b *Backend) HashRows(ctx context.Context, kt kernels.Tree, segment int, cols kernels.Columns, arity int) error {
	t, c := openTree(kt), table(cols)
	s := t.shape
	require(0 <= segment && segment < 1<<s.LogSegments, "segment %d of 2^%d", segment, s.LogSegments)
	require(c.length>>arity == 1<<s.LogRows && c.width<<arity == s.Width,
		"%d columns of %d rows with arity %d in a tree of 2^%d rows of %d", c.width, c.length, arity, s.LogRows, s.Width)
	r := rows{table: c.ptr, stride: c.length, columns: c.width, arity: arity, logRows: s.LogRows}
	if s.Width == 1 {
		// Pairs of neighbours in committed order are like rows of arity 1.
		r.arity, r.logRows, r.pair = 1, s.LogRows-1, true
	}
	h := t.memory.arena.beginHashing(ctx)
	root := uint64(1)<<s.LogSegments + uint64(segment)
	skip := s.LeafLevel() - s.KeptLevel()
	if skip == 0 && s.LevelHash(s.LeafLevel()) != kernels.Pedersen {
		r.logStrides = r.logRows
		h.hashRows(s.LevelHash(s.LeafLevel()), t.node(root<<r.logRows), &r)
	} else {
		h.hashChunks(t, root, skip, r)
	}
	kept := s.KeptLevel() - s.LogSegments
	h.hashLevels(t.node(0), root<<kept>>1, kept-1, s.KeptLevel()-1, kept, s.LevelHash)
	return h.end()
}

// hashChunks hashes the rows of the segment with the given root by whole subtrees
// of skip levels, and keeps only the subtrees' roots. With no level to skip, it
// bounds the work area of hashes that need one.
func (h *hashing) hashChunks(t *tree, root uint64, skip int, r rows) {
	s := t.shape
	leaf := s.LeafLevel()
	logPlaces := r.logRows - skip
	r.logStrides, r.logRun = skip, min(logPlaces, max(h.b.hashing.logChunk-skip, 0))
	logLeaves := r.logStrides + r.logRun
	// A heap as in a tree: its leaves, then level by level up to the subtrees' roots.
	heap := h.memory(digestSize << (logLeaves + 1))
	at := func(log int) driver.Ptr { return heap + driver.Ptr(digestSize)<<log }
	for ; r.firstRow < 1<<logPlaces && h.err == nil; r.firstRow += 1 << r.logRun {
		h.hashRows(s.LevelHash(leaf), at(logLeaves), &r)
		h.hashLevels(heap, 1<<logLeaves>>1, logLeaves-1, leaf-1, skip, s.LevelHash)
		h.blocks(digestPlace, 1<<r.logRun, new(driver.Args).Ptr(t.node(root<<logPlaces)).Ptr(at(r.logRun)).
			Int(1<<r.logRun).Int(r.firstRow).Int(logPlaces))
	}
}

// Root implements kernels.Committer.
func (b *Backend) Root(ctx context.Context, kt kernels.Tree) (kernels.Digest, error) {
	t := openTree(kt)
	log := t.shape.LogSegments
	h := t.memory.arena.beginHashing(ctx)
	h.hashLevels(t.node(0), 1<<log>>1, log-1, log-1, log, t.shape.LevelHash)
	root := get[kernels.Digest](h.task, t.node(1), 1)
	return root[0], h.end()
}

// OpenNodes implements kernels.Committer.
func (b *Backend) OpenNodes(ctx context.Context, kt kernels.Tree, nodes []kernels.NodeIndex) ([]kernels.Digest, error) {
	t := openTree(kt)
	for _, n := range nodes {
		require(n > 0 && bits.Len64(n)-1 <= t.shape.KeptLevel(), "node %d is not kept in a tree of shape %+v", n, t.shape)
	}
	h := t.memory.arena.beginHashing(ctx)
	if len(nodes) == 0 {
		return nil, h.end()
	}
	index, found := put(h.task, nodes), h.memory(len(nodes)*digestSize)
	h.blocks(digestGather, len(nodes), new(driver.Args).Ptr(found).Ptr(t.node(0)).Ptr(index).Int(len(nodes)))
	digests := get[kernels.Digest](h.task, found, len(nodes))
	return digests, h.end()
}
