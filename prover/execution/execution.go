// Package execution holds what a run of a Cairo program leaves behind: the
// relocated trace, the memory, the public input and the builtins' private
// inputs. The VM and the file readers make it; the AIR's witness writers and
// the verifier read it. Only these types and their own invariants live here.
package execution

import (
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// State is one row of the relocated execution trace.
type State struct {
	AP, FP, PC uint32
}

// Memory is the relocated memory, addressed from 0. Values are in Montgomery
// form. Address 0 is never used by Cairo runs, holes are allowed.
type Memory struct {
	Values  []fp.Element
	present []uint64
	keep    any
}

// NewMemory makes an empty memory for the addresses below size.
func NewMemory(size int) *Memory {
	return &Memory{Values: make([]fp.Element, size), present: make([]uint64, (size+63)/64)}
}

// MemoryOver makes a memory of what is there already: a value for each address,
// and a bit for each that holds one (bit i%64 of present[i/64] for address i).
// keep is what values, and other parts of the run, live in if not on the heap:
// the memory holds on to it, so they must not be used once it is unreachable.
func MemoryOver(values []fp.Element, present []uint64, keep any) *Memory {
	return &Memory{Values: values, present: present, keep: keep}
}

// Len is one more than the highest address that can be held.
func (m *Memory) Len() int { return len(m.Values) }

// Set stores v at addr, which must be below Len.
func (m *Memory) Set(addr uint64, v *fp.Element) {
	m.Values[addr] = *v
	m.present[addr/64] |= 1 << (addr % 64)
}

// Has reports whether addr holds a value.
func (m *Memory) Has(addr uint64) bool {
	return addr < uint64(len(m.Values)) && m.present[addr/64]>>(addr%64)&1 == 1
}

// Get returns the value at addr and whether there is one.
func (m *Memory) Get(addr uint64) (*fp.Element, bool) {
	if !m.Has(addr) {
		return nil, false
	}
	return &m.Values[addr], true
}

// Count returns the number of addresses that hold a value.
func (m *Memory) Count() int {
	n := 0
	for _, w := range m.present {
		n += bits.OnesCount64(w)
	}
	return n
}

// Segment is a memory segment of the public input.
type Segment struct {
	Begin uint64 // first address
	Stop  uint64 // stop pointer: one past the last used address
}

// PublicCell is one cell of the public memory.
type PublicCell struct {
	Address uint64
	Value   fp.Element // Montgomery form
	Page    int
}

// PublicInput is the statement: everything that the verifier knows of a run.
type PublicInput struct {
	Layout        string
	NSteps        uint64
	RCMin, RCMax  uint64
	Segments      map[string]Segment
	PublicMemory  []PublicCell // in the file's order
	DynamicParams map[string]uint64
}

// PrivateInput is the builtins' part of the witness. Entries may come in any
// order and instances may be missing; Index counts instances of the builtin
// from the start of its segment.
type PrivateInput struct {
	Pedersen   []PedersenInput
	RangeCheck []RangeCheckInput
	ECDSA      []ECDSAInput
	Bitwise    []BitwiseInput
	ECOp       []ECOpInput
	Keccak     []KeccakInput
	Poseidon   []PoseidonInput
}

// PedersenInput is one hash instance: output = Pedersen(X, Y).
type PedersenInput struct {
	Index uint64
	X, Y  fp.Element
}

// RangeCheckInput is one value in [0, 2^128).
type RangeCheckInput struct {
	Index uint64
	Value fp.Element
}

// ECDSAInput is one signature over the Stark curve: R and W = 1/S modulo the
// curve's order, in Stone's form.
type ECDSAInput struct {
	Index      uint64
	PubKeyX    fp.Element
	Message    fp.Element
	SignatureR fp.Element
	SignatureW fp.Element
}

// BitwiseInput is one bitwise instance with 251-bit operands.
type BitwiseInput struct {
	Index uint64
	X, Y  fp.Element
}

// ECOpInput is one instance of R = P + M·Q.
type ECOpInput struct {
	Index          uint64
	PX, PY, QX, QY fp.Element
	M              fp.Element
}

// KeccakInput is one instance of the permutation Keccak-f[1600]: the state before
// it in 8 words of 200 bits, the state's first byte being the lowest of the first.
type KeccakInput struct {
	Index uint64
	State [8]fp.Element
}

// PoseidonInput is one Hades permutation instance.
type PoseidonInput struct {
	Index      uint64
	S0, S1, S2 fp.Element
}

// Execution is a finished run, ready to be proved. The trace may live beside the
// heap, as the memory's values may: it must not be used once Memory is
// unreachable.
type Execution struct {
	Trace   []State
	Memory  *Memory
	Public  *PublicInput
	Private *PrivateInput
}
