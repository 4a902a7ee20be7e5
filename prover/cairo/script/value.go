package script

import (
	"fmt"
	"math/big"
	"sort"
)

// Value is a value of the language: nil (None), bool, *big.Int (never changed
// once it is a Value), string, Bytes, Tuple, *List, *Dict, *Set, *Function,
// Builtin, Type, or an object of the host.
type Value interface{}

// Bytes is a bytes or bytearray object, never changed in place.
type Bytes []byte

// Tuple is a tuple.
type Tuple []Value

// List is a list.
type List struct{ Items []Value }

// Builtin is a function of the host. Name is for messages.
type Builtin struct {
	Name string
	Fn   func(in *Interp, args []Value, kw map[string]Value) (Value, error)
}

// Type is a type object: it can be called like a function and asked about by
// isinstance.
type Type struct {
	Name string
	Fn   func(in *Interp, args []Value, kw map[string]Value) (Value, error)
	Is   func(v Value) bool
	// Attrs are attributes of the type itself, such as int.from_bytes.
	Attrs map[string]Value
}

// Object is a host object with attributes.
type Object interface {
	// Attr returns an attribute; ErrNoAttribute if there is none.
	Attr(in *Interp, name string) (Value, error)
}

// Settable is an object whose attributes can be set.
type Settable interface {
	SetAttr(in *Interp, name string, v Value) error
}

// Indexed is an object that can be subscripted.
type Indexed interface {
	Index(in *Interp, key Value) (Value, error)
}

// IndexSettable is an object whose subscripts can be set.
type IndexSettable interface {
	SetIndex(in *Interp, key, v Value) error
}

// Container is an object that knows the operator in.
type Container interface {
	Contains(in *Interp, key Value) (bool, error)
}

// Arithmetic is an object with operators. reflected means that the object is
// the right operand. ok is false if the operator does not apply.
type Arithmetic interface {
	Operate(in *Interp, op string, other Value, reflected bool) (v Value, ok bool, err error)
}

// Ordered is an object with an order and equality.
type Ordered interface {
	// Order returns -1, 0 or 1; ok is false if the two have no order.
	Order(other Value) (c int, ok bool)
}

// Hashable is an object that can be a key: equal objects have equal keys,
// which are comparable Go values.
type Hashable interface{ Key() any }

// Formatted is an object that prints itself.
type Formatted interface{ String() string }

// Function is a function that a hint defined.
type Function struct {
	def      *lambda
	defaults []Value
	env      *env
}

// Exception is an exception of the language.
type Exception struct {
	Type string
	Msg  string
	// Args is what the exception was made of.
	Args Tuple
}

// Error implements error.
func (e *Exception) Error() string {
	if e.Msg == "" {
		return e.Type
	}
	return e.Type + ": " + e.Msg
}

// args is what the exception was made of; the interpreter's own have their message.
func (e *Exception) args() Tuple {
	if e.Args == nil && e.Msg != "" {
		return Tuple{e.Msg}
	}
	return e.Args
}

func raise(typ, format string, args ...any) error {
	return &Exception{Type: typ, Msg: fmt.Sprintf(format, args...)}
}

// Raise makes an exception of the given type, such as ValueError.
func Raise(typ, format string, args ...any) error { return raise(typ, format, args...) }

// ErrNoAttribute makes the exception for a missing attribute.
func ErrNoAttribute(of Value, name string) error {
	return raise("AttributeError", "'%s' object has no attribute '%s'", TypeName(of), name)
}

// TypeName is the name of a value's type.
func TypeName(v Value) string {
	switch t := v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case *big.Int:
		return "int"
	case string:
		return "str"
	case Bytes:
		return "bytes"
	case Tuple:
		return "tuple"
	case *List:
		return "list"
	case *Dict:
		if t.factory != nil {
			return "defaultdict"
		}
		return "dict"
	case *Set:
		return "set"
	case *Function, *Builtin:
		return "function"
	case *Type:
		return "type"
	case *Exception:
		return t.Type
	case interface{ TypeName() string }:
		return t.TypeName()
	}
	return "object"
}

// Int makes a Value of an integer.
func Int(n int64) Value { return big.NewInt(n) }

// AsInt returns an int or bool as an integer, which must not be changed.
func AsInt(v Value) (*big.Int, bool) {
	switch t := v.(type) {
	case *big.Int:
		return t, true
	case bool:
		if t {
			return one, true
		}
		return zero, true
	}
	return nil, false
}

// AsIndex returns an int or bool that fits int64.
func AsIndex(v Value) (int64, error) {
	n, ok := AsInt(v)
	if !ok {
		return 0, raise("TypeError", "'%s' object cannot be interpreted as an integer", TypeName(v))
	}
	if !n.IsInt64() {
		return 0, raise("OverflowError", "integer too large")
	}
	return n.Int64(), nil
}

var (
	zero = big.NewInt(0)
	one  = big.NewInt(1)
)

