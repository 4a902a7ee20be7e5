package components

import (
	"context"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/air"
	"quarry/prover/air/components/ec"
)

// ecdsaBits is the number of bits of message, r and w.
const ecdsaBits = 251

// ecdsaName is the prefix of the cells of the verification.
const ecdsaName = "ecdsa/signature0"

// ECDSA is the builtin that verifies signatures over the Stark curve: with the
// message z, the public key Q = (pubkey, ±y) and the signature (r, w), it shows
// that r is the x coordinate of w·(z·G + r·Q). The sums start from the shift
// point C, or −C, so that they never meet infinity: z·G − C and r·Q + C add up
// to B = z·G + r·Q, and w·B + C − C has the x coordinate r.
// (Stone: air/cpu/builtin/signature, air/components/ecdsa.)
type ECDSA struct{ builtin }

// NewECDSA makes the builtin with one instance per ratio steps.
func NewECDSA(ratio uint64) *ECDSA {
	return &ECDSA{builtin{"ecdsa", "ecdsa", ratio, 2}}
}

var (
	// Of an instance, the first doubling and sum make r·Q + C, the second ones
	// w·B + C.
	ecdsaDoubling     = doubling{ecdsaName + "/doubling_key", ecdsaName + "/key_points", ecdsaName + "/doubling_slope"}
	ecdsaKeySum       = subsetSum{name: ecdsaName + "/exponentiate_key", bits: ecdsaBits, inverse: true}
	ecdsaGeneratorSum = subsetSum{name: ecdsaName + "/exponentiate_generator", bits: ecdsaBits, inverse: true}
)

// Constraints implements air.Component.
func (b *ECDSA) Constraints(s *air.Scope) {
	step := s.Virtual(ecdsaGeneratorSum.name + "/partial_sum/x").Step
	var xs, ys []fp.Element
	multiples := ec.Generator.Powers(ecdsaBits)
	for i := range sumHeight {
		p := &multiples[min(i, len(multiples)-1)]
		xs, ys = append(xs, p.X), append(ys, p.Y)
	}
	gx := s.Periodic(air.Periodic{Name: "ecdsa/generator_points/x", Values: xs, Step: step})
	gy := s.Periodic(air.Periodic{Name: "ecdsa/generator_points/y", Values: ys, Step: step})

	ecdsaDoubling.constraints(s)
	ecdsaGeneratorSum.constraints(s, gx, gy)
	qx, qy := ecdsaDoubling.point(s, 0)
	ecdsaKeySum.constraints(s, qx, qy)
	instances := air.On(air.Every(uint64(step * sumHeight)))
	ecdsaSums(s, instances)
	ecdsaScalars(s, instances)
	b.memoryConstraints(s, instances)
}

// ecdsaSums ties the three subset sums to each other.
func ecdsaSums(s *air.Scope, instances air.Domain) {
	cell := func(name string, i int) air.Expr { return s.Cell(ecdsaName+"/"+name, i) }
	shiftX, shiftY := air.LitElement(ec.Shift.X), air.LitElement(ec.Shift.Y)
	one := air.Lit(1)
	sums := air.On(air.Every(uint64(s.Virtual(ecdsaKeySum.name+"/partial_sum/x").Step) * sumHeight))
	const last = sumHeight - 1

	s.Constrain(ecdsaName+"/init_gen/x", cell("exponentiate_generator/partial_sum/x", 0).Sub(shiftX), instances)
	s.Constrain(ecdsaName+"/init_gen/y", cell("exponentiate_generator/partial_sum/y", 0).Add(shiftY), instances)
	s.Constrain(ecdsaName+"/init_key/x", cell("exponentiate_key/partial_sum/x", 0).Sub(shiftX), sums)
	s.Constrain(ecdsaName+"/init_key/y", cell("exponentiate_key/partial_sum/y", 0).Sub(shiftY), sums)

	zgX, zgY := cell("exponentiate_generator/partial_sum/x", last), cell("exponentiate_generator/partial_sum/y", last)
	rqX, rqY := cell("exponentiate_key/partial_sum/x", last), cell("exponentiate_key/partial_sum/y", last)
	bX, bY := ecdsaDoubling.point(s, sumHeight)
	slope := cell("add_results_slope", 0)
	s.Constrain(ecdsaName+"/add_results/slope", zgY.Sub(rqY.Add(slope.Mul(zgX.Sub(rqX)))), instances)
	s.Constrain(ecdsaName+"/add_results/x", slope.Square().Sub(zgX.Add(rqX).Add(bX)), instances)
	s.Constrain(ecdsaName+"/add_results/y", zgY.Add(bY).Sub(slope.Mul(zgX.Sub(bX))), instances)
	s.Constrain(ecdsaName+"/add_results/x_diff_inv", cell("add_results_inv", 0).Mul(zgX.Sub(rqX)).Sub(one), instances)

	wbX := cell("exponentiate_key/partial_sum/x", sumHeight+last)
	wbY := cell("exponentiate_key/partial_sum/y", sumHeight+last)
	slope = cell("extract_r_slope", 0)
	s.Constrain(ecdsaName+"/extract_r/slope", wbY.Add(shiftY).Sub(slope.Mul(wbX.Sub(shiftX))), instances)
	s.Constrain(ecdsaName+"/extract_r/x",
		slope.Square().Sub(wbX.Add(shiftX).Add(cell("exponentiate_key/selector", 0))), instances)
	s.Constrain(ecdsaName+"/extract_r/x_diff_inv", cell("extract_r_inv", 0).Mul(wbX.Sub(shiftX)).Sub(one), instances)
}

