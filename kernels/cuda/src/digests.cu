// Digests moved about.
#include "rows.cuh"

// digest_gather collects the nodes that are opened: to[i] = nodes[index[i]].
KERNEL(128)
void digest_gather(uint4 *to, const uint4 *nodes, const uint64_t *index, uint32_t n) {
	uint64_t i = thread_index();
	if (i < n) digest_store(to, i, digest_load(nodes, index[i]));
}
EMULATE(digest_gather)

// digest_place puts the digests of n subtrees, in the order of their rows' natural
// indices from first on, to their places among 2^log_places in committed order.
KERNEL(128)
void digest_place(uint4 *places, const uint4 *from, uint32_t n, uint32_t first, uint32_t log_places) {
	uint64_t i = thread_index();
	if (i < n) digest_store(places, reverse_bits(first + i, log_places), digest_load(from, i));
}
EMULATE(digest_place)
