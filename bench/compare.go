package bench

import (
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strings"
	"text/tabwriter"

	"quarry/fault"
)

// Comparison is how a report B compares with a report A.
type Comparison struct {
	// Notes say what makes the comparison weaker than it looks.
	Notes []string `json:"notes"`
	// OtherMachines says how the machines differ, "" if they are of the same kind: of
	// different machines this is a comparison of machines, and no drift is corrected.
	OtherMachines string `json:"other_machines,omitempty"`
	// Drift is how much slower the peers, whose code did not change, were in B:
	// by so much the machine was, and all ratios are corrected by it. 1 if there
	// are fewer than three peers in both, or the machines are different ones.
	Drift float64 `json:"drift"`
	// Margin is the share that is taken for nothing: what was asked for, or how far
	// the peers' ratios scatter, if that is more.
	Margin float64 `json:"margin"`
	// Scatter is how far nine in ten of the peers' ratios are from the drift at most,
	// as a share: what differs from run to run though no code does. 0 if there are
	// too few peers.
	Scatter float64  `json:"scatter"`
	Changes []Change `json:"changes"`
	// OnlyA and OnlyB are results that just one of the reports has times of.
	OnlyA []string `json:"only_a"`
	OnlyB []string `json:"only_b"`
}

// Change is one result in both reports.
type Change struct {
	Contest   string `json:"contest"`
	Contender string `json:"contender"`
	// Ratio is B's time by A's, corrected by the drift; Low and High hold it with
	// 95 % confidence.
	Ratio float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	// Confidence is that of B's being slower by more than the margin if Ratio is
	// above 1, else faster.
	Confidence float64 `json:"confidence"`
	// Verdict is "slower", "faster", or "same" where the samples don't tell.
	Verdict string `json:"verdict"`
}

// surely is the confidence from which on there is a verdict.
const surely = 0.95

// leastPeers is how many peers tell a drift.
const leastPeers = 3

// Compare compares the results that both reports have. It fails with CodeReport
// if there are none.
func Compare(a, b *Report, margin float64) (*Comparison, error) {
	c := &Comparison{Margin: margin, Notes: []string{}, Changes: []Change{}, OnlyA: []string{}, OnlyB: []string{}}
	timed := func(r *Report) map[string]*Result {
		all := map[string]*Result{}
		for i := range r.Results {
			if res := &r.Results[i]; res.Error == "" && res.sound() {
				all[res.ID()] = res
			}
		}
		return all
	}
	inA, inB := timed(a), timed(b)
	var both []string
	for id := range inA {
		if inB[id] == nil {
			c.OnlyA = append(c.OnlyA, id)
		} else if inA[id].Work == inB[id].Work {
			both = append(both, id)
		}
	}
	for id := range inB {
		if inA[id] == nil {
			c.OnlyB = append(c.OnlyB, id)
		}
	}
	if len(both) == 0 {
		return nil, fault.New(CodeReport, "the reports have no result in common")
	}
	slices.Sort(both)
	slices.Sort(c.OnlyA)
	slices.Sort(c.OnlyB)
	c.Drift = 1
	if c.OtherMachines = a.Machine.differs(&b.Machine); c.OtherMachines == "" {
		c.Drift, c.Scatter = drift(both, inA, inB)
	}
	c.note(a, b)
	margin = max(margin, c.Scatter)
	c.Margin = margin
	for _, id := range both {
		x, y := inA[id], inB[id]
		if x.Peer {
			continue
		}
		ch := Change{Contest: x.Contest, Contender: x.Contender, Verdict: "same"}
		ch.Ratio, ch.Low, ch.High, ch.Confidence = slower(x.Samples, y.Samples, 1/c.Drift, margin)
		if ch.Confidence >= surely {
			ch.Verdict = map[bool]string{true: "slower", false: "faster"}[ch.Ratio >= 1]
		}
		c.Changes = append(c.Changes, ch)
	}
	sort.SliceStable(c.Changes, func(i, j int) bool { return c.Changes[i].Ratio > c.Changes[j].Ratio })
	return c, nil
}

