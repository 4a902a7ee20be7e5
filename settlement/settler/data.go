package settler

import (
	"context"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/settlement/blob"
)

var zeroHash common.Hash

// dataWorker sees to it that the state diff goes to L1. In the program's output it
// travels with the update's calldata; in blobs it travels beside it, and here the
// blobs are held against what the proof says of them.
type dataWorker struct{ *Settler }

func (w dataWorker) timeout() (time.Duration, bool)               { return 0, false }
func (w dataWorker) ready(context.Context, *Block) (bool, error)  { return true, nil }
func (w dataWorker) verify(context.Context, *Block) (bool, error) { return true, nil }

func (w dataWorker) process(ctx context.Context, b *Block) error {
	run, err := w.config.Blocks.Run(ctx, b.Number)
	if err != nil || run.Diff == nil {
		return err
	}
	sidecar, _, err := w.sidecar(b, run)
	if err != nil {
		return err
	}
	b.Blobs = sidecar.BlobHashes()
	if w.config.Archive == nil {
		return nil
	}
	return w.config.Archive.Put(sidecar)
}

// sidecar makes the blobs of a block and the proofs of their values that the contract
// takes; both must be as the proof says.
func (s *Settler) sidecar(b *Block, run *Run) (*types.BlobTxSidecar, [][]byte, error) {
	proof, err := s.store.proof(b.Proof)
	if err != nil {
		return nil, nil, err
	}
	call, err := s.config.Proofs.Call(proof)
	if err != nil {
		return nil, nil, err
	}
	output, err := outputOf(call)
	if err != nil {
		return nil, nil, err
	}
	if output.KZG == nil {
		return nil, nil, final{fault.New(CodeData, "block %d has blobs, but its proof says nothing of them", b.Number)}
	}
	sidecar, err := blob.NewSidecar(run.Diff.Words())
	if err != nil {
		return nil, nil, err
	}
	proofs, err := blob.Open(sidecar, output.KZG)
	if err != nil {
		return nil, nil, final{err}
	}
	return sidecar, proofs, nil
}
