package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A kit of shell scripts behaves like one of test binaries.
const (
	fakeDevice = `device: {"backend":"cuda","name":"Fake GPU","compute_capability":"9.0","memory_bytes":85899345920}`
	fakeTests  = `
case "$*" in
*TestDevice*) echo '    device_test.go:1: ` + fakeDevice + `'; echo '--- PASS: TestDevice (0.01s)'; echo PASS ;;
*bench=*) echo 'BenchmarkRates/felt-multiply-16   	     100	   1234567 ns/op	       150.5 G/s'; echo PASS ;;
*) [ "$REQUIRE_CUDA" = 1 ] || exit 9
   echo '--- PASS: TestFelts (0.5s)'; echo '    --- PASS: TestFelts/mul (0.1s)'; echo PASS ;;
esac`
	fakeProofs = `echo '--- PASS: TestProveReferenceOnGPU (9.00s)'; echo '    --- PASS: TestProveReferenceOnGPU/s01 (1.00s)'; echo PASS`
	fakeWorker = `echo '--- PASS: TestGPUChild (3.00s)'; echo PASS`
	fakeBench  = `echo 'BenchmarkProofs/plain/2^16/cuda-16   2   900000000 ns/op   0.5 FRI-s   12 down-MiB'; echo PASS`
	// A sanitizer that runs the program it is given, which comes after its options.
	fakeSanitizer = `while [ "${1#--}" != "$1" ]; do shift 2; done; exec "$@"`
)

// fakeKit makes a kit; scripts replace those of the binaries, and one named
// compute-sanitizer is put on the path.
func fakeKit(t *testing.T, scripts map[string]string) string {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write(kitFile, `{"commit":"0123abc"}`, 0o644)
	all := map[string]string{kernelTests: fakeTests, proverTests: fakeProofs, workerTests: fakeWorker, benchTests: fakeBench}
	for name, script := range scripts {
		all[name] = script
	}
	for name, script := range all {
		write(name, "#!/bin/sh\n"+script+"\n", 0o755)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	return dir
}

func check(t *testing.T, kit string, args ...string) (Status, *Result, string) {
	t.Helper()
	out := t.TempDir()
	verdict, err := run(context.Background(), append([]string{"--kit=" + kit, "--out=" + out}, args...), io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return verdict, readResult(t, out), readText(t, out)
}

func readResult(t *testing.T, dir string) *Result {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, jsonFile))
	if err != nil {
		t.Fatal(err)
	}
	r := new(Result)
	if err := json.Unmarshal(raw, r); err != nil {
		t.Fatal(err)
	}
	return r
}

