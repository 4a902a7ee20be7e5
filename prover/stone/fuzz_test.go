package stone_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"quarry/fault"
	"quarry/prover/stone"
)

// typed demands that an error, if there is one, is a *fault.Error with code and
// text.
func typed(t *testing.T, err error) {
	t.Helper()
	var f *fault.Error
	if err != nil && (!errors.As(err, &f) || f.Code == "" || f.What == "" || f.Where == "") {
		t.Fatalf("an untyped error: %#v", err)
	}
}

const (
	tinyPublic = `{"layout":"small","n_steps":512,"rc_min":0,"rc_max":9,"dynamic_params":null,` +
		`"memory_segments":{"program":{"begin_addr":1,"stop_ptr":5},"execution":{"begin_addr":9,"stop_ptr":12},` +
		`"output":{"begin_addr":20,"stop_ptr":21},"pedersen":{"begin_addr":30,"stop_ptr":33},"range_check":{"begin_addr":300,"stop_ptr":301},` +
		`"ecdsa":{"begin_addr":600,"stop_ptr":600}},"public_memory":[{"address":1,"value":"0x40780017fff7fff","page":0},{"address":20,"value":"0x1","page":1}]}`
	tinyParams = `{"field":"PrimeField0","use_extension_field":false,"stark":{"log_n_cosets":4,"fri":{"fri_step_list":[0,4,3],` +
		`"last_layer_degree_bound":64,"n_queries":18,"proof_of_work_bits":24}},"commitment_hash":"blake256","statement":{"page_hash":"pedersen"}}`
)

func FuzzParameters(f *testing.F) {
	f.Add([]byte(tinyParams))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := stone.ParseParameters("fuzz", raw)
		typed(t, err)
		if err == nil {
			typed(t, p.CheckFRI(512))
			_ = stone.Account(&p.STARK, stone.Scale{LogTrace: 13, Constraints: 10, Openings: 20})
		}
	})
}

func FuzzProverConfig(f *testing.F) {
	f.Add([]byte(`{"cached_lde_config":{"store_full_lde":true,"use_fft_for_eval":false},"constraint_polynomial_task_size":256,` +
		`"n_out_of_memory_merkle_layers":1,"table_prover_n_tasks_per_segment":32,"fri_prover":{"n_chunks_between_layers":1}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := stone.ParseProverConfig("fuzz", raw)
		typed(t, err)
	})
}

func FuzzPublicInput(f *testing.F) {
	f.Add([]byte(tinyPublic))
	p, err := stone.ParseParameters("p", []byte(tinyParams))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		pub, err := stone.ParsePublicInput("fuzz", raw)
		typed(t, err)
		if err != nil {
			return
		}
		err = stone.CheckStatement(pub)
		typed(t, err)
		if err != nil {
			return
		}
		seed, err := stone.Seed(pub, p, stone.V3)
		if err != nil || len(seed)%32 != 0 {
			t.Fatalf("a checked statement has no seed: %v", err)
		}
	})
}

func FuzzPrivateInput(f *testing.F) {
	f.Add([]byte(`{"trace_path":"t","memory_path":"m","pedersen":[{"index":0,"x":"0x1","y":"0x2"}],"range_check":[{"index":3,"value":"0x5"}],` +
		`"ecdsa":[{"index":0,"pubkey":"0x1","msg":"0x2","signature_input":{"r":"0x3","w":"0x4"}}],"bitwise":[{"index":1,"x":"0x1","y":"0x1"}],` +
		`"ec_op":[{"index":0,"p_x":"0x1","p_y":"0x1","q_x":"0x1","q_y":"0x1","m":"0x1"}],` +
		`"poseidon":[{"index":0,"input_s0":"0x1","input_s1":"0x1","input_s2":"0x1"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := stone.ParsePrivateInput("fuzz", raw)
		typed(t, err)
	})
}

func FuzzProofFile(f *testing.F) {
	f.Add([]byte(`{"proof_hex":"0x00ff","public_input":` + tinyPublic + `,"proof_parameters":` + tinyParams + `,"version":{"commit_hash":"x"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := stone.ParseProofFile("fuzz", raw)
		typed(t, err)
	})
}

func FuzzTrace(f *testing.F) {
	f.Add(make([]byte, 48), uint64(2))
	f.Fuzz(func(t *testing.T, raw []byte, steps uint64) {
		trace, err := stone.ReadTrace(context.Background(), "fuzz", bytes.NewReader(raw), steps)
		typed(t, err)
		if err == nil && uint64(len(trace)) != steps {
			t.Fatalf("%d steps of %d", len(trace), steps)
		}
	})
}

func FuzzMemory(f *testing.F) {
	f.Add(append([]byte{1}, make([]byte, 39)...))
	f.Fuzz(func(t *testing.T, raw []byte) {
		memory, err := stone.ReadMemory(context.Background(), "fuzz", bytes.NewReader(raw), 1<<16)
		typed(t, err)
		if err == nil && memory.Count() == 0 {
			t.Fatal("an empty memory")
		}
	})
}
