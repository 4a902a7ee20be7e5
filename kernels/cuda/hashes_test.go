package cuda

import (
	"context"
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/cuda/driver"
	"quarry/kernels/hash"
)

var feltSquare = declare("poseidon", "felt_square", 0)

// Squares agree with big integers: canonical where they promise it, congruent and
// bounded for all lazy values that the hashes square.
func TestSquares(t *testing.T) {
	b := openBackend(t)
	const n = 1000
	limit := new(big.Int).Mul(modulus, big.NewInt(9))
	x, _ := operands(n, limit)
	for i, v := range x {
		if v.Cmp(limit) >= 0 {
			x[i] = new(big.Int).Mod(v, limit)
		}
	}
	in := make([]kernels.Element, len(x))
	for i := range x {
		in[i] = limbs(x[i])
	}
	a := b.NewArena(0).(*arena)
	defer a.Free()
	if err := a.open(); err != nil {
		t.Fatal(err)
	}
	task := a.begin(t.Context())
	from, to := put(task, in), task.memory(len(in)*elementSize)
	task.each(feltSquare, len(in), new(driver.Args).Ptr(to).Ptr(from).Ptr(from).Uint64(uint64(len(in))))
	got := get[kernels.Element](task, to, len(in))
	if err := task.end(); err != nil {
		t.Fatal(err)
	}
	rInverse := new(big.Int).ModInverse(radix, modulus)
	for i, v := range x {
		square := new(big.Int).Mul(v, v)
		bound := new(big.Int).Div(square, radix)
		if bound.Cmp(modulus) < 0 {
			bound.Sub(modulus, big.NewInt(1))
		}
		want := square.Mul(square, rInverse).Mod(square, modulus)
		result := integer(got[i])
		if result.Cmp(bound) > 0 {
			t.Fatalf("the square of %x is %x, beyond %x", v, result, bound)
		}
		if result.Mod(result, modulus).Cmp(want) != 0 {
			t.Fatalf("the square of %x is %x modulo p, want %x", v, result, want)
		}
	}
}

// However Keccak's rotations are done, its permutation is the same.
func TestKeccakRotations(t *testing.T) {
	a := openBackend(t).NewArena(0).(*arena)
	defer a.Free()
	must(t, a.open())
	var want []kernels.Digest
	for _, r := range rates {
		if !strings.HasPrefix(r.name, "keccak/") {
			continue
		}
		task := a.begin(t.Context())
		data := task.memory(hashThreads * digestSize)
		task.launch(r.kernel, driver.Line(1), driver.Line(hashThreads), 0, new(driver.Args).Ptr(data).Int(3))
		got := get[kernels.Digest](task, data, hashThreads)
		must(t, task.end())
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s gives other digests than with shifts", r.name)
		}
	}
}

// smallTuning makes small trees take the paths of large ones.
var smallTuning = hashTuning{logChunk: 3, mostShared: 5, leastThreads: 2, mostDeep: 4}

// Trees come out the same however work is divided, and nothing but roots and
// opened nodes comes back.
func TestTreesInPieces(t *testing.T) {
	b := openBackend(t)
	rng := rand.New(rand.NewPCG(7, 7))
	for h := kernels.Keccak256; h <= kernels.Poseidon3; h++ {
		for _, shape := range []kernels.TreeShape{
			{LogSegments: 1, LogRows: 7, Width: 3, Hash: h, FriendlyHash: kernels.Blake256, FriendlyLayers: 4},
			{LogSegments: 1, LogRows: 7, Width: 3, Hash: h, SkipLayers: 2},
			{LogSegments: 2, LogRows: 6, Width: 1, Hash: h, SkipLayers: 1},
			{LogRows: 8, Width: 1, Hash: h, FriendlyHash: kernels.Pedersen, FriendlyLayers: 8},
		} {
			host := make([][]kernels.Element, shape.Width)
			for c := range host {
				host[c] = randomElements(rng, 1<<shape.LogRows)
			}
			b.hashing = defaultHashTuning
			want := treeNodes(t, b, shape, host)
			b.hashing = smallTuning
			got := treeNodes(t, b, shape, host)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%+v: node %d is %x in pieces, %x in one", shape, i+1, got[i], want[i])
				}
			}
		}
	}
}