func readText(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, textFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (r *Result) step(name string) Step {
	for _, s := range r.Steps {
		if s.Name == name {
			return s
		}
	}
	return Step{}
}

func TestEverythingPasses(t *testing.T) {
	verdict, r, text := check(t, fakeKit(t, map[string]string{"compute-sanitizer": fakeSanitizer}))
	if verdict != passed || r.Verdict != passed {
		t.Fatalf("verdict %q: %s", verdict, text)
	}
	if r.Device == nil || r.Device.Name != "Fake GPU" || r.Kit.Commit != "0123abc" || len(r.Kit.SHA256) != 4 || r.Schema != schema {
		t.Errorf("result %+v", r)
	}
	if s := r.step("kernels"); s.Passed != 2 || len(s.Failed) > 0 {
		t.Errorf("kernels %+v", s)
	}
	for _, tool := range sanitizers {
		if s := r.step("sanitizer/" + tool); s.Status != passed || s.Passed != 2 {
			t.Errorf("%+v", s)
		}
	}
	if len(r.Benchmarks) != 2 || r.Benchmarks[0].Name != "BenchmarkRates/felt-multiply" || r.Benchmarks[0].Metrics["G/s"] != 150.5 ||
		r.Benchmarks[1].Name != "BenchmarkProofs/plain/2^16/cuda" || r.Benchmarks[1].Metrics["FRI-s"] != 0.5 {
		t.Errorf("benchmarks %+v", r.Benchmarks)
	}
	if !strings.Contains(text, "Fake GPU") || strings.Contains(text, "EMULATED") {
		t.Errorf("text %s", text)
	}
}

func TestFailures(t *testing.T) {
	for name, c := range map[string]struct {
		scripts map[string]string
		args    []string
		step    string
		status  Status
		why     string
		verdict Status
	}{
		"a test fails": {map[string]string{proverTests: `echo '--- FAIL: TestProveReferenceOnGPU (9.00s)'; exit 1`}, nil,
			"proofs", failed, "exit status 1", failed},
		"a test fails quietly": {map[string]string{proverTests: `echo '--- FAIL: TestProveReferenceOnGPU (9.00s)'`}, nil,
			"proofs", failed, "some tests failed", failed},
		"a driver that is not content": {map[string]string{workerTests: `echo '--- FAIL: TestGPUChild (1.00s)'; exit 1`}, nil,
			"worker", failed, "exit status 1", failed},
		"a crash":              {map[string]string{kernelTests: `kill -SEGV $$`}, nil, "kernels/felts", failed, "segmentation", failed},
		"no device is told of": {map[string]string{kernelTests: `echo PASS`}, nil, "device", failed, "no device", failed},
		"no sanitizer":         {nil, nil, "sanitizer/memcheck", notRun, "no compute-sanitizer", passed},
		"a sanitizer that does not work": {map[string]string{"compute-sanitizer": `echo 'Unable to find injection library'; exit 1`}, nil,
			"sanitizer/racecheck", notRun, "does not work here", passed},
		"a sanitizer that finds something": {map[string]string{"compute-sanitizer": `case "$*" in *Conformance*) exit 86;; *) echo PASS;; esac`}, nil,
			"sanitizer/memcheck", failed, "found errors", failed},
		"no time": {map[string]string{kernelTests: `sleep 60`}, []string{"--time=1500ms", "--only=kernels,proofs"},
			"kernels/felts", late, "not done after", incomplete},
		"some steps only": {nil, []string{"--only=kernels"}, "kernels", passed, "", incomplete},
		"a bench without a result": {map[string]string{benchTests: `exit 0`}, []string{"--only=bench"},
			"bench", failed, "no benchmark gave a result", failed},
		"a bench that fails": {map[string]string{benchTests: fakeBench + `; echo '--- FAIL: BenchmarkProofs'; exit 1`}, []string{"--only=bench"},
			"bench", failed, "exit status 1", failed},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "no sanitizer" {
				if _, err := findSanitizer(); err == nil {
					t.Skip("this machine has one")
				}
			}
			verdict, r, text := check(t, fakeKit(t, c.scripts), c.args...)
			s := r.step(c.step)
			if s.Status != c.status || !strings.Contains(s.Why, c.why) || verdict != c.verdict {
				t.Errorf("verdict %q, step %+v\n%s", verdict, s, text)
			}
			if !strings.Contains(text, c.why) {
				t.Errorf("the text lacks %q: %s", c.why, text)
			}
		})
	}
}

// What passes on an emulated device says nothing about a GPU.
func TestEmulated(t *testing.T) {
	emulated := strings.Replace(fakeTests, `"backend":"cuda"`, `"backend":"cuda-emu","emulated":true`, 1)
	verdict, r, text := check(t, fakeKit(t, map[string]string{kernelTests: emulated}))
	if verdict != incomplete || !strings.Contains(text, "EMULATED") || r.step("bench").Status != notRun {
		t.Errorf("verdict %q: %s", verdict, text)
	}
}

