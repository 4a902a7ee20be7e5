package stone

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/execution"
)

const (
	traceEntrySize  = 24 // ap, fp, pc
	memoryEntrySize = 40 // address, value
	readChunk       = 1 << 16
)

// ReadTrace reads a trace file: for each step ap, fp and pc as little-endian
// numbers of 64 bits. name is for messages; there must be exactly nSteps steps.
func ReadTrace(ctx context.Context, name string, r io.Reader, nSteps uint64) ([]execution.State, error) {
	// The file's length is only known at its end: grow, so that a wrong
	// n_steps costs no memory.
	trace := make([]execution.State, 0, min(nSteps, 1<<20))
	err := readEntries(ctx, name, r, traceEntrySize, CodeTrace, "a step (ap, fp, pc)", func(i uint64, b []byte) error {
		if i >= nSteps {
			return fault.New(CodeDisagree, "the trace has more than the %d steps that n_steps says", nSteps).At("%s", name).
				WithHint("trace and public input are not of the same run")
		}
		var reg [3]uint32
		for k, register := range [...]string{"ap", "fp", "pc"} {
			x := binary.LittleEndian.Uint64(b[8*k:])
			if x > math.MaxUint32 {
				return fault.New(CodeTrace, "%s of step %d is %d, which is no address", register, i, x).
					At("%s, byte %d", name, i*traceEntrySize+uint64(8*k)).
					WithHint("the file should be the relocated trace, of which Cairo's runners write 24 bytes a step")
			}
			reg[k] = uint32(x)
		}
		trace = append(trace, execution.State{AP: reg[0], FP: reg[1], PC: reg[2]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if uint64(len(trace)) != nSteps {
		return nil, fault.New(CodeDisagree, "the trace has %d steps, but n_steps is %d", len(trace), nSteps).At("%s", name).
			WithHint("trace and public input are not of the same run, or the trace is truncated")
	}
	return trace, nil
}

// ReadMemory reads a memory file: for each cell its address, little-endian in 8
// bytes, and its value, little-endian in 32 bytes, in any order. name is for
// messages. Addresses must be from 1 to below limit.
func ReadMemory(ctx context.Context, name string, r io.Reader, limit uint64) (*execution.Memory, error) {
	type cell struct {
		address uint32
		value   fp.Element
	}
	var cells []cell
	top := uint64(0)
	err := readEntries(ctx, name, r, memoryEntrySize, CodeMemory, "a cell (address, value)", func(i uint64, b []byte) error {
		if i >= limit {
			return fault.New(CodeMemory, "the file has more cells than the run's memory (%d)", limit-1).
				At("%s, byte %d", name, i*memoryEntrySize).WithHint("memory and public input are not of the same run")
		}
		address := binary.LittleEndian.Uint64(b)
		if address == 0 || address >= limit || address > math.MaxUint32 {
			return fault.New(CodeMemory, "cell %d has address %d, outside of the run's memory (1 to %d)", i, address, limit-1).
				At("%s, byte %d", name, i*memoryEntrySize).
				WithHint("the file should be the relocated memory of the same run as the public input")
		}
		var limbs [4]uint64
		for k := range limbs {
			limbs[k] = binary.LittleEndian.Uint64(b[8+8*k:])
		}
		c := cell{address: uint32(address)}
		if !setLimbs(&c.value, &limbs) {
			return fault.New(CodeMemory, "the value at address %d is not below the prime", address).
				At("%s, byte %d", name, i*memoryEntrySize+8)
		}
		top = max(top, address)
		cells = append(cells, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(cells) == 0 {
		return nil, fault.New(CodeMemory, "the memory is empty").At("%s", name)
	}
	memory := execution.NewMemory(int(top) + 1)
	for i := range cells {
		c := &cells[i]
		if old, ok := memory.Get(uint64(c.address)); ok && *old != c.value {
			return nil, fault.New(CodeMemory, "address %d has two values", c.address).
				At("%s, byte %d", name, i*memoryEntrySize)
		}
		memory.Set(uint64(c.address), &c.value)
	}
	return memory, nil
}

// readEntries calls f for each entry of size bytes.
func readEntries(ctx context.Context, name string, r io.Reader, size int, code fault.Code, what string, f func(i uint64, b []byte) error) error {
	br := bufio.NewReaderSize(r, readChunk)
	entry := make([]byte, size)
	for i := uint64(0); ; i++ {
		if i%readChunk == 0 {
			if err := context.Cause(ctx); err != nil {
				return err
			}
		}
		n, err := io.ReadFull(br, entry)
		switch {
		case err == nil:
			if err := f(i, entry); err != nil {
				return err
			}
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return fault.New(code, "the file ends after %d of the %d bytes of %s", n, size, what).
				At("%s, byte %d", name, i*uint64(size)).
				WithHint("the file is truncated, or not of this kind")
		default:
			return fault.Wrap(err, CodeUnreadable, "can't read the file").At("%s, byte %d", name, i*uint64(size))
		}
	}
}
