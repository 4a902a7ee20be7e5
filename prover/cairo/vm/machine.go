package vm

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"quarry/fault"
	"quarry/prover/execution"
)

// HintRunner runs the hints of a program counter before its instruction.
type HintRunner interface {
	// RunHints runs all hints at pc. The machine's registers and memory may be
	// read and memory written; the registers may not be changed.
	RunHints(m *Machine, pc Pointer) error
}

// Machine is the state of a run.
type Machine struct {
	*Memory
	// Hints runs the hints that Hinted announced; it may be nil.
	Hints HintRunner

	pc, ap, fp Pointer

	code  [][]instr // by segment, decoded on first use
	trace []execution.State
	room  *region // where the trace is, if it is not on the heap
	// turns says from which step on pc and fp are in which segments.
	turns []turn
	// keep tells whether to record the trace.
	keep  bool
	steps int
	// offMin and offMax bound the biased offsets of the executed instructions.
	offMin, offMax int32
	slow           bool // every step through Step: there are relocations
	// missing is the rule of the cell that the fast loop stopped at, if it was
	// an operand that the rule may know.
	missing   Rule
	missingAt Pointer
}

type turn struct{ step, pc, ap, fp int }

// maxTrace bounds the registers and the number of steps of a recorded trace.
const maxTrace = 1<<32 - 1

// New makes a machine over a memory, with its registers set.
func New(memory *Memory, pc, ap, fp Pointer) *Machine {
	return &Machine{Memory: memory, pc: pc, ap: ap, fp: fp, offMin: 1 << 30, offMax: -1 << 30}
}

// KeepTrace has the trace recorded, of not much more than so many steps.
func (m *Machine) KeepTrace(steps int) {
	m.keep = true
	reclaim()
	if m.room = newRegion(int64(min(steps, maxTrace)) * int64(unsafe.Sizeof(execution.State{}))); m.room != nil {
		m.trace = inRegion[execution.State](m.room)
	}
}

// PC is the program counter.
func (m *Machine) PC() Pointer { return m.pc }

// AP is the allocation pointer.
func (m *Machine) AP() Pointer { return m.ap }

// FP is the frame pointer.
func (m *Machine) FP() Pointer { return m.fp }

// Steps is the number of executed instructions.
func (m *Machine) Steps() int { return m.steps }

// Limits returns the least and greatest biased offset of the instructions that
// were executed.
func (m *Machine) Limits() (lo, hi int) { return int(m.offMin) + 1<<15, int(m.offMax) + 1<<15 }

// Hinted announces that HintRunner has hints for pc.
func (m *Machine) Hinted(pc Pointer) {
	in := m.at(pc)
	in.hinted = true
	in.op, in.real = opHinted, in.op
}

// at returns the decoded instruction's place, which must be in a real segment
// and within limits.
func (m *Machine) at(pc Pointer) *instr {
	for len(m.code) <= pc.Segment {
		m.code = append(m.code, nil)
	}
	c := m.code[pc.Segment]
	if int64(len(c)) <= pc.Offset {
		grown := make([]instr, max(int64(len(m.segs[pc.Segment].cells)), pc.Offset+1))
		copy(grown, c)
		m.code[pc.Segment] = grown
		c = grown
	}
	return &c[pc.Offset]
}

// Codes of errors of a run.
const (
	// CodeStepLimit: the program did not end within its steps.
	CodeStepLimit fault.Code = "cairo/step-limit"
	// CodeFailed: an instruction or hint failed.
	CodeFailed fault.Code = "cairo/failed"
)

// Failure is an error at an instruction.
type Failure struct {
	PC  Pointer
	FP  Pointer
	Err error
	// Hint is the index of the failed hint at PC, or -1.
	Hint int
}

// Error implements error.
func (f *Failure) Error() string { return fmt.Sprintf("Error at pc=%v:\n%v", f.PC, f.Err) }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// HintError is a failure of one of the hints at a program counter.
type HintError struct {
	Index int
	Err   error
}

// Error implements error.
func (e *HintError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *HintError) Unwrap() error { return e.Err }

