package bench

import (
	"context"
	"fmt"
	"time"

	"quarry/hw"
)

// contest is some work and those who do it.
type contest struct {
	name, group string
	params      map[string]any
	work        float64
	unit        string
	// muls and bytes are what a unit takes at least: 64-bit multiplications of
	// the schoolbook's way, and bytes to and from main memory. 0 if not reckoned.
	muls, bytes float64
	// compressions are calls of Keccak-256's or BLAKE2s's compression function for a
	// unit, busBytes bytes of it that go to a GPU over the bus; 0 if not reckoned.
	compressions, busBytes float64
	// checked says what results are compared with.
	checked string
	// cold contests have no warm-up: each run is a process of its own.
	cold bool
	// prepare makes what all contenders share. May be nil.
	prepare func(ctx context.Context) error
	// close gives it back. May be nil.
	close      func()
	contenders []contender
}

// contender is one of those who do the work of a contest.
type contender struct {
	name    string
	peer    bool
	threads int
	open    func(ctx context.Context) (runner, error)
}

// runner does the work again and again. run is timed, check is called after
// each run and compares its result with the reference; it may restore the
// inputs for the next run.
type runner struct {
	run   func(ctx context.Context) error
	check func(ctx context.Context) error
	close func()
	// usage, of processes, is what the last run took; its time replaces what
	// the clock said.
	usage func() usage
	// seconds, if it is there, is the last run's time by another clock, which counts.
	seconds func() float64
}

// usage is what a process took.
type usage struct {
	wall, cpu float64
	peak      int64
	stages    []Stage
	bytes     int
	sha256    string
	up, down  int64 // over a GPU's bus
}

// pace says how often and how long a contest is repeated.
type pace struct {
	rounds, least int
	// budget is the time after which no more than the least number of rounds are
	// begun. Short work gets up to longest times the rounds, for a quarter of it.
	budget time.Duration
}

const longest = 10

// leastRounds is how many rounds a verdict needs.
const leastRounds = 3

// more tells whether another round is to be held after so many in so much time.
func (p pace) more(rounds int, elapsed time.Duration) bool {
	return rounds < p.least || rounds < p.rounds && elapsed < p.budget ||
		rounds < longest*p.rounds && elapsed < p.budget/4
}

// entry is a contender while a contest is held.
type entry struct {
	*contender
	runner
	result            Result
	usages            []usage
	meter             *hw.EnergyMeter // of cold contests, as gpus and the joules are
	gpus              *gpuMeters
	joules, gpuJoules []float64
}

