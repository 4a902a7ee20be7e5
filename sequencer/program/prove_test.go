package program_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/stretchr/testify/require"

	"quarry/prover"
	"quarry/prover/cairo"
	"quarry/prover/stone/claim"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// allKinds is a block with transactions of all kinds and statuses.
func allKinds() (*program.Block, *program.Witness, *world) {
	a, b, c := newUser(1), newUser(2), newUser(3)
	w := newWorld(a, b)
	w.transfer(a, b.address, ether(1))
	w.transfer(b, a.address, ether(5))
	w.transfer(b, c.address, ether(5))
	w.transfer(b, c.address, ether(500))
	w.transfer(a, a.address, ether(7))
	w.withdraw(a, starknet.EthAddress{1, 2, 3}, ether(2))
	w.withdraw(a, starknet.EthAddress{1, 2, 3}, ether(2000))
	w.deploy(c)
	w.transfer(c, b.address, ether(1))
	zero := fp.Element{}
	w.deposit(w.message(1, newUser(4).address, fp.NewElement(5), zero))
	w.deposit(w.message(2, newUser(4).address, fp.NewElement(5)))
	w.deposit(w.message(3, newUser(4).address, fp.NewElement(6), zero))
	w.deposit(w.message(4))
	w.deposit(w.message(5, zero, fp.NewElement(6), zero))
	w.deposit(w.message(6, pow2(251, -256), fp.NewElement(6), zero))
	w.deposit(w.message(7, minus(1), fp.NewElement(6), zero))
	w.deposit(w.message(8, a.address, pow2(128, 0), zero))
	w.deposit(w.message(9, a.address, minus(1), zero))
	w.deposit(w.message(10, a.address, fp.NewElement(6), fp.One()))
	w.deposit(w.message(11, a.address, pow2(128, -1), zero))
	w.deposit(w.message(12, newUser(5).address, pow2(128, -1), zero))
	w.deposit(w.message(13, pow2(251, -257), fp.NewElement(9), zero))
	w.deposit(w.message(14, make([]fp.Element, program.MaxPayload)...))
	for _, change := range []func(tx *starknet.L1Handler){
		func(tx *starknet.L1Handler) { tx.Calldata[0] = fp.NewElement(9) },
		func(tx *starknet.L1Handler) { tx.Contract = program.Token },
		func(tx *starknet.L1Handler) { tx.Selector = starknet.SelectorWithdraw },
	} {
		tx := w.message(15, a.address, fp.NewElement(6), zero)
		change(tx)
		w.deposit(tx)
	}
	block, witness := w.end()
	return block, witness, w
}

// TestProve proves a block and verifies the proof: a test of many seconds, which
// QUARRY_PROVE_BLOCK asks for.
func TestProve(t *testing.T) {
	if os.Getenv("QUARRY_PROVE_BLOCK") == "" {
		t.Skip("QUARRY_PROVE_BLOCK is not set; make program-prove does")
	}
	block, witness, _ := allKinds()
	requireProof(t, block, witness)
	block.Commitments = make([][48]byte, 1)
	requireProof(t, block, witness)
}

// TestCairoRun holds the run against cairo-lang's: trace and memory, in all
// bytes. QUARRY_CAIRO names the environment that has cairo-lang.
func TestCairoRun(t *testing.T) {
	venv := os.Getenv("QUARRY_CAIRO")
	if venv == "" {
		t.Skip("QUARRY_CAIRO is not set; make program-judge does")
	}
	block, witness, _ := allKinds()
	for _, commitments := range [][][48]byte{nil, make([][48]byte, 1)} {
		block.Commitments = commitments
		input, err := program.Input(block, witness)
		require.NoError(t, err)
		dir := t.TempDir()
		file := func(name string) string { return filepath.Join(dir, name) }
		require.NoError(t, os.WriteFile(file("block.json"), program.Compiled(), 0o600))
		require.NoError(t, os.WriteFile(file("input.json"), input, 0o600))
		out, err := exec.Command(filepath.Join(venv, "bin/python"), "cairo/run.py", "--program", file("block.json"),
			"--program_input", file("input.json"), "--layout", program.Layout, "--proof_mode",
			"--trace_file", file("trace"), "--memory_file", file("memory"), "--air_public_input", file("public"),
			"--air_private_input", file("private")).CombinedOutput()
		require.NoError(t, err, string(out))
		r, err := run(input)
		require.NoError(t, err)
		requireSame(t, r, file)
	}
}

// requireSame demands that a run's trace, memory and public input are those in
// files of cairo-run, whose memory is in another order.
func requireSame(t *testing.T, r *cairo.Result, file func(name string) string) {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(file(name))
		require.NoError(t, err)
		return data
	}
	var trace, memory bytes.Buffer
	require.NoError(t, r.WriteTrace(&trace))
	require.True(t, bytes.Equal(read("trace"), trace.Bytes()), "trace")
	require.NoError(t, r.WriteMemory(&memory))
	const cell = 40
	theirs := slices.SortedFunc(slices.Chunk(read("memory"), cell), func(a, b []byte) int {
		return cmp.Compare(binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b))
	})
	require.True(t, bytes.Equal(slices.Concat(theirs...), memory.Bytes()), "memory")
	public, err := r.PublicInput()
	require.NoError(t, err)
	require.JSONEq(t, string(read("public")), string(public))
}

// requireProof proves a block, and demands that the proof says what Go says of
// the block.
func requireProof(t *testing.T, block *program.Block, witness *program.Witness) {
	t.Helper()
	input, err := program.Input(block, witness)
	require.NoError(t, err)
	artifact, err := prover.Prove(context.Background(), prover.Job{Source: &prover.ProgramInput{
		Options: cairo.Options{Program: program.Compiled(), Input: input, Layout: program.Layout},
	}})
	require.NoError(t, err)
	require.True(t, artifact.Verified)
	said, err := claim.Read(artifact.Statement.Public)
	require.NoError(t, err)
	want, err := program.NewOutput(block, witness)
	require.NoError(t, err)
	require.Equal(t, want.Words(), said.Output)
	require.Equal(t, program.Cells(), said.Program)
	require.Equal(t, program.Hash(), said.ProgramHash)
	t.Logf("%d steps, proved in %v", artifact.Statement.Public.NSteps, artifact.Elapsed)
}
