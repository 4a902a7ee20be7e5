package prover

import (
	"context"
	"time"

	"quarry/fault"
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
	w := &work{options: &o, statement: statement, runBytes: job.Source.RunBytes(), events: events}
	defer w.release()
	if err := w.equip(ctx, o.Backend); err != nil {
		return nil, err
	}
	end = events.Begin(StageRun)
	w.run, err = job.Source.Run(ctx)
	end()
	if err != nil {
		return nil, err
	}
	proof, err := w.prove(ctx)
	if err != nil && o.Backend == "" && w.plan.Device != nil && ofDevice(err) {
		events.Note(StageProof, "the proof is made once more on the processor, as the GPU failed: "+err.Error())
		w.release()
		if err = w.equip(ctx, bestCPU()); err == nil {
			proof, err = w.prove(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	w.release() // what is left to do needs no device
	artifact := &Artifact{
		Proof: proof.Bytes, Annotations: proof.Annotations, Statement: statement, Version: o.Version,
		Plan: w.plan, Backend: w.backend.Name(), PeakArena: proof.PeakMemory, Traffic: w.traffic,
	}
	if !o.SkipVerify {
		end = events.Begin(StageSelfVerify)
		err = selfVerify(statement, o.Version, proof.Bytes)
		end()
		if err != nil {
			return nil, fault.Wrap(err, CodeSelfCheck, "the finished proof does not verify; it is not handed out").
				At("backend %s", w.backend.Name()).WithHint("this is a fault of Quarry or of this machine; try --backend=go")
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
