package stark

import (
	"context"
	"strconv"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air"
)

// Prove makes the proof of a run. It fails with a *fault.Error that says what
// is wrong with parameters or run, or with the context's error.
func Prove(ctx context.Context, in ProveInput) (*Proof, error) {
	if err := in.Params.Validate(in.AIR.TraceLength()); err != nil {
		return nil, err
	}
	if err := in.Params.validateSegments(in.AIR); err != nil {
		return nil, err
	}
	if err := in.Plan.validate(); err != nil {
		return nil, err
	}
	t, err := newTranscript(&in.Params, in.Seed)
	if err != nil {
		return nil, err
	}
	arena, err := newArena(&in)
	if err != nil {
		return nil, err
	}
	pr := &prover{
		ctx: ctx, in: in, ch: &proverChannel{},
		arena:  arena,
		domain: newDomain(logLength(in.AIR), in.Params.LogNCosets),
	}
	defer pr.arena.Free()
	pr.ch.transcript, pr.ch.on = t, in.Annotate
	if err := pr.run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err() // whatever an interrupted operation said
		}
		return nil, err
	}
	proof := &Proof{Bytes: pr.ch.proof, PeakMemory: pr.arena.Peak()}
	if in.Annotate {
		proof.Annotations = pr.ch.text()
	}
	return proof, nil
}

// newArena opens the proof's memory, in the scratch folder if there is one.
func newArena(in *ProveInput) (kernels.Arena, error) {
	if in.Scratch == nil {
		return in.Backend.NewArena(in.Plan.Limit), nil
	}
	b, ok := in.Backend.(kernels.ScratchBackend)
	if !ok {
		return nil, fault.New(kernels.CodeUnsupported, "the backend %q has no use for a scratch folder", in.Backend.Name()).
			WithHint("leave the folder out, or choose a backend of the CPU")
	}
	return b.NewScratchArena(in.Plan.Limit, in.Scratch), nil
}

// prover walks through the protocol. (Stone: stark.cc.)
type prover struct {
	ctx    context.Context
	in     ProveInput
	ch     *proverChannel
	arena  kernels.Arena
	domain domain

	original, interaction, composition *committedTable
	airParams                          []kernels.Element
	oods                               oods
}

// traces are the committed tables of the trace.
func (pr *prover) traces() []*committedTable {
	if pr.interaction == nil {
		return []*committedTable{pr.original}
	}
	return []*committedTable{pr.original, pr.interaction}
}

func (pr *prover) run() error {
	trace, err := pr.writeTrace()
	if err != nil {
		return err
	}
	defer pr.ch.enter(statementName)()
	defer pr.ch.enter("STARK")()
	elements, err := pr.commitTraces(trace)
	if err != nil {
		return err
	}
	alpha := drawAlpha(&pr.ch.channel, "Original")
	if pr.airParams, err = pr.in.AIR.Params(pr.in.Run.Public, elements, &alpha); err != nil {
		return err
	}
	deep, err := pr.outOfDomain()
	if err != nil {
		return err
	}
	return pr.lowDegree(deep)
}

// writeTrace writes the original trace and brings it to the backend, column by
// column as they are written if the AIR tells.
func (pr *prover) writeTrace() (kernels.Columns, error) {
	defer pr.in.Events.Begin("Trace generation")()
	w, ok := pr.in.AIR.(air.TraceWriter)
	if !ok {
		host, err := pr.in.AIR.WriteTrace(pr.ctx, pr.in.Run)
		if err != nil {
			return nil, err
		}
		return pr.arena.Upload(pr.ctx, host)
	}
	if err := w.CheckRun(pr.in.Run); err != nil {
		return nil, err
	}
	width, _ := w.Widths()
	host, err := pr.arena.NewHost(width, w.TraceLength())
	if err != nil {
		return nil, err
	}
	upload, err := pr.arena.BeginUpload(pr.ctx, host)
	if err != nil {
		return nil, err
	}
	if err := w.WriteTraceTo(pr.ctx, pr.in.Run, host, upload.Ready); err != nil {
		upload.Abandon()
		return nil, err
	}
	return upload.Finish()
}

