package bench

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestQuantile(t *testing.T) {
	for _, tc := range []struct {
		values  []float64
		q, want float64
	}{
		{[]float64{3}, 0.5, 3}, {[]float64{3, 1}, 0.5, 2}, {[]float64{3, 1, 2}, 0.5, 2}, {[]float64{4, 3, 2, 1}, 0, 1},
		{[]float64{4, 3, 2, 1}, 1, 4}, {[]float64{1, 2, 3, 4, 5}, 0.25, 2},
	} {
		if got := quantile(tc.values, tc.q); got != tc.want {
			t.Errorf("quantile(%v, %v) = %v, want %v", tc.values, tc.q, got, tc.want)
		}
	}
	if !math.IsNaN(median(nil)) {
		t.Error("a median of nothing")
	}
}

// noisy are samples about a time, now and then disturbed, as on a busy machine.
func noisy(rng *rand.Rand, time float64, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = time * (1 + 0.05*rng.Float64())
		if rng.IntN(5) == 0 {
			v[i] *= 3
		}
	}
	return v
}

// What disturbs both contenders of a round leaves their ratio alone.
func TestPairedRatio(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var a, b []float64
	for range 15 {
		machine := 1 + 4*rng.Float64()
		a, b = append(a, 2*machine*(1+0.02*rng.Float64())), append(b, machine)
	}
	ratio, low, high := pairedRatio(a, b)
	if ratio < 2 || ratio > 2.04 || low > ratio || high < ratio || verdict(low, high) != "ahead" {
		t.Errorf("ratio %v within %v and %v", ratio, low, high)
	}
	_, low, high = pairedRatio(b, a)
	if verdict(low, high) != "behind" {
		t.Errorf("between %v and %v", low, high)
	}
	_, low, high = pairedRatio([]float64{1, 3}, []float64{2, 2})
	if low != 0.5 || high != 1.5 || verdict(low, high) != "even" {
		t.Errorf("of two rounds: between %v and %v", low, high)
	}
}

func TestSlower(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, tc := range []struct {
		name      string
		a, b      float64
		above     bool
		confident bool
	}{
		{"same", 1, 1, true, false}, {"within the margin", 1, 1.02, true, false},
		{"slower", 1, 1.4, true, true}, {"faster", 1.4, 1, false, true},
	} {
		ratio, low, high, confidence := slower(noisy(rng, tc.a, 30), noisy(rng, tc.b, 30), 1, 0.05)
		if low > ratio || high < ratio {
			t.Errorf("%s: %v is not within %v and %v", tc.name, ratio, low, high)
		}
		if (confidence >= surely) != tc.confident || tc.confident && (ratio > 1) != tc.above {
			t.Errorf("%s: ratio %v, confidence %v", tc.name, ratio, confidence)
		}
	}
}

// Confidence is a probability, and the order of samples says nothing.
func TestSlowerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sample := rapid.SliceOfN(rapid.Float64Range(0.001, 10), 1, 12)
		a, b := sample.Draw(t, "a"), sample.Draw(t, "b")
		ratio, low, high, confidence := slower(a, b, 1, 0.05)
		if !(confidence >= 0 && confidence <= 1) || !(low <= high) || !(ratio > 0) {
			t.Fatalf("ratio %v within %v and %v, confidence %v", ratio, low, high, confidence)
		}
		reversed := make([]float64, len(a))
		for i := range a {
			reversed[len(a)-1-i] = a[i]
		}
		if _, _, _, other := slower(reversed, b, 1, 0.05); other != confidence {
			t.Fatalf("confidence %v, in another order %v", confidence, other)
		}
	})
}

// Few samples give the confidence that they can: of three and three, the order that
// speaks most is one of twenty.
func TestSlowerExact(t *testing.T) {
	_, low, high, confidence := slower([]float64{1, 1.01, 1.02}, []float64{2, 2.01, 2.02}, 1, 0.05)
	if math.Abs(confidence-0.95) > 1e-9 || low != 2/1.02 || high != 2.02 {
		t.Errorf("confidence %v between %v and %v", confidence, low, high)
	}
	if _, _, _, confidence = slower([]float64{1, 1.01}, []float64{2, 2.01}, 1, 0.05); confidence > 0.84 {
		t.Errorf("confidence %v by two samples each", confidence)
	}
	if _, _, _, confidence = slower([]float64{1, 1}, []float64{1, 1}, 1, 0); confidence >= surely {
		t.Errorf("confidence %v of equal samples", confidence)
	}
}

// Of two runs of the same, not more are called slower or faster than by chance.
func TestSlowerByChance(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	called := 0
	const comparisons = 400
	for range comparisons {
		if _, _, _, confidence := slower(noisy(rng, 1, 8), noisy(rng, 1, 8), 1, 0); confidence >= surely {
			called++
		}
	}
	// One side in twenty, and the likelier side is asked: one in ten.
	if called > comparisons*14/100 {
		t.Errorf("%d of %d comparisons of equals have a verdict", called, comparisons)
	}
}
