package hints

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/program"
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// consts is the object ids: what the identifiers mean where the hint stands.
// With a scope it is a scope of names (a module, function or label).
type consts struct {
	r      *Runner
	scope  string // "" for ids itself
	offset int    // of a label or function, -1 for none
}

// TypeName is the name of the type.
func (*consts) TypeName() string { return "VmConsts" }

// resolved is what a name turned out to mean in a hint.
type resolved struct {
	value script.Value // of constants, structs and scopes
	ref   *program.Reference
	diff  int64 // ap now less ap where the reference was made
	typ   *program.Type
	name  string
	err   error // of a revoked reference
	// at is where the value is in memory, for references of the usual shape.
	at *place
	// plain: hints see the value itself, not an object with members.
	plain bool
	// def is the struct that the variable is or points to, once looked for.
	def *program.Identifier
}

// place is an address relative to a register.
type place struct {
	fromFP bool
	offset int64
}

// placeOf recognises fp or ap plus a constant.
func placeOf(e *program.Expr) (at place, ok bool) {
	e = uncast(e)
	switch e.Kind {
	case program.ExprFP, program.ExprAP:
		return place{fromFP: e.Kind == program.ExprFP}, true
	case program.ExprAdd, program.ExprSub:
		n := uncast(e.B)
		negative := e.Kind == program.ExprSub
		if n.Kind == program.ExprNeg {
			n, negative = uncast(n.A), !negative
		}
		at, ok = placeOf(e.A)
		if !ok || n.Kind != program.ExprConst || n.Value.BitLen() > 40 {
			return at, false
		}
		if by := n.Value.Int64(); negative {
			at.offset -= by
		} else {
			at.offset += by
		}
		return at, true
	}
	return at, false
}

// placed returns the address of a reference that has a place.
func (r *Runner) placed(d *resolved) vm.Pointer {
	if d.at.fromFP {
		return r.m.FP().Add(d.at.offset)
	}
	return r.m.AP().Add(d.at.offset - d.diff)
}

// Attr implements script.Object.
func (c *consts) Attr(in *script.Interp, name string) (script.Value, error) {
	if name == "instruction_offset_" && c.scope != "" && c.offset >= 0 {
		return script.Int(int64(c.offset)), nil
	}
	d, err := c.find(name)
	if err != nil {
		return nil, err
	}
	if d.ref == nil {
		return d.value, nil
	}
	return c.r.readRef(d)
}

// SetAttr implements script.Settable.
func (c *consts) SetAttr(in *script.Interp, name string, v script.Value) error {
	d, err := c.find(name)
	if err != nil {
		return err
	}
	if d.ref == nil {
		return script.Raise("AssertionError", "Cannot change the value of '%s'.", name)
	}
	x, err := toVM(v)
	if err != nil {
		return err
	}
	p, err := c.r.addressOf(d)
	if err != nil {
		return err
	}
	return c.r.m.Set(p, x)
}

func (c *consts) find(name string) (*resolved, error) {
	h := c.r.now
	key := name // names have no colon
	if c.scope != "" {
		key = c.scope + ":" + name
	}
	if d, ok := h.ids[key]; ok {
		return d, d.err
	}
	d, err := c.resolve(name)
	if err != nil {
		return nil, err
	}
	h.ids[key] = d
	return d, d.err
}

func (c *consts) resolve(name string) (*resolved, error) {
	scopes := c.r.now.src.Scopes
	if c.scope != "" {
		scopes = []string{c.scope}
	}
	ids := c.r.opts.Program.Identifiers
	id := ids.Search(scopes, name)
	if id == nil {
		full, ok := ids.SearchScope(scopes, name)
		if !ok {
			return nil, script.Raise("MissingIdentifierError", "Unknown identifier '%s'.", name)
		}
		return &resolved{value: &consts{c.r, full, -1}}, nil
	}
	switch id.Kind {
	case program.Const:
		if id.Value == nil {
			return nil, script.Raise("ValueError", "constant '%s' has no value", name)
		}
		return &resolved{value: id.Value}, nil
	case program.Label, program.Function:
		return &resolved{value: &consts{c.r, id.Name, id.PC}}, nil
	case program.Namespace:
		return &resolved{value: &consts{c.r, id.Name, -1}}, nil
	case program.Struct:
		return &resolved{value: &structValue{id}}, nil
	case program.ReferenceName:
		return c.reference(id)
	}
	return nil, script.Raise("NotImplementedError", "Unsupported identifier type of identifier '%s'.", name)
}

