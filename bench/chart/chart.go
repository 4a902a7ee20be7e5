package chart

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

//go:embed chart.css
var css string

// Style is the style sheet that a page with charts needs.
func Style() template.CSS { return template.CSS(css) }

// width of all charts, in the units of the picture's own coordinates.
const width vg.Length = 860

// The colours of what is no data. The style sheet knows them: it changes them in the
// dark.
var (
	ink   = color.NRGBA{0x1c, 0x24, 0x30, 0xff}
	faint = color.NRGBA{0x6b, 0x77, 0x87, 0xff}
	grid  = color.NRGBA{0xe3, 0xe7, 0xec, 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// Colour is the colour of data: one of a palette, or one with a meaning. All of them
// can be seen in the light and in the dark.
type Colour int

// Colours with a meaning. From 0 on they are those of the palette.
const (
	// Bad is for what is slower than it should be, Plain for what says nothing of
	// itself.
	Bad   Colour = -1
	Plain Colour = -2
)

var palette = []color.NRGBA{
	{0x2a, 0x78, 0xb8, 0xff}, {0xd0, 0x7a, 0x1e, 0xff}, {0x4c, 0x9f, 0x57, 0xff}, {0xb3, 0x4f, 0x8e, 0xff},
	{0x7a, 0x68, 0xc2, 0xff}, {0x2f, 0x98, 0x98, 0xff}, {0xad, 0x91, 0x20, 0xff}, {0xa0, 0x63, 0x4a, 0xff},
	{0x6d, 0x8c, 0x3a, 0xff}, {0x5f, 0x73, 0x86, 0xff}, {0x5c, 0xa3, 0xd9, 0xff}, {0xe0, 0x6c, 0x5a, 0xff},
	{0x88, 0xbd, 0x5b, 0xff}, {0xd0, 0x86, 0xb5, 0xff}, {0xa5, 0x98, 0xdd, 0xff}, {0x8a, 0x8f, 0x52, 0xff},
}

func (c Colour) rgb() color.NRGBA {
	switch c {
	case Bad:
		return color.NRGBA{0xd1, 0x45, 0x3b, 0xff}
	case Plain:
		return color.NRGBA{0x8a, 0x96, 0xa5, 0xff}
	}
	return palette[int(c)%len(palette)]
}

// Hex is the colour as style sheets write it.
func (c Colour) Hex() string {
	v := c.rgb()
	return fmt.Sprintf("#%02x%02x%02x", v.R, v.G, v.B)
}

// SVG is a chart; the zero value is none.
type SVG struct {
	about  string
	height vg.Length
	body   []byte
}

// sound tells whether a value can be drawn on any axis.
func sound(v float64) bool { return v > 1e-15 && v < 1e18 }

// Empty says that there was nothing to draw.
func (s SVG) Empty() bool { return len(s.body) == 0 }

// Inline is the chart for a page that has Style; "" if it is empty.
func (s SVG) Inline() template.HTML {
	if s.Empty() {
		return ""
	}
	return template.HTML(s.picture("", "")) // vgsvg and picture escape all text
}

// File is the chart as a file that needs nothing else, nil if it is empty.
func (s SVG) File() []byte {
	if s.Empty() {
		return nil
	}
	return append(s.picture(` xmlns="http://www.w3.org/2000/svg"`, "<style>"+css+"</style>\n"), '\n')
}

func (s SVG) picture(space, style string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<svg%s class=\"chart\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %.5g %.5g\">\n%s",
		space, template.HTMLEscapeString(s.about), width.Points(), s.height.Points(), style)
	b.Write(s.body)
	return b.Bytes()
}

// drawing lets paint draw on a canvas of a height and returns what it drew; about
// says it to those who can't see.
func drawing(about string, height vg.Length, paint func(c draw.Canvas)) SVG {
	canvas := vgsvg.NewWith(vgsvg.UseWH(width, height))
	paint(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return SVG{} // a buffer takes everything
	}
	// The beginning, with a size in points, is replaced by picture's.
	_, body, _ := bytes.Cut(b.Bytes(), []byte(`xmlns:xlink="http://www.w3.org/1999/xlink">`))
	return SVG{about, height, slices.Clip(bytes.TrimSpace(body))}
}

// textStyle is that of text of a size.
func textStyle(size vg.Length, c color.Color, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{
		Color: c, Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign: x, YAlign: y, Handler: plot.DefaultTextHandler,
	}
}

// The sizes of text.
const (
	normal vg.Length = 12
	small  vg.Length = 10
)

// newPlot is an empty plot in the house's style.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil // the page's
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Tick.Color = faint, faint
		axis.Tick.Length = 4
	}
	p.X.Tick.Label = textStyle(normal, ink, text.XCenter, text.YTop)
	p.Y.Tick.Label = textStyle(normal, ink, text.XRight, text.YCenter)
	return p
}

// drawNamed draws a plot with the names of its axes: gonum/plot's own make room for
// themselves in the wrong place if an axis is logarithmic.
func drawNamed(p *plot.Plot, c draw.Canvas, across, up string) {
	style := textStyle(normal, ink, text.XCenter, text.YBottom)
	line := style.Height("x") + 6
	inner := draw.Crop(c, 0, 0, line, 0)
	if up != "" {
		inner = draw.Crop(inner, line, 0, 0, 0)
		turned := style
		turned.Rotation, turned.YAlign = math.Pi/2, text.YTop
		data := p.DataCanvas(inner)
		c.FillText(turned, vg.Point{X: c.Min.X, Y: data.Center().Y}, up)
	}
	p.Draw(inner)
	data := p.DataCanvas(inner)
	c.FillText(style, vg.Point{X: data.Center().X, Y: c.Min.Y + 2}, across)
}

// newLegend is a legend whose entries stand below each other from the top left on.
func newLegend() plot.Legend {
	l := plot.NewLegend()
	l.Top, l.Left = true, true
	l.TextStyle = textStyle(normal, ink, text.XLeft, text.YBottom)
	l.Padding = 5
	l.ThumbnailWidth = 18
	return l
}
