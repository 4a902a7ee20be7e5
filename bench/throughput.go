package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/stone"
	"quarry/prover/task"
	"quarry/prover/worker"
)

// throughputContest asks how many proofs of a case a machine makes in an hour, as a
// service makes them: a line-up with its files, a worker with some proofs at a time,
// each with its share of the cores in a restricted process of its own, and a judge
// that verifies them.
func throughputContest(backend, quarry string, cores, jobs int, p proofCase) *contest {
	var dir, want string
	c := &contest{
		name:  fmt.Sprintf("throughput/%s, 2^%d steps, blow-up %d, %v", p.layout, p.logSteps, p.blowup, p.hash),
		group: "throughput", cold: true, unit: "proof", work: float64(jobs),
		params:  map[string]any{"layout": p.layout, "n_steps": 1 << p.logSteps, "blowup": p.blowup, "hash": p.hash.String(), "proofs": jobs},
		checked: "verified by the service's judge; the same bytes from all",
	}
	c.prepare = func(ctx context.Context) (err error) {
		dir, err = p.inputs(ctx)
		return err
	}
	c.close = func() { os.RemoveAll(dir) }
	for _, atOnce := range crowds(jobs) {
		// A GPU makes one proof after the other; what is before and after runs beside.
		threads := max(1, cores/atOnce)
		c.contenders = append(c.contenders, contender{name: fmt.Sprintf("%s, %d at a time", backend, atOnce), open: func(ctx context.Context) (runner, error) {
			s, err := openService(ctx, dir, quarry, atOnce, threads)
			if err != nil {
				return runner{}, err
			}
			var proofs []attempt
			return runner{
				run: func(ctx context.Context) (err error) {
					proofs, err = s.prove(ctx, backend, jobs)
					return err
				},
				check: func(context.Context) error {
					for i, p := range proofs {
						if want == "" {
							want = p.sha256
						}
						if p.sha256 != want {
							return wrong("proof %d of %d differs from the first", i+1, jobs)
						}
					}
					return nil
				},
				close: s.close,
			}, nil
		}})
	}
	return c
}

// mostJobs bounds the proofs of a throughput: on machines with more cores there is no
// more to learn in the time that they take one at a time.
const mostJobs, mostQuickJobs = 32, 4

// jobs is of how many proofs the throughput is measured.
func (o *Options) jobs(cores int) int {
	return min(max(2, cores), o.pick(mostQuickJobs, mostJobs))
}

// crowds are how many of the proofs are made at a time: one, all, and few numbers
// between.
func crowds(jobs int) []int {
	step := 2
	if jobs > 8 {
		step = 4
	}
	all := []int{1}
	for n := step; n < jobs; n *= step {
		all = append(all, n)
	}
	if jobs > 1 {
		all = append(all, jobs)
	}
	return all
}

// service is a line-up with a judge and a worker, in this process as quarry serve
// has them in its own.
type service struct {
	*lineup.LineUp
	inputs map[task.Part]task.Blob
	dir    string
	stop   context.CancelFunc
	ended  chan struct{}
}

// benchFloor admits the bench's proofs, which have no proof of work.
var benchFloor = stone.Floor{Regime: stone.Capacity, Bits: 10}

// openService opens a service for proofs of the inputs in a folder.
func openService(ctx context.Context, inputs, quarry string, slots, threads int) (s *service, err error) {
	s = &service{inputs: map[task.Part]task.Blob{}, ended: make(chan struct{})}
	if s.dir, err = os.MkdirTemp("", "quarry-bench-"); err != nil {
		return nil, err
	}
	command := []string{quarry, worker.ChildCommand}
	policy := task.Policy{Floor: benchFloor}
	judge, err := worker.NewJudge(worker.JudgeConfig{Dir: filepath.Join(s.dir, "judge"), Policy: policy, Command: command})
	if err == nil {
		s.LineUp, err = lineup.Open(ctx, lineup.Config{DataDir: s.dir, Judge: judge.Judge, MaxAttempts: 1})
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	working, stop := context.WithCancel(context.Background())
	s.stop = stop
	if err = s.start(working, worker.Config{Dir: filepath.Join(s.dir, "work"), Policy: policy, Slots: slots, Threads: threads, Nice: -1, Command: command}); err == nil {
		err = s.put(ctx, inputs)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// start lets a worker take jobs until ctx is done.
func (s *service) start(ctx context.Context, c worker.Config) error {
	w, err := worker.New(c)
	if err != nil {
		close(s.ended)
		return err
	}
	jobs, err := s.NewWorker(w.Info())
	if err != nil {
		close(s.ended)
		w.Close()
		return err
	}
	go func() {
		defer close(s.ended)
		defer w.Close()
		_ = w.Run(ctx, jobs, workerPatience) // jobs that it does not do fail
	}()
	return nil
}

// workerPatience is how long a worker waits for jobs in work when it is to end: they
// are for nobody then.
const workerPatience = 10 * time.Millisecond

// put stores the inputs that are in a folder.
func (s *service) put(ctx context.Context, dir string) error {
	for part, name := range map[task.Part]string{
		task.PublicInput: publicInputFile, task.PrivateInput: privateInputFile, task.Trace: traceFile, task.Memory: memoryFile,
		task.Parameters: parameterFile, task.ProverConfig: proverConfigFile,
	} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		s.inputs[part], err = s.PutBlob(ctx, string(part), f, -1)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// attempt is one proof that a service made.
type attempt struct {
	sha256  string
	seconds float64 // from its begin to the verified proof
}

// prove hands in so many jobs and waits for their proofs.
func (s *service) prove(ctx context.Context, backend string, jobs int) ([]attempt, error) {
	ids := make([]string, jobs)
	for i := range ids {
		job, _, err := s.Submit(ctx, lineup.Submission{Task: task.Task{Inputs: s.inputs, Backend: backend}})
		if err != nil {
			return nil, err
		}
		ids[i] = job.ID
	}
	proofs := make([]attempt, jobs)
	for i, id := range ids {
		events, err := s.Events(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		for range events { // until the last
		}
		job, err := s.Get(ctx, id)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err != nil:
			return nil, err
		case job.Result == nil:
			return nil, fault.New(CodeChild, "a proof of the service failed").At("job %s, %s: %+v", id, job.Status, job.Reason)
		}
		proofs[i].sha256 = job.Result.Raw.SHA256
		if a := job.Attempts[len(job.Attempts)-1]; a.FinishedAt != nil {
			proofs[i].seconds = a.FinishedAt.Sub(a.StartedAt).Seconds()
		}
	}
	return proofs, nil
}

// close ends everything and removes its files.
func (s *service) close() {
	s.stop()
	<-s.ended
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = s.Close(ctx)        // it is thrown away
	_ = os.RemoveAll(s.dir) // as above
}
