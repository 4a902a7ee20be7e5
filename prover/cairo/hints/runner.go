package hints

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"sync"

	"quarry/fault"
	"quarry/prover/cairo/program"
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// CodeUnknown is the code of the error for a hint that asks for something that
// there is not: a module, a name, or syntax beyond what hints may use.
const CodeUnknown fault.Code = "cairo/unknown-hint"

// Builtins is what hints do with the builtins of a run.
type Builtins interface {
	// Base returns the segment of a builtin, if the run has it.
	Base(name string) (vm.Pointer, bool)
	// Bound is the bound of a range check builtin.
	Bound(name string) *big.Int
	// AddPage makes a range of the output a page of its own.
	AddPage(id int64, start vm.Pointer, size int64) error
	// AddAttribute adds an attribute to the output.
	AddAttribute(name string, value any) error
	// AddSignature supplies the signature for the ECDSA instance at a place.
	AddSignature(at vm.Pointer, r, s *big.Int) error
	// Trust marks an output cell of pedersen as verified.
	Trust(at vm.Pointer) error
	// FillMod fills the tables of add_mod and mul_mod; either may have n = 0.
	FillMod(add vm.Pointer, addN int64, mul vm.Pointer, mulN int64) error
}

// Options are what a Runner is made of.
type Options struct {
	Program  *program.Program
	Base     vm.Pointer // where the program is
	Input    script.Value
	Advice   []vm.Value // the tape
	Builtins Builtins
	Out      io.Writer // for print; may be nil
	Budget   int64     // operations of the interpreter
	MaxHeap  int64     // bytes that the heap may grow by; 0 for no bound
	// Interpret has every hint interpreted, also those that are known by their
	// text. It is for comparison.
	Interpret bool
}

// Runner runs the hints of one run. It implements vm.HintRunner.
type Runner struct {
	opts       Options
	in         *script.Interp
	m          *vm.Machine
	hints      map[int][]*hint // by offset in the program
	scopes     []map[string]script.Value
	advice     int
	rangeCheck bool // the run has that builtin
	// shadowed: some hint may have set a reserved name.
	shadowed bool
	// The hint that is running.
	now *hint
	ids *consts
	// Objects that hints see.
	names map[string]script.Value
}

// hint is a hint of the program, parsed on first use.
type hint struct {
	src    *program.Hint
	code   *script.Program
	native nativeFn
	ids    map[string]*resolved
}

// New makes the runner of a run's hints and announces them to the machine.
func New(ctx context.Context, m *vm.Machine, opts Options) *Runner {
	r := &Runner{opts: opts, m: m, hints: map[int][]*hint{}}
	r.ids = &consts{r: r}
	r.in = script.New(ctx, r, opts.Budget)
	r.in.Out = opts.Out
	r.in.MaxHeap = opts.MaxHeap
	r.scopes = []map[string]script.Value{{"program_input": opts.Input}}
	_, r.rangeCheck = opts.Builtins.Base("range_check")
	native := !opts.Interpret && usesNatives(opts.Program)
	for pc := range opts.Program.Hints {
		list := opts.Program.Hints[pc]
		for i := range list {
			h := &hint{src: &list[i], ids: map[string]*resolved{}}
			if native {
				h.native = natives[list[i].Code]
			}
			r.hints[pc] = append(r.hints[pc], h)
		}
		m.Hinted(opts.Base.Add(int64(pc)))
	}
	r.names = r.fixedNames()
	return r
}

// RunHints implements vm.HintRunner.
func (r *Runner) RunHints(m *vm.Machine, pc vm.Pointer) error {
	for i, h := range r.hints[int(pc.Offset-r.opts.Base.Offset)] {
		if err := r.run(h); err != nil {
			return &vm.HintError{Index: i, Err: err}
		}
	}
	return nil
}

func (r *Runner) run(h *hint) error {
	r.now = h
	if err := r.in.Spend(1); err != nil {
		return err
	}
	if h.native != nil {
		done, err := h.native(r)
		if done || err != nil {
			return explain(err)
		}
	}
	if h.code == nil {
		code, err := script.Parse(h.src.Code)
		if err != nil {
			return fault.Wrap(err, CodeUnknown, "the hint is not understood").
				WithHint("hints may use the Python described in docs/cairo.md")
		}
		h.code = code
		r.shadowed = r.shadowed || shadows().MatchString(h.src.Code)
	}
	if r.opts.MaxHeap > 0 { // the trace grows meanwhile, too
		r.in.MaxHeap = r.opts.MaxHeap + 48*int64(r.m.Steps())
	}
	scope := r.scopes[len(r.scopes)-1]
	if r.shadowed {
		for _, n := range reserved {
			delete(scope, n)
		}
	}
	return explain(r.in.Run(h.code, scope))
}

// shadows finds hints that may set one of the reserved names.
var shadows = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(memory|ap|fp|pc|ids|segments|advice)\s*(=[^=]|,|\bin\b|\bas\b|['"]\s*:|\))|\bas\s|\*\*`)
})

