package stone

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/stark"
)

// Taker is who is to verify a proof.
type Taker string

const (
	// ForStone is Stone's own verifier and Quarry's: anything goes.
	ForStone Taker = "stone"
	// ForEthereum is StarkWare's verifier in starkex-contracts, which takes
	// proofs of V2.
	ForEthereum Taker = "ethereum"
	// ForQuarry are Quarry's own contracts on Ethereum (settlement/contracts).
	ForQuarry Taker = "quarry"
	// ForIntegrity is Herodotus' Cairo verifier on Starknet.
	ForIntegrity Taker = "integrity"
)

// takerLayouts are the layouts that takers have verifiers of; Stone's and
// Quarry's own know all.
var takerLayouts = map[Taker][]string{
	ForEthereum:  {"small", "dex", "perpetual", "all_solidity", "recursive", "dex_with_bitwise"},
	ForQuarry:    {"starknet", "recursive"},
	ForIntegrity: {"dex", "recursive", "recursive_with_poseidon", "small", "starknet", "starknet_with_keccak"},
}

// CheckLayout fails with CodeUnsupported if the taker has no verifier of a layout.
func (t Taker) CheckLayout(layout string) error {
	if known, limited := takerLayouts[t]; limited && !slices.Contains(known, layout) {
		return fault.New(CodeUnsupported, "%s verifies no proofs of layout %s", t, layout).
			WithHint("it knows %s", strings.Join(known, ", "))
	}
	return nil
}

// Wish is what Choose computes parameters for.
type Wish struct {
	Taker Taker
	// NSteps is the number of steps, Scale that of the AIR.
	NSteps uint64
	Scale  Scale
	// Bits is the wished security in Regime.
	Bits   float64
	Regime Regime
	// LogNCosets and ProofOfWorkBits are chosen if negative.
	LogNCosets, ProofOfWorkBits int
}

// What takers demand (starkex-contracts: StarkVerifier.sol and its Fri
// parameters; Integrity: src/{stark,fri,proof_of_work}/config.cairo).
const (
	ethereumQueries  = 48
	ethereumBits     = 96 // n_queries · log_n_cosets + proof_of_work_bits
	quarryWork       = 28 // a query less to verify than with the default
	ethereumLayers   = 10
	leastTakerWork   = 20
	mostTakerWork    = 50
	defaultWork      = 24
	defaultLogCosets = 4
	integrityLayers  = 9999 // every layer friendly
	mostQueries      = 2000
)

// Choose computes parameters: the fewest queries that give the wished bits, and
// the FRI steps that make the proof smallest. It fails with CodeSecurity if the
// wish can't be granted.
func Choose(w Wish) (*Parameters, error) {
	work := w.ProofOfWorkBits
	if work < 0 {
		work = defaultWork
		if w.Taker == ForQuarry {
			work = quarryWork
		}
	}
	if least, most := workBounds(w.Taker); work < least || work > most {
		return nil, fault.New(CodeSecurity, "%d bits of proof of work; %s takes %d to %d", work, w.Taker, least, most).
			At("--proof_of_work_bits")
	}
	first, last := w.LogNCosets, w.LogNCosets
	if w.LogNCosets < 0 {
		first, last = defaultLogCosets, MaxLogNCosets
	}
	if first < 1 || last > MaxLogNCosets {
		return nil, fault.New(CodeSecurity, "log_n_cosets is %d, it must be from 1 to %d", w.LogNCosets, MaxLogNCosets).
			At("--log_n_cosets")
	}
	var reason error
	for logCosets := first; logCosets <= last; logCosets++ {
		p := &Parameters{STARK: hashesFor(w.Taker), PageHash: pageHashFor(w.Taker), Name: "parameters"}
		p.STARK.LogNCosets, p.STARK.FRI.ProofOfWorkBits = logCosets, work
		if reason = chooseQueries(p, w); reason == nil {
			return p, nil
		}
	}
	return nil, reason
}

func workBounds(t Taker) (least, most int) {
	if t == ForStone {
		return 0, MaxProofOfWorkBits
	}
	return leastTakerWork, mostTakerWork
}

