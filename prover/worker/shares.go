package worker

import (
	"sync"

	"quarry/prover"
	"quarry/prover/lineup"
)

// shape is what the shares of a proof's stages depend on most.
type shape struct {
	layout     string
	logBlowup  int
	commitment string
}

func (p *Plan) shape() shape { return shape{p.Layout, p.LogBlowup, p.Commitment} }

// shapeOf is what a job's plan tells of the shape.
func shapeOf(p *lineup.Plan) shape {
	if p == nil {
		return shape{}
	}
	return shape{layout: p.Layout, logBlowup: p.LogBlowup}
}

// shares are the stages' shares of the time, learned from finished proofs. The
// zero value knows the usual ones.
type shares struct {
	mu      sync.Mutex
	learned map[shape][]prover.StageShare
}

// maxShapes bounds what is learned; clients choose shapes.
const maxShapes = 64

// of returns the shares for a shape.
func (s *shares) of(k shape) []prover.StageShare {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.learned[k]; ok {
		return l
	}
	return prover.StageShares()
}

// learn takes the shares of a finished proof, half and half with what was known.
func (s *shares) learn(r *Result) {
	seconds := map[string]float64{}
	all := 0.0
	for _, t := range r.Timings {
		seconds[t.Stage] += t.Seconds
	}
	usual := prover.StageShares()
	for _, u := range usual {
		all += seconds[u.Stage]
	}
	if all <= 0 {
		return
	}
	k := r.Plan.shape()
	s.mu.Lock()
	defer s.mu.Unlock()
	old, known := s.learned[k]
	if !known && len(s.learned) >= maxShapes {
		return
	}
	l := make([]prover.StageShare, len(usual))
	for i, u := range usual {
		l[i] = prover.StageShare{Stage: u.Stage, Share: seconds[u.Stage] / all}
		if known {
			l[i].Share = (l[i].Share + old[i].Share) / 2
		}
	}
	if s.learned == nil {
		s.learned = map[shape][]prover.StageShare{}
	}
	s.learned[k] = l
}
