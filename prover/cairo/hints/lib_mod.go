package hints

import (
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// modArgs is one side of a call of fill_memory.
type modArgs struct {
	at vm.Pointer
	n  int64
}

// modArgsOf reads a tuple (pointer, builtin runner, n), or None.
func modArgsOf(in *script.Interp, v script.Value) (c modArgs, err error) {
	if v == nil {
		return c, nil
	}
	items, err := in.Items(v)
	if err != nil {
		return c, err
	}
	if len(items) != 3 {
		return c, script.Raise("ValueError", "expected (builtin_ptr, builtin_runner, n)")
	}
	if c.at, err = asPointer(items[0]); err != nil {
		return c, err
	}
	if c.n, err = script.AsIndex(items[2]); err != nil {
		return c, err
	}
	if c.n < 0 {
		return c, script.Raise("ValueError", "n = %d is negative", c.n)
	}
	return c, nil
}
