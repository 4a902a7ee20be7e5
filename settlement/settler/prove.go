package settler

import (
	"context"
	"math/big"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/settlement/contracts/verifier"
)

// proveWorker has a block proved.
type proveWorker struct{ *Settler }

func (w proveWorker) timeout() (time.Duration, bool) { return w.config.ProveTimeout, false }

func (w proveWorker) ready(context.Context, *Block) (bool, error) {
	return !w.controls().PausedProofs, nil
}

// process orders the proof, unless there is one already.
func (w proveWorker) process(ctx context.Context, b *Block) error {
	run, err := w.config.Blocks.Run(ctx, b.Number)
	if err != nil {
		return err
	}
	proof, ok, err := w.store.proofOf(statementOf(run.Program, run.Input))
	if err != nil {
		return err
	}
	if ok {
		b.Proof = proof
		call, err := w.call(b)
		if err == nil {
			b.ProofBytes = len(call.Proof)
		}
		return err
	}
	id, err := w.config.Prover.Submit(ctx, &Order{Block: b.Number, Round: b.Round, Program: run.Program, Input: run.Input})
	if err != nil {
		return err
	}
	b.ProverJob = id
	w.tell(b, Proving, Note{Job: id})
	return nil
}

// verify takes the proof when it is finished, and checks that it is of the block.
func (w proveWorker) verify(ctx context.Context, b *Block) (bool, error) {
	if b.Proof != zeroHash {
		w.tell(b, Proved, Note{})
		return true, nil
	}
	status, err := w.config.Prover.Status(ctx, b.ProverJob)
	if err != nil {
		return false, hold{err}
	}
	switch status.State {
	case ProofPending:
		return false, nil
	case ProofFailed:
		return false, fault.New(CodeProver, "the prover has given up: %s", status.Reason).At("job %s", b.ProverJob)
	}
	proof, err := w.config.Prover.Fetch(ctx, b.ProverJob)
	if err != nil {
		return false, err
	}
	run, err := w.config.Blocks.Run(ctx, b.Number)
	if err != nil {
		return false, err
	}
	call, err := w.config.Proofs.Call(proof)
	if err != nil {
		return false, err
	}
	if err := checkOutput(call, run); err != nil {
		return false, err
	}
	b.ProofBytes = len(call.Proof)
	if err := w.store.putProof(proof, statementOf(run.Program, run.Input), b); err != nil {
		return false, err
	}
	w.tell(b, Proved, Note{Job: b.ProverJob})
	return true, nil
}

// checkOutput checks that a proof's output is a block's.
func checkOutput(call *verifier.Call, run *Run) error {
	output, err := outputOf(call)
	if err != nil {
		return err
	}
	for _, c := range []struct {
		what      string
		got, want fp.Element
	}{
		{"the state root before it", output.StateRootBefore, run.RootBefore},
		{"the state root after it", output.StateRootAfter, run.Root},
		{"the hash of the block before it", output.ParentHash, run.Parent},
		{"its hash", output.BlockHash, run.Hash},
		{"its number", fp.NewElement(output.Number), fp.NewElement(run.Number)},
	} {
		if c.got != c.want {
			return fault.New(CodeProof, "the proof is of another block than block %d: %s is %s, not %s", run.Number, c.what, hashOf(&c.got), hashOf(&c.want))
		}
	}
	if (output.KZG != nil) != (run.Diff != nil) {
		return fault.New(CodeProof, "the state diff of block %d is in blobs: %t; of its proof: %t", run.Number, run.Diff != nil, output.KZG != nil)
	}
	return nil
}

// outputOf reads the program's output from a call. Its beginning follows from the
// output segment, whose addresses are in the public input before it.
func outputOf(call *verifier.Call) (*program.Output, error) {
	const begin, stop = 7, 8 // see IQuarryVerifier.sol: n_steps, rc_min, rc_max, program, execution, output
	words := call.PublicInput
	if len(words) <= stop || !words[begin].IsUint64() || !words[stop].IsUint64() {
		return nil, fault.New(CodeProof, "the proof's public input has %d words", len(words))
	}
	n := words[stop].Uint64() - words[begin].Uint64()
	if n > uint64(len(words)-stop-1) {
		return nil, fault.New(CodeProof, "the proof's output has %d words, its public input %d", n, len(words))
	}
	felts := make([]fp.Element, n)
	for i, word := range words[uint64(len(words))-n:] {
		if word.Cmp(fp.Modulus()) >= 0 {
			return nil, fault.New(CodeProof, "word %d of the proof's output is no field element", i)
		}
		felts[i].SetBigInt(new(big.Int).Set(word))
	}
	return program.ParseOutput(felts)
}
