package task

import (
	"encoding/json"
	"io"
	"math"
	"os"
	"sync"

	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
)

// Measurement is what a proof took on this machine.
type Measurement struct {
	Backend    string
	Layout     string
	NSteps     uint64
	LogBlowup  int
	Commitment string // the hash of the commitments
	PowBits    int
	// Proof is the time of the protocol without its proof of work, Work that of
	// the proof of work, Load that of making or reading the run; in seconds.
	Proof, Work, Load float64
}

// Rates are what this machine's own proofs took, by what their time depends on.
// It is safe for concurrent use; the zero value knows nothing.
type Rates struct {
	mu   sync.Mutex
	data ratesData
}

// ratesData is the form of a file of rates. Keys are as key writes them.
type ratesData struct {
	// Proof is the time of a unit of work: see workOf.
	Proof map[string]rate `json:"proof"`
	// PoW is the time of one hash of the proof of work, Load that of loading a step.
	PoW  map[string]rate `json:"proof_of_work"`
	Load rate            `json:"load"`
}

// rate is seconds per unit, as an average in which older measurements fade.
type rate struct {
	Seconds float64 `json:"seconds"`
	Units   float64 `json:"units"`
	// Count is the number of measurements.
	Count int `json:"count"`
}

// fading is what a measurement counts when the next one comes.
const fading = 0.7

func (r rate) with(seconds, units float64) rate {
	if !(seconds > 0) || !(units > 0) || math.IsInf(seconds, 0) {
		return r
	}
	return rate{r.Seconds*fading + seconds, r.Units*fading + units, r.Count + 1}
}

func (r rate) of(units float64) float64 { return r.Seconds / r.Units * units }

// key of a rate; a layout of "" stands for all.
func key(backend, commitment, layout string) string { return backend + " " + commitment + " " + layout }

// workOf is the work of a proof in units that take about the same time whatever
// the number of steps, the blow-up factor and the layout: cells of the evaluated
// traces, each of which is transformed (a logarithm of operations) and hashed
// and read (some twenty more).
func workOf(layout string, nSteps uint64, logBlowup int) float64 {
	a, err := layouts.New(layout, nSteps)
	if err != nil {
		return 0
	}
	shape := stark.ShapeOf(a, stark.Params{})
	log := float64(shape.LogLength + logBlowup)
	return float64(shape.Original+shape.Interaction) * math.Exp2(log) * (log + 20)
}

// maxRates bounds what is kept; clients choose layouts and hashes.
const maxRates = 256

// Learn takes a measurement in.
func (r *Rates) Learn(m Measurement) {
	work := workOf(m.Layout, m.NSteps, m.LogBlowup)
	r.mu.Lock()
	defer r.mu.Unlock()
	d := &r.data
	if d.Proof == nil {
		d.Proof, d.PoW = map[string]rate{}, map[string]rate{}
	}
	for _, k := range []string{key(m.Backend, m.Commitment, m.Layout), key(m.Backend, m.Commitment, "")} {
		if _, known := d.Proof[k]; known || len(d.Proof) < maxRates {
			d.Proof[k] = d.Proof[k].with(m.Proof, work)
		}
	}
	if m.PowBits >= 16 { // fewer take no time that could be measured
		d.PoW[m.Backend] = d.PoW[m.Backend].with(m.Work, math.Exp2(float64(m.PowBits)))
	}
	d.Load = d.Load.with(m.Load, float64(m.NSteps))
}

// Knows tells whether proofs with this backend and hash were measured.
func (r *Rates) Knows(backend, commitment string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.data.Proof[key(backend, commitment, "")].Count > 0
}

// Seconds estimates how long a proof takes, 0 if nothing like it was measured.
// basis says what the estimate rests on.
func (r *Rates) Seconds(backend string, p *prover.Plan, commitment string, powBits int) (seconds float64, basis string) {
	work := workOf(p.Layout, p.NSteps, p.LogBlowup)
	r.mu.Lock()
	defer r.mu.Unlock()
	d := &r.data
	proof, basis := d.Proof[key(backend, commitment, p.Layout)], "proofs of this layout on this machine"
	if proof.Count == 0 {
		proof, basis = d.Proof[key(backend, commitment, "")], "proofs of other layouts on this machine"
	}
	if proof.Count == 0 || work == 0 {
		return 0, ""
	}
	seconds = proof.of(work)
	if pow := d.PoW[backend]; pow.Count > 0 {
		seconds += pow.of(math.Exp2(float64(powBits)))
	}
	if d.Load.Count > 0 {
		seconds += d.Load.of(float64(p.NSteps))
	}
	return seconds, basis
}

// ReadRates reads a file of rates. A file that is not there, or is no such file,
// is as good as an empty one: everything in it can be measured again.
func ReadRates(path string) *Rates {
	r := &Rates{}
	raw, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(raw, &r.data) != nil || len(r.data.Proof) > maxRates || r.data.PoW == nil {
		r.data = ratesData{}
	}
	return r
}

// Write writes the rates to a file.
func (r *Rates) Write(path string) error {
	r.mu.Lock()
	raw, err := json.MarshalIndent(&r.data, "", "  ")
	r.mu.Unlock()
	if err != nil {
		return err
	}
	return prover.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(raw)
		return err
	})
}
