//go:build amd64 && !purego

package cpu

import (
	"github.com/klauspost/cpuid/v2"

	"quarry/kernels"
)

// serializeAVX2 writes n elements as serialize does, stride bytes apart.
//
//go:noescape
func serializeAVX2(dst *byte, stride int, src *kernels.Element, n int)

var haveAVX2 = cpuid.CPU.Supports(cpuid.AVX2)

// serialize writes the elements in the bytes that Stone hashes, stride bytes
// apart.
func serialize(dst []byte, stride int, src []kernels.Element) {
	if len(src) == 0 {
		return
	}
	if !haveAVX2 {
		serializeGo(dst, stride, src)
		return
	}
	_ = dst[(len(src)-1)*stride+elementSize-1]
	serializeAVX2(&dst[0], stride, &src[0], len(src))
}
