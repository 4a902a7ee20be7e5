package hw

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// Two packages are added up, parts of them are not, and counters wrap around.
func TestEnergyMeter(t *testing.T) {
	root := t.TempDir()
	set := func(domain, file string, value uint64) {
		dir := filepath.Join(root, domain)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(strconv.FormatUint(value, 10)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if m := openEnergyMeter(root); m != nil {
		t.Fatal("a meter of nothing")
	}
	for i, domain := range []string{"intel-rapl:0", "intel-rapl:0:0", "intel-rapl:1"} {
		set(domain, "max_energy_range_uj", 10e6)
		set(domain, "energy_uj", uint64(i)*1e6)
	}
	m := openEnergyMeter(root)
	expect := func(want float64) {
		t.Helper()
		if got, ok := m.Joules(); !ok || got != want {
			t.Fatalf("%v J, %v, want %v", got, ok, want)
		}
	}
	expect(0)
	set("intel-rapl:0", "energy_uj", 3e6)
	set("intel-rapl:0:0", "energy_uj", 9e6)
	set("intel-rapl:1", "energy_uj", 4e6)
	expect(5)
	set("intel-rapl:1", "energy_uj", 1e6) // through the end of its range
	expect(12)
	if err := os.Remove(filepath.Join(root, "intel-rapl:0", "energy_uj")); err != nil {
		t.Fatal(err)
	}
	if _, ok := m.Joules(); ok {
		t.Error("energy of a package that can't be read")
	}
	if _, ok := (*EnergyMeter)(nil).Joules(); ok {
		t.Error("energy of no meter")
	}
}
