package cairo

import (
	"fmt"
	"math/big"

	"quarry/prover/cairo/vm"
)

// hintBuiltins is what hints may do with the builtins (hints.Builtins).
type hintBuiltins struct{ r *run }

func (h hintBuiltins) Base(name string) (vm.Pointer, bool) {
	b := h.r.byName[name]
	if b == nil {
		return vm.Pointer{}, false
	}
	return b.base, true
}

func (h hintBuiltins) Bound(name string) *big.Int {
	return new(big.Int).Lsh(big.NewInt(1), uint(16*kindsOf[name].parts))
}

func (h hintBuiltins) AddPage(id int64, start vm.Pointer, size int64) error {
	b := h.r.byName["output"]
	if b == nil {
		return fmt.Errorf("there is no output builtin")
	}
	if _, ok := b.pages.pages[id]; ok {
		return fmt.Errorf("Page %d was already assigned.", id)
	}
	if start.Segment != b.base.Segment {
		return fmt.Errorf("page_start must be in the output segment.")
	}
	if start.Offset < 0 || size < 0 || size > 1<<32 {
		return fmt.Errorf("Page %d is out of bounds.", id)
	}
	b.pages.pages[id] = page{start.Offset, size}
	return nil
}

func (h hintBuiltins) AddAttribute(name string, value any) error {
	b := h.r.byName["output"]
	if b == nil {
		return fmt.Errorf("there is no output builtin")
	}
	b.pages.attributes[name] = value
	return nil
}

func (h hintBuiltins) AddSignature(at vm.Pointer, r, s *big.Int) error {
	b := h.r.byName["ecdsa"]
	if b == nil {
		return fmt.Errorf("there is no ecdsa builtin")
	}
	if at.Segment != b.base.Segment {
		return fmt.Errorf("Signature hint must point to the signature builtin segment, not %v.", at)
	}
	if at.Offset%2 != 0 || at.Offset < 0 {
		return fmt.Errorf("Signature hint must point to the public key cell, not %v.", at)
	}
	b.rule.(*ecdsaRule).signatures[at.Offset] = Signature{new(big.Int).Set(r), new(big.Int).Set(s)}
	return nil
}

func (h hintBuiltins) Trust(at vm.Pointer) error {
	b := h.r.byName["pedersen"]
	if b == nil || at.Segment != b.base.Segment {
		return fmt.Errorf("%v is not in the pedersen segment", at)
	}
	b.rule.(*pedersenRule).verified[at.Offset] = true
	return nil
}

func (h hintBuiltins) FillMod(add vm.Pointer, addN int64, mul vm.Pointer, mulN int64) error {
	call := func(name string, at vm.Pointer, n int64) (*modCall, error) {
		if n == 0 {
			return nil, nil
		}
		b := h.r.byName[name]
		if b == nil {
			return nil, fmt.Errorf("there is no %s builtin", name)
		}
		return &modCall{rule: b.rule.(*modRule), at: at, n: n}, nil
	}
	a, err := call("add_mod", add, addN)
	if err != nil {
		return err
	}
	m, err := call("mul_mod", mul, mulN)
	if err != nil {
		return err
	}
	return fillMod(h.r.memory, a, m)
}
