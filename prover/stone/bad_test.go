package stone_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/internal/reference"
	"quarry/prover/execution"
	"quarry/prover/stone"
	"quarry/prover/stone/stonetest"
)

// demand checks an error's code, and that its message contains a text and no
// part of it is empty.
func demand(t *testing.T, err error, code fault.Code, contains string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Errorf("got %v, want %s", err, code)
		return
	}
	if f.Code != code || !strings.Contains(f.Error(), contains) || f.What == "" {
		t.Errorf("got %s: %v; want %s with %q", f.Code, f, code, contains)
	}
}

// edit replaces a text that occurs in a file.
func edit(t *testing.T, raw []byte, old, new string) []byte {
	t.Helper()
	if !strings.Contains(string(raw), old) {
		t.Fatalf("no %q in the file", old)
	}
	return []byte(strings.Replace(string(raw), old, new, 1))
}

func TestBadParameters(t *testing.T) {
	raw := reference.Get(t, "s01").Read(t, reference.Parameters)
	felt := reference.Get(t, "s06").Read(t, reference.Parameters)
	for _, tc := range []struct {
		name     string
		raw      []byte
		old, new string
		code     fault.Code
		contains string
	}{
		{"syntax", raw, `"field":`, `"field"`, stone.CodeSyntax, "line 2"},
		{"duplicate", raw, `"field"`, `"use_extension_field": false, "field"`, stone.CodeDuplicateKey, "use_extension_field"},
		{"no field", raw, `"field"`, `"feld"`, stone.CodeMissingField, "/field"},
		{"other field", raw, "PrimeField0", "PrimeField3", stone.CodeUnsupported, "PrimeField3"},
		{"no extension flag", raw, "use_extension_field", "x", stone.CodeMissingField, "/use_extension_field"},
		{"extension", raw, "false", "true", stone.CodeUnsupported, "extension"},
		{"extension type", raw, "false", "0", stone.CodeWrongType, "expected a boolean, found an integer"},
		{"no stark", raw, `"stark"`, `"starc"`, stone.CodeMissingField, "/stark"},
		{"stark null", raw, `"stark": {`, `"stark": null, "x": {`, stone.CodeMissingField, "/stark"},
		{"queries string", raw, `"n_queries": 18`, `"n_queries": "18"`, stone.CodeWrongType, "/stark/fri/n_queries (line 11)"},
		{"queries negative", raw, `"n_queries": 18`, `"n_queries": -18`, stone.CodeOutOfRange, "negative"},
		{"queries zero", raw, `"n_queries": 18`, `"n_queries": 0`, stone.CodeOutOfRange, "0 is not from 1"},
		{"queries large", raw, `"n_queries": 18`, `"n_queries": 18446744073709551616`, stone.CodeOutOfRange, "not an integer"},
		{"queries fraction", raw, `"n_queries": 18`, `"n_queries": 18.5`, stone.CodeOutOfRange, "18.5"},
		{"pow", raw, `"proof_of_work_bits": 24`, `"proof_of_work_bits": 65`, stone.CodeOutOfRange, "65"},
		{"cosets zero", raw, `"log_n_cosets": 4`, `"log_n_cosets": 0`, stone.CodeOutOfRange, "log_n_cosets"},
		{"cosets many", raw, `"log_n_cosets": 4`, `"log_n_cosets": 17`, stone.CodeOutOfRange, "1 to 16"},
		{"last layer", raw, `"last_layer_degree_bound": 64`, `"last_layer_degree_bound": 63`, stone.CodeFRI, "power of two"},
		{"zero step", raw, "4,", "0,", stone.CodeFRI, "only the first"},
		{"step type", raw, "4,", "[],", stone.CodeWrongType, "/stark/fri/fri_step_list/1"},
		{"commitment hash", raw, `"field"`, `"commitment_hash": "sha256", "field"`, stone.CodeUnknownHash, "blake256_masked248_lsb"},
		{"page hash", felt, `"page_hash": "pedersen"`, `"page_hash": "blake256"`, stone.CodeUnknownHash, "keccak256 or pedersen"},
		{"page hash felt", felt, `"page_hash": "pedersen"`, `"page_hash": "keccak256"`, stone.CodeHashes, "pedersen"},
		{"felt channel", felt, `"verifier_friendly_commitment_hash": "poseidon3"`, `"verifier_friendly_commitment_hash": "blake256"`,
			stone.CodeHashes, "don't fit"},
		{"channel updates type", felt, `"verifier_friendly_channel_updates": true`, `"verifier_friendly_channel_updates": 1`,
			stone.CodeWrongType, "channel_updates"},
		{"friendly layers negative", felt, `"n_verifier_friendly_commitment_layers": 6`, `"n_verifier_friendly_commitment_layers": -1`,
			stone.CodeOutOfRange, "negative"},
		{"friendly layers beyond 63 bits", felt, `"n_verifier_friendly_commitment_layers": 6`, `"n_verifier_friendly_commitment_layers": 9223372036854775808`,
			stone.CodeOutOfRange, "9223372036854775807"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := stone.ParseParameters("params.json", edit(t, tc.raw, tc.old, tc.new))
			demand(t, err, tc.code, tc.contains)
		})
	}
	_, err := stone.ParseParameters("params.json", []byte("[]"))
	demand(t, err, stone.CodeWrongType, "expected an object, found an array")
}

