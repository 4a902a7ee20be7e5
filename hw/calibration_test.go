package hw

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarry/fault"
)

func calibrated() *Calibration {
	return &Calibration{
		Schema: CalibrationSchema, Made: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Subject: NewSubject("abc"),
		Limits: Limits{MulOne: 1e9}, Kernels: []KernelRate{{"felt/multiply", "go", "multiplication", 3e7}},
		Proofs: []ProofTime{
			{Backend: "go", Layout: "plain", NSteps: 1 << 12, LogBlowup: 2, Hash: "keccak256", Seconds: 0.5}, {Backend: "avx2", Layout: "plain", NSteps: 1 << 12, LogBlowup: 2, Hash: "keccak256", Seconds: 0.6},
			{Backend: "go", Layout: "plain", NSteps: 1 << 14, LogBlowup: 2, Hash: "keccak256", Seconds: 2}, {Backend: "avx2", Layout: "plain", NSteps: 1 << 14, LogBlowup: 2, Hash: "keccak256", Seconds: 0.9},
			{Backend: "avx2", Layout: "plain", NSteps: 1 << 16, LogBlowup: 2, Hash: "keccak256", Seconds: 3},
		},
	}
}

// What was written is read, and whatever it was made on must still be there.
func TestCalibrationFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "calibration.json")
	subject := NewSubject("abc")
	if c, err := ReadCalibration(path, &subject); c != nil || err != nil {
		t.Fatalf("no file: %v, %v", c, err)
	}
	want := calibrated()
	if err := want.Write(path); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadCalibration(path, &subject); err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
	for what, change := range map[string]func(s *Subject){
		"processor": func(s *Subject) { s.Model += "x" }, "cores": func(s *Subject) { s.Cores++ },
		"GPUs": func(s *Subject) { s.GPUs = []string{"another"} }, "driver": func(s *Subject) { s.Driver = "2" },
		"program": func(s *Subject) { s.Program = "def" },
	} {
		s := subject
		change(&s)
		if c, err := ReadCalibration(path, &s); c != nil || fault.CodeOf(err) != CodeStale || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v, %v", what, c, err)
		}
	}
}

