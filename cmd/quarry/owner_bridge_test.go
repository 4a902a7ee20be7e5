package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
	"quarry/settlement/bridge"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// leaver is an account that was never deployed.
var leaver = chaintest.NewAccount(9)

// settledRollup is a rollup whose first block withdraws 1 ETH and twice 6 to the account of
// key 2 and gives 3 to leaver, and is settled.
func settledRollup(t *testing.T) (*l1World, *settlertest.Rollup) {
	t.Helper()
	ctx := t.Context()
	r := settlertest.NewRollup(t, settlertest.Options{Chain: l1.ChainOptions{Listen: "127.0.0.1:0", BlockTime: 20 * time.Millisecond}}, 2, false, nil)
	to := starknet.EthAddress(settlertest.Address(2))
	r.Seal(r.Accounts[0].Withdraw(to, 1e18), r.Accounts[0].Withdraw(to, 6e18), r.Accounts[0].Withdraw(to, 6e18), r.Accounts[0].Transfer(leaver.Address, 3e18))
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{Client: r.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore()})
	if err != nil {
		t.Fatal(err)
	}
	s, err := settler.Open(settler.Config{
		DB: r.DB, Prefix: []byte("settler/"), Client: r.Client, Manager: manager, Core: r.Addresses.Core, Origin: r.Addresses.Block,
		Blocks: r.Blocks, Prover: &settlertest.RunProver{}, Proofs: settlertest.Proofs{},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if r.Settled() == 1 {
			return newL1World(t, r.World.Chain.URL(), func(d time.Duration) {
				if _, err := r.World.Chain.AdvanceTime(d); err != nil {
					t.Fatal(err)
				}
			}), r
		}
		if err := s.Step(ctx); err != nil {
			t.Fatal(err)
		}
		r.Commit()
	}
	t.Fatal("the block is not settled")
	return nil, nil
}

