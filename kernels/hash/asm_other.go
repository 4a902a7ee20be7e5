//go:build !amd64 || purego

package hash

import (
	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

const haveAssembly = false

func sumLanes(kernels.Hash, Level, []byte, int, []kernels.Digest) int { return 0 }

func nodeLanes(kernels.Hash, Level, []kernels.Digest, []kernels.Digest) int { return 0 }

func permuteAssembly(*[3]fp.Element) bool { return false }

func sumAssembly([]*starkcurve.G1Affine) (sum PointSum, ok bool) { return sum, false }

func searcher(h kernels.Hash, _ Level) searchFunc { return searchScalar(h) }
