package stark_test

import (
	"context"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air"
	"quarry/prover/stark"
	"quarry/prover/stone/stonetest"
)

// Parameters that Stone would abort on, or that make no sense, are refused with
// a code, by prover and verifier alike.
func TestValidate(t *testing.T) {
	good := func() stark.Params { return byteParams(2, []int{0, 4, 3}, 8, 10, 20) }
	cases := []struct {
		name   string
		change func(p *stark.Params)
		code   fault.Code
	}{
		{"good", func(*stark.Params) {}, ""},
		{"one coset", func(p *stark.Params) { p.LogNCosets = 0 }, stark.CodeLogNCosets},
		{"too many cosets", func(p *stark.Params) { p.LogNCosets = 17 }, stark.CodeLogNCosets},
		{"no queries", func(p *stark.Params) { p.FRI.NQueries = 0 }, stark.CodeNQueries},
		{"too many queries", func(p *stark.Params) { p.FRI.NQueries = 1 << 30 }, stark.CodeNQueries},
		{"no steps", func(p *stark.Params) { p.FRI.StepList = nil }, stark.CodeFRISteps},
		{"second step 0", func(p *stark.Params) { p.FRI.StepList = []int{4, 0, 3} }, stark.CodeFRISteps},
		{"negative step", func(p *stark.Params) { p.FRI.StepList = []int{8, -1} }, stark.CodeFRISteps},
		{"huge step", func(p *stark.Params) { p.FRI.StepList = []int{1 << 40} }, stark.CodeFRISteps},
		{"steps too short", func(p *stark.Params) { p.FRI.StepList = []int{0, 4, 2} }, stark.CodeFRISteps},
		{"last layer no power of two", func(p *stark.Params) { p.FRI.LastLayerDegreeBound = 9 }, stark.CodeFRISteps},
		{"last layer zero", func(p *stark.Params) { p.FRI.LastLayerDegreeBound = 0 }, stark.CodeFRISteps},
		{"last layer only", func(p *stark.Params) { p.FRI.StepList, p.FRI.LastLayerDegreeBound = []int{0}, 1024 }, ""},
		{"negative work", func(p *stark.Params) { p.FRI.ProofOfWorkBits = -1 }, stark.CodeProofOfWorkBits},
		{"too much work", func(p *stark.Params) { p.FRI.ProofOfWorkBits = 65 }, stark.CodeProofOfWorkBits},
		{"work with pedersen", func(p *stark.Params) { p.ChannelHash = kernels.Pedersen }, stark.CodeProofOfWorkBits},
		{"pedersen without work", func(p *stark.Params) { p.ChannelHash, p.FRI.ProofOfWorkBits = kernels.Pedersen, 0 }, ""},
		{"felt work with poseidon3", func(p *stark.Params) {
			p.ChannelHash, p.Hash, p.PowHash = kernels.Poseidon3, kernels.Poseidon3, kernels.Poseidon3
		}, stark.CodeProofOfWorkBits},
		{"unknown hash", func(p *stark.Params) { p.Hash = 200 }, stark.CodeHashCombination},
		{"negative layers", func(p *stark.Params) { p.FriendlyLayers = -1 }, stark.CodeFriendlyLayers},
		{"felt channel, msb hash", func(p *stark.Params) { p.ChannelHash = kernels.Poseidon3 }, stark.CodeHashCombination},
		{"felt channel, lsb hash", func(p *stark.Params) {
			p.ChannelHash, p.Hash = kernels.Poseidon3, kernels.Keccak256Masked160LSB
		}, ""},
		{"felt channel, msb friendly hash", func(p *stark.Params) {
			p.ChannelHash, p.Hash, p.FriendlyLayers = kernels.Poseidon3, kernels.Keccak256Masked160LSB, 5
		}, stark.CodeHashCombination},
		{"felt channel, msb hash in no level", func(p *stark.Params) {
			p.ChannelHash, p.FriendlyHash, p.FriendlyLayers = kernels.Poseidon3, kernels.Poseidon3, 13
		}, ""},
		{"felt channel, msb hash in the leaves", func(p *stark.Params) {
			p.ChannelHash, p.FriendlyHash, p.FriendlyLayers = kernels.Poseidon3, kernels.Poseidon3, 12
		}, stark.CodeHashCombination},
		{"felt channel, msb hash below what is sent", func(p *stark.Params) {
			p.ChannelHash, p.FriendlyHash, p.FriendlyLayers = kernels.Poseidon3, kernels.Blake256Masked248LSB, 11
			p.FRI.StepList = []int{2, 2, 3}
		}, ""},
		{"felt channel, msb hash in the last level sent", func(p *stark.Params) {
			p.ChannelHash, p.FriendlyHash, p.FriendlyLayers = kernels.Poseidon3, kernels.Blake256Masked248LSB, 10
			p.FRI.StepList = []int{2, 2, 3}
		}, stark.CodeHashCombination},
		{"felt channel, msb hash sent modulo p", func(p *stark.Params) {
			p.ChannelHash, p.FriendlyHash, p.FriendlyLayers = kernels.Poseidon3, kernels.Pedersen, 10
			p.FRI.StepList = []int{2, 2, 3}
		}, ""},
		{"poseidon3 above msb", func(p *stark.Params) { p.FriendlyHash, p.FriendlyLayers = kernels.Poseidon3, 5 }, stark.CodeHashCombination},
		{"pedersen above msb", func(p *stark.Params) { p.FriendlyHash, p.FriendlyLayers = kernels.Pedersen, 5 }, ""},
	}
	a := &toyAIR{n: 1 << 10, interactive: true, spoil: -1}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := good()
			c.change(&p)
			err := p.Validate(a.n)
			if fault.CodeOf(err) != c.code || (err == nil) != (c.code == "") {
				t.Fatalf("%v [%s], expected %q", err, fault.CodeOf(err), c.code)
			}
			if c.code == "" {
				return
			}
			s := toyProof{a, p}
			if _, err := stark.Verify(s.verifyInput(nil)); fault.CodeOf(err) != c.code {
				t.Errorf("the verifier says %v", err)
			}
			if _, err := stark.Prove(context.Background(), s.proveInput(backend(t, "go"))); fault.CodeOf(err) != c.code {
				t.Errorf("the prover says %v", err)
			}
		})
	}
	p := good()
	for _, n := range []int{0, 1, -8, 1000} {
		if err := p.Validate(n); fault.CodeOf(err) != stark.CodeFRISteps {
			t.Errorf("trace length %d: %v", n, err)
		}
	}
}

