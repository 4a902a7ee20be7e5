//go:build amd64 && !purego

package hash

//go:generate go run ./asm -kernel keccak -out keccak_amd64.s -stubs keccak_amd64.go -pkg hash
//go:generate go run ./asm -kernel blake2s -out blake2s_amd64.s -stubs blake2s_amd64.go -pkg hash
//go:generate go run ./asm -kernel pedersen -out pedersen_amd64.s -stubs pedersen_amd64.go -pkg hash
//go:generate go run ./asm -kernel poseidon -out poseidon_amd64.s -stubs poseidon_amd64.go -pkg hash

import (
	"encoding/binary"
	"math"
	"unsafe"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

const haveAssembly = true

// sumLanes hashes as many of the messages as fill the lanes of lvl's vector
// kernels, from the first on, and returns how many these are.
func sumLanes(h kernels.Hash, lvl Level, data []byte, size int, dst []kernels.Digest) int {
	switch h {
	case kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB:
		if size%8 == 0 && size > 0 && lvl >= AVX2 {
			return keccakLanes(h, lvl, data, size, dst)
		}
	case kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB:
		if size%4 == 0 && size > 0 && size < math.MaxUint32 && lvl >= AVX2 {
			return blake2sLanes(h, lvl, data, size, dst)
		}
	case kernels.Poseidon3:
		requireWords(h, size)
		if lvl >= AVX2 {
			return poseidonLanes(lvl, data, size, dst)
		}
	}
	return 0
}

// nodeLanes is sumLanes for nodes.
func nodeLanes(h kernels.Hash, lvl Level, children, dst []kernels.Digest) int {
	if len(dst) == 0 || lvl < AVX2 {
		return 0
	}
	if h == kernels.Poseidon3 {
		return poseidonNodeLanes(lvl, children, dst)
	}
	return sumLanes(h, lvl, unsafe.Slice(&children[0][0], 32*len(children)), 64, dst)
}

// sumAssembly adds points up if the machine can; none of them is infinity. It
// gives up if two that meet are equal or opposite, which does not happen by
// chance.
func sumAssembly(points []*starkcurve.G1Affine) (sum PointSum, ok bool) {
	if best < AVX2 || len(points) < 2 {
		return sum, false
	}
	sum = PointSum{X: points[0].X, Y: points[0].Y, ZZ: fp.One(), ZZZ: fp.One()}
	points = points[1:]
	sumPointsADX((*[4][4]uint64)(unsafe.Pointer(&sum)), (**[2][4]uint64)(unsafe.Pointer(&points[0])), uint64(len(points)))
	return sum, !sum.ZZ.IsZero()
}

func keccakLanes(h kernels.Hash, lvl Level, data []byte, size int, dst []kernels.Digest) int {
	var scratch [344]uint64
	keep := keepWords(h)
	done := 0
	if lvl >= AVX512 {
		for ; done+8 <= len(dst); done += 8 {
			keccakSum8(&dst[done][0], &data[done*size], uint64(size), &keep, &scratch)
		}
	}
	for ; done+4 <= len(dst); done += 4 {
		keccakSum4(&dst[done][0], &data[done*size], uint64(size), &keep, &scratch)
	}
	return done
}

func blake2sLanes(h kernels.Hash, lvl Level, data []byte, size int, dst []kernels.Digest) int {
	var scratch [208]uint64
	var keep [8]uint32
	for i, w := range keepWords(h) {
		keep[2*i], keep[2*i+1] = uint32(w), uint32(w>>32)
	}
	done := 0
	if lvl >= AVX512 {
		for ; done+16 <= len(dst); done += 16 {
			blake2sSum16(&dst[done][0], &data[done*size], uint64(size), &keep, &scratch)
		}
	}
	for ; done+8 <= len(dst); done += 8 {
		blake2sSum8(&dst[done][0], &data[done*size], uint64(size), &keep, &scratch)
	}
	return done
}

// keepWords is the mask of the digest's bits that h keeps, as little-endian
// words.
func keepWords(h kernels.Hash) (words [4]uint64) {
	ones := kernels.Digest{}
	for i := range ones {
		ones[i] = 0xff
	}
	mask(h, &ones)
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(ones[8*i:])
	}
	return words
}

// searcher chooses the search of lvl.
func searcher(h kernels.Hash, lvl Level) searchFunc {
	scalar := searchScalar(h)
	if lvl < AVX2 {
		return scalar
	}
	lanes, groups := uint64(0), func(prefix *[32]byte, start, n, mask uint64) uint64 { return 0 }
	switch h {
	case kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB:
		lanes, groups = 4, func(prefix *[32]byte, start, n, mask uint64) uint64 {
			var scratch [344]uint64
			return keccakSearch4(prefix, start, n, mask, &scratch)
		}
		if lvl >= AVX512 {
			lanes, groups = 8, keccakSearch8
		}
	case kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB:
		lanes, groups = 8, func(prefix *[32]byte, start, n, mask uint64) uint64 {
			var scratch [208]uint64
			return blake2sSearch8(prefix, start, n, mask, &scratch)
		}
		if lvl >= AVX512 {
			lanes, groups = 16, blake2sSearch16
		}
	default:
		return scalar
	}
	return func(prefix *[32]byte, start, count, mask uint64) (uint64, bool) {
		return searchLanes(scalar, groups, lanes, prefix, start, count, mask)
	}
}

// searchGroup is how many nonces one assembly call searches at most, so that it
// lasts well under a millisecond.
const searchGroup = 1 << 11

// searchLanes searches groups of lanes nonces and looks closer at the first
// group that has a hit. Where start is not a multiple of lanes, the nonces up
// to the next multiple are searched one by one.
func searchLanes(scalar searchFunc, groups func(prefix *[32]byte, start, n, mask uint64) uint64,
	lanes uint64, prefix *[32]byte, start, count, mask uint64) (uint64, bool) {
	end := start + count
	if r := start % lanes; r != 0 {
		n := min(lanes-r, count)
		if nonce, ok := scalar(prefix, start, n, mask); ok {
			return nonce, true
		}
		start += n
	}
	for end-start >= lanes {
		n := min(end-start, searchGroup) / lanes
		hit := groups(prefix, start, n, mask)
		start += hit * lanes
		if hit < n {
			return scalar(prefix, start, lanes, mask)
		}
	}
	return scalar(prefix, start, end-start, mask)
}
