// Package stonetest turns the reference cases into the inputs that tests of
// other rooms need. It is for tests only. Packages below prover/stone use it
// from external test packages.
package stonetest

import (
	"bytes"
	"context"
	"encoding/hex"
	"testing"

	"quarry/internal/reference"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

// Loaded is a reference case, parsed.
type Loaded struct {
	Name string
	Run  *execution.Execution
	// Parameters are those of the parameter file, Params what the protocol
	// takes of them.
	Parameters *stone.Parameters
	Params     stark.Params
	// Seed is the statement's seed for Stone v3.
	Seed []byte
	// Proof and Annotations are Stone's.
	Proof       []byte
	Annotations []string
}

// Load parses the case that reference.Get finds by prefix ("s01").
func Load(tb testing.TB, prefix string) *Loaded {
	tb.Helper()
	c := reference.Get(tb, prefix)
	l := Statement(tb, prefix)
	private, err := stone.ParsePrivateInput(reference.PrivateInput, c.Read(tb, reference.PrivateInput))
	check(tb, err)
	ctx := context.Background()
	l.Run.Private = private.Builtins
	l.Run.Trace, err = stone.ReadTrace(ctx, reference.Trace, bytes.NewReader(c.Read(tb, reference.Trace)), l.Run.Public.NSteps)
	check(tb, err)
	l.Run.Memory, err = stone.ReadMemory(ctx, reference.Memory, bytes.NewReader(c.Read(tb, reference.Memory)),
		stone.MemoryLimit(l.Run.Public))
	check(tb, err)
	return l
}

// Statement parses what a verifier needs of a case: no trace, no memory, no
// private input.
func Statement(tb testing.TB, prefix string) *Loaded {
	tb.Helper()
	c := reference.Get(tb, prefix)
	parameters, err := stone.ParseParameters(reference.Parameters, c.Read(tb, reference.Parameters))
	check(tb, err)
	config, err := stone.ParseProverConfig(reference.ProverConfig, c.Read(tb, reference.ProverConfig))
	check(tb, err)
	public, err := stone.ParsePublicInput(reference.PublicInput, c.Read(tb, reference.PublicInput))
	check(tb, err)
	seed, err := stone.Seed(public, parameters, stone.V3)
	check(tb, err)
	l := &Loaded{
		Name: c.Name, Run: &execution.Execution{Public: public},
		Parameters: parameters, Params: config.Params(parameters), Seed: seed,
	}
	l.Proof, l.Annotations = c.StoneProof(tb)
	return l
}

// Names lists the names of all cases.
func Names(tb testing.TB) []string {
	tb.Helper()
	var names []string
	for _, c := range reference.All(tb) {
		names = append(names, c.Name)
	}
	return names
}

// FirstDifference says where two byte strings part, for messages.
func FirstDifference(got, want []byte) (offset int, gotThere, wantThere string) {
	for offset < len(got) && offset < len(want) && got[offset] == want[offset] {
		offset++
	}
	piece := func(b []byte) string { return hex.EncodeToString(b[min(offset, len(b)):min(offset+32, len(b))]) }
	return offset, piece(got), piece(want)
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
