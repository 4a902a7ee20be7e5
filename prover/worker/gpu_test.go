package worker_test

import (
	"encoding/json"
	"os"
	"sync"
	"testing"

	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/lineup"
	"quarry/prover/worker"
)

// probeArgument makes the test binary look at the GPUs, as a process of its own.
const probeArgument = "probe-gpus"

func probeGPUs() int {
	if json.NewEncoder(os.Stdout).Encode(prover.InspectGPUs()) != nil {
		return 1
	}
	return 0
}

// Several tasks in flight in the child of a GPU, or an emulated one: each proof is
// Stone's, and what the child may not do keeps no driver from its work.
func TestGPUChild(t *testing.T) {
	w := newWorker(t, "real", func(c *worker.Config) { c.Env = append(c.Env, gpuEnv(t)...) })
	info := w.Info()
	gpu := info.Backends[0]
	if !prover.OnGPU(gpu) {
		if os.Getenv("REQUIRE_CUDA") != "" {
			t.Fatal("there is no GPU")
		}
		t.Skip("there is no GPU")
	}
	// Nobody gets on before all have their share of the device.
	var inFlight sync.WaitGroup
	const tasks = 3
	inFlight.Add(tasks)
	proveTogether(t, w, gpu, tasks, func(l *fakeLease) {
		l.onPlan = func(lineup.Plan) error { inFlight.Done(); inFlight.Wait(); return nil }
	})
}

// proveTogether proves the same case several times at once in the child of a GPU.
func proveTogether(t *testing.T, w *worker.Worker, gpu string, tasks int, prepare func(l *fakeLease)) {
	want, _ := reference.Get(t, "s14").StoneProof(t)
	var together sync.WaitGroup
	for range tasks {
		l := stoneLease(t, "s14")
		l.job.Task.Backend = gpu
		prepare(l)
		together.Go(func() {
			w.Attempt(l)
			l.ended("finish", "", false)
			if string(l.blobs[worker.RawName]) != string(want) || l.stats.Device == "" || l.stats.Backend != gpu {
				t.Errorf("not Stone's proof, or not on a GPU: %+v", l.stats)
			}
		})
	}
	together.Wait()
}
