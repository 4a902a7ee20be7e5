package jsoncpp

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Append appends v in the form of jsoncpp's styled stream writer with its
// default settings: tabs, one item a line, " : " after keys, an opening bracket
// on a line of its own, no line break at the end.
func Append(dst []byte, v *Value) []byte {
	w := writer{buf: dst, inLine: true}
	w.value(v)
	return w.buf
}

type writer struct {
	buf    []byte
	depth  int
	inLine bool // the current line is indented already and waits for a value
}

func (w *writer) newLine() {
	w.buf = append(w.buf, '\n')
	for range w.depth {
		w.buf = append(w.buf, '\t')
	}
}

// withIndent writes s on a line of its own, unless the line waits for it.
func (w *writer) withIndent(s string) {
	if !w.inLine {
		w.newLine()
	}
	w.buf = append(w.buf, s...)
	w.inLine = false
}

func (w *writer) value(v *Value) {
	switch v.Kind {
	case Null:
		w.buf = append(w.buf, "null"...)
	case Bool:
		w.buf = strconv.AppendBool(w.buf, v.Uint != 0)
	case Int:
		w.buf = strconv.AppendInt(w.buf, int64(v.Uint), 10)
	case Uint:
		w.buf = strconv.AppendUint(w.buf, v.Uint, 10)
	case Real:
		w.buf = append(w.buf, formatReal(v.Real)...)
	case String:
		w.buf = appendQuoted(w.buf, v.Str)
	case Array:
		w.array(v.Items)
	case Object:
		w.object(v.Members)
	}
}

func (w *writer) array(items []Value) {
	if len(items) == 0 {
		w.buf = append(w.buf, "[]"...)
		return
	}
	w.withIndent("[")
	w.depth++
	for i := range items {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.newLine()
		w.inLine = true
		w.value(&items[i])
		w.inLine = false
	}
	w.depth--
	w.withIndent("]")
}

func (w *writer) object(members []Member) {
	if len(members) == 0 {
		w.buf = append(w.buf, "{}"...)
		return
	}
	w.withIndent("{")
	w.depth++
	for i := range members {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.newLine()
		w.buf = appendQuoted(w.buf, members[i].Key)
		w.buf = append(w.buf, " : "...)
		w.value(&members[i].Value)
	}
	w.depth--
	w.withIndent("}")
}

// formatReal is C's "%.17g", with ".0" where nothing else says that it is a
// fractional number.
func formatReal(x float64) string {
	s := strconv.FormatFloat(x, 'g', 17, 64)
	mantissa, exponent, hasExponent := strings.Cut(s, "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	switch {
	case hasExponent:
		return mantissa + "e" + exponent
	case strings.Contains(mantissa, "."):
		return mantissa
	default:
		return mantissa + ".0"
	}
}

const hexDigits = "0123456789abcdef"

// appendQuoted writes s in quotes: control characters and everything beyond
// ASCII are escaped.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch r {
		case '"':
			dst = append(dst, `\"`...)
		case '\\':
			dst = append(dst, `\\`...)
		case '\b':
			dst = append(dst, `\b`...)
		case '\f':
			dst = append(dst, `\f`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			switch {
			case r >= ' ' && r < utf8.RuneSelf:
				dst = append(dst, byte(r))
			case r < 0x10000:
				dst = appendUnicode(dst, uint32(r))
			default:
				dst = appendUnicode(dst, uint32(r-0x10000)>>10+0xd800)
				dst = appendUnicode(dst, uint32(r-0x10000)&0x3ff+0xdc00)
			}
		}
	}
	return append(dst, '"')
}

func appendUnicode(dst []byte, unit uint32) []byte {
	dst = append(dst, `\u`...)
	for shift := 12; shift >= 0; shift -= 4 {
		dst = append(dst, hexDigits[unit>>shift&15])
	}
	return dst
}
