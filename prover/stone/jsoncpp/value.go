package jsoncpp

import "sort"

// Kind is the type of a Value.
type Kind uint8

// The types of JSON values; a number has one of three, as in jsoncpp.
const (
	Null   Kind = iota
	Bool        // Value.Uint is 0 or 1
	Int         // a negative integer of at least −2^63, in Value.Uint's two's complement
	Uint        // an integer of 0 … 2^64−1, in Value.Uint
	Real        // any other number, in Value.Real
	String      // in Value.Str
	Array       // in Value.Items
	Object      // in Value.Members
)

var kindNames = [...]string{
	Null: "null", Bool: "a boolean", Int: "a negative integer", Uint: "an integer",
	Real: "a fractional number", String: "a string", Array: "an array", Object: "an object",
}

// String names the kind for error messages, with its article.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "an unknown kind"
}

// Value is one JSON value.
type Value struct {
	Kind Kind
	// Offset is the index of the value's first byte in the document.
	Offset  int
	Uint    uint64
	Real    float64
	Str     string
	Items   []Value
	Members []Member
}

// Member is one member of an object.
type Member struct {
	Key   string
	Value Value
}

// Get returns the member of an object with the given key, or nil.
func (v *Value) Get(key string) *Value {
	if v.Kind != Object {
		return nil
	}
	i := sort.Search(len(v.Members), func(i int) bool { return v.Members[i].Key >= key })
	if i < len(v.Members) && v.Members[i].Key == key {
		return &v.Members[i].Value
	}
	return nil
}

// StringValue makes a string.
func StringValue(s string) Value { return Value{Kind: String, Str: s} }

// UintValue makes an integer.
func UintValue(n uint64) Value { return Value{Kind: Uint, Uint: n} }

// BoolValue makes a boolean.
func BoolValue(b bool) Value {
	v := Value{Kind: Bool}
	if b {
		v.Uint = 1
	}
	return v
}

// ArrayValue makes an array that holds items.
func ArrayValue(items []Value) Value { return Value{Kind: Array, Items: items} }

// ObjectValue makes an object; it sorts members by their keys, which must be
// distinct.
func ObjectValue(members ...Member) Value {
	sortMembers(members)
	return Value{Kind: Object, Members: members}
}

func sortMembers(members []Member) {
	less := func(i, j int) bool { return members[i].Key < members[j].Key }
	if !sort.SliceIsSorted(members, less) {
		sort.SliceStable(members, less)
	}
}
