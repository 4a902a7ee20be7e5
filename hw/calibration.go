package hw

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarry/fault"
	"quarry/internal/durable"
)

// Codes of calibrations. Neither ends anything: who reads a calibration does
// without it then.
const (
	// CodeCalibration: the calibration's file is damaged, or can't be read or written.
	CodeCalibration fault.Code = "hw/bad-calibration"
	// CodeStale: the calibration was made on another machine, driver or program.
	CodeStale fault.Code = "hw/stale-calibration"
)

// CalibrationSchema is the version of the file's form.
const CalibrationSchema = "quarry-calibration/1"

// Calibration is what a machine was measured to do, kept in a file: estimates of
// times and the choice between processor and GPU go by it. Rates are a second,
// sizes bytes, times seconds.
type Calibration struct {
	Schema  string    `json:"schema"`
	Made    time.Time `json:"made"`
	Subject Subject   `json:"subject"`
	Limits  Limits    `json:"limits"`
	// Load is the load average before the measurement: of other work.
	Load float64 `json:"load"`
	// Devices are the limits of GPUs, by the name of their backend.
	Devices map[string]DeviceLimits `json:"devices,omitempty"`
	Kernels []KernelRate            `json:"kernels"`
	Proofs  []ProofTime             `json:"proofs"`
}

// Subject is what was measured: if any of it changes, so may all figures.
type Subject struct {
	Model    string   `json:"model"`
	Features []string `json:"features"`
	Cores    int      `json:"cores"`
	// GPUs are their models and identifiers, Driver the version of their driver.
	GPUs   []string `json:"gpus,omitempty"`
	Driver string   `json:"driver,omitempty"`
	// Program is the binary: its commit, or what else tells it from others.
	Program string `json:"program"`
}

// Limits are what the machine was measured to do at most, on one core and on
// all that the process may use.
type Limits struct {
	// Multiplications of two 64-bit numbers to 128 bits, a second.
	MulOne float64 `json:"mul64_one_core"`
	MulAll float64 `json:"mul64_all_cores"`
	// Bytes that main memory takes and gives in a copy, a second.
	MemoryOne float64 `json:"memory_one_core"`
	MemoryAll float64 `json:"memory_all_cores"`
	// Multiplications of felts in a core's cache, a second, and compressions of
	// Keccak-256 and BLAKE2s likewise, of 64 bytes each: by the fastest code of
	// ours that runs here. 0 in files from before they were measured.
	FeltOne   float64 `json:"felt_one_core,omitempty"`
	FeltAll   float64 `json:"felt_all_cores,omitempty"`
	KeccakOne float64 `json:"keccak_one_core,omitempty"`
	KeccakAll float64 `json:"keccak_all_cores,omitempty"`
	BlakeOne  float64 `json:"blake2s_one_core,omitempty"`
	BlakeAll  float64 `json:"blake2s_all_cores,omitempty"`
}

// DeviceLimits are what a GPU was measured to do at most.
type DeviceLimits struct {
	// Mul64 are multiplications of two 64-bit numbers to 128 bits a second, each
	// counted as four multiply-adds of 32 bits, which are what GPUs have; Felt are
	// felt multiplications of independent chains in registers.
	Mul64 float64 `json:"mul64"`
	Felt  float64 `json:"felt"`
	// Memory is bytes a second that a copy within device memory reads and writes.
	Memory float64 `json:"memory"`
	// Up and Down are bytes a second between pinned host memory and the device;
	// BothUp and BothDown when both go on at once.
	Up       float64 `json:"up"`
	Down     float64 `json:"down"`
	BothUp   float64 `json:"both_up"`
	BothDown float64 `json:"both_down"`
	// Emulated says that this is no GPU: the figures tell nothing but that they
	// can be taken.
	Emulated bool `json:"emulated,omitempty"`
}

// KernelRate is how fast a backend does one kind of work.
type KernelRate struct {
	// Work is a contest of the bench, Contender who did it.
	Work      string  `json:"work"`
	Contender string  `json:"contender"`
	Unit      string  `json:"unit"`
	Rate      float64 `json:"rate"`
}

// ProofTime is what one proof took.
type ProofTime struct {
	Backend   string `json:"backend"`
	Layout    string `json:"layout"`
	NSteps    uint64 `json:"n_steps"`
	LogBlowup int    `json:"log_blowup"`
	// Hash is the commitment hash.
	Hash string `json:"hash"`
	// Seconds are those of a process of its own, from its start; Warm those of an
	// attempt in a service's process that had made a proof before, 0 if that was not
	// measured: it is, on GPUs, which take long to be taken into use.
	Seconds float64 `json:"seconds"`
	Warm    float64 `json:"warm_seconds,omitempty"`
}

// Warmed is the calibration for who makes proofs in processes that live on: where such
// were measured, Seconds are theirs. Of none it is none.
func (c *Calibration) Warmed() *Calibration {
	if c == nil {
		return nil
	}
	w := *c
	w.Proofs = slices.Clone(c.Proofs)
	for i := range w.Proofs {
		if p := &w.Proofs[i]; p.Warm > 0 {
			p.Seconds = p.Warm
		}
	}
	return &w
}

