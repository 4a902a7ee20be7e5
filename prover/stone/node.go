package stone

import (
	"errors"
	"math"
	"strconv"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/stone/jsoncpp"
)

// document is a parsed file together with the first error met while reading
// its fields: readers run through and ask for the error once, at their end.
type document struct {
	name string // the file's name, for messages
	raw  []byte
	root *jsoncpp.Value
	err  *fault.Error
}

// open parses raw.
func open(name string, raw []byte) (*document, error) {
	root, err := jsoncpp.Parse(raw)
	if err != nil {
		var syntax *jsoncpp.SyntaxError
		errors.As(err, &syntax)
		if syntax.Key != "" {
			return nil, fault.New(CodeDuplicateKey, "%s", syntax.What).At("%s, line %d", name, syntax.Line).
				WithHint("keep one of the two: readers would disagree about which one counts")
		}
		return nil, fault.New(CodeSyntax, "this is not JSON: %s", syntax.What).
			At("%s, line %d, column %d", name, syntax.Line, syntax.Column)
	}
	return &document{name: name, raw: raw, root: root}, nil
}

// node is one value in a document, by its path. Reading methods of a node whose
// document has failed return zero values.
type node struct {
	doc  *document
	path string // Stone's form: /stark/fri/n_queries
	v    *jsoncpp.Value
}

func (d *document) node() node { return node{doc: d, v: d.root} }

// fail records the first error of the document, at the node.
func (n node) fail(code fault.Code, format string, args ...any) *fault.Error {
	err := fault.New(code, format, args...)
	path := n.path
	if path == "" {
		path = "/"
	}
	if n.v != nil {
		line, _ := jsoncpp.Position(n.doc.raw, n.v.Offset)
		err.At("%s: %s (line %d)", n.doc.name, path, line)
	} else {
		err.At("%s: %s", n.doc.name, path)
	}
	if n.doc.err == nil {
		n.doc.err = err
	}
	return err
}

// present reports whether the value exists and is not null.
func (n node) present() bool { return n.v != nil && n.v.Kind != jsoncpp.Null }

// get returns a member of an object, present or not.
func (n node) get(key string) node {
	m := node{doc: n.doc, path: n.path + "/" + key}
	if n.is(jsoncpp.Object) {
		m.v = n.v.Get(key)
	}
	return m
}

// is demands that the value is of one kind.
func (n node) is(kind jsoncpp.Kind) bool {
	switch {
	case n.doc.err != nil:
	case !n.present():
		n.fail(CodeMissingField, "the field is missing; it should be %s", kind)
	case n.v.Kind != kind:
		n.fail(CodeWrongType, "expected %s, found %s", kind, n.v.Kind)
	default:
		return true
	}
	return false
}

// items calls f for each item of an array, while there is no error.
func (n node) items(f func(i int, item node)) {
	if !n.is(jsoncpp.Array) {
		return
	}
	for i := range n.v.Items {
		if n.doc.err != nil {
			return
		}
		f(i, node{doc: n.doc, path: n.path + "/" + strconv.Itoa(i), v: &n.v.Items[i]})
	}
}

// length is the number of items of an array.
func (n node) length() int {
	if !n.is(jsoncpp.Array) {
		return 0
	}
	return len(n.v.Items)
}

// members calls f for each member of an object, sorted by key.
func (n node) members(f func(key string, member node)) {
	if !n.is(jsoncpp.Object) {
		return
	}
	for i := range n.v.Members {
		if n.doc.err != nil {
			return
		}
		m := &n.v.Members[i]
		f(m.Key, node{doc: n.doc, path: n.path + "/" + m.Key, v: &m.Value})
	}
}

