package jsoncpp

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deep arrays and objects may nest.
const MaxDepth = 200

// MaxValues is how many values a document may have. A value of a few bytes in
// the document takes some hundred in memory: without a bound, a small file
// would take all of it.
const MaxValues = 1 << 24

// SyntaxError says why a document is no JSON.
type SyntaxError struct {
	// Offset is the index of the offending byte.
	Offset int
	// Line and Column count from 1; columns are bytes.
	Line, Column int
	// What says what is wrong.
	What string
	// Key is the offending key if a key occurs twice, else empty.
	Key string
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.What)
}

// Position returns the line and the column, counted from 1, of a byte of doc.
func Position(doc []byte, offset int) (line, column int) {
	if offset > len(doc) {
		offset = len(doc)
	}
	before := doc[:offset]
	line = bytes.Count(before, []byte{'\n'}) + 1
	column = offset - (bytes.LastIndexByte(before, '\n') + 1) + 1
	return line, column
}

// Parse reads one document. Its error is a *SyntaxError.
func Parse(doc []byte) (*Value, error) { return parse(doc, MaxValues) }

func parse(doc []byte, maxValues int) (*Value, error) {
	p := parser{doc: doc, left: maxValues}
	v, err := p.value(0)
	if err == nil {
		if err = p.skip(); err == nil && p.pos < len(doc) {
			err = p.fail(p.pos, "there is something after the end of the document")
		}
	}
	if err != nil {
		return nil, err
	}
	return &v, nil
}

type parser struct {
	doc  []byte
	pos  int
	left int // how many more values there may be
}

func (p *parser) fail(offset int, format string, args ...any) *SyntaxError {
	line, column := Position(p.doc, offset)
	return &SyntaxError{Offset: offset, Line: line, Column: column, What: fmt.Sprintf(format, args...)}
}

