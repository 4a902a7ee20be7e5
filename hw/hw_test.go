package hw_test

import (
	"errors"
	"strings"
	"testing"

	"quarry/hw"
)

func TestProbe(t *testing.T) {
	m := hw.Probe()
	if m.CPU.Cores < 1 || m.CPU.MachineCores < 1 || m.CPU.Arch == "" {
		t.Errorf("probed %+v", m)
	}
}

func TestBudget(t *testing.T) {
	const gib = 1 << 30
	for _, tc := range []struct {
		m    hw.Memory
		want int64
	}{
		{hw.Memory{}, 0},
		{hw.Memory{Available: 16 * gib}, 15 * gib},
		{hw.Memory{Available: 1 * gib}, 768 << 20},
		{hw.Memory{Available: 16 * gib, GroupLimit: 2 * gib, GroupUsed: 1 * gib}, 768 << 20},
		{hw.Memory{Available: 16 * gib, GroupLimit: 20 * gib, GroupUsed: 1 * gib}, 15 * gib},
		{hw.Memory{Available: 16 * gib, GroupLimit: 2 * gib, GroupUsed: 3 * gib}, 1},
		{hw.Memory{GroupLimit: 2 * gib, GroupUsed: 1 * gib}, 768 << 20},
	} {
		if got := tc.m.Budget(); got != tc.want {
			t.Errorf("%+v: %d, want %d", tc.m, got, tc.want)
		}
	}
}

func TestChoose(t *testing.T) {
	fast := hw.Backend{Name: "fast", About: "assembly"}
	broken := hw.Backend{Name: "fast", Problem: errors.New("no AVX2")}
	plain := hw.Backend{Name: "plain"}
	for _, tc := range []struct {
		offered   []hw.Backend
		name, why string
	}{
		{[]hw.Backend{fast, plain}, "fast", "assembly"},
		{[]hw.Backend{broken, plain}, "plain", "no AVX2"},
		{[]hw.Backend{broken}, "", "no backend"},
		{nil, "", "no backend"},
	} {
		name, why := hw.Choose(tc.offered)
		if name != tc.name || !strings.Contains(why, tc.why) {
			t.Errorf("got %q, %q", name, why)
		}
	}
}
