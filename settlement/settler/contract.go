package settler

import (
	"context"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
)

// core is the core contract as the settler reads it.
type core struct {
	client  *l1.Client
	address common.Address
	caller  *bindings.CoreCaller
}

func newCore(client *l1.Client, address common.Address) (*core, error) {
	caller, err := bindings.NewCoreCaller(address, client)
	if err != nil {
		return nil, fault.Wrap(err, CodeConfig, "no binding of the core contract")
	}
	return &core{client, address, caller}, nil
}

// ContractState is what the core contract says at one time.
type ContractState struct {
	Number uint64      `json:"number"`
	Hash   common.Hash `json:"hash"`
	Root   common.Hash `json:"root"`
	Frozen bool        `json:"frozen"`
	// L1Block is the block that was asked.
	L1Block uint64 `json:"l1Block"`
}

// state reads the contract at the last block of L1, all at the same one.
func (c *core) state(ctx context.Context) (*ContractState, error) {
	head, err := c.client.Header(ctx, rpc.LatestBlockNumber)
	if err != nil {
		return nil, err
	}
	if head == nil {
		return nil, fault.New(CodeContract, "the L1 node has no block")
	}
	at := &bind.CallOpts{Context: ctx, BlockHash: head.Hash()}
	s := &ContractState{L1Block: head.Number.Uint64()}
	number, err := c.caller.StateBlockNumber(at)
	var hash, root *big.Int
	if err == nil {
		hash, err = c.caller.StateBlockHash(at)
	}
	if err == nil {
		root, err = c.caller.StateRoot(at)
	}
	if err == nil {
		s.Frozen, err = c.caller.IsFrozen(at)
	}
	if err != nil {
		return nil, contractFault(err, c.address)
	}
	s.Number, s.Hash, s.Root = number.Uint64(), common.BigToHash(hash), common.BigToHash(root)
	return s, nil
}

func contractFault(err error, address common.Address) error {
	return fault.Wrap(l1.Quiet(err), CodeContract, "the core contract can't be read").At("%s", address).
		WithHint("check the contract's address and the L1 node")
}

// Version is what a block is settled under.
type Version struct {
	FromBlock  uint64         `json:"fromBlock"`
	Verifier   common.Address `json:"verifier"`
	Program    common.Address `json:"program"`
	ConfigHash common.Hash    `json:"configHash"`
	// OutputStart is the number of words of the verifier's public input before the
	// output.
	OutputStart int `json:"outputStart"`
}

func (c *core) version(ctx context.Context, block uint64) (*Version, error) {
	at := &bind.CallOpts{Context: ctx}
	v, err := c.caller.VersionOf(at, block)
	if err != nil {
		return nil, contractFault(err, c.address)
	}
	verifier, err := bindings.NewIQuarryVerifierCaller(v.Verifier, c.client)
	if err != nil {
		return nil, contractFault(err, v.Verifier)
	}
	start, err := verifier.OutputStart(at)
	if err != nil {
		return nil, contractFault(err, v.Verifier)
	}
	return &Version{v.FromBlock, v.Verifier, v.Program, common.BigToHash(v.ConfigHash), int(start.Int64())}, nil
}

// verdict is what the contract says of an update that was tried without sending it.
type verdict uint8

const (
	accepted verdict = iota
	// later: not now, but the proof is not at fault.
	later
	// refused: never.
	refused
)

// passing are the contracts' errors that say nothing against the proof.
var passing = map[string]bool{
	"WrongPreviousBlockNumber": true, "WrongPreviousBlockHash": true, "WrongPreviousRoot": true,
	"IsFrozen": true, "NotOperator": true, "NoMessageToConsume": true, "NoImplementation": true,
}

// try runs an update at the last block of L1 without sending it. The reason is the
// contract's if it is not accepted; an error means that nothing was learned.
func (c *core) try(ctx context.Context, from common.Address, data []byte, blobs []common.Hash) (verdict, string, error) {
	call := ethereum.CallMsg{From: from, To: &c.address, Data: data, Gas: l1.MaxGas, BlobHashes: blobs}
	if len(blobs) > 0 {
		call.BlobGasFeeCap = new(big.Int)
	}
	_, err := c.client.CallContract(ctx, call, nil)
	if err == nil {
		return accepted, "", nil
	}
	reason, ok := contracts.ReasonIn(err)
	var answer rpc.Error
	switch {
	case ok && passing[reason.Name]:
		return later, reason.String(), nil
	case ok:
		return refused, reason.String(), nil
	case errors.As(err, &answer):
		return later, answer.Error(), nil // out of gas, or a limit of the node's
	}
	return later, "", fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't answer")
}
