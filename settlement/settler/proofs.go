package settler

import (
	"quarry/prover"
	"quarry/prover/stone"
	"quarry/settlement/contracts/verifier"
)

// Stone reads and judges the prover's proof files.
type Stone struct {
	// Floor is what parameters must be worth.
	Floor stone.Floor
	// Version is that of Stone whose proofs are taken.
	Version stone.Version
}

// Call implements Proofs.
func (s *Stone) Call(proof []byte) (*verifier.Call, error) {
	file, err := stone.ParseProofFile("proof", proof)
	if err != nil {
		return nil, err
	}
	return verifier.NewCall(file, s.Version)
}

// Verify implements Proofs.
func (s *Stone) Verify(proof []byte) error {
	file, err := stone.ParseProofFile("proof", proof)
	if err != nil {
		return err
	}
	_, err = prover.Verify(file, prover.Policy{Floor: s.Floor, Version: s.Version})
	return err
}
