package components_test

import (
	"context"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
	pedersenhash "github.com/consensys/gnark-crypto/ecc/stark-curve/pedersen-hash"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/hash"
	"quarry/prover/air"
	"quarry/prover/air/components"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
)

// rig is a layout that has one builtin only, at any length.
type rig struct {
	*air.LayoutAIR
	builtin air.Builtin
	cells   map[string]air.VirtualColumn
	public  *execution.PublicInput
}

// newRig takes a layout's builtin and its cells.
func newRig(t testing.TB, layout, builtin string, steps int) *rig {
	t.Helper()
	whole, err := layouts.New(layout, layouts.MinSteps(layout))
	if err != nil {
		t.Fatal(err)
	}
	d := whole.(*air.LayoutAIR).Definition
	i := slices.IndexFunc(d.Components, func(c air.Component) bool { return c.Name() == builtin })
	if i < 0 {
		t.Fatalf("%s has no %s", layout, builtin)
	}
	r := &rig{builtin: d.Components[i].(air.Builtin), cells: d.Cells}
	if builtin != "bitwise" && builtin != "keccak" {
		r.cells = maps.Clone(d.Cells)
		delete(r.cells, "diluted_pool")
	}
	d.Steps, d.Cells, d.Components = steps, r.cells, []air.Component{r.builtin}
	d.Segments = []string{r.builtin.Segment()}
	r.LayoutAIR = air.New(d)
	r.public = &execution.PublicInput{
		Layout: layout, NSteps: uint64(steps), RCMax: 1,
		Segments:     map[string]execution.Segment{r.builtin.Segment(): {Begin: 1}},
		PublicMemory: []execution.PublicCell{{Address: 1}},
	}
	if builtin == "range_check_builtin" {
		r.public.RCMax = 1 << 10
	}
	return r
}

func (r *rig) instances() int { return r.Steps / int(r.builtin.Ratio()) }

func (r *rig) write(private *execution.PrivateInput) (*kernels.HostColumns, error) {
	return r.WriteTrace(context.Background(), &execution.Execution{
		Trace: make([]execution.State, r.Steps), Memory: execution.NewMemory(1), Public: r.public, Private: private,
	})
}

func (r *rig) mustWrite(t testing.TB, private *execution.PrivateInput) *kernels.HostColumns {
	t.Helper()
	table, err := r.write(private)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(table.Free)
	return table
}

func (r *rig) diagnose(t testing.TB, table *kernels.HostColumns) error {
	t.Helper()
	challenges := make([]kernels.Element, r.NumInteractionElements())
	for i := range challenges {
		challenges[i].SetUint64(uint64(1000 + i))
	}
	params, err := r.Params(r.public, challenges, &challenges[0])
	if err != nil {
		t.Fatal(err)
	}
	return r.Diagnose(context.Background(), table.Data, nil, params)
}

// cell is the i-th cell of a virtual column.
func (r *rig) cell(table *kernels.HostColumns, name string, i int) *fp.Element {
	v, ok := r.cells[name]
	if !ok {
		panic(name)
	}
	return &table.Data[v.Column][v.Row(i)]
}

type source struct{ *rand.Rand }

func newSource(seed uint64) source { return source{rand.New(rand.NewPCG(seed, 7))} }

func (s source) felt() (e fp.Element) {
	var b [32]byte
	for i := range b {
		b[i] = byte(s.Uint32())
	}
	e.SetBytes(b[:])
	return e
}

func (s source) scalar() *big.Int {
	e := s.felt()
	return new(big.Int).Mod(e.BigInt(new(big.Int)), fr.Modulus())
}

func (s source) point() starkcurve.G1Affine {
	var p starkcurve.G1Affine
	p.ScalarMultiplicationBase(s.scalar())
	return p
}

// below is a random integer below 2^bits.
func (s source) below(bits uint) (e fp.Element) {
	v := s.felt()
	n := v.BigInt(new(big.Int))
	n.Mod(n, new(big.Int).Lsh(big.NewInt(1), bits))
	e.SetBigInt(n)
	return e
}

// choose returns a random part of the numbers below n, in random order: none,
// all, or about half.
func (s source) choose(n int) []uint64 {
	var all []uint64
	for _, i := range s.Perm(n) {
		all = append(all, uint64(i))
	}
	return all[:s.IntN(3)*n/2]
}

