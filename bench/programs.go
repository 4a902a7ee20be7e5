package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"quarry/fault"
	"quarry/prover/cairo"
)

// programs are Cairo programs that do rounds of the same, with the builtins of
// one layout each; beside each its source. Compiled by cairo-lang 0.14.0.1:
// cairo-compile --proof_mode --no_debug_info.
//
//go:embed programs/*.json.gz
var programs embed.FS

// roundSteps is about how many steps a round of the programs takes.
const roundSteps = 216

// The files of a run.
const (
	publicInputFile  = "public_input.json"
	privateInputFile = "private_input.json"
	traceFile        = "trace.bin"
	memoryFile       = "memory.bin"
)

// runProgramOf runs the layout's program for about so many steps, a power of
// two, and writes the run's files into dir. It returns the number of steps: more
// than asked for if the layout needs more.
func runProgramOf(ctx context.Context, layout string, steps int, dir string) (int, error) {
	packed, err := programs.ReadFile("programs/" + layout + ".json.gz")
	if err != nil {
		return 0, fault.New(CodeOptions, "there is no program for layout %s", layout)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return 0, err
	}
	program, err := io.ReadAll(z)
	if err != nil {
		return 0, err
	}
	rounds := max((steps-steps/16)/roundSteps, 1)
	res, err := cairo.Execute(ctx, cairo.Options{
		Program: program, Input: fmt.Appendf(nil, `{"rounds": %d}`, rounds), Layout: layout, ProofMode: true, MinSteps: steps, Trace: true,
	})
	if err != nil {
		return 0, err
	}
	trace, memory := filepath.Join(dir, traceFile), filepath.Join(dir, memoryFile)
	for name, write := range map[string]func(w io.Writer) error{
		traceFile: res.WriteTrace, memoryFile: res.WriteMemory,
		publicInputFile:  content(res.PublicInput),
		privateInputFile: content(func() ([]byte, error) { return res.PrivateInput(trace, memory) }),
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return 0, err
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
			return 0, err
		}
	}
	return res.Steps(), nil
}

func content(make func() ([]byte, error)) func(w io.Writer) error {
	return func(w io.Writer) error {
		data, err := make()
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
}
