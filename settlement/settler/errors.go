package settler

import "quarry/fault"

// The ways in which settling a block fails.
const (
	// CodeStore: the settler's records can't be read or written.
	CodeStore fault.Code = "settler/store"
	// CodeConfig: a settler can't be made of what it is given.
	CodeConfig fault.Code = "settler/config"
	// CodeUnknownBlock: the settler has no record of the block.
	CodeUnknownBlock fault.Code = "settler/unknown-block"
	// CodeState: the job is not in a state in which this can be done.
	CodeState fault.Code = "settler/state"
	// CodeProver: the prover has given up on a block's proof.
	CodeProver fault.Code = "settler/prover"
	// CodeProof: the prover's proof is not one of the block.
	CodeProof fault.Code = "settler/proof"
	// CodeRejected: the contract refuses the proof, which is never sent again.
	CodeRejected fault.Code = "settler/rejected"
	// CodeReverts: the core contract does not take the update now.
	CodeReverts fault.Code = "settler/reverts"
	// CodeUpdate: the update's transaction has failed, or will never be in a block.
	CodeUpdate fault.Code = "settler/update"
	// CodeConflict: L1 has settled another block with this number.
	CodeConflict fault.Code = "settler/conflict"
	// CodeTimeout: a job has taken longer than it may.
	CodeTimeout fault.Code = "settler/timeout"
	// CodeData: a block's data can't be brought into the form in which L1 takes it.
	CodeData fault.Code = "settler/data"
	// CodeOperator: the account may not settle blocks.
	CodeOperator fault.Code = "settler/operator"
	// CodeOtherChain: the core contract is of another chain, or of another release.
	CodeOtherChain fault.Code = "settler/other-chain"
	// CodeContract: the core contract's state can't be read.
	CodeContract fault.Code = "settler/contract"
)
