package stone

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"quarry/fault"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
)

// Files are the paths of Stone's input files.
type Files struct {
	Parameters, ProverConfig, PublicInput, PrivateInput string
	// Dir is what the private input's trace_path and memory_path are relative
	// to; empty for the working directory, as in Stone.
	Dir string
	// Trace and Memory, if set, are the paths of trace and memory. What the
	// private input says is not looked at then: it is a stranger's.
	Trace, Memory string
}

// Input is a whole set of Stone's input files, parsed and checked, but for the
// trace and the memory.
type Input struct {
	Parameters *Parameters
	Config     *ProverConfig
	Public     *execution.PublicInput
	Private    *PrivateInput
	// Documents are the files' bytes, from which the proof file is written.
	Documents Documents
	files     Files
}

// Documents are the four JSON files, as read.
type Documents struct {
	Parameters, ProverConfig, PublicInput, PrivateInput []byte
}

// Load reads and checks Stone's input files.
func Load(files Files) (*Input, error) {
	var d Documents
	if err := d.Read(files); err != nil {
		return nil, err
	}
	return Parse(files, d)
}

// Read reads those documents that are nil.
func (d *Documents) Read(files Files) error {
	for _, f := range []struct {
		dst  *[]byte
		path string
	}{
		{&d.Parameters, files.Parameters}, {&d.ProverConfig, files.ProverConfig},
		{&d.PublicInput, files.PublicInput}, {&d.PrivateInput, files.PrivateInput},
	} {
		if *f.dst != nil {
			continue
		}
		var err error
		if *f.dst, err = ReadFile(f.path); err != nil {
			return err
		}
	}
	return nil
}

// Parse reads and checks documents; files names them for messages, and says
// where trace and memory lie.
func Parse(files Files, d Documents) (*Input, error) {
	in := &Input{files: files, Documents: d}
	var err error
	if in.Parameters, err = ParseParameters(files.Parameters, in.Documents.Parameters); err != nil {
		return nil, err
	}
	if in.Config, err = ParseProverConfig(files.ProverConfig, in.Documents.ProverConfig); err != nil {
		return nil, err
	}
	if in.Public, err = ParsePublicInput(files.PublicInput, in.Documents.PublicInput); err != nil {
		return nil, err
	}
	if in.Private, err = ParsePrivateInput(files.PrivateInput, in.Documents.PrivateInput); err != nil {
		return nil, err
	}
	return in, in.check()
}

// check checks the files against each other.
func (in *Input) check() error {
	if err := CheckStatement(in.Public); err != nil {
		return err
	}
	if err := in.Parameters.CheckFRI(in.Public.NSteps); err != nil {
		return err
	}
	if err := in.Config.CheckFriendlyLayers(in.Parameters, in.Public.NSteps); err != nil {
		return err
	}
	return checkPrivate(in.Private, in.Public)
}

// checkPrivate checks the builtins' witness against the statement.
func checkPrivate(p *PrivateInput, pub *execution.PublicInput) error {
	info, ok := layouts.Describe(pub.Layout)
	if !ok {
		return unknownLayout(pub.Layout)
	}
	for _, b := range info.Builtins {
		s := pub.Segments[b.Name]
		if s.Stop > s.Begin && !p.Listed[b.Name] {
			return fault.New(CodeMissingField, "the list of instances is missing, but the run uses the builtin (%d cells)", s.Stop-s.Begin).
				At("%s: /%s", p.Name, b.Name).WithHint("Cairo's runners write it with --air_private_input")
		}
	}
	for name, indices := range privateIndices(p.Builtins) {
		var builtin *layouts.Builtin
		for i := range info.Builtins {
			if info.Builtins[i].Name == name {
				builtin = &info.Builtins[i]
			}
		}
		if builtin == nil {
			// Stone reads only the lists of builtins that the layout has.
			continue
		}
		capacity := builtin.Capacity(pub.NSteps)
		for _, index := range indices {
			if index >= capacity {
				return fault.New(CodeBuiltinOverflow, "instance %d of the %s builtin: layout %s has room for %d instances in %d steps",
					index, name, info.Name, capacity, pub.NSteps).At("%s: /%s", p.Name, name).
					WithHint("private and public input are not of the same run, or the run needs more steps")
			}
		}
	}
	return nil
}

// privateIndices lists the instance numbers of each builtin.
func privateIndices(p *execution.PrivateInput) map[string][]uint64 {
	all := map[string][]uint64{}
	add := func(name string, index uint64) { all[name] = append(all[name], index) }
	for i := range p.Pedersen {
		add("pedersen", p.Pedersen[i].Index)
	}
	for i := range p.RangeCheck {
		add("range_check", p.RangeCheck[i].Index)
	}
	for i := range p.ECDSA {
		add("ecdsa", p.ECDSA[i].Index)
	}
	for i := range p.Bitwise {
		add("bitwise", p.Bitwise[i].Index)
	}
	for i := range p.ECOp {
		add("ec_op", p.ECOp[i].Index)
	}
	for i := range p.Keccak {
		add("keccak", p.Keccak[i].Index)
	}
	for i := range p.Poseidon {
		add("poseidon", p.Poseidon[i].Index)
	}
	return all
}

