package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"quarry/internal/reference"
)

// replace edits a file of the working directory.
func replace(t *testing.T, path, old, new string) {
	t.Helper()
	raw := readFile(t, path)
	if !bytes.Contains(raw, []byte(old)) {
		t.Fatalf("no %q in %s", old, path)
	}
	if err := os.WriteFile(path, bytes.Replace(raw, []byte(old), []byte(new), 1), 0o600); err != nil {
		t.Fatal(err)
	}
}

// truncate cuts bytes off the end of a file of the working directory.
func truncate(t *testing.T, path string, by int) {
	t.Helper()
	raw := readFile(t, path)
	if err := os.WriteFile(path, raw[:len(raw)-by], 0o600); err != nil {
		t.Fatal(err)
	}
}

// A proof never takes the place of the files that it is made of, be they named on
// the command line or in the private input.
func TestOutputIsNoInput(t *testing.T) {
	for _, in := range []string{reference.Trace, reference.Memory, reference.PublicInput} {
		t.Run(in, func(t *testing.T) {
			unpack(t, "s03")
			before := readFile(t, in)
			if err := os.Symlink(in, "link"); err != nil {
				t.Fatal(err)
			}
			r := runCommand(t, append([]string{"quarry", "prove"}, append(proveArgs(), "--out_file=link")...)...)
			if r.code == exitOK || !strings.Contains(r.err, "would take the place of") {
				t.Errorf("%+v", r)
			}
			if !bytes.Equal(before, readFile(t, in)) {
				t.Error("the input has changed")
			}
		})
	}
}

