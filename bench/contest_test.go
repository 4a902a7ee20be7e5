package bench

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quarry/kernels"
	"quarry/kernels/cpu"
	"quarry/prover"
)

var onePace = pace{rounds: 2, least: 2}

// backends are those that run here.
func backends() []string {
	var names []string
	for _, b := range prover.Backends() {
		if b.Problem == nil {
			names = append(names, b.Name)
		}
	}
	return names
}

// Every kernel's contest is held, in small, on every backend: all results are
// the reference's.
func TestContests(t *testing.T) {
	all := backends()
	must := func(c *contest, err error) *contest {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	contests := []*contest{
		feltContest(),
		hashContest(kernels.Keccak256, 40), hashContest(kernels.Blake256, 40), hashContest(kernels.Poseidon3, 40), hashContest(kernels.Pedersen, 9),
		transformContest(all, 1<<6, 3, 1), transformContest(all, 1<<8, 2, 4), transformContest(all, 1<<5, 1, 16),
		merkleContest(all, kernels.Keccak256Masked160MSB, 1<<6, 3, 0), merkleContest(all, kernels.Blake256, 1<<7, 1, 3),
		merkleContest(all, kernels.Blake256Masked248LSB, 1<<5, 1, 0), merkleContest(all, kernels.Poseidon3, 1<<4, 2, 0),
		merkleContest(all, kernels.Pedersen, 1<<3, 2, 0), merkleContest(all, kernels.Keccak256Masked160LSB, 1<<4, 2, 1),
		must(constraintContest(all, "plain", 1<<8)), must(deepContest(all, "plain", 1<<8)),
		foldContest(all, 1<<9, 3), powContest(all, kernels.Keccak256, 8), powContest(all, kernels.Blake256, 9),
	}
	if gpus := (&Options{Backends: all}).gpus(); len(gpus) > 0 {
		contests = append(contests, uploadContest(gpus, 1<<6, 3))
	}
	for _, c := range contests {
		t.Run(c.name, func(t *testing.T) {
			results, err := c.hold(t.Context(), onePace, nil, func(string) {})
			if err != nil {
				t.Fatal(err)
			}
			peers := 0
			for _, r := range results {
				if r.Error != "" || len(r.Samples) != 2 || r.Median <= 0 || r.Rate <= 0 || r.Checked == "" {
					t.Errorf("%+v", r)
				}
				if r.Peer {
					peers++
				}
			}
			for _, r := range results {
				if !r.Peer && r.Threads == 1 && len(r.Versus) != peers {
					t.Errorf("%s is compared with %d of %d peers", r.Contender, len(r.Versus), peers)
				}
			}
		})
	}
}

// numbers is a contest for the number want.
func numbers(want int, contenders ...contender) *contest {
	return &contest{name: "numbers", work: 1, unit: "number", contenders: contenders}
}

func giver(name string, log *[]string, give func(run int) int, want int) contender {
	return contender{name: name, open: func(context.Context) (runner, error) {
		runs, got := 0, 0
		return runner{
			run: func(context.Context) error { got = give(runs); runs++; *log = append(*log, name); return nil },
			check: func(context.Context) error {
				if got != want {
					return wrong("%d, not %d", got, want)
				}
				return nil
			},
		}, nil
	}}
}

// One wrong result, however late, takes a contender's time away, and no other's.
func TestWrongResultHasNoTime(t *testing.T) {
	for wrongAt := range 4 {
		var log []string
		c := numbers(7, giver("right", &log, func(int) int { return 7 }, 7), giver("wrong", &log, func(run int) int {
			if run == wrongAt {
				return 8
			}
			return 7
		}, 7))
		results, err := c.hold(t.Context(), pace{rounds: 3, least: 3}, nil, func(string) {})
		if err != nil {
			t.Fatal(err)
		}
		if right := results[0]; right.Error != "" || len(right.Samples) != 3 {
			t.Errorf("wrong at %d: %+v", wrongAt, right)
		}
		if bad := results[1]; bad.Error == "" || len(bad.Samples) != 0 || bad.Median != 0 {
			t.Errorf("wrong at %d: %+v", wrongAt, bad)
		}
		r := Report{Results: results}
		if err := r.Problem(); err == nil || !strings.Contains(err.Error(), "numbers wrong") {
			t.Errorf("the report's problem is %v", err)
		}
	}
}

// Contenders take turns: in each round each once, not always in the same order.
func TestTurns(t *testing.T) {
	var log []string
	give := func(int) int { return 1 }
	c := numbers(1, giver("a", &log, give, 1), giver("b", &log, give, 1), giver("c", &log, give, 1))
	if _, err := c.hold(t.Context(), pace{rounds: 6, least: 6}, nil, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if len(log) != 3+6*3 {
		t.Fatalf("%d runs: %v", len(log), log)
	}
	orders := map[string]bool{}
	for i := 3; i < len(log); i += 3 {
		round := log[i : i+3]
		if round[0] == round[1] || round[1] == round[2] || round[0] == round[2] {
			t.Errorf("a round of %v", round)
		}
		orders[strings.Join(round, "")] = true
	}
	if len(orders) < 3 {
		t.Errorf("only the orders %v", orders)
	}
}

func TestCancelledContest(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	var log []string
	c := numbers(1, giver("a", &log, func(run int) int {
		if run == 2 {
			cancel(cause)
		}
		return 1
	}, 1))
	if _, err := c.hold(ctx, pace{rounds: 100, least: 100}, nil, func(string) {}); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

func TestPace(t *testing.T) {
	p := pace{rounds: 10, least: 3, budget: 4 * time.Second}
	for _, tc := range []struct {
		rounds  int
		elapsed time.Duration
		want    bool
	}{
		{2, time.Hour, true}, {3, time.Hour, false}, {9, 3 * time.Second, true}, {10, 3 * time.Second, false},
		{50, time.Millisecond, true}, {100, time.Millisecond, false},
	} {
		if got := p.more(tc.rounds, tc.elapsed); got != tc.want {
			t.Errorf("after %d rounds in %v: %v", tc.rounds, tc.elapsed, got)
		}
	}
}

// A reference that the definition does not confirm leaves nobody a time.
func TestUnconfirmedReference(t *testing.T) {
	c := foldContest([]string{cpu.Portable}, 1<<4, 1)
	c = columnContest(c, []string{cpu.Portable}, func(ctx context.Context, b *bed) (kernels.Columns, func(context.Context) error, error) {
		dst, err := b.upload(ctx, elements(seeded(1), 16))
		return dst, func(context.Context) error { return nil }, err
	}, func(int) kernels.Element { return kernels.Element{1} })
	results, err := c.hold(t.Context(), onePace, nil, func(string) {})
	if err != nil || len(results) != 1 || !strings.Contains(results[0].Error, "definition") {
		t.Errorf("%+v, %v", results, err)
	}
}
