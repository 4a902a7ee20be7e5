package stone

import (
	"math"
	"math/bits"
	"strings"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/stark"
)

// Parameters are Stone's parameter file.
type Parameters struct {
	// STARK are the protocol's parameters. TasksPerSegment is left zero: it
	// belongs to the prover config.
	STARK stark.Params
	// PageHash hashes the pages of the public memory for the seed: keccak256
	// or pedersen (statement.page_hash).
	PageHash kernels.Hash
	// Name is the file's name, for messages.
	Name string
}

// Bounds of the parameters, beyond what their types say.
const (
	// MaxLogNCosets is log2 of the largest blow-up factor.
	MaxLogNCosets = 16
	// MaxQueries bounds n_queries; beyond it lies no gain in security.
	MaxQueries = 1 << 16
	// MaxProofOfWorkBits is Stone's bound.
	MaxProofOfWorkBits = 64
	// maxFRIStep bounds one folding factor; rows of 2^step felts are hashed.
	maxFRIStep = 24
	// maxFriendlyLayers bounds n_verifier_friendly_commitment_layers, of which
	// Stone takes any number of 64 bits: it is a word of the seed.
	maxFriendlyLayers = math.MaxInt64
	// maxLogLastLayer bounds the last layer.
	maxLogLastLayer = 31
)

var allHashes = []kernels.Hash{
	kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB,
	kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB,
	kernels.Pedersen, kernels.Poseidon3,
}

func hashList(hashes []kernels.Hash) string {
	names := make([]string, len(hashes))
	for i, h := range hashes {
		names[i] = h.String()
	}
	return strings.Join(names, ", ")
}

// ParseParameters reads a parameter file; name is for messages. It checks each
// field and what can be said without a statement; CheckFRI does the rest.
func ParseParameters(name string, raw []byte) (*Parameters, error) {
	doc, err := open(name, raw)
	if err != nil {
		return nil, err
	}
	return parseParameters(doc.node())
}

// parseParameters reads the parameters at a node of a document, which is the
// root of a parameter file or proof_parameters of a proof file.
func parseParameters(n node) (*Parameters, error) {
	p := &Parameters{Name: n.doc.name + n.path}
	readField(n)
	s := &p.STARK
	starkNode := n.get("stark")
	s.LogNCosets = starkNode.get("log_n_cosets").integer(1, MaxLogNCosets)
	readFRI(starkNode.get("fri"), &s.FRI)
	readHashes(n, s)

	if f := n.get("n_verifier_friendly_commitment_layers"); f.present() {
		s.FriendlyLayers = f.integer(0, maxFriendlyLayers)
	}
	if f := n.get("verifier_friendly_channel_updates"); f.present() {
		s.FriendlyChannelUpdates = f.bool()
	}
	p.PageHash = kernels.Keccak256
	if statement := n.get("statement"); statement.present() {
		if f := statement.get("page_hash"); f.present() {
			p.PageHash = f.hash()
			if p.PageHash != kernels.Keccak256 && p.PageHash != kernels.Pedersen && n.doc.err == nil {
				f.fail(CodeUnknownHash, "pages can't be hashed with %s", p.PageHash).
					WithHint("page_hash is keccak256 or pedersen")
			}
		}
	}
	checkHashes(n, p)
	if n.doc.err != nil {
		return nil, n.doc.err
	}
	return p, nil
}

func optionalInt(n node, missing int) int {
	if !n.present() {
		return missing
	}
	return n.size()
}

func readField(n node) {
	if f := n.get("field"); f.string() != "PrimeField0" && n.doc.err == nil {
		f.fail(CodeUnsupported, "the field is %q", f.v.Str).WithHint(`Cairo runs over "PrimeField0"`)
	}
	if f := n.get("use_extension_field"); f.bool() && n.doc.err == nil {
		f.fail(CodeUnsupported, "the prime field has no extension").WithHint("set use_extension_field to false")
	}
}

func readFRI(n node, fri *stark.FRIParams) {
	steps := n.get("fri_step_list")
	steps.items(func(i int, item node) {
		step := item.integer(0, maxFRIStep)
		if i > 0 && step == 0 && n.doc.err == nil {
			item.fail(CodeFRI, "FRI step %d is 0", i).WithHint("only the first step may be 0")
		}
		fri.StepList = append(fri.StepList, step)
	})
	if n.doc.err == nil && len(fri.StepList) == 0 {
		steps.fail(CodeFRI, "the list of FRI steps is empty").WithHint("quarry params computes a good list")
	}
	bound := n.get("last_layer_degree_bound")
	fri.LastLayerDegreeBound = bound.integer(1, 1<<maxLogLastLayer)
	if d := fri.LastLayerDegreeBound; n.doc.err == nil && d&(d-1) != 0 {
		bound.fail(CodeFRI, "the last layer's degree bound %d is not a power of two", d)
	}
	fri.NQueries = n.get("n_queries").integer(1, MaxQueries)
	fri.ProofOfWorkBits = n.get("proof_of_work_bits").integer(0, MaxProofOfWorkBits)
}