func randomElements(rng *rand.Rand, n int) []kernels.Element {
	v := make([]kernels.Element, n)
	for i := range v {
		v[i] = kernels.Element{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64() >> 5}
	}
	return v
}

// treeNodes commits to segments of the same rows and returns all nodes that are kept.
func treeNodes(t *testing.T, b *Backend, shape kernels.TreeShape, host [][]kernels.Element) []kernels.Digest {
	a := b.NewArena(0)
	defer a.Free()
	table, err := kernels.NewHostColumns(len(host), len(host[0]))
	must(t, err)
	for c := range host {
		copy(table.Data[c], host[c])
	}
	cols, err := a.Upload(t.Context(), table)
	must(t, err)
	tree, err := a.NewTree(shape)
	must(t, err)
	before := b.Traffic().Down
	for segment := range 1 << shape.LogSegments {
		must(t, b.HashRows(t.Context(), tree, segment, cols, 0))
	}
	root, err := b.Root(t.Context(), tree)
	must(t, err)
	nodes := make([]kernels.NodeIndex, 2<<shape.KeptLevel()-1)
	for i := range nodes {
		nodes[i] = kernels.NodeIndex(i + 1)
	}
	digests, err := b.OpenNodes(t.Context(), tree, nodes)
	must(t, err)
	if digests[0] != root {
		t.Fatalf("%+v: node 1 is %x, the root %x", shape, digests[0], root)
	}
	const flags = 64 // of the Pedersen kernels
	if down := b.Traffic().Down - before; down > int64(len(nodes)+1)*digestSize+flags {
		t.Errorf("%+v: %d bytes came back for %d digests", shape, down, len(nodes)+1)
	}
	return digests
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Equal or opposite points that meet in a sum are noticed. No input makes them
// meet, so the table of points is replaced by one of a single point.
func TestExceptionalPoints(t *testing.T) {
	b := openBackend(t)
	a := b.NewArena(0)
	defer a.Free()
	tree, err := a.NewTree(kernels.TreeShape{LogRows: 1, Width: 1, Hash: kernels.Pedersen})
	must(t, err)
	table, err := kernels.NewHostColumns(1, 2)
	must(t, err)
	cols, err := a.Upload(t.Context(), table)
	must(t, err)
	must(t, b.HashRows(t.Context(), tree, 0, cols, 0))

	points := hash.PedersenTable()
	same := make([]kernels.Element, 2*len(points))
	for i := range points {
		same[2*i], same[2*i+1] = points[0].X, points[0].Y
	}
	upload := func(data []kernels.Element) {
		task := a.(*arena).begin(t.Context())
		task.fail(task.stream.Copy(b.tables.pedersen, put(task, data), int64(len(data))*elementSize))
		must(t, task.end())
	}
	upload(same)
	err = b.HashRows(t.Context(), tree, 0, cols, 0)
	if fault.CodeOf(err) != kernels.CodeExceptionalPoint {
		t.Errorf("a sum of equal points: error %v", err)
	}
}

// The smallest nonce is found across batches, and where the context ends, the
// search does.
func TestGrindBatches(t *testing.T) {
	b := openBackend(t)
	prefix := [32]byte{1, 2, 3}
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256} {
		const zeros = 15
		got, err := b.Grind(t.Context(), h, prefix, zeros)
		must(t, err)
		want, err := hash.Grind(context.Background(), hash.Portable, h, prefix, zeros, 1)
		must(t, err)
		if got != want {
			t.Errorf("%v: nonce %d, want %d", h, got, want)
		}
		d := hash.Sum(h, binary.BigEndian.AppendUint64(prefix[:], got))
		if binary.BigEndian.Uint64(d[:])>>(64-zeros) != 0 {
			t.Errorf("%v: nonce %d does not work", h, got)
		}
	}
}
