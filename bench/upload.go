package bench

import (
	"context"
	"fmt"

	"quarry/kernels"
)

// uploadContest moves columns to GPUs, as a proof's traces go there.
func uploadContest(gpus []string, n, width int) *contest {
	columns := table(seeded(10), width, n)
	want := fingerprintOf(columns...)
	return &contest{
		name: fmt.Sprintf("bus/upload 2^%d×%d", log2(n), width), group: "bus",
		params: map[string]any{"log_rows": log2(n), "columns": width}, work: float64(n * width), unit: "felt", busBytes: feltBytes,
		checked: "every felt, read back",
		contenders: backendContenders(gpus, false, func(ctx context.Context, b *bed) (runner, error) {
			var host *kernels.HostColumns
			var there kernels.Columns
			fill := func() (err error) {
				if host, err = kernels.NewHostColumns(width, n); err == nil {
					for c := range columns {
						copy(host.Data[c], columns[c])
					}
				}
				return err
			}
			if err := fill(); err != nil {
				return runner{}, err
			}
			return runner{
				run: func(ctx context.Context) (err error) {
					if there, err = b.arena.Upload(ctx, host); err == nil {
						_, err = b.ReadRows(ctx, there, []int{n - 1}) // waits for all of it
					}
					return err
				},
				check: func(ctx context.Context) error {
					if err := b.expect(ctx, there, want); err != nil {
						return err
					}
					there.Free()
					return fill()
				},
			}, nil
		}),
	}
}
