package cairo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"quarry/fault"
	"quarry/prover/cairo/hints"
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
		for ; loc.Parent != nil; loc = loc.Parent {
			fmt.Fprintf(&b, "\n%v: %s%s", loc.Parent, loc.ParentMessage, r.marked(loc.Parent))
		}
	}
	for _, m := range r.messages(f.PC, f.FP) {
		b.WriteString("\nError message: " + m)
	}
	if t := r.traceback(f); t != "" {
		b.WriteString("\nCairo traceback (most recent call last):\n" + t)
	}
	e := fault.New(code, "%s", strings.TrimRight(b.String(), "\n")).At("%s", where)
	if e.Hint = hint; hint == "" {
		e.Hint = r.lacking()
	}
	return e
}

// lacking says which of the program's builtins the layout does not have, which a
// run that is to be proved may do without until it uses them; "" if it has all.
func (r *run) lacking() string {
	var names []string
	for _, b := range r.program.Builtins {
		if !r.layout.has(b) {
			names = append(names, b)
		}
	}
	if names == nil {
		return ""
	}
	return fmt.Sprintf("layout %s lacks builtins of the program: %s; use layout auto, or one that has them", r.layout.Name, strings.Join(names, ", "))
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
	if r.program.Debug == nil || pc.Segment != r.programBase.Segment || r.program.Debug() == nil {
		return nil
	}
	in, ok := r.program.Debug().Instructions[int(pc.Offset)]
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
	text, ok := r.program.Debug().Files[l.File]
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
	var calls []call
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
			calls = append(calls, call{at.Add(-1), fp})
		case two.IsFelt() && one.IsFelt() && vm.IsCall(two, one):
			calls = append(calls, call{at.Add(-2), fp})
		default:
			return r.lines(calls)
		}
	}
	return r.lines(calls)
}

// call is a call instruction and the frame that it was made in.
type call struct{ pc, fp vm.Pointer }

func (r *run) lines(calls []call) string {
	var b strings.Builder
	for i := len(calls) - 1; i >= 0; i-- {
		for _, m := range r.messages(calls[i].pc, calls[i].fp) {
			b.WriteString("Error message: " + m + "\n")
		}
		loc := r.location(calls[i].pc, -1)
		if loc == nil {
			fmt.Fprintf(&b, "Unknown location (pc=%v)\n", calls[i].pc)
			continue
		}
		fmt.Fprintf(&b, "%v: (pc=%v)%s\n", loc, calls[i].pc, r.marked(loc))
	}
	return b.String()
}

// messages are the error_message attributes around an instruction, with the
// values of the references that they name, as they are in the frame.
func (r *run) messages(pc, frame vm.Pointer) []string {
	if pc.Segment != r.programBase.Segment {
		return nil
	}
	var out []string
	for i := range r.program.Attributes {
		a := &r.program.Attributes[i]
		if a.Name == "error_message" && int64(a.Start) <= pc.Offset && pc.Offset < int64(a.End) {
			out = append(out, r.filled(a, frame))
		}
	}
	return out
}

var messageName = regexp.MustCompile(`{[a-zA-Z_0-9.]+}`)

// filled replaces the names in braces. References that depend on ap can't be
// evaluated, since ap has moved on.
func (r *run) filled(a *program.Attribute, frame vm.Pointer) string {
	if a.Flow == nil || r.program.Identifiers == nil {
		return a.Value
	}
	var bad []string
	text := messageName.ReplaceAllStringFunc(a.Value, func(name string) string {
		bare := name[1 : len(name)-1]
		id := r.program.Identifiers.Search(a.Scopes, bare)
		if id != nil {
			if n, ok := a.Flow.References[id.Name]; ok && !hints.UsesAP(r.program.References[n].Value) {
				if v, err := hints.Eval(r.memory, r.program.References[n].Value, vm.Pointer{}, frame); err == nil {
					return signed(v)
				}
			}
		}
		bad = append(bad, "'"+bare+"'")
		return name
	})
	if bad != nil {
		text += fmt.Sprintf(" (Cannot evaluate ap-based or complex references: [%s])", strings.Join(bad, ", "))
	}
	return text
}