// hold holds a contest. It returns an error only if ctx is done; a contender
// that fails has a result that says so.
func (c *contest) hold(ctx context.Context, p pace, gpus *gpuMeters, tell func(string)) ([]Result, error) {
	if c.close != nil {
		defer c.close()
	}
	before := conditions(gpus)
	var prepared error
	if c.prepare != nil {
		tell(c.name + ": reference")
		prepared = c.prepare(ctx)
	}
	entries := make([]*entry, len(c.contenders))
	for i := range c.contenders {
		e := &entry{contender: &c.contenders[i]}
		if c.cold {
			e.meter, e.gpus = hw.OpenEnergyMeter(), gpus
		}
		entries[i] = e
		e.result = Result{
			Contest: c.name, Contender: e.name, Group: c.group, Peer: e.peer, Threads: e.threads,
			Params: c.params, Unit: c.unit, Muls: c.muls, Bytes: c.bytes,
			Compressions: c.compressions, BusBytes: c.busBytes, Checked: c.checked, Samples: []float64{},
		}
		tell(c.name + ": " + e.name + ", warm-up")
		e.start(ctx, prepared, c.cold)
		if e.runner.close != nil {
			defer e.runner.close()
		}
	}
	begin := time.Now()
	for round := 0; p.more(round, time.Since(begin)); round++ {
		tell(fmt.Sprintf("%s: round %d", c.name, round+1))
		for i := range entries {
			// Turned from round to round, and every other one the other way round.
			at := (i + round) % len(entries)
			if round%2 == 1 {
				at = len(entries) - 1 - at
			}
			entries[at].sample(ctx)
		}
		if ctx.Err() != nil {
			break
		}
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	after := conditions(gpus)
	results := make([]Result, len(entries))
	for i, e := range entries {
		e.summarise(c)
		e.result.Conditions = Conditions{
			Load: max(before.Load, after.Load), MHz: (before.MHz + after.MHz) / 2,
			EffectiveMHz: (before.EffectiveMHz + after.EffectiveMHz) / 2, GPUs: after.GPUs,
		}
		results[i] = e.result
	}
	compareWithPeers(entries, results)
	return results, nil
}

// start opens the contender and lets it warm up, unless it is to start cold.
func (e *entry) start(ctx context.Context, prepared error, cold bool) {
	err := prepared
	if err == nil {
		e.runner, err = e.open(ctx)
	}
	if err == nil && !cold {
		if err = e.run(ctx); err == nil {
			err = e.check(ctx)
		}
	}
	e.fail(err)
}

func (e *entry) fail(err error) {
	if err != nil && e.result.Error == "" {
		e.result.Error = err.Error()
	}
}

// sample does the work once, unless the contender failed before.
func (e *entry) sample(ctx context.Context) {
	if e.result.Error != "" || ctx.Err() != nil {
		return
	}
	used, _ := e.meter.Joules()
	gpuUsed, _ := e.gpus.joules()
	start := time.Now()
	err := e.run(ctx)
	elapsed := time.Since(start).Seconds()
	if now, ok := e.meter.Joules(); ok && err == nil {
		e.joules = append(e.joules, now-used)
	}
	if now, ok := e.gpus.joules(); ok && err == nil {
		e.gpuJoules = append(e.gpuJoules, now-gpuUsed)
	}
	if err == nil {
		err = e.check(ctx)
	}
	if e.fail(err); err != nil {
		return
	}
	if e.usage != nil {
		u := e.usage()
		e.usages, elapsed = append(e.usages, u), u.wall
	}
	if e.seconds != nil {
		elapsed = e.seconds()
	}
	e.result.Samples = append(e.result.Samples, elapsed)
}

func (e *entry) summarise(c *contest) {
	r := &e.result
	r.Work = c.work // known when the reference is
	r.summarise()
	if r.Error != "" {
		return
	}
	if len(e.joules) > 0 {
		r.Joules = median(e.joules)
	}
	if len(e.gpuJoules) > 0 {
		r.GPUJoules = median(e.gpuJoules)
	}
	if len(e.usages) > 0 {
		r.Proof = summariseUsages(e.usages)
	}
}

// summarise reckons what follows from the samples, of which one wrong result leaves
// none.
func (r *Result) summarise() {
	if r.Error != "" {
		r.Samples, r.Work = []float64{}, 0
		return
	}
	r.Median, r.Low, r.High = median(r.Samples), quantile(r.Samples, 0.25), quantile(r.Samples, 0.75)
	r.Least = quantile(r.Samples, 0)
	r.Rate = r.Work / r.Median
}

func summariseUsages(all []usage) *ProofResult {
	pick := func(value func(u usage) float64) float64 {
		values := make([]float64, len(all))
		for i, u := range all {
			values[i] = value(u)
		}
		return median(values)
	}
	p := &ProofResult{
		CPU: pick(func(u usage) float64 { return u.cpu }), Peak: int64(pick(func(u usage) float64 { return float64(u.peak) })),
		Bytes: all[0].bytes, SHA256: all[0].sha256,
		PerHour: 3600 / pick(func(u usage) float64 { return u.wall }),
		Up:      all[0].up, Down: all[0].down,
	}
	for i, s := range all[0].stages {
		p.Stages = append(p.Stages, Stage{Name: s.Name, Seconds: pick(func(u usage) float64 {
			if i < len(u.stages) {
				return u.stages[i].Seconds
			}
			return 0
		})})
	}
	return p
}

// compareWithPeers adds to each of Quarry's results how it compares with the
// peers that may use as many cores.
func compareWithPeers(entries []*entry, results []Result) {
	for i := range results {
		for j := range results {
			ours, theirs := &results[i], &results[j]
			if ours.Peer || !theirs.Peer || ours.Threads != theirs.Threads || ours.Error != "" || theirs.Error != "" {
				continue
			}
			v := Versus{Peer: theirs.Contender}
			v.Ratio, v.Low, v.High = pairedRatio(entries[j].result.Samples, entries[i].result.Samples)
			v.Verdict = verdict(v.Low, v.High)
			if len(ours.Samples) < leastRounds {
				v.Verdict = "even"
			}
			if ours.Proof != nil && theirs.Proof != nil && ours.Proof.CPU > 0 && ours.Proof.Peak > 0 {
				v.CPU = theirs.Proof.CPU / ours.Proof.CPU
				v.Memory = float64(theirs.Proof.Peak) / float64(ours.Proof.Peak)
			}
			ours.Versus = append(ours.Versus, v)
		}
	}
}
