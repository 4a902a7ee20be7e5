//go:build !amd64 || purego

package hash

import "quarry/kernels"

const haveAssembly = false

func sumLanes(kernels.Hash, Level, []byte, int, []kernels.Digest) int { return 0 }

func nodeLanes(kernels.Hash, Level, []kernels.Digest, []kernels.Digest) int { return 0 }

func searcher(h kernels.Hash, _ Level) searchFunc { return searchScalar(h) }
