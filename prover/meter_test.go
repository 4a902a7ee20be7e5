package prover_test

import (
	"context"
	"testing"

	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/event"
	"quarry/prover/stone"
)

// Over a real proof the fraction never falls, and ends at all but what the job
// left out.
func TestMeter(t *testing.T) {
	t.Chdir(reference.Get(t, "s14").Unpack(t))
	m, last, stages := prover.NewMeter(prover.StageShares()), 0.0, map[string]bool{}
	_, err := prover.Prove(context.Background(), prover.Job{
		Source: &prover.StoneInput{Files: stone.Files{
			Parameters: reference.Parameters, ProverConfig: reference.ProverConfig,
			PublicInput: reference.PublicInput, PrivateInput: reference.PrivateInput,
		}},
		Options: prover.Options{Events: func(e event.Event) {
			m.Receive(e)
			stages[m.Counted()] = true
			if f := m.Fraction(); f < last || f > 1 {
				t.Errorf("at %s: %v after %v", e.Stage, f, last)
			}
			last = m.Fraction()
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != 1 || m.Stage() != "" {
		t.Errorf("at the end: %v, stage %q", last, m.Stage())
	}
	for _, s := range prover.StageShares() {
		if !stages[s.Stage] {
			t.Errorf("stage %s was never counted", s.Stage)
		}
	}
}

func TestMeterCountsOnlyWhatIsThere(t *testing.T) {
	m := prover.NewMeter([]prover.StageShare{{Stage: "a", Share: 1}, {Stage: "b", Share: 3}})
	for _, step := range []struct {
		e    event.Event
		want float64
	}{
		{event.Event{Kind: event.StageBegin, Stage: "a"}, 0},
		{event.Event{Kind: event.StageBegin, Stage: "inner"}, 0},
		{event.Event{Kind: event.StageProgress, Stage: "inner", Done: 1, Total: 2}, 0},
		{event.Event{Kind: event.StageEnd, Stage: "inner"}, 0},
		{event.Event{Kind: event.StageEnd, Stage: "a"}, 0.25},
		{event.Event{Kind: event.StageBegin, Stage: "b"}, 0.25},
		{event.Event{Kind: event.StageProgress, Stage: "b", Done: 9, Total: 6}, 1},
		{event.Event{Kind: event.StageProgress, Stage: "b", Done: 1, Total: 3}, 1},
	} {
		m.Receive(step.e)
		if got := m.Fraction(); got != step.want {
			t.Errorf("%+v: %v, want %v", step.e, got, step.want)
		}
	}
}
