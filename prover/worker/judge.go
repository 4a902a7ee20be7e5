package worker

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"quarry/fault"
	"quarry/prover/cairo/vm"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// JudgeConfig is how proofs are judged. Zero fields but Dir get defaults.
type JudgeConfig struct {
	// Dir holds files while they are looked at. It is the judge's alone, and
	// emptied before its first proof: not earlier, since who makes a judge may find
	// out then only that the folder is another process's.
	Dir string
	// Policy is what proofs must satisfy. With RerunSteps, programs are run
	// again, in children.
	Policy task.Policy
	// Bytes is the memory that a child may take; 0 for 4 GiB.
	Bytes int64
	// Command, Env, Cgroup and Log are as in Config.
	Command, Env []string
	Cgroup       string
	Log          *slog.Logger
}

// Judge judges proofs for a line-up.
type Judge struct {
	cfg     JudgeConfig
	lastID  atomic.Uint64
	emptied sync.Once
}

// NewJudge prepares a judge.
func NewJudge(cfg JudgeConfig) (*Judge, error) {
	if cfg.Bytes <= 0 {
		cfg.Bytes = 4 << 30
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	err := os.MkdirAll(cfg.Dir, 0o700)
	if err == nil {
		cfg.Dir, err = filepath.Abs(cfg.Dir)
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeFiles, "the judge's folder can't be used").At("%s", cfg.Dir)
	}
	return &Judge{cfg: cfg}, nil
}

// Judge judges the proof of a job: see lineup.Judge and task.Judge.
func (j *Judge) Judge(ctx context.Context, job lineup.Job, proof, raw task.Blob, open lineup.Opener) (task.Verdict, error) {
	j.emptied.Do(j.empty)
	dir := filepath.Join(j.cfg.Dir, strconv.FormatUint(j.lastID.Add(1), 10))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return task.Verdict{}, j.later(err, "the judge's folder can't be made")
	}
	defer os.RemoveAll(dir)
	files := task.Files{}
	for part, blob := range job.Task.Inputs {
		path := filepath.Join(dir, string(part))
		if err := j.bring(ctx, open, blob, path); err != nil {
			return task.Verdict{}, err
		}
		files[part] = path
	}
	p := task.ProofFiles{JSON: filepath.Join(dir, JSONName), Raw: filepath.Join(dir, RawName)}
	for path, blob := range map[string]task.Blob{p.JSON: proof, p.Raw: raw} {
		if err := j.bring(ctx, open, blob, path); err != nil {
			return task.Verdict{}, err
		}
	}
	v, err := j.judge(ctx, &job.Task, files, p, dir)
	if err != nil {
		return task.Verdict{}, err
	}
	return *v, nil
}

// empty removes what an earlier process left.
func (j *Judge) empty() {
	left, err := os.ReadDir(j.cfg.Dir)
	for _, entry := range left {
		err = errors.Join(err, os.RemoveAll(filepath.Join(j.cfg.Dir, entry.Name())))
	}
	if err != nil {
		j.cfg.Log.Warn("the judge's folder can't be emptied", "error", err)
	}
}

// judge judges here, or in a child if a program may have to be run.
func (j *Judge) judge(ctx context.Context, t *task.Task, files task.Files, p task.ProofFiles, dir string) (*task.Verdict, error) {
	if !t.IsProgram() || j.cfg.Policy.RerunSteps == 0 {
		return task.Judge(ctx, t, files, p, j.cfg.Policy)
	}
	c, err := Start(ctx, Spawn{Command: j.cfg.Command, Env: j.cfg.Env, Read: []string{dir}, Cgroup: j.cfg.Cgroup, Log: j.cfg.Log})
	if err != nil {
		return nil, j.later(err, "the judge can't be started")
	}
	defer c.Close()
	v, err := c.Judge(ctx, Order{Task: *t, Files: files, Policy: j.cfg.Policy, Proof: p, RunBytes: j.cfg.Bytes})
	var death *Death
	switch {
	case errors.As(err, &death):
		j.cfg.Log.Error("the judge died", "error", err, "log", death.Log)
		return nil, j.later(death.Fault, "the judge died")
	case fault.CodeOf(err) == vm.CodeMemoryLimit:
		return nil, j.later(err, "the judge has too little memory to run the program")
	}
	return v, err
}

// later is an error that says nothing about the proof.
func (j *Judge) later(err error, what string) error {
	return fault.Wrap(err, lineup.CodeUnavailable, "%s", what)
}

// bring makes a file of stored bytes: a link if they are one.
func (j *Judge) bring(ctx context.Context, open lineup.Opener, b task.Blob, path string) error {
	r, err := open(ctx, b)
	if err != nil {
		return err
	}
	defer r.Close()
	if f, ok := r.(*os.File); ok && os.Link(f.Name(), path) == nil {
		return nil
	}
	w, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400)
	if err != nil {
		return j.later(err, "an input can't be copied")
	}
	_, err = io.Copy(w, readerFunc(func(p []byte) (int, error) {
		if err := context.Cause(ctx); err != nil {
			return 0, err
		}
		return r.Read(p)
	}))
	if err = errors.Join(err, w.Close()); err != nil {
		return j.later(err, "an input can't be copied")
	}
	return nil
}
