package verifier_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/crypto"
)

// maskedKeccak is keccak256_masked160_msb.
func maskedKeccak(data ...[]byte) []byte {
	d := crypto.Keccak256(data...)
	clear(d[digestBytes:])
	return d
}

// tinyTable is a committed table: its rows, and its tree with the root at 1.
type tinyTable struct {
	log, width int
	rows       [][]byte
	nodes      [][]byte
	firstLeaf  int
}

func newTinyTable(r *rand.Rand, log, width int) *tinyTable {
	t := &tinyTable{log: log, width: width}
	for range 1 << log {
		var row []byte
		for range width {
			row = append(row, montgomery(randomFelt(r))...)
		}
		t.rows = append(t.rows, row)
	}
	leaves := t.rows
	if width == 1 { // a leaf is two rows
		leaves = nil
		for i := 0; i < len(t.rows); i += 2 {
			leaves = append(leaves, slices.Concat(t.rows[i], t.rows[i+1]))
		}
	}
	t.firstLeaf = len(leaves)
	t.nodes = make([][]byte, 2*len(leaves))
	for i, leaf := range leaves {
		t.nodes[t.firstLeaf+i] = maskedKeccak(leaf)
	}
	for i := t.firstLeaf - 1; i > 0; i-- {
		t.nodes[i] = maskedKeccak(t.nodes[2*i], t.nodes[2*i+1])
	}
	return t
}

// open is what a prover sends at queries: their rows, partners that complete
// pairs, and then level by level the siblings that don't follow from them.
func (t *tinyTable) open(queries []int) (proof []byte) {
	for _, q := range queries {
		proof = append(proof, t.rows[q]...)
	}
	known := map[int]bool{}
	for _, q := range queries {
		if t.width > 1 {
			known[t.firstLeaf+q] = true
			continue
		}
		known[t.firstLeaf+q/2] = true
		if !slices.Contains(queries, q^1) {
			proof = append(proof, t.rows[q^1]...)
		}
	}
	for !known[1] {
		var level []int
		for node := range known {
			level = append(level, node)
		}
		slices.Sort(level)
		parents := map[int]bool{}
		for _, node := range level {
			if !known[node^1] {
				proof = append(proof, t.nodes[node^1][:digestBytes]...)
			}
			parents[node/2] = true
		}
		known = parents
	}
	return proof
}

// Tables are opened at all kinds of sets of queries: scattered, neighbours, whole
// tables; and with any byte changed they aren't.
func TestOpenings(t *testing.T) {
	raw, err := os.ReadFile("testdata/TestOpenings.json")
	if err != nil {
		t.Fatal(err)
	}
	var artifact struct {
		ABI      json.RawMessage
		Bytecode string
	}
	if err := json.Unmarshal(raw, &artifact); err != nil {
		t.Fatal(err)
	}
	parsed, err := abi.JSON(bytes.NewReader(artifact.ABI))
	if err != nil {
		t.Fatal(err)
	}
	e := newEVM(t)
	at := e.create(t, &bind.MetaData{ABI: string(artifact.ABI), Bin: artifact.Bytecode})
	open := func(table *tinyTable, queries []int, proof []byte) (left *big.Int, reason string) {
		words := make([]*big.Int, len(queries))
		for i, q := range queries {
			words[i] = big.NewInt(int64(q))
		}
		data, err := parsed.Pack("open", big.NewInt(int64(table.log)), big.NewInt(int64(table.width)), words, proof, new(big.Int).SetBytes(table.nodes[1]))
		if err != nil {
			t.Fatal(err)
		}
		ret, _, err := e.call(at, data, nil)
		return new(big.Int).SetBytes(ret), revertReason(ret, err)
	}
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		log, width := 1+r.IntN(7), []int{1, 1, 2, 9}[r.IntN(4)]
		table := newTinyTable(r, log, width)
		queries := r.Perm(1 << log)[:1+r.IntN(min(48, 1<<log))]
		slices.Sort(queries)
		proof := table.open(queries)
		if left, reason := open(table, queries, append(slices.Clone(proof), 1, 2, 3)); reason != "" || left.Int64() != 3 {
			t.Fatalf("%d rows of width %d at %v: %q, %v bytes left", 1<<log, width, queries, reason, left)
		}
		changed := slices.Clone(proof)
		changed[r.IntN(len(changed))] ^= 1 << r.IntN(8)
		if _, reason := open(table, queries, changed); !typed(reason) {
			t.Fatalf("%d rows of width %d at %v, changed: %q", 1<<log, width, queries, reason)
		}
		if _, reason := open(table, queries, proof[:len(proof)-1]); reason != "ProofTooShort["+big.NewInt(int64(len(proof)-1)).String()+"]" {
			t.Fatalf("shortened: %q", reason)
		}
	}
}
