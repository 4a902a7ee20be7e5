package hints

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quarry/prover/cairo/program"
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// TestNatives runs hints that are known by their text natively and by the
// interpreter, on the same machine: memory, variables and errors must be the
// same. Every one of them must have its usual circumstances now and then.
func TestNatives(t *testing.T) {
	for code, native := range natives {
		t.Run(strings.Fields(code)[0]+" "+fmt.Sprint(len(code)), func(t *testing.T) {
			done := 0
			for range 10 {
				rapid.Check(t, func(t *rapid.T) {
					w := drawWorld(t, code)
					a, b := w.machine(t), w.machine(t)
					a.now, b.now = a.hints[0][0], b.hints[0][0]
					ok, err := native(a)
					if ok && err == nil {
						done++
					} else if !ok {
						b.hints[0][0].native, a.hints[0][0].native = nil, nil
						err = a.RunHints(a.m, a.m.PC())
					}
					b.hints[0][0].native = nil
					err2 := b.RunHints(b.m, b.m.PC())
					if fmt.Sprint(err) != fmt.Sprint(err2) {
						t.Fatalf("natively %v, interpreted %v", err, err2)
					}
					if x, y := a.show(), b.show(); x != y && err == nil {
						t.Fatalf("natively\n%s\ninterpreted\n%s", x, y)
					}
				})
				if done > 0 {
					return
				}
			}
			t.Error("never done natively")
		})
	}
}

// world is what a hint finds: cells, constants and variables.
type world struct {
	code  string
	refs  []string // plain variables, at fp, fp + 1, …
	typed []string // variables with members, which are structs at fp + 20·i
	// points: the variables whose members are numbers of three limbs.
	points map[string]bool
	text   string // of the program
	cells  map[vm.Pointer]vm.Value
	scope  func(r *Runner) map[string]script.Value
}

var idsPattern = regexp.MustCompile(`ids\.(\w+)(?:\.(\w+))?`)

var testConstants = map[string]*big.Int{"SHIFT": shift128, "UPPER_BOUND": bound250, "MAX_HIGH": maxHigh, "MAX_LOW": maxLow,
	"PRIME_OVER_3_HIGH": bigHex("2aaaaaaaaaaaab05555555555555556"), "PRIME_OVER_2_HIGH": bigHex("4000000000000088000000000000001"),
	"BYTES_IN_WORD": big.NewInt(8), "KECCAK_FULL_RATE_IN_BYTES": big.NewInt(136)}

func bigHex(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic(s)
	}
	return n
}

