package hash

import (
	"fmt"

	"quarry/kernels"
)

// SumMany hashes len(dst) messages of rowSize bytes each, which lie one after
// the other in data: dst[i] = Sum(h, data[i·rowSize : (i+1)·rowSize]). It
// panics if data has another length or lvl is not supported, and runs on the
// calling goroutine only.
func SumMany(h kernels.Hash, lvl Level, data []byte, rowSize int, dst []kernels.Digest) {
	if rowSize < 0 || len(data) != rowSize*len(dst) {
		panic(fmt.Sprintf("hash: %d messages of %d bytes, but %d bytes", len(dst), rowSize, len(data)))
	}
	requireLevel(lvl)
	if h == kernels.Pedersen {
		requireWords(h, rowSize)
		pedersenSums(feltOps(lvl), data, rowSize, dst)
		return
	}
	for i := sumLanes(h, lvl, data, rowSize, dst); i < len(dst); i++ {
		dst[i] = Sum(h, data[i*rowSize:(i+1)*rowSize])
	}
}

// NodeMany computes a layer of a tree: dst[i] = Node(h, children[2i],
// children[2i+1]). children has twice the length of dst, else NodeMany panics,
// as it does if lvl is not supported. dst may be the start of children. It
// runs on the calling goroutine only.
func NodeMany(h kernels.Hash, lvl Level, children, dst []kernels.Digest) {
	if len(children) != 2*len(dst) {
		panic(fmt.Sprintf("hash: %d children for %d nodes", len(children), len(dst)))
	}
	requireLevel(lvl)
	if h == kernels.Pedersen {
		pedersenNodes(feltOps(lvl), children, dst)
		return
	}
	for i := nodeLanes(h, lvl, children, dst); i < len(dst); i++ {
		dst[i] = Node(h, &children[2*i], &children[2*i+1])
	}
}

func requireLevel(lvl Level) {
	if !Supported(lvl) {
		panic(fmt.Sprintf("hash: level %v is not supported here", lvl))
	}
}
