package bench

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quarry/fault"
	"quarry/hw"
)

// made is a report of one contest of each kind, with times from a generator.
func made(seed uint64, scale float64) *Report {
	rng := rand.New(rand.NewPCG(seed, 1))
	proof := func(stages ...Stage) *ProofResult {
		return &ProofResult{CPU: 2, Peak: 1 << 28, Bytes: 98765, SHA256: "00", PerHour: 100, Stages: stages}
	}
	r := &Report{Schema: Schema, Commit: "c", Go: "go1", Started: time.Unix(1e9, 0).UTC(), Seconds: 3, Machine: Machine{
		Model: "M<&>", Arch: "amd64", Cores: 2, Features: []string{"ADX"}, Limits: Limits{MulOne: 3e9, MulAll: 6e9, MemoryOne: 1e10, MemoryAll: 2e10}}}
	add := func(of, by, group string, peer bool, time float64, params map[string]any, p *ProofResult) {
		e := &entry{contender: &contender{name: by, peer: peer}}
		e.result = Result{Contest: of, Contender: by, Group: group, Peer: peer, Params: params, Unit: "felt",
			Muls: 20, Bytes: 64, Checked: "by hand", Samples: noisy(rng, time, 20)}
		e.summarise(&contest{work: 1e6})
		e.result.Proof = p
		r.Results = append(r.Results, e.result)
	}
	for _, log := range []float64{12, 14} {
		params := map[string]any{"log_rows": log, "columns": 1.0, "blowup": 1.0}
		add("ntt/"+Duration(log), "avx2", "transform", false, scale*log, params, nil)
		add("ntt/"+Duration(log), "peer", "transform", true, 0.5*log, params, nil)
	}
	for _, steps := range []float64{1 << 12, 1 << 13} {
		params := map[string]any{"n_steps": steps, "blowup": 4.0, "layout": "plain", "hash": "keccak256_masked160_msb"}
		add("proof/"+Duration(steps), "avx2", "proof", false, scale*steps, params, proof(Stage{"Commit on trace", steps / 2}, Stage{"other", steps / 2}))
		add("proof/"+Duration(steps), "stone", "proof", true, 4*steps, params, proof())
	}
	r.Results = append(r.Results, Result{Contest: "felt/multiply", Contender: "bad", Group: "felt", Params: map[string]any{}, Samples: []float64{}, Error: "<wrong>"})
	entries := func(results []Result) (all []*entry) {
		for i := range results {
			all = append(all, &entry{result: results[i]})
		}
		return all
	}
	for i := 0; i+1 < len(r.Results); i += 2 {
		compareWithPeers(entries(r.Results[i:i+2]), r.Results[i:i+2])
	}
	r.reckonShares()
	return r
}

func TestReportFile(t *testing.T) {
	r := made(1, 1)
	raw, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "r.json")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadReport(path)
	if err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("%v, read back %+v, want %+v", err, got, r)
	}
	for _, text := range []string{"", "{}", `{"schema": "quarry-bench/0"}`, "[]"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadReport(path); fault.CodeOf(err) != CodeReport {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ReadReport(path + ".none"); fault.CodeOf(err) != CodeReport {
		t.Errorf("no file: %v", err)
	}
}

// The history goes from the oldest run of the same machine to this one, and reads
// only reports.
func TestHistory(t *testing.T) {
	dir := t.TempDir()
	before, other := made(1, 0.5), made(1, 0.25)
	before.Started = before.Started.Add(-48 * time.Hour)
	other.Machine.Model = "another"
	other.Started = before.Started
	for name, r := range map[string]*Report{"before.json": before, "other.json": other} {
		raw, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "not.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	history, err := ReadHistory(dir)
	if err != nil || len(history) != 2 {
		t.Fatalf("%d reports, %v", len(history), err)
	}
	pictures := made(1, 1).Pictures(history)
	plot := string(pictures["history.svg"])
	if !strings.Contains(plot, "2001-09-07") || !strings.Contains(plot, "2001-09-09") || !strings.Contains(plot, ">2.00×<") || strings.Contains(plot, ">4.00×<") {
		t.Error(plot)
	}
	if !strings.HasPrefix(plot, `<svg xmlns="http://www.w3.org/2000/svg"`) || strings.Count(plot, "<style>") != 1 {
		t.Error("the picture does not stand alone")
	}
	if pictures = made(1, 1).Pictures(nil); pictures["history.svg"] != nil || len(pictures) != 5 {
		t.Errorf("%d pictures without a history", len(pictures))
	}
	if _, err := ReadHistory(filepath.Join(dir, "none")); fault.CodeOf(err) != CodeReport {
		t.Error(err)
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := made(1, 1).WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"SLOWER", "NO TIME: <wrong>", "Quarry's fastest loses", "peer is 2.0", "× stone", "M<&>"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, &b)
		}
	}
	if losses := made(1, 1).Losses(); len(losses) != 2 {
		t.Errorf("losses: %q", losses)
	}
}