// reserved are the names that the runner sets before every hint.
var reserved = []string{"memory", "ap", "fp", "pc", "ids", "segments", "advice"}

// explain gives a failed hint its message.
func explain(err error) error {
	if err == nil {
		return nil
	}
	var x *script.Exception
	if errors.As(err, &x) {
		switch x.Type {
		case "NameError", "ModuleNotFoundError", "ImportError":
			return fault.Wrap(err, CodeUnknown, "Got an exception while executing a hint").
				WithHint("hints know cairo-lang's common library, program_input and advice: see docs/cairo.md")
		}
	}
	if fault.CodeOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("Got an exception while executing a hint: %w", err)
}

// End checks what has to hold when the program has ended.
func (r *Runner) End() error {
	if len(r.scopes) != 1 {
		return errors.New("Every enter_scope() requires a corresponding exit_scope().")
	}
	return nil
}

// Lookup implements script.Host.
func (r *Runner) Lookup(name string) (script.Value, bool) {
	switch name {
	case "ap":
		return Pointer(r.m.AP()), true
	case "fp":
		return Pointer(r.m.FP()), true
	case "pc":
		return Pointer(r.m.PC()), true
	case "current_step":
		return script.Int(int64(r.m.Steps())), true
	case "ids":
		return r.ids, true
	}
	v, ok := r.names[name]
	return v, ok
}

// Import implements script.Host.
func (r *Runner) Import(module, name string) (script.Value, error) {
	m, ok := modules[module]
	if !ok {
		return nil, script.Raise("ModuleNotFoundError", "No module named '%s'", module)
	}
	if name == "" {
		return &moduleValue{module, m}, nil
	}
	v, ok := m[name]
	if !ok {
		return nil, script.Raise("ImportError", "cannot import name '%s' from '%s'", name, module)
	}
	if b, ok := v.(bound); ok {
		return b(r), nil
	}
	return v, nil
}

// bound is a library value that needs the run.
type bound func(r *Runner) script.Value

// moduleValue is a module as a value.
type moduleValue struct {
	name string
	m    map[string]script.Value
}

// Attr implements script.Object.
func (m *moduleValue) Attr(in *script.Interp, name string) (script.Value, error) {
	v, ok := m.m[name]
	if !ok {
		return nil, script.Raise("AttributeError", "module '%s' has no attribute '%s'", m.name, name)
	}
	return v, nil
}

// fixedNames are the names that stay the same during the run.
func (r *Runner) fixedNames() map[string]script.Value {
	names := map[string]script.Value{
		"memory":         &memoryValue{r, true},
		"segments":       &segmentsValue{r},
		"advice":         &adviceValue{r},
		"PRIME":          prime,
		"vm_enter_scope": &script.Builtin{Name: "vm_enter_scope", Fn: r.enterScope},
		"vm_exit_scope":  &script.Builtin{Name: "vm_exit_scope", Fn: r.exitScope},
		"is_accessed": fn("is_accessed", []string{"addr"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			p, err := asPointer(a[0])
			return r.m.WasAccessed(p), err
		}),
	}
	for k, v := range fieldNames {
		names[k] = v
	}
	runners := script.NewDict()
	for _, b := range []string{"output", "pedersen", "range_check", "ecdsa", "bitwise", "ec_op", "keccak", "poseidon",
		"range_check96", "add_mod", "mul_mod"} {
		base, ok := r.opts.Builtins.Base(b)
		if !ok {
			continue
		}
		v := &builtinValue{r, b, base}
		names[b+"_builtin"] = v
		_ = runners.Set(b+"_builtin", v) // a string is always a key
	}
	names["builtin_runners"] = runners
	return names
}

// maxScopes bounds the scopes that are open.
const maxScopes = 1 << 16

func (r *Runner) enterScope(in *script.Interp, args []script.Value, kw map[string]script.Value) (script.Value, error) {
	a, err := script.Args("vm_enter_scope", args, kw, 0, "new_scope_locals")
	if err != nil {
		return nil, err
	}
	if len(r.scopes) > maxScopes {
		return nil, script.ErrBudget
	}
	scope := map[string]script.Value{}
	if a[0] != nil {
		d, ok := a[0].(*script.Dict)
		if !ok {
			return nil, script.Raise("TypeError", "vm_enter_scope() takes a dict")
		}
		err = d.Each(func(k, v script.Value) error {
			s, ok := k.(string)
			if !ok {
				return script.Raise("TypeError", "names of variables are strings")
			}
			scope[s] = v
			return nil
		})
	}
	r.scopes = append(r.scopes, scope)
	return nil, err
}

func (r *Runner) exitScope(in *script.Interp, args []script.Value, kw map[string]script.Value) (script.Value, error) {
	if len(r.scopes) < 2 {
		return nil, script.Raise("AssertionError", "Cannot exit main scope.")
	}
	r.scopes = r.scopes[:len(r.scopes)-1]
	return nil, nil
}
