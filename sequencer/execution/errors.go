package execution

import (
	"errors"
	"strings"

	"quarry/fault"
)

// The ways that a transaction can't be in a block, or a block can't be made. In
// brackets the error of Starknet's JSON-RPC that fits.
const (
	// CodeType: a transaction of another type or version than blocks have, or with
	// fields that must be empty. [VALIDATION_FAILURE]
	CodeType fault.Code = "execution/transaction-type"
	// CodeNonceUsed: the account has used the nonce already. [INVALID_TRANSACTION_NONCE]
	CodeNonceUsed fault.Code = "execution/nonce-used"
	// CodeNonceAhead: transactions with lower nonces must come first.
	// [INVALID_TRANSACTION_NONCE]
	CodeNonceAhead fault.Code = "execution/nonce-ahead"
	// CodeBalance: the account's balance does not cover the fee.
	// [INSUFFICIENT_ACCOUNT_BALANCE]
	CodeBalance fault.Code = "execution/balance"
	// CodeResources: the transaction takes more of a resource than its bounds
	// allow. [INSUFFICIENT_RESOURCES_FOR_VALIDATE]
	CodeResources fault.Code = "execution/resources"
	// CodePrice: a resource costs more than the transaction's bounds allow.
	// [INSUFFICIENT_RESOURCES_FOR_VALIDATE]
	CodePrice fault.Code = "execution/price"
	// CodeAccount: the sender is not deployed. [CONTRACT_NOT_FOUND]
	CodeAccount fault.Code = "execution/account"
	// CodeDeployed: the account to be deployed is deployed already.
	// [VALIDATION_FAILURE]
	CodeDeployed fault.Code = "execution/deployed"
	// CodeClass: an account of another class than the one that there is.
	// [CLASS_HASH_NOT_FOUND]
	CodeClass fault.Code = "execution/class"
	// CodeSupply: a balance would outgrow its 128 bits.
	CodeSupply fault.Code = "execution/supply"
	// CodeMessage: a message from L1 that the core contract can't have sent.
	CodeMessage fault.Code = "execution/message"
	// CodeHeader: a block's header does not fit the state that the block is made on.
	CodeHeader fault.Code = "execution/header"
)

// Invalid reports whether an error says that the transaction can't be in the block,
// and not that something else is amiss.
func Invalid(err error) bool {
	var f *fault.Error
	if !errors.As(err, &f) || f.Code == CodeHeader {
		return false
	}
	return strings.HasPrefix(string(f.Code), "execution/") || strings.HasPrefix(string(f.Code), "starknet/")
}
