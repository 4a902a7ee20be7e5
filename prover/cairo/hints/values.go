package hints

import (
	"cmp"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

var prime = fp.Modulus()

// Pointer is a RelocatableValue as hints see it.
type Pointer vm.Pointer

// TypeName is the name of the type.
func (p Pointer) TypeName() string { return "RelocatableValue" }

// String implements script.Formatted.
func (p Pointer) String() string { return vm.Pointer(p).String() }

// Key implements script.Hashable.
func (p Pointer) Key() any { return vm.Pointer(p) }

// Attr implements script.Object.
func (p Pointer) Attr(in *script.Interp, name string) (script.Value, error) {
	switch name {
	case "segment_index":
		return script.Int(int64(p.Segment)), nil
	case "offset":
		return script.Int(p.Offset), nil
	}
	return nil, script.ErrNoAttribute(p, name)
}

// Order implements script.Ordered: integers come before pointers.
func (p Pointer) Order(other script.Value) (int, bool) {
	if _, ok := script.AsInt(other); ok {
		return 1, true
	}
	q, ok := other.(Pointer)
	if !ok {
		return 0, false
	}
	switch {
	case p.Segment != q.Segment:
		return cmp.Compare(p.Segment, q.Segment), true
	default:
		return cmp.Compare(p.Offset, q.Offset), true
	}
}

// Operate implements script.Arithmetic.
func (p Pointer) Operate(in *script.Interp, op string, other script.Value, reflected bool) (script.Value, bool, error) {
	if q, ok := other.(Pointer); ok {
		if op != "-" {
			return nil, false, nil
		}
		if p.Segment != q.Segment {
			return nil, true, script.Raise("AssertionError",
				"Can only subtract two relocatable values of the same segment (%d != %d).", p.Segment, q.Segment)
		}
		return script.Int(p.Offset - q.Offset), true, nil
	}
	n, ok := script.AsInt(other)
	if !ok {
		return nil, false, nil
	}
	switch {
	case op == "+":
	case op == "-" && !reflected:
		n = new(big.Int).Neg(n)
	case op == "%" && !reflected:
		return p, true, nil
	default:
		return nil, false, nil
	}
	// Offsets count modulo the field.
	v, err := vm.Add(vm.PointerValue(vm.Pointer(p)), vm.BigValue(n))
	if err != nil {
		return nil, true, script.Raise("OverflowError", "%v", err)
	}
	return Pointer(v.Pointer()), true, nil
}

// relocatableType is the class RelocatableValue.
var relocatableType = &script.Type{Name: "RelocatableValue",
	Fn: func(in *script.Interp, args []script.Value, kw map[string]script.Value) (script.Value, error) {
		a, err := script.Args("RelocatableValue", args, kw, 2, "segment_index", "offset")
		if err != nil {
			return nil, err
		}
		s, err := script.AsIndex(a[0])
		if err != nil {
			return nil, err
		}
		o, err := script.AsIndex(a[1])
		return Pointer{Segment: int(s), Offset: o}, err
	},
	Is: func(v script.Value) bool { _, ok := v.(Pointer); return ok },
}

// fromVM makes a hint's value of a cell's.
func fromVM(v vm.Value) script.Value {
	if v.IsPointer() {
		return Pointer(v.Pointer())
	}
	return v.Big()
}

// toVM makes a cell's value of a hint's: integers are taken modulo the prime.
func toVM(v script.Value) (vm.Value, error) {
	switch t := v.(type) {
	case *big.Int:
		return vm.BigValue(t), nil
	case Pointer:
		return vm.PointerValue(vm.Pointer(t)), nil
	case bool:
		if t {
			return vm.IntValue(1), nil
		}
		return vm.IntValue(0), nil
	}
	return vm.Value{}, script.Raise("ValueError", "Memory value must be an int, not %s.", script.TypeName(v))
}

// asPointer reads an address: a pointer or a typed reference.
func asPointer(v script.Value) (vm.Pointer, error) {
	switch t := v.(type) {
	case Pointer:
		return vm.Pointer(t), nil
	case *reference:
		if p, ok := t.address.(Pointer); ok {
			return vm.Pointer(p), nil
		}
	}
	s := script.TypeName(v)
	if n, ok := script.AsInt(v); ok {
		s = n.String()
	}
	return vm.Pointer{}, script.Raise("TypeError", "Expected memory address to be relocatable value. Found: %s.", s)
}

// fn makes a function with named parameters, all required.
func fn(name string, params []string, f func(in *script.Interp, a []script.Value) (script.Value, error)) script.Value {
	return fnOpt(name, len(params), params, f)
}

// fnOpt makes a function of whose parameters only the first are required.
func fnOpt(name string, least int, params []string, f func(in *script.Interp, a []script.Value) (script.Value, error)) script.Value {
	return &script.Builtin{Name: name, Fn: func(in *script.Interp, args []script.Value, kw map[string]script.Value) (script.Value, error) {
		a, err := script.Args(name, args, kw, least, params...)
		if err != nil {
			return nil, err
		}
		if err := in.Spend(10); err != nil {
			return nil, err
		}
		return f(in, a)
	}}
}

// ints reads arguments as integers.
func ints(a []script.Value) ([]*big.Int, error) {
	out := make([]*big.Int, len(a))
	for i, v := range a {
		n, ok := script.AsInt(v)
		if !ok {
			return nil, script.Raise("TypeError", "an integer is required, not %s", script.TypeName(v))
		}
		if n.BitLen() > 1<<14 {
			return nil, script.ErrBudget
		}
		out[i] = n
	}
	return out, nil
}

// words reads an iterable of integers.
func words(in *script.Interp, v script.Value) ([]*big.Int, error) {
	items, err := in.Items(v)
	if err != nil {
		return nil, err
	}
	return ints(items)
}

func list(items ...script.Value) *script.List { return &script.List{Items: items} }

// memoryValue is memory as hints see it; checked says whether writes go
// through the builtins' validation, as those of hints do.
type memoryValue struct {
	r       *Runner
	checked bool
}

// TypeName is the name of the type.
func (m *memoryValue) TypeName() string { return "MemoryDict" }

// Index implements script.Indexed.
func (m *memoryValue) Index(in *script.Interp, key script.Value) (script.Value, error) {
	p, err := asPointer(key)
	if err != nil {
		return nil, err
	}
	v, err := m.r.m.Read(p)
	if err != nil {
		return nil, script.Raise("UnknownMemoryError", "%v", err)
	}
	return fromVM(v), nil
}

// SetIndex implements script.IndexSettable.
func (m *memoryValue) SetIndex(in *script.Interp, key, v script.Value) error {
	p, err := asPointer(key)
	if err != nil {
		return err
	}
	x, err := toVM(v)
	if err != nil {
		return err
	}
	if !m.checked {
		return m.r.m.Load(p, x)
	}
	return m.r.m.Set(p, x)
}

// Contains implements script.Container.
func (m *memoryValue) Contains(in *script.Interp, key script.Value) (bool, error) {
	p, err := asPointer(key)
	return err == nil && m.r.m.Has(p), nil
}

// Attr implements script.Object.
func (m *memoryValue) Attr(in *script.Interp, name string) (script.Value, error) {
	switch name {
	case "get":
		return fnOpt(name, 1, []string{"addr", "default_value"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			p, err := asPointer(a[0])
			if v := m.r.m.Get(p); err == nil && v.Known() {
				return fromVM(v), nil
			}
			return a[1], nil
		}), nil
	case "get_range", "get_range_as_ints":
		return fn(name, []string{"addr", "size"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			return m.getRange(in, a, name == "get_range_as_ints")
		}), nil
	case "add_relocation_rule":
		return fn(name, []string{"src_ptr", "dest_ptr"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			src, err := asPointer(a[0])
			if err != nil {
				return nil, err
			}
			dest, err := asPointer(a[1])
			if err != nil {
				return nil, err
			}
			return nil, m.r.m.Memory.Relocate(src, dest)
		}), nil
	}
	return nil, script.ErrNoAttribute(m, name)
}

func (m *memoryValue) getRange(in *script.Interp, a []script.Value, intsOnly bool) (script.Value, error) {
	p, err := asPointer(a[0])
	if err != nil {
		return nil, err
	}
	n, err := script.AsIndex(a[1])
	if err != nil {
		return nil, err
	}
	out := &script.List{}
	for i := int64(0); i < n; i++ {
		if err := in.Spend(1); err != nil {
			return nil, err
		}
		v, err := m.r.m.Read(p.Add(i))
		if err != nil {
			return nil, script.Raise("UnknownMemoryError", "%v", err)
		}
		if intsOnly && !v.IsFelt() {
			return nil, script.Raise("AssertionError", "")
		}
		out.Items = append(out.Items, fromVM(v))
	}
	return out, nil
}

// segmentsValue is the segment manager as hints see it.
type segmentsValue struct{ r *Runner }

// TypeName is the name of the type.
func (s *segmentsValue) TypeName() string { return "MemorySegmentManager" }

// Attr implements script.Object.
func (s *segmentsValue) Attr(in *script.Interp, name string) (script.Value, error) {
	switch name {
	case "memory":
		return &memoryValue{s.r, false}, nil
	case "prime":
		return prime, nil
	case "n_segments":
		return script.Int(int64(s.r.m.Segments())), nil
	case "add":
		return fnOpt(name, 0, []string{"size"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			p, err := s.r.m.AddSegment()
			if err == nil && a[0] != nil {
				err = s.finalize(p, a[0])
			}
			return Pointer(p), err
		}), nil
	case "add_temp_segment":
		return fn(name, nil, func(in *script.Interp, a []script.Value) (script.Value, error) {
			p, err := s.r.m.AddTemporary()
			return Pointer(p), err
		}), nil
	case "gen_arg":
		return fnOpt(name, 1, []string{"arg", "apply_modulo_to_args"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			return s.arg(in, a[0], 0)
		}), nil
	case "write_arg":
		return fnOpt(name, 2, []string{"ptr", "arg", "apply_modulo_to_args"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			return s.write(in, a[0], a[1], 0)
		}), nil
	case "load_data":
		return fn(name, []string{"ptr", "data"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			return s.load(in, a[0], a[1])
		}), nil
	}
	return nil, script.ErrNoAttribute(s, name)
}

func (s *segmentsValue) finalize(p vm.Pointer, size script.Value) error {
	n, err := script.AsIndex(size)
	if err != nil {
		return err
	}
	if n < 0 || n > 1<<32 {
		return script.Raise("ValueError", "segment of size %d", n)
	}
	s.r.m.Finalize(p.Segment, n, nil)
	return nil
}

// arg turns an argument into a value: iterables become segments of their own.
func (s *segmentsValue) arg(in *script.Interp, v script.Value, depth int) (script.Value, error) {
	switch v.(type) {
	case *script.List, script.Tuple, script.Bytes:
	default:
		x, err := toVM(v)
		if err != nil {
			return nil, err
		}
		return fromVM(x), nil
	}
	if depth > 50 {
		return nil, script.Raise("RecursionError", "argument nested too deep")
	}
	p, err := s.r.m.AddSegment()
	if err != nil {
		return nil, err
	}
	_, err = s.write(in, Pointer(p), v, depth+1)
	return Pointer(p), err
}

func (s *segmentsValue) write(in *script.Interp, ptr, v script.Value, depth int) (script.Value, error) {
	items, err := in.Items(v)
	if err != nil {
		return nil, err
	}
	flat := make([]script.Value, len(items))
	for i, x := range items {
		if flat[i], err = s.arg(in, x, depth); err != nil {
			return nil, err
		}
	}
	return s.load(in, ptr, &script.List{Items: flat})
}

func (s *segmentsValue) load(in *script.Interp, ptr, v script.Value) (script.Value, error) {
	p, err := asPointer(ptr)
	if err != nil {
		return nil, err
	}
	items, err := in.Items(v)
	if err != nil {
		return nil, err
	}
	for i, x := range items {
		y, err := toVM(x)
		if err != nil {
			return nil, err
		}
		if err := s.r.m.Load(p.Add(int64(i)), y); err != nil {
			return nil, err
		}
	}
	return Pointer(p.Add(int64(len(items)))), nil
}

// adviceValue is the tape.
type adviceValue struct{ r *Runner }

// TypeName is the name of the type.
func (*adviceValue) TypeName() string { return "Advice" }

// Len is how many values are left.
func (a *adviceValue) Len() int { return len(a.r.opts.Advice) - a.r.advice }

// Attr implements script.Object.
func (a *adviceValue) Attr(in *script.Interp, name string) (script.Value, error) {
	switch name {
	case "next":
		return fn(name, nil, func(in *script.Interp, _ []script.Value) (script.Value, error) {
			v, err := a.r.nextAdvice()
			if err != nil {
				return nil, err
			}
			return fromVM(v), nil
		}), nil
	case "take":
		return fn(name, []string{"n"}, func(in *script.Interp, args []script.Value) (script.Value, error) {
			n, err := script.AsIndex(args[0])
			if err != nil {
				return nil, err
			}
			if n < 0 || n > int64(a.Len()) {
				return nil, errAdvice()
			}
			out := &script.List{}
			for range n {
				v, err := a.r.nextAdvice()
				if err != nil {
					return nil, err
				}
				out.Items = append(out.Items, fromVM(v))
			}
			return out, in.Spend(int(n))
		}), nil
	}
	return nil, script.ErrNoAttribute(a, name)
}

func errAdvice() error {
	return script.Raise("StopIteration", "the advice tape is at its end")
}

func (r *Runner) nextAdvice() (vm.Value, error) {
	if r.advice >= len(r.opts.Advice) {
		return vm.Value{}, errAdvice()
	}
	r.advice++
	return r.opts.Advice[r.advice-1], nil
}
