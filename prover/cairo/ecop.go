package cairo

import (
	"fmt"
	"math/big"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"

	curve "quarry/kernels/starkcurve"
	"quarry/prover/air/components/ec"
	"quarry/prover/cairo/vm"
)

// ecOpBits is the number of doublings of the ec_op component.
const ecOpBits = 256

// ecOp computes p + m·q with the steps of the AIR; ok is false where the AIR
// has no witness, since two points on the way share their x. doubled are q's
// doublings.
func ecOp(p ec.Point, doubled []starkcurve.G1Affine, m *fp.Element) (ec.Point, bool) {
	// The sum is (x/zz, y/zzz) with zz³ = zzz², never infinity.
	x, y, zz, zzz := p.X, p.Y, fp.One(), fp.One()
	bits := m.Bits()
	for i := range doubled {
		var h fp.Element
		h.Mul(&zz, &doubled[i].X).Sub(&h, &x)
		if h.IsZero() {
			return p, false
		}
		if bits[i/64]>>(i%64)&1 == 0 {
			continue
		}
		var r, hh, hhh, v fp.Element
		r.Mul(&zzz, &doubled[i].Y).Sub(&r, &y)
		hh.Square(&h)
		hhh.Mul(&h, &hh)
		v.Mul(&x, &hh)
		x.Square(&r).Sub(&x, &hhh).Sub(&x, &v).Sub(&x, &v)
		y.Mul(&y, &hhh)
		v.Sub(&v, &x).Mul(&v, &r)
		y.Sub(&v, &y)
		zz.Mul(&zz, &hh)
		zzz.Mul(&zzz, &hhh)
	}
	var inverse, z fp.Element
	inverse.Inverse(&zzz)
	z.Mul(&zz, &inverse).Square(&z) // 1/zz
	return ec.Point{X: *x.Mul(&x, &z), Y: *y.Mul(&y, &inverse)}, true
}

// doublings are q, 2q, 4q, …: as many as the component adds up.
func doublings(q ec.Point) []starkcurve.G1Affine {
	return curve.Doublings(&starkcurve.G1Affine{X: q.X, Y: q.Y}, ecOpBits)
}

// doubledPoints keeps the doublings of points that programs multiply again and
// again.
type doubledPoints map[ec.Point][]starkcurve.G1Affine

// maxDoubled is how many points' doublings are kept, 16 KiB each.
const maxDoubled = 64

func (d doubledPoints) of(q ec.Point) []starkcurve.G1Affine {
	all, ok := d[q]
	if !ok {
		if len(d) >= maxDoubled {
			clear(d)
		}
		all = doublings(q)
		d[q] = all
	}
	return all
}

// Signature is an ECDSA signature over the Stark curve.
type Signature struct{ R, S *big.Int }

// ecdsaRule verifies signatures, which hints supply.
type ecdsaRule struct {
	checked
	signatures map[int64]Signature
	verifier   *curve.Verifier // made with the first signature
}

func (e *ecdsaRule) Deduce(*vm.Memory, int64) (vm.Value, bool, error) {
	return vm.Value{}, false, nil
}

func (e *ecdsaRule) Validate(m *vm.Memory, offset int64) error {
	at, _ := e.split(offset, 2)
	if !m.Has(at) || !m.Has(at.Add(1)) {
		return nil
	}
	key, msg := m.Get(at), m.Get(at.Add(1))
	if !key.IsFelt() {
		return fmt.Errorf("ECDSA builtin: Expected public key at address %v to be an integer. Got: %v.", at, key)
	}
	if !msg.IsFelt() {
		return fmt.Errorf("ECDSA builtin: Expected message hash at address %v to be an integer. Got: %v.", at.Add(1), msg)
	}
	s, ok := e.signatures[at.Offset]
	if !ok {
		return fmt.Errorf("Signature hint is missing for ECDSA builtin at address %v. Add it using 'ecdsa_builtin.add_signature'.", at)
	}
	x, z := key.Felt(), msg.Felt()
	if e.verifier == nil {
		e.verifier = curve.NewVerifier(curve.VerifierOptions{TableBytes: 8 << 20})
	}
	valid, err := verifyStark(&x, &z, s, e.verifier.Verify)
	if err != nil {
		return err
	}
	if !valid {
		return fmt.Errorf("Signature (%v, %v), is invalid, with respect to the public key %v, and the message hash %v.", s.R, s.S, key, msg)
	}
	return nil
}

func (e *ecdsaRule) private(r *run, b *builtin) (any, error) {
	out := []any{}
	for _, at := range sortedKeys(e.signatures) {
		s := e.signatures[at]
		key, err := r.memory.Read(b.base.Add(at))
		if err != nil {
			return nil, err
		}
		msg, err := r.memory.Read(b.base.Add(at + 1))
		if err != nil {
			return nil, err
		}
		x, z := key.Felt(), msg.Felt()
		w := new(big.Int).ModInverse(s.S, fr.Modulus())
		if w == nil {
			return nil, fmt.Errorf("signature of %s instance %d: s = %v has no inverse", b.name, at/2, s.S)
		}
		out = append(out, object{{"index", at / 2}, {"pubkey", hexOf(&x)}, {"msg", hexOf(&z)},
			{"signature_input", object{{"r", fmt.Sprintf("%#x", s.R)}, {"w", fmt.Sprintf("%#x", w)}}}})
	}
	return out, nil
}

// VerifyStark reports whether the signature is valid for the message and one of
// the two keys with that x coordinate, by the rules of the ECDSA component: r,
// 1/s and the message are below 2^251 and not 0. Both halves of the range of s
// are valid. Values outside of these bounds are errors, but for the message 0.
func VerifyStark(keyX, msg *fp.Element, s Signature) (bool, error) {
	return verifyStark(keyX, msg, s, curve.Verify)
}

// verifyStark is VerifyStark by a verifier that may know the key.
func verifyStark(keyX, msg *fp.Element, s Signature, verify func(key, msg *fp.Element, s *curve.Signature) error) (bool, error) {
	if s.R.Sign() <= 0 || s.R.Cmp(fp.Modulus()) >= 0 {
		return false, fmt.Errorf("r = %v", s.R)
	}
	if s.S.Sign() <= 0 || s.S.Cmp(fp.Modulus()) >= 0 {
		return false, fmt.Errorf("s = %v", s.S)
	}
	var felts curve.Signature
	felts.R.SetBigInt(s.R)
	felts.S.SetBigInt(s.S)
	switch err := verify(keyX, msg, &felts); err {
	case nil:
		return true, nil
	case curve.ErrR:
		return false, fmt.Errorf("r = %v", s.R)
	case curve.ErrS:
		return false, fmt.Errorf("s = %v, w = %v", s.S, new(big.Int).ModInverse(s.S, fr.Modulus()))
	case curve.ErrMessage:
		if !msg.IsZero() {
			return false, fmt.Errorf("msg_hash = %v", msg.String())
		}
	}
	return false, nil
}
