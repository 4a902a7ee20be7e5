package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The binaries of a kit.
const (
	kernelTests = "kernels.test"
	proverTests = "prover.test"
	workerTests = "worker.test"
	benchTests  = "bench.test"
)

// step is one part of the check; do returns a report for each of its parts.
type step struct {
	name  string
	limit time.Duration
	do    func(c *checker, ctx context.Context, s *step) []Step
	parts []string // that can be done alone
}

var steps = []step{
	{"device", time.Minute, (*checker).device, nil},
	{"kernels", 5 * time.Minute, (*checker).kernels, nil},
	{"proofs", 10 * time.Minute, (*checker).proofs, nil},
	{"worker", 5 * time.Minute, (*checker).worker, nil},
	{"sanitizer", 3 * time.Minute, (*checker).sanitizer, sanitizers},
	{"rates", 2 * time.Minute, (*checker).rates, nil},
	{"operations", 6 * time.Minute, (*checker).operations, nil},
	{"bench", 10 * time.Minute, (*checker).bench, nil},
}

func stepNames() (names []string) {
	for _, s := range steps {
		names = append(names, s.name)
	}
	return names
}

func findStep(name string) *step {
	for i := range steps {
		if steps[i].name == name {
			return &steps[i]
		}
	}
	return nil
}

// checker runs the steps of a kit.
type checker struct {
	kit      string
	deadline time.Time
	result   *Result
	parts    []string // of the step that is done, or the step's own name for all
}

// do runs a step if there is time left.
func (c *checker) do(ctx context.Context, s *step) []Step {
	if err := ctx.Err(); err != nil {
		return []Step{{Name: s.name, Status: notRun, Why: "interrupted"}}
	}
	if time.Until(c.deadline) < time.Second {
		return []Step{{Name: s.name, Status: notRun, Why: "no time was left"}}
	}
	return s.do(c, ctx, s)
}

// tests runs a test binary of the kit, possibly under another program.
func (c *checker) tests(ctx context.Context, name string, limit time.Duration, under []string, binary string, args ...string) (Step, output) {
	limit = min(limit, time.Until(c.deadline))
	command := slices.Concat(under, []string{filepath.Join(c.kit, binary)}, args, []string{"-test.timeout=0"})
	out := execute(ctx, c.kit, limit, command)
	report := out.tests()
	report.Name = name
	return report, out
}

// device asks the kernels' tests what they run on, and the driver's tool about it.
func (c *checker) device(ctx context.Context, s *step) []Step {
	report, out := c.tests(ctx, s.name, s.limit, nil, kernelTests, "-test.run=^TestDevice$", "-test.v")
	for _, line := range strings.Split(out.text, "\n") {
		_, text, found := strings.Cut(line, "device: ")
		if found {
			var d Device
			if err := json.Unmarshal([]byte(text), &d); err != nil {
				report.fail(fmt.Sprintf("the test told of a device in no known form: %v", err))
				continue
			}
			c.result.Device = &d
		}
	}
	if report.Status == passed && c.result.Device == nil {
		report.fail("the test told of no device")
	}
	c.result.SMI = nvidiaSMI(ctx)
	return []Step{report}
}

// kernels runs all tests of the kernels, if those of the arithmetic pass, on which
// everything else stands.
func (c *checker) kernels(ctx context.Context, s *step) []Step {
	felts, _ := c.tests(ctx, s.name+"/felts", s.limit, nil, kernelTests, "-test.v", "-test.run=^Test(Felts|Squares)$")
	if felts.Status != passed {
		return []Step{felts}
	}
	report, _ := c.tests(ctx, s.name, s.limit, nil, kernelTests, "-test.v")
	return []Step{felts, report}
}

func (c *checker) proofs(ctx context.Context, s *step) []Step {
	report, _ := c.tests(ctx, s.name, s.limit, nil, proverTests, "-test.run=OnGPU", "-test.v")
	return []Step{report}
}

// worker proves in the process of a service's worker, which has few rights: whether
// the driver is content with them can only be tried.
func (c *checker) worker(ctx context.Context, s *step) []Step {
	report, _ := c.tests(ctx, s.name, s.limit, nil, workerTests, "-test.run=^Test(GPUChild|Sandbox)$", "-test.v")
	return []Step{report}
}

// sanitizers are the tools of compute-sanitizer, and what they watch.
var sanitizers = []string{"memcheck", "racecheck", "synccheck", "initcheck"}

