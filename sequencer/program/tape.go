package program

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"
)

// tape is the advice tape while it is written. Each word has the name that the
// program gives it.
type tape struct {
	words []fp.Element
	names []string
}

func (t *tape) put(name string, v fp.Element) {
	t.words = append(t.words, v)
	t.names = append(t.names, name)
}

func (t *tape) putInt(name string, v uint64) { t.put(name, feltOf(v)) }

// split writes the halves of a felt, low + high·2^128.
func (t *tape) split(name string, v *fp.Element) {
	b := v.Bits()
	t.put(name+".low", feltOf2(b[0], b[1]))
	t.put(name+".high", feltOf2(b[2], b[3]))
}

// excess writes the halves of what a felt exceeds AddressBound by.
func (t *tape) excess(name string, v *fp.Element) {
	var d fp.Element
	d.Sub(v, &addressBound)
	t.split(name, &d)
}

// json is the program input with the tape.
func (t *tape) json() []byte {
	out := append(make([]byte, 0, 40*len(t.words)), `{"advice":[`...)
	for i := range t.words {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, `"0x`...)
		out = append(out, t.words[i].Text(16)...)
		out = append(out, '"')
	}
	return append(out, "]}\n"...)
}

// addressBound is AddressBound as a felt.
var addressBound = func() (e fp.Element) {
	e.SetBigInt(AddressBound())
	return e
}()

// isAddress tells whether a felt is below AddressBound.
func isAddress(e *fp.Element) bool { return e.Cmp(&addressBound) < 0 }

// feltOf2 returns low + high·2^64.
func feltOf2(low, high uint64) fp.Element { return feltOfInt(&uint256.Int{low, high}) }

// feltOfInt returns an integer below the prime as a felt.
func feltOfInt(v *uint256.Int) (e fp.Element) {
	b := v.Bytes32()
	e.SetBytes(b[:])
	return e
}
