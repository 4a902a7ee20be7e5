package prover

import (
	"context"
	"strconv"
	"time"

	"quarry/kernels"
	"quarry/kernels/cuda/driver"
	"quarry/prover/event"
)

// traced is a backend that emits a span for each operation, which tells when the
// device has work and when it waits for the host.
type traced struct {
	kernels.Backend
	events event.Sink
	track  string
}

// trackOf is the name of a backend's track in a timeline.
func trackOf(b kernels.Backend) string {
	if gpu, ok := b.(interface{ Device() driver.Info }); ok {
		return gpu.Device().String()
	}
	return "backend " + b.Name()
}

func (t traced) span(operation string) func() {
	start := time.Now()
	return func() {
		now := time.Now()
		t.events(event.Event{Kind: event.Span, Stage: operation, Time: now, Elapsed: now.Sub(start), Track: t.track})
	}
}

// NewArena implements kernels.Backend.
func (t traced) NewArena(limit int64) kernels.Arena {
	return tracedArena{t.Backend.NewArena(limit), t}
}

// NewScratchArena implements kernels.ScratchBackend if the backend does.
func (t traced) NewScratchArena(limit int64, scratch *kernels.Scratch) kernels.Arena {
	if b, ok := t.Backend.(kernels.ScratchBackend); ok {
		return b.NewScratchArena(limit, scratch)
	}
	return t.NewArena(limit)
}

// tracedArena is an arena whose uploads emit a span for each column, on a track
// beside the operations'.
type tracedArena struct {
	kernels.Arena
	t traced
}

// BeginUpload implements kernels.Arena.
func (a tracedArena) BeginUpload(ctx context.Context, host *kernels.HostColumns) (kernels.Upload, error) {
	u, err := a.Arena.BeginUpload(ctx, host)
	if err != nil {
		return nil, err
	}
	return tracedUpload{u, a.t}, nil
}

type tracedUpload struct {
	kernels.Upload
	t traced
}

// Finish implements kernels.Upload. The last pieces of a column and the first of
// the next go together; spans of one track may not overlap.
func (u tracedUpload) Finish() (kernels.Columns, error) {
	columns, err := u.Upload.Finish()
	var end time.Time
	for _, m := range u.Moves() {
		begin := m.Begin
		if begin.Before(end) {
			begin = end
		}
		end = m.End
		u.t.events(event.Event{Kind: event.Span, Stage: "Upload of column " + strconv.Itoa(m.Column), Time: end, Elapsed: end.Sub(begin),
			Bytes: m.Bytes, Track: u.t.track + ", copies"})
	}
	return columns, err
}

// Interpolate implements kernels.Transform.
func (t traced) Interpolate(ctx context.Context, cols kernels.Columns, offset *kernels.Element) error {
	defer t.span("Interpolate")()
	return t.Backend.Interpolate(ctx, cols, offset)
}

// Evaluate implements kernels.Transform.
func (t traced) Evaluate(ctx context.Context, dst, coeffs kernels.Columns, offset *kernels.Element) error {
	defer t.span("Evaluate")()
	return t.Backend.Evaluate(ctx, dst, coeffs, offset)
}

// EvaluateAt implements kernels.Transform.
func (t traced) EvaluateAt(ctx context.Context, coeffs kernels.Columns, base *kernels.Element, queries []kernels.ShiftQuery) ([]kernels.Element, error) {
	defer t.span("EvaluateAt")()
	return t.Backend.EvaluateAt(ctx, coeffs, base, queries)
}

// Coefficients implements kernels.Transform.
func (t traced) Coefficients(ctx context.Context, coeffs kernels.Columns, column, n int) ([]kernels.Element, error) {
	defer t.span("Coefficients")()
	return t.Backend.Coefficients(ctx, coeffs, column, n)
}

// Break implements kernels.Transform.
func (t traced) Break(ctx context.Context, dst, even, odd kernels.Columns, offset *kernels.Element) error {
	defer t.span("Break")()
	return t.Backend.Break(ctx, dst, even, odd, offset)
}

// ReadRows implements kernels.Transform.
func (t traced) ReadRows(ctx context.Context, cols kernels.Columns, rows []int) ([]kernels.Element, error) {
	defer t.span("ReadRows")()
	return t.Backend.ReadRows(ctx, cols, rows)
}

// HashRows implements kernels.Committer.
func (t traced) HashRows(ctx context.Context, tree kernels.Tree, segment int, cols kernels.Columns, arity int) error {
	defer t.span("HashRows")()
	return t.Backend.HashRows(ctx, tree, segment, cols, arity)
}

// Root implements kernels.Committer.
func (t traced) Root(ctx context.Context, tree kernels.Tree) (kernels.Digest, error) {
	defer t.span("Root")()
	return t.Backend.Root(ctx, tree)
}

// OpenNodes implements kernels.Committer.
func (t traced) OpenNodes(ctx context.Context, tree kernels.Tree, nodes []kernels.NodeIndex) ([]kernels.Digest, error) {
	defer t.span("OpenNodes")()
	return t.Backend.OpenNodes(ctx, tree, nodes)
}

// PermutationProduct implements kernels.Interaction.
func (t traced) PermutationProduct(ctx context.Context, dst kernels.View, original, sorted []kernels.View, z, alpha *kernels.Element) error {
	defer t.span("PermutationProduct")()
	return t.Backend.PermutationProduct(ctx, dst, original, sorted, z, alpha)
}

// DilutedAggregate implements kernels.Interaction.
func (t traced) DilutedAggregate(ctx context.Context, dst, sorted kernels.View, z, alpha *kernels.Element) error {
	defer t.span("DilutedAggregate")()
	return t.Backend.DilutedAggregate(ctx, dst, sorted, z, alpha)
}

// EvaluateProgram implements kernels.Evaluator.
func (t traced) EvaluateProgram(ctx context.Context, dst kernels.Columns, p *kernels.Program, in kernels.ProgramInput) error {
	defer t.span("EvaluateProgram")()
	return t.Backend.EvaluateProgram(ctx, dst, p, in)
}

// DeepQuotient implements kernels.Quotients.
func (t traced) DeepQuotient(ctx context.Context, dst kernels.Columns, in kernels.DeepInput) error {
	defer t.span("DeepQuotient")()
	return t.Backend.DeepQuotient(ctx, dst, in)
}

// Fold implements kernels.Folder.
func (t traced) Fold(ctx context.Context, dst, src kernels.Columns, steps int, zeta, offset *kernels.Element) error {
	defer t.span("Fold")()
	return t.Backend.Fold(ctx, dst, src, steps, zeta, offset)
}

// Grind implements kernels.Grinder.
func (t traced) Grind(ctx context.Context, hash kernels.Hash, prefix [32]byte, bits int) (uint64, error) {
	defer t.span("Grind")()
	return t.Backend.Grind(ctx, hash, prefix, bits)
}
