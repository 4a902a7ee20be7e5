package cairo

import (
	"bufio"
	"encoding/binary"
	"io"

	"quarry/fault"
)

// WriteTrace writes trace.bin: ap, fp and pc of each step, 8 bytes each,
// little-endian.
func (r *Result) WriteTrace(w io.Writer) error {
	if err := r.relocate(); err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<20)
	var row [24]byte
	for _, s := range r.trace {
		binary.LittleEndian.PutUint64(row[0:], uint64(s.AP))
		binary.LittleEndian.PutUint64(row[8:], uint64(s.FP))
		binary.LittleEndian.PutUint64(row[16:], uint64(s.PC))
		if _, err := b.Write(row[:]); err != nil {
			return err
		}
	}
	return b.Flush()
}

// WriteMemory writes memory.bin: the address in 8 bytes and the value in 32 of
// every cell, little-endian, in the order of addresses.
func (r *Result) WriteMemory(w io.Writer) error {
	if err := r.relocate(); err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<20)
	var row [40]byte
	for at := range r.memory.Values {
		v, ok := r.memory.Get(uint64(at))
		if !ok {
			continue
		}
		binary.LittleEndian.PutUint64(row[:], uint64(at))
		for i, w := range v.Bits() {
			binary.LittleEndian.PutUint64(row[8+8*i:], w)
		}
		if _, err := b.Write(row[:]); err != nil {
			return err
		}
	}
	return b.Flush()
}

// PublicInput returns air_public_input.json.
func (r *Result) PublicInput() ([]byte, error) {
	if err := r.relocate(); err != nil {
		return nil, err
	}
	if r.public == nil {
		return nil, errProofMode("--air_public_input")
	}
	segment := func(name string) field {
		s := r.public.Segments[name]
		return field{name, object{{"begin_addr", s.Begin}, {"stop_ptr", s.Stop}}}
	}
	segments := object{segment("program"), segment("execution")}
	for _, b := range r.run.builtins {
		segments = append(segments, segment(b.name))
	}
	cells := make([]object, len(r.public.PublicMemory))
	for i := range cells {
		c := &r.public.PublicMemory[i]
		cells[i] = object{{"address", c.Address}, {"value", hexOf(&c.Value)}, {"page", c.Page}}
	}
	return pretty(object{{"layout", r.public.Layout}, {"rc_min", r.public.RCMin}, {"rc_max", r.public.RCMax},
		{"n_steps", r.public.NSteps}, {"memory_segments", segments}, {"public_memory", cells}, {"dynamic_params", nil}})
}

// PrivateInput returns air_private_input.json, which names the files of the
// trace and the memory.
func (r *Result) PrivateInput(tracePath, memoryPath string) ([]byte, error) {
	if err := r.relocate(); err != nil {
		return nil, err
	}
	if r.public == nil {
		return nil, errProofMode("--air_private_input")
	}
	private, err := r.run.privateInput()
	if err != nil {
		return nil, asFault(err, CodeEnd, "the builtins' inputs")
	}
	return pretty(append(object{{"trace_path", tracePath}, {"memory_path", memoryPath}}, private...))
}

func errProofMode(flag string) error {
	return fault.New(CodeOptions, "%s can only be used in proof mode", flag).WithHint("add --proof_mode")
}
