package cometbft

import "quarry/fault"

// The ways that consensus fails.
const (
	// CodeOptions: the options contradict each other.
	CodeOptions fault.Code = "cometbft/options"
	// CodeKey: the validator's or the node's key can't be read or written.
	CodeKey fault.Code = "cometbft/key"
	// CodeStart: the node can't be started.
	CodeStart fault.Code = "cometbft/start"
	// CodeGenesis: the nodes do not have the same genesis block.
	CodeGenesis fault.Code = "cometbft/genesis"
	// CodeProposal: a proposed block is not made as proposals are.
	CodeProposal fault.Code = "cometbft/proposal"
	// CodeDecided: a decided block can't be made the head here. The node stops, since
	// it can't be of one mind with the others any more.
	CodeDecided fault.Code = "cometbft/decided"
	// CodeTransaction: what a peer sent is no transaction of an account.
	CodeTransaction fault.Code = "cometbft/transaction"
	// CodeHalted: consensus has stopped by itself, for a reason that is in the log.
	CodeHalted fault.Code = "cometbft/halted"
	// CodeClosed: the node has stopped.
	CodeClosed fault.Code = "cometbft/closed"
)
