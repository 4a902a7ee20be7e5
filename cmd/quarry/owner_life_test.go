package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"quarry/sequencer/starknet"
	"quarry/settlement/bridge"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler/settlertest"
)

// A rollup's whole life on L1, by commands.
func TestOwnersLife(t *testing.T) {
	t.Parallel()
	w, _ := ownersL1(t)
	life(w)
}

// life deploys a rollup, deposits, governs, waits until anybody freezes it, and has all
// leave.
func life(w *l1World) {
	w.Helper()
	r := ownRollup(w)
	keys, password := "--keystore="+w.path("wallet"), "--password_file="+w.path("password")
	for i, name := range []string{"alice", "bob"} {
		w.ok(nil, "wallet import --name="+name, keys, password, "--private_key_file="+w.file(name, r.accounts[i].PrivateKey))
	}

	// Deposits, one of which is taken back.
	var deposit struct {
		Nonce uint64
		Cost  string
	}
	w.refused("contracts/refused", "NoFee", "bridge deposit alice 2 --message_fee=0", append(r.as(2), keys)...)
	w.refused("l1/balance", "pays", "bridge deposit alice 2", append(r.as(3), keys)...)
	w.refused("wallet/unknown-account", "", "bridge deposit carol 2", append(r.as(2), keys)...)
	w.ok(&deposit, "bridge deposit alice 2", append(r.as(2), keys)...)
	w.ok(&deposit, "bridge deposit 0x1234 1.5 --message_fee=0.01", r.as(2)...)
	if deposit.Nonce != 1 {
		w.Errorf("%+v", deposit)
	}
	w.refused("bridge/unknown", "no deposit 7", "bridge cancel 7", r.as(2)...)
	w.refused("contracts/refused", "NotDepositor", "bridge cancel 1", r.as(0)...)
	w.refused("contracts/refused", "CancellationNotStarted", "bridge reclaim 1", r.as(2)...)
	w.ok(nil, "bridge cancel 1", r.as(2)...)
	w.refused("contracts/refused", "the delay of cancellations ends at", "bridge reclaim 1", r.as(2)...)
	if text := w.text("bridge status --to=0x1234", r.reads()...); !strings.Contains(text, "cancelling: reclaim it from") || strings.Contains(text, "waiting") {
		w.Error(text)
	}
	w.advance(2 * time.Hour)
	w.ok(nil, "bridge reclaim 1", r.as(2)...)
	var s bridgeStatus
	w.ok(&s, "bridge status --of="+settlertest.Address(2).Hex(), r.reads()...)
	if len(s.Deposits) != 2 || s.Deposits[0].State != bridge.Waiting || s.Deposits[1].State != bridge.Reclaimed {
		w.Errorf("%+v", s.Deposits)
	}

	// The rollup is governed: a new config is announced and put in force, a governor
	// takes the place of the one who deployed.
	w.ok(nil, "governance version propose --from_block=100 --config_hash=0x7", r.as(0)...)
	w.ok(nil, "governance governor nominate "+settlertest.Address(1).Hex(), r.as(0)...)
	w.ok(nil, "governance governor accept", r.as(1)...)
	w.ok(nil, "governance governor remove "+settlertest.Address(0).Hex(), r.as(1)...)
	w.refused("contracts/refused", "NotGovernor", "governance version activate", r.as(0)...)
	w.advance(3 * time.Hour)
	w.ok(nil, "governance version activate", r.as(1)...)

	// On L2 Bob withdraws, but nobody settles: that is not on L1, nor is the state that
	// the node has.
	url, stop := r.startNode()
	var sent struct {
		Hash starknet.Hex `json:"transaction_hash"`
	}
	w.ok(&sent, "wallet withdraw --account=bob "+settlertest.Address(2).Hex()+" 1", keys, password, "--rpc="+url)
	hash := starknet.Felt(sent.Hash)
	w.refused("bridge/not-settled", "not on L1 yet", "bridge claim --transaction="+starknet.FormatFelt(&hash), append(r.as(2), "--rpc="+url)...)
	w.refused("bridge/not-settled", "not on L1 yet", "bridge claim --block=1", append(r.as(2), "--rpc="+url)...)
	w.refused("bridge/unknown", "withdraws nothing", "bridge claim --transaction="+starknet.FormatFelt(&hash), append(r.by(2), "--rpc="+url, "--core="+r.Core.Hex(), "--bridge="+r.Core.Hex())...)

	// Alice's deposit waits too long.
	w.refused("contracts/refused", "NotOverdue", "governance freeze-overdue", r.as(2)...)
	w.refused("contracts/refused", "no message with the nonce 1", "governance freeze-overdue 1", r.as(2)...)
	w.advance(49 * time.Hour)
	w.ok(nil, "governance freeze-overdue", r.as(2)...)
	w.refused("contracts/refused", "users have time to leave until", "governance unfreeze", r.as(1)...)
	var status governance.Status
	w.ok(&status, "governance status", r.reads()...)
	if !status.Freeze.Frozen || status.Freeze.By != settlertest.Address(2) || status.Freeze.UnfreezeFrom == 0 {
		w.Errorf("%+v", status.Freeze)
	}

	// They leave: Bob's node has a block that L1 has not, so he derives; Alice's
	// signature is made by another wallet.
	paid := settlertest.Address(6)
	w.refused("bridge/proof", "quarry derive", "bridge escape --account=bob --recipient="+paid.Hex(), append(r.as(2), keys, password, "--rpc="+url)...)
	stop()
	data := "--data=" + w.path("derived")
	w.ok(nil, "derive --until=latest --l1="+w.url, data, "--genesis="+r.genesis, "--core="+r.Core.Hex())
	w.ok(nil, "bridge escape --account=bob --recipient="+paid.Hex(), append(r.as(2), keys, password, data)...)
	w.refused("contracts/escape", "public key", "bridge escape --account="+string(text(r.accounts[0].Address))+" --recipient="+paid.Hex(),
		append(r.as(2), data, "--signature=0x1,0x2", "--public_key=0x5")...)
	w.leavesBySignature(r, &r.accounts[0], paid, data)
	client, err := l1.Dial(w.Context(), l1.Connection{URL: w.url})
	if err != nil {
		w.Fatal(err)
	}
	defer client.Close()
	if got, err := client.BalanceAt(w.Context(), paid, nil); err != nil || got.Cmp(settlertest.Ether(60)) != 0 {
		w.Errorf("paid %s, %v", got, err)
	}
}