// LoadRun reads the trace and the memory.
func (in *Input) LoadRun(ctx context.Context) (*execution.Execution, error) {
	run := &execution.Execution{Public: in.Public, Private: in.Private.Builtins}
	traced := make(chan error, 1) // the files are read beside each other
	go func() {
		traced <- withFile(in.TracePath(), "trace_path in "+in.Private.Name, func(name string, f *os.File) (err error) {
			run.Trace, err = ReadTrace(ctx, name, f, in.Public.NSteps)
			return err
		})
	}()
	err := withFile(in.MemoryPath(), "memory_path in "+in.Private.Name, func(name string, f *os.File) (err error) {
		run.Memory, err = ReadMemory(ctx, name, f, MemoryLimit(in.Public))
		return err
	})
	if failed := <-traced; failed != nil { // the trace's errors come first
		return nil, failed
	}
	if err != nil {
		return nil, err
	}
	return run, checkPublicMemory(run)
}

// checkPublicMemory refuses a memory that contradicts the public memory. Stone
// notices only if the run reads the cell.
func checkPublicMemory(run *execution.Execution) error {
	for i := range run.Public.PublicMemory {
		cell := &run.Public.PublicMemory[i]
		if value, ok := run.Memory.Get(cell.Address); ok && *value != cell.Value {
			return fault.New(CodeDisagree, "the public memory has 0x%s at address %d, the memory file 0x%s",
				cell.Value.Text(16), cell.Address, value.Text(16)).
				At("public input: /public_memory/%d", i).
				WithHint("memory file and public input are not of the same run")
		}
	}
	return nil
}

// MemoryPath is where the memory file lies.
func (in *Input) MemoryPath() string { return in.path(in.files.Memory, in.Private.MemoryPath) }

// TracePath is where the trace file lies.
func (in *Input) TracePath() string { return in.path(in.files.Trace, in.Private.TracePath) }

// path is the path given, or else the private input's.
func (in *Input) path(given, private string) string {
	switch {
	case given != "":
		return given
	case in.files.Dir == "" || filepath.IsAbs(private):
		return private
	}
	return filepath.Join(in.files.Dir, private)
}

// MemoryLimit bounds the addresses of a run: the AIR proves a memory without
// gaps, of at most 16 cells a step from the lowest address on; the lowest is
// that of some public cell or below.
func MemoryLimit(pub *execution.PublicInput) uint64 {
	lowest := uint64(MaxAddress)
	for i := range pub.PublicMemory {
		lowest = min(lowest, pub.PublicMemory[i].Address)
	}
	return lowest + 16*pub.NSteps + 1
}

// MaxDocument bounds the size of a JSON file. The largest runs stay far below.
const MaxDocument = 2 << 30

// ReadFile reads a whole file, with a typed error. It takes pipes, but neither
// devices, which need not end, nor more than MaxDocument bytes.
func ReadFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, unreadable(err, path)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, unreadable(err, path)
	}
	size := int64(0)
	switch mode := info.Mode(); {
	case mode&os.ModeDevice != 0:
		return nil, fault.New(CodeUnreadable, "this is a device").At("%s", path).WithHint("a file is expected")
	case mode.IsRegular():
		size = info.Size()
	}
	var raw bytes.Buffer
	if size <= MaxDocument {
		raw.Grow(int(size) + bytes.MinRead)
		size, err = raw.ReadFrom(io.LimitReader(file, MaxDocument+1))
	}
	if err != nil {
		return nil, unreadable(err, path)
	}
	if size > MaxDocument {
		return nil, fault.New(CodeUnreadable, "the file has more than %d bytes", int64(MaxDocument)).At("%s", path).
			WithHint("no JSON file of Stone's is so large: is it another file?")
	}
	return raw.Bytes(), nil
}

func withFile(path, named string, f func(name string, file *os.File) error) error {
	file, err := os.Open(path)
	if err != nil {
		e := unreadable(err, path)
		if e.Hint == "" {
			e.Hint = "the path is " + named + ", relative to the working directory"
		}
		return e
	}
	defer file.Close()
	return f(path, file)
}

// unreadable says why a file can't be opened or read.
func unreadable(err error, path string) *fault.Error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	e := fault.Wrap(err, CodeUnreadable, "can't read the file").At("%s", path)
	switch {
	case path == "":
		e = fault.New(CodeUnreadable, "the path of the file is empty")
	case errors.Is(err, syscall.EISDIR):
		e.Hint = "a file is expected, not a folder"
	}
	return e
}
