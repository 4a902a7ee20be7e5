package settler

import (
	"context"
	"time"

	"quarry/fault"
)

// trackWorker follows an update until it is final. The Tracker does the work; here its
// news reach the block, among them that a reorganisation has taken the update away.
type trackWorker struct{ *Settler }

func (w trackWorker) timeout() (time.Duration, bool)              { return 0, true }
func (w trackWorker) ready(context.Context, *Block) (bool, error) { return w.seen.contract != nil, nil }
func (w trackWorker) process(context.Context, *Block) error       { return nil }

func (w trackWorker) verify(_ context.Context, b *Block) (bool, error) {
	if w.seen.contract == nil {
		return false, nil
	}
	settled, err := w.tracker.Settlement(b.Number)
	if err != nil {
		return false, err
	}
	now := w.config.Now()
	if settled == nil {
		w.config.Log.Warn("L1 has left the block that held the update", "block", b.Number)
		b.Settled = nil
		b.Jobs[Update].note(&Trouble{Time: now, Phase: "verify", Code: CodeUpdate, Text: "a reorganisation of L1 has taken the update away"})
		b.Jobs[Track].restart(now)
		if b.Proof == zeroHash {
			b.reset(Prove, now) // it was another settler's
		} else if b.Key == "" {
			b.Jobs[Update].restart(now)
		} else {
			b.Jobs[Update].enter(PendingVerification, now)
			w.tell(b, Submitted, Note{Transaction: b.Transaction})
		}
		return false, nil
	}
	if settled.BlockHash != b.Hash {
		return false, final{fault.New(CodeConflict, "L1 has settled block %d as %s; here it is %s", b.Number, settled.BlockHash, b.Hash)}
	}
	b.Settled = settled
	return settled.Stage == Finalized, nil
}
