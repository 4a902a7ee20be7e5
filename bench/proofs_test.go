package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

// However many cores there are, the throughput is of a bounded number of proofs, made
// one at a time, all at a time, and in few ways between; a look is quick.
func TestThroughputIsBounded(t *testing.T) {
	for _, c := range []struct {
		cores, jobs, quick int
		crowds             []int
	}{
		{1, 2, 2, []int{1, 2}}, {2, 2, 2, []int{1, 2}}, {3, 3, 3, []int{1, 2, 3}}, {8, 8, 4, []int{1, 2, 4, 8}},
		{16, 16, 4, []int{1, 4, 16}}, {64, 32, 4, []int{1, 4, 16, 32}}, {256, 32, 4, []int{1, 4, 16, 32}},
	} {
		full, quick := Options{}, Options{Quick: true}
		if full.jobs(c.cores) != c.jobs || quick.jobs(c.cores) != c.quick || !slices.Equal(crowds(c.jobs), c.crowds) {
			t.Errorf("%d cores: %d jobs, quick %d, %v at a time", c.cores, full.jobs(c.cores), quick.jobs(c.cores), crowds(c.jobs))
		}
	}
	o := Options{Quick: true, Rounds: 5, Backends: []string{"avx2"}}
	contest := throughputContest("avx2", "quarry", 64, o.jobs(64), o.throughputs()[0])
	if p := o.paceOf(contest); len(contest.contenders) > 3 || contest.work > 4 || p.least != 1 || p.budget > 5*time.Second {
		t.Errorf("%d contenders with %v proofs, %+v", len(contest.contenders), contest.work, p)
	}
}
