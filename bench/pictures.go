package bench

import "quarry/bench/chart"

// Pictures are the report's charts as SVG files that need nothing else, by file
// name: those that there is something to show of.
func (r *Report) Pictures(earlier []*Report) map[string][]byte {
	charts := map[string]chart.SVG{"beside-others.svg": r.ratioPlot(), "limits.svg": r.sharePlot(), "history.svg": r.historyPlot(earlier)}
	for _, p := range append(r.scalingPlots(), r.rooflinePlots()...) {
		charts[p.file()] = p.chart
	}
	pictures := map[string][]byte{}
	for name, c := range charts {
		if !c.Empty() {
			pictures[name] = c.File()
		}
	}
	return pictures
}
