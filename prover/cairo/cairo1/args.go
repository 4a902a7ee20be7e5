package cairo1

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

// ParseArgs reads arguments as scarb's --arguments takes them: numbers,
// decimal or with 0x, possibly negative, between commas or spaces. Brackets
// around them, as cairo1-run takes them, are allowed and group nothing: an
// array in the program's parameters begins with its length.
func ParseArgs(text string) ([]fp.Element, error) {
	parts := strings.Split(text, ",")
	for i, part := range parts {
		if len(parts) > 1 && strings.TrimSpace(part) == "" {
			return nil, fault.New(CodeArguments, "part %d between the commas is empty", i+1).
				WithHint("arguments are field elements between commas: 1,0x2a,-3")
		}
	}
	text = strings.NewReplacer(",", " ", "[", " ", "]", " ").Replace(text)
	out := []fp.Element{}
	for i, word := range strings.Fields(text) {
		e, ok := parseNumber(word)
		if !ok {
			return nil, fault.New(CodeArguments, "argument %d is %q, not a number", i, clip(word)).
				WithHint("arguments are field elements between commas: 1,0x2a,-3")
		}
		out = append(out, e)
	}
	return out, nil
}

// ParseArgsFile reads arguments as scarb's --arguments-file has them: a JSON
// array of hexadecimal strings; decimal strings and plain numbers are taken
// too.
func ParseArgsFile(data []byte) ([]fp.Element, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil || list == nil {
		return nil, fault.New(CodeArguments, "the arguments are not a JSON array").
			WithHint(`arguments are field elements in hexadecimal: ["0x1", "0x2a"]`)
	}
	out := make([]fp.Element, len(list))
	for i, raw := range list {
		s := string(raw)
		if bytes.HasPrefix(raw, []byte(`"`)) && json.Unmarshal(raw, &s) != nil {
			s = ""
		}
		e, ok := parseNumber(s)
		if !ok {
			return nil, fault.New(CodeArguments, "%s is not a field element", clip(string(raw))).At("arguments[%d]", i).
				WithHint(`arguments are field elements in hexadecimal: ["0x1", "0x2a"]`)
		}
		out[i] = e
	}
	return out, nil
}

// parseNumber reads a number of absolute value below the prime.
func parseNumber(s string) (fp.Element, bool) {
	if e, ok := parseHex(s); ok {
		return e, true
	}
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 77 || strings.Trim(digits, "0123456789") != "" {
		return fp.Element{}, false
	}
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok || n.Cmp(fp.Modulus()) >= 0 {
		return fp.Element{}, false
	}
	var e fp.Element
	e.SetBigInt(n)
	if digits != s {
		e.Neg(&e)
	}
	return e, true
}
