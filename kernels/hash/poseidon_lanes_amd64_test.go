//go:build amd64 && !purego

package hash

import (
	"testing"

	"pgregory.net/rapid"

	"quarry/kernels"
)

// Lanes with felts of special shape, and words that are not below p.
func TestPoseidonLanes(t *testing.T) {
	for _, lvl := range Levels()[1:] {
		rapid.Check(t, func(t *rapid.T) {
			var children [32]kernels.Digest
			for i := range children {
				e := drawFelt(t)
				children[i] = digestOf(&e)
				if rapid.IntRange(0, 7).Draw(t, "wide") == 0 {
					children[i] = kernels.Digest(rapid.SliceOfN(rapid.ByteRange(0xf0, 0xff), 32, 32).Draw(t, "word"))
				}
			}
			var dst [16]kernels.Digest
			if n := poseidonNodeLanes(lvl, children[:], dst[:]); n != len(dst) {
				t.Fatalf("%v: %d nodes of %d", lvl, n, len(dst))
			}
			for i := range dst {
				if dst[i] != poseidonNode(&children[2*i], &children[2*i+1]) {
					t.Fatalf("%v: node %d differs", lvl, i)
				}
			}
		})
	}
}

// Multiples of p come out as 0, not as p.
func TestPoseidonSqueezeZero(t *testing.T) {
	for _, lvl := range []Level{AVX512, IFMA} {
		if !Supported(lvl) {
			continue
		}
		l := lanes16{lvl, lanesPool.Get().(*states16)}
		l.reset(&lanesTables().zero)
		for i, limb := range [5]uint64{8, 0, 0, 8 * 17 << 36, 8 << 43} {
			for k := range 8 {
				l.states16[0][0][i][k] = limb * uint64(k) / 8
			}
		}
		var dst [16]kernels.Digest
		l.squeeze(&dst)
		for k := range dst {
			if dst[k] != (kernels.Digest{}) {
				t.Errorf("%v: %d times p is %x", lvl, k%8, dst[k])
			}
		}
	}
}

func BenchmarkPoseidonLanes(b *testing.B) {
	for _, lvl := range []Level{AVX512, IFMA} {
		b.Run(lvl.String(), func(b *testing.B) {
			if !Supported(lvl) {
				b.Skip("not supported here")
			}
			l := lanes16{lvl, lanesPool.Get().(*states16)}
			l.reset(&lanesTables().two)
			for b.Loop() {
				l.permute()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/16, "ns/permutation")
		})
	}
}

func BenchmarkPoseidonAVX2(b *testing.B) {
	s := states8Pool.Get().(*states8)
	s.reset(&lanesTables().two)
	for b.Loop() {
		s.permute()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/8, "ns/permutation")
}