// Stone's prover refuses friendly layers that end above its segments, which
// depend on the tasks; the verifier does not.
func TestFriendlyLayersAndSegments(t *testing.T) {
	for _, c := range []struct {
		layers, tasks int
		code          fault.Code
	}{
		{0, 32, ""}, {1, 1, stark.CodeFriendlyLayers}, {2, 1, ""}, {2, 0, ""},
		{4, 8, stark.CodeFriendlyLayers}, {5, 8, ""}, {99, 8, ""}, {7, 1 << 20, ""},
	} {
		p := toyProof{&toyAIR{n: 1 << 6, interactive: true, spoil: -1}, byteParams(2, []int{0, 3}, 8, 3, 0)}
		p.params.FriendlyLayers, p.params.TasksPerSegment = c.layers, c.tasks
		_, err := stark.Prove(context.Background(), p.proveInput(backend(t, "go")))
		if fault.CodeOf(err) != c.code {
			t.Errorf("%d layers, %d tasks: %v", c.layers, c.tasks, err)
		}
		if err := p.params.Validate(1 << 6); err != nil {
			t.Errorf("%d layers: %v", c.layers, err)
		}
	}
}

func TestBadPlan(t *testing.T) {
	for _, plan := range []stark.MemoryPlan{{KeepCosets: -1}, {SkipLayers: -1}, {SkipLayers: 40}, {Limit: -1}} {
		in := byteToy.proveInput(backend(t, "go"))
		in.Plan = plan
		if _, err := stark.Prove(context.Background(), in); fault.CodeOf(err) != stark.CodeMemoryPlan {
			t.Errorf("%+v: %v", plan, err)
		}
	}
	in := byteToy.proveInput(backend(t, "go"))
	in.Plan.Limit = 10000
	if _, err := stark.Prove(context.Background(), in); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		t.Errorf("limit of 10000 bytes: %v", err)
	}
}

// tablelessBackend has no memory for tables.
type tablelessBackend struct{ kernels.Backend }

func (b tablelessBackend) NewArena(limit int64) kernels.Arena {
	return tablelessArena{b.Backend.NewArena(limit)}
}

type tablelessArena struct{ kernels.Arena }

func (tablelessArena) NewHost(width, length int) (*kernels.HostColumns, error) {
	return nil, fault.New(kernels.CodeOutOfMemory, "no table of %d columns and %d rows", width, length)
}

// A run that is refused costs no table.
func TestRefusedRun(t *testing.T) {
	l := stonetest.Load(t, "s01")
	in := stark.ProveInput{AIR: newAIR(t, l), Run: l.Run, Seed: l.Seed, Params: l.Params, Backend: tablelessBackend{backend(t, "go")}}
	if _, err := stark.Prove(t.Context(), in); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		t.Errorf("a good run: %v", err)
	}
	l.Run.Trace = l.Run.Trace[1:]
	if _, err := stark.Prove(t.Context(), in); fault.CodeOf(err) != air.CodeTraceLength {
		t.Errorf("a run that lacks a step: %v", err)
	}
}

// faultyBackend computes one operation wrongly.
type faultyBackend struct {
	kernels.Backend
	fold, program bool
}

func (b *faultyBackend) Fold(ctx context.Context, dst, src kernels.Columns, steps int, zeta, offset *kernels.Element) error {
	if b.fold && steps > 0 && !offset.IsOne() {
		var wrong kernels.Element
		zeta = wrong.Double(zeta)
	}
	return b.Backend.Fold(ctx, dst, src, steps, zeta, offset)
}

func (b *faultyBackend) EvaluateProgram(ctx context.Context, dst kernels.Columns, p *kernels.Program, in kernels.ProgramInput) error {
	if b.program {
		params := append([]kernels.Element(nil), in.Params...)
		params[toyAlpha].Double(&params[toyAlpha])
		in.Params = params
	}
	return b.Backend.EvaluateProgram(ctx, dst, p, in)
}

// The prover notices a backend that computes wrongly, and says so.
func TestFaultyBackend(t *testing.T) {
	for code, b := range map[fault.Code]*faultyBackend{
		stark.CodeLastLayerDegree: {fold: true},
		stark.CodeUnsatisfied:     {program: true},
	} {
		b.Backend = backend(t, "go")
		for _, plan := range []stark.MemoryPlan{{}, {KeepCosets: stark.KeepAll}} {
			in := byteToy.proveInput(b)
			in.Plan = plan
			_, err := stark.Prove(context.Background(), in)
			if fault.CodeOf(err) != code || !strings.Contains(err.Error(), `"go"`) {
				t.Errorf("%v [%s], expected %s", err, fault.CodeOf(err), code)
			}
		}
	}
}
