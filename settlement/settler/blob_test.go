package settler_test

import (
	"context"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"

	"quarry/sequencer/program"
	"quarry/settlement/blob"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// A block whose state diff lies in a blob: the block program, the precompile and the
// blob itself speak of the same data.
func TestBlobUpdate(t *testing.T) {
	r := settlertest.NewRollup(t, settlertest.Options{}, 3, true, nil)
	a, b, c := r.Accounts[0], r.Accounts[1], r.Accounts[2]
	r.Seal(a.Transfer(b.Address, 1000), b.Transfer(c.Address, 5))
	s := rollupSettler(t, r, func(c *settler.Config) {
		c.Prover, c.Proofs = &settlertest.RunProver{}, settlertest.Proofs{}
	})
	settleBlocks(t, r, s, 1)
	if err := s.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	settled, err := s.Block(1)
	if err != nil || len(settled.Blobs) != 1 || settled.Settled == nil {
		t.Fatalf("%+v, %v", settled, err)
	}
	tx, _, err := r.Client.TransactionByHash(context.Background(), settled.Settled.Transaction)
	if err != nil || tx.Type() != types.BlobTxType || !slices.Equal(tx.BlobHashes(), settled.Blobs) {
		t.Fatalf("%v, %v", tx, err)
	}
	header, err := r.Client.HeaderByHash(context.Background(), settled.Settled.L1BlockHash)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := r.Client.Blobs(context.Background(), header, settled.Blobs)
	if err != nil {
		t.Fatal(err)
	}
	words, err := blob.Decode([]kzg4844.Blob(blobs))
	if err != nil {
		t.Fatal(err)
	}
	diff, err := program.ParseStateDiff(words, true)
	if err != nil {
		t.Fatal(err)
	}
	run, err := r.Blocks.Run(context.Background(), 1)
	if err != nil || !slices.Equal(diff.Words(), run.Diff.Words()) {
		t.Fatalf("the blob holds another diff: %v, %v", diff, err)
	}
	if common.Hash(run.Hash.Bytes()) != settled.Settled.BlockHash {
		t.Fatal(settled.Settled)
	}
}
