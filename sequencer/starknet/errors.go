package starknet

import "quarry/fault"

// The ways that what a client sends is not what Starknet's formats demand.
const (
	// CodeFelt: a field element is malformed, or not below the prime.
	CodeFelt fault.Code = "starknet/felt"
	// CodeInteger: an unsigned integer is malformed or too large for its field.
	CodeInteger fault.Code = "starknet/integer"
	// CodeShortString: a text is no short string: more than 31 characters, or
	// others than ASCII.
	CodeShortString fault.Code = "starknet/short-string"
	// CodeTransaction: a transaction is malformed: a field is missing or of
	// another type.
	CodeTransaction fault.Code = "starknet/transaction"
	// CodeType: a transaction of a type or version that is not accepted here.
	CodeType fault.Code = "starknet/transaction-type"
	// CodeProofFacts: a transaction carries proof facts or a proof.
	CodeProofFacts fault.Code = "starknet/proof-facts"
	// CodeEncoding: stored or transmitted bytes are no transaction.
	CodeEncoding fault.Code = "starknet/encoding"
	// CodeCalldata: the calldata of an account's __execute__ is malformed.
	CodeCalldata fault.Code = "starknet/calldata"
	// CodeCall: a call that this sequencer does not carry out.
	CodeCall fault.Code = "starknet/call"
	// CodeAddress: a value is no address of the layer that it is for.
	CodeAddress fault.Code = "starknet/address"
	// CodePrivateKey: a private key is not in 1 … n−1, n being the curve's order.
	CodePrivateKey fault.Code = "starknet/private-key"
	// CodeSignature: a signature is malformed, out of the range that can be
	// proved, or not valid.
	CodeSignature fault.Code = "starknet/signature"
)

// errNoSender is for an L1 handler's transaction without calldata.
var errNoSender = fault.New(CodeAddress, "the calldata lacks the sender's address on L1")