// newTrace is a committed table over the evaluation domain.
func (pr *prover) newTrace(name string, coeffs kernels.Columns) *committedTable {
	return &committedTable{
		table:  newTable(&pr.in.Params, name, pr.domain.logCosets, pr.domain.logLen, coeffs.Width()),
		domain: pr.domain, coeffs: coeffs,
	}
}

// commitTrace interpolates a trace given over the trace domain and commits to
// it. The composition polynomial is evaluated next, first on its last coset.
func (pr *prover) commitTrace(name, stage string, evals kernels.Columns) (*committedTable, error) {
	defer pr.in.Events.Begin(stage)()
	defer pr.ch.enter("Commit on Trace")()
	end := pr.in.Events.Begin("Interpolation")
	err := pr.in.Backend.Interpolate(pr.ctx, evals, one())
	end()
	if err != nil {
		return nil, err
	}
	t := pr.newTrace(name, evals)
	return t, pr.commit(t, nil, numHalves-1, stage)
}

// commitTraces commits to the original and the interaction trace and returns
// the interaction elements.
func (pr *prover) commitTraces(trace kernels.Columns) (elements []kernels.Element, err error) {
	_, interactionWidth := pr.in.AIR.Widths()
	var copied kernels.Columns
	if interactionWidth > 0 && pr.in.Plan.KeepTrace {
		if copied, err = pr.arena.Copy(pr.ctx, trace); err != nil {
			return nil, err
		}
	}
	leave := pr.ch.enter("Original")
	pr.original, err = pr.commitTrace("the original trace", "Commit on trace", trace)
	leave()
	if err != nil || interactionWidth == 0 {
		return nil, err
	}
	defer pr.ch.enter("Interaction")()
	elements = drawInteraction(&pr.ch.channel, pr.in.AIR)
	evals, err := pr.writeInteraction(copied, interactionWidth, elements)
	if err != nil {
		return nil, err
	}
	pr.interaction, err = pr.commitTrace("the interaction trace", "Commit on interaction trace", evals)
	return elements, err
}

// writeInteraction computes the interaction columns over the trace domain from
// the original trace's evaluations there: the copy, if one was kept.
func (pr *prover) writeInteraction(copied kernels.Columns, width int, elements []kernels.Element) (kernels.Columns, error) {
	defer pr.in.Events.Begin("Interaction trace generation")()
	original := copied
	if original == nil {
		var err error
		if original, err = pr.evaluate(pr.original, one()); err != nil {
			return nil, err
		}
		if len(pr.original.kept) >= numHalves {
			defer pr.original.freeScratch()
		}
	} else {
		defer copied.Free()
	}
	// Cells that no component writes are zero.
	dst, err := pr.arena.Zeros(pr.ctx, width, pr.domain.length())
	if err != nil {
		return nil, err
	}
	return dst, pr.in.AIR.WriteInteraction(pr.ctx, pr.in.Backend, dst, original, pr.in.Run.Public, elements)
}

// outOfDomain commits to the composition polynomial, samples it and the traces
// at z, and returns the DEEP polynomial on coset 0.
func (pr *prover) outOfDomain() (kernels.Columns, error) {
	defer pr.ch.enter("Out Of Domain Sampling")()
	if err := pr.commitComposition(); err != nil {
		return nil, err
	}
	if err := pr.sample(); err != nil {
		return nil, err
	}
	alpha := drawAlpha(&pr.ch.channel, "")
	return pr.evaluateDeep(&alpha)
}

// openTraces sends the traces' rows that the queries need.
func (pr *prover) openTraces(queries []uint64) error {
	defer pr.ch.enter("Layer 0")()
	defer pr.ch.enter("Virtual Oracle")()
	defer pr.in.Events.Begin("FRI virtual oracle callback")()
	rows := firstLayerRows(queries, pr.in.Params.FRI.StepList[0])
	for i, t := range append(pr.traces(), pr.composition) {
		leave := pr.ch.enter("Trace " + strconv.Itoa(i))
		err := decommit(pr.ctx, pr.ch, t, rows, nil)
		leave()
		if err != nil {
			return err
		}
	}
	return nil
}

// progress reports how far a stage is, at most a hundred times.
func (pr *prover) progress(stage string, done, total int) {
	if done*100/total != (done-1)*100/total {
		pr.in.Events.Progress(stage, uint64(done), uint64(total))
	}
}
