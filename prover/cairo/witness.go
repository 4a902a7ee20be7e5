package cairo

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
	"math/big"

	"quarry/prover/cairo/vm"
	"quarry/prover/execution"
)

// witness lists the builtins' inputs for the prover.
func (r *run) witness() (*execution.PrivateInput, error) {
	w := &execution.PrivateInput{}
	for _, b := range r.builtins {
		if err := b.witness(r, w); err != nil {
			return nil, fmt.Errorf("%s builtin: %w", b.name, err)
		}
	}
	return w, nil
}

func (b *builtin) witness(r *run, w *execution.PrivateInput) error {
	if e, ok := b.rule.(*ecdsaRule); ok {
		return e.witness(r, b, w)
	}
	var add func(i uint64, e []fp.Element)
	n := int(b.instances())
	switch b.name {
	case "pedersen":
		w.Pedersen = make([]execution.PedersenInput, 0, n)
		add = func(i uint64, e []fp.Element) {
			w.Pedersen = append(w.Pedersen, execution.PedersenInput{Index: i, X: e[0], Y: e[1]})
		}
	case "range_check":
		w.RangeCheck = make([]execution.RangeCheckInput, 0, n)
		add = func(i uint64, e []fp.Element) {
			w.RangeCheck = append(w.RangeCheck, execution.RangeCheckInput{Index: i, Value: e[0]})
		}
	case "bitwise":
		w.Bitwise = make([]execution.BitwiseInput, 0, n)
		add = func(i uint64, e []fp.Element) {
			w.Bitwise = append(w.Bitwise, execution.BitwiseInput{Index: i, X: e[0], Y: e[1]})
		}
	case "ec_op":
		w.ECOp = make([]execution.ECOpInput, 0, n)
		add = func(i uint64, e []fp.Element) {
			w.ECOp = append(w.ECOp, execution.ECOpInput{Index: i, PX: e[0], PY: e[1], QX: e[2], QY: e[3], M: e[4]})
		}
	case "keccak":
		w.Keccak = make([]execution.KeccakInput, 0, n)
		add = func(i uint64, e []fp.Element) {
			w.Keccak = append(w.Keccak, execution.KeccakInput{Index: i, State: [8]fp.Element(e)})
		}
	case "poseidon":
		w.Poseidon = make([]execution.PoseidonInput, 0, n)
		add = func(i uint64, e []fp.Element) {
			w.Poseidon = append(w.Poseidon, execution.PoseidonInput{Index: i, S0: e[0], S1: e[1], S2: e[2]})
		}
	default: // output, and builtins of layouts that have no proof yet
		return nil
	}
	felts := make([]fp.Element, b.inputs)
	return b.eachInput(r, func(i int64, cells []vm.Value) error {
		for j := range felts {
			if !cells[j].IsFelt() {
				return fmt.Errorf("instance %d: %v is not an integer", i, cells[j])
			}
			felts[j] = cells[j].Felt()
		}
		add(uint64(i), felts)
		return nil
	})
}

func (e *ecdsaRule) witness(r *run, b *builtin, w *execution.PrivateInput) error {
	for _, at := range sortedKeys(e.signatures) {
		s := e.signatures[at]
		key, err := r.memory.Read(b.base.Add(at))
		if err != nil {
			return err
		}
		msg, err := r.memory.Read(b.base.Add(at + 1))
		if err != nil {
			return err
		}
		inv := new(big.Int).ModInverse(s.S, fr.Modulus())
		if inv == nil {
			return fmt.Errorf("s = %v has no inverse", s.S)
		}
		in := execution.ECDSAInput{Index: uint64(at / 2), PubKeyX: key.Felt(), Message: msg.Felt()}
		in.SignatureR.SetBigInt(s.R)
		in.SignatureW.SetBigInt(inv)
		w.ECDSA = append(w.ECDSA, in)
	}
	return nil
}
