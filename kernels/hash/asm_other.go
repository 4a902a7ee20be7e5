//go:build !amd64 || purego

package hash

import "quarry/kernels"

const haveAssembly = false

func searcher(h kernels.Hash, _ Level) searchFunc { return searchScalar(h) }