// Stone reads n_verifier_friendly_commitment_layers as a number of 64 bits, all
// of which the seed hears.
func TestManyFriendlyLayers(t *testing.T) {
	const most = "9223372036854775807"
	in := stonetest.Statement(t, "s06").Run
	raw := edit(t, reference.Get(t, "s06").Read(t, reference.Parameters), `"n_verifier_friendly_commitment_layers": 6`, `"n_verifier_friendly_commitment_layers": `+most)
	p, err := stone.ParseParameters("params.json", raw)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := stone.Seed(in.Public, p, stone.V3)
	if err != nil {
		t.Fatal(err)
	}
	if n := binary.BigEndian.Uint64(seed[24:32]); n != 1<<63-1 {
		t.Errorf("the seed begins with %d, want %s", n, most)
	}
}

func TestFRIMismatch(t *testing.T) {
	p := stonetest.Statement(t, "s01").Parameters
	demand(t, p.CheckFRI(1024), stone.CodeFRI, "[0 4 4] with last_layer_degree_bound 64")
	if err := p.CheckFRI(512); err != nil {
		t.Error(err)
	}
}

func TestSuggestSteps(t *testing.T) {
	for total := range 40 {
		sum := 0
		for i, s := range stone.SuggestSteps(total) {
			if (s == 0) != (i == 0) || s > 4 || (s == 1 && total != 1) {
				t.Errorf("steps %v for %d", stone.SuggestSteps(total), total)
			}
			sum += s
		}
		if sum != total {
			t.Errorf("steps %v for %d", stone.SuggestSteps(total), total)
		}
	}
}

func TestBadProverConfig(t *testing.T) {
	raw := reference.Get(t, "s01").Read(t, reference.ProverConfig)
	for _, tc := range []struct {
		old, new string
		code     fault.Code
	}{
		{`"store_full_lde": false`, `"store_full_lde": "no"`, stone.CodeWrongType},
		{`"table_prover_n_tasks_per_segment": 32`, `"table_prover_n_tasks_per_segment": 33`, stone.CodeOutOfRange},
		{`"table_prover_n_tasks_per_segment": 32`, `"table_prover_n_tasks_per_segment": -1`, stone.CodeOutOfRange},
		{`"n_out_of_memory_merkle_layers": 1`, `"x": 1`, stone.CodeMissingField},
		{`"constraint_polynomial_task_size": 256`, `"constraint_polynomial_task_size": -256`, stone.CodeOutOfRange},
		{`"cached_lde_config"`, `"fri_prover": {"n_chunks_between_layers": true}, "cached_lde_config"`, stone.CodeWrongType},
	} {
		_, err := stone.ParseProverConfig("config.json", edit(t, raw, tc.old, tc.new))
		demand(t, err, tc.code, "config.json")
	}
	none := edit(t, raw, `"table_prover_n_tasks_per_segment": 32`, `"table_prover_n_tasks_per_segment": 0`)
	if _, err := stone.ParseProverConfig("config.json", none); err != nil {
		t.Errorf("0 tasks, which Stone takes: %v", err)
	}
}

func TestFriendlyLayers(t *testing.T) {
	p := stonetest.Statement(t, "s06").Parameters
	c := &stone.ProverConfig{TasksPerSegment: 64, Name: "config.json"}
	demand(t, c.CheckFriendlyLayers(p, 1<<17), stone.CodeFriendlyLayers, "at least 7")
	for _, tasks := range []int{32, 1, 0} {
		c.TasksPerSegment = tasks
		if err := c.CheckFriendlyLayers(p, 1<<17); err != nil {
			t.Errorf("%d tasks: %v", tasks, err)
		}
	}
}

