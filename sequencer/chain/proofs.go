package chain

import (
	"context"
	"log/slog"
	"time"

	"quarry/sequencer/program"
)

// ProverOptions say how blocks are handed to the prover. Zero fields have the
// defaults.
type ProverOptions struct {
	// Parallel is how many blocks are with the prover at the same time. Default 4.
	Parallel int
	// Poll is how often it is asked about its jobs. Default 1 s.
	Poll time.Duration
	// Retry is how long is waited before a block whose job failed is handed in again;
	// each time twice as long, up to 64 times. Default 5 s.
	Retry time.Duration
	// Log is nil for none.
	Log *slog.Logger
}

// Prover hands sealed blocks to the prover, and notes which are proved. They may come
// back in any order. What it knows is in the store; jobs that were with the prover
// when the process ended are asked about again.
type Prover struct {
	store *Store
	jobs  ProofJobs
	o     ProverOptions
	// failed are the blocks whose jobs have failed.
	failed map[Felt]*failure
}

// failure is what is known of a block whose jobs have failed.
type failure struct {
	attempts int
	again    time.Time
}

// NewProver makes a Prover for the blocks of a store.
func NewProver(store *Store, jobs ProofJobs, o ProverOptions) *Prover {
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	if o.Retry <= 0 {
		o.Retry = 5 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Prover{store: store, jobs: jobs, o: o, failed: map[Felt]*failure{}}
}

// Run works until ctx ends, which is no error. An error of the prover is logged, and
// what it was about tried again.
func (p *Prover) Run(ctx context.Context) error {
	tick := time.NewTicker(p.o.Poll)
	defer tick.Stop()
	blocks := p.store.Feed().Subscribe(subscriptionBuffer)
	defer func() { blocks.Close() }()
	for {
		if err := p.look(ctx); err != nil && ctx.Err() == nil {
			p.o.Log.Warn("sealed blocks can't be handed to the prover", "error", err)
		}
		for wake := false; !wake; {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
				wake = true
			case n, open := <-blocks.C():
				if !open {
					blocks = p.store.Feed().Subscribe(subscriptionBuffer)
				}
				_, wake = n.(*BlockNotice)
			}
		}
	}
}

const subscriptionBuffer = 1024

// look goes through the blocks that are not proved, from the first one on.
func (p *Prover) look(ctx context.Context) error {
	reached, err := p.store.Reached(Proved)
	if err != nil {
		return err
	}
	busy := 0
	for n := reached + 1; n <= p.store.Head().Number && busy < p.o.Parallel; n++ {
		h, err := p.store.Header(n)
		if err != nil {
			return err
		}
		f, err := p.store.Finality(n)
		if err != nil {
			return err
		}
		switch f.Stage {
		case Sealed:
			busy++
			err = p.submit(ctx, h)
		case Proving:
			var done bool
			if done, err = p.ask(ctx, h, f.Job); !done {
				busy++
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Prover) submit(ctx context.Context, h *Header) error {
	if f := p.failed[h.Hash]; f != nil && time.Now().Before(f.again) {
		return nil
	}
	input, err := p.store.ProgramInput(h.Number)
	if err != nil {
		return err
	}
	id, err := p.jobs.Submit(ctx, h.Number, program.Compiled(), input)
	if err != nil {
		return err
	}
	return p.store.setStageOf(h, Proving, Note{Job: id})
}

// ask asks about a job; done tells whether the block is proved.
func (p *Prover) ask(ctx context.Context, h *Header, id string) (done bool, err error) {
	s, err := p.jobs.Status(ctx, id)
	if err != nil {
		return false, err
	}
	switch s.State {
	case ProofDone:
		delete(p.failed, h.Hash)
		return true, p.store.setStageOf(h, Proved, Note{})
	case ProofFailed:
		f := p.failed[h.Hash]
		if f == nil {
			f = &failure{}
			p.failed[h.Hash] = f
		}
		wait := p.o.Retry << min(f.attempts, 6)
		f.attempts, f.again = f.attempts+1, time.Now().Add(wait)
		p.o.Log.Error("a block's proof failed", "block", h.Number, "job", id, "reason", s.Reason, "attempt", f.attempts, "again_in", wait)
		return false, p.store.setStageOf(h, Sealed, Note{})
	}
	return false, nil
}
