package bridge

import (
	"context"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// Node is a node of L2, spoken to by JSON-RPC.
type Node interface {
	Call(ctx context.Context, result any, method string, args ...any) error
}

// receipt is what is read of Starknet's receipts.
type receipt struct {
	Finality string `json:"finality_status"`
	Messages []struct {
		From    starknet.Hex   `json:"from_address"`
		To      starknet.Hex   `json:"to_address"`
		Payload []starknet.Hex `json:"payload"`
	} `json:"messages_sent"`
}

// withdrawals are those that the receipt's transaction has made on a bridge.
func (r *receipt) withdrawals(bridge common.Address) (all []Withdrawal) {
	for _, sent := range r.Messages {
		to, err := starknet.EthAddressFromFelt((*starknet.Felt)(&sent.To))
		if err != nil {
			continue
		}
		m := &starknet.MessageToL1{From: starknet.Felt(sent.From), To: to}
		for _, word := range sent.Payload {
			m.Payload = append(m.Payload, starknet.Felt(word))
		}
		if w := withdrawalOf(m, bridge); w != nil {
			all = append(all, *w)
		}
	}
	return all
}

// acceptedOnL1 is the finality of what is on L1 with its proof.
const acceptedOnL1 = "ACCEPTED_ON_L1"

// OfTransaction asks a node for the withdrawals of a transaction on L2; settled tells
// whether its block is on L1.
func OfTransaction(ctx context.Context, n Node, hash *starknet.Felt, bridge common.Address) (all []Withdrawal, settled bool, err error) {
	var r receipt
	if err := n.Call(ctx, &r, "starknet_getTransactionReceipt", starknet.Hex(*hash)); err != nil {
		return nil, false, err
	}
	if all = r.withdrawals(bridge); len(all) == 0 {
		return nil, false, fault.New(CodeUnknown, "the transaction %s withdraws nothing by the bridge %s", starknet.FormatFelt(hash), bridge)
	}
	return all, r.Finality == acceptedOnL1, nil
}

// OfBlock asks a node for the withdrawals of a block of L2; settled tells whether it is
// on L1.
func OfBlock(ctx context.Context, n Node, number uint64, bridge common.Address) (all []Withdrawal, settled bool, err error) {
	var block struct {
		Status       string `json:"status"`
		Transactions []struct {
			Receipt receipt `json:"receipt"`
		} `json:"transactions"`
	}
	if err := n.Call(ctx, &block, "starknet_getBlockWithReceipts", map[string]any{"block_number": number}); err != nil {
		return nil, false, err
	}
	for i := range block.Transactions {
		all = append(all, block.Transactions[i].Receipt.withdrawals(bridge)...)
	}
	if len(all) == 0 {
		return nil, false, fault.New(CodeUnknown, "nothing is withdrawn in block %d by the bridge %s", number, bridge)
	}
	return all, block.Status == acceptedOnL1, nil
}

// AccountProof asks a node for the proof of an account in its latest state.
func AccountProof(ctx context.Context, n Node, address *starknet.Felt) (*state.Proof, error) {
	var answer struct {
		Block uint64         `json:"block_number"`
		Count uint32         `json:"account_count"`
		Index uint32         `json:"index"`
		Path  []starknet.Hex `json:"path"`
		Leaf  struct {
			Address     starknet.Hex `json:"address"`
			NextAddress starknet.Hex `json:"next_address"`
			NextIndex   uint32       `json:"next_index"`
			Class       starknet.Hex `json:"class_hash"`
			PublicKey   starknet.Hex `json:"public_key"`
			Nonce       *uint256.Int `json:"nonce"`
			Balance     *uint256.Int `json:"balance"`
		} `json:"leaf"`
	}
	if err := n.Call(ctx, &answer, "quarry_getAccountProof", starknet.Hex(*address)); err != nil {
		return nil, err
	}
	leaf := &answer.Leaf
	if len(answer.Path) != program.TreeHeight || leaf.Nonce == nil || leaf.Balance == nil || !leaf.Nonce.IsUint64() {
		return nil, fault.New(CodeProof, "the node's proof of the account is malformed")
	}
	p := &state.Proof{
		Address: *address, Block: answer.Block, Index: answer.Index, Count: answer.Count,
		Account: program.Account{
			Address: starknet.Felt(leaf.Address), NextAddress: starknet.Felt(leaf.NextAddress), NextIndex: leaf.NextIndex,
			ClassHash: starknet.Felt(leaf.Class), PublicKey: starknet.Felt(leaf.PublicKey), Nonce: leaf.Nonce.Uint64(), Balance: *leaf.Balance,
		},
	}
	for i := range p.Path {
		p.Path[i] = starknet.Felt(answer.Path[i])
	}
	return p, nil
}