func (c *consts) reference(id *program.Identifier) (*resolved, error) {
	flow := &c.r.now.src.Flow
	n, ok := flow.References[id.Name]
	if !ok {
		return nil, script.Raise("FlowTrackingError", "Reference '%s' is revoked.", id.Name)
	}
	ref := &c.r.opts.Program.References[n]
	d := &resolved{ref: ref, name: id.Name}
	if flow.AP.Group == ref.AP.Group {
		d.diff = int64(flow.AP.Offset) - int64(ref.AP.Offset)
	} else if UsesAP(ref.Value) {
		d.err = script.Raise("FlowTrackingError", "Reference '%s' is revoked.", id.Name)
	}
	d.typ = c.r.opts.Program.Identifiers.Resolve(typeOf(ref.Value))
	d.plain = scalar(d.typ)
	if e := uncast(ref.Value); e.Kind == program.ExprDeref {
		if at, ok := placeOf(e.A); ok {
			d.at = &at
		}
	}
	return d, nil
}

// UsesAP reports whether a reference depends on ap.
func UsesAP(e *program.Expr) bool {
	return e != nil && (e.Kind == program.ExprAP || UsesAP(e.A) || UsesAP(e.B))
}

// typeOf is the type of a reference's expression.
func typeOf(e *program.Expr) *program.Type {
	felt := &program.Type{Kind: program.TypeFelt}
	switch e.Kind {
	case program.ExprCast:
		return e.Type
	case program.ExprDeref:
		if t := typeOf(e.A); t.Kind == program.TypePointer {
			return t.Elem
		}
	case program.ExprAdd, program.ExprSub:
		if t := typeOf(e.A); t.Kind == program.TypePointer {
			return t
		}
	}
	return felt
}

func uncast(e *program.Expr) *program.Expr {
	for e.Kind == program.ExprCast {
		e = e.A
	}
	return e
}

// readRef is the value of a reference: a number or pointer, or for structs and
// pointers to structs an object with their members.
func (r *Runner) readRef(d *resolved) (script.Value, error) {
	if d.typ.Kind == program.TypeStruct {
		e := uncast(d.ref.Value)
		if e.Kind != program.ExprDeref {
			return nil, script.Raise("AssertionError", "Expected expression of type '%s' to have an address.", d.typ.Name)
		}
		if d.at != nil {
			return r.typed(d.typ, vm.PointerValue(r.placed(d)))
		}
		v, err := r.eval(e.A, d.diff)
		if err != nil {
			return nil, err
		}
		return r.typed(d.typ, v)
	}
	v, err := r.valueOf(d)
	if err != nil {
		return nil, err
	}
	return r.member(d.typ, v)
}

// valueOf is the value of a reference.
func (r *Runner) valueOf(d *resolved) (vm.Value, error) {
	if d.at != nil {
		if v := r.m.Get(r.placed(d)); v.Known() {
			return v, nil
		}
	}
	return r.eval(d.ref.Value, d.diff)
}

// member is a value of a given type as hints see it.
func (r *Runner) member(t *program.Type, v vm.Value) (script.Value, error) {
	switch {
	case scalar(t):
		return fromVM(v), nil
	case t.Kind == program.TypePointer && t.Elem.Kind == program.TypeStruct:
		elem := r.opts.Program.Identifiers.Resolve(t.Elem)
		if elem.Kind != program.TypeStruct {
			return fromVM(v), nil
		}
		return r.typed(elem, v)
	}
	return nil, script.Raise("AssertionError", "Type must be of the form T*.")
}

// scalar reports whether values of the type are numbers and pointers to hints.
func scalar(t *program.Type) bool {
	return t.Kind == program.TypeFelt || t.Kind == program.TypePointer && t.Elem.Kind != program.TypeStruct && t.Elem.Kind != program.TypeTuple
}

func (r *Runner) typed(t *program.Type, v vm.Value) (script.Value, error) {
	def := r.opts.Program.Identifiers.StructOf(t)
	if def == nil {
		return nil, script.Raise("MissingIdentifierError", "Unknown struct '%s'.", t.Name)
	}
	return &reference{r, def, fromVM(v)}, nil
}

// addressOf is where a reference's value is in memory.
func (r *Runner) addressOf(d *resolved) (vm.Pointer, error) {
	if d.at != nil {
		return r.placed(d), nil
	}
	e := uncast(d.ref.Value)
	if e.Kind != program.ExprDeref {
		return vm.Pointer{}, script.Raise("AssertionError", "%s does not reference memory and cannot be assigned.", d.name)
	}
	v, err := r.eval(e.A, d.diff)
	if err != nil {
		return vm.Pointer{}, err
	}
	if !v.IsPointer() {
		return vm.Pointer{}, script.Raise("TypeError", "%s is at %v, which is not an address", d.name, v)
	}
	return v.Pointer(), nil
}

// eval evaluates a reference's expression, whose ap is diff behind.
func (r *Runner) eval(e *program.Expr, diff int64) (vm.Value, error) {
	return Eval(r.m.Memory, e, r.m.AP().Add(-diff), r.m.FP())
}

