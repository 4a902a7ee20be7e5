package chart

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Roof is what a machine can do at most: a rate, and a slope times the intensity, the
// lesser of both. One of them may be 0: then it is only the other.
type Roof struct {
	Name        string
	Rate, Slope float64
	// Dashed is for roofs beside the main one.
	Dashed bool
}

// at is the height of the roof at an intensity.
func (r *Roof) at(x float64) float64 {
	switch {
	case r.Rate == 0:
		return r.Slope * x
	case r.Slope == 0:
		return r.Rate
	}
	return min(r.Rate, r.Slope*x)
}

// Kernel is a point under (or, if it does better than the roof reckons with, above)
// the roofs.
type Kernel struct {
	Name string
	// Intensity is operations by bytes, Rate operations a second.
	Intensity, Rate float64
	Colour          Colour
}

const (
	rooflineHeight vg.Length = 420
	rooflineLegend vg.Length = 330
)

// Roofline draws kernels under roofs; all axes are logarithmic. across and up name the
// axes, value writes rates. It is empty without kernels and roofs.
func Roofline(about string, roofs []Roof, kernels []Kernel, across, up string, value func(y float64) string) SVG {
	roofs = slices.DeleteFunc(slices.Clone(roofs), func(r Roof) bool {
		return r.Rate != 0 && !sound(r.Rate) || r.Slope != 0 && !sound(r.Slope) || r.Rate == 0 && r.Slope == 0
	})
	kernels = slices.DeleteFunc(slices.Clone(kernels), func(k Kernel) bool { return !sound(k.Intensity) || !sound(k.Rate) })
	if len(roofs) == 0 || len(kernels) == 0 {
		return SVG{}
	}
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, k := range kernels {
		x0, x1, y0, y1 = min(x0, k.Intensity), max(x1, k.Intensity), min(y0, k.Rate), max(y1, k.Rate)
	}
	for i := range roofs { // the bend is to be seen, and what is left of it
		if r := &roofs[i]; r.Rate > 0 && r.Slope > 0 {
			x0, x1 = min(x0, r.Rate/r.Slope), max(x1, r.Rate/r.Slope)
		}
		y1 = max(y1, roofs[i].at(x1))
	}
	x0, x1 = x0/2, x1*2
	for i := range roofs {
		y0 = min(y0, max(roofs[i].at(x0), y0/4))
	}
	p, legend := newPlot(), newLegend()
	legend.ThumbnailWidth = 24
	logarithmic(&p.X, x0, x1, plain)
	logarithmic(&p.Y, y0, y1*1.2, value)
	p.Add(&plotter.Grid{Horizontal: draw.LineStyle{Color: grid, Width: 1}, Vertical: draw.LineStyle{Color: grid, Width: 1}})
	for i := range roofs {
		line := roofs[i].line(p, i)
		p.Add(line)
		legend.Add(roofs[i].Name, line)
	}
	p.Add(numbered(kernels))
	for i, k := range kernels {
		legend.Add(k.Name, &number{i, k.Colour})
	}
	height := max(rooflineHeight, vg.Length(len(roofs)+len(kernels))*19+20)
	return drawing(about, height, func(c draw.Canvas) {
		drawNamed(p, draw.Crop(c, 4, -rooflineLegend, 4, -8), across, up)
		legend.Draw(draw.Crop(c, width-rooflineLegend+14, 0, 0, -8))
	})
}

// plain writes a number shortly.
func plain(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }

// line is the roof within a plot.
func (r *Roof) line(p *plot.Plot, order int) *plotter.Line {
	style := draw.LineStyle{Color: ink, Width: 2}
	if r.Dashed {
		style = draw.LineStyle{Color: faint, Width: 1.5, Dashes: []vg.Length{6, vg.Length(2 + 2*(order%4))}}
	}
	line := &plotter.Line{LineStyle: style}
	from, to := p.X.Min, p.X.Max
	at := []float64{from}
	if r.Rate > 0 && r.Slope > 0 && r.Rate/r.Slope > from && r.Rate/r.Slope < to {
		at = append(at, r.Rate/r.Slope)
	}
	for _, x := range append(at, to) {
		line.XYs = append(line.XYs, plotter.XY{X: x, Y: r.at(x)})
	}
	return r.within(p, line)
}

