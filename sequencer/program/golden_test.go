package program_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr/fft"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/stretchr/testify/require"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

var update = flag.Bool("update", false, "write testdata/blocks.json anew")

// vector is a block by all its values, for other readers of the format. Numbers
// and felts are hexadecimal.
type vector struct {
	Name         string              `json:"name"`
	Header       vectorHeader        `json:"header"`
	Config       vectorConfig        `json:"config"`
	Transactions []vectorTransaction `json:"transactions"`
	Leaves       []vectorLeaf        `json:"leaves"`

	TreeRootBefore        starknet.Hex   `json:"tree_root_before"`
	TreeRootAfter         starknet.Hex   `json:"tree_root_after"`
	AccountCount          uint32         `json:"account_count_before"`
	TransactionCommitment starknet.Hex   `json:"transaction_commitment"`
	Diff                  []starknet.Hex `json:"state_diff"`
	Commitments           []string       `json:"blob_commitments,omitempty"`
	Output                []starknet.Hex `json:"output"`
	// Input is the SHA-256 of the program's input, which is the same for the same
	// block.
	Input string `json:"input_sha256"`
}

type vectorHeader struct {
	Number         uint64       `json:"number"`
	ParentHash     starknet.Hex `json:"parent_hash"`
	Timestamp      uint64       `json:"timestamp"`
	Sequencer      starknet.Hex `json:"sequencer"`
	L1GasPrice     uint64       `json:"l1_gas_price"`
	L2GasPrice     uint64       `json:"l2_gas_price"`
	L1DataGasPrice uint64       `json:"l1_data_gas_price"`
	Hash           starknet.Hex `json:"block_hash"`
}

type vectorConfig struct {
	L2ChainID starknet.Hex `json:"l2_chain_id"`
	L1ChainID uint64       `json:"l1_chain_id"`
	Core      starknet.Hex `json:"core"`
	Bridge    starknet.Hex `json:"bridge"`
	Hash      starknet.Hex `json:"config_hash"`
}

type vectorTransaction struct {
	Hash   starknet.Hex    `json:"hash"`
	Status program.Status  `json:"status"`
	Body   json.RawMessage `json:"transaction"`
}

type vectorLeaf struct {
	Index  uint32         `json:"index"`
	Before *vectorAccount `json:"before"`
	After  *vectorAccount `json:"after"`
}

type vectorAccount struct {
	Address     starknet.Hex `json:"address"`
	NextAddress starknet.Hex `json:"next_address"`
	NextIndex   uint32       `json:"next_index"`
	ClassHash   starknet.Hex `json:"class_hash"`
	PublicKey   starknet.Hex `json:"public_key"`
	Nonce       uint64       `json:"nonce"`
	Balance     string       `json:"balance"`
	Leaf        starknet.Hex `json:"leaf"`
}

func account(a *program.Account) *vectorAccount {
	return &vectorAccount{
		starknet.Hex(a.Address), starknet.Hex(a.NextAddress), a.NextIndex, starknet.Hex(a.ClassHash),
		starknet.Hex(a.PublicKey), a.Nonce, a.Balance.Hex(), starknet.Hex(a.Leaf()),
	}
}

// newVector writes a block down.
func newVector(t *testing.T, name string, b *program.Block, w *program.Witness) vector {
	out, err := program.NewOutput(b, w)
	require.NoError(t, err)
	diff, err := program.NewStateDiff(b, w)
	require.NoError(t, err)
	input, err := program.Input(b, w)
	require.NoError(t, err)
	before, after, err := w.TreeRoots()
	require.NoError(t, err)
	sum := sha256.Sum256(input)
	h, c := b.Header, b.Config
	v := vector{
		Name: name,
		Header: vectorHeader{
			h.Number, starknet.Hex(h.ParentHash), h.Timestamp, starknet.Hex(h.Sequencer), h.Prices.L1, h.Prices.L2, h.Prices.L1Data,
			starknet.Hex(out.BlockHash),
		},
		Config: vectorConfig{
			starknet.Hex(c.L2ChainID), c.L1ChainID, starknet.Hex(program.EthAddress(c.Core)), starknet.Hex(program.EthAddress(c.Bridge)),
			starknet.Hex(c.Hash()),
		},
		TreeRootBefore: starknet.Hex(before), TreeRootAfter: starknet.Hex(after), AccountCount: w.AccountCount,
		TransactionCommitment: starknet.Hex(program.TransactionCommitment(b.Outcomes())),
		Diff:                  starknet.HexList(diff.Words()),
		Output:                starknet.HexList(out.Words()),
		Input:                 hex.EncodeToString(sum[:]),
	}
	for i, o := range b.Outcomes() {
		body, err := json.Marshal(b.Transactions[i].Transaction)
		require.NoError(t, err)
		v.Transactions = append(v.Transactions, vectorTransaction{starknet.Hex(o.Hash), o.Status, body})
	}
	for i := range w.Leaves {
		l := &w.Leaves[i]
		leaf := vectorLeaf{Index: l.Index, After: account(&l.After)}
		if l.Index < w.AccountCount {
			leaf.Before = account(&l.Before)
		}
		v.Leaves = append(v.Leaves, leaf)
	}
	for i := range b.Commitments {
		v.Commitments = append(v.Commitments, "0x"+hex.EncodeToString(b.Commitments[i][:]))
	}
	return v
}

