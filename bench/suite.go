package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"quarry/fault"
	"quarry/hw"
	"quarry/kernels"
	"quarry/prover"
)

// Options say what to measure and how.
type Options struct {
	// Quick takes small sizes and few rounds: for a look, and for tests.
	Quick bool
	// Only restricts to the contests whose names match.
	Only *regexp.Regexp
	// Rounds is how often everything is measured; 0 chooses.
	Rounds int
	// Backends to measure; none for all that run here.
	Backends []string
	// Stone is the path of Stone's cpu_air_prover, empty if there is none.
	Stone string
	// Quarry is the path of the quarry binary, which makes the proofs.
	Quarry string
	// Price is what an hour of the machine costs; 0 if nobody asks.
	Price float64
	// Progress is told what is done now, with the numbers of contests that are
	// done and that there are. May be nil.
	Progress func(what string, done, total int)

	// calibration measures what a calibration holds, and nothing else.
	calibration bool
}

// Run measures. It fails with the cause of ctx when that is done, with
// CodeOptions, or not at all: what goes wrong in a contest is in its results.
func Run(ctx context.Context, o Options) (*Report, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	start := time.Now()
	makers := slices.DeleteFunc(o.contests(), func(m maker) bool { return o.Only != nil && !o.Only.MatchString(m.name) })
	if len(makers) == 0 {
		return nil, fault.New(CodeOptions, "no contest's name matches %q", o.Only).WithHint("give --only a part of a name, like proof/plain")
	}
	tell := o.Progress
	if tell == nil {
		tell = func(string, int, int) {}
	}
	r := &Report{
		Schema: Schema, Commit: commitOf(o.Quarry), Go: runtime.Version(), Started: start.UTC().Truncate(time.Second),
		Options: ReportOptions{Quick: o.Quick, Rounds: o.Rounds, Stone: o.Stone != "", Price: o.Price}, Machine: probeMachine(), Results: []Result{},
	}
	if o.Only != nil {
		r.Options.Only = o.Only.String()
	}
	tell("limits of the machine", 0, len(makers))
	var gpus *gpuMeters
	r.Machine.GPUs, gpus = openGPUs(ctx, o.Backends)
	defer gpus.close()
	r.Machine.Before = conditions(gpus)
	r.Machine.Limits = measureLimits(r.Machine.Cores)
	for done, m := range makers {
		c, err := m.make()
		if err != nil {
			return nil, err
		}
		results, err := c.hold(ctx, o.paceOf(c), gpus, func(what string) { tell(what, done, len(makers)) })
		if err != nil {
			return nil, err
		}
		r.Results = append(r.Results, results...)
		runtime.GC() // the data of this contest goes before the next one's comes
	}
	r.Machine.After = conditions(gpus)
	merge(&r.Machine.Limits, measureLimits(r.Machine.Cores))
	r.reckonShares()
	r.reckonCosts()
	r.Seconds = time.Since(start).Seconds()
	return r, nil
}

// complete fills in what is left to choose.
func (o *Options) complete() error {
	runs := []string{}
	for _, b := range prover.Backends() {
		if b.Problem == nil {
			runs = append(runs, b.Name)
		} else if slices.Contains(o.Backends, b.Name) {
			return b.Problem
		}
	}
	if len(o.Backends) == 0 { // optional ones are peers where they do the work themselves
		o.Backends = slices.DeleteFunc(slices.Clone(runs), prover.Optional)
	}
	for _, name := range o.Backends {
		if !slices.Contains(runs, name) {
			return fault.New(CodeOptions, "there is no backend %q", name).WithHint("here run %s", strings.Join(runs, ", "))
		}
	}
	for _, path := range []*string{&o.Stone, &o.Quarry} { // proofs are made in folders of their own
		if *path != "" {
			absolute, err := filepath.Abs(*path)
			if err != nil {
				return err
			}
			info, err := os.Stat(absolute)
			if err != nil {
				return fault.Wrap(err, CodeOptions, "there is no such program").At("%s", *path)
			}
			if !info.Mode().IsRegular() || runtime.GOOS != "windows" && info.Mode()&0o111 == 0 {
				return fault.New(CodeOptions, "the file is no program that can be run").At("%s", *path)
			}
			*path = absolute
		}
	}
	if o.Rounds == 0 {
		o.Rounds = 15
		if o.Quick {
			o.Rounds = 5
		}
	}
	return nil
}