// serveNode answers as a node of L2 does.
func serveNode(t *testing.T, answers map[string]any) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			ID     json.RawMessage
			Method string
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": request.ID, "result": answers[request.Method]})
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Withdrawals that a settled block has sent are found, announced and claimed; then the
// rollup is frozen, and an account leaves.
func TestWithdrawals(t *testing.T) {
	t.Parallel()
	w, r := settledRollup(t)
	at := []string{"--core=" + r.Addresses.Core.Hex(), "--bridge=" + r.Addresses.Bridge.Hex(), fmt.Sprintf("--l1_origin=%d", r.Addresses.Block)}
	as := func(key int) []string { return append(w.by(key), at...) }
	reads := append([]string{"--l1=" + w.url}, at...)
	recipient := settlertest.Address(2)
	balance := func(a common.Address) *big.Int {
		t.Helper()
		b, err := r.Client.BalanceAt(context.Background(), a, nil)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	w.ok(nil, "governance limits --daily_withdrawals=2", as(0)...)

	var s bridgeStatus
	w.ok(&s, "bridge status --of="+recipient.Hex(), reads...)
	if len(s.Withdrawals) != 2 || s.Withdrawals[0].Claimable != 1 || s.Withdrawals[1].Amount.Cmp(settlertest.Ether(6)) != 0 || s.Withdrawals[1].Claimable != 2 || len(s.Deposits) != 0 {
		t.Errorf("%+v", s)
	}
	if text := w.text("bridge status", reads...); !strings.Contains(text, "above today's limit: announce it") {
		t.Error(text)
	}
	w.refused("bridge/several", "1 ETH to", "bridge claim", as(2)...)
	w.refused("contracts/refused", "quarry bridge announce", "bridge claim --amount=6", as(2)...)
	w.refused("bridge/unknown", "not paid", "bridge claim --amount=5", as(2)...)
	w.refused("bridge/unknown", "not paid", "bridge claim", as(1)...)
	w.ok(nil, "bridge announce --amount=6", as(2)...)
	before := balance(recipient)
	var claimed struct {
		Withdrawals []struct{ Amount, Method string }
	}
	// Anybody may claim; the recipient is paid. L2's node says what its transaction was.
	receipt := map[string]any{"finality_status": "ACCEPTED_ON_L1", "messages_sent": []any{
		map[string]any{"from_address": "0x1", "to_address": "0x2", "payload": []string{}},
		map[string]any{"from_address": starknet.Hex(starknet.BridgeAddress), "to_address": r.Addresses.Bridge.Hex(),
			"payload": []string{"0x0", recipient.Hex(), fmt.Sprintf("0x%x", uint64(1e18)), "0x0"}},
	}}
	node := "--rpc=" + serveNode(t, map[string]any{
		"starknet_chainId": "0x1", "starknet_getTransactionReceipt": receipt,
		"starknet_getBlockWithReceipts": map[string]any{"status": "ACCEPTED_ON_L2", "transactions": []any{map[string]any{"receipt": receipt}}},
	})
	w.ok(&claimed, "bridge claim --transaction=0x77", append(as(1), node)...)
	if len(claimed.Withdrawals) != 1 || claimed.Withdrawals[0].Amount != "1000000000000000000" {
		t.Errorf("%+v", claimed)
	}
	w.refused("bridge/not-settled", "ACCEPTED_ON_L1", "bridge claim --block=7", append(as(1), node)...)
	w.refused("bridge/unknown", "claimed", "bridge claim --transaction=0x77", append(as(1), node)...)
	w.advance(8 * 24 * time.Hour)
	w.ok(&s, "bridge status --of="+recipient.Hex(), reads...)
	if s.Withdrawals[0].Claimable != 0 || s.Withdrawals[1].PayableFrom == 0 {
		t.Errorf("%+v", s)
	}
	w.ok(nil, "bridge claim --all --recipient="+recipient.Hex(), as(1)...)
	if paid := new(big.Int).Sub(balance(recipient), before); paid.Cmp(settlertest.Ether(13)) != 0 {
		t.Errorf("paid %s", paid)
	}

	// Nobody leaves a rollup that is not frozen.
	data, genesis := "--data="+w.path("derived"), w.path("genesis.json")
	text, err := json.Marshal(r.Genesis)
	if err != nil {
		t.Fatal(err)
	}
	w.file("genesis.json", string(text))
	w.ok(nil, "derive --until=latest --l1="+w.url, data, "--genesis="+genesis, at[0])
	leave := bridge.Leave{Account: leaver.Address, L2ChainID: settlertest.L2ChainID, L1ChainID: 1337, Bridge: r.Addresses.Bridge, Recipient: settlertest.Address(5)}
	sign := func() string {
		t.Helper()
		message := leave.Message()
		signature, err := leaver.Key.Sign(&message)
		if err != nil {
			t.Fatal(err)
		}
		return "--signature=" + starknet.FormatFelt(&signature[0]) + "," + starknet.FormatFelt(&signature[1])
	}
	escape := "bridge escape --recipient=" + leave.Recipient.Hex() + " --account=" + starknet.FormatFelt(&leaver.Address) +
		" --public_key=" + starknet.FormatFelt(&leaver.Public)
	w.refused("contracts/refused", "CoreNotFrozen", escape, append(as(2), data, sign())...)
	w.ok(nil, "governance freeze", as(0)...)
	w.refused("contracts/escape", "not one of the message", escape, append(as(2), data, "--signature=0x1,0x2")...)
	w.refused("contracts/escape", "not made of key", escape+" --salt=0x1", append(as(2), data, sign())...)
	w.refused("cli/usage", "r,s", escape, append(as(2), data, "--signature=0x1")...)
	w.refused("bridge/proof", "quarry derive", escape, append(as(2), "--data="+w.path("nothing"), sign())...)
	w.refused("bridge/unknown", "no account", "bridge escape --account=0x1234 --recipient="+leave.Recipient.Hex(), append(as(2), data, sign())...)
	var typed bridge.TypedData
	w.ok(&typed, escape+" --typed_data", append(as(2), data)...)
	if typed.Domain["chainId"] != "SN_TEST" || typed.Message["Recipient"] != strings.ToLower(leave.Recipient.Hex()) {
		t.Errorf("%+v", typed)
	}
	var left struct{ Amount string }
	had := balance(leave.Recipient)
	w.ok(&left, escape, append(as(2), data, sign())...)
	if paid := new(big.Int).Sub(balance(leave.Recipient), had); paid.String() != left.Amount || paid.Cmp(settlertest.Ether(3)) != 0 {
		t.Errorf("paid %s of %s", paid, left.Amount)
	}
	w.refused("contracts/refused", "AlreadyEscaped", escape, append(as(2), data, sign())...)
	w.refused("contracts/refused", "AccountsHaveLeft", "governance unfreeze", as(0)...)
	if text := w.text("contracts show", reads...); !strings.Contains(text, "for ever: 1 accounts have left") {
		t.Error(text)
	}
}