// TestGolden: blocks have the values that are written down, and the program
// agrees.
func TestGolden(t *testing.T) {
	var vectors []vector
	add := func(name string, b *program.Block, w *program.Witness) {
		requireRun(t, b, w)
		vectors = append(vectors, newVector(t, name, b, w))
	}
	for _, block := range []struct {
		name  string
		build func(w *world)
	}{{"empty", empty}, {"transfer", pay}, {"transfer to a new account", payNew}, {"deployment", deployCarol}, {"deposit", depositToBob}} {
		w := state()
		block.build(w)
		b, witness := w.end()
		add(block.name, b, witness)
	}
	b, witness, _ := allKinds()
	add("all kinds", b, witness)
	diff, err := program.NewStateDiff(b, witness)
	require.NoError(t, err)
	for _, blob := range blobsOf(diff.Words()) {
		c, err := kzg4844.BlobToCommitment(blob)
		require.NoError(t, err)
		b.Commitments = append(b.Commitments, c)
	}
	add("all kinds, in blobs", b, witness)

	got, err := json.MarshalIndent(vectors, "", "  ")
	require.NoError(t, err)
	const file = "testdata/blocks.json"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
}

// blobsOf puts a diff's words into blobs.
func blobsOf(words []fp.Element) (out []*kzg4844.Blob) {
	domain := fft.NewDomain(program.BlobWords)
	for len(words) > 0 {
		coefficients := make([]fr.Element, program.BlobWords)
		n := min(len(words), program.BlobWords)
		for i := range n {
			b := words[i].Bytes()
			coefficients[i].SetBytes(b[:])
		}
		words = words[n:]
		domain.FFT(coefficients, fft.DIF) // values in bit-reversed order
		var blob kzg4844.Blob
		for i := range coefficients {
			b := coefficients[i].Bytes()
			copy(blob[32*i:], b[:])
		}
		out = append(out, &blob)
	}
	return out
}

// TestEvaluationsOfBlobs: the values that the program outputs are those that a
// KZG proof of the blobs opens.
func TestEvaluationsOfBlobs(t *testing.T) {
	w := state()
	depositNew(2050)(w)
	b, witness := w.end()
	diff, err := program.NewStateDiff(b, witness)
	require.NoError(t, err)
	blobs := blobsOf(diff.Words())
	require.Len(t, blobs, 2)
	for _, blob := range blobs {
		c, err := kzg4844.BlobToCommitment(blob)
		require.NoError(t, err)
		b.Commitments = append(b.Commitments, c)
	}
	requireCost(t, b, witness, requireRun(t, b, witness))
	out, err := program.NewOutput(b, witness)
	require.NoError(t, err)
	for i, blob := range blobs {
		proof, claim, err := kzg4844.ComputeProof(blob, kzg4844.Point(out.KZG.Z.Bytes()))
		require.NoError(t, err)
		require.Equal(t, kzg4844.Claim(out.KZG.Evaluations[i].Bytes()), claim)
		require.NoError(t, kzg4844.VerifyProof(b.Commitments[i], kzg4844.Point(out.KZG.Z.Bytes()), claim, proof))
	}
}

// depositNew makes n accounts, which take two words each of the state diff.
func depositNew(n int) func(w *world) {
	return func(w *world) {
		for i := range n {
			// from the highest address down, so that the predecessor is always the same
			w.deposit(w.message(uint64(i), fp.NewElement(uint64(1_000_000-i)), fp.NewElement(5), fp.Element{}))
		}
	}
}