// sanitizerError is the exit code that compute-sanitizer is told to end with if it
// finds something.
const sanitizerError = 86

// sanitizer runs the tests of the kernels under each tool. Whether the tools work
// on this machine is tried first, with a test that passes without them.
func (c *checker) sanitizer(ctx context.Context, s *step) []Step {
	path, err := findSanitizer()
	var reports []Step
	for _, tool := range sanitizers {
		name := s.name + "/" + tool
		if !slices.Contains(c.parts, s.name) && !slices.Contains(c.parts, name) {
			continue
		}
		if err != nil {
			reports = append(reports, Step{Name: name, Status: notRun, Why: err.Error()})
			continue
		}
		under := []string{path, "--tool", tool, "--error-exitcode", fmt.Sprint(sanitizerError), "--print-limit", "20"}
		if tool == "memcheck" { // calls of the driver that fail are the program's own matter
			under = append(under, "--report-api-errors", "no")
		}
		trial, out := c.tests(ctx, name, s.limit, under, kernelTests, "-test.run=^TestDevice$")
		if trial.Status != passed && out.exit != sanitizerError {
			reports = append(reports, Step{Name: name, Status: notRun, Seconds: trial.Seconds,
				Why: "compute-sanitizer does not work here: " + trial.Why, Output: trial.Output})
			continue
		}
		report, out := c.tests(ctx, name, s.limit, under, kernelTests, "-test.v",
			"-test.run=Felts|Squares|TreesInPieces|Conformance", "-test.skip=LogSegments:16") // which takes 10^5 launches
		if out.exit == sanitizerError {
			report.Status, report.Why = failed, "compute-sanitizer found errors"
		}
		reports = append(reports, report)
	}
	return reports
}

// findSanitizer looks for compute-sanitizer on the path and where toolkits are.
func findSanitizer() (string, error) {
	if path, err := exec.LookPath("compute-sanitizer"); err == nil {
		return path, nil
	}
	places, _ := filepath.Glob("/usr/local/cuda*/bin/compute-sanitizer") // the pattern is well-formed
	for _, path := range places {
		if info, err := os.Stat(path); err == nil && info.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	return "", fmt.Errorf("there is no compute-sanitizer on this machine")
}

// rates measures what the machine can do at most.
func (c *checker) rates(ctx context.Context, s *step) []Step {
	return []Step{c.benchmarks(ctx, s, s.name, kernelTests, "^BenchmarkRates$", "500ms")}
}

// operations measures the operations of the backend on short and middle columns;
// on the longest only some, for the sake of the host's memory.
func (c *checker) operations(ctx context.Context, s *step) []Step {
	reports := []Step{c.benchmarks(ctx, s, s.name, kernelTests, `^BenchmarkKernels$/^2\^(11|16|20)$`, "200ms")}
	if c.emulated(ctx, s) {
		return reports // which has short columns only
	}
	return append(reports, c.benchmarks(ctx, s, s.name+"/long", kernelTests,
		`^BenchmarkKernels$/^2\^24$/^(interpolate|evaluate|fold)$/^(columns=1|steps=.*)$`, "500ms"))
}

// emulated says whether the device is; if no step has asked what it is, it asks.
func (c *checker) emulated(ctx context.Context, s *step) bool {
	if c.result.Device == nil {
		c.device(ctx, s)
	}
	return c.result.Device != nil && c.result.Device.Emulated
}

// bench measures whole proofs, on the GPU and on the processor.
func (c *checker) bench(ctx context.Context, s *step) []Step {
	switch {
	case c.emulated(ctx, s):
		return []Step{{Name: s.name, Status: notRun, Why: "large proofs on an emulated GPU would take hours and tell nothing"}}
	case c.result.Device == nil:
		return []Step{{Name: s.name, Status: notRun, Why: "there is no device"}}
	}
	return []Step{c.benchmarks(ctx, s, s.name, benchTests, "^BenchmarkProofs$", "2x")}
}

// benchmarks runs benchmarks of a binary. Finding none is a failure.
func (c *checker) benchmarks(ctx context.Context, s *step, name, binary, pattern, time string) Step {
	report, out := c.tests(ctx, name, s.limit, nil, binary, "-test.run=^$", "-test.bench="+pattern, "-test.benchtime="+time)
	found := out.benchmarks()
	c.result.addBenchmarks(found)
	if report.Passed = len(found); report.Passed == 0 {
		report.fail("no benchmark gave a result")
	}
	return report
}
