package config

import (
	"strconv"
	"strings"

	"quarry/fault"
)

// Size is a number of bytes. It is written 1500000, 800MB, 8GiB or 8G.
type Size int64

// sizeUnits are the units by their upper-case names; a bare letter is binary.
var sizeUnits = map[string]float64{
	"": 1, "B": 1, "K": 1 << 10, "KIB": 1 << 10, "KB": 1e3, "M": 1 << 20, "MIB": 1 << 20, "MB": 1e6,
	"G": 1 << 30, "GIB": 1 << 30, "GB": 1e9, "T": 1 << 40, "TIB": 1 << 40, "TB": 1e12,
}

// ParseSize reads a number of bytes that is not negative.
func ParseSize(s string) (Size, error) {
	text := strings.TrimSpace(s)
	at := len(text)
	for at > 0 && (text[at-1] < '0' || text[at-1] > '9') {
		at--
	}
	unit, ok := sizeUnits[strings.ToUpper(strings.TrimSpace(text[at:]))]
	n, err := strconv.ParseFloat(text[:at], 64)
	if !ok || err != nil || !(n >= 0) || n*unit >= 1<<62 {
		return 0, fault.New(CodeValue, "%q is no number of bytes", s).WithHint("write for example 8GiB or 800MB")
	}
	return Size(n * unit), nil
}

// UnmarshalText implements encoding.TextUnmarshaler, for flags.
func (s *Size) UnmarshalText(text []byte) error {
	n, err := ParseSize(string(text))
	if err == nil {
		*s = n
	}
	return err
}

// MarshalText implements encoding.TextMarshaler.
func (s Size) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// String writes the size with the largest binary unit that divides it.
func (s Size) String() string {
	for _, u := range []struct {
		bytes Size
		name  string
	}{{1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if s != 0 && s%u.bytes == 0 {
			return strconv.FormatInt(int64(s/u.bytes), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(s), 10)
}