func readHashes(n node, s *stark.Params) {
	s.Hash = kernels.Keccak256Masked160MSB
	if f := n.get("commitment_hash"); f.present() {
		s.Hash = f.hash()
	}
	s.FriendlyHash = s.Hash
	if f := n.get("verifier_friendly_commitment_hash"); f.present() {
		s.FriendlyHash = f.hash()
	}
	s.ChannelHash = kernels.Keccak256
	if f := n.get("channel_hash"); f.present() {
		s.ChannelHash = f.hash()
	}
	// The byte channel works with its own hash, whatever pow_hash says.
	s.PowHash = s.ChannelHash
	if s.ChannelHash == kernels.Poseidon3 {
		s.PowHash = kernels.Blake256
		if f := n.get("pow_hash"); f.present() {
			s.PowHash = f.hash()
		}
	}
}

// checkHashes refuses hashes that can't work together.
func checkHashes(n node, p *Parameters) {
	s := &p.STARK
	if n.doc.err != nil {
		return
	}
	// The felt channel absorbs felts: whatever it is sent must be below the prime.
	if s.ChannelHash == kernels.Poseidon3 {
		top := s.Hash
		field := "commitment_hash"
		if s.FriendlyLayers > 0 {
			top, field = s.FriendlyHash, "verifier_friendly_commitment_hash"
		}
		if !fitsFelt(top) {
			n.get(field).fail(CodeHashes, "digests of %s don't fit a field element, which channel_hash poseidon3 needs", top).
				WithHint("use poseidon3, pedersen, keccak256_masked160_lsb or blake256_masked248_lsb")
		}
	}
	if s.FriendlyChannelUpdates && s.FriendlyHash == kernels.Poseidon3 && p.PageHash != kernels.Pedersen {
		n.get("statement").get("page_hash").
			fail(CodeHashes, "the seed is hashed with poseidon3, but page hashes of %s don't fit a field element", p.PageHash).
			WithHint("set statement.page_hash to pedersen")
	}
}

// fitsFelt reports whether every digest of a hash is below the prime.
func fitsFelt(h kernels.Hash) bool {
	switch h {
	case kernels.Pedersen, kernels.Poseidon3, kernels.Keccak256Masked160LSB, kernels.Blake256Masked248LSB:
		return true
	}
	return false
}

// CheckFRI checks the parameters against the length of the trace: the folding
// steps must end exactly at the last layer.
func (p *Parameters) CheckFRI(nSteps uint64) error {
	fri := &p.STARK.FRI
	sum := 0
	for _, s := range fri.StepList {
		sum += s
	}
	logTrace := bits.Len64(nSteps) - 1 + 4
	logLast := bits.Len(uint(fri.LastLayerDegreeBound)) - 1
	if logLast+sum != logTrace {
		return fault.New(CodeFRI,
			"FRI ends at degree %s, but a run of %d steps needs %s: log2(last_layer_degree_bound) + sum of fri_step_list is %d + %d, and log2(n_steps) + 4 is %d",
			power(logLast+sum), nSteps, power(logTrace), logLast, sum, logTrace).
			At("%s: /stark/fri/fri_step_list", p.Name).
			WithHint("quarry params --public_input_file=... computes a list that fits; for example %v with last_layer_degree_bound %d",
				SuggestSteps(logTrace-logLast), fri.LastLayerDegreeBound)
	}
	return nil
}

// SuggestSteps returns a list of FRI steps that sum up to total: nothing is
// folded before the first commitment, then factors of 16, with small ones last.
func SuggestSteps(total int) []int {
	steps := []int{0}
	for total > 0 {
		s := min(4, total)
		if total == 5 {
			s = 3
		}
		steps = append(steps, s)
		total -= s
	}
	return steps
}

func power(log int) string {
	if log < 0 {
		return "below 1"
	}
	return "2^" + itoa(log)
}

// Object returns the parameters in the form of a parameter file, every field
// spelled out; encoding/json can write it.
func (p *Parameters) Object() map[string]any {
	s := &p.STARK
	o := map[string]any{
		"field": "PrimeField0", "use_extension_field": false,
		"channel_hash": s.ChannelHash.String(), "commitment_hash": s.Hash.String(),
		"n_verifier_friendly_commitment_layers": s.FriendlyLayers,
		"verifier_friendly_channel_updates":     s.FriendlyChannelUpdates,
		"verifier_friendly_commitment_hash":     s.FriendlyHash.String(),
		"statement":                             map[string]any{"page_hash": p.PageHash.String()},
		"stark": map[string]any{
			"log_n_cosets": s.LogNCosets,
			"fri": map[string]any{
				"fri_step_list": s.FRI.StepList, "last_layer_degree_bound": s.FRI.LastLayerDegreeBound,
				"n_queries": s.FRI.NQueries, "proof_of_work_bits": s.FRI.ProofOfWorkBits,
			},
		},
	}
	if s.ChannelHash == kernels.Poseidon3 {
		o["pow_hash"] = s.PowHash.String()
	}
	return o
}
