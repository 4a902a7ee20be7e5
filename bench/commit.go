package bench

import (
	"context"
	"fmt"

	"quarry/kernels"
)

// merkleContest commits to n rows of width columns: hashes the rows and builds
// the tree. arity is as in kernels.Committer.
func merkleContest(backends []string, h kernels.Hash, n, width, arity int) *contest {
	columns := table(seeded(4), width, n)
	var want kernels.Digest
	c := &contest{
		name: fmt.Sprintf("merkle/%v, 2^%d×%d", h, log2(n>>arity), width<<arity), group: "commit",
		params: map[string]any{"hash": h.String(), "log_rows": log2(n >> arity), "columns": width << arity},
		work:   float64(n >> arity), unit: "row", bytes: float64(width << arity * feltBytes),
		checked: "the root, by x/crypto, row by row",
	}
	switch leaf := width << arity * feltBytes; {
	case h == kernels.Poseidon3:
		c.muls = poseidonMuls * float64(1+leafCalls(leaf, 2*feltBytes, feltBytes))
	case h != kernels.Pedersen: // whose work depends on the size of its tables
		c.compressions = float64(1 + leafCalls(leaf, blockOf(h), paddingOf(h)))
	}
	if h == kernels.Pedersen || h == kernels.Poseidon3 {
		c.checked = "the root, by the scalar code, row by row"
	}
	c.prepare = func(context.Context) error {
		want = merkleRoot(h, columns, arity)
		return nil
	}
	c.contenders = backendContenders(backends, false, func(ctx context.Context, b *bed) (runner, error) {
		cols, err := b.upload(ctx, columns...)
		if err != nil {
			return runner{}, err
		}
		var root kernels.Digest
		return runner{
			run: func(ctx context.Context) error {
				t, err := b.arena.NewTree(kernels.TreeShape{LogRows: log2(n >> arity), Width: width << arity, Hash: h, FriendlyHash: h})
				if err != nil {
					return err
				}
				defer t.Free()
				if err := b.HashRows(ctx, t, 0, cols, arity); err != nil {
					return err
				}
				root, err = b.Root(ctx, t)
				return err
			},
			check: func(context.Context) error {
				if root != want {
					return wrong("the root is %x, not %x", root, want)
				}
				return nil
			},
		}, nil
	})
	return c
}

// leafCalls is how often a leaf of so many bytes, with the least padding, calls a
// function that takes blocks. A leaf of one felt is no more than that.
func leafCalls(leaf, block, padding int) int {
	if leaf == feltBytes {
		return 0
	}
	return (leaf + padding + block - 1) / block
}

// blockOf is how many bytes a call of the hash's compression function takes,
// paddingOf how many are at least added to a message.
func blockOf(h kernels.Hash) int {
	if isKeccak(h) {
		return 136
	}
	return 64
}

func paddingOf(h kernels.Hash) int {
	if isKeccak(h) {
		return 1
	}
	return 0
}

func isKeccak(h kernels.Hash) bool {
	return h == kernels.Keccak256 || h == kernels.Keccak256Masked160MSB || h == kernels.Keccak256Masked160LSB
}