// sign signs a message with a key and returns the input of an instance.
func (s source) sign(index uint64) execution.ECDSAInput {
	order := fr.Modulus()
	limit := new(big.Int).Lsh(big.NewInt(1), 251)
	for {
		key, nonce := s.scalar(), s.scalar()
		z := s.below(251)
		var q, p starkcurve.G1Affine
		q.ScalarMultiplicationBase(key)
		p.ScalarMultiplicationBase(nonce)
		r := p.X.BigInt(new(big.Int))
		v := new(big.Int).Mul(r, key)
		v.Add(v, z.BigInt(new(big.Int)))
		v.Mul(v, new(big.Int).ModInverse(nonce, order)).Mod(v, order)
		w := new(big.Int).ModInverse(v, order)
		if z.IsZero() || r.Cmp(limit) >= 0 || w == nil || w.Cmp(limit) >= 0 {
			continue
		}
		in := execution.ECDSAInput{Index: index, PubKeyX: q.X, Message: z, SignatureR: p.X}
		in.SignatureW.SetBigInt(w)
		return in
	}
}

// inputs makes honest inputs of the given instances of a builtin.
func (s source) inputs(builtin string, instances []uint64) *execution.PrivateInput {
	p := &execution.PrivateInput{}
	for _, i := range instances {
		switch builtin {
		case "pedersen":
			in := execution.PedersenInput{Index: i, X: s.felt(), Y: s.felt()}
			if s.IntN(4) == 0 { // the largest felt, and bits 251, 196 and 192 alone
				in.X.SetInt64(-1)
				in.Y.SetInt64(-2)
			}
			p.Pedersen = append(p.Pedersen, in)
		case "range_check_builtin":
			// Parts below 2^10, the rig's rc_max.
			any128 := s.below(128)
			v := any128.Bits()
			for k := range v {
				v[k] &= 0x03ff03ff03ff03ff
			}
			var e fp.Element
			e.SetBigInt(new(big.Int).Add(new(big.Int).Lsh(new(big.Int).SetUint64(v[1]), 64), new(big.Int).SetUint64(v[0])))
			p.RangeCheck = append(p.RangeCheck, execution.RangeCheckInput{Index: i, Value: e})
		case "ecdsa":
			p.ECDSA = append(p.ECDSA, s.sign(i))
		case "bitwise":
			p.Bitwise = append(p.Bitwise, execution.BitwiseInput{Index: i, X: s.below(251), Y: s.below(251)})
		case "ec_op":
			a, b := s.point(), s.point()
			p.ECOp = append(p.ECOp, execution.ECOpInput{Index: i, PX: a.X, PY: a.Y, QX: b.X, QY: b.Y, M: s.felt()})
		case "keccak":
			in := execution.KeccakInput{Index: i}
			for w := range in.State {
				in.State[w] = s.below(200)
			}
			p.Keccak = append(p.Keccak, in)
		case "poseidon":
			p.Poseidon = append(p.Poseidon, execution.PoseidonInput{Index: i, S0: s.felt(), S1: s.felt(), S2: s.felt()})
		}
	}
	return p
}

// rigs are builtins in layouts that place them differently, at lengths with
// several instances.
var rigs = []struct {
	layout, builtin string
	steps           int
}{
	{"small", "pedersen", 256}, {"starknet", "pedersen", 256}, {"recursive", "pedersen", 512},
	{"small", "range_check_builtin", 512}, {"starknet", "range_check_builtin", 2048},
	{"small", "ecdsa", 2048}, {"starknet", "ecdsa", 4096},
	{"recursive", "bitwise", 1 << 14},
	{"all_solidity", "ec_op", 1024}, {"starknet", "ec_op", 2048},
	{"starknet", "poseidon", 256}, {"recursive_with_poseidon", "poseidon", 512}, {"recursive_large_output", "poseidon", 64},
}

// TestWitness: honest inputs, given for some of the instances in any order,
// satisfy the constraints; and no cell of an instance can change.
func TestWitness(t *testing.T) {
	for i, c := range rigs {
		t.Run(c.layout+"/"+c.builtin, func(t *testing.T) {
			t.Parallel()
			r, s := newRig(t, c.layout, c.builtin, c.steps), newSource(uint64(i))
			for range 3 {
				table := r.mustWrite(t, s.inputs(c.builtin, s.choose(r.instances())))
				if err := r.diagnose(t, table); err != nil {
					t.Fatal(err)
				}
				if testing.Short() {
					continue
				}
				r.tamper(t, s, table)
			}
		})
	}
}

