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
