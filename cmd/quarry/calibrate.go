package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"time"

	"quarry/bench"
	"quarry/hw"
	"quarry/prover"
	"quarry/prover/air/layouts"
	"quarry/prover/stark"
	"quarry/prover/timing"
)

// calibrateCommand is quarry hw calibrate.
type calibrateCommand struct {
	jsonFlag
	Backend []string `placeholder:"NAME" help:"Backends to measure (default: all that run here)."`
	Out     string   `placeholder:"FILE" help:"Where to keep it (default: where it is looked for, see QUARRY_CALIBRATION)."`
	Remove  bool     `help:"Remove the calibration that is there instead."`
}

func (c *calibrateCommand) run(ctx context.Context, s streams) error {
	if c.Out == "" {
		c.Out = hw.CalibrationFile()
	}
	if c.Out == "" {
		return usageError("there is no place for the calibration: give --out, or set QUARRY_CALIBRATION to a file's name")
	}
	if c.Remove {
		if err := os.Remove(c.Out); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return usageError("can't remove the calibration: %v", err)
		}
		return nil
	}
	quarry, err := os.Executable()
	if err != nil {
		return usageError("can't find this program's own file: %v", err)
	}
	// What is measured is not to depend on what was measured before.
	prover.SetCalibrationFile("")
	o := bench.Options{Backends: c.Backend, Quarry: quarry}
	var done func()
	o.Progress, done = benchProgress(s)
	measured, err := bench.Calibrate(ctx, o)
	done()
	if err != nil {
		return err
	}
	if err := measured.Write(c.Out); err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, measured)
		return nil
	}
	var t table
	t.add("written", "%s", c.Out)
	addMeasured(&t, measured)
	t.print(s.out)
	return nil
}

// calibrationObject is what quarry hw --json says of the calibration.
func calibrationObject() map[string]any {
	c, err := prover.Calibration()
	worth, measured := prover.GPUWorth()
	o := map[string]any{"file": hw.CalibrationFile(), "calibration": c, "gpu_from_elements": worth, "gpu_measured": measured}
	if err != nil {
		o["problem"] = errorObject(err)
	}
	return o
}

// addCalibration adds what is known of the machine's speed.
func addCalibration(t *table) {
	c, err := prover.Calibration()
	switch {
	case err != nil:
		t.add("calibration", "not used: %s", err)
	case c == nil:
		t.add("calibration", "none; quarry hw calibrate makes one")
	default:
		t.add("calibration", "of %s: %d kernels, %d proofs; --json lists them", c.Made.Format(time.DateTime), len(c.Kernels), len(c.Proofs))
		addLimits(t, c)
	}
}

// addLimits adds what a calibration says of limits.
func addLimits(t *table, c *hw.Calibration) {
	t.add("multiplier", "%.2f G/s on one core, %.2f on all (64 bits)", c.Limits.MulOne/1e9, c.Limits.MulAll/1e9)
	t.add("memory's speed", "%.1f GB/s on one core, %.1f on all", c.Limits.MemoryOne/1e9, c.Limits.MemoryAll/1e9)
	for name, d := range c.Devices {
		t.add(name, "multiplier %.0f G/s, memory %.0f GB/s, bus %.1f GB/s up, %.1f down, %.1f and %.1f at once",
			d.Mul64/1e9, d.Memory/1e9, d.Up/1e9, d.Down/1e9, d.BothUp/1e9, d.BothDown/1e9)
	}
	if worth, measured := prover.GPUWorth(); measured && worth < math.MaxInt64 {
		t.add("GPU chosen", "from %d elements of the extended traces on", worth)
	}
}

// addMeasured adds all that a calibration says.
func addMeasured(t *table, c *hw.Calibration) {
	addLimits(t, c)
	for _, k := range c.Kernels {
		t.add(k.Work, "%s: %s a %s", k.Contender, bench.Duration(1/k.Rate), k.Unit)
	}
	for _, p := range c.Proofs {
		text := fmt.Sprintf("%s: %s, %d steps, blow-up %d, %s: %s", p.Backend, p.Layout, p.NSteps, 1<<p.LogBlowup, p.Hash, bench.Duration(p.Seconds))
		if p.Warm > 0 {
			text += ", in a service " + bench.Duration(p.Warm)
		}
		t.add("proof", "%s", text)
	}
	if c.Load > float64(c.Subject.Cores)/2+1 {
		t.add("note", "the machine was busy with other work (load %.1f): do it again when it is quiet", c.Load)
	}
}

// calibrated is what the calibration says of a backend's proofs with the parameters
// of a statement; an empty backend is the one that would be chosen for it. warm is for
// proofs in processes that live on, as a service's.
func calibrated(backend string, st *prover.Statement, warm bool) *timing.Measurements {
	c, _ := prover.Calibration() // quarry serve and quarry hw say what is wrong with it
	if warm {
		c = c.Warmed()
	}
	if backend == "" {
		if a, err := layouts.New(st.Public.Layout, st.Public.NSteps); err == nil {
			backend = prover.BackendFor(stark.ShapeOf(a, st.Params), warm)
		}
	}
	return timing.Calibrated(c, backend, st.Params.Hash.String(), st.Params.PowHash.String())
}

// calibratedService is calibrated for a service.
func calibratedService(backend string, st *prover.Statement) *timing.Measurements {
	return calibrated(backend, st, true)
}

// timeLine says for people how long a proof will take.
func timeLine(e *timing.Estimate) string {
	if e == nil {
		return "unknown; quarry hw calibrate measures this machine"
	}
	text := "about " + bench.Duration(e.Seconds)
	if e.SizeRatio > 64 {
		text += fmt.Sprintf("; a guess, as the nearest proof that was measured is %.0f times smaller", e.SizeRatio)
	}
	return text
}