// chooseQueries finds the fewest queries and then the FRI steps.
func chooseQueries(p *Parameters, w Wish) error {
	logTrace := bits.Len64(w.NSteps) - 1 + 4
	fri := &p.STARK.FRI
	most := mostQueries
	onEthereum := w.Taker == ForEthereum || w.Taker == ForQuarry
	if onEthereum {
		most = ethereumQueries
	}
	for q := 1; q <= most; q++ {
		fri.NQueries = q
		if onEthereum && q*p.STARK.LogNCosets+fri.ProofOfWorkBits < ethereumBits {
			continue
		}
		fri.StepList, fri.LastLayerDegreeBound = bestSteps(logTrace, p.STARK.LogNCosets, q)
		if len(fri.StepList) > ethereumLayers && onEthereum {
			break
		}
		s := Account(&p.STARK, w.Scale)
		if b := s.In(w.Regime); b.Bits >= w.Bits {
			return nil
		} else if b.Bits == b.FieldBits {
			return fault.New(CodeSecurity, "the field gives at most %.1f bits in the regime %s here, %g are wished",
				b.FieldBits, w.Regime, w.Bits).At("--security_bits")
		}
	}
	return fault.New(CodeSecurity, "%s takes at most %d queries, which don't give %g bits in the regime %s at blow-up 2^%d",
		w.Taker, most, w.Bits, w.Regime, p.STARK.LogNCosets).At("--security_bits").
		WithHint("more proof of work or a larger blow-up factor helps")
}

func hashesFor(t Taker) stark.Params {
	switch t {
	case ForEthereum, ForQuarry:
		return stark.Params{Hash: kernels.Keccak256Masked160MSB, FriendlyHash: kernels.Keccak256Masked160MSB,
			ChannelHash: kernels.Keccak256, PowHash: kernels.Keccak256}
	case ForIntegrity:
		return stark.Params{Hash: kernels.Blake256Masked248LSB, FriendlyHash: kernels.Poseidon3, FriendlyLayers: integrityLayers,
			FriendlyChannelUpdates: true, ChannelHash: kernels.Poseidon3, PowHash: kernels.Blake256}
	}
	return stark.Params{Hash: kernels.Blake256, FriendlyHash: kernels.Blake256,
		ChannelHash: kernels.Keccak256, PowHash: kernels.Keccak256}
}

func pageHashFor(t Taker) kernels.Hash {
	if t == ForIntegrity {
		return kernels.Pedersen
	}
	return kernels.Keccak256
}

// bestSteps finds the list of FRI steps, of 2 to 4 each after the first 0, and
// the last layer's degree bound, of 8 to 1024, for which a proof is smallest.
func bestSteps(logTrace, logCosets, queries int) (steps []int, lastLayer int) {
	const leastLast, mostLast = 3, 10
	type choice struct {
		bytes float64
		steps []int
		last  int
	}
	memo := map[int]choice{}
	// best continues from a layer whose degree bound is 2^log.
	var best func(log int) choice
	best = func(log int) choice {
		if c, ok := memo[log]; ok {
			return c
		}
		c := choice{bytes: math.Inf(1)}
		if log >= leastLast && log <= mostLast {
			c = choice{bytes: 32 * math.Exp2(float64(log)), last: log}
		}
		for s := 4; s >= 2; s-- {
			if log-s < leastLast {
				continue
			}
			next := best(log - s)
			if bytes := next.bytes + layerBytes(log+logCosets, s, queries); bytes < c.bytes {
				c = choice{bytes: bytes, steps: append([]int{s}, next.steps...), last: next.last}
			}
		}
		memo[log] = c
		return c
	}
	c := best(logTrace)
	return append([]int{0}, c.steps...), 1 << c.last
}

// layerBytes estimates what the queries of one FRI layer add to a proof: for
// each, all but one value of a coset, and a path in the tree down from where
// paths meet.
func layerBytes(logDomain, step, queries int) float64 {
	meet := math.Log2(float64(queries))
	path := math.Max(float64(logDomain-step)-meet, 1)
	return 32 * float64(queries) * (math.Exp2(float64(step)) - 1 + path)
}