// uint64 reads an integer. Like Stone it takes 18.0 for 18.
func (n node) uint64() uint64 {
	if n.doc.err != nil {
		return 0
	}
	if n.present() {
		switch n.v.Kind {
		case jsoncpp.Uint:
			return n.v.Uint
		case jsoncpp.Int:
			n.fail(CodeOutOfRange, "%d is negative", int64(n.v.Uint))
			return 0
		case jsoncpp.Real:
			r := n.v.Real
			if r >= 0 && r < 1<<64 && r == math.Trunc(r) {
				return uint64(r)
			}
			n.fail(CodeOutOfRange, "%v is not an integer from 0 to 2^64-1", r)
			return 0
		}
	}
	n.is(jsoncpp.Uint)
	return 0
}

// integer reads an integer from lo to hi.
func (n node) integer(lo, hi uint64) int {
	x := n.uint64()
	if n.doc.err == nil && (x < lo || x > hi) {
		n.fail(CodeOutOfRange, "%d is not from %d to %d", x, lo, hi)
	}
	if n.doc.err != nil {
		return 0
	}
	return int(x)
}

// size reads an integer of 32 bits, as Stone does for counts.
func (n node) size() int { return n.integer(0, math.MaxUint32) }

func (n node) bool() bool { return n.is(jsoncpp.Bool) && n.v.Uint != 0 }

func (n node) string() string {
	if !n.is(jsoncpp.String) {
		return ""
	}
	return n.v.Str
}

// hash reads the name of a hash.
func (n node) hash() kernels.Hash {
	name := n.string()
	h, ok := kernels.HashByName(name)
	if !ok && n.doc.err == nil {
		n.fail(CodeUnknownHash, "there is no hash %q", name).WithHint("Stone's hashes are %s", hashList(allHashes))
	}
	return h
}

// felt reads a field element: "0x" and hexadecimal digits, below the prime.
func (n node) felt() fp.Element {
	var e fp.Element
	if !n.is(jsoncpp.String) {
		return e
	}
	if reason := parseFelt(&e, n.v.Str); reason != "" {
		n.fail(CodeBadFelt, "%q %s", clip(n.v.Str), reason).
			WithHint(`write field elements as "0x" and hexadecimal digits, below 2^251 + 17·2^192 + 1`)
	}
	return e
}

// parseFelt sets e, and returns "" or what is wrong with s.
func parseFelt(e *fp.Element, s string) string {
	if len(s) < 3 || s[:2] != "0x" {
		return `is not "0x" and hexadecimal digits`
	}
	digits := s[2:]
	for len(digits) > 1 && digits[0] == '0' {
		digits = digits[1:]
	}
	if len(digits) > 64 {
		return "is not below the prime"
	}
	var limbs [4]uint64 // little-endian
	for i := range len(digits) {
		d := digits[len(digits)-1-i]
		switch {
		case d >= '0' && d <= '9':
			d -= '0'
		case d >= 'a' && d <= 'f':
			d -= 'a' - 10
		case d >= 'A' && d <= 'F':
			d -= 'A' - 10
		default:
			return `is not "0x" and hexadecimal digits`
		}
		limbs[i/16] |= uint64(d) << (i % 16 * 4)
	}
	if !setLimbs(e, &limbs) {
		return "is not below the prime"
	}
	return ""
}

// setLimbs sets e to a number of four little-endian limbs, and reports whether
// it is below the prime.
func setLimbs(e *fp.Element, limbs *[4]uint64) bool {
	if !(limbs[3] < 1<<59+17 || limbs[3] == 1<<59+17 && limbs[2]|limbs[1]|limbs[0] == 0) {
		return false
	}
	*e = fp.Element(*limbs)
	e.Mul(e, &montgomerySquare)
	return true
}

// montgomerySquare is R² modulo the prime: a Montgomery product with it brings
// a number into Montgomery form.
var montgomerySquare = func() fp.Element {
	var r fp.Element
	r.SetOne() // limbs of R
	for range 256 {
		r.Double(&r)
	}
	return r
}()

// clip shortens a string for a message.
func clip(s string) string {
	if len(s) > 80 {
		return s[:77] + "..."
	}
	return s
}
