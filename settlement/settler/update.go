package settler

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/l1"
)

// updateWorker updates the core contract.
type updateWorker struct{ *Settler }

func (w updateWorker) timeout() (time.Duration, bool) { return w.config.UpdateTimeout, true }

// ready tells whether the contract waits for this very block, or has it already.
func (w updateWorker) ready(_ context.Context, b *Block) (bool, error) {
	if w.seen.contract == nil {
		return false, nil
	}
	if w.seen.contract.Number >= b.Number {
		return true, nil
	}
	return w.seen.contract.Number+1 == b.Number && !w.controls().PausedUpdates, nil
}

// process sends the update, unless the contract has it already. What it says now, and
// not at the beginning of the step, decides.
func (w updateWorker) process(ctx context.Context, b *Block) error {
	state, err := w.core.state(ctx)
	if err != nil {
		return err
	}
	switch {
	case state.Number >= b.Number:
		return nil // verify says whether it is ours
	case state.Number+1 < b.Number:
		return hold{fault.New(CodeReverts, "the contract is at block %d", state.Number)}
	case state.Frozen:
		return hold{fault.New(CodeReverts, "the rollup is frozen").WithHint("governors can unfreeze it")}
	}
	if refused, err := w.store.rejection(b.Proof); err != nil || refused != nil {
		return w.setAside(b, refused, err)
	}
	request, err := w.request(ctx, b)
	if err != nil {
		return err
	}
	said, reason, err := w.core.try(ctx, w.config.Manager.Address(), request.Data, b.Blobs)
	switch {
	case err != nil:
		return err
	case said == later:
		return hold{fault.New(CodeReverts, "the contract does not take the update now: %s", reason)}
	case said == refused:
		return w.refuse(b, reason)
	}
	return w.send(ctx, b, request)
}

// send asks the transaction manager for the update. The key is on record before, and so is
// that the block was handed to L1: a node that ends in between must not take it back.
func (w updateWorker) send(ctx context.Context, b *Block, request *l1.Request) error {
	request.Key = fmt.Sprintf("update/%d/%d/%x", b.Number, b.Sending, b.Proof[:8])
	b.Key, b.CalldataBytes = request.Key, len(request.Data)
	if err := w.put(b); err != nil {
		return err
	}
	request.Begin = func() error { return w.handOver(b) }
	t, err := w.config.Manager.Submit(ctx, *request)
	if err != nil {
		return err
	}
	b.Transaction = t.Attempts[len(t.Attempts)-1].Hash
	w.config.Log.Info("update sent", "block", b.Number, "tx", b.Transaction, "nonce", t.Nonce)
	w.tell(b, Submitted, Note{Transaction: b.Transaction})
	return nil
}

// handOver has Finality know that a block is on its way to L1. If it can't, the block may
// be one that the node has taken back, and nothing is sent.
func (s *Settler) handOver(b *Block) error {
	if s.config.Finality == nil {
		return nil
	}
	if err := s.config.Finality.SetStage(b.Number, Submitted, Note{}); err != nil {
		return hold{fault.Wrap(err, CodeState, "block %d can't be handed to L1", b.Number)}
	}
	return nil
}

// request makes the transaction that settles a block.
func (w updateWorker) request(ctx context.Context, b *Block) (*l1.Request, error) {
	call, err := w.call(b)
	if err != nil {
		return nil, err
	}
	version, err := w.core.version(ctx, b.Number)
	if err != nil {
		return nil, err
	}
	var kzgProofs [][]byte
	var sidecar *types.BlobTxSidecar
	if len(b.Blobs) > 0 {
		run, err := w.config.Blocks.Run(ctx, b.Number)
		if err != nil {
			return nil, err
		}
		if sidecar, kzgProofs, err = w.sidecar(b, run); err != nil {
			return nil, err
		}
	}
	data, err := contracts.UpdateState(call, version.OutputStart, kzgProofs)
	if err != nil {
		return nil, final{err}
	}
	to := w.config.Core
	return &l1.Request{To: &to, Data: data, Blobs: sidecar, MaxCost: w.maxCost(b)}, nil
}

func (s *Settler) call(b *Block) (*verifier.Call, error) {
	proof, err := s.store.proof(b.Proof)
	if err != nil {
		return nil, err
	}
	return s.config.Proofs.Call(proof)
}

func (s *Settler) maxCost(b *Block) *big.Int {
	if own, ok := new(big.Int).SetString(b.MaxCost, 10); ok {
		return own
	}
	return s.config.MaxCost
}

