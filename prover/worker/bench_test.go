package worker_test

import (
	"testing"

	"quarry/prover"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/worker"
)

// What a child costs: the same proof in this process, in a child of its own and
// in one that is there already.
func BenchmarkProve(b *testing.B) {
	const name = "s12"
	b.Run("here", func(b *testing.B) {
		o, _, _ := order(b, name)
		for b.Loop() {
			s, err := task.NewSource(&o.Task, o.Files, o.Policy, task.RunLimits{})
			if err != nil {
				b.Fatal(err)
			}
			s.Options.MaxMemory, s.Options.Sparing, s.Options.SkipVerify = o.MaxMemory, true, true
			if _, err := prover.Prove(b.Context(), prover.Job{Source: s, Options: s.Options}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("child", func(b *testing.B) {
		o, in, out := order(b, name)
		for b.Loop() {
			p, err := spawn(b, "real", worker.Spawn{Read: []string{in, out}, Write: []string{out}})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := p.Prove(b.Context(), o, worker.Hooks{}); err != nil {
				b.Fatal(err)
			}
			p.Close()
		}
	})
	b.Run("child that lives", func(b *testing.B) {
		o, in, out := order(b, name)
		p, err := spawn(b, "real", worker.Spawn{Read: []string{in, out}, Write: []string{out}, Shared: true})
		if err != nil {
			b.Fatal(err)
		}
		defer p.Close()
		for b.Loop() {
			if _, err := p.Prove(b.Context(), o, worker.Hooks{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// How long it takes until a child has restricted itself and waits for a task.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	for b.Loop() {
		p, err := spawn(b, "real", worker.Spawn{Read: []string{dir}, Write: []string{dir}})
		if err != nil {
			b.Fatal(err)
		}
		p.Close()
	}
}

// What a judgement takes, here and in a child.
func BenchmarkJudge(b *testing.B) {
	o, in, out := order(b, "s12")
	p, err := spawn(b, "real", worker.Spawn{Read: []string{in, out}, Write: []string{out}})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	if _, err := p.Prove(b.Context(), o, worker.Hooks{}); err != nil {
		b.Fatal(err)
	}
	o.Proof = task.ProofFiles{JSON: out + "/" + worker.JSONName, Raw: out + "/" + worker.RawName}
	o.Policy = task.Policy{Floor: stone.Floor{Regime: stone.Johnson}}
	b.Run("here", func(b *testing.B) {
		for b.Loop() {
			if _, err := task.Judge(b.Context(), &o.Task, o.Files, o.Proof, o.Policy); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("child", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Judge(b.Context(), o); err != nil {
				b.Fatal(err)
			}
		}
	})
}