// ecdsaScalars demands that message, r and w are not zero and that Q is a point
// of the curve.
func ecdsaScalars(s *air.Scope, instances air.Domain) {
	cell := func(name string) air.Expr { return s.Cell(ecdsaName+"/"+name, 0) }
	one := air.Lit(1)
	scalars := air.On(air.Every(uint64(s.Virtual(ecdsaKeySum.name+"/selector").Step) * sumHeight))
	s.Constrain(ecdsaName+"/z_nonzero", cell("exponentiate_generator/selector").Mul(cell("z_inv")).Sub(one), instances)
	s.Constrain(ecdsaName+"/r_and_w_nonzero", cell("exponentiate_key/selector").Mul(cell("r_w_inv")).Sub(one), scalars)
	x, y := ecdsaDoubling.point(s, 0)
	squared := cell("q_x_squared")
	s.Constrain(ecdsaName+"/q_on_curve/x_squared", squared.Sub(x.Square()), instances)
	s.Constrain(ecdsaName+"/q_on_curve/on_curve",
		y.Square().Sub(x.Mul(squared).Add(air.LitElement(ec.Alpha).Mul(x)).Add(air.LitElement(ec.Beta))), instances)
}

func (b *ECDSA) memoryConstraints(s *air.Scope, instances air.Domain) {
	cell := func(name string, i int) air.Expr { return s.Cell("ecdsa/"+name, i) }
	one := air.Lit(1)
	step := int64(s.Virtual("ecdsa/pubkey/addr").Step)
	s.Constrain("ecdsa/init_addr", cell("pubkey/addr", 0).Sub(s.SegmentBegin(b.segment)), air.On(air.SingleRow(0)))
	s.Constrain("ecdsa/message_addr", cell("message/addr", 0).Sub(cell("pubkey/addr", 0).Add(one)), instances)
	s.Constrain("ecdsa/pubkey_addr", cell("pubkey/addr", 1).Sub(cell("message/addr", 0).Add(one)),
		instances.Excluding(air.SingleRow(-step)))
	s.Constrain("ecdsa/message_value0",
		cell("message/value", 0).Sub(s.Cell(ecdsaGeneratorSum.name+"/selector", 0)), instances)
	qx, _ := ecdsaDoubling.point(s, 0)
	s.Constrain("ecdsa/pubkey_value0", cell("pubkey/value", 0).Sub(qx), instances)
}

// signature is one instance's input with a guess of the public key's y.
type signature struct {
	instance int
	q        ec.Point
	z, r, w  fp.Element
}

// dummySignature is what Stone fills unused instances with: the private key and
// the message are 1 and the nonce is the first that its generator yields, seeded
// with nothing. (Stone: GetDummySignature.)
var dummySignature = signature{
	q: ec.Generator,
	z: fp.One(),
	r: hexFelt("0x54f11b9fba6e795cff2db76d6d19eabcafb33c8a52db44e1af37c7f4aad1650"),
	w: hexFelt("0x3e1ef1b6a4351f2ac3bfa01c63fce9fa1bc5a0bf1813ff12f22d1639829d132"),
}

