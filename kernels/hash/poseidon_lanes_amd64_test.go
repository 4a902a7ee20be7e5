//go:build amd64 && !purego

package hash

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"pgregory.net/rapid"
)

func TestPoseidonADX(t *testing.T) {
	if !Supported(AVX2) {
		t.Skip("no ADX")
	}
	sched := adxSchedule()
	rapid.Check(t, func(t *rapid.T) {
		var s [2][3][4]uint64
		var want [2][3]fp.Element
		for i := range s {
			for j := range s[i] {
				want[i][j] = drawFelt(t)
				s[i][j] = want[i][j]
			}
			PoseidonPermute(&want[i])
		}
		poseidonPermuteADX(&s, &sched[0])
		for i := range s {
			for j := range s[i] {
				if fp.Element(s[i][j]) != want[i][j] {
					t.Fatalf("state %d, element %d differs", i, j)
				}
			}
		}
	})
}

func BenchmarkPoseidonADX(b *testing.B) {
	var s [2][3][4]uint64
	sched := adxSchedule()
	for b.Loop() {
		poseidonPermuteADX(&s, &sched[0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2, "ns/permutation")
}

func BenchmarkPoseidonIFMA(b *testing.B) {
	if !Supported(IFMA) {
		b.Skip("no IFMA")
	}
	l := lanesPool.Get().(*lanes16)
	l.reset(&ifmaTables().two)
	for b.Loop() {
		l.permute()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/16, "ns/permutation")
}