// verify looks whether L1 holds the update, by its event, whoever sent it; and if not,
// what has become of the transaction.
func (w updateWorker) verify(ctx context.Context, b *Block) (bool, error) {
	settled, err := w.tracker.Settlement(b.Number)
	if err != nil {
		return false, err
	}
	if settled != nil {
		return w.settled(b, settled)
	}
	if w.seen.contract == nil {
		return false, nil
	}
	if b.Key == "" {
		if w.seen.contract.Number < b.Number {
			b.Jobs[Update].restart(w.config.Now()) // it was another settler's, and is gone
		}
		return false, nil
	}
	t := w.config.Manager.Transaction(b.Key)
	if t == nil {
		return false, w.again(b, "the transaction was never stored")
	}
	switch {
	case t.State == l1.Submitted && t.Trouble == l1.CodeNonce, t.Outcome == l1.Displaced:
		return false, w.again(b, t.TroubleText)
	case t.State == l1.Submitted:
		w.follow(b, t)
		return false, nil
	case t.Outcome == l1.Voided:
		return false, w.again(b, "an empty transaction took its nonce")
	case t.Outcome == l1.Failed:
		return false, w.reverted(ctx, b, t)
	}
	return false, nil // its event is about to be seen
}

// settled takes what the contract has for this block.
func (w updateWorker) settled(b *Block, settled *Settlement) (bool, error) {
	if settled.BlockHash != b.Hash {
		return false, final{fault.New(CodeConflict, "L1 has settled block %d as %s; here it is %s", b.Number, settled.BlockHash, b.Hash).
			WithHint("this node's L2 chain is not the one that L1 follows: nothing more is sent")}
	}
	if b.Key != "" && !w.ours(b.Key, settled.Transaction) {
		w.void(b.Key)
	}
	b.Settled = settled
	return true, nil
}

// ours tells whether a transaction is one that was signed under a key.
func (s *Settler) ours(key string, hash common.Hash) bool {
	t := s.config.Manager.Transaction(key)
	return t != nil && slices.ContainsFunc(t.Attempts, func(a l1.Attempt) bool { return a.Hash == hash })
}

// follow notes what keeps a transaction waiting.
func (w updateWorker) follow(b *Block, t *l1.Transaction) {
	b.Transaction = t.Attempts[len(t.Attempts)-1].Hash
	job := b.Jobs[Update]
	if err := t.Fault(); err != nil {
		job.note(&Trouble{Time: w.config.Now(), Phase: "verify", Code: t.Trouble, Text: t.TroubleText})
	} else if job.Status == PendingVerification {
		job.note(nil)
	}
}

// again lets the update be sent anew, with another nonce: what was sent before can no
// longer happen, or can only fail.
func (w updateWorker) again(b *Block, why string) error {
	b.Sending, b.Key = b.Sending+1, ""
	return fault.New(CodeUpdate, "the update of block %d will not happen: %s", b.Number, why)
}

// reverted finds out why an update has failed that had passed its trial.
func (w updateWorker) reverted(ctx context.Context, b *Block, t *l1.Transaction) error {
	request, err := w.request(ctx, b)
	if err != nil {
		return err
	}
	said, reason, err := w.core.try(ctx, w.config.Manager.Address(), request.Data, b.Blobs)
	if err != nil {
		return err
	}
	if said == refused {
		return w.refuse(b, reason)
	}
	if reason == "" {
		reason = "it would be taken now"
	}
	return w.again(b, fmt.Sprintf("transaction %s has reverted in L1 block %d: %s", t.Hash, t.BlockNumber, reason))
}

// void asks that a transaction of ours that can only fail does not happen. If a block
// has it by now, there is nothing to be done.
func (s *Settler) void(key string) {
	if t := s.config.Manager.Transaction(key); t != nil && t.State == l1.Submitted && !t.Voiding {
		if err := s.config.Manager.Void(key); err != nil {
			s.config.Log.Debug("void", "key", key, "err", err)
		}
	}
}

// refuse notes that the contract refuses a proof, with what our verifier says of it,
// and sets the block aside.
func (w updateWorker) refuse(b *Block, reason string) error {
	r := &Rejection{Time: w.config.Now(), Block: b.Number, Proof: b.Proof, Contract: reason}
	proof, err := w.store.proof(b.Proof)
	if err != nil {
		return err
	}
	if err := w.config.Proofs.Verify(proof); err != nil {
		r.Ours = err.Error()
	}
	b.SetAside = r
	if err := w.store.write(record{keyRejection, b.Proof[:], r}, w.store.blockRecord(b)); err != nil {
		return err
	}
	return w.setAside(b, r, nil)
}

// setAside is the failure of a block whose proof was refused.
func (w updateWorker) setAside(b *Block, r *Rejection, err error) error {
	if err != nil {
		return err
	}
	b.SetAside = r
	ours := r.Ours
	if ours == "" {
		ours = "accepts it"
	}
	return final{fault.New(CodeRejected, "the contract refuses the proof %s: %s; our verifier: %s", b.Proof, r.Contract, ours).
		WithHint("requeue the block to have it proved anew; this proof is never sent again")}
}
