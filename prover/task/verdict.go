package task

// Verdict is what the judge found in a proof that is right and proves what the
// task asked for. Numbers that may exceed 53 bits are hexadecimal strings.
type Verdict struct {
	Layout    string `json:"layout"`
	NSteps    uint64 `json:"n_steps"`
	LogBlowup int    `json:"log_blowup"`
	NQueries  int    `json:"n_queries"`
	// ProofOfWorkBits of the parameters.
	ProofOfWorkBits int `json:"proof_of_work_bits"`
	// SecurityBits by regime, as prover/stone accounts them.
	SecurityBits map[string]float64 `json:"security_bits"`
	// ProgramHash is the Poseidon hash of the program that ran, "" if the
	// public memory does not specify one (Stone's files may leave that open).
	ProgramHash  string   `json:"program_hash,omitempty"`
	Output       []string `json:"output,omitempty"`
	OutputHash   string   `json:"output_hash,omitempty"`
	StoneVersion string   `json:"stone_version"`
	ProofBytes   int64    `json:"proof_bytes"`
}
