package cairo

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// object is a JSON object in a fixed order of keys.
type object []field

type field struct {
	key   string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(f.key)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// appender is a value that appends itself as JSON, its lines indented.
type appender interface {
	appendJSON(dst []byte, indent string) ([]byte, error)
}

const indentation = "    "

// pretty writes JSON indented by four spaces, as the runner's files are.
func pretty(v any) ([]byte, error) {
	out, err := appendValue(nil, v, "")
	return append(out, '\n'), err
}

func appendValue(dst []byte, v any, indent string) ([]byte, error) {
	switch t := v.(type) {
	case appender:
		return t.appendJSON(dst, indent)
	case []any:
		return appendList(dst, t, indent)
	case []object:
		return appendList(dst, t, indent)
	case int64:
		return strconv.AppendInt(dst, t, 10), nil
	case uint64:
		return strconv.AppendUint(dst, t, 10), nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return dst, err
	}
	b := bytes.NewBuffer(dst)
	err = json.Indent(b, raw, indent, indentation)
	return b.Bytes(), err
}

func (o object) appendJSON(dst []byte, indent string) ([]byte, error) {
	if len(o) == 0 {
		return append(dst, "{}"...), nil
	}
	var err error
	inner := indent + indentation
	for i, f := range o {
		dst = append(append(append(dst, "{,"[min(i, 1)], '\n'), inner...), '"')
		dst = append(append(dst, f.key...), `": `...) // keys are plain
		if dst, err = appendValue(dst, f.value, inner); err != nil {
			return dst, err
		}
	}
	return append(append(append(dst, '\n'), indent...), '}'), nil
}

func appendList[T any](dst []byte, items []T, indent string) ([]byte, error) {
	if len(items) == 0 {
		return append(dst, "[]"...), nil
	}
	var err error
	inner := indent + indentation
	for i, v := range items {
		dst = append(append(dst, "[,"[min(i, 1)], '\n'), inner...)
		if dst, err = appendValue(dst, v, inner); err != nil {
			return dst, err
		}
	}
	return append(append(append(dst, '\n'), indent...), ']'), nil
}
