package bench

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"quarry/bench/chart"
)

// plot is a titled chart of the page.
type plot struct {
	Title, About string
	chart        chart.SVG
}

// SVG is the chart for the page.
func (p plot) SVG() template.HTML { return p.chart.Inline() }

// file is the name of the chart's file: words of its title.
func (p plot) file() string {
	return strings.ToLower(strings.NewReplacer(" ", "-", ":", "-").Replace(p.Title)) + ".svg"
}

// legend is a colour and what it stands for.
type legend struct{ Colour, Name string }

// proofPlots are the proofs' times, one chart for each contest, the stages as
// stacked bars.
func (r *Report) proofPlots() ([]plot, []legend) {
	colours := map[string]chart.Colour{}
	var names []legend
	var plots []plot
	for _, group := range r.contestsOf("proof") {
		var bars []chart.Bar
		for _, res := range group {
			b := chart.Bar{Label: res.Contender, Note: Duration(res.Median)}
			if len(res.Versus) > 0 {
				b.Note += fmt.Sprintf(", %.1f× %s", res.Versus[0].Ratio, res.Versus[0].Peer)
			}
			for _, s := range res.Proof.Stages {
				c, known := colours[s.Name]
				if !known {
					c = chart.Colour(len(colours))
					colours[s.Name] = c
					names = append(names, legend{c.Hex(), s.Name})
				}
				b.Parts = append(b.Parts, chart.Part{Value: s.Seconds, Text: Duration(s.Seconds), Colour: c})
			}
			if len(b.Parts) == 0 {
				b.Parts = []chart.Part{{Value: res.Median, Colour: chart.Plain}}
			}
			bars = append(bars, b)
		}
		plots = append(plots, plot{Title: group[0].Contest, chart: chart.Bars("Times of "+group[0].Contest+" by stages", bars, 0)})
	}
	if len(names) > 0 {
		names = append(names, legend{chart.Plain.Hex(), "not told"})
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
		return res.Contender, math.Exp2(log), 1 / res.Rate, isLog && columns == 1 && blowup == 1
	})
	proofs := r.lines("proof", func(res *Result) (string, float64, float64, bool) {
		steps, ok := number(res.Params["n_steps"])
		blowup, _ := number(res.Params["blowup"])
		layout, _ := res.Params["layout"].(string)
		return layout + ", " + res.Contender, steps, res.Median,
			ok && blowup == 4 && res.Params["hash"] == "keccak256_masked160_msb"
	})
	var plots []plot
	for _, p := range []plot{
		{"Transforms by size", "Time per felt, one column; interpolation and evaluation.", scaling("Time per felt of transforms by rows", transforms, "rows")},
		{"Proofs by size", "Blow-up 4, keccak256_masked160_msb.", scaling("Times of proofs by steps", proofs, "steps")},
	} {
		if !p.chart.Empty() {
			plots = append(plots, p)
		}
	}
	return plots
}

// scaling draws times over sizes that are powers of two.
func scaling(about string, lines []chart.Line, name string) chart.SVG {
	sizes := chart.Axis{Name: name, Log: true, Label: func(x float64) string { return fmt.Sprintf("2^%.0f", math.Log2(x)) }}
	for _, l := range lines {
		for _, p := range l.Points {
			if !slices.Contains(sizes.Ticks, p.X) {
				sizes.Ticks = append(sizes.Ticks, p.X)
			}
		}
	}
	slices.Sort(sizes.Ticks)
	return chart.Lines(about, lines, sizes, Duration)
}

// lines makes lines of the results of a group for which pick returns true: a
// line's name and a point.
func (r *Report) lines(group string, pick func(*Result) (name string, x, y float64, ok bool)) []chart.Line {
	var lines []chart.Line
	for _, results := range r.contestsOf(group) {
		for _, res := range results {
			name, x, y, ok := pick(res)
			if !ok {
				continue
			}
			at := slices.IndexFunc(lines, func(l chart.Line) bool { return l.Name == name })
			if at < 0 {
				at = len(lines)
				lines = append(lines, chart.Line{Name: name})
			}
			lines[at].Points = append(lines[at].Points, chart.Point{X: x, Y: y})
		}
	}
	for i := range lines {
		slices.SortFunc(lines[i].Points, func(a, b chart.Point) int { return cmp.Compare(a.X, b.X) })
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
func (r *Report) ratioPlot() chart.SVG {
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
	var bars []chart.Bar
	for _, k := range order {
		v := best[k]
		colour := chart.Colour(0)
		if v.Verdict == "behind" {
			colour = chart.Bad
		}
		bars = append(bars, chart.Bar{Label: brief(k.contest), Parts: []chart.Part{{Value: v.Ratio, Colour: colour}},
			Note: fmt.Sprintf("%.2f× %s", v.Ratio, k.peer)})
	}
	return chart.Bars("How many times faster than others", bars, 1)
}

// sharePlot shows the shares of the machine's limits: of each contest the
// contender that reaches most.
func (r *Report) sharePlot() chart.SVG {
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
	var bars []chart.Bar
	for _, res := range best {
		bars = append(bars, chart.Bar{Label: brief(res.Contest) + ", " + res.Contender,
			Parts: []chart.Part{{Value: res.Share, Colour: boundColours[res.Bound]}}, Note: res.shareText()})
	}
	return chart.Bars("Shares of the machine's limits", bars, 1)
}

// boundColours are those of the limits.
var boundColours = map[string]chart.Colour{boundMultiplier: 0, boundMemory: 1, boundHash: 2, boundBus: 3}

// brief makes a contest's name fit beside a bar.
func brief(name string) string {
	return strings.NewReplacer("proof/", "", " steps", "", "blow-up ", "×", "_masked160_msb", "", "merkle/", "").Replace(name)
}