// Nor does it take the place of the program, its input or its arguments.
func TestOutputIsNoProgram(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, in := range []string{"program", "program_input", "args_file"} {
		if err := os.WriteFile(in, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, in := range []string{"program", "program_input", "args_file"} {
		for _, out := range []string{"out_file", "trace_file"} {
			args := []string{"quarry", "prove", "--program=program", "--program_input=program_input", "--args_file=args_file", "--out_file=proof"}
			r := runCommand(t, append(args, "--"+out+"="+in)...)
			if r.code == exitOK || !strings.Contains(r.err, in+" would take the place of the input") || string(readFile(t, in)) != "{}" {
				t.Errorf("%s of %s: %+v", out, in, r)
			}
		}
	}
}

// Files that flags name are read as far as they are not too large.
func TestReadBounded(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("file", make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := readBounded("file", 1000); err != nil || len(got) != 1000 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	for _, path := range []string{"file", "/dev/zero", "nowhere"} {
		if _, err := readBounded(path, 999); err == nil {
			t.Errorf("%s was read", path)
		}
	}
	if _, err := readSource("/dev/zero"); err == nil {
		t.Error("a device was read as source")
	}
	if err := os.Truncate("file", maxContent+1); err != nil {
		t.Fatal(err)
	}
	r := runCommand(t, "quarry", "run", "--program", "file")
	if r.code != exitFailed || !strings.Contains(r.err, "more than") || !strings.Contains(r.err, string(codeRead)) {
		t.Errorf("%+v", r)
	}
}

// Whatever is wrong with the input, prove exits with 1, says what is wrong,
// where and with which code, and leaves no file behind.
func TestBadInput(t *testing.T) {
	for _, tc := range []struct {
		name     string
		spoil    func(t *testing.T)
		contains []string
	}{
		{"truncated trace", func(t *testing.T) { truncate(t, reference.Trace, 5) }, []string{"trace.bin, byte", "19 of the 24 bytes", "stone/bad-trace"}},
		{"short trace", func(t *testing.T) { truncate(t, reference.Trace, 24) }, []string{"1023 steps, but n_steps is 1024", "stone/inputs-disagree"}},
		{"truncated memory", func(t *testing.T) { truncate(t, reference.Memory, 1) }, []string{"memory.bin, byte", "stone/bad-memory"}},
		{"missing cells", func(t *testing.T) { truncate(t, reference.Memory, 40*400) }, []string{"air/"}},
		{"no trace", func(t *testing.T) { os.Remove(reference.Trace) }, []string{"trace.bin: can't read the file", "stone/unreadable"}},
		{"no memory", func(t *testing.T) { os.Remove(reference.Memory) }, []string{"memory.bin: can't read the file", "memory_path"}},
		{"no parameters", func(t *testing.T) { os.Remove(reference.Parameters) }, []string{reference.Parameters, "stone/unreadable"}},
		{"n_steps", func(t *testing.T) { replace(t, reference.PublicInput, `"n_steps": 1024`, `"n_steps": 1023`) }, []string{"power of two", "stone/bad-n-steps"}},
		{"other n_steps", func(t *testing.T) { replace(t, reference.PublicInput, `"n_steps": 1024`, `"n_steps": 512`) }, []string{"stone/"}},
		{"few steps", func(t *testing.T) { replace(t, reference.PublicInput, `"n_steps": 1024`, `"n_steps": 256`) }, []string{"at least 512", "stone/bad-n-steps"}},
		{"layout", func(t *testing.T) { replace(t, reference.PublicInput, `"small"`, `"tiny"`) }, []string{`no layout "tiny"`, "recursive_large_output", "stone/unknown-layout"}},
		{"builtin", func(t *testing.T) {
			replace(t, reference.PublicInput, `"memory_segments": {`, `"memory_segments": {"bitwise": {"begin_addr": 9000, "stop_ptr": 9005},`)
		}, []string{"uses the bitwise builtin", "layout small has none", "starknet", "stone/no-such-builtin"}},
		{"hash", func(t *testing.T) { replace(t, reference.Parameters, `"blake256"`, `"md5"`) }, []string{`no hash "md5"`, "stone/unknown-hash"}},
		{"FRI", func(t *testing.T) {
			replace(t, reference.Parameters, `"last_layer_degree_bound": 64`, `"last_layer_degree_bound": 128`)
		}, []string{"FRI ends at degree 2^15, but a run of 1024 steps needs 2^14", "stone/fri-mismatch", "quarry params"}},
		{"shape", func(t *testing.T) {
			replace(t, reference.PublicInput, `"public_memory": [`, `"public_memory": {}, "x": [`)
		}, []string{"expected an array, found an object", "stone/wrong-type"}},
		{"duplicate", func(t *testing.T) { replace(t, reference.PublicInput, `"rc_min"`, `"rc_max": 1, "rc_min"`) }, []string{"occurs twice", "stone/duplicate-key"}},
		{"value", func(t *testing.T) {
			replace(t, reference.PublicInput, `"value": "0x40780017fff7fff"`, `"value": "0x40780017fff8000"`)
		}, []string{"/public_memory/0", "address 1", "stone/inputs-disagree"}},
		{"rc_max", func(t *testing.T) { replace(t, reference.PublicInput, `"rc_max": 3`, `"rc_max": 1`) }, []string{"rc"}},
		{"private instance", func(t *testing.T) { replace(t, reference.PrivateInput, `"index": 1,`, `"index": 100000,`) }, []string{"room for 128 instances", "stone/builtin-overflow"}},
		{"no private list", func(t *testing.T) { replace(t, reference.PrivateInput, `"ecdsa"`, `"edcsa"`) }, []string{"/ecdsa", "stone/missing-field"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			unpack(t, "s03")
			tc.spoil(t)
			r := runCommand(t, append([]string{"quarry", "prove"}, proveArgs()...)...)
			if r.code != exitFailed || r.out != "" {
				t.Errorf("%+v", r)
			}
			for _, text := range tc.contains {
				if !strings.Contains(r.err, text) {
					t.Errorf("no %q in %s", text, r.err)
				}
			}
			if _, err := os.Stat("proof.json"); err == nil {
				t.Error("a proof file was left behind")
			}
		})
	}
}
