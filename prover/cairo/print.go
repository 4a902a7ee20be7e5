package cairo

import (
	"fmt"
	"io"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/prover/cairo/vm"
)

// PrintOutput writes the program's output as cairo-run does.
func (r *Result) PrintOutput(w io.Writer) {
	if !r.HasOutput() {
		return
	}
	fmt.Fprintln(w, "Program output:")
	for _, v := range r.Output() {
		if v.Known() {
			fmt.Fprintf(w, "  %s\n", signed(v))
		} else {
			fmt.Fprintln(w, "  <missing>")
		}
	}
	fmt.Fprintln(w)
}

// PrintInfo writes steps, memory, registers and, in proof mode, the usage of
// the builtins as cairo-run does.
func (r *Result) PrintInfo(w io.Writer, relocated bool) error {
	pc, ap, fp := r.Registers()
	text := [3]string{pc.String(), ap.String(), fp.String()}
	if relocated {
		if err := r.layOut(); err != nil {
			return err
		}
		for i, p := range []vm.Pointer{pc, ap, fp} {
			at, err := r.run.address(p)
			if err != nil {
				return asFault(err, CodeEnd, "the registers")
			}
			text[i] = fmt.Sprint(at)
		}
	}
	original := ""
	if !r.run.opts.NoEnd {
		original = fmt.Sprintf("(originally, %d)", r.ProgramSteps())
	}
	fmt.Fprintf(w, "Number of steps: %d %s\nUsed memory cells: %d\nRegister values after execution:\npc = %s\nap = %s\nfp = %s\n\n",
		r.Steps(), original, r.MemoryCells(), text[0], text[1], text[2])
	if !r.run.opts.ProofMode || r.run.opts.NoEnd || len(r.run.builtins) == 0 {
		return nil
	}
	fmt.Fprintln(w, "\nBuiltin usage:")
	for _, u := range r.Builtins() {
		percent := "100%"
		if u.Size > 0 {
			percent = fmt.Sprintf("%.2f%%", float64(u.Cells)/float64(u.Size)*100)
		}
		fmt.Fprintf(w, "%-30s %7s (used %d cells)\n", u.Name+"_builtin", percent, u.Cells)
	}
	fmt.Fprintln(w)
	return nil
}

// PrintMemory writes every memory cell as cairo-run does.
func (r *Result) PrintMemory(w io.Writer, relocated bool) error {
	fmt.Fprint(w, "Addr  Value\n-----------\n")
	if relocated {
		if err := r.layOut(); err != nil {
			return err
		}
		next := uint64(0)
		err := r.run.memory.EachFinal(r.run.offsets, func(at uint64, e *fp.Element) error {
			if at != next {
				fmt.Fprintln(w, "⋮")
			}
			fmt.Fprintf(w, "%-5d %s\n", at, signed(vm.FeltValue(e)))
			next = at + 1
			return nil
		})
		fmt.Fprintln(w)
		return err
	}
	last := vm.Pointer{Segment: -1 << 30}
	err := r.run.memory.Each(func(p vm.Pointer, v vm.Value) error {
		if p != last.Add(1) {
			fmt.Fprintln(w, "⋮")
		}
		fmt.Fprintf(w, "%-5s %s\n", p, signed(v))
		last = p
		return nil
	})
	fmt.Fprintln(w)
	return err
}

// PrintSegments writes where each segment begins.
func (r *Result) PrintSegments(w io.Writer) error {
	if err := r.layOut(); err != nil {
		return err
	}
	fmt.Fprintln(w, "Segment relocation table:")
	for i, at := range r.run.offsets {
		fmt.Fprintf(w, "%-5d %d\n", i, at)
	}
	return nil
}
