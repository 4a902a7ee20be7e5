//go:build emu

package prover_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/kernels/cuda"
	"quarry/prover"
	"quarry/prover/event"
)

// gpuHelper makes a test process prove on a GPU that fails in some way: its value
// says how the proof must come about.
const gpuHelper = "QUARRY_TEST_GPU"

// A GPU that was chosen by itself and fails, or has too little memory, leaves the
// proof to the processor; one that was asked for does not.
func TestProveOnGPUThatFails(t *testing.T) {
	if os.Getenv(gpuHelper) != "" {
		proveOnFailingGPU(t)
		return
	}
	for _, c := range []struct{ fails, how string }{
		{"QUARRY_EMU_LOSE=20", "made once more"},
		{"QUARRY_EMU_CRASH=20", "made once more"},
		{"QUARRY_EMU_MEMORY=50000000", "is not used"},
		{"QUARRY_EMU_LOSE=0", "on the device"},
	} {
		t.Run(c.fails, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestProveOnGPUThatFails$", "-test.timeout=5m")
			cmd.Env = append(os.Environ(), gpuHelper+"="+c.how, c.fails)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

func proveOnFailingGPU(t *testing.T) {
	prover.ChooseGPUs()
	c := reference.Get(t, "s01")
	var notes strings.Builder
	uploads, uploaded := 0, int64(0)
	options := prover.Options{Trace: true, Events: func(e event.Event) {
		switch {
		case e.Kind == event.Note:
			notes.WriteString(e.Message + "\n")
		case e.Kind == event.Span && strings.HasPrefix(e.Stage, "Upload of column"):
			uploads++
			uploaded += e.Bytes
		}
	}}
	artifact, err := prover.Prove(t.Context(), prover.Job{Source: source(c.Unpack(t)), Options: options})
	if err != nil {
		t.Fatal(err)
	}
	proof, _ := c.StoneProof(t)
	if !bytes.Equal(artifact.Proof, proof) {
		t.Error("the proof is not Stone's")
	}
	onDevice := os.Getenv(gpuHelper) == "on the device"
	if onDevice {
		if artifact.Backend != cuda.EmulatedName || artifact.Plan.Device == nil || artifact.Traffic == nil || artifact.Traffic.Up == 0 {
			t.Errorf("made by %s, plan %+v, traffic %+v", artifact.Backend, artifact.Plan, artifact.Traffic)
		}
		if width, rows := 6, int64(16*artifact.Statement.Public.NSteps); uploads != width || uploaded != int64(width)*rows*32 || artifact.Traffic.Up < uploaded {
			t.Errorf("%d columns of %d bytes went up, %+v in all", uploads, uploaded, artifact.Traffic)
		}
		return
	}
	if !strings.Contains(notes.String(), os.Getenv(gpuHelper)) || artifact.Backend == cuda.EmulatedName || artifact.Plan.Device != nil {
		t.Errorf("made by %s, notes:\n%s", artifact.Backend, &notes)
	}
	options.Backend = cuda.EmulatedName
	if _, err := prover.Prove(t.Context(), prover.Job{Source: source(c.Unpack(t)), Options: options}); fault.CodeOf(err) == "" {
		t.Errorf("with the GPU that was asked for: %v", err)
	}
	options.Backend, options.Scratch = "", t.TempDir()
	if artifact, err = prover.Prove(t.Context(), prover.Job{Source: source(c.Unpack(t)), Options: options}); err != nil || artifact.Backend == cuda.EmulatedName {
		t.Errorf("with a scratch folder: %v", err)
	}
}
