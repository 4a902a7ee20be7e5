// Package claim reads from a public input what a valid proof of it says: which
// program ran and what it output.
//
// A proof alone says that there is a memory with the public cells and a run of
// the Cairo machine in it, from the first pc to the last. That it is a run of a
// certain program, started as programs are started, follows from the public
// cells only if they have the right shape. Read checks that shape as StarkWare's
// Cairo verifier does (cairo-lang, cairo_verifier.cairo,
// _verify_public_input), but for two things: it takes programs with any
// choice of builtins, not only one with all of them, and it does not mind the
// order of the cells, nor output that lies on pages of its own.
package claim

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels/hash"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
)

// The ways in which a public memory fails to specify a program.
const (
	// CodeEntry: the run does not start at address 1 and end at address 5.
	CodeEntry fault.Code = "claim/entry-point"
	// CodeProgram: cells of the program are not public.
	CodeProgram fault.Code = "claim/program-cells"
	// CodeStart: the program has no start section.
	CodeStart fault.Code = "claim/start-section"
	// CodeFrame: the two cells below the first frame are not as they must be,
	// so calls need not return.
	CodeFrame fault.Code = "claim/initial-frame"
	// CodeArguments: main's arguments are not the beginnings of segments.
	CodeArguments fault.Code = "claim/arguments"
	// CodeReturns: main's return values are not the stop pointers.
	CodeReturns fault.Code = "claim/return-values"
	// CodeOutput: cells of the output are not public, or there is output
	// though the program has no output builtin.
	CodeOutput fault.Code = "claim/output"
)

// Claim is what a proof says.
type Claim struct {
	// Program are the program's cells.
	Program []fp.Element
	// ProgramHash is the Poseidon hash of Program, by which StarkWare's Cairo
	// verifier and Integrity name programs.
	ProgramHash fp.Element
	// Builtins are the segments that main was given, in order; "" stands for a
	// builtin that the layout lacks.
	Builtins []string
	// Output are the cells of the output segment; nil if the program has none.
	Output []fp.Element
	// OutputHash is the Poseidon hash of Output.
	OutputHash fp.Element
	// Standard reports whether the public memory is cell by cell what
	// StarkWare's Cairo verifier expects: one page; program, frame, arguments,
	// return values and output in this order and nothing else.
	Standard bool
}

// The instructions of the start section that Cairo's compilers put first.
const (
	initialPC   = 1
	startLength = 6

	instructionAddAP   = 0x40780017fff7fff  // ap += imm
	instructionCall    = 0x1104800180018000 // call rel imm
	instructionJumpRel = 0x10780017fff7fff  // jmp rel imm
)

// maxBuiltins bounds the arguments of main; Cairo has 11 builtins.
const maxBuiltins = 64

// reader reads public cells and remembers the order in which a standard page
// would have them.
type reader struct {
	pub    *execution.PublicInput
	cells  map[uint64]*fp.Element
	wanted []uint64
}

// Read reads the claim. The public input must have passed stone.CheckStatement.
// An error does not mean that a proof is invalid, but that a valid one is about
// an unspecified program.
func Read(pub *execution.PublicInput) (*Claim, error) {
	info, ok := layouts.Describe(pub.Layout)
	if !ok {
		return nil, fault.New(CodeEntry, "there is no layout %q", pub.Layout)
	}
	r := reader{pub: pub, cells: make(map[uint64]*fp.Element, len(pub.PublicMemory))}
	for i := range pub.PublicMemory {
		r.cells[pub.PublicMemory[i].Address] = &pub.PublicMemory[i].Value
	}
	c := &Claim{}
	program, execution := pub.Segments["program"], pub.Segments["execution"]
	if program.Begin != initialPC || program.Stop != initialPC+4 {
		return nil, fault.New(CodeEntry, "the run goes from pc %d to pc %d, not from 1 to 5", program.Begin, program.Stop).
			At("public input: /memory_segments/program").WithHint("the program was not compiled and run in proof mode")
	}
	if err := r.program(c, execution.Begin); err != nil {
		return nil, err
	}
	count, err := startSection(c.Program)
	if err != nil {
		return nil, err
	}
	if err := r.frame(execution.Begin); err != nil {
		return nil, err
	}
	if err := r.stack(c, &info, execution, count); err != nil {
		return nil, err
	}
	if err := r.output(c); err != nil {
		return nil, err
	}
	c.ProgramHash = hash.PoseidonHashMany(c.Program)
	c.OutputHash = hash.PoseidonHashMany(c.Output)
	c.Standard = r.standard()
	return c, nil
}

// get returns a public cell.
func (r *reader) get(address uint64) (*fp.Element, bool) {
	v, ok := r.cells[address]
	r.wanted = append(r.wanted, address)
	return v, ok
}

// span reads the cells from begin to below end.
func (r *reader) span(begin, end uint64) (values []fp.Element, missing uint64, ok bool) {
	if end < begin || end-begin > uint64(len(r.cells)) {
		// There are not as many cells as asked for: find the first that is missing.
		for a := begin; a < end; a++ {
			if _, ok := r.cells[a]; !ok {
				return nil, a, false
			}
		}
		return nil, begin, false
	}
	values = make([]fp.Element, 0, end-begin)
	for a := begin; a < end; a++ {
		v, ok := r.get(a)
		if !ok {
			return nil, a, false
		}
		values = append(values, *v)
	}
	return values, 0, true
}

