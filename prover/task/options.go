package task

import (
	"math/bits"
	"slices"
	"strings"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/cairo"
	"quarry/prover/stone"
)

// AutoLayout is the layout of tasks that leave the choice to Quarry.
const AutoLayout = "auto"

// Policy is what one who accepts tasks demands of them.
type Policy struct {
	// Floor is what parameters must be worth at least.
	Floor stone.Floor
	// MaxSteps bounds the steps of every run; 0 for DefaultMaxSteps.
	MaxSteps uint64
	// MaxMemory is the most that one proof can be given, in bytes; 0 if that is
	// not known.
	MaxMemory int64
	// RerunSteps makes Judge run programs again that take at most so many steps,
	// padding included: the proof must then be of exactly that run. Without that
	// it is of some run of the program: with a worker that lies, maybe on another
	// input. 0 for never.
	RerunSteps uint64
}

// DefaultPolicy demands stone.DefaultFloor.
func DefaultPolicy() Policy { return Policy{Floor: stone.DefaultFloor} }

// DefaultMaxSteps bounds runs for which neither task nor policy says anything.
const DefaultMaxSteps = cairo.DefaultMaxSteps

// Presets are the names for Security.Preset, with what they stand for.
func Presets() map[string]stone.Taker {
	return map[string]stone.Taker{"stone": stone.ForStone, "integrity": stone.ForIntegrity, "starkex": stone.ForEthereum, "quarry": stone.ForQuarry}
}

// maxBits bounds a wish for security: no field of this size gives more.
const maxBits = 256

// Wish is what the task's parameters are chosen by if it brings none.
func (t *Task) Wish() (stone.Wish, error) {
	w := prover.DefaultWish
	if t.Security.Preset != "" {
		taker, ok := Presets()[t.Security.Preset]
		if !ok {
			return w, option("security.preset", "there is no preset %q", t.Security.Preset).
				WithHint("presets are stone, integrity, starkex and quarry")
		}
		w.Taker = taker
	}
	if b := t.Security.Bits; b < 0 || b > maxBits {
		return w, option("security.bits", "%d bits of security are wished", b).WithHint("80 is the default, 128 much")
	} else if b > 0 {
		w.Bits = float64(b)
	}
	if t.Security.Regime != "" {
		i := slices.IndexFunc(stone.Regimes(), func(r stone.Regime) bool { return r.String() == t.Security.Regime })
		if i < 0 {
			return w, option("security.regime", "there is no regime %q", t.Security.Regime).
				WithHint("regimes are conjectured, johnson and unique")
		}
		w.Regime = stone.Regimes()[i]
	}
	return w, nil
}

// StoneVersion is the version of Stone whose proof is made. Without a wish it
// is v3, but v2 for StarkWare's verifier on Ethereum, which takes no other.
func (t *Task) StoneVersion() (stone.Version, error) {
	starkex := t.Security.Preset == "starkex"
	if t.Version == "" {
		if starkex {
			return stone.V2, nil
		}
		return stone.V3, nil
	}
	v, err := stone.ParseVersion(t.Version)
	if err != nil {
		return v, option("stone_version", "there is no version %q of Stone here", t.Version).WithHint("v3 or v2")
	}
	if starkex && v != stone.V2 {
		return v, option("stone_version", "the preset starkex is for a verifier that takes proofs of v2, not %s", v)
	}
	return v, nil
}

// layout is the layout that the task names, "" or AutoLayout.
func (t *Task) checkLayout() error {
	if t.Layout == "" || t.Layout == AutoLayout {
		return nil
	}
	if _, ok := layouts.Describe(t.Layout); !ok {
		return option("layout", "there is no layout %q", t.Layout).
			WithHint("layouts are auto, %s", strings.Join(layouts.Names(), ", "))
	}
	return nil
}

// maxSteps is the least of the bounds on the run's steps.
func (t *Task) maxSteps(p *Policy) uint64 {
	most := p.MaxSteps
	if most == 0 {
		most = DefaultMaxSteps
	}
	if t.MaxSteps > 0 {
		most = min(most, t.MaxSteps)
	}
	return most
}

// checkSteps checks the task's own bounds.
func (t *Task) checkSteps(p *Policy) error {
	most := t.maxSteps(p)
	if t.MinSteps > most {
		return fault.New(CodeSteps, "at least %d steps are wished, at most %d are allowed", t.MinSteps, most).At("min_steps")
	}
	return nil
}

// boundSteps checks a run's number of steps.
func (t *Task) boundSteps(steps uint64, p *Policy) error {
	if most := t.maxSteps(p); steps > most {
		return fault.New(CodeSteps, "the run has %d steps, at most %d are allowed", steps, most).At("n_steps")
	}
	return nil
}

// stepsOf is the number of steps for which parameters are: FRI ends right for
// one number only.
func stepsOf(p *stone.Parameters) uint64 {
	fri := &p.STARK.FRI
	log := bits.Len(uint(fri.LastLayerDegreeBound)) - 1 - 4
	for _, s := range fri.StepList {
		log += s
	}
	if log < 0 || log > 40 {
		return 0
	}
	return 1 << log
}

// checkFloor compares what parameters are worth with the policy.
func checkFloor(f stone.Floor, s *stone.Soundness) error {
	if b := s.In(f.Regime); !(b.Bits >= f.Bits) { // so that NaN is no floor
		return fault.New(CodeFloor, "the parameters are worth %.1f bits in the regime %s (%s), this server demands %g",
			b.Shown(), f.Regime, f.Regime.About(), f.Bits).At("parameters").
			WithHint("more queries, a larger blow-up factor or more proof of work help")
	}
	if s.CollisionBits < f.CollisionBits {
		return fault.New(CodeFloor, "collisions of %s cost 2^%d hashes, this server demands 2^%d",
			s.WeakestHash, s.CollisionBits, f.CollisionBits).At("parameters")
	}
	return nil
}

func option(field, format string, args ...any) *fault.Error {
	return fault.New(CodeOption, format, args...).At("%s", field)
}