// Eval evaluates a reference's expression for given registers: ap as it was
// where the reference was made, and fp.
func Eval(m *vm.Memory, e *program.Expr, ap, frame vm.Pointer) (vm.Value, error) {
	switch e.Kind {
	case program.ExprConst:
		return vm.BigValue(e.Value), nil
	case program.ExprAP:
		return vm.PointerValue(ap), nil
	case program.ExprFP:
		return vm.PointerValue(frame), nil
	case program.ExprCast:
		return Eval(m, e.A, ap, frame)
	case program.ExprTuple:
		return vm.Value{}, script.Raise("NotImplementedError", "a tuple is no single value")
	}
	a, err := Eval(m, e.A, ap, frame)
	if err != nil {
		return a, err
	}
	switch e.Kind {
	case program.ExprDeref:
		if !a.IsPointer() {
			return a, script.Raise("TypeError", "%v is not an address", a)
		}
		v, err := m.Read(a.Pointer())
		if err != nil {
			return v, script.Raise("UnknownMemoryError", "%v", err)
		}
		return v, nil
	case program.ExprNeg:
		return vm.Sub(vm.IntValue(0), a)
	}
	b, err := Eval(m, e.B, ap, frame)
	if err != nil {
		return b, err
	}
	return operate(e.Kind, a, b)
}

func operate(kind program.ExprKind, a, b vm.Value) (vm.Value, error) {
	switch kind {
	case program.ExprAdd:
		return vm.Add(a, b)
	case program.ExprSub:
		return vm.Sub(a, b)
	case program.ExprMul:
		return vm.Mul(a, b)
	}
	y := b.Felt()
	if !b.IsFelt() || y.IsZero() {
		return b, fmt.Errorf("division by %v in a reference", b)
	}
	var inv fp.Element
	inv.Inverse(&y)
	return vm.Mul(a, vm.FeltValue(&inv))
}

// reference is a typed reference: an address with a struct's members.
type reference struct {
	r       *Runner
	def     *program.Identifier
	address script.Value
}

// TypeName is the name of the type.
func (*reference) TypeName() string { return "VmConstsReference" }

func (f *reference) at(name string) (vm.Pointer, program.Member, error) {
	m, ok := f.def.Members[name]
	if !ok {
		return vm.Pointer{}, m, script.Raise("IdentifierError", "'%s' is not a member of '%s'.", name, f.def.Name)
	}
	p, ok := f.address.(Pointer)
	if !ok {
		return vm.Pointer{}, m, script.Raise("TypeError", "the address of '%s' is not a pointer", f.def.Name)
	}
	return vm.Pointer(p).Add(m.Offset), m, nil
}

// Attr implements script.Object.
func (f *reference) Attr(in *script.Interp, name string) (script.Value, error) {
	switch name {
	case "address_":
		return f.address, nil
	case "type_":
		return &structValue{f.def}, nil
	}
	p, m, err := f.at(name)
	if err != nil {
		return nil, err
	}
	t := f.r.opts.Program.Identifiers.Resolve(m.Type)
	if t.Kind == program.TypeStruct {
		return f.r.typed(t, vm.PointerValue(p))
	}
	v, err := f.r.m.Read(p)
	if err != nil {
		return nil, script.Raise("UnknownMemoryError", "%v", err)
	}
	return f.r.member(t, v)
}

// SetAttr implements script.Settable.
func (f *reference) SetAttr(in *script.Interp, name string, v script.Value) error {
	p, _, err := f.at(name)
	if err != nil {
		return err
	}
	x, err := toVM(v)
	if err != nil {
		return err
	}
	return f.r.m.Set(p, x)
}

// Index implements script.Indexed.
func (f *reference) Index(in *script.Interp, key script.Value) (script.Value, error) {
	i, err := script.AsIndex(key)
	if err != nil {
		return nil, err
	}
	p, ok := f.address.(Pointer)
	if !ok || i > 1<<40 || i < -1<<40 || f.def.Size > 1<<20 {
		return nil, script.Raise("TypeError", "'%s' cannot be indexed by %d", f.def.Name, i)
	}
	return &reference{f.r, f.def, Pointer(vm.Pointer(p).Add(i * f.def.Size))}, nil
}

// structValue is a struct's definition: the offsets of its members, and SIZE.
type structValue struct{ def *program.Identifier }

// TypeName is the name of the type.
func (*structValue) TypeName() string { return "VmConstsStruct" }

// Attr implements script.Object.
func (s *structValue) Attr(in *script.Interp, name string) (script.Value, error) {
	if name == "SIZE" {
		return script.Int(s.def.Size), nil
	}
	m, ok := s.def.Members[name]
	if !ok {
		return nil, script.Raise("IdentifierError", "'%s' is not a member of '%s'.", name, s.def.Name)
	}
	return script.Int(m.Offset), nil
}