func drawWorld(t *rapid.T, code string) *world {
	w := &world{code: code, cells: map[vm.Pointer]vm.Value{}}
	members := map[string][]string{}
	var names []string
	for _, m := range idsPattern.FindAllStringSubmatch(code, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
		if m[2] != "" && m[2] != "segment_index" && m[2] != "address_" && !slices.Contains(members[m[1]], m[2]) {
			members[m[1]] = append(members[m[1]], m[2])
		}
	}
	w.points = map[string]bool{}
	for _, m := range packPattern.FindAllStringSubmatch(code, -1) {
		if m[2] != "" {
			w.points[m[1]] = true
		} else {
			members[m[1]] = limbNames[:]
		}
	}
	if strings.Contains(code, "ids.res.address_") {
		members["res"] = limbNames[:]
	}
	w.program(names, members)
	usual := rapid.Bool().Draw(t, "usual")
	for i, n := range w.refs {
		if v, ok := drawCell(t, n, usual, assigns(code, n)); ok {
			w.cells[vm.Pointer{Segment: 1, Offset: int64(i)}] = v
		}
	}
	for i, n := range w.typed {
		at := vm.Pointer{Segment: 1, Offset: int64(20 + 10*i)}
		if n == "dict_ptr" || n == "dict_accesses" {
			w.cells[at] = vm.PointerValue(vm.Pointer{Segment: 2, Offset: int64(3 * rapid.IntRange(0, 1).Draw(t, "access"))})
			continue
		}
		assigned := strings.Contains(code, "ids."+n+".address_")
		for j := range int64(w.sizeOf(n, members)) {
			m := members[n][j*int64(len(members[n]))/int64(w.sizeOf(n, members))]
			if v, ok := drawCell(t, m, usual, assigned || assigns(code, n+"."+m)); ok {
				w.cells[at.Add(j)] = v
			}
		}
		if n == "val" && rapid.Bool().Draw(t, "multiple of SECP_P") {
			k := new(big.Int).Mul(k1Prime, big.NewInt(rapid.Int64Range(0, 3).Draw(t, "multiple")))
			for j := range int64(3) {
				w.cells[at.Add(j)] = vm.BigValue(new(big.Int).And(new(big.Int).Rsh(k, uint(86*j)), limbMask))
			}
		}
	}
	for i := range int64(12) { // the array that pointers point to
		if v, ok := drawCell(t, "item", usual, !usual && i == 1); ok {
			w.cells[vm.Pointer{Segment: 2, Offset: i}] = v
		}
	}
	if i, j := slices.Index(w.refs, "ptr_diff"), slices.Index(w.refs, "n_accesses"); usual && i >= 0 && j >= 0 {
		n := rapid.Int64Range(1, 4).Draw(t, "accesses")
		w.cells[vm.Pointer{Segment: 1, Offset: int64(i)}], w.cells[vm.Pointer{Segment: 1, Offset: int64(j)}] = vm.IntValue(3*n), vm.IntValue(n)
	}
	w.scope = drawScope(t)
	return w
}

var packPattern = regexp.MustCompile(`pack\(ids\.(\w+)(?:\.(\w+))?`)

// sizeOf is the number of cells of a variable with members.
func (w *world) sizeOf(name string, members map[string][]string) int {
	if w.points[name] {
		return 3 * len(members[name])
	}
	return len(members[name])
}

// assigns tells whether a hint assigns ids.name.
func assigns(code, name string) bool {
	name = `ids\.` + strings.ReplaceAll(name, ".", `\.`)
	return regexp.MustCompile(`(?m)^\s*(\w.*, )?` + name + `(, ids\.\w+)* = `).MatchString(code)
}

// drawCell draws the content of a cell. Variables that hints assign are
// usually unknown.
func drawCell(t *rapid.T, name string, usual, assigned bool) (vm.Value, bool) {
	if usual && assigned || !usual && rapid.IntRange(0, 9).Draw(t, name+" known") < 9 == assigned {
		return vm.Value{}, false
	}
	pointers := map[string]int{"range_check_ptr": 3, "output": 3, "array_ptr": 2, "elements": 2, "elements_end": 2}
	s, isPointer := pointers[name]
	if odd := !usual && rapid.IntRange(0, 19).Draw(t, name+" odd") == 0; odd != isPointer {
		return vm.PointerValue(vm.Pointer{Segment: max(s, 2), Offset: rapid.Int64Range(0, 12).Draw(t, name+" offset")}), true
	}
	n := new(big.Int)
	if usual {
		n.SetInt64(rapid.Int64Range(0, 6).Draw(t, name))
		return vm.BigValue(n), true
	}
	switch rapid.IntRange(0, 5).Draw(t, name+" size") {
	case 0:
		n.SetBytes(rapid.SliceOfN(rapid.Byte(), 31, 31).Draw(t, name))
	case 1:
		n.Sub(prime, big.NewInt(rapid.Int64Range(1, 20).Draw(t, name)))
	case 2:
		n.Lsh(one, rapid.SampledFrom([]uint{64, 123, 127, 128, 192, 250, 251}).Draw(t, name))
		n.Add(n, big.NewInt(rapid.Int64Range(-1, 1).Draw(t, name+" more")))
	case 3:
		n.SetBytes(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, name))
	default:
		n.SetInt64(rapid.Int64Range(0, 9).Draw(t, name))
	}
	return vm.BigValue(n), true
}

