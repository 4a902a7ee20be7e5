package hash

import "github.com/klauspost/cpuid/v2"

// Level says which instructions the batched functions use.
type Level int

// The levels, each a superset of those before.
const (
	// Portable is plain Go and runs everywhere.
	Portable Level = iota
	// AVX2 needs AVX2, FMA, BMI2 and ADX.
	AVX2
	// AVX512 needs AVX-512 F, DQ, BW and VL besides.
	AVX512
	// IFMA needs the 52-bit multiplier AVX-512 IFMA besides.
	IFMA
)

// String returns the level's name: "portable", "avx2", "avx512", "ifma".
func (l Level) String() string {
	switch l {
	case Portable:
		return "portable"
	case AVX2:
		return "avx2"
	case AVX512:
		return "avx512"
	case IFMA:
		return "ifma"
	}
	return "unknown level"
}

// Best returns the highest level that this machine and this build support.
func Best() Level { return best }

// Supported reports whether l can be used here.
func Supported(l Level) bool { return l >= Portable && l <= best }

// Levels returns all levels that can be used here, Portable first.
func Levels() []Level {
	var ls []Level
	for l := Portable; l <= best; l++ {
		ls = append(ls, l)
	}
	return ls
}

var best = detect()

func detect() Level {
	if !haveAssembly || !cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3, cpuid.BMI2, cpuid.ADX) {
		return Portable
	}
	if !cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512BW, cpuid.AVX512VL) {
		return AVX2
	}
	if !cpuid.CPU.Supports(cpuid.AVX512IFMA) {
		return AVX512
	}
	return IFMA
}
