package stark_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/event"
	"quarry/prover/execution"
	"quarry/prover/stark"
)

// toyProof is a statement about the toy AIR.
type toyProof struct {
	air    *toyAIR
	params stark.Params
}

func (p toyProof) proveInput(b kernels.Backend) stark.ProveInput {
	return stark.ProveInput{AIR: p.air, Run: &execution.Execution{}, Seed: make([]byte, 64), Params: p.params, Backend: b}
}

func (p toyProof) verifyInput(proof []byte) stark.VerifyInput {
	return stark.VerifyInput{AIR: p.air, Seed: make([]byte, 64), Params: p.params, Proof: proof}
}

func mustProve(tb testing.TB, in stark.ProveInput) *stark.Proof {
	tb.Helper()
	proof, err := stark.Prove(context.Background(), in)
	if err != nil {
		tb.Fatalf("%v [%s]", err, fault.CodeOf(err))
	}
	return proof
}

// byteParams are parameters with Keccak everywhere.
func byteParams(logCosets int, steps []int, lastLayer, queries, work int) stark.Params {
	return stark.Params{
		LogNCosets: logCosets,
		FRI:        stark.FRIParams{StepList: steps, LastLayerDegreeBound: lastLayer, NQueries: queries, ProofOfWorkBits: work},
		Hash:       kernels.Keccak256Masked160MSB, FriendlyHash: kernels.Keccak256Masked160MSB,
		ChannelHash: kernels.Keccak256, PowHash: kernels.Blake256,
	}
}

// feltParams are parameters of verifiers written in Cairo.
func feltParams(logCosets int, steps []int, lastLayer, queries, work, friendlyLayers int) stark.Params {
	p := byteParams(logCosets, steps, lastLayer, queries, work)
	p.Hash, p.FriendlyHash, p.FriendlyLayers = kernels.Blake256Masked248LSB, kernels.Poseidon3, friendlyLayers
	p.ChannelHash, p.FriendlyChannelUpdates = kernels.Poseidon3, true
	return p
}

// drawStatement draws lengths, FRI steps, hashes and channel.
func drawStatement(t *rapid.T) toyProof {
	logLen := rapid.IntRange(1, 6).Draw(t, "logLen")
	var steps []int
	rest := logLen - rapid.IntRange(0, logLen).Draw(t, "logLastLayer")
	sum := rest
	if rapid.Bool().Draw(t, "firstZero") || rest == 0 {
		steps = append(steps, 0)
	}
	for rest > 0 {
		s := rapid.IntRange(1, min(rest, 4)).Draw(t, "step")
		steps = append(steps, s)
		rest -= s
	}
	logCosets := rapid.IntRange(1, 5).Draw(t, "logCosets")
	queries := rapid.IntRange(1, 12).Draw(t, "queries")
	work := rapid.IntRange(0, 6).Draw(t, "work")
	p := toyProof{air: &toyAIR{n: 1 << logLen, interactive: rapid.Bool().Draw(t, "interactive"), spoil: -1}}
	if rapid.IntRange(0, 3).Draw(t, "felts") == 0 {
		p.params = feltParams(logCosets, steps, 1<<(logLen-sum), queries, work, rapid.SampledFrom([]int{0, 5, 7, 99}).Draw(t, "friendlyLayers"))
	} else {
		p.params = byteParams(logCosets, steps, 1<<(logLen-sum), queries, work)
		p.params.Hash = rapid.SampledFrom([]kernels.Hash{
			kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB,
			kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB,
		}).Draw(t, "hash")
		p.params.ChannelHash = rapid.SampledFrom([]kernels.Hash{
			kernels.Keccak256, kernels.Blake256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB, kernels.Blake256Masked248LSB,
		}).Draw(t, "channelHash")
		p.params.FriendlyLayers = rapid.SampledFrom([]int{0, 5, 6, 99}).Draw(t, "friendlyLayers")
		p.params.FriendlyChannelUpdates = rapid.Bool().Draw(t, "friendlyUpdates")
	}
	return p
}

func drawPlan(t *rapid.T) stark.MemoryPlan {
	return stark.MemoryPlan{
		KeepCosets: rapid.SampledFrom([]int{0, 1, 2, 3, stark.KeepAll}).Draw(t, "keepCosets"),
		KeepTrace:  rapid.Bool().Draw(t, "keepTrace"),
		InPlace:    rapid.Bool().Draw(t, "inPlace"),
		SkipLayers: rapid.IntRange(0, 5).Draw(t, "skipLayers"),
	}
}

// Whatever the parameters, a proof verifies, does not depend on the memory
// plan, and takes the memory that was predicted.
func TestPlansGiveOneProof(t *testing.T) {
	b := backend(t, "go")
	rapid.Check(t, func(t *rapid.T) {
		p := drawStatement(t)
		want, err := stark.Prove(context.Background(), p.proveInput(b))
		if err != nil {
			t.Fatalf("%v [%s]", err, fault.CodeOf(err))
		}
		if _, err := stark.Verify(p.verifyInput(want.Bytes)); err != nil {
			t.Fatalf("%v [%s]", err, fault.CodeOf(err))
		}
		in := p.proveInput(b)
		in.Plan = drawPlan(t)
		got, err := stark.Prove(context.Background(), in)
		if err != nil {
			t.Fatalf("%v [%s]", err, fault.CodeOf(err))
		}
		if !bytes.Equal(got.Bytes, want.Bytes) {
			t.Fatalf("the plan %+v changes the proof", in.Plan)
		}
		_, peak := stark.ShapeOf(p.air, p.params).Memory(in.Plan)
		if got.PeakMemory > peak || float64(got.PeakMemory) < 0.9*float64(peak) {
			t.Fatalf("peak of %d bytes, predicted %d, with %+v", got.PeakMemory, peak, in.Plan)
		}
	})
}