// within cuts the parts of a rising roof off that lie outside the plot.
func (r *Roof) within(p *plot.Plot, line *plotter.Line) *plotter.Line {
	if r.Slope == 0 {
		return line
	}
	for i := range line.XYs {
		at := &line.XYs[i]
		if y := min(max(at.Y, p.Y.Min), p.Y.Max); y != at.Y {
			at.X, at.Y = y/r.Slope, y
		}
	}
	return line
}

// numbered draws kernels as points with their numbers, from 1 on, and puts the numbers
// where they cover nothing.
type numbered []Kernel

// markRadius is that of points, digit about the size of a number.
const (
	markRadius vg.Length = 3.5
	digit      vg.Length = 11
)

// Plot implements plot.Plotter.
func (n numbered) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	points := make([]vg.Point, len(n))
	var taken []vg.Rectangle
	for i, k := range n {
		points[i] = vg.Point{X: x(k.Intensity), Y: y(k.Rate)}
		taken = append(taken, around(points[i], 2*markRadius, 2*markRadius))
		c.DrawGlyph(draw.GlyphStyle{Color: k.Colour.rgb(), Radius: markRadius, Shape: draw.CircleGlyph{}}, points[i])
	}
	for i, k := range n {
		style := textStyle(small, ink, text.XCenter, text.YCenter)
		label := strconv.Itoa(i + 1)
		box := place(points[i], style.Width(label)+2, digit, taken)
		taken = append(taken, box)
		middle := box.Min.Add(box.Max).Scale(0.5)
		if far := middle.Sub(points[i]); math.Hypot(float64(far.X), float64(far.Y)) > float64(2*digit) {
			c.StrokeLine2(draw.LineStyle{Color: k.Colour.rgb(), Width: 0.5}, points[i].X, points[i].Y, middle.X, middle.Y)
		}
		c.FillText(style, middle, label)
	}
}

func around(at vg.Point, w, h vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: at.X - w/2, Y: at.Y - h/2}, Max: vg.Point{X: at.X + w/2, Y: at.Y + h/2}}
}

// place is a box of a size near a point that meets none of those taken: the nearest,
// in circles, clockwise from the top right; if there is none, that.
func place(at vg.Point, w, h vg.Length, taken []vg.Rectangle) vg.Rectangle {
	const directions, circles = 12, 8
	var first vg.Rectangle
	for circle := range circles {
		for d := range directions {
			sin, cos := math.Sincos(math.Pi/4 - 2*math.Pi*float64(d)/directions)
			r := vg.Length(circle+1) * (digit - 1)
			box := around(vg.Point{X: at.X + r*vg.Length(cos), Y: at.Y + r*vg.Length(sin)}, w, h)
			if circle == 0 && d == 0 {
				first = box
			}
			if !meets(box, taken) {
				return box
			}
		}
	}
	return first
}

func meets(box vg.Rectangle, others []vg.Rectangle) bool {
	for _, o := range others {
		if box.Min.X < o.Max.X && o.Min.X < box.Max.X && box.Min.Y < o.Max.Y && o.Min.Y < box.Max.Y {
			return true
		}
	}
	return false
}

// number is a kernel's number in a legend.
type number struct {
	order  int
	colour Colour
}

// Thumbnail implements plot.Thumbnailer.
func (n *number) Thumbnail(c *draw.Canvas) {
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: n.colour.rgb(), Radius: markRadius, Shape: draw.CircleGlyph{}}, vg.Point{X: c.Min.X + markRadius, Y: c.Center().Y})
	style := textStyle(small, ink, text.XRight, text.YCenter)
	c.FillText(style, vg.Point{X: c.Max.X - 1, Y: c.Center().Y}, strconv.Itoa(n.order+1))
}
