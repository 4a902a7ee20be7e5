package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// params says how a proof fits on a GPU that need not be there.
func TestParamsGPU(t *testing.T) {
	t.Chdir(t.TempDir())
	large := []string{"quarry", "params", "--layout=starknet", "--n_steps=1048576", "--log_n_cosets=2"}
	for memory, want := range map[string][]string{
		"78GiB": {"fit: at most 4", "78.0 GiB are free", "up to 4 such proofs at a time"},
		"12GiB": {"stream: at most 10", "12.0 GiB are free"},
		"2GiB":  {"does not fit: the proof needs at least 8.", "2.00 GiB are free"},
	} {
		r := runCommand(t, append(large, "--gpu_memory="+memory)...)
		for _, text := range want {
			if r.code != exitOK || !strings.Contains(r.err, text) {
				t.Errorf("%s: no %q in %+v", memory, text, r)
			}
		}
	}
	var report struct {
		GPUs []struct {
			Free, Peak, Temporary int64
			MainMemory            int64 `json:"main_memory"`
			Together              int
			Mode                  string
			Problem               *struct{ Code string }
		}
	}
	for memory, fits := range map[string]bool{"78GiB": true, "2GiB": false} {
		r := runCommand(t, append(large, "--json", "--gpu_memory="+memory)...)
		if err := json.Unmarshal([]byte(r.out), &report); err != nil || len(report.GPUs) != 1 {
			t.Fatalf("%v: %+v", err, r)
		}
		g := report.GPUs[0]
		if fits && (g.Problem != nil || g.Mode != "fit" || g.Peak+g.Temporary > g.Free || g.MainMemory < 4<<30 || g.Together != 4) ||
			!fits && (g.Problem == nil || g.Problem.Code != "prover/device-memory") {
			t.Errorf("%s: %+v", memory, g)
		}
	}
	for _, wrong := range []string{"x", "-1", "0"} {
		if r := runCommand(t, append(large, "--gpu_memory="+wrong)...); r.code != exitUsage {
			t.Errorf("%s: %+v", wrong, r)
		}
	}
}
