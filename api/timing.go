package api

import (
	"context"
	"strings"

	"quarry/prover"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/timing"
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
func (s *Server) sample(ctx context.Context, m *timing.Measurements, backend string, p *stone.Parameters) {
	if len(m.Proofs) > 0 || s.config.Sample == nil {
		return
	}
	one, err := s.config.Sample(ctx, backend, p)
	if err != nil {
		s.config.Log.Warn("this machine can't be measured", "backend", backend, "error", err)
		return
	}
	m.Add(one.Layout, one.NSteps, one.LogBlowup, one.Seconds, one.PowSeconds, one.PowBits)
}

// powStage is the stage's name, in Stone's words.
const powStage = "proof of work"

// addJob takes in a job that succeeded; those of another backend than the wanted
// one say nothing.
func addJob(m *timing.Measurements, j *lineup.Job, backend string) {
	if j.Result == nil || len(j.Attempts) == 0 {
		return
	}
	a := &j.Attempts[len(j.Attempts)-1]
	if a.FinishedAt == nil || backend != "" && a.Backend != backend {
		return
	}
	pow := 0.0
	for _, s := range a.Stages {
		if strings.EqualFold(s.Stage, powStage) {
			pow += s.Seconds
		}
	}
	v := &j.Result.Verdict
	m.Add(v.Layout, v.NSteps, v.LogBlowup, a.FinishedAt.Sub(a.StartedAt).Seconds()-pow, pow, v.ProofOfWorkBits)
}

// measurements reads what the latest proofs took, and if there are none, what the
// machine's calibration says of such proofs.
func (s *Server) measurements(ctx context.Context, backend string, st *prover.Statement) (*timing.Measurements, error) {
	page, err := s.config.Lineup.List(ctx, lineup.Filter{Statuses: []lineup.Status{lineup.Succeeded}, Limit: lineup.MaxPage})
	if err != nil {
		return nil, err
	}
	m := &timing.Measurements{}
	for i := range page.Jobs {
		addJob(m, &page.Jobs[i], backend)
	}
	if len(m.Proofs) == 0 && s.config.Calibrated != nil {
		m = s.config.Calibrated(backend, st)
	}
	return m, nil
}

// times are the measurements that such proofs are estimated by, if need be by a sample.
func (s *Server) times(ctx context.Context, backend string, st *prover.Statement) (*timing.Measurements, error) {
	m, err := s.measurements(ctx, backend, st)
	if err == nil {
		s.sample(ctx, m, backend, st.Parameters)
	}
	return m, err
}

// timeOf estimates a proof's time; nil if there is nothing to go by.
func timeOf(m *timing.Measurements, work float64, layout string, powBits int) *TimeEstimate {
	e := m.Estimate(work, layout, powBits)
	if e == nil {
		return nil
	}
	return &TimeEstimate{Seconds: e.Seconds, Least: e.Least, Most: e.Most, BasedOn: e.Based, SizeRatio: e.SizeRatio}
}