// program reads the program, which ends where the two cells below the first
// frame begin.
func (r *reader) program(c *Claim, initialFP uint64) error {
	where := "public input: /public_memory"
	if initialFP < initialPC+startLength+2 {
		return fault.New(CodeProgram, "the execution segment begins at %d, which leaves no room for a program", initialFP).
			At("public input: /memory_segments/execution")
	}
	cells, missing, ok := r.span(initialPC, initialFP-2)
	if !ok {
		return fault.New(CodeProgram, "the program's cell at address %d is not public", missing).At("%s", where)
	}
	c.Program = cells
	return nil
}

// startSection checks that the program begins with: ap += count; call main;
// jmp rel 0. It returns count, the number of main's arguments.
func startSection(program []fp.Element) (int, error) {
	for _, want := range []struct {
		at          int
		instruction uint64
	}{{0, instructionAddAP}, {2, instructionCall}, {4, instructionJumpRel}, {5, 0}} {
		if p := &program[want.at]; !p.IsUint64() || p.Uint64() != want.instruction {
			return 0, fault.New(CodeStart, "cell %d of the program is %s, not %#x of the start section",
				want.at, "0x"+p.Text(16), want.instruction).At("public input: /public_memory").
				WithHint("the program was not compiled in proof mode")
		}
	}
	if p := &program[1]; p.IsUint64() && p.Uint64() <= maxBuiltins {
		return int(p.Uint64()), nil
	}
	return 0, fault.New(CodeStart, "the start section makes room for %s arguments", program[1].Text(10)).
		At("public input: /public_memory")
}

// frame checks the cells below the first frame: [fp − 2] = fp is what makes
// calls return, since no call can then forge an older frame; [fp − 1] = 0.
func (r *reader) frame(initialFP uint64) error {
	for _, want := range []struct{ address, value uint64 }{{initialFP - 2, initialFP}, {initialFP - 1, 0}} {
		v, ok := r.get(want.address)
		if !ok || !v.IsUint64() || v.Uint64() != want.value {
			return fault.New(CodeFrame, "the public cell at address %d should hold %d", want.address, want.value).
				At("public input: /public_memory")
		}
	}
	return nil
}

// stack checks main's arguments and return values: for each builtin, in the
// layout's order, where its segment begins and where the program stopped using
// it; 0 twice for a builtin that the layout lacks.
func (r *reader) stack(c *Claim, info *layouts.Info, execution execution.Segment, count int) error {
	n := uint64(count)
	if execution.Stop < execution.Begin+2*n {
		return fault.New(CodeReturns, "the run leaves no room for %d return values", n).
			At("public input: /memory_segments/execution")
	}
	args, missing, ok := r.span(execution.Begin, execution.Begin+n)
	if !ok {
		return fault.New(CodeArguments, "main's argument at address %d is not public", missing).At("public input: /public_memory")
	}
	returns, missing, ok := r.span(execution.Stop-n, execution.Stop)
	if !ok {
		return fault.New(CodeReturns, "main's return value at address %d is not public", missing).At("public input: /public_memory")
	}
	segments := info.Segments[2:] // after program and execution
	for i := range args {
		if args[i].IsZero() && returns[i].IsZero() {
			c.Builtins = append(c.Builtins, "")
			continue
		}
		next, begins := -1, false
		for k, name := range segments {
			s := r.pub.Segments[name]
			if !equals(&args[i], s.Begin) {
				continue
			}
			begins = true
			if equals(&returns[i], s.Stop) {
				next = k
				break
			}
		}
		switch {
		case !begins:
			return fault.New(CodeArguments, "main's argument %d is %s, where no further segment begins", i, args[i].Text(10)).
				At("public input: /public_memory")
		case next < 0:
			return fault.New(CodeReturns, "main's return value %d is %s, not the stop pointer of its segment", i, returns[i].Text(10)).
				At("public input: /public_memory")
		}
		c.Builtins = append(c.Builtins, segments[next])
		segments = segments[next+1:]
	}
	return nil
}

func equals(e *fp.Element, x uint64) bool { return e.IsUint64() && e.Uint64() == x }

// output reads the output. Cells of an output segment that main was not given
// would be the prover's own choice.
func (r *reader) output(c *Claim) error {
	s := r.pub.Segments["output"]
	given := false
	for _, b := range c.Builtins {
		given = given || b == "output"
	}
	if !given {
		if s.Stop != s.Begin {
			return fault.New(CodeOutput, "the output segment has %d cells, but main was not given the output builtin", s.Stop-s.Begin).
				At("public input: /memory_segments/output")
		}
		return nil
	}
	cells, missing, ok := r.span(s.Begin, s.Stop)
	if !ok {
		return fault.New(CodeOutput, "the output's cell at address %d is not public", missing).At("public input: /public_memory")
	}
	c.Output = cells
	return nil
}

func (r *reader) standard() bool {
	if len(r.wanted) != len(r.pub.PublicMemory) {
		return false
	}
	for i, address := range r.wanted {
		if cell := &r.pub.PublicMemory[i]; cell.Address != address || cell.Page != 0 {
			return false
		}
	}
	return true
}
