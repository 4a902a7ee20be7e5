package api

import (
	"context"
	"math"
	"slices"
	"strings"

	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
)

// TimeEstimate is how long an attempt will take, by those that were made.
type TimeEstimate struct {
	Seconds float64 `json:"seconds" doc:"How long an attempt will take."`
	Least   float64 `json:"least_seconds" doc:"By the fastest of the proofs that were compared."`
	Most    float64 `json:"most_seconds" doc:"By the slowest of them."`
	BasedOn int     `json:"based_on" doc:"How many proofs were compared: the nearest in size and layout."`
	// SizeRatio says how far the estimate reaches.
	SizeRatio float64 `json:"size_ratio" doc:"How many times the work of the nearest of them this proof is."`
}

// measurement is what one proof took.
type measurement struct {
	layout string
	work   float64
	// seconds are without those of the proof of work.
	seconds float64
}

// measurements are what proofs took, the latest first.
type measurements struct {
	proofs []measurement
	// perHash are seconds of a proof of work by the hashes expected for it.
	perHash []float64
}

// Sample is what a small proof took, made only to measure.
type Sample struct {
	Layout    string
	NSteps    uint64
	LogBlowup int
	// Seconds are without those of the proof of work, PowSeconds these.
	Seconds, PowSeconds float64
	PowBits             int
}

// sample measures the machine if no proof was made yet. Without a measurement
// there is no time in the estimate.
func (s *Server) sample(ctx context.Context, m *measurements, backend string, p *stone.Parameters) {
	if len(m.proofs) > 0 || s.config.Sample == nil {
		return
	}
	one, err := s.config.Sample(ctx, backend, p)
	if err != nil {
		s.config.Log.Warn("this machine can't be measured", "backend", backend, "error", err)
		return
	}
	work, ok := workOfVerdict(&task.Verdict{Layout: one.Layout, NSteps: one.NSteps, LogBlowup: one.LogBlowup})
	if !ok || !(one.Seconds > 0) {
		return
	}
	m.proofs = append(m.proofs, measurement{one.Layout, work, one.Seconds})
	m.perHash = append(m.perHash, one.PowSeconds/math.Exp2(float64(one.PowBits)))
}

// powStage is the stage's name, in Stone's words.
const powStage = "proof of work"

// add takes in a job that succeeded; those of another backend than the wanted
// one say nothing.
func (m *measurements) add(j *lineup.Job, backend string) {
	if j.Result == nil || len(j.Attempts) == 0 {
		return
	}
	a := &j.Attempts[len(j.Attempts)-1]
	work, ok := workOfVerdict(&j.Result.Verdict)
	if !ok || a.FinishedAt == nil || backend != "" && a.Backend != backend {
		return
	}
	seconds := a.FinishedAt.Sub(a.StartedAt).Seconds()
	for _, s := range a.Stages {
		if strings.EqualFold(s.Stage, powStage) {
			seconds -= s.Seconds
			m.perHash = append(m.perHash, s.Seconds/math.Exp2(float64(j.Result.Verdict.ProofOfWorkBits)))
		}
	}
	if seconds > 0 {
		m.proofs = append(m.proofs, measurement{j.Result.Verdict.Layout, work, seconds})
	}
}

// neighbours is how many proofs an estimate is made by.
const neighbours = 9

// estimate scales what the nearest proofs took; nil if there are none.
func (m *measurements) estimate(work float64, layout string, powBits int) *TimeEstimate {
	if len(m.proofs) == 0 {
		return nil
	}
	distance := func(p measurement) float64 {
		d := math.Abs(math.Log2(work / p.work))
		if p.layout != layout {
			d += 2
		}
		return d
	}
	near := slices.Clone(m.proofs)
	slices.SortStableFunc(near, func(a, b measurement) int {
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
		rates[i] = p.seconds / p.work
	}
	slices.Sort(rates)
	pow := 0.0
	if len(m.perHash) > 0 {
		pow = median(m.perHash) * math.Exp2(float64(powBits))
	}
	return &TimeEstimate{
		Seconds: median(rates)*work + pow, Least: rates[0]*work + pow, Most: rates[len(rates)-1]*work + pow,
		BasedOn: len(near), SizeRatio: work / near[0].work,
	}
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
