package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"quarry/bench/chart"
	"quarry/fault"
)

// ReadHistory reads all reports in a folder; other JSON files there are left
// alone.
func ReadHistory(dir string) ([]*Report, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fault.Wrap(err, CodeReport, "the folder of earlier reports can't be read").At("%s", dir)
	}
	var all []*Report
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".json" {
			if r, err := ReadReport(filepath.Join(dir, e.Name())); err == nil {
				all = append(all, r)
			}
		}
	}
	return all, nil
}

// historyLines bounds the lines of the history: as many as can be told from each other.
const historyLines = 10

// historyDates is how many dates fit below a plot, about.
const historyDates = 8

// historyPlot shows how the times of contests changed over the runs on this
// machine: those that the most runs have, proofs first. It is empty if there is
// nothing to compare with.
func (r *Report) historyPlot(earlier []*Report) chart.SVG {
	runs := []*Report{r}
	contests := map[string]bool{}
	for _, res := range r.results(func(res *Result) bool { return !res.Peer && res.Error == "" }) {
		contests[res.Contest] = true
	}
	for _, o := range earlier {
		shared := func(res Result) bool { return contests[res.Contest] && !res.Peer && res.Error == "" }
		if r.Machine.differs(&o.Machine) == "" && o.Started.Before(r.Started) && slices.ContainsFunc(o.Results, shared) {
			runs = append(runs, o)
		}
	}
	slices.SortStableFunc(runs, func(a, b *Report) int { return a.Started.Compare(b.Started) })
	var lines []chart.Line
	for _, res := range r.Results {
		if slices.ContainsFunc(lines, func(l chart.Line) bool { return l.Name == brief(res.Contest) }) {
			continue
		}
		l := chart.Line{Name: brief(res.Contest)}
		first := 0.0
		for x, run := range runs {
			if t := run.fastest(res.Contest); t > 0 {
				if first == 0 {
					first = t
				}
				l.Points = append(l.Points, chart.Point{X: float64(x), Y: t / first})
			}
		}
		if len(l.Points) > 1 {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b chart.Line) int { return len(b.Points) - len(a.Points) })
	lines = lines[:min(len(lines), historyLines)]
	axis := chart.Axis{Name: "runs", Label: func(x float64) string { return runs[int(x)].Started.Format("2006-01-02") }}
	for x := 0; x < len(runs); x += 1 + len(runs)/historyDates {
		axis.Ticks = append(axis.Ticks, float64(x))
	}
	return chart.Lines("Times over the runs on this machine", lines, axis, func(v float64) string { return fmt.Sprintf("%.2f×", v) })
}

// fastest is the least median of Quarry's contenders in a contest, 0 if there is
// none.
func (r *Report) fastest(contest string) float64 {
	least := 0.0
	for i := range r.Results {
		res := &r.Results[i]
		if res.Contest == contest && !res.Peer && res.Error == "" && (least == 0 || res.Median < least) {
			least = res.Median
		}
	}
	return least
}
