package stone_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"quarry/internal/reference"
	"quarry/kernels"
	"quarry/prover/stone"
	"quarry/prover/stone/jsoncpp"
	"quarry/prover/stone/stonetest"
)

func TestReferenceCasesParse(t *testing.T) {
	for _, name := range stonetest.Names(t) {
		l := stonetest.Load(t, name)
		if got, want := uint64(len(l.Run.Trace)), l.Run.Public.NSteps; got != want {
			t.Errorf("%s: %d steps, want %d", name, got, want)
		}
		if err := stone.CheckStatement(l.Run.Public); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := l.Parameters.CheckFRI(l.Run.Public.NSteps); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, cell := range l.Run.Public.PublicMemory {
			value, ok := l.Run.Memory.Get(cell.Address)
			if !ok || *value != cell.Value {
				t.Fatalf("%s: public memory and memory disagree at %d", name, cell.Address)
			}
		}
	}
}

func TestLoad(t *testing.T) {
	for _, prefix := range []string{"s01", "s03", "s10"} {
		dir := reference.Get(t, prefix).Unpack(t)
		in, err := stone.Load(filesIn(dir))
		if err != nil {
			t.Fatal(err)
		}
		run, err := in.LoadRun(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if run.Memory.Count() == 0 || len(run.Trace) == 0 {
			t.Error("nothing was loaded")
		}
	}
}

func filesIn(dir string) stone.Files {
	return stone.Files{
		Parameters: filepath.Join(dir, reference.Parameters), ProverConfig: filepath.Join(dir, reference.ProverConfig),
		PublicInput: filepath.Join(dir, reference.PublicInput), PrivateInput: filepath.Join(dir, reference.PrivateInput),
		Dir: dir,
	}
}

func TestParameters(t *testing.T) {
	p := stonetest.Statement(t, "s06").Parameters
	s := p.STARK
	if s.LogNCosets != 1 || s.FRI.NQueries != 14 || s.FRI.ProofOfWorkBits != 16 || s.FRI.LastLayerDegreeBound != 64 ||
		len(s.FRI.StepList) != 5 || s.FriendlyLayers != 6 || !s.FriendlyChannelUpdates {
		t.Errorf("read %+v", s)
	}
	if s.Hash != kernels.Blake256Masked248LSB || s.FriendlyHash != kernels.Poseidon3 || s.ChannelHash != kernels.Poseidon3 ||
		s.PowHash != kernels.Keccak256 || p.PageHash != kernels.Pedersen {
		t.Errorf("read the hashes %v %v %v %v %v", s.Hash, s.FriendlyHash, s.ChannelHash, s.PowHash, p.PageHash)
	}
	p = stonetest.Statement(t, "s01").Parameters
	if s := p.STARK; s.Hash != kernels.Keccak256Masked160MSB || s.FriendlyHash != s.Hash || s.ChannelHash != kernels.Keccak256 ||
		s.PowHash != kernels.Keccak256 || p.PageHash != kernels.Keccak256 || s.FriendlyLayers != 0 || s.FriendlyChannelUpdates {
		t.Errorf("the defaults are %+v", p)
	}
}

// A proof file is Stone's, byte for byte, but for the version block.
func TestProofFileIsStones(t *testing.T) {
	for _, c := range reference.All(t) {
		proof, annotations := c.StoneProof(t)
		out := stone.Output{
			Documents: stone.Documents{
				Parameters: c.Read(t, reference.Parameters), ProverConfig: c.Read(t, reference.ProverConfig),
				PublicInput: c.Read(t, reference.PublicInput), PrivateInput: c.Read(t, reference.PrivateInput),
			},
			Proof: proof, Annotations: annotations,
			Maker: stone.Maker{StatementName: "INVALID_NAME", ProofHash: "INVALID_PROOF_HASH", CommitHash: "INVALID_COMMIT"},
		}
		var got bytes.Buffer
		if err := stone.WriteProofFile(&got, &out); err != nil {
			t.Fatal(err)
		}
		want := c.Read(t, reference.Proof)
		if !bytes.Equal(got.Bytes(), want) {
			at, a, b := stonetest.FirstDifference(got.Bytes(), want)
			t.Errorf("%s: differs at byte %d: %s, want %s", c.Name, at, a, b)
		}
	}
}

func TestParseProofFile(t *testing.T) {
	for _, c := range reference.All(t) {
		f, err := stone.ParseProofFile(reference.Proof, c.Read(t, reference.Proof))
		if err != nil {
			t.Fatal(err)
		}
		l := stonetest.Statement(t, c.Name)
		if !bytes.Equal(f.Proof, l.Proof) || f.Public.NSteps != l.Run.Public.NSteps || !f.HasAnnotations || !f.HasPrivateInput {
			t.Errorf("%s: read something else", c.Name)
		}
		if f.Maker.CommitHash != "INVALID_COMMIT" {
			t.Errorf("%s: made by %+v", c.Name, f.Maker)
		}
		a, err := stone.Seed(f.Public, f.Parameters, stone.V3)
		if err != nil || !bytes.Equal(a, l.Seed) {
			t.Errorf("%s: the proof file has another seed (%v)", c.Name, err)
		}
	}
}

// Unknown keys are ignored and copied.
func TestUnknownKeysAreCopied(t *testing.T) {
	c := reference.Get(t, "s01")
	params, err := jsoncpp.Parse(c.Read(t, reference.Parameters))
	if err != nil {
		t.Fatal(err)
	}
	params.Members = append(params.Members, jsoncpp.Member{Key: "zz_note", Value: jsoncpp.StringValue("kept")})
	raw := jsoncpp.Append(nil, params)
	if _, err := stone.ParseParameters("p", raw); err != nil {
		t.Fatal(err)
	}
	out := stone.Output{Documents: stone.Documents{
		Parameters: raw, ProverConfig: []byte("{}"), PublicInput: []byte("{}"), PrivateInput: []byte("{}"),
	}, Proof: []byte{1}}
	var file bytes.Buffer
	if err := stone.WriteProofFile(&file, &out); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Annotations *[]string      `json:"annotations"`
		Parameters  map[string]any `json:"proof_parameters"`
	}
	if err := json.Unmarshal(file.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if back.Parameters["zz_note"] != "kept" || back.Annotations != nil {
		t.Errorf("wrote %s", file.Bytes())
	}
}

func TestLoadUnreadable(t *testing.T) {
	dir := reference.Get(t, "s01").Unpack(t)
	files := filesIn(dir)
	if err := os.Remove(filepath.Join(dir, reference.Trace)); err != nil {
		t.Fatal(err)
	}
	in, err := stone.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	_, err = in.LoadRun(t.Context())
	demand(t, err, stone.CodeUnreadable, "trace.bin")
	files.Parameters = dir
	_, err = stone.Load(files)
	demand(t, err, stone.CodeUnreadable, dir)
	files.Parameters = ""
	_, err = stone.Load(files)
	demand(t, err, stone.CodeUnreadable, "")
}

// Neither what is endless nor what is huge is read.
func TestReadFileBounds(t *testing.T) {
	huge := filepath.Join(t.TempDir(), "huge.json")
	if err := os.WriteFile(huge, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 1<<41); err != nil {
		t.Skip(err) // no sparse files here
	}
	_, err := stone.ReadFile(huge)
	demand(t, err, stone.CodeUnreadable, "more than 2147483648 bytes")
	if _, err := os.Stat("/dev/zero"); err == nil {
		_, err := stone.ReadFile("/dev/zero")
		demand(t, err, stone.CodeUnreadable, "device")
	}
	// Pipes are read to their end.
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	go func() {
		_, _ = w.WriteString("{}")
		w.Close()
	}()
	path := fmt.Sprintf("/dev/fd/%d", r.Fd())
	if _, err := os.Stat(path); err != nil {
		t.Skip("no /dev/fd here")
	}
	if raw, err := stone.ReadFile(path); err != nil || string(raw) != "{}" {
		t.Errorf("%q, %v", raw, err)
	}
}
