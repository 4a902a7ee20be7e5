package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// texts are the texts of a picture, which must be well-formed and hold nothing that is
// no number.
func texts(t interface{ Fatalf(string, ...any) }, s SVG) []string {
	file := s.File()
	for _, never := range []string{"NaN", "Inf", "%!"} {
		if bytes.Contains(file, []byte(never)) {
			t.Fatalf("%s in %s", never, file)
		}
	}
	var all []string
	in := false
	for d := xml.NewDecoder(bytes.NewReader(file)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in %s", err, file)
		}
		switch token := token.(type) {
		case xml.StartElement:
			in = token.Name.Local == "text"
		case xml.EndElement:
			in = false
		case xml.CharData:
			if in {
				all = append(all, string(token))
			}
		}
	}
}

func digits3(v float64) string { return fmt.Sprintf("%.3g", v) }

func bars() SVG {
	return Bars("a <chart>", []Bar{
		{Label: "one & only", Note: "3 s", Parts: []Part{{2, "2 s", 0}, {1, "1 s", 15}, {1e-3, "too long for it", 3}}},
		{Label: "two", Note: "1 s", Parts: []Part{{1, "", Bad}}}, {Label: "none", Note: "0 s"},
	}, 2)
}

func lines() SVG {
	return Lines("lines", []Line{{"a", []Point{{4, 1}, {8, 2}, {16, 1e-9}}}, {"b", []Point{{4, 3}}}, {"c", nil}},
		Axis{Name: "rows", Log: true, Ticks: []float64{4, 8, 16}, Label: digits3}, digits3)
}

func roofline() SVG {
	return Roofline("roofs", []Roof{{"main", 100, 10, false}, {"one", 50, 8, true}, {"felts", 400, 0, true}, {"bus", 0, 1, true}},
		[]Kernel{{"x", 2, 10, 0}, {"y", 2.1, 10.1, 1}, {"z", 2.2, 10, 0}, {"w", 200, 150, 2}}, "intensity", "rate", digits3)
}

// What is written stands there as text, and charts stand alone or in a page.
func TestCharts(t *testing.T) {
	for name, c := range map[string]struct {
		chart SVG
		want  []string
		never string
	}{
		"bars":     {bars(), []string{"one & only", "two", "3 s", "2 s", "1 s", "none"}, "too long for it"},
		"lines":    {lines(), []string{"a", "b", "rows", "4", "16"}, "c"},
		"roofline": {roofline(), []string{"main", "bus", "x", "w", "1", "4", "intensity", "rate"}, "NaN"},
	} {
		got := texts(t, c.chart)
		for _, want := range c.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s: no text %q in %q", name, want, got)
			}
		}
		if slices.Contains(got, c.never) {
			t.Errorf("%s: %q is there", name, c.never)
		}
		if inline := string(c.chart.Inline()); !strings.HasPrefix(inline, "<svg class=") || strings.Contains(inline, "http") || strings.Contains(inline, "<style") {
			t.Errorf("%s does not fit into a page: %.200s", name, inline)
		}
		if file := string(c.chart.File()); !strings.Contains(file, `xmlns="http://www.w3.org/2000/svg"`) || strings.Count(file, "<style>") != 1 || strings.Contains(file, "<image") {
			t.Errorf("%s does not stand alone: %.200s", name, file)
		}
	}
}

// The same data is drawn with the same bytes: generated pictures don't change by
// themselves.
func TestDeterministic(t *testing.T) {
	for name, draw := range map[string]func() SVG{"bars": bars, "lines": lines, "roofline": roofline} {
		if first, second := draw(), draw(); !bytes.Equal(first.File(), second.File()) {
			t.Errorf("%s differ", name)
		}
	}
}

// Every colour that is not data's is known to the style sheet, which changes it in the
// dark; no other is, by accident, the same.
func TestColours(t *testing.T) {
	for _, c := range []string{"#1C2430", "#6B7787", "#E3E7EC"} {
		if !strings.Contains(css, "stroke:"+c) {
			t.Errorf("the style sheet does not know %s", c)
		}
		if !bytes.Contains(roofline().body, []byte(c)) {
			t.Errorf("no plot has %s", c)
		}
	}
	for i := range palette {
		if strings.Contains(strings.ToLower(css), Colour(i).Hex()) {
			t.Errorf("colour %d is changed in the dark", i)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]SVG{
		"no bars": Bars("", nil, 1), "bars of nothing": Bars("", []Bar{{Label: "a", Parts: []Part{{nan, "", 0}, {-1, "", 0}}}}, 0),
		"one place": Lines("", []Line{{"a", []Point{{1, 1}, {1, 2}}}}, Axis{Label: digits3}, digits3),
		"no place":  Lines("", []Line{{"a", []Point{{-1, 1}, {0, 2}}}}, Axis{Label: digits3, Log: true}, digits3),
		"no times":  Lines("", []Line{{"a", []Point{{1, nan}, {2, math.Inf(1)}, {3, 0}}}}, Axis{Label: digits3}, digits3),
		"no roofs":  Roofline("", []Roof{{"a", 0, nan, false}}, []Kernel{{"a", 1, 1, 0}}, "", "", digits3),
		"no kernel": Roofline("", []Roof{{"a", 1, 1, false}}, []Kernel{{"a", 0, 1, 0}}, "", "", digits3),
	} {
		if !c.Empty() || c.File() != nil || c.Inline() != "" {
			t.Errorf("%s: %s", name, c.File())
		}
	}
}

// Whatever the values are, what is drawn is a picture.
func TestAnyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64(), rapid.Float64Range(1e-9, 1e9))
		n := rapid.IntRange(0, 6).Draw(t, "n")
		var line Line
		var kernels []Kernel
		var parts []Part
		for range n {
			x, y := value.Draw(t, "x"), value.Draw(t, "y")
			line.Points = append(line.Points, Point{x, y})
			kernels = append(kernels, Kernel{"k", x, y, 0})
			parts = append(parts, Part{x, "p", 0})
		}
		texts(t, Lines("", []Line{line}, Axis{Log: true, Label: digits3}, digits3))
		texts(t, Bars("", []Bar{{Parts: parts}}, value.Draw(t, "mark")))
		texts(t, Roofline("", []Roof{{"r", value.Draw(t, "rate"), value.Draw(t, "slope"), false}}, kernels, "a", "b", digits3))
	})
}

func TestTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(1e-12, 1e12).Draw(t, "low")
		high := low * rapid.Float64Range(1.01, 1e9).Draw(t, "times")
		ticks := logTicks(low, high)
		if len(ticks) < 3 || len(ticks) > 20 || !slices.IsSorted(ticks) || ticks[0] < low*(1-1e-9) || ticks[len(ticks)-1] > high*(1+1e-9) {
			t.Fatalf("from %v to %v: %v", low, high, ticks)
		}
	})
}