// tamper changes one cell of every virtual column of the builtin, in the first
// row of a random instance.
func (r *rig) tamper(t *testing.T, s source, table *kernels.HostColumns) {
	t.Helper()
	period := r.TraceLength() / r.instances()
	for name, v := range r.cells {
		if !strings.HasPrefix(name, r.builtin.Name()+"/") {
			continue
		}
		row := v.Offset + s.IntN(r.instances())*max(period, v.Step)
		if row >= r.TraceLength() {
			row = v.Offset
		}
		cell := &table.Data[v.Column][row]
		old, one := *cell, fp.One()
		cell.Add(cell, &one)
		if err := r.diagnose(t, table); fault.CodeOf(err) != air.CodeViolated {
			t.Fatalf("%s can change in row %d: %v", name, row, err)
		}
		*cell = old
	}
}

func TestNoPrivateInput(t *testing.T) {
	r := newRig(t, "starknet", "poseidon", 64)
	if err := r.diagnose(t, r.mustWrite(t, nil)); err != nil {
		t.Fatal(err)
	}
}

func TestPedersenOutput(t *testing.T) {
	r, s := newRig(t, "small", "pedersen", 128), newSource(1)
	p := s.inputs("pedersen", []uint64{0, 1, 2, 3, 5, 9, 11})
	table := r.mustWrite(t, p)
	for i := range r.instances() {
		var x, y fp.Element
		if k := slices.IndexFunc(p.Pedersen, func(in execution.PedersenInput) bool { return in.Index == uint64(i) }); k >= 0 {
			x, y = p.Pedersen[k].X, p.Pedersen[k].Y
		}
		if got, want := *r.cell(table, "pedersen/output/value", i), pedersenhash.Pedersen(&x, &y); got != want {
			t.Fatalf("instance %d: %s instead of %s", i, got.Text(16), want.Text(16))
		}
		if got := *r.cell(table, "pedersen/input1/value", i); got != y {
			t.Fatalf("instance %d: another input", i)
		}
	}
}

func TestECOpOutput(t *testing.T) {
	r, s := newRig(t, "all_solidity", "ec_op", 1024), newSource(2)
	p := s.inputs("ec_op", []uint64{2, 0})
	p.ECOp[0].M.SetInt64(-1)
	table := r.mustWrite(t, p)
	for _, in := range p.ECOp {
		q := starkcurve.G1Affine{X: in.QX, Y: in.QY}
		want := starkcurve.G1Affine{X: in.PX, Y: in.PY}
		q.ScalarMultiplication(&q, in.M.BigInt(new(big.Int)))
		want.Add(&want, &q)
		i := int(in.Index)
		if *r.cell(table, "ec_op/r_x/value", i) != want.X || *r.cell(table, "ec_op/r_y/value", i) != want.Y {
			t.Fatalf("instance %d: wrong result", i)
		}
	}
}

func TestPoseidonOutput(t *testing.T) {
	r, s := newRig(t, "starknet", "poseidon", 256), newSource(3)
	p := s.inputs("poseidon", []uint64{1, 6})
	table := r.mustWrite(t, p)
	// The permutation of (0, 0, 0), as published with the parameters of the hash.
	zero := []string{
		"3446325744004048536138401612021367625846492093718951375866996507163446763827",
		"1590252087433376791875644726012779423683501236913937337746052470473806035332",
		"867921192302518434283879514999422690776342565400001269945778456016268852423",
	}
	for k, want := range zero {
		if got := r.output(table, 0)[k]; got.String() != want {
			t.Fatalf("element %d of the permutation of zero is %s", k, got.String())
		}
	}
	for _, in := range p.Poseidon {
		state := [3]fp.Element{in.S0, in.S1, in.S2}
		hash.PoseidonPermute(&state)
		if r.output(table, int(in.Index)) != state {
			t.Fatalf("instance %d: wrong output", in.Index)
		}
	}
}

func (r *rig) output(table *kernels.HostColumns, instance int) (out [3]fp.Element) {
	for k, name := range []string{"0", "1", "2"} {
		out[k] = *r.cell(table, "poseidon/param_"+name+"/input_output/value", 2*instance+1)
	}
	return out
}

