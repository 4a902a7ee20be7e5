package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/sequencer/wallet"
	"quarry/settlement/bridge"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
)

// bridgeEscapeCommand lets an account leave. The proof of it comes from a node or from
// the state that quarry derive rebuilds, the signature from the wallet's keystore or
// from elsewhere.
type bridgeEscapeCommand struct {
	l1Call
	nodeFlags
	whose
	passwordFlags
	Data      string `help:"Folder of the state that quarry derive has rebuilt; without it, --rpc is asked." placeholder:"DIR"`
	Recipient string `help:"Who is paid on L1; whoever sends the transaction by default." placeholder:"ADDRESS"`
	TypedData bool   `help:"Print what the account's owner signs (SNIP-12), for another wallet, and send nothing."`
	Signature string `help:"The owner's signature, if it was made elsewhere: r,s." placeholder:"FELT,FELT"`
	PublicKey string `help:"With --signature, for an account that was never deployed: its key." placeholder:"FELT"`
	Salt      string `default:"0x0" help:"For an account that was never deployed: the salt of its address." placeholder:"FELT"`
}

func (c *bridgeEscapeCommand) run(ctx context.Context, s streams) error {
	client, at, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	defer c.close()
	leave, root, err := c.leave(ctx, client, at)
	if err != nil {
		return err
	}
	if c.TypedData {
		printJSON(s.out, leave.TypedData())
		return nil
	}
	proof, err := c.proof(ctx, &leave.Account)
	if err != nil {
		return err
	}
	call, err := c.call(s, leave, proof, root)
	if err != nil {
		return err
	}
	p, err := c.perform(ctx, s, client, call)
	if err != nil {
		return err
	}
	p.add("account", starknet.Hex(leave.Account))
	p.add("recipient", leave.Recipient)
	p.add("amount", proof.Account.Balance.Dec())
	if !c.JSON {
		fmt.Fprintf(s.out, "%s ETH to %s\n", wallet.FormatAmount(&proof.Account.Balance), leave.Recipient)
	}
	c.show(s, p)
	return nil
}

// leave says who leaves, for whom, and under which root.
func (c *bridgeEscapeCommand) leave(ctx context.Context, client *l1.Client, at governance.Contracts) (*bridge.Leave, *starknet.Felt, error) {
	leave := &bridge.Leave{L1ChainID: client.Chain().Uint64(), Bridge: at.Bridge}
	var err error
	if leave.Account, err = c.address(c.Account); err != nil {
		return nil, nil, err
	}
	if c.Recipient != "" {
		leave.Recipient, err = l1Address("--recipient", c.Recipient)
	} else {
		leave.Recipient, err = c.self(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	core, err := bindings.NewCoreCaller(at.Core, client)
	if err != nil {
		return nil, nil, err
	}
	caller, err := bindings.NewBridgeCaller(at.Bridge, client)
	if err != nil {
		return nil, nil, err
	}
	opts := &bind.CallOpts{Context: ctx}
	id, err := caller.L2ChainId(opts)
	if err != nil {
		return nil, nil, fault.Wrap(l1.Quiet(err), contracts.CodeRead, "the bridge can't be read").At("%s", at.Bridge)
	}
	number, err := core.StateRoot(opts)
	if err != nil {
		return nil, nil, fault.Wrap(l1.Quiet(err), contracts.CodeRead, "the core contract can't be read").At("%s", at.Core)
	}
	leave.L2ChainID.SetBigInt(id)
	return leave, new(starknet.Felt).SetBigInt(number), nil
}

// proof shows the account in the state.
func (c *bridgeEscapeCommand) proof(ctx context.Context, account *starknet.Felt) (*state.Proof, error) {
	if c.Data == "" {
		node, err := wallet.Dial(ctx, c.RPC)
		if err != nil {
			return nil, err
		}
		defer node.Close()
		return bridge.AccountProof(ctx, node, account)
	}
	if !fileExists(c.Data) {
		return nil, fault.New(bridge.CodeProof, "there is no such folder").At("%s", c.Data).WithHint("quarry derive makes it")
	}
	db, err := state.OpenDatabase(c.Data, state.DatabaseOptions{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	st, err := state.Open(db, []byte("state/"))
	if err != nil {
		return nil, err
	}
	if st.Empty() {
		return nil, fault.New(bridge.CodeProof, "the folder has no state").At("%s", c.Data).WithHint("quarry derive rebuilds it from L1")
	}
	return st.Prove(account)
}

// call signs, or takes the signature that was made elsewhere.
func (c *bridgeEscapeCommand) call(s streams, leave *bridge.Leave, proof *state.Proof, root *starknet.Felt) (*contracts.Call, error) {
	salt, err := starknet.ParseFelt(c.Salt)
	if err != nil {
		return nil, err
	}
	if c.Signature != "" {
		public := proof.Account.PublicKey
		if c.PublicKey != "" {
			if public, err = starknet.ParseFelt(c.PublicKey); err != nil {
				return nil, err
			}
		}
		signature, err := parseSignature(c.Signature)
		if err != nil {
			return nil, err
		}
		return leave.Call(proof, root, &public, signature, &salt)
	}
	k, e, err := c.find()
	if err != nil {
		return nil, err
	}
	password, err := c.password(s, false)
	if err != nil {
		return nil, err
	}
	account, err := k.Open(e, password)
	if err != nil {
		return nil, err
	}
	message := leave.Message()
	signature, err := account.Key.Sign(&message)
	if err != nil {
		return nil, err
	}
	return leave.Call(proof, root, &account.Public, signature, &salt)
}

// parseSignature reads r,s.
func parseSignature(text string) ([]starknet.Felt, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 2 {
		return nil, usageError("--signature is r,s: two numbers in hexadecimal")
	}
	signature := make([]starknet.Felt, 2)
	for i, part := range parts {
		var err error
		if signature[i], err = starknet.ParseFelt(strings.TrimSpace(part)); err != nil {
			return nil, fault.Wrap(err, codeUsage, "--signature is r,s: two numbers in hexadecimal")
		}
	}
	return signature, nil
}
