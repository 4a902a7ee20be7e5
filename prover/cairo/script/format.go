package script

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Str is the function str.
func (in *Interp) Str(v Value) (string, error) {
	switch t := v.(type) {
	case string:
		return t, nil
	case *Exception:
		return t.Msg, nil
	}
	return in.Repr(v)
}

// Repr is the function repr.
func (in *Interp) Repr(v Value) (string, error) {
	var b strings.Builder
	err := in.repr(&b, v, 0)
	return b.String(), err
}

func (in *Interp) repr(b *strings.Builder, v Value, depth int) error {
	if depth > 50 || b.Len() > maxItems {
		return raise("RecursionError", "maximum recursion depth exceeded")
	}
	if err := in.Spend(1); err != nil {
		return err
	}
	list := func(open string, items []Value, end string) error {
		b.WriteString(open)
		for i, x := range items {
			if i > 0 {
				b.WriteString(", ")
			}
			if err := in.repr(b, x, depth+1); err != nil {
				return err
			}
		}
		b.WriteString(end)
		return nil
	}
	switch t := v.(type) {
	case nil:
		b.WriteString("None")
	case bool:
		if t {
			b.WriteString("True")
		} else {
			b.WriteString("False")
		}
	case *big.Int:
		if err := in.weigh(t.BitLen() * 4); err != nil {
			return err
		}
		b.WriteString(t.String())
	case string:
		q := strconv.Quote(t)
		q = q[1 : len(q)-1]
		if !strings.Contains(t, "'") || strings.Contains(t, "\"") {
			q = "'" + strings.ReplaceAll(strings.ReplaceAll(q, `\"`, `"`), "'", `\'`) + "'"
		} else {
			q = "\"" + q + "\""
		}
		b.WriteString(q)
	case Bytes:
		b.WriteString("b'")
		for _, c := range t {
			if c >= 32 && c < 127 && c != '\'' && c != '\\' {
				b.WriteByte(c)
			} else {
				fmt.Fprintf(b, "\\x%02x", c)
			}
		}
		b.WriteString("'")
	case Tuple:
		if len(t) == 1 {
			return list("(", t, ",)")
		}
		return list("(", t, ")")
	case *List:
		return list("[", t.Items, "]")
	case *Exception:
		return list(t.Type+"(", t.args(), ")")
	case *Set:
		if t.d.Len() == 0 {
			b.WriteString("set()")
			return nil
		}
		items, err := t.sorted(in)
		if err != nil {
			return err
		}
		return list("{", items, "}")
	case *Dict:
		b.WriteString("{")
		first := true
		err := t.Each(func(k, v Value) error {
			if !first {
				b.WriteString(", ")
			}
			first = false
			if err := in.repr(b, k, depth+1); err != nil {
				return err
			}
			b.WriteString(": ")
			return in.repr(b, v, depth+1)
		})
		b.WriteString("}")
		return err
	case *rangeValue:
		fmt.Fprintf(b, "range(%d, %d", t.start, t.start+t.n*t.step)
		if t.step != 1 {
			fmt.Fprintf(b, ", %d", t.step)
		}
		b.WriteString(")")
	case Formatted:
		b.WriteString(t.String())
	case *Type:
		fmt.Fprintf(b, "<class '%s'>", t.Name)
	default:
		fmt.Fprintf(b, "<%s object>", TypeName(v))
	}
	return nil
}

func (in *Interp) fstring(x *fstring, e *env) (Value, error) {
	var b strings.Builder
	for _, p := range x.parts {
		b.WriteString(p.text)
		if p.x == nil {
			continue
		}
		v, err := in.eval(p.x, e)
		if err != nil {
			return nil, err
		}
		var s string
		switch {
		case p.conv == 'r':
			s, err = in.Repr(v)
		case p.spec != "":
			s, err = in.format(v, p.spec)
		default:
			s, err = in.Str(v)
		}
		if err != nil {
			return nil, err
		}
		b.WriteString(s)
		if err := in.size(b.Len()); err != nil {
			return nil, err
		}
	}
	return b.String(), nil
}

// format applies a format specification: [[fill]align][0][width][,][type].
func (in *Interp) format(v Value, spec string) (string, error) {
	bad := raise("ValueError", "format specification '%s' is not supported in hints", spec)
	rest, fill, align := spec, " ", byte(0)
	if len(rest) >= 2 && strings.IndexByte("<>^", rest[1]) >= 0 {
		fill, align, rest = rest[:1], rest[1], rest[2:]
	} else if rest != "" && strings.IndexByte("<>^", rest[0]) >= 0 {
		align, rest = rest[0], rest[1:]
	}
	sharp := strings.HasPrefix(rest, "#")
	rest = strings.TrimPrefix(rest, "#")
	if strings.HasPrefix(rest, "0") {
		fill, align = "0", '>'
	}
	end := 0
	for end < len(rest) && digit(rest[end]) {
		end++
	}
	width := 0
	if end > 0 {
		n, err := strconv.Atoi(rest[:end])
		if err != nil || n > 10000 {
			return "", bad
		}
		width = n
	}
	rest = rest[end:]
	s, err := in.formatted(v, rest, sharp)
	if err != nil {
		return "", err
	}
	if s == "" && rest != "" {
		return "", bad
	}
	pad := width - len([]rune(s))
	if pad <= 0 {
		return s, nil
	}
	if align == 0 {
		align = '<'
		if _, ok := AsInt(v); ok {
			align = '>'
		}
	}
	switch align {
	case '<':
		return s + strings.Repeat(fill, pad), nil
	case '^':
		return strings.Repeat(fill, pad/2) + s + strings.Repeat(fill, pad-pad/2), nil
	}
	if fill == "0" && strings.HasPrefix(s, "-") {
		return "-" + strings.Repeat(fill, pad) + s[1:], nil
	}
	return strings.Repeat(fill, pad) + s, nil
}

func (in *Interp) formatted(v Value, typ string, sharp bool) (string, error) {
	if typ == "" || typ == "s" {
		return in.Str(v)
	}
	n, ok := AsInt(v)
	if !ok {
		return "", raise("ValueError", "Unknown format code '%s' for object of type '%s'", typ, TypeName(v))
	}
	base, prefix := 10, ""
	switch typ {
	case "x", "X":
		base, prefix = 16, "0x"
	case "b":
		base, prefix = 2, "0b"
	case "o":
		base, prefix = 8, "0o"
	case "d":
	case ",":
		return thousands(n.String()), nil
	default:
		return "", nil
	}
	s := n.Text(base)
	if sharp {
		s = strings.Replace("+"+s, "+-", "-"+prefix, 1)
		s = strings.Replace(s, "+", prefix, 1)
	}
	if typ == "X" {
		s = strings.ToUpper(s)
	}
	return s, nil
}

func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

func hexString(b []byte) string { return hex.EncodeToString(b) }
