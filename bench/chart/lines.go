package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Point is a point of a line.
type Point struct{ X, Y float64 }

// Line is one line of a plot.
type Line struct {
	Name   string
	Points []Point
}

// Axis is the horizontal axis of a plot.
type Axis struct {
	Name string
	// Ticks are where it is labelled, Label what is written there.
	Ticks []float64
	Label func(x float64) string
	// Log makes it logarithmic, as the vertical axis always is.
	Log bool
}

// legendWidth is what legends of lines take on the right.
const legendWidth vg.Length = 250

// Lines draws lines with their points, on a logarithmic vertical axis; value writes
// vertical values. Points that no logarithmic axis has are left out. It is empty if no
// two points are apart.
func Lines(about string, lines []Line, horizontal Axis, value func(y float64) string) SVG {
	p, legend := newPlot(), newLegend()
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	p.Add(&plotter.Grid{Horizontal: draw.LineStyle{Color: grid, Width: 1}})
	for i, l := range lines {
		var points plotter.XYs
		for _, at := range l.Points {
			if !sound(at.Y) || horizontal.Log && !sound(at.X) {
				continue
			}
			points = append(points, plotter.XY(at))
			x0, x1, y0, y1 = min(x0, at.X), max(x1, at.X), min(y0, at.Y), max(y1, at.Y)
		}
		if len(points) == 0 {
			continue
		}
		c := Colour(i).rgb()
		line := &plotter.Line{XYs: points, LineStyle: draw.LineStyle{Color: c, Width: 2}}
		dots := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: c, Radius: 3.5, Shape: draw.CircleGlyph{}}}
		p.Add(line, dots)
		legend.Add(l.Name, line, dots)
	}
	if !(x1 > x0) {
		return SVG{}
	}
	logarithmic(&p.Y, y0, y1, value)
	if horizontal.Log {
		p.X.Scale = plot.LogScale{}
	}
	ticks := make(plot.ConstantTicks, len(horizontal.Ticks))
	for i, x := range horizontal.Ticks {
		ticks[i] = plot.Tick{Value: x, Label: horizontal.Label(x)}
	}
	p.X.Tick.Marker = ticks
	height := max(300, vg.Length(len(lines))*19+20)
	return drawing(about, height, func(c draw.Canvas) {
		drawNamed(p, draw.Crop(c, 4, -legendWidth, 4, -8), horizontal.Name, "")
		legend.Draw(draw.Crop(c, width-legendWidth+14, 0, 0, -8))
	})
}

// logarithmic makes an axis logarithmic, for values between low and high.
func logarithmic(axis *plot.Axis, low, high float64, value func(v float64) string) {
	margin := math.Pow(high/low, 0.04) * 1.005 // more than nothing for equal values
	axis.Min, axis.Max = low/margin, high*margin
	axis.Scale = plot.LogScale{}
	axis.Padding = 0
	ticks := plot.ConstantTicks{}
	for _, v := range logTicks(axis.Min, axis.Max) {
		ticks = append(ticks, plot.Tick{Value: v, Label: value(v)})
	}
	axis.Tick.Marker = ticks
}

// logTicks are round values between low and high, at least three and not many more
// than ten.
func logTicks(low, high float64) []float64 {
	decades := math.Log10(high / low)
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	for _, digits := range [][]float64{{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 5, 7}} {
		every := max(1, int(decades/8))
		var ticks []float64
		for e := first; e <= last; e += every {
			for _, d := range digits {
				if v := d * math.Pow10(e); v >= low && v <= high {
					ticks = append(ticks, v)
				}
			}
		}
		if len(ticks) >= 4 {
			return ticks
		}
	}
	step := math.Pow10(int(math.Floor(math.Log10(high - low))))
	for _, part := range []float64{1, 0.5, 0.2, 0.1} {
		if (high-low)/(part*step) >= 4 {
			step *= part
			break
		}
	}
	var ticks []float64
	for k := math.Ceil(low / step); k*step <= high; k++ {
		ticks = append(ticks, k*step)
	}
	return ticks
}
