package chain_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// lineup is a prover's line-up that ends jobs in any order, and fails some.
type lineup struct {
	t  *testing.T
	mu sync.Mutex
	// jobs says how many more times a job is asked about before it ends.
	jobs     map[string]int
	attempts map[uint64]int
	most     int
}

func (l *lineup) Submit(_ context.Context, block uint64, compiled, input []byte) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if string(compiled) != string(program.Compiled()) || len(input) == 0 {
		l.t.Error("block", block, "is handed in without program or input")
	}
	if rand.IntN(5) == 0 {
		return "", errors.New("the line-up is busy")
	}
	l.attempts[block]++
	id := fmt.Sprintf("%d/%d", block, l.attempts[block])
	l.jobs[id] = rand.IntN(5)
	l.most = max(l.most, len(l.jobs))
	return id, nil
}

func (l *lineup) Status(_ context.Context, id string) (chain.ProofStatus, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left, ok := l.jobs[id]
	switch {
	case !ok:
		return chain.ProofStatus{State: chain.ProofFailed, Reason: "unknown"}, nil
	case left > 0:
		l.jobs[id]--
		return chain.ProofStatus{State: chain.ProofPending}, nil
	}
	delete(l.jobs, id)
	var block uint64
	var attempt int
	fmt.Sscanf(id, "%d/%d", &block, &attempt)
	if block%3 == 0 && attempt == 1 {
		return chain.ProofStatus{State: chain.ProofFailed, Reason: "killed"}, nil
	}
	return chain.ProofStatus{State: chain.ProofDone}, nil
}

// TestProver has blocks proved by a line-up that is slow, busy, forgetful and out of
// order, and stops in between.
func TestProver(t *testing.T) {
	accounts := chaintest.Accounts(1)
	n := newNode(t, accounts, chain.Config{})
	const last = 12
	seal := func() {
		n.add(t, accounts[0].Transfer(starknet.NewFelt(7), 1))
		n.finalise(t, n.build(t, chain.Request{}))
	}
	for range last / 2 {
		seal()
	}
	l := &lineup{t: t, jobs: map[string]int{}, attempts: map[uint64]int{}}
	run := func() (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		p := chain.NewProver(n.Store(), l, chain.ProverOptions{Parallel: 3, Poll: time.Millisecond, Retry: time.Millisecond})
		done := make(chan error)
		go func() { done <- p.Run(ctx) }()
		return func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	stop := run()
	for range last / 2 {
		seal()
	}
	stop()
	stop = run()
	defer stop()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		reached, err := n.Store().Reached(chain.Proved)
		if err != nil || time.Now().After(deadline) {
			t.Fatal("proved up to block", reached, err)
		}
		if reached == last {
			break
		}
	}
	for b := uint64(1); b <= last; b++ {
		if f, err := n.Store().Finality(b); err != nil || f.Stage != chain.Proved || f.Job == "" || f.Since[chain.Proving].IsZero() {
			t.Error(f, err)
		}
		if b%3 == 0 && l.attempts[b] < 2 {
			t.Error("block", b, "was not handed in again")
		}
	}
	if l.most > 3 || l.most < 2 {
		t.Error(l.most, "jobs at the same time")
	}
}
