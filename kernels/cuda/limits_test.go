package cuda

import (
	"context"
	"errors"
	"testing"

	"quarry/kernels/cuda/driver"
)

// All limits can be taken, and the bus doesn't carry less both ways at once than a
// small part of one way.
func TestLimits(t *testing.T) {
	b := openBackend(t)
	l, err := b.Limits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]float64{"multiplications": l.Mul64, "felts": l.Felt, "memory": l.Memory,
		"up": l.Up, "down": l.Down, "up with down": l.BothUp, "down with up": l.BothDown} {
		if !(v > 0) {
			t.Errorf("%s: %v", name, v)
		}
	}
	if l.Emulated != driver.Emulated || !l.Emulated && l.Felt > l.Mul64 {
		t.Errorf("%+v", l)
	}
	t.Logf("limits: %+v", l)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	cancel(gone)
	if _, err := b.Limits(ctx); !errors.Is(err, gone) {
		t.Errorf("cancelled: %v", err)
	}
}
