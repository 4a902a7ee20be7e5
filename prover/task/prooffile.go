package task

import (
	"bytes"
	"fmt"

	"quarry/fault"
	"quarry/prover/stone"
	"quarry/prover/stone/jsoncpp"
)

// proofFile is a proof file that has exactly the form in which it is written.
type proofFile struct {
	file *stone.ProofFile
	// documents are the file's four documents, in jsoncpp's form.
	documents   stone.Documents
	annotations []string
}

// readProof reads both forms of a proof and checks that they are one: the JSON
// is byte for byte what WriteProofFile writes, with nothing before, after or
// beside, and the raw bytes are those of proof_hex.
func readProof(proof ProofFiles) (*proofFile, error) {
	text, err := stone.ReadFile(proof.JSON)
	if err != nil {
		return nil, named(err, "proof file")
	}
	raw, err := stone.ReadFile(proof.Raw)
	if err != nil {
		return nil, named(err, "raw proof")
	}
	f := &proofFile{}
	if f.file, err = stone.ParseProofFile("proof file", text); err != nil {
		return nil, err
	}
	if !bytes.Equal(raw, f.file.Proof) {
		return nil, fault.New(CodeForm, "the raw proof has not the bytes of proof_hex (%d and %d bytes)", len(raw), len(f.file.Proof))
	}
	root, err := jsoncpp.Parse(text)
	if err != nil {
		return nil, fault.Wrap(err, CodeForm, "the proof file can't be read")
	}
	for _, d := range []struct {
		dst *[]byte
		key string
	}{
		{&f.documents.PrivateInput, "private_input"}, {&f.documents.Parameters, "proof_parameters"},
		{&f.documents.ProverConfig, "prover_config"}, {&f.documents.PublicInput, "public_input"},
	} {
		v := root.Get(d.key)
		if v == nil {
			return nil, fault.New(CodeForm, "the proof file has no %s", d.key)
		}
		*d.dst = jsoncpp.Append(nil, v)
	}
	if v := root.Get("annotations"); v != nil {
		f.annotations = []string{}
		for i := range v.Items {
			if v.Items[i].Kind != jsoncpp.String {
				return nil, fault.New(CodeForm, "annotation %d is no text", i).At("annotations")
			}
			f.annotations = append(f.annotations, v.Items[i].Str)
		}
	}
	var again bytes.Buffer
	err = stone.WriteProofFile(&again, &stone.Output{
		Documents: f.documents, Proof: f.file.Proof, Annotations: f.annotations, Maker: f.file.Maker,
	})
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again.Bytes(), text) {
		return nil, fault.New(CodeForm, "the proof file is not in the form in which proof files are written: %s", difference(text, again.Bytes()))
	}
	return f, nil
}

// difference says where two texts part.
func difference(got, want []byte) string {
	n := min(len(got), len(want))
	for i := range n {
		if got[i] != want[i] {
			return fmt.Sprintf("it deviates at byte %d", i)
		}
	}
	return fmt.Sprintf("%d bytes, not %d", len(got), len(want))
}

// canonical is a JSON document in jsoncpp's form.
func canonical(doc []byte) ([]byte, error) {
	v, err := jsoncpp.Parse(doc)
	if err != nil {
		return nil, fault.Wrap(err, stone.CodeSyntax, "this is not JSON")
	}
	return jsoncpp.Append(nil, v), nil
}
