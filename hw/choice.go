package hw

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Rank puts backends into the order of the times of the largest proof that was
// made by several of them, fastest first; those that were not measured keep their
// places.
func (c *Calibration) Rank(offered []Backend) []Backend {
	if c == nil {
		return offered
	}
	type work struct {
		layout, hash string
		steps        uint64
		logBlowup    int
	}
	times := map[work]map[string]float64{}
	for _, p := range c.Proofs {
		w := work{p.Layout, p.Hash, p.NSteps, p.LogBlowup}
		if times[w] == nil {
			times[w] = map[string]float64{}
		}
		times[w][p.Backend] = p.Seconds
	}
	var best work
	for w, by := range times {
		if len(by) > 1 && (w.steps > best.steps || w.steps == best.steps && fmt.Sprint(w) < fmt.Sprint(best)) {
			best = w
		}
	}
	measured := times[best]
	var places []int
	var found []Backend
	for i, b := range offered {
		if _, ok := measured[b.Name]; ok {
			places, found = append(places, i), append(found, b)
		}
	}
	slices.SortStableFunc(found, func(a, b Backend) int { return cmp.Compare(measured[a.Name], measured[b.Name]) })
	ranked := slices.Clone(offered)
	for i, at := range places {
		ranked[at] = found[i]
	}
	return ranked
}

// Crossover is the least work from which on the second of two ways is faster,
// judged by what they took for some works: each takes a time to begin with and
// another for each unit. It is +Inf if the second is never faster, and false if
// the works of either don't tell these times: there are fewer than two, say.
func Crossover(first, second map[float64]float64) (work float64, ok bool) {
	a0, a1, okA := straight(first)
	b0, b1, okB := straight(second)
	switch {
	case !okA || !okB:
		return 0, false
	case b1 >= a1 && b0 >= a0:
		return math.Inf(1), true
	case b0 <= a0 && b1 <= a1:
		return 0, true
	case b1 >= a1: // faster for little work only
		return math.Inf(1), true
	}
	return (b0 - a0) / (a1 - b1), true
}

// straight is the straight line through points, by least squares of the relative
// errors, with neither coefficient negative.
func straight(points map[float64]float64) (at0, slope float64, ok bool) {
	if len(points) < 2 {
		return 0, 0, false
	}
	var w, wx, wxx, wy, wxy float64
	for x, y := range points {
		k := 1 / (y * y)
		w, wx, wxx, wy, wxy = w+k, wx+k*x, wxx+k*x*x, wy+k*y, wxy+k*x*y
	}
	spread := w*wxx - wx*wx
	if !(spread > 1e-12*w*wxx) { // works of one size, or times too far apart for their weights
		return 0, 0, false
	}
	slope = (w*wxy - wx*wy) / spread
	at0 = (wy - slope*wx) / w
	switch {
	case at0 < 0:
		at0, slope = 0, wxy/wxx
	case slope < 0:
		at0, slope = wy/w, 0
	}
	return at0, slope, true
}