func hexFelt(s string) (e fp.Element) {
	if _, err := e.SetString(s); err != nil {
		panic(err)
	}
	return e
}

// WriteTrace implements air.Component. Instances that the run lacks hold a dummy
// signature.
func (b *ECDSA) WriteTrace(ctx context.Context, w *air.Witness) error {
	inputs := private(w).ECDSA
	plan, err := b.plan(w, len(inputs), func(i int) uint64 { return inputs[i].Index })
	if err != nil {
		return err
	}
	t := newECDSATrace(b, w)
	err = w.Each(ctx, len(plan.jobs), lanesPerCall(len(plan.jobs)), func(lo, hi int) error {
		signatures := make([]signature, hi-lo)
		for k, j := range plan.jobs[lo:hi] {
			in := &inputs[j.input]
			signatures[k] = signature{instance: j.instance, z: in.Message, r: in.SignatureR, w: in.SignatureW}
			if err := t.check(&signatures[k], &in.PubKeyX); err != nil {
				return err
			}
		}
		return t.writeValid(signatures)
	})
	if err != nil || len(plan.dummies) == 0 {
		return err
	}
	dummy := dummySignature
	dummy.instance = plan.dummies[0]
	if err := t.writeValid([]signature{dummy}); err != nil {
		return err
	}
	others := plan.dummies[1:]
	for _, dummy.instance = range others {
		t.access(&dummy)
	}
	return replicate(ctx, w, t.blocks(), plan.dummies[0], others)
}

// ecdsaTrace are the builtin's cells in a trace.
type ecdsaTrace struct {
	*ECDSA
	begin          uint64
	doubling       *doublingColumns
	generator, key *sumColumns
	multiples      points

	addInv, addSlope, extractInv, extractSlope, zInv, rwInv, qxSquared air.Column

	pubkey, message air.MemoryView
}

func newECDSATrace(b *ECDSA, w *air.Witness) *ecdsaTrace {
	return &ecdsaTrace{
		ECDSA:        b,
		begin:        w.Segment(b.segment).Begin,
		doubling:     ecdsaDoubling.columns(w),
		generator:    ecdsaGeneratorSum.columns(w),
		key:          ecdsaKeySum.columns(w),
		multiples:    constantPoints(ec.Generator.Powers(ecdsaBits)),
		addInv:       w.Column(ecdsaName + "/add_results_inv"),
		addSlope:     w.Column(ecdsaName + "/add_results_slope"),
		extractInv:   w.Column(ecdsaName + "/extract_r_inv"),
		extractSlope: w.Column(ecdsaName + "/extract_r_slope"),
		zInv:         w.Column(ecdsaName + "/z_inv"),
		rwInv:        w.Column(ecdsaName + "/r_w_inv"),
		qxSquared:    w.Column(ecdsaName + "/q_x_squared"),
		pubkey:       w.MemoryView("ecdsa/pubkey"),
		message:      w.MemoryView("ecdsa/message"),
	}
}

// blocks lists the cells of an instance.
func (t *ecdsaTrace) blocks() []block {
	list := append(t.doubling.blocks(2), t.generator.blocks(1)...)
	list = append(list, t.key.blocks(2)...)
	for _, c := range []air.Column{t.addInv, t.addSlope, t.extractInv, t.extractSlope, t.zInv, t.qxSquared} {
		list = append(list, block{c, 1, 1, 1})
	}
	return append(list, block{t.rwInv, 2, 1, 1})
}

// check finds a point for the public key and checks the scalars' ranges.
func (t *ecdsaTrace) check(sig *signature, pubkey *fp.Element) error {
	q, ok := ec.FromX(pubkey)
	if !ok {
		return t.fail(CodePoint, sig.instance, "no point of the curve has the public key 0x%s as x coordinate", pubkey.Text(16))
	}
	sig.q = q
	for i, v := range []*fp.Element{&sig.z, &sig.r, &sig.w} {
		if v.IsZero() || !t.key.fits(v) {
			return t.fail(air.CodeBuiltinInput, sig.instance, "%s = 0x%s is not in 1 … 2^%d−1",
				[...]string{"the message", "r", "w"}[i], v.Text(16), ecdsaBits)
		}
	}
	return nil
}

