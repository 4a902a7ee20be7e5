package script

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// runes is a string that is not ASCII, by character.
type runes []rune

// characters is a string as subscripts see it: itself if a character is a byte.
func (in *Interp) characters(s string) (Value, error) {
	if err := in.Spend(len(s) >> 10); err != nil {
		return nil, err
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return runes(s), in.size(len(s))
		}
	}
	return s, nil
}

func ordered(b Bytes, order Value) (Value, error) {
	switch order {
	case "big":
		return b, nil
	case "little":
		out := make(Bytes, len(b))
		for i := range b {
			out[len(b)-1-i] = b[i]
		}
		return out, nil
	}
	return nil, raise("ValueError", "byteorder must be either 'little' or 'big'")
}

var strMethods = map[string]methodFn{
	"join": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("join", args, kw, 1, "iterable")
		if err != nil {
			return nil, err
		}
		items, err := in.items(a[0])
		if err != nil {
			return nil, err
		}
		parts := make([]string, len(items))
		total := 0
		for i, x := range items {
			s, ok := x.(string)
			if !ok {
				return nil, raise("TypeError", "sequence item %d: expected str instance, %s found", i, TypeName(x))
			}
			parts[i] = s
			total += len(s) + len(self.(string))
		}
		if err := in.size(total); err != nil {
			return nil, err
		}
		return strings.Join(parts, self.(string)), nil
	},
	"encode": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		code, err := encoding("encode", args, kw)
		if err != nil {
			return nil, err
		}
		s := self.(string)
		if code == "utf-8" {
			return Bytes(s), in.size(len(s))
		}
		out := make(Bytes, 0, len(s))
		for _, r := range s {
			if r > 255 || r > 127 && code == "ascii" {
				return nil, raise("UnicodeEncodeError", "'%s' codec can't encode character '\\u%04x'", code, r)
			}
			out = append(out, byte(r))
		}
		return out, in.size(len(s))
	},
	"startswith": stringTest(strings.HasPrefix),
	"endswith":   stringTest(strings.HasSuffix),
	"lower":      stringMap(strings.ToLower),
	"upper":      stringMap(strings.ToUpper),
	"strip":      stripped(strings.Trim),
	"lstrip":     stripped(strings.TrimLeft),
	"rstrip":     stripped(strings.TrimRight),
	"find":       found(strings.Index, false),
	"rfind":      found(strings.LastIndex, false),
	"index":      found(strings.Index, true),
	"rindex":     found(strings.LastIndex, true),
	"count": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		part, err := onlyString("count", args, kw)
		if err != nil {
			return nil, err
		}
		return Int(int64(strings.Count(self.(string), part))), in.size(len(self.(string)))
	},
	"split": split,
	"partition": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		sep, err := onlyString("partition", args, kw)
		if err != nil {
			return nil, err
		}
		if sep == "" {
			return nil, raise("ValueError", "empty separator")
		}
		before, after, ok := strings.Cut(self.(string), sep)
		if !ok {
			sep = ""
		}
		return Tuple{before, sep, after}, in.size(len(self.(string)))
	},
	"ljust": justified(false),
	"rjust": justified(true),
	"zfill": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("zfill", args, kw, 1, "width")
		if err != nil {
			return nil, err
		}
		sign, digits := "", self.(string)
		if digits != "" && strings.Contains("+-", digits[:1]) {
			sign, digits = digits[:1], digits[1:]
		}
		more, err := in.padding(self.(string), a[0], "0")
		return sign + more + digits, err
	},
	"isdigit": characterTest(unicode.IsDigit),
	"isalpha": characterTest(unicode.IsLetter),
	"isalnum": characterTest(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }),
	"replace": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("replace", args, kw, 2, "old", "new", "count")
		if err != nil {
			return nil, err
		}
		from, ok1 := a[0].(string)
		to, ok2 := a[1].(string)
		if !ok1 || !ok2 {
			return nil, raise("TypeError", "replace() needs two strings")
		}
		times := int64(-1)
		if a[2] != nil {
			if times, err = AsIndex(a[2]); err != nil {
				return nil, err
			}
		}
		s := self.(string)
		if err := in.size(len(s) + strings.Count(s, from)*len(to)); err != nil {
			return nil, err
		}
		return strings.Replace(s, from, to, int(times)), nil
	},
}

var bytesMethods = map[string]methodFn{
	"hex": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		if _, err := Args("hex", args, kw, 0); err != nil {
			return nil, err
		}
		return hexString(self.(Bytes)), nil
	},
	"join": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("join", args, kw, 1, "iterable")
		if err != nil {
			return nil, err
		}
		items, err := in.items(a[0])
		if err != nil {
			return nil, err
		}
		parts := make([][]byte, len(items))
		total := 0
		for i, x := range items {
			b, ok := x.(Bytes)
			if !ok {
				return nil, raise("TypeError", "sequence item %d: expected a bytes-like object, %s found", i, TypeName(x))
			}
			parts[i] = b
			total += len(b) + len(self.(Bytes))
		}
		if err := in.size(total); err != nil {
			return nil, err
		}
		return Bytes(bytes.Join(parts, self.(Bytes))), nil
	},
	"decode": func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		code, err := encoding("decode", args, kw)
		if err != nil {
			return nil, err
		}
		b := self.(Bytes)
		if code == "utf-8" && utf8.Valid(b) {
			return string(b), in.size(len(b))
		}
		var s strings.Builder
		for i, c := range b {
			if c >= utf8.RuneSelf && code != "latin-1" {
				return nil, raise("UnicodeDecodeError", "'%s' codec can't decode byte 0x%02x in position %d", code, c, i)
			}
			s.WriteRune(rune(c))
		}
		return s.String(), in.size(2 * len(b))
	},
	"ljust": padded(false),
	"rjust": padded(true),
}

func padded(left bool) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("ljust", args, kw, 1, "width", "fillbyte")
		if err != nil {
			return nil, err
		}
		n, err := AsIndex(a[0])
		if err != nil {
			return nil, err
		}
		fill, ok := a[1].(Bytes)
		if !ok {
			fill = Bytes(" ")
		}
		b := self.(Bytes)
		if n > maxItems {
			return nil, ErrBudget
		}
		more := bytes.Repeat(fill[:min(1, len(fill))], int(max(0, n-int64(len(b)))))
		if left {
			return append(Bytes(more), b...), nil
		}
		return append(append(Bytes{}, b...), more...), nil
	}
}