// paceOf is how often a contest is repeated: proofs, which take long, at least
// three times.
func (o *Options) paceOf(c *contest) pace {
	p := pace{rounds: o.Rounds, least: min(leastRounds, o.Rounds), budget: 20 * time.Second}
	if o.Quick || o.calibration {
		p.budget = time.Second
	}
	switch c.group {
	case "proof", "warm":
		p.budget *= 3
	case "throughput": // many proofs at a time, and nobody to be compared with
		p.budget, p.least = 3*p.budget, 1
	}
	return p
}

// maker makes a contest when its turn comes.
type maker struct {
	name string
	make func() (*contest, error)
}

// contests lists what there is to measure. Proofs come first: their processes'
// memory is then not counted together with what kernels took here.
func (o *Options) contests() []maker {
	var m []maker
	// The names are known before the data is made, so that --only costs nothing.
	add := func(name string, make func() (*contest, error)) { m = append(m, maker{name, make}) }
	plain := func(name string, make func() *contest) {
		add(name, func() (*contest, error) { return make(), nil })
	}
	for _, p := range o.proofs() {
		plain(p.String(), func() *contest { return proofContest(o.Backends, o.Quarry, o.Stone, p) })
	}
	if gpus := o.gpus(); len(gpus) > 0 {
		for _, p := range o.warm() {
			plain(p.warmName(), func() *contest { return warmContest(gpus, o.Quarry, p) })
		}
	}
	if o.calibration {
		o.calibrationKernels(plain)
		return m
	}
	for _, p := range o.throughputs() {
		cores := hw.Probe().CPU.Cores
		c := throughputContest(o.Backends[0], o.Quarry, cores, o.jobs(cores), p)
		plain(c.name, func() *contest { return c })
	}
	plain("felt/multiply", feltContest)
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256, kernels.Poseidon3, kernels.Pedersen} {
		plain("hash/"+h.String(), func() *contest { return hashContest(h, o.pick(hashNodes[h]/8, hashNodes[h])) })
	}
	for _, s := range o.transforms() {
		plain(s.name(), func() *contest { return transformContest(o.Backends, 1<<s.log, s.width, s.blowup) })
	}
	rows := o.pick(1<<14, 1<<18)
	for _, h := range []kernels.Hash{kernels.Keccak256Masked160MSB, kernels.Blake256, kernels.Poseidon3} {
		n := rows
		if h == kernels.Poseidon3 {
			n /= 16
		}
		for _, shape := range []struct{ width, arity int }{{9, 0}, {1, 4}} {
			plain(fmt.Sprintf("merkle/%v, 2^%d×%d", h, log2(n>>shape.arity), shape.width<<shape.arity),
				func() *contest { return merkleContest(o.Backends, h, n, shape.width, shape.arity) })
		}
	}
	for _, layout := range o.layouts() {
		add("constraints/"+layout, func() (*contest, error) { return constraintContest(o.Backends, layout, rows) })
	}
	for _, layout := range o.layouts() {
		add("deep/"+layout, func() (*contest, error) { return deepContest(o.Backends, layout, rows) })
	}
	if gpus := o.gpus(); len(gpus) > 0 {
		plain("bus/upload", func() *contest { return uploadContest(gpus, rows, 9) })
	}
	plain("fri/fold", func() *contest { return foldContest(o.Backends, 4*rows, 4) })
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256} {
		plain("pow/"+h.String(), func() *contest { return powContest(o.Backends, h, o.pick(16, 20)) })
	}
	return m
}

