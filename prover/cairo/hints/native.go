package hints

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"regexp"
	"strings"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/program"
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// A nativeFn runs a hint without the interpreter. It does what the hint's text
// says, down to the variables that are left in the scope. done is false if the
// hint is not in its usual circumstances or would fail: then nothing has
// happened that the interpreter, which takes over, would not do again.
type nativeFn func(r *Runner) (done bool, err error)

// natives are the hints that are worth it, by their text.
var natives = map[string]nativeFn{}

// register adds natives; they live in several files.
func register(fns map[string]nativeFn) {
	for code, f := range fns {
		if _, ok := natives[code]; ok {
			panic("hints: two native functions for " + code)
		}
		natives[code] = f
	}
}

func init() {
	register(nativeBasics)
	register(nativeMath)
	register(nativeUint256)
	register(nativeDict)
	register(nativeSquash)
	register(nativeArrays)
	register(nativeSecp)
	register(nativeEC)
}

// redefines finds hints that may give a name another meaning that native
// functions take as it is: they are not used then.
var redefines = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(def|for|as|global)\s+(` + fixed + `)\b|\b(` + fixed + `)\s*(=[^=]|,\s*\w+\s*=)|['"](` + fixed + `)['"]\s*:`)
})

const fixed = `PRIME|range_check_builtin|divmod|pow|map|int|len|range|sorted|isinstance|dict|vm_enter_scope|vm_exit_scope|globals`

// usesNatives tells whether no hint of the program redefines what native
// functions rely on.
func usesNatives(p *program.Program) bool {
	for _, list := range p.Hints {
		for i := range list {
			if natives[list[i].Code] == nil && redefines().MatchString(list[i].Code) {
				return false
			}
		}
	}
	return true
}

// scope returns the variables of hints.
func (r *Runner) scope() map[string]script.Value { return r.scopes[len(r.scopes)-1] }

// imports does what from … import … does.
func (r *Runner) imports(module string, names ...string) {
	scope, m := r.scope(), modules[module]
	for _, n := range names {
		scope[n] = m[n]
	}
}

const (
	commonMathModule = "starkware.cairo.common.math_utils"
	pythonMathModule = "starkware.python.math_utils"
)

// get reads a variable whose value hints see as it is.
func (r *Runner) get(name string) (vm.Value, bool) {
	d, err := r.ids.find(name)
	if err != nil || d.ref == nil || !d.plain {
		return vm.Value{}, false
	}
	v, err := r.valueOf(d)
	return v, err == nil
}

// felt reads a variable that is a number.
func (r *Runner) felt(name string) (fp.Element, bool) {
	v, ok := r.get(name)
	if !ok || !v.IsFelt() {
		return fp.Element{}, false
	}
	return v.Felt(), true
}

// limbs is a number in [0, p), its lowest limb first.
type limbs [4]uint64

// number reads a variable that is a number.
func (r *Runner) number(name string) (limbs, bool) {
	e, ok := r.felt(name)
	return limbs(e.Bits()), ok
}

// pointer reads a variable that is a pointer.
func (r *Runner) pointer(name string) (vm.Pointer, bool) {
	v, ok := r.get(name)
	if !ok || !v.IsPointer() {
		return vm.Pointer{}, false
	}
	return v.Pointer(), true
}

// assign does ids.name = v.
func (r *Runner) assign(name string, v vm.Value) bool {
	d, err := r.ids.find(name)
	if err != nil || d.ref == nil {
		return false
	}
	p, err := r.addressOf(d)
	return err == nil && r.m.Set(p, v) == nil
}

// structure finds the struct that ids.name stands for: its address and
// definition.
func (r *Runner) structure(name string) (vm.Pointer, *program.Identifier, bool) {
	d, err := r.ids.find(name)
	if err != nil || d.ref == nil || d.plain {
		return vm.Pointer{}, nil, false
	}
	if d.def == nil && !r.resolveStruct(d) {
		return vm.Pointer{}, nil, false
	}
	if d.typ.Kind == program.TypeStruct {
		p, err := r.addressOf(d)
		return p, d.def, err == nil
	}
	v, err := r.valueOf(d)
	if err != nil || !v.IsPointer() {
		return vm.Pointer{}, nil, false
	}
	return v.Pointer(), d.def, true
}

