package stark

import (
	"quarry/fault"
	"quarry/prover/air"
)

// MemoryPlan says what a proof keeps in the backend's memory and what it
// computes again. The proof's bytes do not depend on it. The zero value keeps
// as little as possible, except that trees are whole.
type MemoryPlan struct {
	// KeepCosets is how many cosets of every committed table stay in memory;
	// more than there are means all. With 2, nothing is evaluated twice but
	// the rows that queries open; with all, not even these; with 0, one coset
	// of the traces is evaluated again for the composition polynomial.
	KeepCosets int
	// InPlace evaluates cosets that are not kept in place of the coefficients,
	// which are interpolated again from them: half the memory of the traces,
	// twice the transforms.
	InPlace bool
	// KeepTrace keeps the trace's evaluations until the interaction columns
	// are written, instead of evaluating them again.
	KeepTrace bool
	// SkipLayers lowest levels of every tree are not kept: what is opened
	// there is hashed again from rows. Each level halves the tree.
	SkipLayers int
	// Limit is the arena's limit in bytes; 0 is none.
	Limit int64
}

// KeepAll is a value of MemoryPlan.KeepCosets that keeps every coset.
const KeepAll = 1 << maxLogNCosets

// maxSkipLayers bounds the rows that are read again for one query.
const maxSkipLayers = 10

func (p *MemoryPlan) validate() error {
	if p.KeepCosets < 0 || p.SkipLayers < 0 || p.SkipLayers > maxSkipLayers || p.Limit < 0 {
		return fault.New(CodeMemoryPlan, "the memory plan %+v is out of range", *p).WithHint("at most %d layers may be skipped", maxSkipLayers)
	}
	return nil
}

// Shape is what the memory of a proof depends on.
type Shape struct {
	// LogLength is log2 of the trace length.
	LogLength int
	// Original and Interaction are the widths of the traces.
	Original, Interaction int
	// Tables are the bytes of the constraint program's tables, which lie in main
	// memory, beside the backend's arena, while the composition polynomial is
	// computed; a device holds them, too.
	Tables int64
	Params Params
}

// ShapeOf is the shape of proofs of an AIR.
func ShapeOf(a air.AIR, p Params) Shape {
	original, interaction := a.Widths()
	return Shape{LogLength: logLength(a), Original: original, Interaction: interaction, Tables: tableBytes(a), Params: p}
}

// StageMemory is the most that a stage of a proof holds.
type StageMemory struct {
	Stage string // the stage's name, as in events
	Peak  int64  // bytes
}

// Memory predicts what a proof of the shape holds in the backend's arena under
// the plan: the peak of each stage and of all. The parameters must be valid for
// the length. Of what lies outside of the arena it counts the constraint
// program's tables, but not the run itself and scratch of the cores.
func (s Shape) Memory(plan MemoryPlan) (stages []StageMemory, peak int64) {
	l := &ledger{shape: s, plan: plan}
	l.run()
	for _, m := range l.stages {
		peak = max(peak, m.Peak)
	}
	return l.stages, peak
}

// plans are the ones to choose from, fastest first. The generous ones compute
// nothing twice but save little time by it: the first thrifty one takes a
// tenth more, in less than half of the memory.
var plans = struct{ generous, thrifty []MemoryPlan }{
	generous: []MemoryPlan{
		{KeepCosets: KeepAll, KeepTrace: true},
		{KeepCosets: KeepAll},
		{KeepCosets: KeepAll, SkipLayers: 2},
		{KeepCosets: numHalves, KeepTrace: true, SkipLayers: 2},
	},
	thrifty: []MemoryPlan{
		{KeepTrace: true, SkipLayers: 2},
		{KeepTrace: true, SkipLayers: 4},
		{SkipLayers: 4},
		{InPlace: true, SkipLayers: 2},
		{InPlace: true, SkipLayers: 4},
		{InPlace: true, SkipLayers: 6},
	},
}

// ChoosePlan returns the fastest plan whose predicted peak is within budget
// bytes, and the peak; a plan that keeps all evaluations only if its peak is
// within generous bytes, too. The plan's limit is the budget. If there is none
// it fails with CodeMemoryPlan and names what the thriftiest plan needs.
func (s Shape) ChoosePlan(budget, generous int64) (MemoryPlan, int64, error) {
	if plan, peak, ok := s.firstWithin(plans.generous, min(budget, generous)); ok {
		plan.Limit = budget
		return plan, peak, nil
	}
	plan, peak, ok := s.firstWithin(plans.thrifty, budget)
	if !ok {
		return MemoryPlan{}, peak, fault.New(CodeMemoryPlan, "the proof needs at least %d bytes, but only %d may be used", peak, budget).
			WithHint("allow more memory, or prove fewer steps or with a smaller blow-up factor")
	}
	plan.Limit = budget
	return plan, peak, nil
}

// firstWithin returns the first plan within the budget and its peak, or the
// peak of the last plan.
func (s Shape) firstWithin(plans []MemoryPlan, budget int64) (plan MemoryPlan, peak int64, ok bool) {
	for _, plan := range plans {
		if _, peak = s.Memory(plan); peak <= budget {
			return plan, peak, true
		}
	}
	return MemoryPlan{}, peak, false
}

