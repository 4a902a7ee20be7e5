package cairo1

import (
	"fmt"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

// byteArrayMagic announces a serialized ByteArray among field elements: the
// number of full words, the words of 31 bytes, the rest and its length.
var byteArrayMagic = mustHex("0x46a6158a16a947e5916b2a2ca68501a45e93d7110e81aa2d6438b1c57c879a3")

const wordBytes = 31

func mustHex(s string) fp.Element {
	e, ok := parseHex(s)
	if !ok {
		panic("cairo1: bad constant " + s)
	}
	return e
}

// item is one readable thing among field elements.
type item struct {
	text     string
	isString bool
}

// items cuts field elements into strings and numbers.
func items(data []fp.Element) []item {
	var out []item
	for len(data) > 0 {
		if data[0] == byteArrayMagic {
			if s, n, ok := byteArray(data[1:]); ok {
				out = append(out, item{s, true})
				data = data[1+n:]
				continue
			}
		}
		text := "0x" + data[0].Text(16)
		if s, ok := shortString(&data[0]); ok {
			text += " ('" + s + "')"
		}
		out = append(out, item{text, false})
		data = data[1:]
	}
	return out
}

// FormatDebug writes what println! printed, as the Cairo runner shows it:
// strings as they are, numbers with a mark.
func FormatDebug(data []fp.Element) string {
	list := items(data)
	if len(list) == 1 && list[0].isString {
		return list[0].text
	}
	var b strings.Builder
	for _, it := range list {
		if !it.isString {
			b.WriteString("[DEBUG]\t")
		}
		b.WriteString(it.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// FormatPanic writes the data of a panic.
func FormatPanic(data []fp.Element) string {
	list := items(data)
	texts := make([]string, len(list))
	for i, it := range list {
		texts[i] = it.text
		if it.isString {
			texts[i] = `"` + it.text + `"`
		}
	}
	if len(texts) == 1 {
		return texts[0]
	}
	return "(" + strings.Join(texts, ", ") + ")"
}

func readable(c byte) bool {
	return c > ' ' && c < 0x7f || c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'
}

// shortString reads a number as text, if all of its bytes are readable.
func shortString(e *fp.Element) (string, bool) {
	raw := e.Bytes()
	text := strings.TrimLeft(string(raw[:]), "\x00")
	text = strings.TrimRight(text, "\x00")
	for i := 0; i < len(text); i++ {
		if !readable(text[i]) {
			return "", false
		}
	}
	return text, true
}

// wordText reads n bytes of a ByteArray out of a number.
func wordText(e *fp.Element, n int) (string, bool) {
	raw := e.Bytes()
	for _, c := range raw[:len(raw)-n] {
		if c != 0 {
			return "", false
		}
	}
	var b strings.Builder
	for _, c := range raw[len(raw)-n:] {
		switch {
		case c == 0:
			b.WriteString(`\0`)
		case readable(c):
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return b.String(), true
}

// byteArray reads a serialized ByteArray and returns how many field elements
// it took.
func byteArray(data []fp.Element) (text string, used int, ok bool) {
	if len(data) < 3 {
		return "", 0, false
	}
	n, fits := vm.FeltValue(&data[0]).Uint64()
	if !fits || n > uint64(len(data)-3) {
		return "", 0, false
	}
	var b strings.Builder
	for i := 1; i <= int(n); i++ {
		s, ok := wordText(&data[i], wordBytes)
		if !ok {
			return "", 0, false
		}
		b.WriteString(s)
	}
	rest, fits := vm.FeltValue(&data[n+2]).Uint64()
	if !fits || rest >= wordBytes+1 {
		return "", 0, false
	}
	s, ok := wordText(&data[n+1], int(rest))
	b.WriteString(s)
	return b.String(), int(n) + 3, ok
}