// resolveStruct finds the struct that a variable is, or points to.
func (r *Runner) resolveStruct(d *resolved) bool {
	t, ids := d.typ, r.opts.Program.Identifiers
	if t.Kind == program.TypePointer {
		t = ids.Resolve(t.Elem)
	}
	if t.Kind != program.TypeStruct {
		return false
	}
	d.def = ids.StructOf(t)
	return d.def != nil
}

// memberAt finds the address of ids.name.member, which must hold a value that
// hints see as it is.
func (r *Runner) memberAt(name, member string) (vm.Pointer, bool) {
	p, def, ok := r.structure(name)
	if !ok {
		return p, false
	}
	m, ok := def.Members[member]
	if !ok || !scalar(r.opts.Program.Identifiers.Resolve(m.Type)) {
		return p, false
	}
	return p.Add(m.Offset), true
}

// memberNumber reads ids.name.member, a number.
func (r *Runner) memberNumber(name, member string) (limbs, bool) {
	p, ok := r.memberAt(name, member)
	if !ok {
		return limbs{}, false
	}
	v := r.m.Get(p)
	if !v.IsFelt() {
		return limbs{}, false
	}
	e := v.Felt()
	return limbs(e.Bits()), true
}

// assignMember does ids.name.member = v.
func (r *Runner) assignMember(name, member string, v vm.Value) bool {
	p, ok := r.memberAt(name, member)
	return ok && r.m.Set(p, v) == nil
}

// constant reads ids.name, a constant.
func (r *Runner) constant(name string) (*big.Int, bool) {
	d, err := r.ids.find(name)
	if err != nil || d.ref != nil {
		return nil, false
	}
	n, ok := d.value.(*big.Int)
	return n, ok
}

// isConstant tells whether ids.name is a certain constant.
func (r *Runner) isConstant(name string, want *big.Int) bool {
	n, ok := r.constant(name)
	return ok && n.Cmp(want) == 0
}

// sizeOf reads ids.name.SIZE, of a struct.
func (r *Runner) sizeOf(name string) (int64, *program.Identifier, bool) {
	d, err := r.ids.find(name)
	if err != nil || d.ref != nil {
		return 0, nil, false
	}
	s, ok := d.value.(*structValue)
	if !ok {
		return 0, nil, false
	}
	return s.def.Size, s.def, true
}

// pushAP does memory[ap] = v.
func (r *Runner) pushAP(v vm.Value) (bool, error) { return r.m.Set(r.m.AP(), v) == nil, nil }

// flag is 1 for true.
func flag(b bool) vm.Value {
	if b {
		return vm.IntValue(1)
	}
	return vm.IntValue(0)
}

// below128 tells whether n < 2^128, the bound of range checks.
func (n limbs) below128() bool { return n[2]|n[3] == 0 }

func (n limbs) big() *big.Int { return wordsToBig(n[:]) }

func (n limbs) value() vm.Value {
	e := fp.Element(n)
	e.Mul(&e, &rSquared)
	return vm.FeltValue(&e)
}

// rSquared is 2^512: a Montgomery product with it makes the Montgomery form.
var rSquared = func() (e fp.Element) {
	e.SetBigInt(new(big.Int).Lsh(one, 256)) // the form of 2^256 is 2^512
	return e
}()

// wordsToBig makes an integer of limbs, the lowest first.
func wordsToBig(words []uint64) *big.Int {
	n := new(big.Int)
	var b [8]byte
	if bits.UintSize == 64 {
		w := make([]big.Word, len(words))
		for i := range words {
			w[i] = big.Word(words[i])
		}
		return n.SetBits(w)
	}
	for i := len(words) - 1; i >= 0; i-- {
		binary.BigEndian.PutUint64(b[:], words[i])
		n.Lsh(n, 64).Or(n, new(big.Int).SetBytes(b[:]))
	}
	return n
}

// nondet is the text that the compiler makes of nondet %{ expression %}.
func nondet(expression string) string {
	return "memory[ap] = to_felt_or_relocatable(" + expression + ")"
}

// lines joins the lines of a hint's text.
func lines(l ...string) string { return strings.Join(l, "\n") }
