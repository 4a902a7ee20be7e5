package bench

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"quarry/bench/chart"
)

//go:embed page.gohtml
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"duration": Duration,
	"rate":     (*Result).rateText,
	"share":    (*Result).shareText,
	"versus":   (*Result).versusText,
	"spread":   (*Result).spreadText,
	"gpu":      func(g GPU) string { return g.gpuText() },
	"giga":     func(v float64) string { return fmt.Sprintf("%.2f", v/1e9) },
	"gib":      func(v int64) string { return fmt.Sprintf("%.1f GiB", float64(v)/(1<<30)) },
	"one":      func(v float64) string { return fmt.Sprintf("%.1f", v) },
}).Parse(pageText))

// WriteHTML writes the report as a page that needs nothing else. Of earlier
// reports, those of the same machine are its history.
func (r *Report) WriteHTML(w io.Writer, earlier []*Report) error {
	stages, names := r.proofPlots()
	return page.Execute(w, struct {
		*Report
		Style     template.CSS
		Losses    []string
		Proofs    []plot
		Legend    []legend
		Scaling   []plot
		Rooflines []plot
		Ratios    template.HTML
		Shares    template.HTML
		History   template.HTML
		Rows      []*Result
	}{r, chart.Style(), r.Losses(), stages, names, r.scalingPlots(), r.rooflinePlots(), r.ratioPlot().Inline(), r.sharePlot().Inline(),
		r.historyPlot(earlier).Inline(), r.results(func(*Result) bool { return true })})
}

// results are pointers to those that are wanted.
func (r *Report) results(want func(*Result) bool) []*Result {
	var all []*Result
	for i := range r.Results {
		if want(&r.Results[i]) {
			all = append(all, &r.Results[i])
		}
	}
	return all
}
