package stone

import (
	"fmt"
	"math"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/stark"
)

// Regime is a way to bound what FRI proves: how far from the code a function
// may be that still passes. docs/soundness.md has the formulas.
type Regime uint8

const (
	// Capacity is the up-to-capacity conjecture behind the usual formula
	// n_queries · log2(blow-up) + proof_of_work_bits. It was refuted in 2025.
	Capacity Regime = iota
	// Johnson is proven up to the Johnson bound (list decoding).
	Johnson
	// UniqueDecoding is proven up to half the code's distance.
	UniqueDecoding
)

var regimes = [...]struct{ name, about, source string }{
	Capacity: {"conjectured", "up-to-capacity conjecture, refuted in 2025",
		"ethSTARK, ePrint 2021/582, section 5.10; refuted by ePrint 2025/2010 and ePrint 2025/2046"},
	Johnson: {"johnson", "proven, list decoding up to the Johnson bound",
		"BCIKS20, ePrint 2020/654, theorems 1.5 and 8.3; ethSTARK, ePrint 2021/582"},
	UniqueDecoding: {"unique", "proven, unique decoding",
		"BCIKS20, ePrint 2020/654, theorem 1.4; ethSTARK, ePrint 2021/582"},
}

// Regimes lists all regimes, the boldest first.
func Regimes() []Regime { return []Regime{Capacity, Johnson, UniqueDecoding} }

// String is the name that the command line uses: "conjectured", "johnson", "unique".
func (r Regime) String() string {
	if int(r) < len(regimes) {
		return regimes[r].name
	}
	return "unknown regime"
}

// About says in a few words what the regime rests on.
func (r Regime) About() string { return regimes[r].about }

// Source names where the regime's bound, and its refutation, are published.
func (r Regime) Source() string { return regimes[r].source }

// ParseRegime finds a regime by its name.
func ParseRegime(name string) (Regime, error) {
	for _, r := range Regimes() {
		if r.String() == name {
			return r, nil
		}
	}
	if name == "capacity" {
		return Capacity, nil
	}
	return Johnson, fault.New(CodeSecurity, "there is no regime %q", name).At("--security_regime").
		WithHint("regimes are conjectured, johnson and unique")
}

// CodeSecurity: parameters are worth less than the policy demands, or a regime
// is unknown.
const CodeSecurity fault.Code = "stone/security"

// Bound is what parameters are worth in one regime, in bits: an attacker who
// makes 2^b hashes breaks one round of the protocol with probability about
// 2^(b − Bits).
type Bound struct {
	Regime Regime
	// Bits is the least of QueryBits and FieldBits.
	Bits float64
	// QueryBits is what queries and proof of work are worth.
	QueryBits float64
	// FieldBits is what the rounds with challenges from the field are worth.
	FieldBits float64
}

// Shown is Bits rounded down to a tenth, for people.
func (b Bound) Shown() float64 { return math.Floor(b.Bits*10) / 10 }

// Soundness is what a set of parameters is worth. There is no one number: each
// regime has its own, and collisions of the hashes are another matter.
type Soundness struct {
	Bounds []Bound // one for each of Regimes
	// CollisionBits is log2 of the work to find a collision of the weakest
	// hash in use, WeakestHash.
	CollisionBits int
	WeakestHash   kernels.Hash
	// ProofOfWorkBits is the part of QueryBits that is work, not information.
	ProofOfWorkBits int
}

// In returns the bound in one regime.
func (s *Soundness) In(r Regime) Bound { return s.Bounds[r] }

// Scale is what the field rounds' bounds depend on besides the parameters.
type Scale struct {
	// LogTrace is log2 of the trace length.
	LogTrace int
	// Constraints is the number of constraints, Openings the number of values
	// opened out of domain (the mask and the parts of the composition).
	Constraints, Openings int
}

// fieldBits is log2 of the prime, rounded down to what bounds need.
const fieldBits = 251.0

// compositionDegree bounds the degree, in traces, of the identity that the
// out-of-domain point checks.
const compositionDegree = 4

// Account computes what parameters are worth.
func Account(p *stark.Params, s Scale) Soundness {
	out := Soundness{ProofOfWorkBits: p.FRI.ProofOfWorkBits}
	out.CollisionBits, out.WeakestHash = collisionBits(p)
	for _, r := range Regimes() {
		b := Bound{Regime: r}
		switch r {
		case Capacity:
			b.QueryBits = float64(p.FRI.NQueries*p.LogNCosets + p.FRI.ProofOfWorkBits)
			b.FieldBits = fieldBits - float64(s.LogTrace+p.LogNCosets)
		case Johnson:
			b = johnson(p, s)
		case UniqueDecoding:
			rho := math.Exp2(-float64(p.LogNCosets))
			b.QueryBits = -float64(p.FRI.NQueries)*math.Log2((1+rho)/2) + float64(p.FRI.ProofOfWorkBits)
			b.FieldBits = fieldRounds(p, s, 0, func(curve float64) float64 {
				return math.Log2(curve) + float64(s.LogTrace+p.LogNCosets)
			})
		}
		b.Bits = math.Min(b.QueryBits, b.FieldBits)
		out.Bounds = append(out.Bounds, b)
	}
	return out
}