type entry struct {
	key, value Value
	gone       bool
}

// Dict is a dictionary in order of insertion.
type Dict struct {
	index   map[any]int
	entries []entry
	gone    int
	factory Value // of a defaultdict
}

// NewDict makes an empty dictionary.
func NewDict() *Dict { return &Dict{index: map[any]int{}} }

// NewDefaultDict makes a dictionary whose missing keys are made by calling
// factory.
func NewDefaultDict(factory Value) *Dict { return &Dict{index: map[any]int{}, factory: factory} }

// Len is the number of keys.
func (d *Dict) Len() int { return len(d.index) }

// Get returns the value of a key.
func (d *Dict) Get(key Value) (v Value, ok bool, err error) {
	k, err := hashKey(key, 0)
	if err != nil {
		return nil, false, err
	}
	if i, ok := d.index[k]; ok {
		return d.entries[i].value, true, nil
	}
	return nil, false, nil
}

// Set sets the value of a key.
func (d *Dict) Set(key, v Value) error {
	k, err := hashKey(key, 0)
	if err != nil {
		return err
	}
	if i, ok := d.index[k]; ok {
		d.entries[i].value = v
		return nil
	}
	d.index[k] = len(d.entries)
	d.entries = append(d.entries, entry{key: key, value: v})
	return nil
}

// Delete removes a key and returns its value.
func (d *Dict) Delete(key Value) (Value, bool, error) {
	k, err := hashKey(key, 0)
	if err != nil {
		return nil, false, err
	}
	i, ok := d.index[k]
	if !ok {
		return nil, false, nil
	}
	v := d.entries[i].value
	d.entries[i] = entry{gone: true}
	delete(d.index, k)
	if d.gone++; d.gone > 32 && d.gone > len(d.entries)/2 {
		d.compact()
	}
	return v, true, nil
}

func (d *Dict) compact() {
	old := d.entries
	d.entries, d.gone = nil, 0
	for _, e := range old {
		if !e.gone {
			k, _ := hashKey(e.key, 0)
			d.index[k] = len(d.entries)
			d.entries = append(d.entries, e)
		}
	}
}

// Each calls f for all entries in order.
func (d *Dict) Each(f func(key, v Value) error) error {
	for _, e := range d.entries {
		if !e.gone {
			if err := f(e.key, e.value); err != nil {
				return err
			}
		}
	}
	return nil
}

// Copy makes a dictionary with the same entries.
func (d *Dict) Copy() *Dict {
	out := &Dict{index: make(map[any]int, len(d.index)), factory: d.factory}
	for _, e := range d.entries {
		if !e.gone {
			k, _ := hashKey(e.key, 0)
			out.index[k] = len(out.entries)
			out.entries = append(out.entries, e)
		}
	}
	return out
}

// Set is a set, in order of insertion.
type Set struct{ d *Dict }

// NewSet makes an empty set.
func NewSet() *Set { return &Set{NewDict()} }

type tupleKey string

// hashKey returns a comparable value that is the same for equal keys.
func hashKey(v Value, depth int) (any, error) {
	switch t := v.(type) {
	case nil:
		return nil, nil
	case bool:
		n, _ := AsInt(v)
		return n.Int64(), nil
	case *big.Int:
		if t.IsInt64() {
			return t.Int64(), nil
		}
		if t.Sign() < 0 {
			return "-" + string(t.Bytes()), nil
		}
		return "+" + string(t.Bytes()), nil
	case string:
		return "s" + t, nil
	case Bytes:
		return "b" + string(t), nil
	case Tuple:
		if depth > 20 {
			return nil, raise("RecursionError", "tuple nested too deep")
		}
		s := ""
		for _, x := range t {
			k, err := hashKey(x, depth+1)
			if err != nil {
				return nil, err
			}
			s += fmt.Sprintf("%T:%q,", k, fmt.Sprint(k))
		}
		return tupleKey(s), nil
	case Hashable:
		return t.Key(), nil
	case *Function, *Builtin, *Type:
		return t, nil
	}
	return nil, raise("TypeError", "unhashable type: '%s'", TypeName(v))
}

// sortValues sorts by the language's order.
func sortValues(in *Interp, items []Value, key Value, reverse bool) error {
	keys := items
	if key != nil {
		keys = make([]Value, len(items))
		for i, v := range items {
			k, err := in.Call(key, []Value{v}, nil)
			if err != nil {
				return err
			}
			keys[i] = k
		}
	}
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	if err := in.Spend(20 * len(items)); err != nil {
		return err
	}
	var failed error
	sort.SliceStable(order, func(i, j int) bool {
		a, b := keys[order[i]], keys[order[j]]
		if reverse {
			a, b = b, a
		}
		c, err := order2(in, a, b, 0)
		if err != nil && failed == nil {
			failed = err
		}
		return c < 0
	})
	sorted := make([]Value, len(items))
	for i, o := range order {
		sorted[i] = items[o]
	}
	copy(items, sorted)
	return failed
}
