package worker

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/bits"
	"os"
	"path/filepath"
	"sync"

	"quarry/fault"
	"quarry/prover"
	"quarry/prover/stone"
	"quarry/prover/task"
)

// Sampler measures this machine by small proofs, for those who have no others
// to estimate by. It is safe for concurrent use.
type Sampler struct {
	cfg SamplerConfig

	// mu is held while a sample is made.
	mu    sync.Mutex
	known map[sampleKey]Result
}

// SamplerConfig is how a sampler works.
type SamplerConfig struct {
	// Dir holds files while a sample is made. It is the sampler's alone.
	Dir string
	// Command, Env and Log are as in Config.
	Command, Env []string
	Log          *slog.Logger
}

// sampleKey is what the time of a sample depends on.
type sampleKey struct {
	backend    string
	parameters string
}

// NewSampler prepares a sampler.
func NewSampler(cfg SamplerConfig) *Sampler {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Sampler{cfg: cfg, known: map[sampleKey]Result{}}
}

const (
	// sampleSteps is the length of samples: long enough to be measured, short
	// enough to wait for.
	sampleSteps = 1 << 12
	// samplePowBits is the proof of work of samples.
	samplePowBits = 18
	// maxSamples bounds what is kept; clients choose parameters.
	maxSamples = 64
)

// sampleProgram does nothing: its run is padded to sampleSteps.
const sampleProgram = `{"prime": "0x800000000000011000000000000000000000000000000000000000000000001", "builtins": [], "main_scope": "__main__",
"data": ["0x40780017fff7fff", "0x0", "0x1104800180018000", "0x4", "0x10780017fff7fff", "0x0", "0x208b7fff7fff7ffe"],
"identifiers": {"__main__.__start__": {"type": "label", "pc": 0}, "__main__.__end__": {"type": "label", "pc": 4},
"__main__.main": {"type": "function", "pc": 6, "decorators": []}},
"hints": {}, "reference_manager": {"references": []}, "attributes": []}`

// Measure makes a proof of sampleSteps steps in the layout plain, with a
// backend (empty for the best) and with the hashes and the blow-up factor of
// some parameters, and says what it took. It remembers what it measured.
func (s *Sampler) Measure(ctx context.Context, backend string, p *stone.Parameters) (*Result, error) {
	t := task.Task{Inputs: map[task.Part]task.Blob{}, Layout: "plain", MinSteps: sampleSteps, Backend: backend}
	parameters := sampleParameters(p)
	k := sampleKey{backend, string(parameters)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r, ok := s.known[k]; ok {
		return &r, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	dir, files, err := s.files(parameters)
	defer os.RemoveAll(dir)
	if err != nil {
		return nil, fault.Wrap(err, CodeFiles, "the folder for samples can't be used").At("%s", s.cfg.Dir)
	}
	c, err := Start(ctx, Spawn{Command: s.cfg.Command, Env: s.cfg.Env, Read: []string{dir}, Write: []string{dir}, Nice: DefaultNice, Log: s.cfg.Log})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	for part := range files {
		t.Inputs[part] = task.Blob{}
	}
	r, err := c.Prove(ctx, Order{Task: t, Files: files, Out: dir, RunBytes: 256 << 20, MaxMemory: 4 << 30, Sparing: true}, Hooks{})
	if err != nil {
		return nil, err
	}
	if len(s.known) < maxSamples {
		s.known[k] = *r
	}
	return r, nil
}

// files writes a sample's inputs.
func (s *Sampler) files(parameters []byte) (dir string, files task.Files, err error) {
	if err := os.MkdirAll(s.cfg.Dir, 0o700); err != nil {
		return "", nil, err
	}
	if dir, err = os.MkdirTemp(s.cfg.Dir, "sample-*"); err != nil {
		return "", nil, err
	}
	files = task.Files{task.Program: filepath.Join(dir, "program"), task.Parameters: filepath.Join(dir, "parameters")}
	return dir, files, errors.Join(
		os.WriteFile(files[task.Program], []byte(sampleProgram), 0o600),
		os.WriteFile(files[task.Parameters], parameters, 0o600))
}

// sampleParameters are those of a sample.
func sampleParameters(like *stone.Parameters) []byte {
	const lastLayer = 6
	p := *like
	p.STARK.FRI.StepList = stone.SuggestSteps(bits.Len(uint(sampleSteps)) - 1 + 4 - lastLayer)
	p.STARK.FRI.LastLayerDegreeBound, p.STARK.FRI.ProofOfWorkBits = 1<<lastLayer, samplePowBits
	raw, err := json.Marshal(p.Object())
	if err != nil {
		panic(err) // numbers and texts can be written
	}
	return raw
}

// Seconds are the times of a result's stages by their names.
func (r *Result) Seconds() map[string]float64 {
	all := map[string]float64{}
	for _, t := range r.Timings {
		all[t.Stage] += t.Seconds
	}
	return all
}

// StageWork is the stage that finds a nonce: its time is that of proof of work.
const StageWork = "Proof of work"

// ProofSeconds is the time of the proof itself, without the proof of work.
func (r *Result) ProofSeconds() float64 {
	s := r.Seconds()
	return s[prover.StageProof] - s[StageWork]
}
