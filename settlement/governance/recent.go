package governance

import (
	"context"
	"time"

	"quarry/settlement/l1"
)

// Recent reads for many callers, as an API has them, since a reading goes through all
// that the contracts have logged: what was read less than age ago is told again, and who
// asks meanwhile waits for the same reading. What is returned must not be changed.
func Recent(client *l1.Client, where Contracts, age time.Duration) func(ctx context.Context) (*Status, error) {
	var last *Status
	var at time.Time
	turn := make(chan struct{}, 1)
	return func(ctx context.Context) (*Status, error) {
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if last != nil && time.Since(at) < age {
			return last, nil
		}
		s, err := Read(ctx, client, where)
		if err != nil {
			return nil, err
		}
		last, at = s, time.Now()
		return s, nil
	}
}
