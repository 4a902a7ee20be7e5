package rpc

import (
	"encoding/json"
	"errors"
	"strings"

	"quarry/fault"
	"quarry/sequencer/execution"
	"quarry/sequencer/mempool"
	"quarry/sequencer/starknet"
)

// refusals are the codes of Starknet for the ways in which a transaction is
// refused. All others are answered as codeUnexpected, with the reason.
var refusals = map[fault.Code]int{
	starknet.CodeFelt:        codeInvalidParams,
	starknet.CodeInteger:     codeInvalidParams,
	starknet.CodeTransaction: codeInvalidParams,
	starknet.CodeType:        codeVersion,
	starknet.CodeCalldata:    codeValidation,
	starknet.CodeCall:        codeValidation,
	starknet.CodeAddress:     codeValidation,
	starknet.CodeSignature:   codeValidation,
	starknet.CodeProofFacts:  codeProof,

	execution.CodeType:       codeValidation,
	execution.CodeNonceUsed:  codeNonce,
	execution.CodeNonceAhead: codeNonce,
	execution.CodeBalance:    codeBalance,
	execution.CodeResources:  codeResources,
	execution.CodePrice:      codeResources,
	execution.CodeAccount:    codeNonAccount,
	execution.CodeDeployed:   codeValidation,
	execution.CodeClass:      codeClassNotFound,

	mempool.CodeDuplicate:   codeDuplicate,
	mempool.CodeUnderpriced: codeUnderpriced,
	mempool.CodeStaged:      codeUnderpriced,
}

// blameless are the ways in which a transaction is refused through no fault of its
// sender.
var blameless = map[fault.Code]bool{mempool.CodeBusy: true, mempool.CodeFull: true, mempool.CodeClosed: true}

// ownFault tells whether a fault is the server's.
func ownFault(code fault.Code) bool {
	room, _, _ := strings.Cut(string(code), "/")
	return room == "state" || room == "chain" || code == mempool.CodeStorage
}

// refusal is the answer to a transaction that is refused.
func (c *call) refusal(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	code := fault.CodeOf(err)
	if code == "" || ownFault(code) {
		return c.errorOf(err)
	}
	number, ok := refusals[code]
	if !ok || number == codeProof && c.version < version10 {
		number = codeUnexpected
	}
	return newError(number, "%s", reason(err))
}

// transaction reads a parameter that is a transaction of a type.
func (c *call) transaction(i int, of starknet.TransactionType) (starknet.AccountTransaction, error) {
	t, err := parseTransaction(c.values[i])
	if err != nil {
		return nil, c.refusal(err)
	}
	if t.Type() != of {
		return nil, newError(codeInvalidParams, "%s: a transaction of type %s is for another method", c.method.params[i].name, t.Type())
	}
	return t, nil
}

// parseTransaction reads a transaction, and refuses what no state could make
// valid.
func parseTransaction(raw json.RawMessage) (starknet.AccountTransaction, error) {
	t, err := starknet.ParseTransaction(raw)
	if err != nil {
		return nil, err
	}
	v := t.Common()
	switch {
	case len(v.PaymasterData) > 0:
		return nil, newError(codeUnexpected, "paymaster_data: it must be empty")
	case v.NonceMode != starknet.DAModeL1:
		return nil, newError(codeUnexpected, "nonce_data_availability_mode: only L1 is supported")
	case v.FeeMode != starknet.DAModeL1:
		return nil, newError(codeUnexpected, "fee_data_availability_mode: only L1 is supported")
	}
	switch t := t.(type) {
	case *starknet.InvokeV3:
		if len(t.AccountDeploymentData) > 0 {
			return nil, newError(codeUnexpected, "account_deployment_data: it must be empty")
		}
		_, err = starknet.ParseAction(t.Calldata)
	case *starknet.DeployAccountV3:
		if t.ClassHash != starknet.AccountClassHash {
			return nil, newError(codeClassNotFound, "accounts have the class %s", starknet.FormatFelt(&starknet.AccountClassHash))
		}
		if len(t.ConstructorCalldata) != 1 {
			return nil, newError(codeValidation, "the constructor takes the public key and nothing else")
		}
	}
	return t, err
}

// add hands a transaction to the pool. A refused one costs its network Limits.Junk.
func (c *call) add(of starknet.TransactionType) (t starknet.AccountTransaction, hash starknet.Felt, err error) {
	t, err = c.transaction(0, of)
	if err == nil && t.Common().Query {
		err = newError(codeVersion, "a transaction of a query version is for estimates and simulations only")
	}
	if err == nil {
		hash, err = c.server.config.Pool.Add(c, t)
	}
	if err != nil {
		if !blameless[fault.CodeOf(err)] {
			charge(c.bucket, c.server.config.Limits.Junk)
		}
		err = c.refusal(err)
		if e, ok := err.(*Error); ok && e.Code == codeNonAccount && of == starknet.TypeDeployAccount {
			err = &Error{codeBalance, messages[codeBalance], e.Data} // it is an account once it has something to pay with
		}
	}
	c.server.metrics.transaction(err)
	return t, hash, err
}

func addInvokeTransaction(c *call) (any, error) {
	_, hash, err := c.add(starknet.TypeInvoke)
	if err != nil {
		return nil, err
	}
	return struct {
		Hash starknet.Hex `json:"transaction_hash"`
	}{starknet.Hex(hash)}, nil
}

func addDeployAccountTransaction(c *call) (any, error) {
	t, hash, err := c.add(starknet.TypeDeployAccount)
	if err != nil {
		return nil, err
	}
	return struct {
		Hash    starknet.Hex `json:"transaction_hash"`
		Address starknet.Hex `json:"contract_address"`
	}{starknet.Hex(hash), starknet.Hex(t.ContractAddress())}, nil
}

func addDeclareTransaction(*call) (any, error) {
	return nil, newError(codeUnexpected, "classes can't be declared here: there are but those of accounts, %s, and of the token, %s",
		starknet.FormatFelt(&starknet.AccountClassHash), starknet.FormatFelt(&starknet.TokenClassHash))
}