func TestBitwiseOutput(t *testing.T) {
	r, s := newRig(t, "recursive", "bitwise", 1<<14), newSource(4)
	p := s.inputs("bitwise", []uint64{7, 3})
	table := r.mustWrite(t, p)
	for _, in := range p.Bitwise {
		x, y := in.X.BigInt(new(big.Int)), in.Y.BigInt(new(big.Int))
		for name, v := range map[string]*big.Int{
			"x_and_y": new(big.Int).And(x, y), "x_xor_y": new(big.Int).Xor(x, y), "x_or_y": new(big.Int).Or(x, y),
		} {
			var want fp.Element
			want.SetBigInt(v)
			if *r.cell(table, "bitwise/"+name+"/value", int(in.Index)) != want {
				t.Fatalf("instance %d: wrong %s", in.Index, name)
			}
		}
	}
}

// TestRangeCheckValue: memory holds the checked values, and unused instances
// values made of what fills the pool.
func TestRangeCheckValue(t *testing.T) {
	r, s := newRig(t, "small", "range_check_builtin", 512), newSource(5)
	p := s.inputs("range_check_builtin", []uint64{4, 1, 63})
	table := r.mustWrite(t, p)
	for _, in := range p.RangeCheck {
		if *r.cell(table, "range_check_builtin/mem/value", int(in.Index)) != in.Value {
			t.Fatalf("instance %d: another value", in.Index)
		}
	}
	if r.cell(table, "range_check_builtin/mem/value", 2).IsZero() {
		t.Fatal("an unused instance did not take the pool's filling")
	}
}

func TestBadInputs(t *testing.T) {
	s := newSource(6)
	good := s.sign(0)
	forged := good
	forged.Message.Double(&forged.Message)
	long := good
	long.SignatureW.SetInt64(-1)
	off := good
	for onCurve := true; onCurve; {
		off.PubKeyX = s.felt()
		var y2, one, beta fp.Element
		one.SetOne()
		beta.SetString("3141592653589793238462643383279502884197169399375105820974944592307816406665")
		y2.Square(&off.PubKeyX).Add(&y2, &one).Mul(&y2, &off.PubKeyX).Add(&y2, &beta)
		onCurve = y2.Legendre() == 1
	}
	a, b := s.point(), s.point()
	var minusA starkcurve.G1Affine
	minusA.Neg(&a)
	ecOp := func(p, q starkcurve.G1Affine, m uint64) *execution.PrivateInput {
		return &execution.PrivateInput{ECOp: []execution.ECOpInput{{PX: p.X, PY: p.Y, QX: q.X, QY: q.Y, M: fp.NewElement(m)}}}
	}
	minusOne := *new(fp.Element).SetInt64(-1)
	large := *new(fp.Element).SetBigInt(new(big.Int).Lsh(big.NewInt(1), 128))
	wide := *new(fp.Element).SetBigInt(new(big.Int).Lsh(big.NewInt(1), 200))
	zeroMessage := good
	zeroMessage.Message.SetZero()

	for _, c := range []struct {
		name, layout, builtin string
		steps                 int
		private               *execution.PrivateInput
		code                  fault.Code
		says                  string
	}{
		{"index beyond capacity", "small", "pedersen", 64, &execution.PrivateInput{Pedersen: []execution.PedersenInput{{Index: 8}}},
			air.CodeInstance, "private input, pedersen, entry 0: index 8 is beyond the 8 instances"},
		{"index far beyond capacity", "small", "pedersen", 64, &execution.PrivateInput{Pedersen: []execution.PedersenInput{{Index: 1 << 63}}},
			air.CodeInstance, "9223372036854775808"},
		{"index twice", "starknet", "poseidon", 64, &execution.PrivateInput{Poseidon: []execution.PoseidonInput{{Index: 1}, {Index: 0}, {Index: 1}}},
			air.CodeInstance, "private input, poseidon, entry 2: index 1 occurs twice"},
		{"range check of 2^128", "small", "range_check_builtin", 512, &execution.PrivateInput{RangeCheck: []execution.RangeCheckInput{{Index: 3, Value: large}}},
			air.CodeBuiltinInput, "private input, range_check, index 3: the value 0x100000000000000000000000000000000"},
		{"bitwise of 2^251", "recursive", "bitwise", 1 << 14, &execution.PrivateInput{Bitwise: []execution.BitwiseInput{{Index: 2, Y: minusOne}}},
			air.CodeBuiltinInput, "private input, bitwise, index 2"},
		{"keccak word of 2^200", "starknet_with_keccak", "keccak", 1 << 15, &execution.PrivateInput{Keccak: []execution.KeccakInput{{Index: 7, State: [8]fp.Element{3: wide}}}},
			air.CodeBuiltinInput, "private input, keccak, index 7: word 3 is 0x1000000"},
		{"keccak index beyond capacity", "starknet_with_keccak", "keccak", 1 << 15, &execution.PrivateInput{Keccak: []execution.KeccakInput{{Index: 16}}},
			air.CodeInstance, "index 16 is beyond the 16 instances of keccak"},
		{"forged signature", "small", "ecdsa", 1024, &execution.PrivateInput{ECDSA: []execution.ECDSAInput{forged}},
			components.CodeSignature, "private input, ecdsa, index 0"},
		{"long w", "small", "ecdsa", 1024, &execution.PrivateInput{ECDSA: []execution.ECDSAInput{long}},
			air.CodeBuiltinInput, "w = 0x"},
		{"message zero", "small", "ecdsa", 1024, &execution.PrivateInput{ECDSA: []execution.ECDSAInput{zeroMessage}},
			air.CodeBuiltinInput, "the message = 0x0"},
		{"public key off the curve", "small", "ecdsa", 1024, &execution.PrivateInput{ECDSA: []execution.ECDSAInput{off}},
			components.CodePoint, "private input, ecdsa, index 0"},
		{"p off the curve", "starknet", "ec_op", 1024, ecOp(starkcurve.G1Affine{X: a.X, Y: b.Y}, b, 5),
			components.CodePoint, "p = ("},
		{"q off the curve", "starknet", "ec_op", 1024, ecOp(a, starkcurve.G1Affine{X: a.X, Y: b.Y}, 5),
			components.CodePoint, "q = ("},
		{"p + p", "starknet", "ec_op", 1024, ecOp(a, a, 1), components.CodeNoSum, "private input, ec_op, index 0"},
		{"p − p", "starknet", "ec_op", 1024, ecOp(a, minusA, 0), components.CodeNoSum, "private input, ec_op, index 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := newRig(t, c.layout, c.builtin, c.steps).write(c.private)
			if err == nil {
				table.Free()
			}
			if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("%v [%s]", err, fault.CodeOf(err))
			}
		})
	}
}

