package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// throughputContest asks how many proofs of a case a machine makes in an hour if
// it makes several at a time, each by a process of its own with its share of the
// cores, as a service does.
func throughputContest(backend, quarry string, cores int, p proofCase) *contest {
	jobs := max(2, cores)
	var dir, want string
	c := &contest{
		name:  fmt.Sprintf("throughput/%s, 2^%d steps, blow-up %d, %v", p.layout, p.logSteps, p.blowup, p.hash),
		group: "throughput", cold: true, unit: "proof", work: float64(jobs),
		params:  map[string]any{"layout": p.layout, "n_steps": 1 << p.logSteps, "blowup": p.blowup, "hash": p.hash.String(), "proofs": jobs},
		checked: "verified by Quarry; the same bytes from all",
	}
	c.prepare = func(ctx context.Context) (err error) {
		dir, err = p.inputs(ctx)
		return err
	}
	c.close = func() { os.RemoveAll(dir) }
	out := func(i int) string { return fmt.Sprintf("%d.proof.json", i) }
	for atOnce := 1; atOnce <= jobs; atOnce *= 2 {
		threads := fmt.Sprintf("--n_threads=%d", max(1, cores/atOnce))
		c.contenders = append(c.contenders, contender{name: fmt.Sprintf("%s, %d at a time", backend, atOnce), open: func(context.Context) (runner, error) {
			return runner{
				run: func(ctx context.Context) error {
					return atATime(ctx, jobs, atOnce, func(ctx context.Context, i int) error {
						_, err := runChild(ctx, dir, append([]string{quarry, "prove", "--json", "--backend=" + backend, threads}, inputFlags(out(i))...))
						return err
					})
				},
				check: func(context.Context) error {
					for i := range jobs {
						digest, _, err := proofDigest(filepath.Join(dir, out(i)))
						if err != nil {
							return err
						}
						if want == "" {
							want = digest
						}
						if digest != want {
							return wrong("proof %d of %d differs from the first", i+1, jobs)
						}
					}
					return nil
				},
			}, nil
		}})
	}
	return c
}

// atATime runs jobs, so many at a time, until all are done or one fails.
func atATime(ctx context.Context, jobs, atOnce int, job func(ctx context.Context, i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan int)
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for i := range next {
				if err := job(ctx, i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range jobs {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