func (m *Machine) fail(err error) error {
	f := &Failure{PC: m.pc, FP: m.fp, Err: err, Hint: -1}
	var h *HintError
	if errors.As(err, &h) {
		f.Hint = h.Index
	}
	return f
}

// chunk is the number of steps between two looks at the context.
const chunk = 1 << 15

// RunUntil runs until pc is end, for at most limit steps.
func (m *Machine) RunUntil(ctx context.Context, end Pointer, limit int) error {
	for left := limit; m.pc != end; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if left <= 0 {
			return fault.New(CodeStepLimit, "Error: End of program was not reached after %d steps", m.steps).
				WithHint("give the run more steps")
		}
		n, err := m.some(ctx, min(left, chunk), &end)
		left -= n
		if err != nil {
			return err
		}
	}
	return nil
}

// RunFor runs n steps. A run that reaches final has nothing to execute there
// and fails.
func (m *Machine) RunFor(ctx context.Context, n int, final *Pointer) error {
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if final != nil && m.pc == *final {
			return m.fail(errors.New("Error: Execution reached the end of the program."))
		}
		done, err := m.some(ctx, min(n, chunk), final)
		n -= done
		if err != nil {
			return err
		}
	}
	return nil
}

// some runs up to n steps, less if pc becomes end, and returns how many.
func (m *Machine) some(ctx context.Context, n int, end *Pointer) (int, error) {
	if m.steps+n > maxTrace {
		return 0, fault.New(CodeStepLimit, "a run of more than 2^32 steps")
	}
	m.extendTrace(n)
	done, slow := 0, 0
	hinted := false // the hints at pc have run
	for done < n && (end == nil || m.pc != *end) {
		if k := m.tryFast(n-done, end, hinted); k > 0 {
			done += k
			hinted = false
			continue
		}
		if m.missing != nil {
			if ok, err := m.fillMissing(); err != nil {
				return done, m.fail(err)
			} else if ok {
				continue
			}
		}
		if slow++; slow&0xff == 0 && ctx.Err() != nil { // hints may be long
			return done, ctx.Err()
		}
		if !hinted {
			ran, err := m.runHints()
			if err != nil {
				return done, err
			}
			if hinted = ran; ran {
				continue
			}
		}
		if err := m.step(); err != nil {
			return done, err
		}
		done++
		hinted = false
	}
	return done, nil
}

// tryFast runs up to n steps in the fast loop, if it can run here.
func (m *Machine) tryFast(n int, end *Pointer, hinted bool) int {
	m.missing = nil
	if m.slow || m.fp.Segment != m.ap.Segment || uint(m.pc.Segment) >= uint(len(m.code)) {
		return 0
	}
	stop := int64(-1)
	if end != nil && end.Segment == m.pc.Segment {
		stop = end.Offset
	}
	return m.fast(n, stop, hinted)
}

// fillMissing fills the cell that the fast loop stopped at, if its rule knows its
// value or the instruction, whose hints have run, asserts it. What else goes
// wrong is for step to tell.
func (m *Machine) fillMissing() (bool, error) {
	rule := m.missing
	m.missing = nil
	v, ok, err := rule.Deduce(m.Memory, m.missingAt.Offset)
	if err != nil {
		return false, nil
	}
	if ok {
		return m.Set(m.missingAt, v) == nil, nil
	}
	in := m.at(m.pc)
	if in.op != opAssert && (in.op != opHinted || in.real != opAssert) {
		return false, nil
	}
	at := m.ap
	if in.dstFP {
		at = m.fp
	}
	dst := m.raw(at.Add(int64(in.off0)))
	if dst == nil || !dst.Known() {
		return false, nil
	}
	return true, m.Set(m.missingAt, *dst)
}

// extendTrace makes room for n more states.
func (m *Machine) extendTrace(n int) {
	if !m.keep || cap(m.trace)-len(m.trace) >= n {
		return
	}
	grown := make([]execution.State, len(m.trace), 2*cap(m.trace)+n)
	copy(grown, m.trace)
	m.trace = grown
	m.dropRoom()
}

func (m *Machine) dropRoom() {
	if m.room != nil {
		m.room.free()
		m.room = nil
	}
}
