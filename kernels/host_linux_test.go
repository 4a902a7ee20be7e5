package kernels

import "testing"

func TestReportsFreePages(t *testing.T) {
	for features, want := range map[string]bool{
		"01100101000000000000000000000000100000\n": true,
		"01100001000000000000000000000000100000\n": false,
		"111":    false,
		"":       false,
		"\n":     false,
		"000001": true,
	} {
		if got := reportsFreePages([]byte(features)); got != want {
			t.Errorf("%q: %v", features, got)
		}
	}
}