// ledger adds up what the prover allocates, step by step as prove.go,
// composition.go and fri_prover.go do it.
type ledger struct {
	shape  Shape
	plan   MemoryPlan
	inUse  int64
	stages []StageMemory
}

func (l *ledger) begin(stage string) {
	l.stages = append(l.stages, StageMemory{Stage: stage, Peak: l.inUse})
}

func (l *ledger) alloc(bytes int64) {
	l.inUse += bytes
	current := &l.stages[len(l.stages)-1]
	current.Peak = max(current.Peak, l.inUse)
}

func (l *ledger) free(bytes int64) { l.inUse -= bytes }

// columns is the size of columns over the trace domain.
func (l *ledger) columns(width int) int64 { return int64(width) * elementSize << l.shape.LogLength }

func (l *ledger) cosets() int { return 1 << l.shape.Params.LogNCosets }

// kept is how many cosets stay.
func (l *ledger) kept() int { return min(l.plan.KeepCosets, l.cosets()) }

// commitTrace mirrors prover.commit for a table of columns over the
// evaluation domain.
func (l *ledger) commitTrace(width int) {
	t := newTable(&l.shape.Params, "", l.shape.Params.LogNCosets, l.shape.LogLength, width)
	t.SkipLayers = l.plan.SkipLayers
	coset := l.columns(width)
	l.alloc(2 << t.KeptLevel() * elementSize)
	l.alloc(int64(l.kept()) * coset)
	if l.kept() == l.cosets() || l.plan.InPlace {
		return
	}
	l.alloc(coset)
	if l.kept() >= numHalves {
		l.free(coset)
	} // else it stays to the end
}

// commitLayer mirrors prover.commit for a FRI layer, whose coset 0 is given.
func (l *ledger) commitLayer(t table, coset int64) {
	t.SkipLayers = l.plan.SkipLayers
	l.alloc(2 << t.KeptLevel() * elementSize)
	held := max(l.kept(), 1)
	l.alloc(int64(held-1) * coset)
	if held < l.cosets() {
		l.alloc(coset)
		l.free(coset)
	}
}

func (l *ledger) run() {
	s := &l.shape
	interactive := s.Interaction > 0
	l.begin("Commit on trace")
	l.alloc(l.columns(s.Original))
	if interactive && l.plan.KeepTrace {
		l.alloc(l.columns(s.Original))
	}
	l.commitTrace(s.Original)
	if interactive {
		l.interaction()
	}
	l.composition()
	l.deep()
	l.fri()
}

func (l *ledger) interaction() {
	s := &l.shape
	l.begin("Interaction trace generation")
	original := l.columns(s.Original)
	again := !l.plan.KeepTrace && !l.plan.InPlace && l.kept() >= numHalves
	if again { // there is no scratch at hand
		l.alloc(original)
	}
	l.alloc(l.columns(s.Interaction))
	if again || l.plan.KeepTrace {
		l.free(original)
	}
	l.begin("Commit on interaction trace")
	l.commitTrace(s.Interaction)
}

func (l *ledger) composition() {
	l.begin("Composition polynomial computation")
	values := l.columns(numHalves)
	l.alloc(values + l.shape.Tables)
	l.free(l.shape.Tables)
	l.begin("Polynomial breaker")
	l.alloc(l.columns(numHalves))
	l.free(values)
	l.begin("Commit on composition")
	l.commitTrace(numHalves)
}

func (l *ledger) deep() {
	l.begin("FRI virtual oracle computation")
	if l.kept() == l.cosets() {
		l.free(l.columns(l.shape.Original + l.shape.Interaction + numHalves))
	}
	// Backends hold the inverses of x − z·g^shift meanwhile; z² has one shift.
	inverses := l.columns(1)
	l.alloc(l.columns(1) + inverses)
	l.free(inverses)
}

// fri mirrors friProver: at each layer, values on coset 0 are held.
func (l *ledger) fri() {
	l.begin("FRI commit phase")
	layers := friLayers(&l.shape.Params, domain{logLen: l.shape.LogLength, logCosets: l.shape.Params.LogNCosets})
	size := func(i int) int64 { return elementSize << layers[i].domain.logLen }
	for i := range layers[1:] {
		last := i+1 == len(layers)-1
		if layers[i].step > 0 {
			l.alloc(size(i + 1))
			switch {
			case i == 0:
				l.free(size(0))
			default:
				if last {
					l.checkDegree(size(i), size(i+1))
				}
				if l.kept() == 0 {
					l.free(size(i))
				}
			}
		}
		if last {
			l.free(size(i + 1))
			return
		}
		l.alloc(size(i + 1)) // coefficients
		l.commitLayer(layers[i+1].table(&l.shape.Params, i+1), size(i+1))
		if l.kept() == l.cosets() {
			l.free(size(i + 1))
		}
	}
}

// checkDegree mirrors friProver.checkDegree.
func (l *ledger) checkDegree(layer, next int64) {
	scratch := int64(0)
	if l.kept() < numHalves {
		scratch = layer
	}
	l.alloc(scratch + next)
	l.free(scratch)
	l.alloc(next)
	l.free(2 * next)
}
