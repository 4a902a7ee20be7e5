package main

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"

	"quarry/prover/lineup"
)

// jobBar shows how far a job on a server is.
type jobBar struct {
	bar *progressbar.ProgressBar // nil without a terminal
	out io.Writer
	// last is what was told last.
	last string
}

func newJobBar(s streams) *jobBar {
	b := &jobBar{out: s.err}
	if s.terminal {
		b.bar = newBar(s.err)
	}
	return b
}

// receive shows an event.
func (b *jobBar) receive(e lineup.Event) {
	text := ""
	switch {
	case e.Kind == lineup.EventStatus:
		text = string(e.Status)
		if e.Reason != nil && !e.Status.Final() {
			text += ": " + e.Reason.What
		}
	case e.Kind == lineup.EventNote:
		text = e.Note
	case e.Progress != nil:
		text = e.Progress.Stage
	}
	if b.bar != nil {
		if text != "" {
			b.bar.Describe(text)
		}
		if e.Progress != nil {
			_ = b.bar.Set(min(int(e.Progress.Fraction*barUnits), barUnits-1))
		}
		return
	}
	if text == "" || text == b.last {
		return
	}
	b.last = text
	if e.Progress != nil {
		text = fmt.Sprintf("%3.0f %% %s", 100*e.Progress.Fraction, text)
	}
	fmt.Fprintln(b.out, text)
}

// finish takes the bar away.
func (b *jobBar) finish() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}