func TestBadPublicInput(t *testing.T) {
	raw := reference.Get(t, "s03").Read(t, reference.PublicInput)
	for _, tc := range []struct {
		name, old, new string
		code           fault.Code
		contains       string
	}{
		{"n_steps", `"n_steps": 1024`, `"n_steps": 1000`, stone.CodeSteps, "power of two"},
		{"n_steps zero", `"n_steps": 1024`, `"n_steps": 0`, stone.CodeSteps, "power of two"},
		{"n_steps huge", `"n_steps": 1024`, `"n_steps": 9223372036854775808`, stone.CodeSteps, "2^40"},
		{"n_steps hex", `"n_steps": 1024`, `"n_steps": "0x400"`, stone.CodeWrongType, "expected an integer, found a string"},
		{"layout type", `"layout": "small"`, `"layout": 1`, stone.CodeWrongType, "/layout"},
		{"rc_max", `"rc_max": `, `"rc_max": 9`, stone.CodeRangeCheck, "16 bits"},
		{"rc_min", `"rc_min": `, `"rc_min": 6`, stone.CodeRangeCheck, "above rc_max"},
		{"segment type", `"begin_addr": 1,`, `"begin_addr": "1",`, stone.CodeWrongType, "/memory_segments/program/begin_addr"},
		{"segment order", `"begin_addr": 1,`, `"begin_addr": 100000,`, stone.CodeSegments, "before it begins"},
		{"felt prefix", `"value": "0x`, `"value": "1x`, stone.CodeBadFelt, "hexadecimal"},
		{"felt digits", `"value": "0x`, `"value": "0xg`, stone.CodeBadFelt, "hexadecimal"},
		{"felt empty", `"value": "0x40780017fff7fff"`, `"value": "0x"`, stone.CodeBadFelt, "hexadecimal"},
		{"felt number", `"value": "0x40780017fff7fff"`, `"value": 12`, stone.CodeWrongType, "/public_memory/0/value"},
		{"felt prime", `"value": "0x40780017fff7fff"`,
			`"value": "0x800000000000011000000000000000000000000000000000000000000000001"`, stone.CodeBadFelt, "below the prime"},
		{"felt long", `"value": "0x40780017fff7fff"`, `"value": "0x1` + strings.Repeat("0", 64) + `"`, stone.CodeBadFelt, "below the prime"},
		{"address", `"address": 1,`, `"address": 9223372036854775807,`, stone.CodePublicMemory, "beyond any memory"},
		{"page", `"page": 0`, `"page": 4294967296`, stone.CodeOutOfRange, "/page"},
		{"page order", `"page": 1`, `"page": 7`, "", ""},
		{"dynamic", `"dynamic_params": null`, `"dynamic_params": {"a": "b"}`, stone.CodeWrongType, "/dynamic_params/a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := stone.ParsePublicInput("public.json", edit(t, raw, tc.old, tc.new))
			if tc.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			demand(t, err, tc.code, tc.contains)
		})
	}
	empty := `{"layout":"plain","n_steps":8,"rc_min":0,"rc_max":1,"memory_segments":{},"public_memory":[]}`
	_, err := stone.ParsePublicInput("public.json", []byte(empty))
	demand(t, err, stone.CodePublicMemory, "empty")
}

func TestBadPages(t *testing.T) {
	input := func(cells string) []byte {
		return []byte(`{"layout":"plain","n_steps":8,"rc_min":0,"rc_max":1,"memory_segments":{},"public_memory":[` + cells + `]}`)
	}
	cell := func(address, page string) string {
		return `{"address":` + address + `,"value":"0x1","page":` + page + `}`
	}
	_, err := stone.ParsePublicInput("p", input(cell("1", "1")))
	demand(t, err, stone.CodePages, "no page 0")
	_, err = stone.ParsePublicInput("p", input(cell("1", "0")+","+cell("5", "1")+","+cell("7", "1")))
	demand(t, err, stone.CodePages, "address 7 after 5")
	pub, err := stone.ParsePublicInput("p", input(cell("1", "0")+","+cell("5", "2")+","+cell("9", "1")+","+cell("6", "2")))
	if err != nil {
		t.Fatal(err)
	}
	pages := stone.Pages(pub)
	if len(pages) != 3 || pages[1].ID != 1 || len(pages[2].Cells) != 2 {
		t.Errorf("pages %+v", pages)
	}
}

