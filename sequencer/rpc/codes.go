package rpc

import (
	"errors"
	"fmt"

	"quarry/fault"
)

// Error is an error as JSON-RPC answers it.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	// Data says more: a reason as a string, but where the specification has an
	// object.
	Data any `json:"data,omitempty"`
}

// Error implements error.
func (e *Error) Error() string {
	if e.Data == nil {
		return fmt.Sprintf("%s (%d)", e.Message, e.Code)
	}
	return fmt.Sprintf("%s (%d): %v", e.Message, e.Code, e.Data)
}

// JSON-RPC's codes, and one that servers commonly answer where there is too much.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeMethodNotFound = -32601
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeLimit          = -32005
)

// Starknet's codes.
const (
	codeNoTrace              = 10
	codeContractNotFound     = 20
	codeEntryPointNotFound   = 21
	codeBlockNotFound        = 24
	codeTransactionIndex     = 27
	codeClassNotFound        = 28
	codeTransactionNotFound  = 29
	codePageSize             = 31
	codeNoBlocks             = 32
	codeContinuationToken    = 33
	codeTooManyKeys          = 34
	codeContract             = 40
	codeTransactionExecution = 41
	codeStorageProof         = 42
	codeNonce                = 52
	codeResources            = 53
	codeBalance              = 54
	codeValidation           = 55
	codeNonAccount           = 58
	codeDuplicate            = 59
	codeVersion              = 61
	codeUnexpected           = 63
	codeUnderpriced          = 64
	codeFeeBelowMinimum      = 65
	codeSubscription         = 66
	codeTooManyAddresses     = 67
	codeTooManyBlocksBack    = 68
	codeProof                = 69
)

// messages are the specifications' texts.
var messages = map[int]string{
	codeParse:          "Parse error",
	codeInvalidRequest: "Invalid Request",
	codeMethodNotFound: "Method not found",
	codeInvalidParams:  "Invalid params",
	codeInternal:       "Internal error",
	codeLimit:          "Limit exceeded",

	codeNoTrace:              "No trace available for transaction",
	codeContractNotFound:     "Contract not found",
	codeEntryPointNotFound:   "Requested entrypoint does not exist in the contract",
	codeBlockNotFound:        "Block not found",
	codeTransactionIndex:     "Invalid transaction index in a block",
	codeClassNotFound:        "Class hash not found",
	codeTransactionNotFound:  "Transaction hash not found",
	codePageSize:             "Requested page size is too big",
	codeNoBlocks:             "There are no blocks",
	codeContinuationToken:    "The supplied continuation token is invalid or unknown",
	codeTooManyKeys:          "Too many keys provided in a filter",
	codeContract:             "Contract error",
	codeTransactionExecution: "Transaction execution error",
	codeStorageProof:         "the node doesn't support storage proofs for blocks that are too far in the past",
	codeNonce:                "Invalid transaction nonce",
	codeResources:            "The transaction's resources don't cover validation or the minimal transaction fee",
	codeBalance:              "Account balance is smaller than the transaction's maximal fee (calculated as the sum of each resource's limit x max price)",
	codeValidation:           "Account validation failed",
	codeNonAccount:           "Sender address is not an account contract",
	codeDuplicate:            "A transaction with the same hash already exists in the mempool",
	codeVersion:              "the transaction version is not supported",
	codeUnexpected:           "An unexpected error occurred",
	codeUnderpriced:          "Replacement transaction is underpriced",
	codeFeeBelowMinimum:      "Transaction fee below minimum",
	codeSubscription:         "Invalid subscription id",
	codeTooManyAddresses:     "Too many addresses in filter sender_address filter",
	codeTooManyBlocksBack:    "Cannot go back more than 1024 blocks",
	codeProof:                "The proof field in the invoke v3 transaction is invalid",
}

// entryPointMessage10 is the text of codeEntryPointNotFound since 0.10.
const entryPointMessage10 = "Requested entry point does not exist in the contract"

// newError makes an error with a reason.
func newError(code int, format string, args ...any) *Error {
	return &Error{Code: code, Message: messages[code], Data: fmt.Sprintf(format, args...)}
}

// plainError makes an error without data.
func plainError(code int) *Error { return &Error{Code: code, Message: messages[code]} }

// reason is what a client is told of a fault.
func reason(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return fmt.Sprintf("%s [%s]", f.Error(), f.Code)
	}
	return err.Error()
}
