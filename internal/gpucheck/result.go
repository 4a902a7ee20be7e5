package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	schema   = "quarry/gpu-check/1"
	jsonFile = "gpu-check.json"
	textFile = "gpu-check.txt"
)

// Status says how a step went, and the whole.
type Status string

// How steps go.
const (
	passed     Status = "passed"
	failed     Status = "failed"
	late       Status = "timed out"
	notRun     Status = "not run"
	incomplete Status = "incomplete" // of the whole: nothing failed, but too little was checked
)

// Result is all that the check found out.
type Result struct {
	Schema string `json:"schema"`
	// Verdict is passed, failed or incomplete.
	Verdict Status    `json:"verdict"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Kit     Kit       `json:"kit"`
	Machine Machine   `json:"machine"`
	// Device is what the tests ran on; nil if none was found.
	Device *Device `json:"device"`
	// SMI is what nvidia-smi tells of the devices; empty if it is not there.
	SMI        []map[string]string `json:"nvidia_smi,omitempty"`
	Steps      []Step              `json:"steps"`
	Benchmarks []Benchmark         `json:"benchmarks,omitempty"`
}

// Kit says what was checked.
type Kit struct {
	Commit string `json:"commit"`
	// Dirty says that the sources were changed since.
	Dirty bool `json:"dirty"`
	// SHA256 are the digests of the kit's binaries, in hexadecimal.
	SHA256 map[string]string `json:"sha256"`
}

// Device is a GPU as the kernels' tests describe it.
type Device struct {
	// Backend is the name that it is chosen by; Emulated says that it is none.
	Backend      string `json:"backend"`
	Emulated     bool   `json:"emulated"`
	Name         string `json:"name"`
	Capability   string `json:"compute_capability"`
	Driver       string `json:"driver"`
	PCI          string `json:"pci"`
	MemoryBytes  int64  `json:"memory_bytes"`
	Processors   int    `json:"processors"`
	ClockMHz     int    `json:"clock_mhz"`
	Kernels      int    `json:"kernels"`
	LocalKernels int    `json:"kernels_with_local_memory"`
}

// Step is how one step went.
type Step struct {
	Name    string   `json:"name"`
	Status  Status   `json:"status"`
	Why     string   `json:"why,omitempty"`
	Seconds float64  `json:"seconds"`
	Passed  int      `json:"passed,omitempty"`
	Failed  []string `json:"failed,omitempty"`
	Skipped []string `json:"skipped,omitempty"`
	// Output is the end of what the program wrote, if it did not do well.
	Output string `json:"output,omitempty"`
}

// Benchmark is one result; Metrics are by unit, such as ns/op.
type Benchmark struct {
	Name    string             `json:"name"`
	Runs    int                `json:"runs"`
	Metrics map[string]float64 `json:"metrics"`
}

func (s *Step) fail(why string) {
	s.Status = failed
	if s.Why == "" {
		s.Why = why
	}
}

func (s Step) line() string {
	text := fmt.Sprintf("  %-24s %-10s %6.1f s", s.Name, s.Status, s.Seconds)
	if s.Passed > 0 {
		text += fmt.Sprintf("  %d passed", s.Passed)
	}
	if len(s.Failed) > 0 {
		text += fmt.Sprintf(", %d failed", len(s.Failed))
	}
	if len(s.Skipped) > 0 {
		text += fmt.Sprintf(", %d skipped", len(s.Skipped))
	}
	if s.Why != "" {
		text += "  " + s.Why
	}
	return text
}

// needed are the steps without which nothing can be said to have passed.
var needed = []string{"device", "kernels", "proofs"}

// judge sets the verdict. What an emulated device does says nothing about a GPU.
func (r *Result) judge() {
	r.Verdict = passed
	done := map[string]bool{}
	for _, s := range r.Steps {
		switch s.Status {
		case failed:
			r.Verdict = failed
			return
		case late:
			r.Verdict = incomplete
		case passed:
			done[s.Name] = true
		}
	}
	for _, name := range needed {
		if !done[name] {
			r.Verdict = incomplete
		}
	}
	if r.Device == nil || r.Device.Emulated {
		r.Verdict = incomplete
	}
}

// addTo takes over what an earlier run has left in a folder, if it was about the
// same binaries.
func (r *Result) addTo(dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, jsonFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var before Result
	if err := json.Unmarshal(raw, &before); err != nil {
		return fmt.Errorf("%s: %w", jsonFile, err)
	}
	if maps.Equal(before.Kit.SHA256, r.Kit.SHA256) && before.Machine == r.Machine {
		*r = before
	}
	return nil
}

// forget takes the reports of a step out, which is to be done anew.
func (r *Result) forget(step string) {
	r.Steps = slices.DeleteFunc(r.Steps, func(s Step) bool { return s.Name == step || strings.HasPrefix(s.Name, step+"/") })
}

// addBenchmarks adds results; those of an earlier run of the same name go.
func (r *Result) addBenchmarks(found []Benchmark) {
	for _, b := range found {
		r.Benchmarks = slices.DeleteFunc(r.Benchmarks, func(old Benchmark) bool { return old.Name == b.Name })
		r.Benchmarks = append(r.Benchmarks, b)
	}
}

// write writes both files.
func (r *Result) write(dir string) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, jsonFile), append(raw, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, textFile), []byte(r.text()), 0o644)
}

// text is the result for people.
func (r *Result) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "GPU check: %s\n\n", r.Verdict)
	dirty := ""
	if r.Kit.Dirty {
		dirty = ", with changes"
	}
	fmt.Fprintf(&b, "Kit      %s%s\nStarted  %s, took %.0f s\n", r.Kit.Commit, dirty, r.Started.Format(time.RFC3339), r.Seconds)
	fmt.Fprintf(&b, "Machine  %s, %d cores, %.0f GiB, Linux %s\n", r.Machine.CPU, r.Machine.Cores, r.Machine.MemoryGiB, r.Machine.Kernel)
	if d := r.Device; d != nil {
		what := "GPU      "
		if d.Emulated {
			what = "EMULATED, no GPU was checked: "
		}
		fmt.Fprintf(&b, "%s%s, compute capability %s, %d processors at %d MHz, %.0f GiB, driver %s, %s\n", what, d.Name, d.Capability,
			d.Processors, d.ClockMHz, float64(d.MemoryBytes)/(1<<30), d.Driver, d.PCI)
	} else {
		fmt.Fprintln(&b, "GPU      none found")
	}
	for _, gpu := range r.SMI {
		var pairs []string
		for k, v := range gpu {
			pairs = append(pairs, k+" "+v)
		}
		slices.Sort(pairs)
		fmt.Fprintf(&b, "         nvidia-smi: %s\n", strings.Join(pairs, ", "))
	}
	fmt.Fprintln(&b, "\nSteps")
	for _, s := range r.Steps {
		fmt.Fprintln(&b, s.line())
		for _, name := range s.Failed {
			fmt.Fprintf(&b, "      failed: %s\n", name)
		}
		for _, name := range s.Skipped {
			fmt.Fprintf(&b, "      skipped: %s\n", name)
		}
	}
	if len(r.Benchmarks) > 0 {
		fmt.Fprintln(&b, "\nBenchmarks")
	}
	for _, m := range r.Benchmarks {
		fmt.Fprintf(&b, "  %-72s", m.Name)
		for _, unit := range slices.Sorted(maps.Keys(m.Metrics)) {
			fmt.Fprintf(&b, "  %.6g %s", m.Metrics[unit], unit)
		}
		fmt.Fprintln(&b)
	}
	for _, s := range r.Steps {
		if s.Output != "" {
			fmt.Fprintf(&b, "\nOutput of %s\n%s\n", s.Name, s.Output)
		}
	}
	return b.String()
}
