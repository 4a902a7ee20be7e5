package bench

import (
	_ "embed"
	"html/template"
	"strings"
)

//go:embed chart.css
var chartCSS string

// chartStyle is the style sheet of all charts.
var chartStyle = template.CSS(chartCSS)

// Pictures are the report's charts as SVG files that need nothing else, by file
// name: those that there is something to show of.
func (r *Report) Pictures(earlier []*Report) map[string][]byte {
	charts := map[string]template.HTML{"beside-others.svg": r.ratioPlot(), "limits.svg": r.sharePlot(), "history.svg": r.historyPlot(earlier)}
	for _, p := range r.scalingPlots() {
		charts[strings.ToLower(strings.ReplaceAll(p.Title, " ", "-"))+".svg"] = p.SVG
	}
	pictures := map[string][]byte{}
	for name, chart := range charts {
		if chart != "" {
			pictures[name] = standalone(chart)
		}
	}
	return pictures
}

// standalone makes a file of a page's chart.
func standalone(chart template.HTML) []byte {
	text := strings.Replace(string(chart), "<svg ", `<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" `, 1)
	return []byte(strings.Replace(text, ">", "><style>"+chartCSS+"</style>", 1) + "\n")
}
