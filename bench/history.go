package bench

import (
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"

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

// sameMachine says whether two reports were made on machines of the same kind.
func (r *Report) sameMachine(o *Report) bool {
	return r.Machine.Model == o.Machine.Model && r.Machine.Cores == o.Machine.Cores
}

// historyLines bounds the lines of the history: as many as have colours.
const historyLines = colours

// historyPlot shows how the times of contests changed over the runs on this
// machine: those that the most runs have, proofs first. It is empty if there is
// nothing to compare with.
func (r *Report) historyPlot(earlier []*Report) template.HTML {
	runs := []*Report{r}
	for _, o := range earlier {
		if r.sameMachine(o) && o.Started.Before(r.Started) {
			runs = append(runs, o)
		}
	}
	slices.SortStableFunc(runs, func(a, b *Report) int { return a.Started.Compare(b.Started) })
	var lines []line
	for _, res := range r.Results {
		if slices.ContainsFunc(lines, func(l line) bool { return l.name == brief(res.Contest) }) {
			continue
		}
		l := line{name: brief(res.Contest)}
		first := 0.0
		for x, run := range runs {
			if t := run.fastest(res.Contest); t > 0 {
				if first == 0 {
					first = t
				}
				l.points = append(l.points, point{float64(x), t / first})
			}
		}
		if len(l.points) > 1 {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return len(b.points) - len(a.points) })
	lines = lines[:min(len(lines), historyLines)]
	date := func(x float64) string { return runs[int(x)].Started.Format("2006-01-02") }
	return linePlot(lines, axis{"runs", date}, func(v float64) string { return fmt.Sprintf("%.2f×", v) })
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
