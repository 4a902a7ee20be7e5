//go:build amd64 && !purego

package hash

import "quarry/kernels"

const haveAssembly = true

func searcher(h kernels.Hash, _ Level) searchFunc { return searchScalar(h) }