// Blow-up factors from 2 to 2^16 work, streaming and keeping.
func TestBlowUps(t *testing.T) {
	b := backend(t, "")
	for _, logCosets := range []int{1, 4, 8, 12, 16} {
		t.Run(fmt.Sprintf("2^%d", logCosets), func(t *testing.T) {
			p := toyProof{&toyAIR{n: 8, interactive: true, spoil: -1}, byteParams(logCosets, []int{1, 1}, 2, 4, 0)}
			proof := mustProve(t, p.proveInput(b))
			if _, err := stark.Verify(p.verifyInput(proof.Bytes)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A plan within a budget is followed within that budget, and a budget that no
// plan fits is refused.
func TestChoosePlan(t *testing.T) {
	b := backend(t, "go")
	p := toyProof{&toyAIR{n: 1 << 10, interactive: true, spoil: -1}, byteParams(4, []int{0, 4, 3}, 8, 5, 0)}
	shape := stark.ShapeOf(p.air, p.params)
	_, most := shape.Memory(stark.MemoryPlan{KeepCosets: stark.KeepAll, KeepTrace: true})
	seen := map[stark.MemoryPlan]bool{}
	for budget := most; ; budget = budget * 3 / 4 {
		plan, peak, err := shape.ChoosePlan(budget, budget)
		if err != nil {
			if fault.CodeOf(err) != stark.CodeMemoryPlan || peak <= budget {
				t.Fatalf("budget %d, peak %d: %v", budget, peak, err)
			}
			break
		}
		if peak > budget || plan.Limit != budget {
			t.Fatalf("budget %d: plan %+v with peak %d", budget, plan, peak)
		}
		in := p.proveInput(b)
		in.Plan = plan
		mustProve(t, in) // the arena enforces the limit
		plan.Limit = 0
		seen[plan] = true
	}
	if len(seen) < 4 {
		t.Errorf("budgets led to only %d plans", len(seen))
	}
}

// A trace that violates a constraint is refused with the constraint and row.
func TestUnsatisfied(t *testing.T) {
	b := backend(t, "go")
	for _, interactive := range []bool{false, true} {
		p := toyProof{&toyAIR{n: 64, interactive: interactive, spoil: 17}, byteParams(2, []int{2, 2}, 4, 5, 0)}
		_, err := stark.Prove(context.Background(), p.proveInput(b))
		if fault.CodeOf(err) != codeToyConstraint || err.Error() != "constraint 0 fails on row 16" {
			t.Errorf("%v [%s]", err, fault.CodeOf(err))
		}
	}
}

// A cancelled proof returns the context's error at whatever stage it is, soon.
func TestCancel(t *testing.T) {
	b := backend(t, "go")
	p := toyProof{&toyAIR{n: 1 << 10, interactive: true, spoil: -1}, byteParams(2, []int{0, 4, 3}, 8, 5, 8)}
	stages := map[string]bool{}
	in := p.proveInput(b)
	in.Events = func(e event.Event) { stages[e.Stage] = true }
	mustProve(t, in)
	if len(stages) < 10 {
		t.Fatalf("only %d stages: %v", len(stages), stages)
	}
	for stage := range stages {
		ctx, cancel := context.WithCancel(context.Background())
		var at time.Time
		in.Events = func(e event.Event) {
			if e.Stage == stage && e.Kind == event.StageBegin {
				at = time.Now()
				cancel()
			}
		}
		_, err := stark.Prove(ctx, in)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled in stage %q: %v", stage, err)
		}
		if d := time.Since(at); d > time.Second {
			t.Errorf("stage %q went on for %v", stage, d)
		}
		cancel()
	}
}

// Stages nest and end, and progress stays within bounds.
func TestEvents(t *testing.T) {
	p := toyProof{&toyAIR{n: 64, interactive: true, spoil: -1}, byteParams(2, []int{0, 3}, 8, 5, 4)}
	in := p.proveInput(backend(t, "go"))
	var open []string
	in.Events = func(e event.Event) {
		switch e.Kind {
		case event.StageBegin:
			open = append(open, e.Stage)
		case event.StageEnd:
			if len(open) == 0 || open[len(open)-1] != e.Stage {
				t.Fatalf("stage %q ends in %q", e.Stage, open)
			}
			open = open[:len(open)-1]
		case event.StageProgress:
			if e.Done == 0 || e.Done > e.Total {
				t.Errorf("%q: %d of %d", e.Stage, e.Done, e.Total)
			}
		}
	}
	mustProve(t, in)
	if len(open) > 0 {
		t.Errorf("stages left open: %q", open)
	}
}