// NewSubject describes this machine and the program. GPUs are looked at in files
// of the driver, which is quick, and left alone.
func NewSubject(program string) Subject {
	c := Probe().CPU
	s := Subject{Model: c.Model, Features: c.Features, Cores: c.Cores, Program: program}
	s.GPUs, s.Driver = driverFiles(os.DirFS("/proc/driver/nvidia"))
	return s
}

// driverFiles reads what NVIDIA's driver for Linux says in /proc/driver/nvidia.
func driverFiles(dir fs.FS) (gpus []string, driver string) {
	if raw, err := fs.ReadFile(dir, "version"); err == nil {
		first, _, _ := strings.Cut(string(raw), "\n")
		driver = strings.Join(strings.Fields(first), " ")
	}
	files, _ := fs.Glob(dir, "gpus/*/information") // fails only on a bad pattern
	for _, file := range files {
		raw, err := fs.ReadFile(dir, file)
		if err != nil {
			continue
		}
		var parts []string
		for line := range strings.Lines(string(raw)) {
			name, value, _ := strings.Cut(line, ":")
			if name == "Model" || name == "GPU UUID" {
				parts = append(parts, strings.TrimSpace(value))
			}
		}
		gpus = append(gpus, strings.Join(parts, ", "))
	}
	return gpus, driver
}

// differs says what of two subjects is not the same, "" if all is.
func (s *Subject) differs(o *Subject) string {
	switch {
	case s.Model != o.Model || !slices.Equal(s.Features, o.Features):
		return "the processor"
	case s.Cores != o.Cores:
		return "the number of cores"
	case !slices.Equal(s.GPUs, o.GPUs):
		return "the GPUs"
	case s.Driver != o.Driver:
		return "the GPUs' driver"
	case s.Program != o.Program:
		return "the program"
	}
	return ""
}

// CalibrationVariable is the environment variable that names the calibration's file.
const CalibrationVariable = "QUARRY_CALIBRATION"

// CalibrationFile is where this user's calibration is kept, "" if there is no
// place: the value of CalibrationVariable, or else a file in the user's folder for
// caches. "none" is no file.
func CalibrationFile() string { return placeOf(CalibrationVariable, "calibration.json") }

// placeOf is the file that an environment variable names, "" for "none", or else the
// one of that name in the user's folder for caches, "" if there is no such folder.
func placeOf(variable, name string) string {
	switch path := os.Getenv(variable); path {
	case "":
	case "none":
		return ""
	default:
		return path
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "quarry", name)
}

// mostCalibration bounds the file's size.
const mostCalibration = 1 << 20

// ReadCalibration reads a calibration of the subject. There is none, and no error,
// if there is no such file. It fails with CodeCalibration and CodeStale.
func ReadCalibration(path string, subject *Subject) (*Calibration, error) {
	bad := func(err error, what string) (*Calibration, error) {
		return nil, fault.Wrap(err, CodeCalibration, "the calibration %s", what).At("%s", path).WithHint("make another by quarry hw calibrate")
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && (!info.Mode().IsRegular() || info.Size() > mostCalibration) {
		return bad(nil, "is no file of that kind")
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return bad(err, "can't be read")
	}
	c := new(Calibration)
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(c); err != nil {
		return bad(err, "is damaged")
	}
	if c.Schema != CalibrationSchema {
		return bad(nil, "has the schema "+strconv.Quote(c.Schema)+", not "+CalibrationSchema)
	}
	if what := c.impossible(); what != "" {
		return bad(nil, "is damaged: "+what)
	}
	if what := c.Subject.differs(subject); what != "" {
		return nil, fault.New(CodeStale, "the calibration is of no use any more: %s changed", what).At("%s", path).
			WithHint("make another by quarry hw calibrate")
	}
	return c, nil
}

// impossible says what can't be, "" if all can.
func (c *Calibration) impossible() string {
	for _, p := range c.Proofs {
		if !positive(p.Seconds) || p.Warm != 0 && !positive(p.Warm) || p.NSteps == 0 || p.NSteps > 1<<40 || p.LogBlowup < 1 || p.LogBlowup > 16 {
			return fmt.Sprintf("a proof of %d steps with blow-up 2^%d in %v s", p.NSteps, p.LogBlowup, p.Seconds)
		}
	}
	for _, k := range c.Kernels {
		if !positive(k.Rate) {
			return fmt.Sprintf("%s at %v a second", k.Work, k.Rate)
		}
	}
	return ""
}

func positive(v float64) bool { return v > 1e-12 && v < 1e18 }

// Write writes the calibration's file, whole or not at all.
func (c *Calibration) Write(path string) error {
	fail := func(err error) error {
		return fault.Wrap(err, CodeCalibration, "the calibration can't be written").At("%s", path)
	}
	raw, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return fail(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fail(err)
	}
	// It holds no secret, and services run by other users read it.
	if err := errors.Join(durable.WriteFile(path, append(raw, '\n')), os.Chmod(path, 0o644)); err != nil {
		return fail(err)
	}
	return nil
}
