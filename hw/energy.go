package hw

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// EnergyMeter reads how much energy the processors' packages have used, where the
// box tells: Intel's and AMD's RAPL counters, as Linux shows them in powercap. All
// that runs on the box is in it. A nil meter reads nothing.
type EnergyMeter struct {
	domains []energyDomain
}

// energyDomain is a package. Its counter, in microjoules, starts again at 0 when it
// has reached its range.
type energyDomain struct {
	file       string
	span, last uint64
	sum        uint64 // since the meter was opened
}

// OpenEnergyMeter opens a meter, or returns nil if there is nothing to read: on
// virtual machines, and where only root may.
func OpenEnergyMeter() *EnergyMeter { return openEnergyMeter("/sys/class/powercap") }

func openEnergyMeter(root string) *EnergyMeter {
	// Packages are intel-rapl:0 and so on, on AMD too; intel-rapl:0:1 is a part of one.
	folders, _ := filepath.Glob(filepath.Join(root, "intel-rapl:[0-9]*")) // fails only on a bad pattern
	m := &EnergyMeter{}
	for _, folder := range folders {
		if strings.Count(filepath.Base(folder), ":") != 1 {
			continue
		}
		d := energyDomain{file: filepath.Join(folder, "energy_uj")}
		now, ok := readCounter(d.file)
		span, spanOK := readCounter(filepath.Join(folder, "max_energy_range_uj"))
		if ok && spanOK {
			d.last, d.span = now, span
			m.domains = append(m.domains, d)
		}
	}
	if len(m.domains) == 0 {
		return nil
	}
	return m
}

// Joules is what was used since the meter was opened; it must be read at least
// once in the time that a counter takes through its range, some minutes under full
// load. ok is false if nothing is known.
func (m *EnergyMeter) Joules() (joules float64, ok bool) {
	if m == nil {
		return 0, false
	}
	for i := range m.domains {
		d := &m.domains[i]
		now, ok := readCounter(d.file)
		if !ok {
			return 0, false
		}
		if now < d.last {
			d.sum += d.span
		}
		d.sum += now - d.last // modulo 2^64, as the sum is
		d.last = now
		joules += float64(d.sum) / 1e6
	}
	return joules, true
}

func readCounter(file string) (uint64, bool) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	v, err := strconv.ParseUint(strings.TrimSpace(string(raw)), 10, 64)
	return v, err == nil
}
