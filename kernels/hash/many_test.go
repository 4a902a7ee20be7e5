package hash

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"quarry/kernels"
)

var allHashes = []kernels.Hash{
	kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB,
	kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB,
	kernels.Pedersen, kernels.Poseidon3,
}

// slow reports whether one hash takes so long that tests try fewer.
func slow(h kernels.Hash) bool { return h == kernels.Pedersen || h == kernels.Poseidon3 }

func randomBytes(seed uint64, n int) []byte {
	r := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16)})
	b := make([]byte, n)
	r.Read(b)
	return b
}

func sumEach(h kernels.Hash, data []byte, size, n int) []kernels.Digest {
	want := make([]kernels.Digest, n)
	for i := range want {
		want[i] = Sum(h, data[i*size:(i+1)*size])
	}
	return want
}

func TestSumManyLevels(t *testing.T) {
	for _, h := range allHashes {
		counts := []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33}
		sizes := []int{0, 4, 8, 12, 32, 64, 96, 128, 132, 136, 140, 144, 160, 256, 272, 288, 544, 960, 1001}
		if slow(h) {
			counts, sizes = []int{0, 1, 2, 3, 9, 17}, []int{0, 32, 64, 96, 160}
		}
		for _, lvl := range Levels() {
			for _, size := range sizes {
				for _, n := range counts {
					data := randomBytes(uint64(size), n*size)
					want := sumEach(h, data, size, n)
					got := make([]kernels.Digest, n)
					SumMany(h, lvl, data, size, got)
					if !slices.Equal(got, want) {
						t.Fatalf("%v %v: %d messages of %d bytes differ", h, lvl, n, size)
					}
				}
			}
		}
	}
}

func TestNodeManyLevels(t *testing.T) {
	for _, h := range allHashes {
		counts := []int{0, 1, 2, 3, 7, 8, 9, 16, 31, 70}
		if slow(h) {
			counts = []int{0, 1, 3, 9, 18}
		}
		for _, lvl := range Levels() {
			for _, n := range counts {
				children := make([]kernels.Digest, 2*n)
				for i := range children {
					children[i] = kernels.Digest(randomBytes(uint64(i), 32))
				}
				want := make([]kernels.Digest, n)
				for i := range want {
					want[i] = Node(h, &children[2*i], &children[2*i+1])
				}
				got := make([]kernels.Digest, n)
				NodeMany(h, lvl, children, got)
				if !slices.Equal(got, want) {
					t.Fatalf("%v %v: %d nodes differ", h, lvl, n)
				}
				NodeMany(h, lvl, children, children[:n])
				if !slices.Equal(children[:n], want) {
					t.Fatalf("%v %v: %d nodes in place differ", h, lvl, n)
				}
			}
		}
	}
}

// Messages that end where readable memory ends: nothing beyond is read.
func TestSumManyStaysWithin(t *testing.T) {
	page := guardedPage(t)
	for _, h := range allHashes {
		for _, lvl := range Levels() {
			for _, size := range []int{8, 32, 64, 96, 136, 160} {
				if slow(h) && size%32 != 0 {
					continue
				}
				n := 16
				if slow(h) {
					n = 3
				}
				data := page[len(page)-n*size:]
				want := sumEach(h, slices.Clone(data), size, n)
				got := make([]kernels.Digest, n)
				SumMany(h, lvl, data, size, got)
				if !slices.Equal(got, want) {
					t.Fatalf("%v %v: %d messages of %d bytes differ", h, lvl, n, size)
				}
			}
		}
	}
}

func FuzzSumMany(f *testing.F) {
	f.Add([]byte("a message, and another, and more of them until lanes are full"), uint8(4), uint8(0))
	f.Add(make([]byte, 4096), uint8(32), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, size, which uint8) {
		h := allHashes[int(which)%len(allHashes)]
		step := int(size) + 1
		if slow(h) {
			step = 32 * (1 + int(size)%4)
			data = data[:min(len(data), 20*step)]
		}
		n := len(data) / step
		data = data[:n*step]
		want := sumEach(h, data, step, n)
		for _, lvl := range Levels() {
			got := make([]kernels.Digest, n)
			SumMany(h, lvl, data, step, got)
			if !slices.Equal(got, want) {
				t.Fatalf("%v %v: %d messages of %d bytes differ", h, lvl, n, step)
			}
		}
	})
}

func BenchmarkNodeMany(b *testing.B) {
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256, kernels.Poseidon3, kernels.Pedersen} {
		for _, lvl := range Levels() {
			b.Run(fmt.Sprintf("%v/%v", h, lvl), func(b *testing.B) {
				children := make([]kernels.Digest, 512)
				for i := range children {
					children[i] = Sum(kernels.Keccak256, []byte{byte(i), byte(i >> 8)})
					children[i][0] = 0
				}
				dst := make([]kernels.Digest, 256)
				for b.Loop() {
					NodeMany(h, lvl, children, dst)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/node")
			})
		}
	}
}

func BenchmarkSumMany(b *testing.B) {
	for _, felts := range []int{1, 2, 7, 10, 25} {
		for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256, kernels.Poseidon3} {
			for _, lvl := range Levels() {
				b.Run(fmt.Sprintf("%v/%v/%d", h, lvl, felts), func(b *testing.B) {
					data := randomBytes(1, 128*32*felts)
					dst := make([]kernels.Digest, 128)
					for b.Loop() {
						SumMany(h, lvl, data, 32*felts, dst)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/128, "ns/message")
				})
			}
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256} {
		for _, lvl := range Levels() {
			b.Run(fmt.Sprintf("%v/%v", h, lvl), func(b *testing.B) {
				search := searcher(h, lvl)
				var prefix [32]byte
				for b.Loop() {
					search(&prefix, 0, grindChunk, leadingMask(h, 64))
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/grindChunk, "ns/nonce")
			})
		}
	}
}
