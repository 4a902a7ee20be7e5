package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"quarry/config"
	"quarry/fault"
	"quarry/hw"
	"quarry/prover"
	"quarry/prover/lineup"
	"quarry/prover/worker"
)

// workerCommand proves the jobs of a line-up: of the server whose data directory
// is named, or of an external cluster.
type workerCommand struct {
	jsonFlag
	config.File
	config.Worker
	Name string `help:"The worker's name in the line-up (default: the machine's, and a number)."`
}

// known implements configured.
func (c *workerCommand) known() []config.Setting { return config.Of(c.Worker) }

func (c *workerCommand) run(ctx context.Context, s streams) error {
	s.patient()
	log := newLog(s.err, &c.Log)
	w, err := c.worker(log)
	if err != nil {
		return err
	}
	defer w.Close()
	jobs, err := lineup.OpenWorker(ctx, lineup.Config{DataDir: c.Data, Name: c.NATSName, Cluster: cluster(&c.LineUp), Log: log}, w.Info())
	if err != nil {
		return err
	}
	log.Info("ready for jobs", "worker", jobs.Name(), "slots", w.Info().Slots, "memory", w.Info().MemoryBytes)
	return w.Run(ctx, jobs, c.Grace)
}

// maxWorkers bounds the workers without a name beside each other on one box.
const maxWorkers = 64

// worker makes the worker, in a folder of its own. Several without a name may
// work beside each other.
func (c *workerCommand) worker(log *slog.Logger) (*worker.Worker, error) {
	o := workerOptions(&c.Proving, log)
	o.Name, o.Dir = c.Name, c.Work
	if c.Work == "" && c.Name != "" {
		o.Dir = filepath.Join(c.Data, "work", "worker-"+c.Name)
	}
	if o.Dir != "" {
		return worker.New(o)
	}
	for i := 1; ; i++ {
		o.Dir = filepath.Join(c.Data, "work", fmt.Sprintf("%d", i))
		w, err := worker.New(o)
		if fault.CodeOf(err) != worker.CodeInUse || i == maxWorkers {
			return w, err
		}
	}
}

// workerOptions are the options of a worker that settings decide. There is no
// policy among them: tasks were checked by those who accepted them, and they
// judge the proofs.
func workerOptions(p *config.Proving, log *slog.Logger) worker.Config {
	if _, err := prover.Calibration(); err != nil {
		log.Warn("the machine's calibration is not used", "error", err)
	}
	return worker.Config{DeviceHealth: hw.DeviceHealthFile(), Slots: p.Slots, Threads: p.Threads, MemoryBytes: int64(p.ProofMemory), Cgroup: cgroup(p), Log: log}
}

// cgroup is the control group that is delegated to this process, "" if none is.
func cgroup(p *config.Proving) string {
	if p.Cgroup != "" {
		return p.Cgroup
	}
	return worker.FindCgroup()
}

// cluster is the settings' external cluster, the zero value if there is none.
func cluster(l *config.LineUp) lineup.Cluster {
	return lineup.Cluster{URL: l.NATSURL, Credentials: l.NATSCreds, CA: l.NATSCA, Certificate: l.NATSCert, Key: l.NATSKey, Replicas: l.NATSReplicas}
}

// newLog writes the log that the settings ask for.
func newLog(w interface{ Write([]byte) (int, error) }, c *config.Log) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // kong has checked it
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