// warm are the proofs that GPUs make in processes that live on, too: all of a
// calibration's, of others one.
func (o *Options) warm() []proofCase {
	if o.Quick || o.calibration {
		return o.proofs()
	}
	return []proofCase{{"plain", 16, 4, kernels.Keccak256Masked160MSB}, {"starknet", 17, 4, kernels.Keccak256Masked160MSB}}
}

// throughputs are the proofs of which several are made at a time.
func (o *Options) throughputs() []proofCase {
	if o.Quick {
		return []proofCase{{"plain", 9, 4, kernels.Keccak256Masked160MSB}}
	}
	return []proofCase{{"small", 13, 4, kernels.Keccak256Masked160MSB}, {"recursive", 14, 4, kernels.Keccak256Masked160MSB}}
}

// hashNodes is how many pairs are hashed at a time.
var hashNodes = map[kernels.Hash]int{
	kernels.Keccak256: 1 << 14, kernels.Blake256: 1 << 15, kernels.Poseidon3: 1 << 11, kernels.Pedersen: 1 << 9,
}

func (o *Options) pick(quick, full int) int {
	if o.Quick {
		return quick
	}
	return full
}

// layouts are those whose constraints are evaluated.
func (o *Options) layouts() []string {
	if o.Quick {
		return []string{"plain", "small"}
	}
	return []string{"plain", "small", "recursive", "starknet"}
}

// transformSize is a size of transforms; blow-up 1 is there and back.
type transformSize struct{ log, width, blowup int }

func (s transformSize) name() string {
	if s.blowup == 1 {
		return fmt.Sprintf("ntt/2^%d×%d", s.log, s.width)
	}
	return fmt.Sprintf("lde/2^%d×%d, blow-up %d", s.log, s.width, s.blowup)
}

func (o *Options) transforms() []transformSize {
	if o.Quick {
		return []transformSize{{12, 1, 1}, {14, 1, 1}, {12, 9, 4}}
	}
	return []transformSize{{14, 1, 1}, {16, 1, 1}, {18, 1, 1}, {20, 1, 1}, {16, 9, 1}, {18, 9, 1}, {18, 9, 4}, {16, 9, 16}, {20, 1, 4}}
}

// proofs are the proofs that are raced for.
func (o *Options) proofs() []proofCase {
	const keccak, blake, poseidon = kernels.Keccak256Masked160MSB, kernels.Blake256, kernels.Poseidon3
	switch {
	case o.Quick:
		return []proofCase{{"plain", 11, 4, keccak}}
	case o.calibration:
		return o.calibrationProofs()
	}
	cases := []proofCase{
		{"plain", 12, 4, keccak}, {"plain", 13, 4, keccak}, {"plain", 14, 4, keccak}, {"plain", 15, 4, keccak}, {"plain", 16, 4, keccak},
		{"plain", 16, 4, blake}, {"plain", 16, 16, keccak}, {"plain", 12, 4, poseidon},
		{"small", 13, 4, keccak}, {"small", 15, 4, keccak}, {"small", 15, 4, blake}, {"small", 15, 16, keccak},
		{"recursive", 14, 4, keccak}, {"recursive", 15, 4, keccak}, {"recursive", 15, 4, blake}, {"recursive", 15, 16, keccak},
		{"starknet", 17, 4, keccak}, {"starknet", 17, 4, blake}, {"starknet", 17, 16, keccak},
	}
	if prover.OnGPU(o.Backends[0]) { // what would take a processor minutes
		cases = append(cases, proofCase{"plain", 18, 4, keccak}, proofCase{"small", 18, 4, keccak}, proofCase{"starknet", 18, 4, keccak},
			proofCase{"starknet", 20, 4, keccak}, proofCase{"starknet", 20, 4, blake})
	}
	return cases
}
