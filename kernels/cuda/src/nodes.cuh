// Levels of nodes. A tree is an array of digests with node i at index i, the root
// at 1 and the children of i at 2i and 2i + 1.
#pragma once

#include "digest.cuh"

// Level is what a kernel knows of the nodes of a launch: the n nodes from first on,
// and the levels − 1 levels above them as far as one block computes all they
// descend from. n is a power of two; so is the size of a block, at least
// 2^(levels − 1). The host's levelArgument makes it.
struct Level {
	uint4 *nodes;
	uint64_t first;
	uint32_t n, levels;
};

// hash_levels computes nodes, hash being the function that makes a digest of the
// four 16-byte words of two children.
template <class Hash>
INLINE void hash_levels(const Level &l, const Hash &hash) {
#pragma unroll 1
	for (uint32_t d = 0; d < l.levels; d++) {
		uint32_t mine = blockDim.x >> d, i = blockIdx.x * mine + threadIdx.x;
		if (threadIdx.x < mine && i < l.n >> d) {
			uint64_t node = (l.first >> d) + i;
			digest_store(l.nodes, node, hash(l.nodes + 4 * node));
		}
		if (d + 1 < l.levels) __syncthreads();
	}
}
