package prover

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"

	"quarry/hw"
	"quarry/kernels/cuda/driver"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
)

// calibration is what this process knows of the machine's speed.
var calibration struct {
	sync.Mutex
	file  string
	known bool
	value *hw.Calibration
	err   error
}

// SetCalibrationFile says where the machine's calibration is; without, none is used.
// It must be called before backends are looked at.
func SetCalibrationFile(path string) {
	calibration.Lock()
	defer calibration.Unlock()
	calibration.file, calibration.known = path, false
}

// SetCalibration gives the process a calibration that another one read.
func SetCalibration(c *hw.Calibration) {
	calibration.Lock()
	defer calibration.Unlock()
	calibration.known, calibration.value, calibration.err = true, c, nil
}

// Calibration is what the machine was measured to do, nil if it was not; the error
// says why one that is there is not used. The file is read once.
func Calibration() (*hw.Calibration, error) {
	c := &calibration
	c.Lock()
	defer c.Unlock()
	if !c.known {
		c.known, c.value, c.err = true, nil, nil
		if c.file != "" {
			subject := Subject()
			c.value, c.err = hw.ReadCalibration(c.file, &subject)
		}
	}
	return c.value, c.err
}

// Subject is what a calibration by this program on this machine is of.
func Subject() hw.Subject {
	program := Revision()
	if program == UnknownRevision || strings.Contains(program, "+") {
		// The commit doesn't tell this binary from others; its file does.
		if path, err := os.Executable(); err == nil {
			if info, err := os.Stat(path); err == nil {
				program += fmt.Sprintf(", %d bytes of %s", info.Size(), info.ModTime().UTC().Format("2006-01-02T15:04:05.000"))
			}
		}
	}
	return hw.NewSubject(program)
}

// gpuWorthGuess is from how many elements on, over all evaluations of the traces, a
// GPU is chosen on a machine that was not measured: below, taking it into use takes
// about as long as the whole proof on two cores.
const gpuWorthGuess = 1 << 22

// GPUWorth is from how many elements on, over all evaluations of the traces, a GPU
// is chosen by itself, and whether that was measured. Emulated ones are for tests,
// which ask for them.
func GPUWorth() (elements int64, measured bool) { return gpuWorth(false) }

// gpuWorth is a variable for tests, which want small proofs on emulated GPUs.
// With warm it is for processes that live on.
var gpuWorth = func(warm bool) (elements int64, measured bool) {
	if driver.Emulated {
		return math.MaxInt64, false
	}
	c, _ := Calibration()
	if warm {
		c = c.Warmed()
	}
	return gpuWorthBy(c, bestCPU(), gpuBackend())
}

// gpuWorthBy finds where a GPU's proofs become faster than the processor's by what
// a calibration says of both.
func gpuWorthBy(c *hw.Calibration, processor, gpu string) (elements int64, measured bool) {
	if c == nil {
		return gpuWorthGuess, false
	}
	times := map[string]map[float64]float64{processor: {}, gpu: {}}
	var hash string // that of the first proof; others have other slopes
	for _, p := range c.Proofs {
		a, err := layouts.New(p.Layout, p.NSteps)
		if by := times[p.Backend]; by != nil && err == nil && (hash == "" || hash == p.Hash) {
			hash = p.Hash
			by[float64(evaluations(stark.ShapeOf(a, stark.Params{LogNCosets: p.LogBlowup})))] = p.Seconds
		}
	}
	worth, ok := hw.Crossover(times[processor], times[gpu])
	switch {
	case !ok:
		return gpuWorthGuess, false
	case worth > 1<<62:
		return math.MaxInt64, true
	}
	return int64(worth), true
}

// ranked puts backends into the order of a calibration's times.
func ranked(backends []hw.Backend) []hw.Backend {
	c, _ := Calibration()
	return c.Rank(slices.Clone(backends))
}
