package script

import (
	"context"
	"errors"
	"testing"
)

// Integers that are made to collide cost as many operations as they take steps: a
// hint can't take hours with a few thousand of them.
func TestCollidingSet(t *testing.T) {
	program, err := Parse("P = 2**61 - 1\nr = len([x for x in set([k * P for k in range(1, 20000)])])")
	if err != nil {
		t.Fatal(err)
	}
	in := New(context.Background(), noHost{}, 1<<20)
	if err := in.Run(program, map[string]Value{}); !errors.Is(err, ErrBudget) {
		t.Errorf("%v, with %d operations left", err, in.Budget)
	}
}