// skip moves over white space and comments.
func (p *parser) skip() error {
	for p.pos < len(p.doc) {
		switch p.doc[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		case '/':
			if err := p.comment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

func (p *parser) comment() error {
	rest := p.doc[p.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			end = len(rest)
		}
		p.pos += end
	case bytes.HasPrefix(rest, []byte("/*")):
		end := bytes.Index(rest[2:], []byte("*/"))
		if end < 0 {
			return p.fail(p.pos, "the comment has no end")
		}
		p.pos += end + 4
	default:
		return p.fail(p.pos, "unexpected '/'")
	}
	return nil
}

// next skips white space and returns the next byte without taking it.
func (p *parser) next(expected string) (byte, error) {
	if err := p.skip(); err != nil {
		return 0, err
	}
	if p.pos == len(p.doc) {
		return 0, p.fail(p.pos, "the document ends where %s is expected", expected)
	}
	return p.doc[p.pos], nil
}

func (p *parser) value(depth int) (Value, error) {
	c, err := p.next("a value")
	if err != nil {
		return Value{}, err
	}
	if depth > MaxDepth {
		return Value{}, p.fail(p.pos, "arrays and objects are nested deeper than %d", MaxDepth)
	}
	if p.left--; p.left < 0 {
		return Value{}, p.fail(p.pos, "the document has too many values (at most %d)", MaxValues)
	}
	start := p.pos
	v := Value{Offset: start}
	switch {
	case c == '{':
		v.Kind = Object
		v.Members, err = p.members(depth)
	case c == '[':
		v.Kind = Array
		v.Items, err = p.items(depth)
	case c == '"':
		v.Kind = String
		v.Str, err = p.string()
	case c == '-' || c >= '0' && c <= '9':
		err = p.number(&v)
	case p.word("null"):
	case p.word("true"):
		v.Kind, v.Uint = Bool, 1
	case p.word("false"):
		v.Kind = Bool
	default:
		err = p.fail(start, "expected a value, found %q", c)
	}
	return v, err
}

func (p *parser) word(w string) bool {
	if !bytes.HasPrefix(p.doc[p.pos:], []byte(w)) {
		return false
	}
	p.pos += len(w)
	return true
}

func (p *parser) members(depth int) ([]Member, error) {
	p.pos++
	var members []Member
	for {
		c, err := p.next("a key or '}'")
		if err != nil {
			return nil, err
		}
		if c == '}' && len(members) == 0 {
			p.pos++
			return nil, nil
		}
		if c != '"' {
			return nil, p.fail(p.pos, "expected a key in double quotes, found %q", c)
		}
		m := Member{}
		if m.Key, err = p.string(); err != nil {
			return nil, err
		}
		if c, err = p.next("':'"); err != nil {
			return nil, err
		}
		if c != ':' {
			return nil, p.fail(p.pos, "expected ':' after the key %q, found %q", m.Key, c)
		}
		p.pos++
		if m.Value, err = p.value(depth + 1); err != nil {
			return nil, err
		}
		members = append(members, m)
		if c, err = p.next("',' or '}'"); err != nil {
			return nil, err
		}
		p.pos++
		if c == '}' {
			return p.sorted(members)
		}
		if c != ',' {
			return nil, p.fail(p.pos-1, "expected ',' or '}' in an object, found %q", c)
		}
	}
}

// sorted sorts the members of one object and refuses keys that occur twice.
func (p *parser) sorted(members []Member) ([]Member, error) {
	sortMembers(members)
	for i := 1; i < len(members); i++ {
		if members[i].Key == members[i-1].Key {
			err := p.fail(members[i].Value.Offset, "the key %q occurs twice in one object", members[i].Key)
			err.Key = members[i].Key
			return nil, err
		}
	}
	return members, nil
}

func (p *parser) items(depth int) ([]Value, error) {
	p.pos++
	var items []Value
	for {
		c, err := p.next("a value or ']'")
		if err != nil {
			return nil, err
		}
		if c == ']' && len(items) == 0 {
			p.pos++
			return nil, nil
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
		if c, err = p.next("',' or ']'"); err != nil {
			return nil, err
		}
		p.pos++
		if c == ']' {
			return items, nil
		}
		if c != ',' {
			return nil, p.fail(p.pos-1, "expected ',' or ']' in an array, found %q", c)
		}
	}
}

// string reads a string in double quotes. The result is valid UTF-8.
func (p *parser) string() (string, error) {
	start := p.pos
	p.pos++
	plain := p.pos // start of the bytes not yet copied to buf
	var buf []byte
	for p.pos < len(p.doc) {
		switch c := p.doc[p.pos]; {
		case c == '"':
			s := string(p.doc[plain:p.pos])
			if buf != nil {
				s = string(append(buf, s...))
			}
			p.pos++
			if !utf8.ValidString(s) {
				return "", p.fail(start, "the string is not valid UTF-8")
			}
			return s, nil
		case c == '\\':
			buf = append(buf, p.doc[plain:p.pos]...)
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			buf = utf8.AppendRune(buf, r)
			plain = p.pos
		case c < ' ':
			return "", p.fail(p.pos, "the string contains the control character 0x%02x", c)
		default:
			p.pos++
		}
	}
	return "", p.fail(start, "the string has no end")
}

// escape reads one escape sequence, which starts at pos.
func (p *parser) escape() (rune, error) {
	start := p.pos
	if start+1 >= len(p.doc) {
		return 0, p.fail(start, "the string has no end")
	}
	c := p.doc[start+1]
	p.pos += 2
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		r, ok := p.hex4()
		if ok && utf16.IsSurrogate(r) {
			low, lowOK := rune(0), false
			if bytes.HasPrefix(p.doc[p.pos:], []byte(`\u`)) {
				p.pos += 2
				low, lowOK = p.hex4()
			}
			r = utf16.DecodeRune(r, low)
			ok = lowOK && r != utf8.RuneError
		}
		if ok {
			return r, nil
		}
	}
	return 0, p.fail(start, "the string contains a bad escape sequence")
}

func (p *parser) hex4() (rune, bool) {
	if p.pos+4 > len(p.doc) {
		return 0, false
	}
	var r rune
	for _, c := range p.doc[p.pos : p.pos+4] {
		d, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		r = r<<4 | rune(d)
	}
	p.pos += 4
	return r, true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// number reads a number: an integer of 64 bits exactly, all else as a double.
func (p *parser) number(v *Value) error {
	start := p.pos
	if p.doc[p.pos] == '-' {
		p.pos++
	}
	digits := func() int {
		from := p.pos
		for p.pos < len(p.doc) && p.doc[p.pos] >= '0' && p.doc[p.pos] <= '9' {
			p.pos++
		}
		return p.pos - from
	}
	ok, integral := digits() > 0, true
	if ok && p.pos < len(p.doc) && p.doc[p.pos] == '.' {
		p.pos++
		integral = false
		ok = digits() > 0
	}
	if ok && p.pos < len(p.doc) && (p.doc[p.pos] == 'e' || p.doc[p.pos] == 'E') {
		p.pos++
		integral = false
		if p.pos < len(p.doc) && (p.doc[p.pos] == '+' || p.doc[p.pos] == '-') {
			p.pos++
		}
		ok = digits() > 0
	}
	if !ok {
		return p.fail(start, "the number is malformed")
	}
	text := string(p.doc[start:p.pos])
	if integral {
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			v.Kind, v.Uint = Uint, n
			return nil
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			v.Kind, v.Uint = Int, uint64(n)
			if n == 0 { // "-0"
				v.Kind = Uint
			}
			return nil
		}
	}
	real, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(real, 0) {
		return p.fail(start, "the number %s is too large", text)
	}
	v.Kind, v.Real = Real, real
	return nil
}