// worthwhile is the gain in bits for which johnson goes on to a larger m.
const worthwhile = 0.02

// johnson chooses the multiplicity m that is best: a larger one brings the
// proximity parameter nearer to the Johnson bound and costs field bits.
func johnson(p *stark.Params, s Scale) Bound {
	logRho := -float64(p.LogNCosets)
	logDomain := float64(s.LogTrace + p.LogNCosets)
	best := Bound{Regime: Johnson, Bits: math.Inf(-1)}
	for m := 3.0; m <= 1<<12; m = math.Ceil(m * 1.25) {
		b := Bound{Regime: Johnson}
		b.QueryBits = -float64(p.FRI.NQueries)*(logRho/2+math.Log2(1+1/(2*m))) + float64(p.FRI.ProofOfWorkBits)
		list := math.Log2(m+0.5) - logRho/2
		b.FieldBits = fieldRounds(p, s, list, func(curve float64) float64 {
			// theorem 1.5: curve · (m + 1/2)^7 / (3 rho^(3/2)) · |D|^2 / |F|
			return math.Log2(curve) + 7*math.Log2(m+0.5) - math.Log2(3) - 1.5*logRho + 2*logDomain
		})
		b.Bits = math.Min(b.QueryBits, b.FieldBits)
		if b.Bits > best.Bits+worthwhile {
			best = b
		}
	}
	return best
}

// fieldRounds is the least of what the rounds with field challenges are worth:
// the combination of the constraints, the out-of-domain point, the combination
// of the openings and the folds of FRI. list is log2 of the number of codewords
// near a word; gap returns log2 of |F| times the error of combining along a
// curve of the given degree.
func fieldRounds(p *stark.Params, s Scale, list float64, gap func(curve float64) float64) float64 {
	constraints := fieldBits - list - math.Log2(float64(max(s.Constraints, 1)))
	sampling := fieldBits - 2*list - math.Log2(compositionDegree) - float64(s.LogTrace)
	worst := math.Min(constraints, sampling)
	worst = math.Min(worst, fieldBits-gap(float64(max(s.Openings-1, 1))))
	for _, step := range p.FRI.StepList {
		if step > 0 {
			worst = math.Min(worst, fieldBits-gap(math.Exp2(float64(step))-1))
		}
	}
	return worst
}

// collisionBits finds the weakest hash that collisions would break.
func collisionBits(p *stark.Params) (bits int, weakest kernels.Hash) {
	bits = 1 << 30
	used := []kernels.Hash{p.Hash, p.ChannelHash}
	if p.FriendlyLayers > 0 || p.FriendlyChannelUpdates {
		used = append(used, p.FriendlyHash)
	}
	for _, h := range used {
		if b := digestBits(h) / 2; b < bits {
			bits, weakest = b, h
		}
	}
	return bits, weakest
}

func digestBits(h kernels.Hash) int {
	switch h {
	case kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB, kernels.Blake256Masked160MSB:
		return 160
	case kernels.Blake256Masked248LSB:
		return 248
	case kernels.Pedersen, kernels.Poseidon3:
		return 251
	}
	return 256
}

// Floor is what a policy demands of parameters.
type Floor struct {
	// Bits is the least number of bits in Regime.
	Bits   float64
	Regime Regime
	// CollisionBits is the least work for a collision, as log2.
	CollisionBits int
}

// DefaultFloor demands 80 bits, proven, and hashes whose collisions cost as much.
var DefaultFloor = Floor{Bits: 80, Regime: Johnson, CollisionBits: 80}

// Check compares parameters with the floor.
func (f Floor) Check(s *Soundness) error {
	if b := s.In(f.Regime); !(b.Bits >= f.Bits) { // so that NaN is no floor
		return fault.New(CodeSecurity, "the parameters are worth %.1f bits in the regime %s (%s), the floor is %g",
			b.Shown(), f.Regime, f.Regime.About(), f.Bits).
			At("proof_parameters").
			WithHint("%s; lower the floor with --min_security_bits, or judge by another regime with --security_regime", s.line())
	}
	if s.CollisionBits < f.CollisionBits {
		return fault.New(CodeSecurity, "collisions of %s cost 2^%d hashes, the floor is 2^%d",
			s.WeakestHash, s.CollisionBits, f.CollisionBits).
			At("proof_parameters").WithHint("lower the floor with --min_hash_bits")
	}
	return nil
}

// line lists the bounds in one line.
func (s *Soundness) line() string {
	text := ""
	for i, b := range s.Bounds {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %.1f", b.Regime, b.Shown())
	}
	return text
}