// sound tells whether the samples can be times.
func (r *Result) sound() bool {
	const longestTime = 1e9
	for _, s := range append(r.Samples[:len(r.Samples):len(r.Samples)], r.Median) {
		if !(s > 1/longestTime/1e3 && s < longestTime) {
			return false
		}
	}
	return len(r.Samples) > 0
}

// drift is the median of the peers' ratios, scatter how far from it nine in ten of
// them are at most.
func drift(both []string, a, b map[string]*Result) (drift, scatter float64) {
	var ratios []float64
	for _, id := range both {
		if a[id].Peer {
			ratios = append(ratios, b[id].Median/a[id].Median)
		}
	}
	if len(ratios) < leastPeers {
		return 1, 0
	}
	drift = median(ratios)
	for i, r := range ratios {
		ratios[i] = max(r/drift, drift/r) - 1
	}
	return drift, quantile(ratios, 0.9)
}

// note says what else differs.
func (c *Comparison) note(a, b *Report) {
	add := func(format string, args ...any) { c.Notes = append(c.Notes, fmt.Sprintf(format, args...)) }
	if c.OtherMachines != "" {
		add("A and B were made on different machines (%s): what follows compares the machines, not the code", c.OtherMachines)
	}
	for i, r := range []*Report{a, b} {
		if r.commits != nil {
			add("%c puts runs of several commits together: %s", 'A'+i, strings.Join(r.commits, ", "))
		}
	}
	if a.Go != b.Go {
		add("other compilers: %s, %s", a.Go, b.Go)
	}
	if math.Abs(c.Drift-1) > c.Margin {
		add("the peers, whose code is the same, took %.2f× as long: all ratios are corrected by that", c.Drift)
	}
	if c.Scatter > c.Margin {
		add("the peers' ratios scatter by %.0f %% around that: what differs by less is taken for nothing", 100*c.Scatter)
	}
	for i, r := range []*Report{a, b} {
		if m := &r.Machine; max(m.Before.Load, m.After.Load) > float64(m.Cores)/2+1 {
			add("the machine was busy with other work during %c: load %.1f before, %.1f after", 'A'+i, m.Before.Load, m.After.Load)
		}
	}
}

// Slower lists what became slower.
func (c *Comparison) Slower() []Change {
	var out []Change
	for _, ch := range c.Changes {
		if ch.Verdict == "slower" {
			out = append(out, ch)
		}
	}
	return out
}

// WriteTable writes the comparison for a terminal, what became slower first.
func (c *Comparison) WriteTable(w io.Writer) error {
	for _, n := range c.Notes {
		fmt.Fprintf(w, "Note: %s\n", n)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "contest\tcontender\ttime\t95 %%\tverdict\tconfidence\n")
	for _, ch := range c.Changes {
		verdict := ch.Verdict
		if verdict == "slower" {
			verdict = "SLOWER"
		}
		fmt.Fprintf(t, "%s\t%s\t%.2f×\t%.2f…%.2f\t%s\t%.0f %%\n", ch.Contest, ch.Contender, ch.Ratio, ch.Low, ch.High, verdict, 100*ch.Confidence)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, only := range []struct {
		name string
		ids  []string
	}{{"A", c.OnlyA}, {"B", c.OnlyB}} {
		if len(only.ids) > 0 {
			fmt.Fprintf(w, "%d results only in %s\n", len(only.ids), only.name)
		}
	}
	_, err := fmt.Fprintf(w, "Compared: %d, slower by more than %.0f %%: %d; by chance alone, up to %.0f verdicts are to be expected\n",
		len(c.Changes), 100*c.Margin, len(c.Slower()), math.Ceil(float64(len(c.Changes))*2*(1-surely))) // of either side
	return err
}
