package main

import (
	"os"
	"path/filepath"
	"testing"

	"quarry/prover/stone"
)

// The runs to race with load, and the parameters made for them fit.
func TestInputs(t *testing.T) {
	r := race{inputs: "../../testdata/race"}
	for _, name := range []string{"plain_2e16", "small_2e15", "recursive_2e15", "starknet_2e17"} {
		dir, err := r.unpack(name)
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		for _, setting := range []string{"4:blake256", "16:keccak256_masked160_msb", "4:poseidon3"} {
			if err := writeParameters(dir, setting); err != nil {
				t.Fatal(err)
			}
			in, err := stone.Load(stone.Files{
				Parameters: filepath.Join(dir, "parameters.json"), ProverConfig: filepath.Join(dir, "config.json"),
				PublicInput: filepath.Join(dir, "public_input.json"), PrivateInput: filepath.Join(dir, "private_input.json"), Dir: dir,
			})
			if err != nil {
				t.Fatalf("%s, %s: %v", name, setting, err)
			}
			if _, err := in.LoadRun(t.Context()); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	if err := writeParameters(t.TempDir(), "four"); err == nil {
		t.Error("a setting without a blow-up")
	}
}
