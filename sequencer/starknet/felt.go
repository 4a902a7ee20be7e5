package starknet

import (
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
)

// Felt is an element of the Stark field, in Montgomery form.
type Felt = fp.Element

// feltDigits is the most hexadecimal digits of a felt; leading zeros count.
const feltDigits = 64

// ParseFelt reads a felt as Starknet's JSON writes it: 0x and 1 to 64
// hexadecimal digits of an integer below p. Leading zeros, which the
// specification does not write but clients do, are accepted.
func ParseFelt(s string) (Felt, error) {
	b, err := parseHex(s, CodeFelt)
	if err != nil {
		return Felt{}, err
	}
	var e Felt
	if err := e.SetBytesCanonical(b[:]); err != nil {
		return Felt{}, fault.New(CodeFelt, "%s is not below the prime 2^251 + 17·2^192 + 1", s)
	}
	return e, nil
}

// FormatFelt writes a felt as ParseFelt reads it, without leading zeros.
func FormatFelt(e *Felt) string { return "0x" + e.Text(16) }

// parseHex reads 0x and 1 to 64 hexadecimal digits into big-endian bytes.
func parseHex(s string, code fault.Code) (b [fp.Bytes]byte, err error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok {
		digits, ok = strings.CutPrefix(s, "0X")
	}
	switch {
	case !ok:
		return b, fault.New(code, "%s does not begin with 0x", quote(s))
	case digits == "":
		return b, fault.New(code, "0x has no digits")
	case len(digits) > feltDigits:
		return b, fault.New(code, "%s has %d digits, more than %d", quote(s), len(digits), feltDigits)
	}
	var padded [feltDigits]byte
	n := copy(padded[:], "0000000000000000000000000000000000000000000000000000000000000000"[len(digits):])
	copy(padded[n:], digits)
	if _, err := hex.Decode(b[:], padded[:]); err != nil {
		return b, fault.New(code, "%s is not hexadecimal", quote(s))
	}
	return b, nil
}

// quote shortens what a client sent to what an error should show.
func quote(s string) string {
	const most = 80
	if len(s) > most {
		s = s[:most] + "…"
	}
	return "\"" + strings.ToValidUTF8(s, "?") + "\""
}

// Hex is a felt in JSON: a string as ParseFelt reads and FormatFelt writes it.
type Hex Felt

// MarshalText implements encoding.TextMarshaler.
func (h Hex) MarshalText() ([]byte, error) { return []byte(FormatFelt((*Felt)(&h))), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hex) UnmarshalText(text []byte) error {
	e, err := ParseFelt(string(text))
	if err != nil {
		return err
	}
	*h = Hex(e)
	return nil
}

// UnmarshalJSON implements json.Unmarshaler: null is no felt.
func (h *Hex) UnmarshalJSON(data []byte) error {
	var s *string
	if err := json.Unmarshal(data, &s); err != nil || s == nil {
		return fault.New(CodeFelt, "%s is no string", quote(string(data)))
	}
	return h.UnmarshalText([]byte(*s))
}

// HexList is felts in JSON: never null when written.
func HexList(felts []Felt) []Hex {
	list := make([]Hex, len(felts))
	for i := range felts {
		list[i] = Hex(felts[i])
	}
	return list
}

// Felts undoes HexList.
func Felts(list []Hex) []Felt {
	felts := make([]Felt, len(list))
	for i := range list {
		felts[i] = Felt(list[i])
	}
	return felts
}

// ParseInteger reads 0x and hexadecimal digits of an integer below 2^bits, with
// bits up to 256.
func ParseInteger(s string, bits int) (uint256.Int, error) {
	b, err := parseHex(s, CodeInteger)
	if err != nil {
		return uint256.Int{}, err
	}
	var v uint256.Int
	v.SetBytes32(b[:])
	if v.BitLen() > bits {
		return uint256.Int{}, fault.New(CodeInteger, "%s is not below 2^%d", s, bits)
	}
	return v, nil
}

// FeltFromInteger returns v as a felt; ok is false if v is not below p.
func FeltFromInteger(v *uint256.Int) (e Felt, ok bool) {
	b := v.Bytes32()
	return e, e.SetBytesCanonical(b[:]) == nil
}

// IntegerFromFelt returns the integer below p that e stands for.
func IntegerFromFelt(e *Felt) uint256.Int { return uint256.Int(e.Bits()) }

// NewFelt returns n as a felt.
func NewFelt(n uint64) Felt { return fp.NewElement(n) }