// writeValid writes signatures, whose keys have a y or its negative: those that
// are not valid with the one are written again with the other.
func (t *ecdsaTrace) writeValid(signatures []signature) error {
	for i := range signatures {
		t.access(&signatures[i])
	}
	rest := t.write(signatures)
	for i := range rest {
		rest[i].q = rest[i].q.Neg()
	}
	if len(rest) > 0 {
		rest = t.write(rest)
	}
	if len(rest) == 0 {
		return nil
	}
	bad := &rest[0]
	return t.fail(CodeSignature, bad.instance,
		"the signature (r 0x%s, w 0x%s) of the message 0x%s does not fit the public key 0x%s",
		bad.r.Text(16), bad.w.Text(16), bad.z.Text(16), bad.q.X.Text(16)).
		WithHint("w is the inverse of s modulo the curve's order")
}

// access writes the memory accesses of an instance.
func (t *ecdsaTrace) access(sig *signature) {
	addr := t.begin + t.cells*uint64(sig.instance)
	t.pubkey.Set(sig.instance, addr, &sig.q.X)
	t.message.Set(sig.instance, addr+1, &sig.z)
}

// write writes all cells but the memory's and returns the signatures that are
// not valid.
func (t *ecdsaTrace) write(signatures []signature) (invalid []signature) {
	n := len(signatures)
	l := newECDSALanes(signatures)
	shift, minusShift := ec.Shift, ec.Shift.Neg()
	on := make([]bool, n)
	for k := range on {
		on[k] = true
	}
	slope, inv := make([]fp.Element, n), make([]fp.Element, n)

	generator := ec.NewLanes(n)
	fill(generator, &minusShift)
	t.generator.write(generator, t.multiples, l.z, l.instances)
	key, keySum := ec.NewLanes(n), ec.NewLanes(n)
	fill(keySum, &shift)
	for k := range signatures {
		key.Set(k, &signatures[k].q)
	}
	t.key.write(keySum, t.doubling.write(key, l.first), l.r, l.first)

	sum := generator
	sum.Add(keySum.X, keySum.Y, on, slope, inv)
	for k, i := range l.instances {
		t.addSlope.Set(i, &slope[k])
		t.addInv.Set(i, &inv[k])
	}
	result := ec.NewLanes(n)
	fill(result, &shift)
	t.key.write(result, t.doubling.write(sum, l.second), l.w, l.second)
	result.Add([]fp.Element{minusShift.X}, []fp.Element{minusShift.Y}, on, slope, inv)
	t.writeScalars(l, signatures)
	for k, i := range l.instances {
		t.extractSlope.Set(i, &slope[k])
		t.extractInv.Set(i, &inv[k])
		failed := key.Failed[k] || keySum.Failed[k] || sum.Failed[k] || result.Failed[k]
		if failed || result.X[k] != signatures[k].r {
			invalid = append(invalid, signatures[k])
		}
	}
	return invalid
}

// writeScalars writes the inverses of message, r and w and the squares of the
// keys.
func (t *ecdsaTrace) writeScalars(l *ecdsaLanes, signatures []signature) {
	inverses := append(append(append([]fp.Element(nil), l.z...), l.r...), l.w...)
	ec.Invert(inverses)
	n := len(signatures)
	for k, i := range l.instances {
		t.zInv.Set(i, &inverses[k])
		t.rwInv.Set(l.first[k], &inverses[n+k])
		t.rwInv.Set(l.second[k], &inverses[2*n+k])
		t.qxSquared.At(i).Square(&signatures[k].q.X)
	}
}

// ecdsaLanes are signatures by field; first and second number an instance's
// two parts of the key's columns.
type ecdsaLanes struct {
	instances, first, second []int
	z, r, w                  []fp.Element
}

func newECDSALanes(signatures []signature) *ecdsaLanes {
	l := &ecdsaLanes{}
	for _, s := range signatures {
		l.instances = append(l.instances, s.instance)
		l.first, l.second = append(l.first, 2*s.instance), append(l.second, 2*s.instance+1)
		l.z, l.r, l.w = append(l.z, s.z), append(l.r, s.r), append(l.w, s.w)
	}
	return l
}

// fill places one point in all lanes.
func fill(l *ec.Lanes, p *ec.Point) {
	for k := range l.Len() {
		l.Set(k, p)
	}
}
