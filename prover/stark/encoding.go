package stark

import (
	"encoding/binary"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels"
)

// elementSize is the size of an element in a proof.
const elementSize = fp.Bytes

// appendMontgomery appends the 32 big-endian bytes of e's Montgomery form:
// the form of single elements and table rows (Stone: ToBytes).
func appendMontgomery(dst []byte, e *kernels.Element) []byte {
	for i := len(e) - 1; i >= 0; i-- {
		dst = binary.BigEndian.AppendUint64(dst, e[i])
	}
	return dst
}

// fromMontgomery reads what appendMontgomery writes; ok tells whether b is
// below p. b has 32 bytes.
func fromMontgomery(b []byte) (e kernels.Element, ok bool) {
	for i := range e {
		e[len(e)-1-i] = binary.BigEndian.Uint64(b[8*i:])
	}
	return e, belowModulus(&e)
}

// appendStandard appends the 32 big-endian bytes of e's value: the form in
// which the felt channel sends spans (Stone: ToBytesStandardForm).
func appendStandard(dst []byte, e *kernels.Element) []byte {
	b := e.Bytes()
	return append(dst, b[:]...)
}

// fromStandard reads what appendStandard writes; ok tells whether b is below p.
func fromStandard(b []byte) (e kernels.Element, ok bool) {
	if e, ok = fromMontgomery(b); !ok {
		return kernels.Element{}, false
	}
	e.SetBytes(b)
	return e, true
}

// belowModulus compares the limbs of e with p = 2^251 + 17·2^192 + 1.
func belowModulus(e *kernels.Element) bool {
	const top = 1<<59 + 17
	return e[3] < top || e[3] == top && e[2]|e[1]|e[0] == 0
}

// belowMaxDivisible compares the limbs of e with 31·p, the largest multiple of
// p below 2^256.
func belowMaxDivisible(e *kernels.Element) bool {
	const top = 31 * (1<<59 + 17)
	return e[3] < top || e[3] == top && e[2]|e[1] == 0 && e[0] < 31
}
