package cairo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quarry/fault"
	"quarry/prover/cairo/program"
	"quarry/prover/cairo/vm"
)

// explain turns a failure at an instruction into an error with the place in
// the source and a Cairo traceback.
func (r *run) explain(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var f *vm.Failure
	if !errors.As(err, &f) {
		return asFault(err, vm.CodeFailed, "the run failed")
	}
	code := vm.CodeFailed
	hint := ""
	if c := fault.CodeOf(f.Err); c != "" {
		code = c
		var inner *fault.Error
		errors.As(f.Err, &inner)
		hint = inner.Hint
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Error at pc=%v:\n%s", f.PC, messageOf(f.Err))
	where := fmt.Sprintf("pc=%v", f.PC)
	if loc := r.location(f.PC, f.Hint); loc != nil {
		where = loc.String()
		b.WriteString(r.marked(loc))
	}
	for _, m := range r.messages(f.PC) {
		b.WriteString("\nError message: " + m)
	}
	if t := r.traceback(f); t != "" {
		b.WriteString("\nCairo traceback (most recent call last):\n" + t)
	}
	e := fault.New(code, "%s", strings.TrimRight(b.String(), "\n")).At("%s", where)
	e.Hint = hint
	return e
}

// messageOf is the text of an error without the hint and code of a fault.
func messageOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		if f.Err != nil {
			return f.What + ": " + f.Err.Error()
		}
		return f.What
	}
	return err.Error()
}

// location is where an instruction, or one of its hints, stands in the source.
func (r *run) location(pc vm.Pointer, hint int) *program.Location {
	if r.program.Debug == nil || pc.Segment != r.programBase.Segment {
		return nil
	}
	in, ok := r.program.Debug.Instructions[int(pc.Offset)]
	if !ok {
		return nil
	}
	if hint >= 0 && hint < len(in.Hints) && in.Hints[hint] != nil {
		return &in.Hints[hint].Location
	}
	return &in.Inst
}

// marked is the line of source with marks below, if the source can be had.
func (r *run) marked(l *program.Location) string {
	text, ok := r.program.Debug.Files[l.File]
	if !ok {
		if r.opts.Source == nil {
			return ""
		}
		var err error
		if text, err = r.opts.Source(l.File); err != nil {
			return ""
		}
	}
	lines := strings.Split(text, "\n")
	if l.Line < 1 || l.Line > len(lines) || l.Column < 1 || l.Column > 10000 {
		return ""
	}
	line := lines[l.Line-1]
	end := len(line) + 1
	if l.EndLine == l.Line {
		end = min(l.EndColumn, end)
	}
	marks := strings.Repeat(" ", l.Column-1) + "^"
	if end > l.Column+1 {
		marks += strings.Repeat("*", end-l.Column-2) + "^"
	}
	return "\n" + line + "\n" + marks
}

// maxTraceback bounds the calls of a traceback.
const maxTraceback = 20

// traceback lists the calls that lead to a failure, outermost first.
func (r *run) traceback(f *vm.Failure) string {
	var calls []vm.Pointer
	fp := f.FP
	for range maxTraceback {
		up, ret := r.memory.Get(fp.Add(-2)), r.memory.Get(fp.Add(-1))
		if !up.IsPointer() || !ret.IsPointer() || up.Pointer() == fp {
			break
		}
		fp = up.Pointer()
		at := ret.Pointer()
		two, one := r.memory.Get(at.Add(-2)), r.memory.Get(at.Add(-1))
		switch {
		case vm.IsCall(one, vm.Value{}):
			calls = append(calls, at.Add(-1))
		case two.IsFelt() && one.IsFelt() && vm.IsCall(two, one):
			calls = append(calls, at.Add(-2))
		default:
			return r.lines(calls)
		}
	}
	return r.lines(calls)
}

func (r *run) lines(calls []vm.Pointer) string {
	var b strings.Builder
	for i := len(calls) - 1; i >= 0; i-- {
		for _, m := range r.messages(calls[i]) {
			b.WriteString("Error message: " + m + "\n")
		}
		loc := r.location(calls[i], -1)
		if loc == nil {
			fmt.Fprintf(&b, "Unknown location (pc=%v)\n", calls[i])
			continue
		}
		fmt.Fprintf(&b, "%v: (pc=%v)%s\n", loc, calls[i], r.marked(loc))
	}
	return b.String()
}

// messages are the error_message attributes around an instruction.
func (r *run) messages(pc vm.Pointer) []string {
	if pc.Segment != r.programBase.Segment {
		return nil
	}
	var out []string
	for _, a := range r.program.Attributes {
		if a.Name == "error_message" && int64(a.Start) <= pc.Offset && pc.Offset < int64(a.End) {
			out = append(out, a.Value)
		}
	}
	return out
}
