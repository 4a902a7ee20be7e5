package stone

import (
	"encoding/hex"
	"io"

	"quarry/fault"
	"quarry/prover/execution"
	"quarry/prover/stone/jsoncpp"
)

// ProofFile is a proof file of Stone's form, as the verifier reads it. Its
// parameters and its public input are claims of whoever made it.
type ProofFile struct {
	Parameters *Parameters
	Public     *execution.PublicInput
	// Proof is proof_hex.
	Proof []byte
	// Maker is the version block: statement_name, proof_hash and commit_hash,
	// empty where absent.
	Maker Maker
	// HasAnnotations and HasPrivateInput say what else the file carries.
	HasAnnotations, HasPrivateInput bool
}

// Maker names the program that made a proof.
type Maker struct {
	StatementName, ProofHash, CommitHash string
}

// ParseProofFile reads a proof file; name is for messages. Like Stone's
// verifier it needs proof_hex, public_input and proof_parameters.
func ParseProofFile(name string, raw []byte) (*ProofFile, error) {
	doc, err := open(name, raw)
	if err != nil {
		return nil, err
	}
	n := doc.node()
	f := &ProofFile{}
	hexNode := n.get("proof_hex")
	if text := hexNode.string(); doc.err == nil {
		f.Proof = parseHex(hexNode, text)
	}
	if doc.err != nil {
		return nil, doc.err
	}
	if f.Parameters, err = parseParameters(n.get("proof_parameters")); err != nil {
		return nil, err
	}
	if f.Public, err = parsePublicInput(n.get("public_input")); err != nil {
		return nil, err
	}
	f.HasAnnotations = n.get("annotations").present()
	f.HasPrivateInput = n.get("private_input").present()
	if v := n.get("version"); v.present() && v.v.Kind == jsoncpp.Object {
		for _, field := range []struct {
			key string
			dst *string
		}{{"statement_name", &f.Maker.StatementName}, {"proof_hash", &f.Maker.ProofHash}, {"commit_hash", &f.Maker.CommitHash}} {
			if m := v.get(field.key); m.present() && m.v.Kind == jsoncpp.String {
				*field.dst = m.v.Str
			}
		}
	}
	return f, nil
}

// parseHex reads proof_hex: "0x" and an even number of hexadecimal digits.
func parseHex(n node, text string) []byte {
	if len(text) < 4 || text[:2] != "0x" {
		n.fail(CodeProofHex, `the proof is not "0x" and hexadecimal digits`)
		return nil
	}
	digits := text[2:]
	if len(digits)%2 != 0 {
		n.fail(CodeProofHex, "the proof has an odd number of hexadecimal digits, %d", len(digits)).
			WithHint("the file is truncated")
		return nil
	}
	proof := make([]byte, len(digits)/2)
	if i, err := hex.Decode(proof, []byte(digits)); err != nil {
		n.fail(CodeProofHex, "byte %d of the proof is no pair of hexadecimal digits", i)
		return nil
	}
	return proof
}

// Output is what goes into a proof file.
type Output struct {
	Documents   Documents
	Proof       []byte
	Annotations []string // left out of the file if nil
	Maker       Maker
}

// WriteProofFile writes a proof file byte for byte as Stone does.
func WriteProofFile(w io.Writer, out *Output) error {
	members := make([]jsoncpp.Member, 0, 7)
	for _, part := range []struct {
		key string
		raw []byte
	}{
		{"private_input", out.Documents.PrivateInput},
		{"proof_parameters", out.Documents.Parameters},
		{"prover_config", out.Documents.ProverConfig},
		{"public_input", out.Documents.PublicInput},
	} {
		v, err := jsoncpp.Parse(part.raw)
		if err != nil {
			return fault.Wrap(err, CodeSyntax, "this is not JSON").At("%s", part.key)
		}
		members = append(members, jsoncpp.Member{Key: part.key, Value: *v})
	}
	if out.Annotations != nil {
		lines := make([]jsoncpp.Value, len(out.Annotations))
		for i, line := range out.Annotations {
			lines[i] = jsoncpp.StringValue(line)
		}
		members = append(members, jsoncpp.Member{Key: "annotations", Value: jsoncpp.ArrayValue(lines)})
	}
	proof := make([]byte, 2+2*len(out.Proof))
	copy(proof, "0x")
	hex.Encode(proof[2:], out.Proof)
	members = append(members,
		jsoncpp.Member{Key: "proof_hex", Value: jsoncpp.StringValue(string(proof))},
		jsoncpp.Member{Key: "version", Value: jsoncpp.ObjectValue(
			jsoncpp.Member{Key: "statement_name", Value: jsoncpp.StringValue(out.Maker.StatementName)},
			jsoncpp.Member{Key: "proof_hash", Value: jsoncpp.StringValue(out.Maker.ProofHash)},
			jsoncpp.Member{Key: "commit_hash", Value: jsoncpp.StringValue(out.Maker.CommitHash)},
		)})
	root := jsoncpp.ObjectValue(members...)
	_, err := w.Write(jsoncpp.Append(nil, &root))
	return err
}
