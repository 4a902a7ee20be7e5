package stone

import (
	"strconv"

	"quarry/prover/execution"
)

// PrivateInput is Stone's private input: where trace and memory lie, and the
// builtins' part of the witness.
type PrivateInput struct {
	// TracePath and MemoryPath are as the file has them: relative to the
	// working directory.
	TracePath, MemoryPath string
	// Builtins holds the entries of those builtins that the file lists.
	Builtins *execution.PrivateInput
	// Listed names the builtins for which the file has a list, even an empty one.
	Listed map[string]bool
	// Name is the file's name, for messages.
	Name string
}

// ParsePrivateInput reads a private input; name is for messages.
func ParsePrivateInput(name string, raw []byte) (*PrivateInput, error) {
	doc, err := open(name, raw)
	if err != nil {
		return nil, err
	}
	n := doc.node()
	p := &PrivateInput{
		TracePath:  n.get("trace_path").string(),
		MemoryPath: n.get("memory_path").string(),
		Builtins:   &execution.PrivateInput{},
		Listed:     map[string]bool{},
		Name:       name,
	}
	b := p.Builtins
	b.Pedersen = entries(p, n, "pedersen", func(e node, i uint64) execution.PedersenInput {
		return execution.PedersenInput{Index: i, X: e.get("x").felt(), Y: e.get("y").felt()}
	})
	b.RangeCheck = entries(p, n, "range_check", func(e node, i uint64) execution.RangeCheckInput {
		return execution.RangeCheckInput{Index: i, Value: e.get("value").felt()}
	})
	b.ECDSA = entries(p, n, "ecdsa", func(e node, i uint64) execution.ECDSAInput {
		sig := e.get("signature_input")
		return execution.ECDSAInput{
			Index: i, PubKeyX: e.get("pubkey").felt(), Message: e.get("msg").felt(),
			SignatureR: sig.get("r").felt(), SignatureW: sig.get("w").felt(),
		}
	})
	b.Bitwise = entries(p, n, "bitwise", func(e node, i uint64) execution.BitwiseInput {
		return execution.BitwiseInput{Index: i, X: e.get("x").felt(), Y: e.get("y").felt()}
	})
	b.ECOp = entries(p, n, "ec_op", func(e node, i uint64) execution.ECOpInput {
		return execution.ECOpInput{
			Index: i, PX: e.get("p_x").felt(), PY: e.get("p_y").felt(),
			QX: e.get("q_x").felt(), QY: e.get("q_y").felt(), M: e.get("m").felt(),
		}
	})
	b.Keccak = entries(p, n, "keccak", func(e node, i uint64) execution.KeccakInput {
		in := execution.KeccakInput{Index: i}
		for w := range in.State {
			in.State[w] = e.get("input_s" + strconv.Itoa(w)).felt()
		}
		return in
	})
	b.Poseidon = entries(p, n, "poseidon", func(e node, i uint64) execution.PoseidonInput {
		return execution.PoseidonInput{
			Index: i, S0: e.get("input_s0").felt(), S1: e.get("input_s1").felt(), S2: e.get("input_s2").felt(),
		}
	})
	if doc.err != nil {
		return nil, doc.err
	}
	return p, nil
}

// entries reads the list of one builtin. A builtin without a list has no
// entries: whether the layout needs one is CheckPrivate's question.
func entries[T any](p *PrivateInput, n node, builtin string, read func(e node, index uint64) T) []T {
	list := n.get(builtin)
	if !list.present() {
		return nil
	}
	p.Listed[builtin] = true
	all := make([]T, 0, list.length())
	seen := make(map[uint64]bool, list.length())
	list.items(func(_ int, e node) {
		index := e.get("index").uint64()
		if n.doc.err == nil && seen[index] {
			e.get("index").fail(CodeDisagree, "instance %d of %s occurs twice", index, builtin)
		}
		seen[index] = true
		all = append(all, read(e, index))
	})
	return all
}