func TestBadStatement(t *testing.T) {
	for _, tc := range []struct {
		name     string
		change   func(p *execution.PublicInput)
		code     fault.Code
		contains string
	}{
		{"unknown", func(p *execution.PublicInput) { p.Layout = "tiny" }, stone.CodeUnknownLayout, "recursive_with_poseidon"},
		{"later", func(p *execution.PublicInput) { p.Layout = "all_cairo" }, stone.CodeUnknownLayout, "not supported"},
		{"builtin", func(p *execution.PublicInput) { p.Segments["bitwise"] = execution.Segment{Begin: 9000, Stop: 9005} },
			stone.CodeBuiltin, "uses the bitwise builtin (5 cells), layout small has none (layouts dex_with_bitwise, recursive"},
		{"missing", func(p *execution.PublicInput) { delete(p.Segments, "ecdsa") }, stone.CodeSegments, "segment ecdsa is missing"},
		{"overflow", func(p *execution.PublicInput) {
			s := p.Segments["ecdsa"]
			p.Segments["ecdsa"] = execution.Segment{Begin: s.Begin, Stop: s.Begin + 6}
		}, stone.CodeBuiltinOverflow, "room for 4 (2 instances of 2 cells"},
		{"instances", func(p *execution.PublicInput) {
			s := p.Segments["pedersen"]
			p.Segments["pedersen"] = execution.Segment{Begin: s.Begin, Stop: s.Begin + 4}
		}, stone.CodeSegments, "whole number"},
		{"overlap", func(p *execution.PublicInput) {
			s := p.Segments["pedersen"]
			p.Segments["range_check"] = execution.Segment{Begin: s.Begin + 3, Stop: s.Begin + 3}
		}, stone.CodeSegments, "overlap"},
		{"two values", func(p *execution.PublicInput) {
			c := p.PublicMemory[0]
			c.Value.SetUint64(99)
			p.PublicMemory = append(p.PublicMemory, c)
		}, stone.CodePublicMemory, "two values"},
		{"too many cells", func(p *execution.PublicInput) {
			for len(p.PublicMemory) <= 2048 {
				p.PublicMemory = append(p.PublicMemory, p.PublicMemory[0])
			}
		}, stone.CodePublicMemory, "room for 2048"},
		{"dynamic", func(p *execution.PublicInput) { p.DynamicParams = map[string]uint64{"x": 1} }, stone.CodeUnsupported, "dynamic"},
		{"steps", func(p *execution.PublicInput) { p.NSteps = 1023 }, stone.CodeSteps, "power of two"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			pub := stonetest.Statement(t, "s03").Run.Public
			tc.change(pub)
			demand(t, stone.CheckStatement(pub), tc.code, tc.contains)
		})
	}
}

func TestBadPrivateInput(t *testing.T) {
	raw := reference.Get(t, "s03").Read(t, reference.PrivateInput)
	for _, tc := range []struct {
		old, new string
		code     fault.Code
		contains string
	}{
		{`"trace_path"`, `"trace"`, stone.CodeMissingField, "/trace_path"},
		{`"memory_path": "`, `"memory_path": 1, "x": "`, stone.CodeWrongType, "/memory_path"},
		{`"index": 1`, `"index": 0`, stone.CodeDisagree, "instance 0 of pedersen occurs twice"},
		{`"index": 1`, `"index": -1`, stone.CodeOutOfRange, "/pedersen/1/index"},
		{`"x": "`, `"x": "0xzz`, stone.CodeBadFelt, "/pedersen/0/x"},
		{`"pedersen"`, `"ec_op": {}, "pedersen"`, stone.CodeWrongType, "/ec_op"},
		{`"signature_input"`, `"signature"`, stone.CodeMissingField, "/signature_input"},
	} {
		_, err := stone.ParsePrivateInput("private.json", edit(t, raw, tc.old, tc.new))
		demand(t, err, tc.code, tc.contains)
	}
}

