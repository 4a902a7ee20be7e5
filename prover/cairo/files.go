package cairo

import (
	"bufio"
	"encoding/binary"
	"io"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/execution"
)

// WriteTrace writes trace.bin: ap, fp and pc of each step, 8 bytes each,
// little-endian.
func (r *Result) WriteTrace(w io.Writer) error {
	if err := r.layOut(); err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<20)
	err := r.run.machine.EachState(r.run.offsets, func(s execution.State) error {
		row := b.AvailableBuffer()
		row = binary.LittleEndian.AppendUint64(row, uint64(s.AP))
		row = binary.LittleEndian.AppendUint64(row, uint64(s.FP))
		row = binary.LittleEndian.AppendUint64(row, uint64(s.PC))
		_, err := b.Write(row)
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// WriteMemory writes memory.bin: the address in 8 bytes and the value in 32 of
// every cell, little-endian, in the order of addresses.
func (r *Result) WriteMemory(w io.Writer) error {
	if err := r.layOut(); err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<20)
	err := r.run.memory.EachFinal(r.run.offsets, func(at uint64, e *fp.Element) error {
		row := binary.LittleEndian.AppendUint64(b.AvailableBuffer(), at)
		for _, w := range e.Bits() {
			row = binary.LittleEndian.AppendUint64(row, w)
		}
		_, err := b.Write(row)
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// PublicInput returns air_public_input.json.
func (r *Result) PublicInput() ([]byte, error) {
	if !r.run.opts.ProofMode || r.run.opts.NoEnd {
		return nil, errProofMode("--air_public_input")
	}
	public, err := r.statement()
	if err != nil {
		return nil, err
	}
	segment := func(name string) field {
		s := public.Segments[name]
		return field{name, object{{"begin_addr", s.Begin}, {"stop_ptr", s.Stop}}}
	}
	segments := object{segment("program"), segment("execution")}
	for _, b := range r.run.builtins {
		segments = append(segments, segment(b.name))
	}
	cells := make([]object, len(public.PublicMemory))
	for i := range cells {
		c := &public.PublicMemory[i]
		cells[i] = object{{"address", c.Address}, {"value", hexOf(&c.Value)}, {"page", c.Page}}
	}
	return pretty(object{{"layout", public.Layout}, {"rc_min", public.RCMin}, {"rc_max", public.RCMax},
		{"n_steps", public.NSteps}, {"memory_segments", segments}, {"public_memory", cells}, {"dynamic_params", nil}})
}

// PrivateInput returns air_private_input.json, which names the files of the
// trace and the memory.
func (r *Result) PrivateInput(tracePath, memoryPath string) ([]byte, error) {
	if !r.run.opts.ProofMode || r.run.opts.NoEnd {
		return nil, errProofMode("--air_private_input")
	}
	if err := r.layOut(); err != nil {
		return nil, err
	}
	private, err := r.run.privateInput()
	if err != nil {
		return nil, asFault(err, CodeEnd, "the builtins' inputs")
	}
	data, err := pretty(append(object{{"trace_path", tracePath}, {"memory_path", memoryPath}}, private...))
	if err != nil {
		return nil, asFault(err, CodeEnd, "the builtins' inputs")
	}
	return data, nil
}

func errProofMode(flag string) error {
	return fault.New(CodeOptions, "%s can only be used in proof mode", flag).WithHint("add --proof_mode")
}
