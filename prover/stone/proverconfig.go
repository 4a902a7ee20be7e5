package stone

import (
	"math/bits"
	"strconv"

	"quarry/fault"
	"quarry/prover/stark"
)

// ProverConfig is Stone's prover config. All of it tunes Stone's own prover;
// the proof does not depend on it. Quarry reads it, checks it as Stone does,
// and copies it to the proof file.
type ProverConfig struct {
	StoreFullLDE  bool
	UseFFTForEval bool
	// ConstraintPolynomialTaskSize is constraint_polynomial_task_size.
	ConstraintPolynomialTaskSize uint64
	// TasksPerSegment is table_prover_n_tasks_per_segment, a power of two or 0;
	// it bounds n_verifier_friendly_commitment_layers from below.
	TasksPerSegment int
	// OutOfMemoryMerkleLayers is n_out_of_memory_merkle_layers.
	OutOfMemoryMerkleLayers int
	// Name is the file's name, for messages.
	Name string
}

// ParseProverConfig reads a prover config; name is for messages.
func ParseProverConfig(name string, raw []byte) (*ProverConfig, error) {
	doc, err := open(name, raw)
	if err != nil {
		return nil, err
	}
	n := doc.node()
	c := &ProverConfig{Name: name}
	lde := n.get("cached_lde_config")
	c.StoreFullLDE = lde.get("store_full_lde").bool()
	c.UseFFTForEval = lde.get("use_fft_for_eval").bool()
	c.ConstraintPolynomialTaskSize = n.get("constraint_polynomial_task_size").uint64()
	tasks := n.get("table_prover_n_tasks_per_segment")
	c.TasksPerSegment = tasks.integer(0, 1<<31) // 0 is as good as 1
	if t := c.TasksPerSegment; doc.err == nil && t&(t-1) != 0 {
		tasks.fail(CodeOutOfRange, "%d is not a power of two", t).WithHint("32 is usual")
	}
	c.OutOfMemoryMerkleLayers = n.get("n_out_of_memory_merkle_layers").size()
	if fri := n.get("fri_prover"); fri.present() {
		for _, key := range []string{
			"max_non_chunked_layer_size", "n_chunks_between_layers", "log_n_max_in_memory_fri_layer_elements",
		} {
			optionalInt(fri.get(key), 0)
		}
	}
	if doc.err != nil {
		return nil, doc.err
	}
	return c, nil
}

// CheckFriendlyLayers checks that the friendly layers cover at least the part
// of the trees above Stone's tasks, as Stone demands of its own trees. Stone
// does not split segments that have fewer rows than there are tasks.
func (c *ProverConfig) CheckFriendlyLayers(p *Parameters, nSteps uint64) error {
	layers := p.STARK.FriendlyLayers
	if layers == 0 {
		return nil
	}
	least := p.STARK.LogNCosets
	if c.TasksPerSegment > 0 && 16*nSteps >= uint64(c.TasksPerSegment) {
		least += log2(c.TasksPerSegment)
	}
	if layers < least {
		return fault.New(CodeFriendlyLayers,
			"n_verifier_friendly_commitment_layers is %d; with 2^%d cosets of %d tasks each Stone needs 0 or at least %d",
			layers, p.STARK.LogNCosets, c.TasksPerSegment, least).
			At("%s: /n_verifier_friendly_commitment_layers", p.Name).
			WithHint("raise it, or lower table_prover_n_tasks_per_segment in %s", c.Name)
	}
	return nil
}

// Params returns the protocol's parameters with what the prover config adds.
func (c *ProverConfig) Params(p *Parameters) stark.Params {
	s := p.STARK
	s.TasksPerSegment = c.TasksPerSegment
	return s
}

func log2(n int) int { return bits.Len(uint(n)) - 1 }

func itoa(n int) string { return strconv.Itoa(n) }
