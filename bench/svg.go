package bench

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

// A chart is written as SVG by hand: text and rectangles need no library, and
// the page's style sheet colours them by class.

const (
	chartWidth = 860
	labelWidth = 250
	barHeight  = 20
	barGap     = 6
)

// part is one piece of a bar.
type part struct {
	name  string
	value float64
	class string
}

// bar is one bar of a chart.
type bar struct {
	label string
	parts []part
	// note is written behind the bar.
	note string
}

func (b *bar) total() float64 {
	sum := 0.0
	for _, p := range b.parts {
		sum += p.value
	}
	return sum
}

// barChart draws bars from left to right, all to one scale; value writes a
// part's value for its tooltip. A mark, if it is positive, is a line across.
func barChart(bars []bar, mark float64, value func(float64) string) template.HTML {
	most := mark
	for i := range bars {
		most = max(most, bars[i].total())
	}
	if most <= 0 || len(bars) == 0 {
		return ""
	}
	const room = chartWidth - labelWidth - 200 // what is right of it is for notes
	var s strings.Builder
	height := len(bars)*(barHeight+barGap) + barGap
	fmt.Fprintf(&s, `<svg viewBox="0 0 %d %d" role="img">`, chartWidth, height)
	for i := range bars {
		b := &bars[i]
		y := barGap + i*(barHeight+barGap)
		fmt.Fprintf(&s, `<text x="%d" y="%d" class="l">%s</text>`, labelWidth-8, y+14, html.EscapeString(b.label))
		x := float64(labelWidth)
		for _, p := range b.parts {
			w := p.value / most * room
			fmt.Fprintf(&s, `<rect x="%.1f" y="%d" width="%.1f" height="%d" class="%s"><title>%s: %s</title></rect>`,
				x, y, max(w, 0.3), barHeight, p.class, html.EscapeString(p.name), html.EscapeString(value(p.value)))
			x += w
		}
		fmt.Fprintf(&s, `<text x="%.1f" y="%d">%s</text>`, x+6, y+14, html.EscapeString(b.note))
	}
	if mark > 0 {
		x := labelWidth + mark/most*room
		fmt.Fprintf(&s, `<line x1="%.1f" y1="0" x2="%.1f" y2="%d" class="mark"/>`, x, x, height)
	}
	s.WriteString(`</svg>`)
	return template.HTML(s.String()) // every text in it is escaped
}

// point is a point of a line.
type point struct{ x, y float64 }

// line is one line of a plot.
type line struct {
	name   string
	points []point
}

// axis is a horizontal axis of whole numbers.
type axis struct {
	name string
	// label writes a number.
	label func(x float64) string
}

// sizes is an axis of logarithms.
func sizes(name string) axis {
	return axis{name, func(x float64) string { return fmt.Sprintf("2^%.0f", x) }}
}

// linePlot draws lines, with a logarithmic vertical axis; value writes vertical
// values.
func linePlot(lines []line, horizontal axis, value func(float64) string) template.HTML {
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, p := range l.points {
			x0, x1, y0, y1 = min(x0, p.x), max(x1, p.x), min(y0, p.y), max(y1, p.y)
		}
	}
	if x1 <= x0 || y0 <= 0 {
		return ""
	}
	const left, right, top, height = 80, 220, 12, 260
	low, high := math.Floor(math.Log2(y0)), math.Ceil(math.Log2(y1)+1e-9)
	sx := func(x float64) float64 { return left + (x-x0)/(x1-x0)*(chartWidth-left-right) }
	sy := func(y float64) float64 { return top + (high-math.Log2(y))/max(high-low, 1)*(height-top) }
	var s strings.Builder
	fmt.Fprintf(&s, `<svg viewBox="0 0 %d %d" role="img">`, chartWidth, height+44)
	step := math.Ceil((high - low) / 8)
	for e := low; e <= high; e += max(step, 1) {
		y := sy(math.Exp2(e))
		fmt.Fprintf(&s, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" class="grid"/><text x="%d" y="%.1f" class="l">%s</text>`,
			left, y, chartWidth-right, y, left-8, y+4, html.EscapeString(value(math.Exp2(e))))
	}
	for x := math.Ceil(x0); x <= x1; x++ {
		fmt.Fprintf(&s, `<text x="%.1f" y="%d" class="m">%s</text>`, sx(x), height+18, html.EscapeString(horizontal.label(x)))
	}
	fmt.Fprintf(&s, `<text x="%d" y="%d" class="m">%s</text>`, (left+chartWidth-right)/2, height+36, html.EscapeString(horizontal.name))
	for i, l := range lines {
		class := fmt.Sprintf("c%d", i%colours)
		var path []string
		for _, p := range l.points {
			path = append(path, fmt.Sprintf("%.1f,%.1f", sx(p.x), sy(p.y)))
			fmt.Fprintf(&s, `<circle cx="%.1f" cy="%.1f" r="4" class="%s"><title>%s, %s: %s</title></circle>`,
				sx(p.x), sy(p.y), class, html.EscapeString(l.name), html.EscapeString(horizontal.label(p.x)), html.EscapeString(value(p.y)))
		}
		fmt.Fprintf(&s, `<polyline points="%s" class="line s%d"/>`, strings.Join(path, " "), i%colours)
		fmt.Fprintf(&s, `<rect x="%d" y="%d" width="12" height="12" class="%s"/><text x="%d" y="%d">%s</text>`,
			chartWidth-right+16, top+i*20, class, chartWidth-right+34, top+i*20+11, html.EscapeString(l.name))
	}
	s.WriteString(`</svg>`)
	return template.HTML(s.String()) // every text in it is escaped
}

// colours is how many classes c0, c1, … (fill) and s0, s1, … (stroke) there are.
const colours = 10
