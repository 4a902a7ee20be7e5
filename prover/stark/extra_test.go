package stark_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/prover/stone/stonetest"
)

// extraCases is a folder of more cases than the repository holds, each a folder
// with Stone's input files and its proof.json. QUARRY_CASES names it.
func extraCases(t *testing.T) []string {
	dir := os.Getenv("QUARRY_CASES")
	if dir == "" {
		t.Skip("QUARRY_CASES is not set")
	}
	found, err := filepath.Glob(filepath.Join(dir, "*", "proof.json"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no cases in %s (%v)", dir, err)
	}
	for i := range found {
		found[i] = filepath.Dir(found[i])
	}
	return found
}

// loadExtra reads such a folder; without a proof.json there is no proof.
func loadExtra(t testing.TB, dir string) *stonetest.Loaded {
	t.Helper()
	file := func(name string) string { return filepath.Join(dir, name) }
	in, err := stone.Load(stone.Files{
		Parameters: file("cpu_air_params.json"), ProverConfig: file("cpu_air_prover_config.json"),
		PublicInput: file("public_input.json"), PrivateInput: file("private_input.json"), Dir: dir,
	})
	if err != nil {
		t.Skip(err)
	}
	l := &stonetest.Loaded{Name: filepath.Base(dir), Parameters: in.Parameters, Params: in.Config.Params(in.Parameters)}
	if l.Run, err = in.LoadRun(context.Background()); err != nil {
		t.Fatal(err)
	}
	if l.Seed, err = stone.Seed(in.Public, in.Parameters, stone.V3); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file("proof.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return l
	}
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct {
		ProofHex    string   `json:"proof_hex"`
		Annotations []string `json:"annotations"`
	}
	if err := json.Unmarshal(raw, &envelope); err != nil {
		t.Fatal(err)
	}
	if l.Proof, err = hex.DecodeString(strings.TrimPrefix(envelope.ProofHex, "0x")); err != nil {
		t.Fatal(err)
	}
	l.Annotations = envelope.Annotations
	return l
}

// The same as the reference cases, for cases outside of the repository.
func TestExtraCases(t *testing.T) {
	for _, dir := range extraCases(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			l := loadExtra(t, dir)
			in := verifyInput(t, l)
			in.Annotate = true
			got, err := stark.Verify(in)
			if err != nil {
				t.Fatal(err)
			}
			if len(l.Annotations) > 0 {
				compareLines(t, got.Annotations, l.Annotations)
			}
			prove(t, l, stark.MemoryPlan{KeepCosets: stark.KeepAll, KeepTrace: true})
		})
	}
}
