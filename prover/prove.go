package prover

import (
	"context"
	"time"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air/layouts"
	"quarry/prover/event"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

// The stages of a job around the protocol's own, as events name them.
const (
	StageInputs     = "Load inputs"
	StageRun        = "Load run"
	StageProof      = "Prover"
	StageSelfVerify = "Self-verification"
)

// Prove does a job. The proof has been verified against the statement when it
// is handed out, unless the options say otherwise. It fails with a *fault.Error,
// or with the context's error.
func Prove(ctx context.Context, job Job) (*Artifact, error) {
	o := job.Options
	timings := &recorder{next: o.Events}
	events := event.Sink(timings.receive)
	start := time.Now()

	end := events.Begin(StageInputs)
	statement, err := job.Source.Statement(ctx)
	end()
	if err != nil {
		return nil, err
	}
	backend, why, err := openBackend(o.Backend, o.Threads)
	if err != nil {
		return nil, err
	}
	a, err := layouts.New(statement.Public.Layout, statement.Public.NSteps)
	if err != nil {
		return nil, err
	}
	if err := statement.Params.Validate(a.TraceLength()); err != nil {
		return nil, err
	}
	plan, err := planFor(a, statement, job.Source.RunBytes(),
		allowance{memory: o.MaxMemory, sparing: o.Sparing, scratch: o.Scratch})
	if err != nil {
		return nil, err
	}
	if o.Admit != nil {
		if err := o.Admit(ctx, plan); err != nil {
			return nil, err
		}
	}
	var scratch *kernels.Scratch
	if plan.Mode == OnDisk {
		if scratch, err = kernels.OpenScratch(plan.Scratch, plan.Window); err != nil {
			return nil, err
		}
		if plan.ScratchInMemory {
			events.Note(StageInputs, "the scratch folder "+plan.Scratch+" lies in memory: this saves none; name one on a disk")
		}
	}
	events.Note(StageInputs, "backend "+backend.Name()+": "+why)
	events.Note(StageInputs, "memory plan: "+plan.String())

	end = events.Begin(StageRun)
	run, err := job.Source.Run(ctx)
	end()
	if err != nil {
		return nil, err
	}
	seed, err := stone.Seed(statement.Public, statement.Parameters, o.Version)
	if err != nil {
		return nil, err
	}
	end = events.Begin(StageProof)
	proof, err := stark.Prove(ctx, stark.ProveInput{
		AIR: a, Run: run, Seed: seed, Params: statement.Params, Backend: backend,
		Annotate: o.Annotations, Events: events, Plan: plan.Memory, Scratch: scratch,
	})
	end()
	if err != nil {
		return nil, err
	}
	artifact := &Artifact{
		Proof: proof.Bytes, Annotations: proof.Annotations, Statement: statement, Version: o.Version,
		Plan: plan, Backend: backend.Name(), PeakArena: proof.PeakMemory,
	}
	if !o.SkipVerify {
		end = events.Begin(StageSelfVerify)
		err = selfVerify(statement, o.Version, proof.Bytes)
		end()
		if err != nil {
			return nil, fault.Wrap(err, CodeSelfCheck, "the finished proof does not verify; it is not handed out").
				At("backend %s", backend.Name()).WithHint("this is a fault of Quarry or of this machine; try --backend=go")
		}
		artifact.Verified = true
	}
	artifact.Elapsed, artifact.Timings = time.Since(start), timings.stages
	return artifact, nil
}

// selfVerify verifies a proof against the statement, with an AIR of its own.
func selfVerify(statement *Statement, version stone.Version, proof []byte) error {
	a, err := layouts.New(statement.Public.Layout, statement.Public.NSteps)
	if err != nil {
		return err
	}
	seed, err := stone.Seed(statement.Public, statement.Parameters, version)
	if err != nil {
		return err
	}
	_, err = stark.Verify(stark.VerifyInput{
		AIR: a, Public: statement.Public, Seed: seed, Params: statement.Parameters.STARK, Proof: proof,
	})
	return err
}

// recorder keeps how long stages took and passes events on.
type recorder struct {
	next   event.Sink
	stages []Timing
}

// Timing is how long a stage took. Stages nest, so they don't add up.
type Timing struct {
	Stage   string
	Elapsed time.Duration
}

func (r *recorder) receive(e event.Event) {
	if e.Kind == event.StageEnd {
		r.stages = append(r.stages, Timing{Stage: e.Stage, Elapsed: e.Elapsed})
	}
	if r.next != nil {
		r.next(e)
	}
}
