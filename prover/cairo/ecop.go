package cairo

import (
	"fmt"
	"math/big"
	"sync"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"

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

// doublings are q, 2q, 4q, …, in Jacobian coordinates at first: the Z of each is
// twice Y·Z of the one before, so the inverse of the last leads to all others'.
func doublings(q ec.Point) []starkcurve.G1Affine {
	points := make([]starkcurve.G1Affine, ecOpBits)
	x, y, w := q.X, q.Y, ec.Alpha // w is Alpha·Z⁴
	z := fp.One()
	for i := range points {
		points[i] = starkcurve.G1Affine{X: x, Y: y}
		if i == len(points)-1 {
			break
		}
		// With s = 4·X·Y², m = 3·X² + w and u = 8·Y⁴: X' = m² − 2·s,
		// Y' = m·(s − X') − u, Z' = 2·Y·Z, w' = 2·u·w.
		var yy, s, m, u fp.Element
		m.Square(&x)
		u.Double(&m)
		m.Add(&m, &u).Add(&m, &w)
		yy.Square(&y)
		s.Mul(&x, &yy).Double(&s).Double(&s)
		u.Square(&yy).Double(&u).Double(&u).Double(&u)
		z.Mul(&z, &y).Double(&z)
		x.Square(&m).Sub(&x, &s).Sub(&x, &s)
		y.Sub(&s, &x).Mul(&y, &m).Sub(&y, &u)
		w.Mul(&w, &u).Double(&w)
	}
	var inverse, square fp.Element
	inverse.Inverse(&z)
	for i := len(points) - 1; i > 0; i-- {
		p := &points[i]
		square.Square(&inverse)
		p.X.Mul(&p.X, &square)
		p.Y.Mul(&p.Y, &square).Mul(&p.Y, &inverse)
		inverse.Mul(&inverse, &points[i-1].Y).Double(&inverse)
	}
	return points
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

// generatorTable holds the multiples of the generator by each byte at each
// place: w·256 + b stands for b·256^w.
var generatorTable = sync.OnceValue(func() []starkcurve.G1Affine {
	jac := make([]starkcurve.G1Jac, 0, 32*256)
	var base starkcurve.G1Jac
	base.FromAffine(&starkcurve.G1Affine{X: ec.Generator.X, Y: ec.Generator.Y})
	for range 32 {
		var at starkcurve.G1Jac
		at.FromAffine(&starkcurve.G1Affine{}) // infinity
		for range 256 {
			jac = append(jac, at)
			at.AddAssign(&base)
		}
		base = at
	}
	return starkcurve.BatchJacobianToAffineG1(jac)
})

// generatorTimes is n times the generator, for n below 2^256.
func generatorTimes(n *big.Int) (sum starkcurve.G1Jac) {
	table := generatorTable()
	var b [32]byte
	n.FillBytes(b[:])
	sum.FromAffine(&starkcurve.G1Affine{})
	for w := range 32 {
		if d := int(b[31-w]); d != 0 {
			sum.AddMixed(&table[256*w+d])
		}
	}
	return sum
}

// Signature is an ECDSA signature over the Stark curve.
type Signature struct{ R, S *big.Int }

// ecdsaRule verifies signatures, which hints supply.
type ecdsaRule struct {
	checked
	signatures map[int64]Signature
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
	valid, err := VerifyStark(&x, &z, s)
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

// elementBits bounds r, 1/s and the message in the ECDSA component.
const elementBits = 251

// VerifyStark reports whether the signature is valid for the message and one of
// the two keys with that x coordinate, by the rules of the ECDSA component: r,
// 1/s and the message are below 2^251 and not 0. Both halves of the range of s
// are valid. Values outside of these bounds are errors.
func VerifyStark(keyX, msg *fp.Element, s Signature) (bool, error) {
	order := fr.Modulus()
	if s.S.Sign() <= 0 || s.S.Cmp(order) >= 0 {
		return false, fmt.Errorf("s = %v", s.S)
	}
	w := new(big.Int).ModInverse(s.S, order)
	if s.R.Sign() <= 0 || s.R.BitLen() > elementBits {
		return false, fmt.Errorf("r = %v", s.R)
	}
	if w.BitLen() > elementBits {
		return false, fmt.Errorf("w = %v", w)
	}
	if vm.BitLen(msg) > elementBits {
		return false, fmt.Errorf("msg_hash = %v", msg.String())
	}
	key, ok := ec.FromX(keyX)
	if !ok || msg.IsZero() {
		return false, nil
	}
	var r fp.Element
	r.SetBigInt(s.R)

	z := msg.BigInt(new(big.Int))
	u1 := z.Mod(z.Mul(z, w), order)
	u2 := new(big.Int).Mul(s.R, w)
	u2.Mod(u2, order)
	var b, sum starkcurve.G1Jac
	a := generatorTimes(u1)
	b.FromAffine(&starkcurve.G1Affine{X: key.X, Y: key.Y})
	b.ScalarMultiplication(&b, u2)
	for range 2 {
		sum.Set(&a)
		sum.AddAssign(&b)
		var at starkcurve.G1Affine
		at.FromJacobian(&sum)
		if !at.IsInfinity() && at.X.Equal(&r) {
			return true, nil
		}
		b.Neg(&b)
	}
	return false, nil
}
