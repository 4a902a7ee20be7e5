package stark

import "quarry/kernels"

// Params are the parameters of the protocol: everything of Stone's parameter
// file that the statement does not own. prover/stone reads and writes them.
type Params struct {
	// LogNCosets is log2 of the blow-up factor.
	LogNCosets int
	FRI        FRIParams
	// Hash is commitment_hash, FriendlyHash verifier_friendly_commitment_hash.
	Hash, FriendlyHash kernels.Hash
	// FriendlyLayers is n_verifier_friendly_commitment_layers.
	FriendlyLayers int
	// FriendlyChannelUpdates is verifier_friendly_channel_updates.
	FriendlyChannelUpdates bool
	// ChannelHash is keccak256 for the byte channel, poseidon3 for the felt
	// channel; Stone knows more hashes for the byte channel.
	ChannelHash kernels.Hash
	// PowHash is the hash of the proof of work: the channel's own, but with
	// the felt channel keccak256 or blake256.
	PowHash kernels.Hash
	// TasksPerSegment is the prover config's table_prover_n_tasks_per_segment;
	// it bounds FriendlyLayers as Stone does. The verifier ignores it.
	TasksPerSegment int
}

// FRIParams are the parameters of the low-degree test.
type FRIParams struct {
	// StepList holds log2 of each folding factor; only the first may be 0.
	StepList []int
	// LastLayerDegreeBound is a power of two.
	LastLayerDegreeBound int
	NQueries             int
	ProofOfWorkBits      int
}
