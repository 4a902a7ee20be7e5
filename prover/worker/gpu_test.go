//go:build emu

package worker_test

import (
	"path/filepath"
	"sync"
	"testing"

	"quarry/internal/reference"
	"quarry/kernels/cuda/driver"
	"quarry/prover/lineup"
	"quarry/prover/worker"
)

// Several tasks in the child of an (emulated) GPU: each proof is Stone's, and
// they take turns on the device.
func TestGPUChild(t *testing.T) {
	emulator, err := filepath.Abs("../../build/libquarry-emu.so")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorker(t, "real", func(c *worker.Config) { c.Env = append(c.Env, driver.EmulatorVariable+"="+emulator) })
	info := w.Info()
	gpu := info.Backends[0]
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
