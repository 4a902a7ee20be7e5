// Package reference finds the reference cases under testdata/reference and
// hands out their files, unpacked. It is for tests only and parses nothing but
// the proof file's envelope; prover/stone/stonetest turns a case into typed
// inputs.
package reference

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The files of a case, without the .gz that some carry.
const (
	Parameters   = "cpu_air_params.json"
	ProverConfig = "cpu_air_prover_config.json"
	PublicInput  = "public_input.json"
	PrivateInput = "private_input.json"
	Trace        = "trace.bin"
	Memory       = "memory.bin"
	Proof        = "proof.json"
	Program      = "program.json"
	RunOutput    = "cairo_run_output.txt"
)

// Case is one reference case.
type Case struct {
	// Name is the folder's name.
	Name string
	dir  string
}

// root is found when the process starts, before any test changes directory.
var root, rootErr = findRoot()

func findRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		candidate := filepath.Join(dir, "testdata", "reference")
		if _, statErr := os.Stat(filepath.Join(candidate, "README.md")); statErr == nil {
			return candidate, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no testdata/reference above the working directory")
		}
		dir = parent
	}
	return "", err
}

// All returns every case, in the order of their names.
func All(tb testing.TB) []Case {
	tb.Helper()
	if rootErr != nil {
		tb.Fatal(rootErr)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		tb.Fatal(err)
	}
	var cases []Case
	for _, e := range entries {
		if e.IsDir() {
			cases = append(cases, Case{Name: e.Name(), dir: filepath.Join(root, e.Name())})
		}
	}
	if len(cases) == 0 {
		tb.Fatalf("no cases in %s", root)
	}
	return cases
}

// Get returns the case whose name is prefix or starts with prefix and an
// underscore: Get(tb, "s01").
func Get(tb testing.TB, prefix string) Case {
	tb.Helper()
	for _, c := range All(tb) {
		if c.Name == prefix || strings.HasPrefix(c.Name, prefix+"_") {
			return c
		}
	}
	tb.Fatalf("no reference case %q", prefix)
	return Case{}
}

// Read returns the unpacked contents of one of the case's files.
func (c Case) Read(tb testing.TB, name string) []byte {
	tb.Helper()
	path := filepath.Join(c.dir, name)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var packed []byte
		if packed, err = os.ReadFile(path + ".gz"); err == nil {
			raw, err = gunzip(packed)
		}
	}
	if err != nil {
		tb.Fatalf("reference case %s: %v", c.Name, err)
	}
	return raw
}

// Unpack writes the prover's input files of the case into a fresh folder,
// which goes away with the test, and returns its path. Trace and memory are
// named relative to that folder: a prover must run there.
func (c Case) Unpack(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	for _, name := range []string{Parameters, ProverConfig, PublicInput, PrivateInput, Trace, Memory} {
		if err := os.WriteFile(filepath.Join(dir, name), c.Read(tb, name), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// StoneProof returns the proof bytes and the annotations that Stone wrote.
func (c Case) StoneProof(tb testing.TB) (proof []byte, annotations []string) {
	tb.Helper()
	var file struct {
		ProofHex    string   `json:"proof_hex"`
		Annotations []string `json:"annotations"`
	}
	if err := json.Unmarshal(c.Read(tb, Proof), &file); err != nil {
		tb.Fatal(err)
	}
	proof, err := hex.DecodeString(strings.TrimPrefix(file.ProofHex, "0x"))
	if err != nil {
		tb.Fatal(err)
	}
	return proof, file.Annotations
}

func gunzip(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
