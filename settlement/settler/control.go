package settler

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
)

// controls returns what operators have asked for.
func (s *Settler) controls() Control {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.control
}

// Pause stops (or, if stop is not set, resumes) new proofs, new updates, or both. It is
// on record: a restart changes nothing. What has been begun goes on.
func (s *Settler) Pause(stop, proofs, updates bool) (Control, error) {
	s.step.Lock()
	defer s.step.Unlock()
	c := s.controls()
	if proofs {
		c.PausedProofs = stop
	}
	if updates {
		c.PausedUpdates = stop
	}
	if err := s.store.write(record{keyControl, nil, c}); err != nil {
		return c, err
	}
	s.mu.Lock()
	s.control = c
	s.mu.Unlock()
	s.Wake()
	return c, nil
}

// Block returns what is known of a block, also of one that is done.
func (s *Settler) Block(number uint64) (*Block, error) {
	b, err := s.store.block(number)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, unknownBlock(number)
	}
	return b, nil
}

func unknownBlock(number uint64) error {
	return fault.New(CodeUnknownBlock, "the settler has no record of block %d", number)
}

// Retry starts the job at which a block stands again at once: one that has failed, or
// waits for its time. For an update that waits for cheaper gas, maxCost, if it is not
// nil, is the new cap on what it may cost; it can only rise once there is a
// transaction.
func (s *Settler) Retry(number uint64, maxCost *big.Int) (*Block, error) {
	return s.change(number, func(b *Block) error {
		if maxCost != nil {
			if maxCost.Sign() <= 0 || b.Key != "" && maxCost.Cmp(s.maxCost(b)) < 0 {
				return fault.New(CodeState, "the cap of block %d can't fall to %s wei", number, maxCost)
			}
			b.MaxCost = maxCost.String()
		}
		_, job := b.current()
		switch job.Status {
		case Failed:
			if b.SetAside != nil {
				return fault.New(CodeState, "the contract refuses the proof of block %d", number).
					WithHint("requeue it: then it is proved anew")
			}
			job.restart(s.config.Now())
		case PendingRetry, VerificationFailed:
			job.NotBefore = s.config.Now()
		case PendingVerification, VerificationTimeout:
			if b.Key == "" {
				return fault.New(CodeState, "block %d waits for nothing that could be tried again", number)
			}
			// Asking again under the same key raises the cap of what was sent.
			job.enter(PendingRetry, s.config.Now())
			job.NotBefore = s.config.Now()
		default:
			return fault.New(CodeState, "block %d has not failed", number)
		}
		return nil
	})
}

// Requeue begins anew with a block that L1 has not settled. A proof that was refused is
// not used again; without one that was refused, the finished proof is.
func (s *Settler) Requeue(number uint64) (*Block, error) {
	return s.change(number, func(b *Block) error {
		if b.Settled != nil {
			return fault.New(CodeState, "L1 has settled block %d", number)
		}
		if b.Key != "" {
			s.void(b.Key)
			b.Sending, b.Key = b.Sending+1, ""
		}
		if b.SetAside != nil {
			b.Round++
		}
		b.SetAside, b.Proof, b.ProverJob, b.Blobs = nil, common.Hash{}, "", nil
		b.ProofBytes, b.CalldataBytes = 0, 0
		b.reset(Prove, s.config.Now())
		return nil
	})
}

// change changes a block's record between two steps.
func (s *Settler) change(number uint64, change func(*Block) error) (*Block, error) {
	s.step.Lock()
	defer s.step.Unlock()
	b, err := s.Block(number)
	if err != nil {
		return nil, err
	}
	if b.done() {
		return nil, fault.New(CodeState, "block %d is final on L1", number)
	}
	if err := change(b); err != nil {
		return nil, err
	}
	if err := s.put(b); err != nil {
		return nil, err
	}
	s.Wake()
	return b.clone(), nil
}
