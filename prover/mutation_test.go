package prover_test

import (
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"testing"

	"quarry/internal/reference"
	"quarry/prover"
	"quarry/prover/stone"
	"quarry/prover/stone/jsoncpp"
)

// everyMutation asks for all mutations instead of a sample: `make mutation`.
var everyMutation = os.Getenv("QUARRY_ALL_MUTATIONS") != ""

// scalars calls f for each scalar below a value, with its path. f may change it.
func scalars(path string, v *jsoncpp.Value, f func(path string, v *jsoncpp.Value)) {
	switch v.Kind {
	case jsoncpp.Object:
		for i := range v.Members {
			scalars(path+"/"+v.Members[i].Key, &v.Members[i].Value, f)
		}
	case jsoncpp.Array:
		for i := range v.Items {
			scalars(path+"/*", &v.Items[i], f)
		}
	default:
		f(path, v)
	}
}

// mutants are values of the same kind that mean something else.
func mutants(v jsoncpp.Value) []jsoncpp.Value {
	with := func(change func(*jsoncpp.Value)) jsoncpp.Value {
		change(&v)
		return v
	}
	old := v
	switch v.Kind {
	case jsoncpp.Bool:
		return []jsoncpp.Value{with(func(v *jsoncpp.Value) { v.Uint ^= 1 })}
	case jsoncpp.Uint:
		out := []jsoncpp.Value{jsoncpp.UintValue(old.Uint + 1), jsoncpp.UintValue(2*old.Uint + 2)}
		if old.Uint > 0 {
			out = append(out, jsoncpp.UintValue(old.Uint-1))
		}
		return out
	case jsoncpp.String:
		if strings.HasPrefix(v.Str, "0x") {
			last := v.Str[len(v.Str)-1]
			flipped := byte('0')
			if last == '0' {
				flipped = '1'
			}
			return []jsoncpp.Value{jsoncpp.StringValue(v.Str[:len(v.Str)-1] + string(flipped))}
		}
		return []jsoncpp.Value{jsoncpp.StringValue(other(v.Str))}
	}
	return nil
}

// other is another name of the same sort: another hash, another layout.
func other(name string) string {
	switch name {
	case "blake256":
		return "keccak256"
	case "keccak256":
		return "blake256"
	case "perpetual":
		return "dex"
	}
	return "blake256"
}

// A proof is bound to its statement and to its parameters: whichever field of
// the public input or of the parameters is changed, also to weaker ones, the
// proof no longer verifies, whatever the floor.
func TestMutatedStatementsAreRefused(t *testing.T) {
	original := reference.Get(t, "s12").Read(t, reference.Proof)
	root, err := jsoncpp.Parse(original)
	if err != nil {
		t.Fatal(err)
	}
	if !accepts(t, root) {
		t.Fatal("the honest proof is refused")
	}
	seen := map[string]int{}
	for _, section := range []string{"public_input", "proof_parameters"} {
		scalars(section, root.Get(section), func(path string, v *jsoncpp.Value) {
			seen[path]++
			if n := seen[path]; !everyMutation && n > 3 && n%61 != 0 {
				return
			}
			honest := *v
			for _, mutant := range mutants(honest) {
				*v = mutant
				if accepts(t, root) {
					t.Errorf("%s %d: %s passes for %s", path, seen[path], jsoncpp.Append(nil, &mutant), jsoncpp.Append(nil, &honest))
				}
			}
			*v = honest
		})
	}
	if len(seen) < 20 {
		t.Errorf("only %d fields were mutated: %v", len(seen), seen)
	}
}

// accepts verifies a proof file that has been changed in memory.
func accepts(t *testing.T, root *jsoncpp.Value) bool {
	t.Helper()
	f, err := stone.ParseProofFile("mutant", jsoncpp.Append(nil, root))
	if err != nil {
		return false
	}
	_, err = prover.Verify(f, prover.Policy{Floor: anyFloor})
	return err == nil
}

// Fields may be left out only where they have a default, and then mean the default.
func TestDefaultsAreBound(t *testing.T) {
	raw := reference.Get(t, "s12").Read(t, reference.Proof)
	root, err := jsoncpp.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	parameters := root.Get("proof_parameters")
	for i := range parameters.Members {
		if key := parameters.Members[i].Key; key != "commitment_hash" && key != "field" && key != "stark" && key != "use_extension_field" {
			continue
		}
		cut := *parameters
		cut.Members = append(append([]jsoncpp.Member(nil), parameters.Members[:i]...), parameters.Members[i+1:]...)
		saved := *parameters
		*parameters = cut
		if accepts(t, root) {
			t.Errorf("without %s the proof is still accepted", saved.Members[i].Key)
		}
		*parameters = saved
	}
}

// The order of the public memory is part of the statement.
func TestReorderedMemoryIsRefused(t *testing.T) {
	f := proofFile(t, "s12")
	m := f.Public.PublicMemory
	m[1], m[2] = m[2], m[1]
	if _, err := prover.Verify(f, prover.Policy{Floor: anyFloor}); err == nil {
		t.Error("the order of the public memory does not matter")
	}
}

// Neither backend nor threads nor memory change a byte.
func TestSameBytesWhatever(t *testing.T) {
	dir := reference.Get(t, "s01").Unpack(t)
	parameters := map[string]any{}
	raw := reference.Get(t, "s01").Read(t, reference.Parameters)
	if err := json.Unmarshal(raw, &parameters); err != nil {
		t.Fatal(err)
	}
	starkParams := parameters["stark"].(map[string]any)
	starkParams["log_n_cosets"] = 2
	starkParams["fri"].(map[string]any)["proof_of_work_bits"] = 8
	if raw, _ = json.Marshal(parameters); os.WriteFile(dir+"/"+reference.Parameters, raw, 0o600) != nil {
		t.Fatal("can't write the parameters")
	}
	statement, err := source(dir).Statement(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	full, err := prover.NewPlan(statement, 0, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	var want string
	modes := map[prover.Mode]bool{}
	for _, b := range prover.Backends() {
		if b.Problem != nil {
			continue
		}
		for _, threads := range []int{1, 2, 3} {
			for _, share := range []float64{1, 0.9, 0.8, 0.7} {
				s := source(dir)
				if _, err := s.Statement(t.Context()); err != nil {
					t.Fatal(err)
				}
				limit := full.Outside + s.RunBytes() + int64(share*float64(full.Peak-full.Outside))
				a, err := prover.Prove(t.Context(), prover.Job{Source: s, Options: prover.Options{
					Backend: b.Name, Threads: threads, MaxMemory: limit,
				}})
				if err != nil {
					t.Fatalf("%s, %d threads, share %v: %v", b.Name, threads, share, err)
				}
				if want == "" {
					want = string(a.Proof)
				}
				if string(a.Proof) != want {
					t.Errorf("%s, %d threads, share %v: other bytes", b.Name, threads, share)
				}
				modes[a.Plan.Mode] = true
			}
		}
	}
	if runtime.GOOS == "linux" {
		folder := t.TempDir()
		a, err := prover.Prove(t.Context(), prover.Job{Source: source(dir), Options: prover.Options{Scratch: folder}})
		if err != nil {
			t.Fatal(err)
		}
		if string(a.Proof) != want || a.Plan.Mode != prover.OnDisk || a.PeakArena > a.Plan.Disk {
			t.Errorf("from a scratch folder: %d bytes in it, %v", a.PeakArena, a.Plan)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("left in the scratch folder: %v, %v", left, err)
		}
	}
	if !modes[prover.Fit] || !modes[prover.Stream] {
		t.Errorf("only the modes %v were tried", modes)
	}
}