func text(h starknet.Hex) []byte {
	raw, _ := h.MarshalText() // always works
	return raw
}

// leavesBySignature lets an account leave with a signature that was made elsewhere.
func (w *l1World) leavesBySignature(r *ownedRollup, account *describedAccount, to common.Address, data string) {
	w.Helper()
	escape := "bridge escape --account=" + string(text(account.Address)) + " --recipient=" + to.Hex()
	var typed bridge.TypedData
	w.ok(&typed, escape+" --typed_data", r.as(2)...)
	key, err := starknet.ParsePrivateKey(account.PrivateKey)
	if err != nil {
		w.Fatal(err)
	}
	genesis, err := readGenesis(r.genesis)
	if err != nil {
		w.Fatal(err)
	}
	leave := bridge.Leave{Account: starknet.Felt(account.Address), L2ChainID: genesis.Config.L2ChainID, L1ChainID: l1.DefaultChainID, Bridge: r.Bridge, Recipient: to}
	want, _ := json.Marshal(leave.TypedData())
	if got, _ := json.Marshal(typed); string(got) != string(want) {
		w.Errorf("%s, not %s", got, want)
	}
	message := leave.Message()
	signature, err := key.Sign(&message)
	if err != nil {
		w.Fatal(err)
	}
	w.ok(nil, escape, append(r.as(2), data, "--signature="+starknet.FormatFelt(&signature[0])+","+starknet.FormatFelt(&signature[1]))...)
}
