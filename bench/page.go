package bench

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed page.gohtml
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"duration": Duration,
	"rate":     (*Result).rateText,
	"share":    (*Result).shareText,
	"versus":   (*Result).versusText,
	"spread":   (*Result).spreadText,
	"giga":     func(v float64) string { return fmt.Sprintf("%.2f", v/1e9) },
	"gib":      func(v int64) string { return fmt.Sprintf("%.1f GiB", float64(v)/(1<<30)) },
	"one":      func(v float64) string { return fmt.Sprintf("%.1f", v) },
}).Parse(pageText))

// plot is a titled chart of the page.
type plot struct {
	Title, About string
	SVG          template.HTML
}

// legend is a colour and what it stands for.
type legend struct{ Class, Name string }

// WriteHTML writes the report as a page that needs nothing else. Of earlier
// reports, those of the same machine are its history.
func (r *Report) WriteHTML(w io.Writer, earlier []*Report) error {
	stages, names := r.proofPlots()
	return page.Execute(w, struct {
		*Report
		Style   template.CSS
		Losses  []string
		Proofs  []plot
		Legend  []legend
		Scaling []plot
		Ratios  template.HTML
		Shares  template.HTML
		History template.HTML
		Rows    []*Result
	}{r, chartStyle, r.Losses(), stages, names, r.scalingPlots(), r.ratioPlot(), r.sharePlot(), r.historyPlot(earlier), r.pointers()})
}

func (r *Report) pointers() []*Result {
	all := make([]*Result, len(r.Results))
	for i := range r.Results {
		all[i] = &r.Results[i]
	}
	return all
}

// proofPlots are the proofs' times, one chart for each contest, the stages as
// stacked bars.
func (r *Report) proofPlots() ([]plot, []legend) {
	class := map[string]string{}
	var names []legend
	var plots []plot
	for _, group := range r.contestsOf("proof") {
		var bars []bar
		for _, res := range group {
			b := bar{label: res.Contender, note: Duration(res.Median)}
			if len(res.Versus) > 0 {
				b.note += fmt.Sprintf(", %.1f× %s", res.Versus[0].Ratio, res.Versus[0].Peer)
			}
			for _, s := range res.Proof.Stages {
				if class[s.Name] == "" {
					class[s.Name] = fmt.Sprintf("c%d", len(class)%colours)
					if len(class) > colours {
						class[s.Name] += " pale"
					}
					names = append(names, legend{class[s.Name], s.Name})
				}
				b.parts = append(b.parts, part{s.Name, s.Seconds, class[s.Name]})
			}
			if len(b.parts) == 0 {
				b.parts = []part{{"all", res.Median, "peer"}}
			}
			bars = append(bars, b)
		}
		plots = append(plots, plot{Title: group[0].Contest, SVG: barChart(bars, 0, Duration)})
	}
	return plots, names
}

// contestsOf are the results with times of a group, by contest.
func (r *Report) contestsOf(group string) [][]*Result {
	var all [][]*Result
	for i := range r.Results {
		res := &r.Results[i]
		if res.Group != group || res.Error != "" || res.Median <= 0 || group == "proof" && res.Proof == nil {
			continue
		}
		if n := len(all); n > 0 && all[n-1][0].Contest == res.Contest {
			all[n-1] = append(all[n-1], res)
		} else {
			all = append(all, []*Result{res})
		}
	}
	return all
}

// scalingPlots show how times grow with sizes: transforms by rows, and proofs of
// each layout by steps.
func (r *Report) scalingPlots() []plot {
	transforms := r.lines("transform", func(res *Result) (string, float64, float64, bool) {
		log, isLog := number(res.Params["log_rows"])
		columns, _ := number(res.Params["columns"])
		blowup, _ := number(res.Params["blowup"])
		return res.Contender, log, 1 / res.Rate, isLog && columns == 1 && blowup == 1
	})
	proofs := r.lines("proof", func(res *Result) (string, float64, float64, bool) {
		steps, ok := number(res.Params["n_steps"])
		blowup, _ := number(res.Params["blowup"])
		layout, _ := res.Params["layout"].(string)
		return layout + ", " + res.Contender, float64(log2(int(steps))), res.Median,
			ok && blowup == 4 && res.Params["hash"] == "keccak256_masked160_msb"
	})
	var plots []plot
	for _, p := range []plot{
		{"Transforms by size", "Time per felt, one column; interpolation and evaluation.", linePlot(transforms, sizes("rows"), Duration)},
		{"Proofs by size", "Blow-up 4, keccak256_masked160_msb.", linePlot(proofs, sizes("steps"), Duration)},
	} {
		if p.SVG != "" {
			plots = append(plots, p)
		}
	}
	return plots
}

// lines makes lines of the results of a group for which pick returns true: a
// line's name and a point.
func (r *Report) lines(group string, pick func(*Result) (name string, x, y float64, ok bool)) []line {
	var lines []line
	for _, results := range r.contestsOf(group) {
		for _, res := range results {
			name, x, y, ok := pick(res)
			if !ok {
				continue
			}
			at := slices.IndexFunc(lines, func(l line) bool { return l.name == name })
			if at < 0 {
				at = len(lines)
				lines = append(lines, line{name: name})
			}
			lines[at].points = append(lines[at].points, point{x, y})
		}
	}
	for i := range lines {
		slices.SortFunc(lines[i].points, func(a, b point) int { return int(a.x - b.x) })
	}
	return lines
}

// number reads a parameter, which is a float64 in a report that was read.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// ratioPlot shows how many times faster than each peer the fastest contender is.
func (r *Report) ratioPlot() template.HTML {
	type key struct{ contest, peer string }
	var order []key
	best := map[key]Versus{}
	for _, res := range r.Results {
		for _, v := range res.Versus {
			k := key{res.Contest, v.Peer}
			if _, seen := best[k]; !seen {
				order = append(order, k)
			}
			if v.Ratio > best[k].Ratio {
				best[k] = v
			}
		}
	}
	var bars []bar
	for _, k := range order {
		v := best[k]
		class := "c0"
		if v.Verdict == "behind" {
			class = "bad"
		}
		bars = append(bars, bar{label: brief(k.contest), parts: []part{{k.peer, v.Ratio, class}},
			note: fmt.Sprintf("%.2f× %s", v.Ratio, k.peer)})
	}
	return barChart(bars, 1, func(v float64) string { return fmt.Sprintf("%.2f×", v) })
}

// sharePlot shows the shares of the machine's limits: of each contest the
// contender that reaches most.
func (r *Report) sharePlot() template.HTML {
	var best []*Result
	for i := range r.Results {
		res := &r.Results[i]
		if res.Bound == "" || res.Peer || res.Error != "" {
			continue
		}
		if n := len(best); n > 0 && best[n-1].Contest == res.Contest {
			if res.Share > best[n-1].Share {
				best[n-1] = res
			}
			continue
		}
		best = append(best, res)
	}
	var bars []bar
	for _, res := range best {
		class := map[string]string{"multiplier": "c0", "memory": "c1"}[res.Bound]
		bars = append(bars, bar{label: brief(res.Contest) + ", " + res.Contender,
			parts: []part{{res.Bound, res.Share, class}}, note: res.shareText()})
	}
	return barChart(bars, 1, func(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) })
}

// brief makes a contest's name fit beside a bar.
func brief(name string) string {
	return strings.NewReplacer("proof/", "", " steps", "", "blow-up ", "×", "_masked160_msb", "", "merkle/", "").Replace(name)
}
