package cpu

import (
	"context"
	"math/bits"
	"unsafe"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// tree implements kernels.Tree. Of each level it keeps, levels[d] holds the 2^d
// nodes of distance d from the root.
type tree struct {
	shape  kernels.TreeShape
	levels [][]kernels.Digest // by level, 0 … KeptLevel
	memory *columns
}

func (t *tree) Shape() kernels.TreeShape { return t.shape }
func (t *tree) Free()                    { t.memory.Free() }

// NewTree implements kernels.Arena.
func (a *arena) NewTree(s kernels.TreeShape) (kernels.Tree, error) {
	require(s.LogSegments >= 0 && s.LogRows >= 0 && s.Width > 0 && s.SkipLayers >= 0, "tree of shape %+v", s)
	require(s.Width > 1 || s.LogRows > 0, "tree of single felts needs two rows a segment: %+v", s)
	kept := s.KeptLevel()
	// 2^(kept+1) digests; level d starts at 2^d, as in NodeIndex.
	memory, err := a.alloc(1, 2<<kept)
	if err != nil {
		return nil, err
	}
	nodes := asDigests(memory.data[0])
	t := &tree{shape: s, memory: memory, levels: make([][]kernels.Digest, kept+1)}
	for d := range t.levels {
		t.levels[d] = nodes[1<<d : 2<<d]
	}
	return t, nil
}

// asDigests sees mapped memory as digests, which have an element's size.
func asDigests(v []kernels.Element) []kernels.Digest {
	return unsafe.Slice((*kernels.Digest)(unsafe.Pointer(unsafe.SliceData(v))), len(v))
}

func openTree(t kernels.Tree) *tree {
	o, ok := t.(*tree)
	require(ok, "tree of another backend (%T)", t)
	require(o.memory.data != nil, "tree used after Free")
	return o
}

// Rows are hashed in tiles: tileRun rows that follow each other, at each of
// 2^tileLogStrides places that divide the segment evenly. In committed order
// such a tile is tileRun runs of 2^tileLogStrides neighbouring leaves, so a
// tile is read in runs and makes whole small subtrees.
const (
	tileRun        = 16
	tileLogStrides = 4
)

// rowHasher hashes the rows of one segment.
type rowHasher struct {
	tree    *tree
	level   hash.Level
	shape   kernels.TreeShape
	data    [][]kernels.Element
	arity   int
	logRows int
	dst     [][]kernels.Digest // the segment's part of each kept level
}

// HashRows implements kernels.Committer.
func (b *backend) HashRows(ctx context.Context, kt kernels.Tree, segment int, cols kernels.Columns, arity int) error {
	t, c := openTree(kt), table(cols)
	s := t.shape
	require(0 <= segment && segment < 1<<s.LogSegments, "segment %d of 2^%d", segment, s.LogSegments)
	require(c.shape.length>>arity == 1<<s.LogRows && c.shape.width<<arity == s.Width,
		"rows of %v with arity %d in a tree of 2^%d rows of %d", c.shape, arity, s.LogRows, s.Width)
	h := &rowHasher{tree: t, level: b.level, shape: s, data: c.data, arity: arity, logRows: s.LogRows,
		dst: make([][]kernels.Digest, len(t.levels))}
	for d := s.LogSegments; d < len(t.levels); d++ {
		size := 1 << (d - s.LogSegments)
		h.dst[d] = t.levels[d][segment*size : (segment+1)*size]
	}
	done, err := h.hashTiles(ctx, b)
	if err != nil {
		return err
	}
	return b.hashUp(ctx, s, h.dst, done, s.LogSegments)
}

// hashTiles hashes all rows and the levels that lie within a tile; it returns
// the lowest level whose digests are all there.
func (h *rowHasher) hashTiles(ctx context.Context, b *backend) (int, error) {
	logStrides := min(h.logRows, max(tileLogStrides, h.shape.LeafLevel()-h.shape.KeptLevel()+1))
	strides := 1 << logStrides
	run := min(tileRun, 1<<(h.logRows-logStrides))
	tiles := 1 << (h.logRows - logStrides) / run
	scratch := newLocal(b.workers(tiles), func() *tile { return newTile(strides, run, h.shape.Width, h.level) })
	leafLevel := h.shape.LeafLevel()
	top := h.shape.LogSegments + h.logRows - logStrides // level of a tile's subtrees' roots
	err := b.each(ctx, tiles, func(worker, i int) {
		t := scratch.of(worker)
		h.tree.memory.touch(strides * run * h.shape.Width * elementSize * 2)
		h.prefetch(i*run, strides<<h.arity)
		t.load(h.data, i*run, 1<<(h.logRows-logStrides), h.arity)
		h.subtrees(t, i*run, leafLevel, top)
	})
	return top, err
}

// tilePrefetch is how many rows of a place are prefetched at a time.
const tilePrefetch = 1 << 11

// prefetch asks for the rows of each of the places, if a new run of
// tilePrefetch begins with row first of the first place.
func (h *rowHasher) prefetch(first, places int) {
	s := h.tree.memory.arena.scratch
	if s == nil || first%tilePrefetch != 0 {
		return
	}
	for _, col := range h.data {
		step := len(col) / places
		for k := range places {
			s.Prefetch(col[k*step+first:][:min(tilePrefetch, step-first)])
		}
	}
}

// tile is the scratch of one worker.
type tile struct {
	strides, run, width int
	rows                []byte // of each run position: strides rows in committed order
	serialize           func(dst []byte, stride int, src []kernels.Element)
	digests             []kernels.Digest // of each run position: those of its rows, in this order
}

func newTile(strides, run, width int, level hash.Level) *tile {
	t := &tile{strides: strides, run: run, width: width, serialize: serializeGo,
		rows:    make([]byte, strides*run*width*elementSize),
		digests: make([]kernels.Digest, strides*run)}
	if level > hash.Portable {
		t.serialize = serialize
	}
	return t
}

// load serialises the rows first+lo+k·step, lo < run, k < strides.
func (t *tile) load(data [][]kernels.Element, first, step, arity int) {
	logStrides := bits.Len(uint(t.strides)) - 1
	rowBytes := t.width * elementSize
	runBytes := t.strides * rowBytes
	cosetStep := step * t.strides // between the elements of a row
	for k := range t.strides {
		at := reverse(k, logStrides) * rowBytes
		for j := range 1 << arity {
			from := first + k*step + reverse(j, arity)*cosetStep
			for c, col := range data {
				t.serialize(t.rows[at+(j*len(data)+c)*elementSize:], runBytes, col[from:from+t.run])
			}
		}
	}
}

// subtrees hashes the rows of a tile and their ancestors up to level top. All
// run positions go together, so that the hash's lanes are full on all levels.
func (h *rowHasher) subtrees(t *tile, firstRow, leafLevel, top int) {
	digests := t.digests
	if h.shape.Width == 1 {
		// Pairs of rows are nodes of the leaf level: the digests' bytes are the felts'.
		pairs := unsafe.Slice((*kernels.Digest)(unsafe.Pointer(unsafe.SliceData(t.rows))), len(digests))
		digests = digests[:len(digests)/2]
		hash.NodeMany(h.shape.LevelHash(leafLevel), h.level, pairs, digests)
	} else {
		hash.SumMany(h.shape.LevelHash(leafLevel), h.level, t.rows, t.width*elementSize, digests)
	}
	for level := leafLevel; ; level-- {
		if level < len(h.dst) {
			h.keep(t, firstRow, h.dst[level], digests)
		}
		if level == top {
			return
		}
		digests = digests[:len(digests)/2]
		hash.NodeMany(h.shape.LevelHash(level-1), h.level, digests[:2*len(digests)], digests)
	}
}

// keep copies digests of one level to their places: each run position's are
// neighbours there.
func (h *rowHasher) keep(t *tile, firstRow int, level, digests []kernels.Digest) {
	each := len(digests) / t.run
	logPlaces := log2(len(level) / each)
	for lo := range t.run {
		copy(level[reverse(firstRow+lo, logPlaces)*each:], digests[lo*each:][:each])
	}
}

// nodeBlock is how many digests of one level a worker reduces at a time.
const nodeBlock = 1 << 10

// hashUp computes the levels above from, up to level to, of a part of a tree.
func (b *backend) hashUp(ctx context.Context, s kernels.TreeShape, levels [][]kernels.Digest, from, to int) error {
	for from > to {
		n := len(levels[from])
		count, size := blocks(n, nodeBlock)
		down := min(log2(size), from-to)
		err := b.each(ctx, count, func(_, i int) {
			for k := 1; k <= down; k++ {
				child := levels[from-k+1][i*size>>(k-1) : (i+1)*size>>(k-1)]
				node := levels[from-k][i*size>>k : (i+1)*size>>k]
				hash.NodeMany(s.LevelHash(from-k), b.level, child, node)
			}
		})
		if err != nil {
			return err
		}
		from -= down
	}
	return nil
}

// Root implements kernels.Committer.
func (b *backend) Root(ctx context.Context, kt kernels.Tree) (kernels.Digest, error) {
	t := openTree(kt)
	if err := b.hashUp(ctx, t.shape, t.levels, t.shape.LogSegments, 0); err != nil {
		return kernels.Digest{}, err
	}
	return t.levels[0][0], nil
}

// OpenNodes implements kernels.Committer.
func (b *backend) OpenNodes(_ context.Context, kt kernels.Tree, nodes []kernels.NodeIndex) ([]kernels.Digest, error) {
	t := openTree(kt)
	out := make([]kernels.Digest, len(nodes))
	for i, n := range nodes {
		level := bits.Len64(n) - 1
		require(0 <= level && level < len(t.levels), "node %d is not kept in a tree of shape %+v", n, t.shape)
		out[i] = t.levels[level][n-1<<level]
	}
	return out, nil
}
