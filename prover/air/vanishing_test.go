package air

import (
	"math/rand"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// TestZerofierRows compares rows of zerofiers' tables, of few and of many roots
// and of several steps, with the values at their points.
func TestZerofierRows(t *testing.T) {
	const n, long = 1 << 16, 1 << 15
	many := func(step uint64, first, every, count int) (rows []Rows) {
		for i := range count {
			rows = append(rows, EveryAt(step, uint64(first+i*every)))
		}
		return rows
	}
	rng := rand.New(rand.NewSource(5))
	offset := random(rng)
	g := rootOfUnity(n)
	for name, d := range map[string]Domain{
		"one":                  On(Every(8)),
		"few":                  On(Every(8)).Excluding(EveryAt(long, 16)),
		"many":                 {On: many(long, 24, 8, 700)},
		"all but many":         On(many(256, 0, 8, 24)...).Excluding(many(long, 256*100, 8, 24)...),
		"three steps":          On(Every(8)).Excluding(append(many(64, 8, 8, 5), many(long, 0, 64, 130)...)...),
		"both with the period": {On: many(long, 0, 16, 100), Except: many(long, 160, 32, 9)},
		"all but one":          {On: many(16, 0, 1, 15)},
		"all":                  {On: many(16, 0, 1, 16)},
	} {
		z := newZerofier(d, n)
		table := make([]kernels.Element, z.period())
		z.write(table, &offset, n)
		for range 50 {
			row := rng.Intn(n)
			point := power(&g, uint64(row))
			point.Mul(&point, &offset)
			want, ok := z.at(&point, n)
			if !ok || table[row%len(table)] != want {
				t.Fatalf("%s: row %d is %v, want %v", name, row, table[row%len(table)], want)
			}
		}
	}
	// On the trace domain itself denominators vanish, and tables hold zeros there.
	z := newZerofier(On(EveryAt(8, 3)), n)
	table := make([]kernels.Element, 8)
	one := fp.One()
	z.write(table, &one, n)
	for i := range table {
		if table[i].IsZero() != (i == 3) {
			t.Errorf("row %d: %v", i, table[i])
		}
	}
}
