package program

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strconv"
)

// parseDebug reads debug information. What is malformed counts as missing: it
// serves messages only.
func parseDebug(data []byte) *DebugInfo {
	var raw *rawDebug
	if json.Unmarshal(data, &raw) != nil || raw == nil {
		return nil
	}
	info := &DebugInfo{Instructions: map[int]Instruction{}, Files: raw.Files}
	for key, in := range raw.Instructions {
		pc, err := strconv.Atoi(key)
		if err != nil {
			continue
		}
		d := Instruction{Scopes: in.Scopes}
		if in.Inst != nil {
			d.Inst = in.Inst.location(0)
		}
		for _, h := range in.Hints {
			if h == nil {
				d.Hints = append(d.Hints, nil)
				continue
			}
			d.Hints = append(d.Hints, &HintLocation{h.Location.location(0), h.Prefix})
		}
		info.Instructions[pc] = d
	}
	return info
}

// cutDebug takes the value of the first top-level member debug_info out of a
// JSON object and leaves null there. It does not check the value, and it
// changes nothing if it does not find its way.
func cutDebug(data []byte) (rest, debug []byte) {
	key := []byte(`"debug_info"`)
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := stringEnd(data, i)
			if end < 0 {
				return data, nil
			}
			if depth == 1 && bytes.Equal(data[i:end], key) {
				return cutValue(data, end)
			}
			i = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
	}
	return data, nil
}

// stringEnd returns the end of the string that begins at i, -1 if there is none.
func stringEnd(data []byte, i int) int {
	for i++; ; i++ {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return -1
		}
		i += n
		escapes := 0
		for data[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}

// spaces are eight of them.
const spaces = 0x2020202020202020

// cutValue cuts out the object that follows the key that ends at i.
func cutValue(data []byte, i int) (rest, debug []byte) {
	for i < len(data) && bytes.IndexByte([]byte(" \t\r\n:"), data[i]) >= 0 {
		i++
	}
	begin, depth := i, 0
	for ; i < len(data); i++ {
		switch data[i] {
		case ' ': // most of the text is indentation
			for i+8 < len(data) && binary.NativeEndian.Uint64(data[i+1:]) == spaces {
				i += 8
			}
			continue
		case '"':
			end := stringEnd(data, i)
			if end < 0 {
				return data, nil
			}
			i = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		default:
			continue
		}
		if depth <= 0 {
			break
		}
	}
	if depth != 0 || i >= len(data) || data[begin] != '{' {
		return data, nil // null, or nothing that could be debug information
	}
	rest = make([]byte, 0, len(data)-(i+1-begin)+len("null"))
	rest = append(append(append(rest, data[:begin]...), "null"...), data[i+1:]...)
	return rest, data[begin : i+1]
}
