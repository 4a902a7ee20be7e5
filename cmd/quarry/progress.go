package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"quarry/prover"
	"quarry/prover/event"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

const barUnits = 1000

// progress draws a progress bar from events. A nil progress draws nothing.
type progress struct {
	bar   *progressbar.ProgressBar
	meter *prover.Meter
}

// newProgress returns a bar if there is a terminal to see it.
func newProgress(s streams, asJSON bool) *progress {
	if !s.terminal || asJSON {
		return nil
	}
	p := &progress{meter: prover.NewMeter(prover.StageShares())}
	p.bar = newBar(s.err)
	return p
}

// newBar is a bar of barUnits.
func newBar(w io.Writer) *progressbar.ProgressBar {
	return progressbar.NewOptions(barUnits,
		progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(24), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(60*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionShowElapsedTimeOnFinish())
}

func (p *progress) receive(e event.Event) {
	if p == nil {
		return
	}
	p.meter.Receive(e)
	if stage := p.meter.Counted(); e.Kind == event.StageBegin && stage == e.Stage { // stages within stages don't show
		p.bar.Describe(stage)
	}
	// The bar is never finished here: finish does that.
	_ = p.bar.Set(min(int(p.meter.Fraction()*barUnits), barUnits-1))
}

// finish takes the bar away.
func (p *progress) finish() {
	if p != nil {
		_ = p.bar.Clear()
	}
}
