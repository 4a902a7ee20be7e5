package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarry/kernels"
	"quarry/prover"
	"quarry/prover/stone"
)

// BenchmarkProofs makes large proofs in this process, on each backend that runs
// here, best first, and reports the seconds of each stage. All backends must make
// the same proof. Processors get only what they do within minutes; an emulated GPU
// is left out.
func BenchmarkProofs(b *testing.B) {
	const slowProcessor = 18 // log2 of the steps
	for _, c := range []proofCase{
		{"plain", 16, 4, kernels.Keccak256Masked160MSB}, {"starknet", 17, 4, kernels.Keccak256Masked160MSB},
		{"starknet", 18, 4, kernels.Keccak256Masked160MSB}, {"starknet", 20, 4, kernels.Keccak256Masked160MSB},
	} {
		b.Run(fmt.Sprintf("%s/2^%d", c.layout, c.logSteps), func(b *testing.B) {
			dir, err := c.inputs(b.Context())
			defer os.RemoveAll(dir)
			if err != nil {
				b.Fatal(err)
			}
			var first []byte
			for i, backend := range prover.Backends() {
				gpu := prover.OnGPU(backend.Name)
				if backend.Problem != nil || strings.HasSuffix(backend.Name, "-emu") || !gpu && (c.logSteps > slowProcessor || i > 1) {
					continue
				}
				b.Run(backend.Name, func(b *testing.B) {
					proof := benchmarkProof(b, dir, backend.Name)
					if first == nil {
						first = proof
					}
					if !bytes.Equal(proof, first) {
						b.Fatal("the proof differs from that of the backend before")
					}
				})
			}
		})
	}
}

func benchmarkProof(b *testing.B, dir, backend string) (proof []byte) {
	at := func(name string) string { return filepath.Join(dir, name) }
	stages := map[string]float64{}
	var last *prover.Artifact
	for b.Loop() {
		artifact, err := prover.Prove(b.Context(), prover.Job{
			Source: &prover.StoneInput{Files: stone.Files{
				Parameters: at(parameterFile), ProverConfig: at(proverConfigFile), PublicInput: at(publicInputFile),
				PrivateInput: at(privateInputFile), Dir: dir,
			}},
			Options: prover.Options{Backend: backend},
		})
		if err != nil {
			b.Fatal(err)
		}
		for _, t := range artifact.Timings {
			stages[t.Stage] += t.Elapsed.Seconds()
		}
		last = artifact
	}
	for stage, seconds := range stages {
		b.ReportMetric(seconds/float64(b.N), strings.ReplaceAll(stage, " ", "-")+"-s")
	}
	b.ReportMetric(float64(last.PeakArena)/(1<<20), "peak-MiB")
	if last.Traffic != nil {
		b.ReportMetric(float64(last.Traffic.Up)/(1<<20), "up-MiB")
		b.ReportMetric(float64(last.Traffic.Down)/(1<<20), "down-MiB")
	}
	return last.Proof
}
