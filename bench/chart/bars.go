package chart

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Bar is one bar of a chart, from left to right.
type Bar struct {
	Label string
	// Note is written behind the bar.
	Note  string
	Parts []Part
}

// Part is one piece of a bar. Its text is written into it where there is room.
type Part struct {
	Value  float64
	Text   string
	Colour Colour
}

func (b *Bar) total() float64 {
	sum := 0.0
	for _, p := range b.Parts {
		sum += p.Value
	}
	return sum
}

const (
	rowHeight vg.Length = 26
	barWidth  vg.Length = 20
	// slack is room for text where the reader's font is wider than the one that it was
	// measured with.
	slack vg.Length = 8
)

// Bars draws bars below each other, all to one scale. A mark, if it is positive, is a
// line across all of them.
func Bars(about string, bars []Bar, mark float64) SVG {
	most := mark
	for i := range bars {
		b := &bars[i]
		b.Parts = slices.DeleteFunc(slices.Clone(b.Parts), func(p Part) bool { return !sound(p.Value) })
		most = max(most, b.total())
	}
	if len(bars) == 0 || !sound(most) {
		return SVG{}
	}
	p := newPlot()
	names := make([]string, len(bars))
	for i := range bars {
		at := len(bars) - 1 - i // the first is the highest
		names[at] = bars[i].Label
		bars[i].add(p, float64(at))
	}
	p.NominalY(names...)
	p.HideX()
	p.X.Padding, p.Y.Padding = 0, slack // names end there
	p.X.Min, p.X.Max = 0, most
	p.Y.Min, p.Y.Max = -0.5, float64(len(bars))-0.5
	if mark > 0 {
		line := &plotter.Line{XYs: plotter.XYs{{X: mark, Y: p.Y.Min}, {X: mark, Y: p.Y.Max}},
			LineStyle: draw.LineStyle{Color: faint, Width: 1, Dashes: []vg.Length{4, 3}}}
		p.Add(line)
	}
	return drawing(about, vg.Length(len(bars))*rowHeight+8, func(c draw.Canvas) { p.Draw(draw.Crop(c, 0, -3*slack, 4, -4)) })
}

// add adds a bar at a height: its parts stacked, and the text in and behind them.
func (b *Bar) add(p *plot.Plot, at float64) {
	var below *plotter.BarChart
	texts := inside{at: at}
	for _, part := range b.Parts {
		chart := &plotter.BarChart{Values: plotter.Values{part.Value}, Width: barWidth, Color: part.Colour.rgb(), XMin: at, Horizontal: true}
		if below != nil {
			chart.StackOn(below)
		}
		below = chart
		p.Add(chart)
		texts.parts = append(texts.parts, part)
	}
	p.Add(&texts, &plotter.Labels{
		XYs: plotter.XYs{{X: b.total(), Y: at}}, Labels: []string{b.Note}, Offset: vg.Point{X: 6},
		TextStyle: []text.Style{textStyle(normal, ink, text.XLeft, text.YCenter)},
	})
}

// inside writes the texts of a bar's parts into those that are wide enough.
type inside struct {
	at    float64
	parts []Part
}

// Plot implements plot.Plotter.
func (t *inside) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := textStyle(small, white, text.XCenter, text.YCenter)
	from := 0.0
	for _, part := range t.parts {
		to := from + part.Value
		if part.Text != "" && x(to)-x(from) > style.Width(part.Text)+6 {
			c.FillText(style, vg.Point{X: x((from + to) / 2), Y: y(t.at)}, part.Text)
		}
		from = to
	}
}
