package starknetgo

import (
	"context"
	"errors"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/NethermindEth/juno/core/felt"
	"github.com/NethermindEth/starknet.go/account"
	"github.com/NethermindEth/starknet.go/client"
	"github.com/NethermindEth/starknet.go/client/rpcerr"
	"github.com/NethermindEth/starknet.go/rpc"
	"github.com/NethermindEth/starknet.go/utils"
)

const poll = 20 * time.Millisecond

// env reads a felt of the environment, which the test that runs this one has set.
func env(t *testing.T, name string) *felt.Felt {
	t.Helper()
	f, err := utils.HexToFelt(os.Getenv(name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is a node, seen by starknet.go, and an account with funds.
type world struct {
	*testing.T
	provider *rpc.Provider
	sockets  *rpc.WsProvider
	alice    *account.Account
	token    *felt.Felt
}

func start(t *testing.T) *world {
	url := os.Getenv("RPC_URL")
	if url == "" {
		t.Skip("there is no node: make starknetgo-test")
	}
	w := &world{T: t}
	var err error
	w.token, err = utils.HexToFelt("0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7")
	check(t, err)
	w.provider, err = rpc.NewProvider(t.Context(), url+"/rpc/v0_9")
	check(t, err)
	w.sockets, err = rpc.NewWebsocketProvider(t.Context(), strings.Replace(url, "http", "ws", 1)+"/rpc/v0_9")
	check(t, err)
	t.Cleanup(w.sockets.Close)
	key := new(big.Int)
	key.SetString(os.Getenv("PRIVATE_KEY"), 0)
	public := os.Getenv("PUBLIC_KEY")
	w.alice, err = account.NewAccount(w.provider, env(t, "ADDRESS"), public, account.SetNewMemKeystore(public, key), account.CairoV2)
	check(t, err)
	return w
}

// transfer is the call that sends an amount.
func (w *world) transfer(to *felt.Felt, amount uint64) []rpc.InvokeFunctionCall {
	return []rpc.InvokeFunctionCall{{
		ContractAddress: w.token, FunctionName: "transfer", CallData: []*felt.Felt{to, new(felt.Felt).SetUint64(amount), &felt.Zero},
	}}
}

// balance asks the token.
func (w *world) balance(of *felt.Felt) *big.Int {
	w.Helper()
	halves, err := w.provider.Call(w.Context(), rpc.FunctionCall{
		ContractAddress: w.token, EntryPointSelector: utils.GetSelectorFromNameFelt("balanceOf"), Calldata: []*felt.Felt{of},
	}, rpc.WithBlockTag(rpc.BlockTagLatest))
	check(w.T, err)
	if len(halves) != 2 || !halves[1].IsZero() {
		w.Fatalf("balance %v", halves)
	}
	return utils.FeltToBigInt(halves[0])
}

// accepted waits until a transaction is in a sealed block.
func (w *world) accepted(hash *felt.Felt) *rpc.TransactionReceiptWithBlockInfo {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 20*time.Second)
	defer cancel()
	for {
		r, err := w.alice.WaitForTransactionReceipt(ctx, hash, poll)
		check(w.T, err)
		if r.FinalityStatus == rpc.TxnFinalityStatusAcceptedOnL2 {
			return r
		}
	}
}

// TestTransfer deploys an account, sends transfers, waits for them, and reads them
// back.
func TestTransfer(t *testing.T) {
	w := start(t)
	heads := make(chan *rpc.BlockHeader, 1000)
	headsOn, err := w.sockets.SubscribeNewHeads(t.Context(), heads, rpc.SubscriptionBlockID{})
	check(t, err)
	carol := w.deploy()
	bob := env(t, "RECIPIENT")
	before := w.balance(bob)
	sent, err := carol.BuildAndSendInvokeTxn(t.Context(), w.transfer(bob, 12345), nil)
	check(t, err)
	statuses := make(chan *rpc.NewTxnStatus, 100)
	statusOn, err := w.sockets.SubscribeTransactionStatus(t.Context(), statuses, sent.Hash)
	check(t, err)
	r := w.accepted(sent.Hash)
	if r.ExecutionStatus != rpc.TxnExecutionStatusSUCCEEDED || len(r.Events) != 2 || r.ActualFee.Unit != rpc.UnitFri || r.ActualFee.Amount.IsZero() {
		t.Fatalf("%+v", r)
	}
	if after := w.balance(bob); after.Sub(after, before).Uint64() != 12345 {
		t.Errorf("balance grew by %s", after)
	}
	w.readBack(sent.Hash, carol.Address, r)
	w.reverted(carol, bob)
	w.refused(carol, bob)
	w.told(headsOn, heads, r, statusOn, statuses)
}

// deploy makes an account that has been sent something.
func (w *world) deploy() *account.Account {
	keys, public, _ := account.GetRandomKeys()
	carol, err := account.NewAccount(w.provider, public, public.String(), keys, account.CairoV2)
	check(w.T, err)
	deployment, address, err := carol.BuildAndEstimateDeployAccountTxn(w.Context(), public, env(w.T, "CLASS_HASH"), []*felt.Felt{public}, nil)
	check(w.T, err)
	_, err = w.provider.ClassHashAt(w.Context(), rpc.WithBlockTag(rpc.BlockTagLatest), address)
	w.code(err, rpc.ErrContractNotFound)
	_, err = w.provider.AddDeployAccountTransaction(w.Context(), deployment)
	w.code(err, rpc.ErrInsufficientAccountBalance)
	funding, err := w.alice.BuildAndSendInvokeTxn(w.Context(), w.transfer(address, 1e18), nil)
	check(w.T, err)
	w.accepted(funding.Hash)
	deployed, err := w.provider.AddDeployAccountTransaction(w.Context(), deployment)
	check(w.T, err)
	if r := w.accepted(deployed.Hash); r.ExecutionStatus != rpc.TxnExecutionStatusSUCCEEDED || !r.ContractAddress.Equal(address) {
		w.Fatalf("%+v", r)
	}
	carol.Address = address
	return carol
}

// readBack looks for a transfer wherever it should be.
func (w *world) readBack(hash, sender *felt.Felt, r *rpc.TransactionReceiptWithBlockInfo) {
	ctx := w.Context()
	tx, err := w.provider.TransactionByHash(ctx, hash)
	check(w.T, err)
	if invoke, ok := tx.Transaction.(rpc.InvokeTxnV3); ok && !invoke.SenderAddress.Equal(sender) {
		w.Errorf("%+v", tx)
	}
	number := uint64(r.BlockNumber)
	block, err := w.provider.BlockWithReceipts(ctx, rpc.WithBlockNumber(number))
	check(w.T, err)
	found := false
	for _, t := range block.(*rpc.BlockWithReceipts).Transactions {
		found = found || t.Receipt.Hash.Equal(hash)
	}
	if !found {
		w.Errorf("block %d lacks %s", number, hash)
	}
	_, err = w.provider.BlockWithTxs(ctx, rpc.WithBlockHash(r.BlockHash))
	check(w.T, err)
	_, err = w.provider.StateUpdate(ctx, rpc.WithBlockNumber(number))
	check(w.T, err)
	_, err = w.provider.TraceTransaction(ctx, hash)
	check(w.T, err)
	events, err := w.provider.Events(ctx, rpc.EventsInput{
		EventFilter: rpc.EventFilter{
			FromBlock: rpc.WithBlockNumber(0), ToBlock: rpc.WithBlockTag(rpc.BlockTagLatest), Address: w.token,
			Keys: [][]*felt.Felt{{utils.GetSelectorFromNameFelt("Transfer")}, {sender}},
		},
		ResultPageRequest: rpc.ResultPageRequest{ChunkSize: 10},
	})
	check(w.T, err)
	found = false
	for _, e := range events.Events {
		found = found || e.TransactionHash.Equal(hash)
	}
	if !found {
		w.Errorf("no event of %s", hash)
	}
}

// reverted sends more than there is.
func (w *world) reverted(from *account.Account, to *felt.Felt) {
	nonce, err := from.Nonce(w.Context())
	check(w.T, err)
	tx := w.signed(from, nonce, w.transfer(to, 1e18))
	sent, err := w.provider.AddInvokeTransaction(w.Context(), tx)
	check(w.T, err)
	if r := w.accepted(sent.Hash); r.ExecutionStatus != rpc.TxnExecutionStatusREVERTED || !strings.Contains(r.RevertReason, "insufficient balance") {
		w.Errorf("%+v", r)
	}
}

// signed makes a transaction without an estimate.
func (w *world) signed(from *account.Account, nonce *felt.Felt, calls []rpc.InvokeFunctionCall) *rpc.BroadcastInvokeTxnV3 {
	calldata, err := from.FmtCalldata(utils.InvokeFuncCallsToFunctionCalls(calls))
	check(w.T, err)
	bounds := rpc.ResourceBounds{MaxAmount: "0xfffff", MaxPricePerUnit: "0xff"}
	tx := utils.BuildInvokeTxn(from.Address, nonce, calldata, &rpc.ResourceBoundsMapping{L1Gas: bounds, L1DataGas: bounds, L2Gas: bounds}, nil)
	check(w.T, from.SignInvokeTransaction(w.Context(), tx))
	return tx
}

// refused sends what can't be carried out.
func (w *world) refused(from *account.Account, to *felt.Felt) {
	nonce, err := from.Nonce(w.Context())
	check(w.T, err)
	_, err = w.provider.AddInvokeTransaction(w.Context(), w.signed(from, &felt.Zero, w.transfer(to, 1)))
	w.code(err, rpc.ErrInvalidTransactionNonce)
	_, err = w.provider.AddInvokeTransaction(w.Context(), w.signed(from, nonce, append(w.transfer(to, 1), w.transfer(to, 1)...)))
	w.code(err, rpc.ErrValidationFailure)
	tx := w.signed(from, nonce, w.transfer(to, 1))
	tx.Signature[1] = &felt.One
	_, err = w.provider.AddInvokeTransaction(w.Context(), tx)
	w.code(err, rpc.ErrValidationFailure)
	_, err = from.BuildAndSendInvokeTxn(w.Context(), w.transfer(env(w.T, "CLASS_HASH"), 1<<63), nil)
	w.code(err, rpc.ErrTxnExec)
	_, err = w.provider.TransactionReceipt(w.Context(), &felt.One)
	w.code(err, rpc.ErrHashNotFound)
}

// code demands one of Starknet's errors, as starknet.go knows it.
func (w *world) code(err error, want *rpc.RPCError) {
	w.Helper()
	var got *rpcerr.RPCError
	if !errors.As(err, &got) || got.Code != want.Code {
		w.Errorf("%v, want %v", err, want)
	}
}

// told demands that the subscriptions have told of a transaction.
func (w *world) told(headsOn *client.ClientSubscription, heads <-chan *rpc.BlockHeader, r *rpc.TransactionReceiptWithBlockInfo,
	statusOn *client.ClientSubscription, statuses <-chan *rpc.NewTxnStatus) {
	timeout := time.After(10 * time.Second)
	var last *rpc.BlockHeader
	for accepted := false; !accepted || last == nil || last.Number < uint64(r.BlockNumber); {
		select {
		case s := <-statuses:
			accepted = s.Status.FinalityStatus == rpc.TxnStatusAcceptedOnL2
		case h := <-heads:
			if last != nil && (h.Number != last.Number+1 || !h.ParentHash.Equal(last.Hash)) {
				w.Fatalf("head %+v after %+v", h, last)
			}
			last = h
		case err := <-headsOn.Err():
			w.Fatal(err)
		case err := <-statusOn.Err():
			w.Fatal(err)
		case <-timeout:
			w.Fatal("the subscriptions tell nothing")
		}
	}
	headsOn.Unsubscribe()
	statusOn.Unsubscribe()
}