func TestCancel(t *testing.T) {
	r, s := newRig(t, "small", "pedersen", 256), newSource(8)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	table, err := r.WriteTrace(ctx, &execution.Execution{
		Trace: make([]execution.State, r.Steps), Public: r.public, Private: s.inputs("pedersen", []uint64{0, 1, 2}),
	})
	if err == nil {
		table.Free()
		t.Fatal("a cancelled writer finished")
	}
}

// timed measures a component's writer.
type timed struct {
	air.Builtin
	elapsed time.Duration
}

func (c *timed) WriteTrace(ctx context.Context, w *air.Witness) error {
	start := time.Now()
	defer func() { c.elapsed += time.Since(start) }()
	return c.Builtin.WriteTrace(ctx, w)
}

// BenchmarkWitness measures the builtins' writers alone, in traces of which the
// run uses every instance or none.
func BenchmarkWitness(b *testing.B) {
	for _, c := range []struct {
		layout, builtin string
		steps           int
	}{
		{"small", "pedersen", 8192}, {"starknet", "pedersen", 8192}, {"starknet", "range_check_builtin", 8192},
		{"small", "ecdsa", 1 << 15}, {"recursive", "bitwise", 1 << 14}, {"all_solidity", "ec_op", 1 << 14}, {"starknet", "poseidon", 8192},
		{"starknet_with_keccak", "keccak", 1 << 16},
	} {
		r, s := newRig(b, c.layout, c.builtin, c.steps), newSource(9)
		var all []uint64
		for i := range r.instances() {
			all = append(all, uint64(i))
		}
		meter := &timed{Builtin: r.builtin}
		r.Components[0] = meter
		for _, use := range []struct {
			name    string
			private *execution.PrivateInput
		}{{"used", s.inputs(c.builtin, all)}, {"dummy", nil}} {
			b.Run(c.layout+"/"+c.builtin+"/"+use.name, func(b *testing.B) {
				meter.elapsed = 0
				for b.Loop() {
					table, err := r.write(use.private)
					if err != nil {
						b.Fatal(err)
					}
					table.Free()
				}
				b.ReportMetric(float64(meter.elapsed.Nanoseconds())/1e3/float64(b.N)/float64(len(all)), "µs/instance")
			})
		}
	}
}
