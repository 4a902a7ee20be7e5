package script

import (
	"strings"
	"unicode/utf8"
)

// onlyString is the only argument of a method of strings.
func onlyString(fn string, args []Value, kw map[string]Value) (string, error) {
	a, err := Args(fn, args, kw, 1, "sub")
	if err != nil {
		return "", err
	}
	s, ok := a[0].(string)
	if !ok {
		return "", raise("TypeError", "%s() needs a str, not %s", fn, TypeName(a[0]))
	}
	return s, nil
}

// encoding is the encoding that the arguments of encode or decode name.
func encoding(fn string, args []Value, kw map[string]Value) (string, error) {
	a, err := Args(fn, args, kw, 0, "encoding")
	if err != nil {
		return "", err
	}
	if a[0] == nil {
		return "utf-8", nil
	}
	s, _ := a[0].(string)
	switch strings.ReplaceAll(strings.ToLower(s), "_", "-") {
	case "utf-8", "utf8":
		return "utf-8", nil
	case "ascii", "us-ascii":
		return "ascii", nil
	case "latin-1", "latin1", "iso-8859-1":
		return "latin-1", nil
	}
	return "", raise("LookupError", "unknown encoding: %s", s)
}

func stringTest(f func(s, t string) bool) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("startswith", args, kw, 1, "prefix")
		if err != nil {
			return nil, err
		}
		options, ok := a[0].(Tuple)
		if !ok {
			options = Tuple{a[0]}
		}
		for _, o := range options {
			t, ok := o.(string)
			if !ok {
				return nil, raise("TypeError", "expected a str, not %s", TypeName(o))
			}
			if f(self.(string), t) {
				return true, nil
			}
		}
		return false, nil
	}
}

func stringMap(f func(s string) string) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		if _, err := Args("lower", args, kw, 0); err != nil {
			return nil, err
		}
		return f(self.(string)), in.size(len(self.(string)))
	}
}

// characterTest says whether a string has characters, all of them of a kind.
func characterTest(f func(r rune) bool) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		if _, err := Args("isdigit", args, kw, 0); err != nil {
			return nil, err
		}
		s := self.(string)
		return s != "" && strings.IndexFunc(s, func(r rune) bool { return !f(r) }) < 0, in.size(len(s))
	}
}

// whiteSpace is what strip removes without an argument.
const whiteSpace = " \t\n\r\v\f\x1c\x1d\x1e\x1f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006" +
	"\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

func stripped(f func(s, cutset string) string) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("strip", args, kw, 0, "chars")
		if err != nil {
			return nil, err
		}
		chars := whiteSpace
		if a[0] != nil {
			var ok bool
			if chars, ok = a[0].(string); !ok {
				return nil, raise("TypeError", "strip arg must be None or str")
			}
		}
		return f(self.(string), chars), in.size(len(self.(string)))
	}
}

// found is the place of a part in characters; without it -1, or an error if it must be.
func found(f func(s, part string) int, must bool) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		part, err := onlyString("find", args, kw)
		if err != nil {
			return nil, err
		}
		s := self.(string)
		at := f(s, part)
		if at < 0 && must {
			return nil, raise("ValueError", "substring not found")
		}
		if at > 0 {
			at = utf8.RuneCountInString(s[:at])
		}
		return Int(int64(at)), in.size(len(s))
	}
}

func split(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
	a, err := Args("split", args, kw, 0, "sep", "maxsplit")
	if err != nil {
		return nil, err
	}
	times := int64(-1)
	if a[1] != nil {
		if times, err = AsIndex(a[1]); err != nil {
			return nil, err
		}
	}
	s := self.(string)
	var parts []string
	switch sep := a[0].(type) {
	case nil:
		if times >= 0 {
			return nil, raise("TypeError", "split() with maxsplit needs a separator in hints")
		}
		parts = strings.Fields(s)
	case string:
		if sep == "" {
			return nil, raise("ValueError", "empty separator")
		}
		if times < 0 || times >= maxItems {
			times = maxItems
		}
		parts = strings.SplitN(s, sep, int(times)+1)
	default:
		return nil, raise("TypeError", "must be str or None, not %s", TypeName(sep))
	}
	out := &List{}
	for _, s := range parts {
		out.Items = append(out.Items, s)
	}
	return out, in.size(len(parts))
}

// padding is what makes a string as wide as width.
func (in *Interp) padding(s string, width Value, fill string) (string, error) {
	n, err := AsIndex(width)
	if err != nil {
		return "", err
	}
	if n > maxItems {
		return "", ErrBudget
	}
	more := max(0, int(n)-utf8.RuneCountInString(s))
	return strings.Repeat(fill, more), in.size(more * len(fill))
}

func justified(left bool) methodFn {
	return func(in *Interp, self Value, args []Value, kw map[string]Value) (Value, error) {
		a, err := Args("ljust", args, kw, 1, "width", "fillchar")
		if err != nil {
			return nil, err
		}
		fill := " "
		if a[1] != nil {
			var ok bool
			if fill, ok = a[1].(string); !ok || utf8.RuneCountInString(fill) != 1 {
				return nil, raise("TypeError", "The fill character must be exactly one character long")
			}
		}
		s := self.(string)
		more, err := in.padding(s, a[0], fill)
		if left {
			return more + s, err
		}
		return s + more, err
	}
}
