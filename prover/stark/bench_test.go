package stark_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarry/prover/event"
	"quarry/prover/stark"
	"quarry/prover/stone/stonetest"
)

// BenchmarkProve proves reference cases (QUARRY_BENCH names them, by default
// s05, or other folders with Stone's files, by absolute path) under several
// memory plans, and reports the seconds of each stage.
func BenchmarkProve(b *testing.B) {
	cases := "s05"
	if s := os.Getenv("QUARRY_BENCH"); s != "" {
		cases = s
	}
	for _, name := range strings.Split(cases, ",") {
		var l *stonetest.Loaded
		if filepath.IsAbs(name) {
			l = loadExtra(b, name)
		} else {
			l = stonetest.Load(b, name)
		}
		for plan, p := range map[string]stark.MemoryPlan{
			"keep":    {KeepCosets: stark.KeepAll, KeepTrace: true},
			"two":     {KeepCosets: 2, SkipLayers: 2},
			"stream":  {KeepTrace: true, SkipLayers: 4},
			"inplace": {InPlace: true, SkipLayers: 4},
		} {
			b.Run(filepath.Base(name)+"/"+plan, func(b *testing.B) { benchmarkProve(b, l, p) })
		}
	}
}

func benchmarkProve(b *testing.B, l *stonetest.Loaded, plan stark.MemoryPlan) {
	stages := map[string]float64{}
	in := stark.ProveInput{
		AIR: newAIR(b, l), Run: l.Run, Seed: l.Seed, Params: l.Params, Backend: backend(b, ""), Plan: plan,
		Events: func(e event.Event) {
			if e.Kind == event.StageEnd {
				stages[e.Stage] += e.Elapsed.Seconds()
			}
		},
	}
	var peak int64
	for b.Loop() {
		proof, err := stark.Prove(context.Background(), in)
		if err != nil {
			b.Fatal(err)
		}
		peak = proof.PeakMemory
	}
	for stage, seconds := range stages {
		b.ReportMetric(seconds/float64(b.N), strings.ReplaceAll(stage, " ", "-")+"-s")
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
}
