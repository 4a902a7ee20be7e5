package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"quarry/prover"
	"quarry/prover/event"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// stageShares are the stages that the bar counts, in their order, with about
// the share of the time that each takes.
var stageShares = []struct {
	stage string
	share float64
}{
	{prover.StageInputs, 1},
	{prover.StageRun, 1},
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
	{prover.StageSelfVerify, 1},
}

const barUnits = 1000

// progress draws a progress bar from events. A nil progress draws nothing.
type progress struct {
	bar  *progressbar.ProgressBar
	done float64 // share of the stages that ended
	all  float64
}

// newProgress returns a bar if there is a terminal to see it.
func newProgress(s streams, asJSON bool) *progress {
	if !s.terminal || asJSON {
		return nil
	}
	p := &progress{}
	for _, s := range stageShares {
		p.all += s.share
	}
	p.bar = progressbar.NewOptions(barUnits,
		progressbar.OptionSetWriter(s.err), progressbar.OptionSetWidth(24), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(60*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionShowElapsedTimeOnFinish())
	return p
}

func (p *progress) receive(e event.Event) {
	if p == nil {
		return
	}
	share := 0.0
	for _, s := range stageShares {
		if s.stage == e.Stage {
			share = s.share
		}
	}
	switch e.Kind {
	case event.StageBegin:
		if share > 0 { // stages within stages don't show
			p.bar.Describe(e.Stage)
		}
	case event.StageProgress:
		if e.Total > 0 {
			p.show(p.done + share*float64(min(e.Done, e.Total))/float64(e.Total))
		}
	case event.StageEnd:
		p.done += share
		p.show(p.done)
	}
}

// show never finishes the bar: finish does.
func (p *progress) show(share float64) {
	_ = p.bar.Set(min(int(share/p.all*barUnits), barUnits-1))
}

// finish takes the bar away.
func (p *progress) finish() {
	if p != nil {
		_ = p.bar.Clear()
	}
}
