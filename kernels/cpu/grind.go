package cpu

import (
	"context"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// Grind implements kernels.Grinder.
func (b *backend) Grind(ctx context.Context, h kernels.Hash, prefix [32]byte, bits int) (uint64, error) {
	require(h == kernels.Keccak256 || h == kernels.Blake256, "no proof of work with %s", h)
	require(0 <= bits && bits <= 64, "proof of work of %d bits", bits)
	return hash.Grind(ctx, b.level, h, prefix, bits, b.threads)
}