// The page's pictures are well-formed, and it needs nothing from elsewhere.
func TestPage(t *testing.T) {
	var b bytes.Buffer
	before := made(1, 0.5)
	before.Started = before.Started.Add(-48 * time.Hour)
	elsewhere := made(1, 0.5)
	elsewhere.Machine.Cores++
	if err := made(1, 1).WriteHTML(&b, []*Report{before, elsewhere}); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	pictures := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(html, -1)
	if len(pictures) != 2+2+2+1+1 {
		t.Errorf("%d pictures", len(pictures))
	}
	for _, p := range pictures {
		d := xml.NewDecoder(strings.NewReader(p))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, p)
			}
		}
		if strings.Contains(p, "NaN") || strings.Contains(p, "Inf") {
			t.Errorf("no number in %s", p)
		}
	}
	for _, never := range []string{"http://", "https://", "src=", "<wrong>", "ZgotmplZ", "M<&>"} {
		if strings.Contains(html, never) {
			t.Errorf("the page contains %q", never)
		}
	}
}

func TestCompare(t *testing.T) {
	same, err := Compare(made(1, 1), made(2, 1), 0.05)
	if err != nil || len(same.Slower()) != 0 || len(same.Changes) != 4 {
		t.Errorf("%+v, %v", same, err)
	}
	slow, err := Compare(made(1, 1), made(2, 1.5), 0.05)
	if err != nil || len(slow.Slower()) != 4 {
		t.Errorf("%+v, %v", slow, err)
	}
	var b bytes.Buffer
	if err := slow.WriteTable(&b); err != nil || strings.Count(b.String(), "SLOWER") != 4 || !strings.Contains(b.String(), "slower by more than 5 %: 4;") {
		t.Errorf("%v:\n%s", err, &b)
	}
	// A machine that is slower as a whole is no regression.
	drifted := made(2, 1)
	for i := range drifted.Results {
		res := &drifted.Results[i]
		for k := range res.Samples {
			res.Samples[k] *= 2
		}
		res.Median *= 2
	}
	c, err := Compare(made(1, 1), drifted, 0.05)
	if err != nil || len(c.Slower()) != 0 || c.Drift < 1.8 || len(c.Notes) == 0 {
		t.Errorf("%+v, %v", c, err)
	}
	// Another machine is another machine: nothing is corrected, and it is said first.
	drifted.Machine.Cores = 64
	if c, err = Compare(made(1, 1), drifted, 0.05); err != nil || len(c.Slower()) != 4 || c.Drift != 1 || c.OtherMachines == "" || !strings.Contains(c.Notes[0], "different machines") {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := Compare(made(1, 1), &Report{}, 0.05); fault.CodeOf(err) != CodeReport {
		t.Errorf("nothing in common: %v", err)
	}
}

// Whatever a file says, it can be drawn, comparing it with itself finds nothing
// slower, and what is found can be printed.
func FuzzReport(f *testing.F) {
	raw, err := made(1, 1).JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"schema": "quarry-bench/1", "results": [{"contest": "a", "samples": [0, -1, 1e308], "median": 1}]}`))
	f.Add([]byte(`{"schema": "quarry-bench/1", "results": [null, {"contest": "a", "samples": [1e-9], "median": 1e8}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := parseReport("r.json", raw)
		if err != nil {
			if fault.CodeOf(err) != CodeReport {
				t.Errorf("got %v", err)
			}
			return
		}
		if err := r.WriteHTML(io.Discard, []*Report{r}); err != nil {
			t.Error(err)
		}
		r.Pictures([]*Report{r})
		c, err := Compare(r, r, 0.05)
		if err != nil {
			return
		}
		if _, err := json.Marshal(c); err != nil || len(c.Slower()) != 0 {
			t.Errorf("%v: %+v", err, c)
		}
		if err := c.WriteTable(io.Discard); err != nil {
			t.Error(err)
		}
	})
}

func TestOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no contest": {Quick: true, Only: regexp.MustCompile("nosuch")},
		"no backend": {Quick: true, Backends: []string{"abacus"}},
		"no program": {Quick: true, Stone: t.TempDir()},
		"no stone":   {Quick: true, Stone: filepath.Join(t.TempDir(), "none")},
	} {
		if _, err := Run(t.Context(), o); fault.CodeOf(err) != CodeOptions {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A run gives a report whose results are those that were asked for.
func TestRun(t *testing.T) {
	told := 0
	r, err := Run(t.Context(), Options{Quick: true, Only: regexp.MustCompile("^(felt|hash/blake)"), Rounds: 1,
		Progress: func(string, int, int) { told++ }})
	if err != nil {
		t.Fatal(err)
	}
	if r.Problem() != nil || told == 0 || r.Machine.Limits.MulOne <= 0 || r.Machine.Limits.MemoryAll <= 0 || r.Machine.Before.EffectiveMHz <= 0 {
		t.Errorf("%+v", r)
	}
	for _, res := range r.Results {
		if res.Group != "felt" && res.Contest != "hash/blake256" {
			t.Errorf("%s was not asked for", res.ID())
		}
	}
}

// The programs run in their layouts with the steps that proofs are to have.
func TestPrograms(t *testing.T) {
	for layout, steps := range map[string]int{"plain": 1 << 11, "small": 1 << 13, "recursive": 1 << 14} {
		dir := t.TempDir()
		got, err := runProgramOf(t.Context(), layout, steps, dir)
		if err != nil || got != steps {
			t.Errorf("%s: %d steps, %v", layout, got, err)
		}
		if info, err := os.Stat(filepath.Join(dir, traceFile)); err != nil || info.Size() != int64(24*steps) {
			t.Errorf("%s: %v, %v", layout, info, err)
		}
	}
	if _, err := runProgramOf(t.Context(), "dex", 1<<11, t.TempDir()); fault.CodeOf(err) != CodeOptions {
		t.Errorf("no program: %v", err)
	}
}

// Runs in a folder count together; what one of them lacks or got wrong has no time.
func TestPool(t *testing.T) {
	dir := t.TempDir()
	a, b := made(1, 1), made(2, 1.5)
	b.Results[1].Error, b.Results[1].Samples = "wrong", []float64{}
	b.Results = append(b.Results[:2], b.Results[3:]...)
	for name, r := range map[string]*Report{"a.json": a, "b.json": b} {
		raw, err := r.JSON()
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	both, err := ReadRuns(dir)
	if err != nil || len(both.Results) != len(a.Results)-1 {
		t.Fatalf("%+v, %v", both, err)
	}
	if r := both.Results[0]; len(r.Samples) != len(a.Results[0].Samples)+len(b.Results[0].Samples) || r.Median <= a.Results[0].Median {
		t.Errorf("%+v", r)
	}
	if r := both.Results[1]; r.Error != "wrong" || len(r.Samples) != 0 {
		t.Errorf("%+v", r)
	}
	write := func(name string, r *Report) {
		t.Helper()
		raw, err := r.JSON()
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	// Commits may differ, which is said; machines may not.
	b.Commit = "d"
	write("b.json", b)
	if both, err = ReadRuns(dir); err != nil {
		t.Fatal(err)
	}
	if c, err := Compare(a, both, 0.05); err != nil || !slices.ContainsFunc(c.Notes, func(n string) bool { return strings.Contains(n, "B puts runs of several commits together: c, d") }) {
		t.Errorf("%+v, %v", c, err)
	}
	b.Machine.GPUs = []GPU{{Backend: "cuda", GPU: hw.GPU{Name: "H100"}}}
	write("b.json", b)
	if _, err = ReadRuns(dir); err != nil {
		t.Errorf("a GPU that only one run measured: %v", err)
	}
	a.Machine.GPUs = []GPU{{Backend: "cuda", GPU: hw.GPU{Name: "H200"}}}
	write("a.json", a)
	if _, err = ReadRuns(dir); fault.CodeOf(err) != CodeMachines || !strings.Contains(err.Error(), "H200") {
		t.Errorf("another GPU: %v", err)
	}
	b.Machine.GPUs, b.Machine.Cores = nil, 64
	write("b.json", b)
	if _, err = ReadRuns(dir); fault.CodeOf(err) != CodeMachines {
		t.Errorf("another machine: %v", err)
	}
	if _, err := ReadRuns(t.TempDir()); fault.CodeOf(err) != CodeReport {
		t.Errorf("no reports: %v", err)
	}
}
