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

// Several tasks in the child of a GPU, or an emulated one: each proof is Stone's,
// they take turns on the device, and what the child may not do keeps no driver from
// its work.
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
	var together sync.WaitGroup
	for range 3 {
		together.Go(func() {
			l := stoneLease(t, "s14")
			l.job.Task.Backend = gpu
			l.onPlan = func(p lineup.Plan) error { t.Logf("plan %+v", p); return nil }
			w.Attempt(l)
			l.ended("finish", "", false)
			want, _ := reference.Get(t, "s14").StoneProof(t)
			if string(l.blobs[worker.RawName]) != string(want) || l.stats.Device == "" || l.stats.Backend != gpu {
				t.Errorf("not Stone's proof, or not on a GPU: %+v", l.stats)
			}
		})
	}
	together.Wait()
}