// drawScope draws the variables that hints leave for each other.
func drawScope(t *rapid.T) func(*Runner) map[string]script.Value {
	small := func(name string) int64 { return rapid.Int64Range(0, 4).Draw(t, name) }
	ints := func(name string) []int64 { return rapid.SliceOfN(rapid.Int64Range(0, 9), 0, 4).Draw(t, name) }
	n, excluded, key, tracked, fallback := small("n"), small("excluded"), small("key"), 3*(small("tracked")/3), rapid.Bool().Draw(t, "default")
	current, keys, lists := ints("current"), ints("keys"), map[int64][]int64{}
	for k := range int64(5) {
		lists[k] = ints("list")
	}
	number := func(name string) *big.Int {
		n := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 33).Draw(t, name))
		if rapid.IntRange(0, 3).Draw(t, name+" negative") == 0 {
			n.Neg(n)
		}
		return n
	}
	numbers := map[string]*big.Int{"SECP_P": k1Prime, "N": k1Order}
	for _, name := range []string{"x", "y", "x0", "y0", "new_x", "slope", "value", "a", "b", "res"} {
		numbers[name] = number(name)
	}
	if rapid.Bool().Draw(t, "zero") {
		numbers["x"] = new(big.Int)
	}
	if rapid.Bool().Draw(t, "divisible") {
		a := new(big.Int).Mul(numbers["res"], numbers["b"])
		numbers["a"] = a.Mod(a, k1Order)
	}
	limited := rapid.IntRange(0, 9).Draw(t, "limited") == 0
	list := func(of []int64) *script.List {
		l := &script.List{}
		for _, v := range of {
			l.Items = append(l.Items, script.Int(v))
		}
		return l
	}
	return func(r *Runner) map[string]script.Value {
		byKey, positions := script.NewDict(), script.NewDict()
		data := script.NewDict()
		if fallback {
			data = script.NewDefaultDict(&script.Builtin{Name: "default", Fn: func(*script.Interp, []script.Value, map[string]script.Value) (script.Value, error) {
				return script.Int(6), nil
			}})
		}
		for k := range int64(5) {
			_, _, _ = byKey.Set(script.Int(k), list(lists[k])), positions.Set(script.Int(k), list(lists[4-k])), data.Set(script.Int(k), script.Int(3*k%7))
		}
		d := &dictManager{map[int]*dictTracker{2: {data, Pointer{Segment: 2, Offset: tracked}}}, r}
		s := map[string]script.Value{"n": script.Int(n), "excluded": script.Int(excluded), "key": script.Int(key), "last_pos": script.Int(key),
			"current_access_indices": list(current), "current_access_index": script.Int(n), "access_indices": byKey, "keys": list(keys),
			"positions": list(current), "positions_dict": positions, "__usort_max_size": nil, "__dict_manager": d}
		for name, n := range numbers {
			s[name] = n
		}
		s["safe_div"], s["nibbles"] = mathNames["safe_div"], list(keys)
		if limited {
			s["__squash_dict_max_size"], s["__find_element_max_size"], s["__find_element_index"] = script.Int(1), script.Int(2), script.Int(0)
		}
		return s
	}
}

