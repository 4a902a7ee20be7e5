package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"quarry/api"
	"quarry/api/client"
	"quarry/config"
	"quarry/fault"
	"quarry/internal/daemon"
	"quarry/prover/lineup"
	"quarry/prover/task"
	"quarry/sequencer/chain"
	sequencer "quarry/sequencer/program"
	"quarry/settlement/settler"
	"quarry/settlement/settler/proving"
)

// openBlockProver opens a service like quarry serve's in this process, with the
// defaults of its settings, for the proofs that the contracts take. Its keys are in
// keyDir; its server is opened later, when it is known what else is mounted there.
func openBlockProver(ctx context.Context, dir, address, keyDir string, log *slog.Logger) (*appliance, error) {
	a, err := newAppliance(dir, address, keyDir, log)
	if err != nil {
		return nil, err
	}
	if err := a.openParts(ctx); err != nil {
		a.close(time.Second)
		return nil, err
	}
	return a, nil
}

// openFace opens a service that proves nothing: a door, with keys, for what is mounted
// behind it.
func openFace(dir, address, keyDir string, log *slog.Logger) (*appliance, error) {
	a, err := newAppliance(dir, address, keyDir, log)
	if err != nil {
		return nil, err
	}
	if a.dir, err = daemon.DataDir(dir); err == nil {
		err = a.openDoor()
	}
	if err != nil {
		a.close(time.Second)
		return nil, err
	}
	return a, nil
}

func newAppliance(dir, address, keyDir string, log *slog.Logger) (*appliance, error) {
	var s config.Serve
	parser, err := kong.New(&s)
	if err != nil {
		return nil, err
	}
	if _, err := parser.Parse(nil); err != nil {
		return nil, err
	}
	s.HTTP.Listen, s.Store.Data = address, dir
	// What the contracts demand is counted in the conjectured regime.
	s.SecurityRegime = "conjectured"
	s.Grace = 0
	return &appliance{settings: &s, keyDir: keyDir, log: log}, nil
}

// remoteProver has blocks proved by a quarry serve elsewhere. It is a settler.Prover,
// and by its jobs the chain's.
type remoteProver struct {
	client *client.Client
	// dir is for files that are on their way.
	dir string
}

// dialProver connects to a service; keyFile may be empty. Files on their way lie in
// dir.
func dialProver(address, keyFile, dir string) (*remoteProver, error) {
	o := client.Options{Server: address}
	if keyFile != "" {
		raw, err := fileContent("--prover_key_file", keyFile)
		if err != nil {
			return nil, err
		}
		o.Key = strings.TrimSpace(string(raw))
	}
	c, err := client.New(o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(err, codeNode, "the folder for the prover's files can't be made").At("%s", dir)
	}
	return &remoteProver{c, dir}, nil
}

// Submit implements settler.Prover.
func (p *remoteProver) Submit(ctx context.Context, o *settler.Order) (string, error) {
	dir, err := os.MkdirTemp(p.dir, "order-")
	if err != nil {
		return "", fault.Wrap(err, codeNode, "there is no room for the prover's files").At("%s", p.dir)
	}
	defer os.RemoveAll(dir)
	files := map[task.Part]string{}
	for part, content := range map[task.Part][]byte{task.Program: o.Program, task.ProgramInput: o.Input} {
		files[part] = filepath.Join(dir, string(part))
		if err := os.WriteFile(files[part], content, 0o600); err != nil {
			return "", fault.Wrap(err, codeNode, "there is no room for the prover's files").At("%s", p.dir)
		}
	}
	priority, security := proving.Priority, proving.Security()
	program, input := digest(o.Program), digest(o.Input)
	job, _, err := p.client.Submit(ctx, client.Submission{
		Files: files,
		Options: api.ProofOptions{
			Layout: sequencer.Layout, Preset: security.Preset, SecurityBits: security.Bits, SecurityRegime: security.Regime,
			Priority: &priority, Labels: map[string]string{"block": fmt.Sprint(o.Block)},
		},
		IdempotencyKey: fmt.Sprintf("block-%d-%d-%.16s-%.32s", o.Block, o.Round, program, input),
	})
	if err != nil {
		return "", err
	}
	if job.Status.Final() && job.Status != lineup.Succeeded {
		if job, err = p.client.Retry(ctx, job.ID); err != nil {
			return "", err
		}
	}
	return job.ID, nil
}

// Status implements settler.Prover.
func (p *remoteProver) Status(ctx context.Context, id string) (settler.ProofStatus, error) {
	job, err := p.client.Job(ctx, id)
	switch {
	case fault.CodeOf(err) == lineup.CodeUnknownJob:
		return settler.ProofStatus{State: settler.ProofFailed, Reason: "the service has no such job any more"}, nil
	case err != nil:
		return settler.ProofStatus{}, err
	}
	status := settler.ProofStatus{State: proving.State(job.Status)}
	if status.State == settler.ProofFailed {
		status.Reason = outcome(&job).Error()
	}
	return status, nil
}

// Fetch implements settler.Prover.
func (p *remoteProver) Fetch(ctx context.Context, id string) ([]byte, error) {
	dir, err := os.MkdirTemp(p.dir, "proof-")
	if err != nil {
		return nil, fault.Wrap(err, codeNode, "there is no room for the prover's files").At("%s", p.dir)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "proof.json")
	if _, err := p.client.Fetch(ctx, id, "stone", path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// remoteJobs is a remoteProver as the chain needs it. Its orders are the settler's of
// round 0: both together are one job.
type remoteJobs struct{ *remoteProver }

// Submit implements chain.ProofJobs.
func (j remoteJobs) Submit(ctx context.Context, block uint64, program, input []byte) (string, error) {
	return j.remoteProver.Submit(ctx, &settler.Order{Block: block, Program: program, Input: input})
}

// Status implements chain.ProofJobs.
func (j remoteJobs) Status(ctx context.Context, id string) (chain.ProofStatus, error) {
	s, err := j.remoteProver.Status(ctx, id)
	return chain.ProofStatus{State: chain.ProofState(s.State), Reason: s.Reason}, err
}
