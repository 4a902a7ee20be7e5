package prover

import (
	"slices"

	"quarry/prover/event"
)

// StageShare is a stage and about which share of a proof's time it takes; only
// the ratios count.
type StageShare struct {
	Stage string
	Share float64
}

// StageShares are the stages by which progress is counted, in their order, with
// shares as they usually are.
func StageShares() []StageShare {
	return []StageShare{
		{StageInputs, 1},
		{StageRun, 1},
		{"Trace generation", 3},
		{"Commit on trace", 36},
		{"Interaction trace generation", 3},
		{"Commit on interaction trace", 10},
		{"Composition polynomial computation", 16},
		{"Commit on composition", 8},
		{"Eval at OODS point", 4},
		{"FRI virtual oracle computation", 6},
		{"FRI commit phase", 5},
		{"Proof of work", 4},
		{"FRI response generation", 2},
		{StageSelfVerify, 1},
	}
}

// Meter follows a proof's events and knows how far it is.
type Meter struct {
	shares []StageShare
	all    float64
	ended  float64
	// within is what is done of stages that are open.
	within map[string]float64
	open   []string
	over   map[string]bool // the stages that have ended
}

// NewMeter makes a meter that counts by shares.
func NewMeter(shares []StageShare) *Meter {
	m := &Meter{shares: shares, within: map[string]float64{}, over: map[string]bool{}}
	for _, s := range shares {
		m.all += s.Share
	}
	return m
}

// Reweigh counts by other shares from here on, what has ended included.
func (m *Meter) Reweigh(shares []StageShare) {
	*m = Meter{shares: shares, within: map[string]float64{}, open: m.open, over: m.over}
	for _, s := range shares {
		m.all += s.Share
	}
	for stage := range m.over {
		m.ended += m.share(stage)
	}
}

// Receive follows an event.
func (m *Meter) Receive(e event.Event) {
	share := m.share(e.Stage)
	switch e.Kind {
	case event.StageBegin:
		m.open = append(m.open, e.Stage)
	case event.StageProgress:
		if e.Total > 0 && share > 0 {
			// A stage of several parts counts each from 0 on; the first is the longest.
			m.within[e.Stage] = max(m.within[e.Stage], share*float64(min(e.Done, e.Total))/float64(e.Total))
		}
	case event.StageEnd:
		if i := slices.Index(m.open, e.Stage); i >= 0 {
			m.open = m.open[:i]
		}
		if share > 0 {
			m.ended, m.over[e.Stage] = m.ended+share, true
			delete(m.within, e.Stage)
		}
	}
}

// share is that of a stage, 0 for one that is not counted.
func (m *Meter) share(stage string) float64 {
	for _, s := range m.shares {
		if s.Stage == stage {
			return s.Share
		}
	}
	return 0
}

// Fraction is how much is done, from 0 to 1.
func (m *Meter) Fraction() float64 {
	if m.all == 0 {
		return 0
	}
	done := m.ended
	for _, share := range m.within {
		done += share
	}
	return min(done/m.all, 1)
}

// Stage is the innermost open stage, "" if none is.
func (m *Meter) Stage() string {
	if len(m.open) == 0 {
		return ""
	}
	return m.open[len(m.open)-1]
}

// Counted is the innermost open stage that progress is counted by, "" if none is.
func (m *Meter) Counted() string {
	for _, stage := range slices.Backward(m.open) {
		if m.share(stage) > 0 {
			return stage
		}
	}
	return ""
}