// program writes a program in which the names mean what the hint expects.
func (w *world) program(names []string, members map[string][]string) {
	refs, ids, list := map[string]int{}, map[string]any{}, []any{}
	ids["m.f"] = map[string]any{"type": "function", "pc": 0, "decorators": []string{}}
	structure := func(name string, of []string) {
		fields := map[string]any{}
		for i, m := range of {
			fields[m] = map[string]any{"cairo_type": "felt", "offset": i}
			if w.points[strings.TrimPrefix(name, "T")] {
				fields[m] = map[string]any{"cairo_type": "m.BigInt3", "offset": 3 * i}
			}
		}
		size := w.sizeOf(strings.TrimPrefix(name, "T"), map[string][]string{strings.TrimPrefix(name, "T"): of})
		ids["m."+name] = map[string]any{"type": "struct", "full_name": "m." + name, "size": size, "members": fields}
	}
	structure("BigInt3", limbNames[:])
	structure("DictAccess", []string{"key", "prev_value", "new_value"})
	for _, n := range names {
		if n == "DictAccess" {
			continue
		}
		if c := testConstants[n]; c != nil {
			ids["m.f."+n] = map[string]any{"type": "const", "value": json.Number(c.String())}
			continue
		}
		value := fmt.Sprintf("[cast(fp + %d, felt*)]", len(w.refs))
		switch {
		case n == "dict_ptr" || n == "dict_accesses":
			value = fmt.Sprintf("[cast(fp + %d, m.DictAccess**)]", 20+10*len(w.typed))
			w.typed = append(w.typed, n)
		case members[n] != nil:
			structure("T"+n, members[n])
			value = fmt.Sprintf("[cast(ap + (%d), m.T%s*)]", 20+10*len(w.typed)-testAP, n)
			w.typed = append(w.typed, n)
		default:
			w.refs = append(w.refs, n)
		}
		refs["m.f."+n] = len(list)
		ids["m.f."+n] = map[string]any{"type": "reference"}
		list = append(list, map[string]any{"pc": 0, "ap_tracking_data": map[string]int{"group": 1, "offset": 0}, "value": value})
	}
	text, err := json.Marshal(map[string]any{
		"prime": "0x800000000000011000000000000000000000000000000000000000000000001", "main_scope": "m",
		"data": []string{"0x208b7fff7fff7ffe"}, "builtins": []string{}, "attributes": []string{}, "identifiers": ids,
		"reference_manager": map[string]any{"references": list},
		"hints": map[string]any{"0": []any{map[string]any{"code": w.code, "accessible_scopes": []string{"m", "m.f"},
			"flow_tracking_data": map[string]any{"ap_tracking": map[string]int{"group": 1, "offset": 0}, "reference_ids": refs}}}}})
	if err != nil {
		panic(err)
	}
	w.text = string(text)
}

const testAP = 100

func (w *world) machine(t *rapid.T) *Runner {
	p, err := program.Parse([]byte(w.text))
	if err != nil {
		t.Fatal(err)
	}
	m := vm.NewMemory(1 << 20)
	for range 4 {
		if _, err := m.AddSegment(); err != nil {
			t.Fatal(err)
		}
	}
	for at, v := range w.cells {
		if err := m.Load(at, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Load(vm.Pointer{}, vm.FeltValue(&p.Data[0])); err != nil {
		t.Fatal(err)
	}
	machine := vm.New(m, vm.Pointer{}, vm.Pointer{Segment: 1, Offset: testAP}, vm.Pointer{Segment: 1})
	r := New(context.Background(), machine, Options{Program: p, Advice: []vm.Value{vm.IntValue(9)}, Builtins: noBuiltins{}, Budget: 1 << 20})
	r.scopes = append(r.scopes, w.scope(r))
	return r
}

// show writes memory and variables.
func (r *Runner) show() string {
	var b strings.Builder
	fmt.Fprintln(&b, r.m.Segments(), r.advice)
	_ = r.m.Each(func(p vm.Pointer, v vm.Value) error {
		_, err := fmt.Fprintln(&b, p, v)
		return err
	})
	for _, s := range r.scopes {
		names := []string{}
		for n := range s {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			fmt.Fprintln(&b, n, "=", show(s[n]))
		}
	}
	return b.String()
}

func show(v script.Value) string {
	switch t := v.(type) {
	case *script.List:
		return show(script.Tuple(t.Items))
	case script.Tuple:
		s := "("
		for _, x := range t {
			s += show(x) + ", "
		}
		return s + ")"
	case *script.Dict:
		s := "{"
		_ = t.Each(func(k, x script.Value) error {
			s += show(k) + ": " + show(x) + ", "
			return nil
		})
		return s + "}"
	case *dictManager:
		return show(t.trackers[2])
	case *dictTracker:
		return "tracker " + show(t.data) + show(t.current)
	case *moduleValue:
		return "module " + t.name
	case *big.Int, bool, Pointer, script.Bytes:
		return fmt.Sprint(t)
	}
	return script.TypeName(v)
}