// Several runs make one result; steps that are done anew replace the old ones.
func TestAdd(t *testing.T) {
	kit, out := fakeKit(t, nil), t.TempDir()
	var verdict Status
	for _, only := range []string{"device,kernels", "proofs", "rates,kernels", "rates"} {
		var err error
		verdict, err = run(context.Background(), []string{"--kit=" + kit, "--out=" + out, "--add", "--only=" + only}, io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
	}
	r := readResult(t, out)
	var names []string
	for _, s := range r.Steps {
		names = append(names, s.Name)
	}
	if verdict != passed || !slices.Equal(names, []string{"device", "proofs", "kernels/felts", "kernels", "rates"}) || len(r.Benchmarks) != 1 || r.Device == nil {
		t.Errorf("verdict %q, steps %v, benchmarks %v", verdict, names, r.Benchmarks)
	}
	// Another kit begins a new result.
	kit = fakeKit(t, map[string]string{proverTests: "exit 3"})
	if _, err := run(context.Background(), []string{"--kit=" + kit, "--out=" + out, "--add", "--only=rates"}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	if r := readResult(t, out); len(r.Steps) != 1 {
		t.Errorf("steps %+v", r.Steps)
	}
}

// Parts of a step can be done alone, one after the other.
func TestParts(t *testing.T) {
	kit, out := fakeKit(t, map[string]string{"compute-sanitizer": fakeSanitizer}), t.TempDir()
	for _, only := range []string{"sanitizer/racecheck,device", "sanitizer/memcheck", "sanitizer/racecheck"} {
		if _, err := run(t.Context(), []string{"--kit=" + kit, "--out=" + out, "--add", "--only=" + only}, io.Discard, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, s := range readResult(t, out).Steps {
		names = append(names, s.Name)
	}
	if !slices.Equal(names, []string{"device", "sanitizer/memcheck", "sanitizer/racecheck"}) {
		t.Errorf("steps %v", names)
	}
}

// A check that is ended says during which step.
func TestEnded(t *testing.T) {
	kit := fakeKit(t, map[string]string{proverTests: "cp " + jsonFile + ` seen; echo '--- PASS: TestProveReferenceOnGPU (9.00s)'`})
	out := kit // so that the script finds what is there while it runs
	if _, err := run(t.Context(), []string{"--kit=" + kit, "--out=" + out, "--only=device,proofs"}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(kit, "seen"))
	if err != nil {
		t.Fatal(err)
	}
	var r Result
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	if s := r.step("proofs"); r.Verdict != incomplete || s.Status != late || !strings.Contains(s.Why, "during this step") || r.step("device").Status != passed {
		t.Errorf("verdict %q, steps %+v", r.Verdict, r.Steps)
	}
	if s := readResult(t, out).step("proofs"); s.Status != passed {
		t.Errorf("in the end: %+v", s)
	}
}

// A kit whose programs lost their permission to run runs.
func TestKitNotExecutable(t *testing.T) {
	kit := fakeKit(t, nil)
	for _, name := range []string{kernelTests, proverTests, workerTests, benchTests} {
		if err := os.Chmod(filepath.Join(kit, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if verdict, _, text := check(t, kit); verdict != passed {
		t.Errorf("verdict %q: %s", verdict, text)
	}
}

// A kit's programs are compressed; what is broken is not run.
func TestCompressedKit(t *testing.T) {
	kit := fakeKit(t, nil)
	pack := func(name string, broken bool) {
		path := filepath.Join(kit, name)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(raw); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if broken {
			packed.Truncate(packed.Len() / 2)
		}
		if err := os.WriteFile(path+".gz", packed.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{kernelTests, proverTests, workerTests, benchTests} {
		pack(name, false)
	}
	for range 2 { // the second time they are unpacked already
		if verdict, _, text := check(t, kit); verdict != passed {
			t.Errorf("verdict %q: %s", verdict, text)
		}
	}
	pack(kernelTests, true)
	if _, err := run(t.Context(), []string{"--kit=" + kit, "--out=" + t.TempDir()}, io.Discard, io.Discard); err == nil {
		t.Error("a broken kit was taken")
	}
}

func TestBadCalls(t *testing.T) {
	kit := fakeKit(t, nil)
	for _, args := range [][]string{
		{"--kit=" + t.TempDir()}, {"--kit=" + kit, "--only=nothing"}, {"--kit=" + kit, "--only=sanitizer/nothing"}, {"--kit=" + kit, "--only=bench/x"}, {"--kit=" + kit, "more"}, {"--time=soon"},
	} {
		if _, err := run(context.Background(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}
