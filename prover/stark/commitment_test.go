package stark

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// memoryTable is a committed table in plain memory, built node by node.
type memoryTable struct {
	t    table
	data []kernels.Element
	tree []kernels.Digest // by node
}

func newMemoryTable(t table, data []kernels.Element) *memoryTable {
	m := &memoryTable{t: t, data: data, tree: make([]kernels.Digest, 2<<t.LeafLevel())}
	size := t.leafSize() / elementSize
	for i := range 1 << t.LeafLevel() {
		m.tree[1<<t.LeafLevel()+i] = t.leaf(encodeRow(data[i*size : (i+1)*size]))
	}
	for n := 1<<t.LeafLevel() - 1; n > 0; n-- {
		m.tree[n] = hash.Node(t.LevelHash(level(uint64(n))), &m.tree[2*n], &m.tree[2*n+1])
	}
	return m
}

func (m *memoryTable) shape() *table { return &m.t }

func (m *memoryTable) readRows(_ context.Context, rows []uint64) (out []kernels.Element, _ error) {
	for _, r := range rows {
		out = append(out, m.data[int(r)*m.t.Width:int(r+1)*m.t.Width]...)
	}
	return out, nil
}

func (m *memoryTable) nodes(_ context.Context, nodes []kernels.NodeIndex) (out []kernels.Digest, _ error) {
	for _, n := range nodes {
		out = append(out, m.tree[n])
	}
	return out, nil
}

func drawTable(t *rapid.T) (*memoryTable, []uint64) {
	cheap := []kernels.Hash{kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB, kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB}
	p := Params{Hash: rapid.SampledFrom(cheap).Draw(t, "hash"), FriendlyHash: rapid.SampledFrom(cheap).Draw(t, "friendly"), FriendlyLayers: rapid.IntRange(0, 7).Draw(t, "layers")}
	if rapid.IntRange(0, 9).Draw(t, "felts") == 0 {
		p.FriendlyHash = rapid.SampledFrom([]kernels.Hash{kernels.Pedersen, kernels.Poseidon3}).Draw(t, "feltHash")
		if p.FriendlyHash == kernels.Poseidon3 {
			p.Hash = kernels.Blake256Masked248LSB
		}
	}
	logRows := rapid.IntRange(1, 5).Draw(t, "logRows")
	shape := newTable(&p, "a table", 0, logRows, rapid.IntRange(1, 3).Draw(t, "width"))
	data := make([]kernels.Element, shape.Width<<logRows)
	for i := range data {
		data[i].SetUint64(uint64(i) + 1)
		data[i].Inverse(&data[i])
	}
	rows := rapid.SliceOfNDistinct(rapid.Uint64Range(0, 1<<logRows-1), 1, -1, rapid.ID).Draw(t, "rows")
	slices.Sort(rows)
	return newMemoryTable(shape, data), rows
}

// What decommit sends, verifyRows accepts, for the right root only, and without
// the cells that the verifier knows.
func TestDecommit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, rows := drawTable(t)
		var known []uint64
		for _, row := range rows {
			if rapid.Bool().Draw(t, "known") {
				known = append(known, row*uint64(m.t.Width)+rapid.Uint64Range(0, uint64(m.t.Width)-1).Draw(t, "column"))
			}
		}
		p := &proverChannel{}
		p.transcript, p.queries = &hashChain{}, true
		if err := decommit(context.Background(), p, m, rows, known); err != nil {
			t.Fatal(err)
		}
		open := func(root kernels.Digest) error {
			v := &verifierChannel{proof: p.proof}
			v.transcript, v.queries = &hashChain{}, true
			var data []kernels.Element
			for _, row := range rows {
				for col := range uint64(m.t.Width) {
					cell := row*uint64(m.t.Width) + col
					if slices.Contains(known, cell) {
						data = append(data, m.data[cell])
						continue
					}
					e, err := v.receiveElement(cellLabel(row, col))
					if err != nil {
						t.Fatal(err)
					}
					data = append(data, e)
				}
			}
			if err := m.t.verifyRows(v, &root, rows, data, CodeTraceRoot); err != nil {
				return err
			}
			return v.end()
		}
		if err := open(m.tree[1]); err != nil {
			t.Fatal(err)
		}
		root := m.tree[1]
		root[0] ^= 1
		if open(root) == nil {
			t.Fatal("a wrong root was accepted")
		}
	})
}

// The nodes sent are those of Stone's queue: take the first node known, add its
// parent to the end, and send its sibling unless that is the next in the queue.
func TestAuthentication(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := newTable(&Params{}, "", 0, rapid.IntRange(0, 8).Draw(t, "logRows"), 2)
		leaves := rapid.SliceOfNDistinct(rapid.Uint64Range(0, 1<<shape.LeafLevel()-1), 1, -1, rapid.ID).Draw(t, "leaves")
		slices.Sort(leaves)
		var queue, want []uint64
		for _, l := range leaves {
			queue = append(queue, l+1<<shape.LeafLevel())
		}
		for queue[0] != 1 {
			node := queue[0]
			queue = append(queue[1:], node/2)
			if queue[0] == node^1 {
				queue = queue[1:]
			} else {
				want = append(want, node^1)
			}
		}
		if got := shape.authentication(leaves); !slices.Equal(got, want) {
			t.Fatalf("%v, expected %v", got, want)
		}
	})
}

// A node that is not kept is computed from rows to what it is in the tree.
func TestSubtree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, _ := drawTable(t)
		node := rapid.Uint64Range(1, uint64(len(m.tree))-1).Draw(t, "node")
		height := m.t.LeafLevel() - level(node)
		leaves := slices.Clone(m.tree[node<<height : (node+1)<<height])
		if got := m.t.subtree(leaves, level(node)); got != m.tree[node] {
			t.Fatalf("node %d is %x, expected %x", node, got, m.tree[node])
		}
	})
}

// A digest that its parent takes modulo p is sent so, and only so accepted.
func TestSentDigest(t *testing.T) {
	d := hash.Sum(kernels.Keccak256, []byte("above the prime"))
	d[0] = 0xff
	if canonicalDigest(kernels.Keccak256, kernels.Pedersen, false, &d) {
		t.Error("a digest above the prime is canonical below pedersen")
	}
	sent := sentDigest(kernels.Keccak256, kernels.Pedersen, d)
	if !canonicalDigest(kernels.Keccak256, kernels.Pedersen, false, &sent) {
		t.Error("the digest that is sent is not canonical")
	}
	if hash.Node(kernels.Pedersen, &d, &d) != hash.Node(kernels.Pedersen, &sent, &sent) {
		t.Error("the digest that is sent hashes to something else")
	}
	if sentDigest(kernels.Keccak256, kernels.Keccak256, d) != d {
		t.Error("a digest below its own hash is changed")
	}
}
