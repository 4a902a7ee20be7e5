package cairo

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"

	"quarry/prover/execution"
)

// expected is what cairo-lang's runner made of a program of testdata.
type expected struct {
	Layout    string   `json:"layout"`
	ProofMode bool     `json:"proof_mode"`
	Steps     int      `json:"steps"`
	Trace     string   `json:"trace_sha256"`
	Memory    string   `json:"memory_sha256"` // of the file sorted by address
	Public    string   `json:"public_sha256"` // of the JSON, keys sorted, no spaces
	Private   string   `json:"private_sha256"`
	Output    []string `json:"output"`
}

// testProgram reads a compiled program of testdata.
func testProgram(t testing.TB, name string) []byte {
	t.Helper()
	f, err := os.Open("testdata/" + name + ".json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestGolden compares runs with those of cairo-lang's runner 0.14.0.1.
func TestGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]expected
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for name, want := range all {
		for _, interpret := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/interpreted %v", name, interpret), func(t *testing.T) {
				t.Parallel()
				compareWithRunner(t, name, want, interpret)
			})
		}
	}
}

func compareWithRunner(t *testing.T, name string, want expected, interpret bool) {
	res, err := Execute(t.Context(), Options{Program: testProgram(t, name), Layout: want.Layout, ProofMode: want.ProofMode, Trace: true,
		InterpretHints: interpret})
	if err != nil {
		t.Fatal(err)
	}
	var output []string
	for _, v := range res.Output() {
		output = append(output, signed(v))
	}
	if !slices.Equal(output, want.Output) {
		t.Errorf("output %v, want %v", output, want.Output)
	}
	if res.Steps() != want.Steps {
		t.Errorf("%d steps, want %d", res.Steps(), want.Steps)
	}
	check := func(what, want string, write func(io.Writer) error) {
		h := sha256.New()
		if err := write(h); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("%s differs from the runner's", what)
		}
	}
	check("trace", want.Trace, res.WriteTrace)
	check("memory", want.Memory, res.WriteMemory)
	if want.ProofMode {
		check("public input", want.Public, canonical(res.PublicInput))
		check("private input", want.Private, canonical(func() ([]byte, error) { return res.PrivateInput("t", "m") }))
		e, err := res.Execution()
		if err != nil {
			t.Fatal(err)
		}
		check("the prover's trace", want.Trace, func(w io.Writer) error { return traceFile(w, e.Trace) })
		check("the prover's memory", want.Memory, func(w io.Writer) error { return memoryFile(w, e.Memory) })
	}
}

// canonical writes JSON with sorted keys and without the paths of files.
func canonical(content func() ([]byte, error)) func(io.Writer) error {
	return func(w io.Writer) error {
		data, err := content()
		if err != nil {
			return err
		}
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		var v map[string]any
		if err := d.Decode(&v); err != nil {
			return err
		}
		delete(v, "trace_path")
		delete(v, "memory_path")
		data, err = json.Marshal(v)
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
}

// traceFile writes a trace as trace.bin has it.
func traceFile(w io.Writer, trace []execution.State) error {
	for _, s := range trace {
		if err := binary.Write(w, binary.LittleEndian, []uint64{uint64(s.AP), uint64(s.FP), uint64(s.PC)}); err != nil {
			return err
		}
	}
	return nil
}

// memoryFile writes a memory as memory.bin has it, sorted by address.
func memoryFile(w io.Writer, m *execution.Memory) error {
	for at := range uint64(m.Len()) {
		if v, ok := m.Get(at); ok {
			if err := binary.Write(w, binary.LittleEndian, at); err != nil {
				return err
			}
			if err := binary.Write(w, binary.LittleEndian, v.Bits()); err != nil {
				return err
			}
		}
	}
	return nil
}
