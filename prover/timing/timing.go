package timing

import (
	"math"
	"slices"

	"quarry/hw"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
)

// Estimate is how long a proof will take. Times are seconds.
type Estimate struct {
	Seconds float64 `json:"seconds"`
	// Least and Most are by the fastest and the slowest of the proofs that were
	// compared, Based is how many these are: the nearest in size and layout.
	Least float64 `json:"least_seconds"`
	Most  float64 `json:"most_seconds"`
	Based int     `json:"based_on"`
	// SizeRatio says how far the estimate reaches: how many times the work of the
	// nearest of them this is.
	SizeRatio float64 `json:"size_ratio"`
}

// Proof is what one proof took.
type Proof struct {
	Layout string
	// Work is as Work reckons it.
	Work float64
	// Seconds are without those of the proof of work.
	Seconds float64
}

// Measurements are what proofs took, the latest first.
type Measurements struct {
	Proofs []Proof
	// PerHash are seconds of a proof of work by the hashes expected for it.
	PerHash []float64
}

// Work is what the time of a proof grows with: the cells of the extended
// traces, with the composition's counted as two columns and their logarithm for
// the transforms.
func Work(shape stark.Shape) float64 {
	log := shape.LogLength + shape.Params.LogNCosets
	cells := float64(uint64(shape.Original+shape.Interaction+2)) * float64(uint64(1)<<min(log, 62))
	return cells * float64(log+transformShare)
}

// transformShare is how many butterflies cost as much as the hashing and the
// composition of a cell.
const transformShare = 40

// WorkOf is the work of a proof in a layout; false if there is no such proof.
func WorkOf(layout string, steps uint64, logBlowup int) (float64, bool) {
	a, err := layouts.New(layout, steps)
	if err != nil {
		return 0, false
	}
	return Work(stark.ShapeOf(a, stark.Params{LogNCosets: logBlowup})), true
}

// Add takes in a proof, and what its proof of work of so many bits took; 0 bits if
// there was none. Proofs that can't be are left out.
func (m *Measurements) Add(layout string, steps uint64, logBlowup int, seconds, powSeconds float64, powBits int) {
	if powBits > 0 && powSeconds > 0 {
		m.PerHash = append(m.PerHash, powSeconds/math.Exp2(float64(powBits)))
	}
	if work, ok := WorkOf(layout, steps, logBlowup); ok && seconds > 0 {
		m.Proofs = append(m.Proofs, Proof{layout, work, seconds})
	}
}

// Calibrated are the measurements of a calibration, of a backend with a commitment
// hash: of all hashes, if none is named or was measured. powHash is the hash that
// proofs of work are searched with.
func Calibrated(c *hw.Calibration, backend, hash, powHash string) *Measurements {
	m := &Measurements{}
	if c == nil {
		return m
	}
	measured := slices.ContainsFunc(c.Proofs, func(p hw.ProofTime) bool { return p.Backend == backend && p.Hash == hash })
	for _, p := range c.Proofs {
		if p.Backend == backend && (!measured || p.Hash == hash) {
			m.Add(p.Layout, p.NSteps, p.LogBlowup, p.Seconds, 0, 0)
		}
	}
	for _, k := range c.Kernels {
		if k.Work == "pow/"+powHash && k.Contender == backend {
			m.PerHash = append(m.PerHash, 1/k.Rate)
		}
	}
	return m
}

// neighbours is how many proofs an estimate is made by.
const neighbours = 9

// Estimate scales what the nearest proofs took; nil if there are none.
func (m *Measurements) Estimate(work float64, layout string, powBits int) *Estimate {
	if len(m.Proofs) == 0 {
		return nil
	}
	distance := func(p Proof) float64 {
		d := math.Abs(math.Log2(work / p.Work))
		if p.Layout != layout {
			d += 2
		}
		return d
	}
	near := slices.Clone(m.Proofs)
	slices.SortStableFunc(near, func(a, b Proof) int {
		switch da, db := distance(a), distance(b); {
		case da < db:
			return -1
		case da > db:
			return 1
		}
		return 0
	})
	near = near[:min(len(near), neighbours)]
	rates := make([]float64, len(near))
	for i, p := range near {
		rates[i] = p.Seconds / p.Work
	}
	slices.Sort(rates)
	pow := 0.0
	if len(m.PerHash) > 0 {
		pow = median(m.PerHash) * math.Exp2(float64(powBits))
	}
	return &Estimate{
		Seconds: median(rates)*work + pow, Least: rates[0]*work + pow, Most: rates[len(rates)-1]*work + pow,
		Based: len(near), SizeRatio: work / near[0].Work,
	}
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