func TestBadTrace(t *testing.T) {
	raw := reference.Get(t, "s01").Read(t, reference.Trace)
	read := func(raw []byte, steps uint64) error {
		_, err := stone.ReadTrace(context.Background(), "trace.bin", strings.NewReader(string(raw)), steps)
		return err
	}
	demand(t, read(raw[:len(raw)-1], 512), stone.CodeTrace, "byte 12264: the file ends after 23 of the 24 bytes")
	demand(t, read(raw[:len(raw)-24], 512), stone.CodeDisagree, "511 steps, but n_steps is 512")
	demand(t, read(append(raw[:len(raw):len(raw)], raw[:24]...), 512), stone.CodeDisagree, "more than the 512 steps")
	demand(t, read(nil, 512), stone.CodeDisagree, "0 steps")
	big := append([]byte(nil), raw...)
	binary.LittleEndian.PutUint64(big[24+16:], 1<<32)
	demand(t, read(big, 512), stone.CodeTrace, "byte 40: pc of step 1 is 4294967296")
}

func TestBadMemory(t *testing.T) {
	raw := reference.Get(t, "s01").Read(t, reference.Memory)
	read := func(raw []byte, limit uint64) error {
		_, err := stone.ReadMemory(context.Background(), "memory.bin", strings.NewReader(string(raw)), limit)
		return err
	}
	if err := read(raw, 1<<16); err != nil {
		t.Fatal(err)
	}
	demand(t, read(raw[:len(raw)-13], 1<<16), stone.CodeMemory, "ends after 27 of the 40 bytes")
	demand(t, read(raw, 100), stone.CodeMemory, "outside of the run's memory (1 to 99)")
	demand(t, read(nil, 100), stone.CodeMemory, "empty")
	change := func(offset int, x uint64) []byte {
		c := append([]byte(nil), raw...)
		binary.LittleEndian.PutUint64(c[offset:], x)
		return c
	}
	demand(t, read(change(40, 0), 1<<16), stone.CodeMemory, "byte 40: cell 1 has address 0")
	demand(t, read(change(32, 1<<63), 1<<16), stone.CodeMemory, "not below the prime")
	twice := append(append([]byte(nil), raw...), raw[:40]...)
	if err := read(twice, 1<<16); err != nil {
		t.Errorf("the same cell twice: %v", err)
	}
	endless := bytes.Repeat(raw[:40], 200)
	demand(t, read(endless, 100), stone.CodeMemory, "more cells than the run's memory (99)")
	twice[len(raw)+8] ^= 1
	demand(t, read(twice, 1<<16), stone.CodeMemory, "two values")
}

func TestReadersCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := stone.ReadTrace(ctx, "t", strings.NewReader("x"), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := stone.ReadMemory(ctx, "m", strings.NewReader("x"), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestBadProofFile(t *testing.T) {
	raw := reference.Get(t, "s14").Read(t, reference.Proof)
	for _, tc := range []struct {
		old, new string
		code     fault.Code
		contains string
	}{
		{`"proof_hex" : "0x`, `"proof_hex" : "`, stone.CodeProofHex, "hexadecimal"},
		{`"proof_hex" : "0x`, `"proof_hex" : "0x1`, stone.CodeProofHex, "odd number"},
		{`"proof_hex" : "0x`, `"proof_hex" : "0xzz`, stone.CodeProofHex, "byte 0"},
		{`"proof_hex"`, `"proof"`, stone.CodeMissingField, "/proof_hex"},
		{`"proof_parameters"`, `"parameters"`, stone.CodeMissingField, "/proof_parameters"},
		{`"public_input"`, `"publicinput"`, stone.CodeMissingField, "/public_input"},
		{`"n_queries" : 9`, `"n_queries" : -9`, stone.CodeOutOfRange, "proof.json: /proof_parameters/stark/fri/n_queries"},
		{`"n_steps" : 512`, `"n_steps" : 511`, stone.CodeSteps, "/public_input/n_steps"},
	} {
		_, err := stone.ParseProofFile("proof.json", edit(t, raw, tc.old, tc.new))
		demand(t, err, tc.code, tc.contains)
	}
}

func TestVersions(t *testing.T) {
	for name, want := range map[string]stone.Version{
		"v3": stone.V3, "stone6": stone.V3, "v6": stone.V3, "v2": stone.V2, "stone5": stone.V2, "v5": stone.V2,
	} {
		if got, err := stone.ParseVersion(name); err != nil || got != want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	_, err := stone.ParseVersion("v4")
	demand(t, err, stone.CodeVersion, "v4")
	l := stonetest.Statement(t, "s01")
	v2, err := stone.Seed(l.Run.Public, l.Parameters, stone.V2)
	if err != nil || string(v2) != string(l.Seed[32:]) {
		t.Errorf("the seed of v2 is that of v3 without its first word (%v)", err)
	}
}