// Damage is an error with its code, whatever it is.
func TestDamagedCalibration(t *testing.T) {
	dir := t.TempDir()
	subject := NewSubject("abc")
	good := filepath.Join(dir, "good")
	if err := calibrated().Write(good); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "half": string(raw[:len(raw)/2]), "another form": strings.Replace(string(raw), "calibration/1", "calibration/9", 1),
		"no time": strings.Replace(string(raw), "\"seconds\": 0.5", "\"seconds\": 0", 1),
		"no rate": strings.Replace(string(raw), "30000000", "-1", 1), "a list": "[]",
		"too long": strings.Repeat(" ", mostCalibration) + string(raw),
	} {
		path := filepath.Join(dir, "bad")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := ReadCalibration(path, &subject); c != nil || fault.CodeOf(err) != CodeCalibration {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
	if _, err := ReadCalibration(dir, &subject); fault.CodeOf(err) != CodeCalibration {
		t.Errorf("a folder: %v", err)
	}
	if err := calibrated().Write(filepath.Join(good, "below a file")); fault.CodeOf(err) != CodeCalibration {
		t.Errorf("writing below a file: %v", err)
	}
}

// A service's times are those of processes that live on, where they were measured.
func TestWarmed(t *testing.T) {
	c := calibrated()
	c.Proofs = append(c.Proofs, ProofTime{Backend: "cuda", Layout: "plain", NSteps: 1 << 12, LogBlowup: 2, Hash: "keccak256", Seconds: 3, Warm: 0.2})
	last := len(c.Proofs) - 1
	w := c.Warmed()
	if w.Proofs[0].Seconds != c.Proofs[0].Seconds || w.Proofs[last].Seconds != 0.2 || c.Proofs[last].Seconds != 3 {
		t.Errorf("%+v of %+v", w.Proofs, c.Proofs)
	}
	if (*Calibration)(nil).Warmed() != nil {
		t.Error("of nothing comes something")
	}
	c.Proofs[last].Warm = -1
	if c.impossible() == "" {
		t.Error("a proof in less than no time")
	}
}

// Who was faster in the largest proof that several made comes first; others stay.
func TestRank(t *testing.T) {
	offered := []Backend{{Name: "cuda"}, {Name: "go", Problem: errors.New("x")}, {Name: "avx2"}}
	names := func(all []Backend) string {
		var s []string
		for _, b := range all {
			s = append(s, b.Name)
		}
		return strings.Join(s, " ")
	}
	if got := names(calibrated().Rank(offered)); got != "cuda avx2 go" {
		t.Errorf("ranked %s", got)
	}
	if got := names((*Calibration)(nil).Rank(offered)); got != "cuda go avx2" {
		t.Errorf("without a calibration %s", got)
	}
	if got := names((&Calibration{}).Rank(offered)); got != "cuda go avx2" {
		t.Errorf("by an empty one %s", got)
	}
}

func TestCrossover(t *testing.T) {
	cpu := map[float64]float64{1: 1.1, 2: 2.1, 4: 4.1}    // 0.1 + x
	gpu := map[float64]float64{1: 2.25, 4: 3, 8: 4}       // 2 + x/4
	slow := map[float64]float64{1: 9, 2: 18}              // 9 x
	small := map[float64]float64{1: 0.6, 2: 1.15, 4: 2.3} // about half of the first
	for _, c := range []struct {
		name          string
		first, second map[float64]float64
		want          float64
		ok            bool
	}{
		{"later", cpu, gpu, 1.9 / 0.75, true}, {"never", cpu, slow, math.Inf(1), true}, {"always", cpu, small, 0, true},
		{"too few", cpu, map[float64]float64{1: 1}, 0, false},
		{"weights that don't compare", cpu, map[float64]float64{1: 1e-12, 2: 1e17}, 0, false},
	} {
		got, ok := Crossover(c.first, c.second)
		if ok != c.ok || got != c.want && math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: %v, %v", c.name, got, ok)
		}
	}
}

func TestNodesAndDriver(t *testing.T) {
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	nodes := memoryNodes(fstest.MapFS{
		"node10/cpulist": text("64-127\n"), "node2/cpulist": text("0-63\n"), "node3/meminfo": text(""),
		"node2/meminfo": text("Node 2 MemTotal:       16384 kB\nNode 2 MemFree:  1 kB\n"), "possible": text("0-10"),
	})
	if want := []Node{{2, "0-63", 16 << 20}, {10, "64-127", 0}}; !reflect.DeepEqual(nodes, want) {
		t.Errorf("nodes %+v", nodes)
	}
	gpus, driver := driverFiles(fstest.MapFS{
		"version":                       text("NVRM version: NVIDIA UNIX  580.65.06  Release\nGCC version: 12\n"),
		"gpus/0000:18:00.0/information": text("Model: \t\t NVIDIA H100\nIRQ: 1\nGPU UUID: \t GPU-1\n"),
	})
	if driver != "NVRM version: NVIDIA UNIX 580.65.06 Release" || !reflect.DeepEqual(gpus, []string{"NVIDIA H100, GPU-1"}) {
		t.Errorf("%q, %q", gpus, driver)
	}
	if gpus, driver := driverFiles(fstest.MapFS{}); gpus != nil || driver != "" {
		t.Errorf("of nothing: %q, %q", gpus, driver)
	}
}

func TestCalibrationPlace(t *testing.T) {
	t.Setenv("QUARRY_CALIBRATION", "/x/y.json")
	if got := CalibrationFile(); got != "/x/y.json" {
		t.Error(got)
	}
	t.Setenv("QUARRY_CALIBRATION", "none")
	if got := CalibrationFile(); got != "" {
		t.Error(got)
	}
	t.Setenv("QUARRY_CALIBRATION", "")
	t.Setenv("XDG_CACHE_HOME", "/cache")
	if got := CalibrationFile(); got != "/cache/quarry/calibration.json" {
		t.Error(got)
	}
}
