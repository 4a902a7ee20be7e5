package lineup

import "strings"

// clip shortens a text to n bytes, at a rune's border.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// clipValid drops what is left of a rune that was cut in two.
func clipValid(s string) string { return strings.ToValidUTF8(s, "") }
