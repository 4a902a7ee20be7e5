package bench

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/aclements/go-moremath/stats"
)

// quantile is the q-quantile of values, which need not be sorted, by linear
// interpolation; NaN if there are none.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	v := slices.Sorted(slices.Values(values))
	at := q * float64(len(v)-1)
	i := int(at)
	if i+1 >= len(v) {
		return v[len(v)-1]
	}
	return v[i] + (at-float64(i))*(v[i+1]-v[i])
}

func median(values []float64) float64 { return quantile(values, 0.5) }

// resamples is how often a bootstrap draws.
const resamples = 1000

// bootstrap draws resamples from a generator of its own, so that the same
// samples give the same answer, and returns the statistic of each, sorted.
func bootstrap(statistic func(rng *rand.Rand) float64) []float64 {
	rng := rand.New(rand.NewPCG(7, 11))
	out := make([]float64, resamples)
	for i := range out {
		out[i] = statistic(rng)
	}
	slices.Sort(out)
	return out
}

// redraw draws as many values as there are, with replacement, into buf.
func redraw(rng *rand.Rand, values, buf []float64) []float64 {
	buf = buf[:0]
	for range values {
		buf = append(buf, values[rng.IntN(len(values))])
	}
	return buf
}

// pairedRatio is the median of a[i]/b[i] and the interval that holds it with
// 95 % confidence: samples of the same round met the same machine. With fewer
// than six rounds no interval has that confidence; then it is all of them.
func pairedRatio(a, b []float64) (ratio, low, high float64) {
	n := min(len(a), len(b))
	ratios := make([]float64, n)
	for i := range ratios {
		ratios[i] = a[i] / b[i]
	}
	if n < leastBootstrap {
		return median(ratios), slices.Min(ratios), slices.Max(ratios)
	}
	buf := make([]float64, 0, n)
	medians := bootstrap(func(rng *rand.Rand) float64 { return median(redraw(rng, ratios, buf)) })
	return median(ratios), quantile(medians, 0.025), quantile(medians, 0.975)
}

func verdict(low, high float64) string {
	switch {
	case low > 1:
		return "ahead"
	case high < 1:
		return "behind"
	}
	return "even"
}

// leastBootstrap is from how many samples on a bootstrap's interval means what it
// says: of fewer, no interval that they give has 95 % confidence.
const leastBootstrap = 6

// slower tells how the medians of two runs' samples relate, b by a times scale,
// the interval that holds the ratio with 95 % confidence (by a bootstrap; with fewer
// than six samples of either the least and the greatest ratio that there are), and
// with which confidence b is slower by more than the share margin (or faster, if that
// is the likelier): Mann and Whitney's test of one side, exact for few samples.
func slower(a, b []float64, scale, margin float64) (ratio, low, high, confidence float64) {
	ratio = median(b) / median(a) * scale
	if min(len(a), len(b)) < leastBootstrap {
		low, high = slices.Min(b)/slices.Max(a)*scale, slices.Max(b)/slices.Min(a)*scale
	} else {
		bufA, bufB := make([]float64, 0, len(a)), make([]float64, 0, len(b))
		all := bootstrap(func(rng *rand.Rand) float64 {
			return median(redraw(rng, b, bufB)) / median(redraw(rng, a, bufA)) * scale
		})
		low, high = quantile(all, 0.025), quantile(all, 0.975)
	}
	// The samples of a are moved by the margin towards those of b.
	move, side := 1+margin, stats.LocationLess
	if ratio < 1 {
		move, side = 1/move, stats.LocationGreater
	}
	moved, scaled := make([]float64, len(a)), make([]float64, len(b))
	for i, x := range a {
		moved[i] = x * move
	}
	for i, y := range b {
		scaled[i] = y * scale
	}
	test, err := stats.MannWhitneyUTest(moved, scaled, side)
	if err != nil { // all samples are equal: nothing says that one is slower
		return ratio, low, high, 0.5
	}
	return ratio, low, high, 1 - test.P
}
