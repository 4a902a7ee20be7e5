package rpc_test

import (
	"fmt"
	"testing"

	"github.com/holiman/uint256"

	"quarry/sequencer/chain"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/program"
	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

var paths = []string{path9, path10}

func hex(e starknet.Felt) string { return starknet.FormatFelt(&e) }

// send sends a transaction and returns its hash.
func (n *node) send(path string, t starknet.AccountTransaction) string {
	n.t.Helper()
	method, name := "starknet_addInvokeTransaction", "invoke_transaction"
	if t.Type() == starknet.TypeDeployAccount {
		method, name = "starknet_addDeployAccountTransaction", "deploy_account_transaction"
	}
	sent := must[object](n, path, method, object{name: t})
	if want := hex(t.Hash(&chaintest.Config.L2ChainID)); sent["transaction_hash"] != want {
		n.t.Fatalf("transaction hash %v, want %s", sent["transaction_hash"], want)
	}
	return sent["transaction_hash"].(string)
}

// balance asks the token for a balance.
func (n *node) balance(path string, of starknet.Felt, block any) *uint256.Int {
	n.t.Helper()
	halves := must[[]string](n, path, "starknet_call", object{"request": object{
		"contract_address": hex(starknet.TokenAddress), "entry_point_selector": hex(starknet.SelectorBalanceOf), "calldata": []string{hex(of)},
	}, "block_id": block})
	if len(halves) != 2 || halves[1] != "0x0" {
		n.t.Fatalf("balance %v", halves)
	}
	return uint256.MustFromHex(halves[0])
}

// transferOf signs a transfer of any amount with the account's next nonce.
func transferOf(a *chaintest.Account, to starknet.Felt, amount *uint256.Int) *starknet.InvokeV3 {
	t := a.Transfer(to, 0)
	t.Calldata = starknet.EncodeCalls(starknet.Transfer{Recipient: to, Amount: *amount}.Call())
	if err := a.Key.SignTransaction(t, &chaintest.Config.L2ChainID); err != nil {
		panic(err)
	}
	return t
}

// journey is a chain with one transaction of each kind, and how they ended.
type journey struct {
	*node
	transfer, reverted, withdrawal, deploy, deposit string
	carol                                           *chaintest.Account
	l1                                              string
}

// travel makes a journey.
func travel(t testing.TB) *journey {
	n := start(t, 2, rpc.Limits{})
	alice, bob := n.accounts[0], n.accounts[1]
	j := &journey{node: n, carol: chaintest.NewAccount(99)}
	j.transfer = n.send(path10, alice.Transfer(j.carol.Address, 1e15))
	j.withdrawal = n.send(path9, alice.Withdraw(starknet.EthAddress{7}, 77))
	tooMuch := *chaintest.Funds
	j.reverted = n.send(path10, transferOf(bob, alice.Address, &tooMuch))
	n.accepted(path10, j.transfer)
	j.deploy = n.send(path9, j.carol.Deploy())
	message := chaintest.Deposit(0, bob.Address, 555)
	n.messages.Store([32]byte{31: 0xab}, []starknet.MessageToL2{message})
	n.l1.Send(message)
	j.l1 = "0xab"
	j.deposit = hex(message.Transaction().Hash(&chaintest.Config.L2ChainID))
	for _, hash := range []string{j.withdrawal, j.reverted, j.deploy, j.deposit} {
		n.accepted(path9, hash)
	}
	return j
}

// TestReceipts looks at what became of each kind of transaction.
func TestReceipts(t *testing.T) {
	j := travel(t)
	for _, path := range paths {
		for _, want := range []struct {
			hash, kind, execution, unit string
			events, messages            int
		}{
			{j.transfer, "INVOKE", "SUCCEEDED", "FRI", 2, 0},
			{j.withdrawal, "INVOKE", "SUCCEEDED", "FRI", 2, 1},
			{j.reverted, "INVOKE", "REVERTED", "FRI", 1, 0},
			{j.deploy, "DEPLOY_ACCOUNT", "SUCCEEDED", "FRI", 1, 0},
			{j.deposit, "L1_HANDLER", "SUCCEEDED", "WEI", 1, 0},
		} {
			r := j.accepted(path, want.hash)
			got := fmt.Sprint(r["type"], r["execution_status"], r["actual_fee"].(object)["unit"], len(r["events"].([]any)), len(r["messages_sent"].([]any)))
			if wanted := fmt.Sprint(want.kind, want.execution, want.unit, want.events, want.messages); got != wanted {
				t.Errorf("%s %s: %s, want %s", path, want.hash, got, wanted)
			}
			if (r["revert_reason"] != nil) != (want.execution == "REVERTED") {
				t.Errorf("%s: revert reason %v", want.hash, r["revert_reason"])
			}
			if (r["contract_address"] != nil) != (want.kind == "DEPLOY_ACCOUNT") || (r["message_hash"] != nil) != (want.kind == "L1_HANDLER") {
				t.Errorf("%s: %v", want.hash, r)
			}
			status := must[object](j.node, path, "starknet_getTransactionStatus", []any{want.hash})
			if status["finality_status"] != "ACCEPTED_ON_L2" || status["execution_status"] != want.execution {
				t.Errorf("%s: status %v", want.hash, status)
			}
			byHash := must[object](j.node, path, "starknet_getTransactionByHash", []any{want.hash})
			block := object{"block_number": r["block_number"]}
			list := must[object](j.node, path, "starknet_getBlockWithTxHashes", []any{block})["transactions"].([]any)
			for i := range list {
				if list[i] != want.hash {
					continue
				}
				byIndex := must[object](j.node, path, "starknet_getTransactionByBlockIdAndIndex", object{"block_id": block, "index": i})
				if byHash["transaction_hash"] != want.hash || fmt.Sprint(byHash) != fmt.Sprint(byIndex) {
					t.Errorf("by hash %v, by index %v", byHash, byIndex)
				}
			}
			must[object](j.node, path, "starknet_traceTransaction", []any{want.hash})
		}
		messages := must[[]object](j.node, path, "starknet_getMessagesStatus", []any{j.l1})
		if len(messages) != 1 || messages[0]["transaction_hash"] != j.deposit || messages[0]["execution_status"] != "SUCCEEDED" {
			t.Errorf("messages %v", messages)
		}
		j.refused(29, path, "starknet_getMessagesStatus", []any{"0xac"})
		j.refused(29, path, "starknet_getTransactionReceipt", []any{"0x123"})
		j.refused(29, path, "starknet_getTransactionByHash", []any{"0x123"})
		j.refused(29, path, "starknet_getTransactionStatus", []any{"0x123"})
		j.refused(29, path, "starknet_traceTransaction", []any{"0x123"})
	}
}

// TestBlocks reads all blocks in all forms and by all ids.
func TestBlocks(t *testing.T) {
	j := travel(t)
	for _, path := range paths {
		head := must[struct {
			Hash   string `json:"block_hash"`
			Number uint64 `json:"block_number"`
		}](j.node, path, "starknet_blockHashAndNumber", nil)
		if n := must[uint64](j.node, path, "starknet_blockNumber", nil); n < head.Number {
			t.Fatalf("block %d, then %d", head.Number, n)
		}
		parent, root := "0x0", ""
		for i := range head.Number + 1 {
			id := object{"block_number": i}
			b := must[object](j.node, path, "starknet_getBlockWithTxHashes", []any{id})
			byHash := must[object](j.node, path, "starknet_getBlockWithTxHashes", []any{object{"block_hash": b["block_hash"]}})
			if fmt.Sprint(b) != fmt.Sprint(byHash) || b["parent_hash"] != parent {
				t.Fatalf("block %v, by hash %v", b, byHash)
			}
			parent = b["block_hash"].(string)
			full := must[object](j.node, path, "starknet_getBlockWithTxs", []any{id})
			receipts := must[object](j.node, path, "starknet_getBlockWithReceipts", []any{id})
			count := must[int](j.node, path, "starknet_getBlockTransactionCount", []any{id})
			hashes := b["transactions"].([]any)
			if len(hashes) != count || len(full["transactions"].([]any)) != count || len(receipts["transactions"].([]any)) != count {
				t.Fatalf("%d transactions, %v", count, b)
			}
			for k := range hashes {
				r := receipts["transactions"].([]any)[k].(object)
				if full["transactions"].([]any)[k].(object)["transaction_hash"] != hashes[k] || r["receipt"].(object)["transaction_hash"] != hashes[k] {
					t.Fatalf("transaction %d of block %d", k, i)
				}
				if r["receipt"].(object)["block_hash"] != nil || r["transaction"].(object)["transaction_hash"] != nil {
					t.Fatalf("too much in %v", r)
				}
			}
			j.refused(27, path, "starknet_getTransactionByBlockIdAndIndex", []any{id, count})
			u := must[object](j.node, path, "starknet_getStateUpdate", []any{id})
			if u["new_root"] != b["new_root"] || i > 0 && u["old_root"] != root {
				t.Fatalf("state update %v of block %v", u, b)
			}
			root = u["new_root"].(string)
			must[[]object](j.node, path, "starknet_traceBlockTransactions", []any{id})
		}
		for _, method := range []string{
			"starknet_getBlockWithTxHashes", "starknet_getBlockWithTxs", "starknet_getBlockWithReceipts", "starknet_getBlockTransactionCount",
			"starknet_getStateUpdate", "starknet_traceBlockTransactions",
		} {
			for _, tag := range []string{"latest", "pre_confirmed", "l1_accepted"} {
				if a := j.call(path, method, []any{tag}); a.Error != nil {
					t.Errorf("%s of %s: %v", method, tag, a.Error)
				}
			}
			j.refused(24, path, method, []any{object{"block_number": 1 << 40}})
			j.refused(24, path, method, []any{object{"block_hash": "0x123"}})
			j.refused(-32602, path, method, []any{"pending"})
			j.refused(-32602, path, method, []any{object{"block_number": 1, "block_hash": "0x1"}})
			j.refused(-32602, path, method, []any{object{"block_number": -1}})
			j.refused(-32602, path, method, []any{object{"number": 1}})
			j.refused(-32602, path, method, []any{})
		}
	}
}

// TestAccounts reads accounts, storage and classes, now and then.
func TestAccounts(t *testing.T) {
	j := travel(t)
	alice, bob := j.accounts[0], j.accounts[1]
	for _, path := range paths {
		for _, a := range []struct {
			who   *chaintest.Account
			nonce string
		}{{alice, "0x2"}, {bob, "0x1"}, {j.carol, "0x1"}} {
			at := object{"block_id": "latest", "contract_address": hex(a.who.Address)}
			if n := must[string](j.node, path, "starknet_getNonce", at); n != a.nonce {
				t.Errorf("nonce %s, want %s", n, a.nonce)
			}
			if c := must[string](j.node, path, "starknet_getClassHashAt", at); c != hex(starknet.AccountClassHash) {
				t.Errorf("class %s", c)
			}
			must[object](j.node, path, "starknet_getClassAt", at)
			key := must[string](j.node, path, "starknet_getStorageAt", []any{hex(a.who.Address), hex(starknet.StoragePublicKey), "latest"})
			if key != hex(a.who.Public) {
				t.Errorf("public key %s", key)
			}
			cell := must[string](j.node, path, "starknet_getStorageAt", []any{hex(starknet.TokenAddress), hex(starknet.StorageBalance(&a.who.Address)), "latest"})
			if b := j.balance(path, a.who.Address, "latest"); b.Hex() != cell {
				t.Errorf("balance %s, in storage %s", b.Hex(), cell)
			}
		}
		if b := j.balance(path, alice.Address, object{"block_number": 0}); !b.Eq(chaintest.Funds) {
			t.Errorf("balance in block 0: %s", b)
		}
		if b := j.balance(path, starknet.NewFelt(12345), "latest"); !b.IsZero() {
			t.Errorf("balance of nobody: %s", b)
		}
		carol := object{"block_id": object{"block_number": 0}, "contract_address": hex(j.carol.Address)}
		for _, method := range []string{"starknet_getNonce", "starknet_getClassHashAt", "starknet_getClassAt"} {
			j.refused(20, path, method, carol)
			if a := j.call(path, method, object{"block_id": "pre_confirmed", "contract_address": hex(j.carol.Address)}); a.Error != nil {
				t.Error(a.Error)
			}
			j.refused(20, path, method, object{"block_id": "latest", "contract_address": "0x0"})
			j.refused(-32602, path, method, object{"block_id": "latest", "contract_address": "0x800000000000011000000000000000000000000000000000000000000000001"})
		}
		must[object](j.node, path, "starknet_getClass", []any{"latest", hex(starknet.TokenClassHash)})
		j.refused(28, path, "starknet_getClass", []any{"latest", "0x123"})
		j.refused(20, path, "starknet_getStorageAt", []any{"0x123", "0x1", "latest"})
		j.refused(42, path, "starknet_getStorageProof", []any{"latest"})
	}
}

// TestCall calls what can be called, and what can't.
func TestCall(t *testing.T) {
	n := start(t, 1, rpc.Limits{})
	token, alice := hex(starknet.TokenAddress), n.accounts[0]
	for _, path := range paths {
		for _, c := range []struct {
			to, selector string
			calldata     []string
			code         int
			want         string
		}{
			{token, hex(starknet.SelectorDecimals), []string{}, 0, "[0x12]"},
			{token, hex(starknet.SelectorSymbol), []string{}, 0, "[0x0 0x455448 0x3]"},
			{token, hex(starknet.SelectorName), []string{}, 0, "[0x0 0x4574686572 0x5]"},
			{token, hex(starknet.SelectorBalanceOfNew), []string{"0x5"}, 0, "[0x0 0x0]"},
			{hex(alice.Address), hex(starknet.Selector("get_public_key")), []string{}, 0, "[" + hex(alice.Public) + "]"},
			{token, hex(starknet.SelectorBalanceOf), []string{}, 40, ""},
			{token, hex(starknet.SelectorTransfer), []string{"0x1", "0x1", "0x0"}, 40, ""},
			{token, "0x123", []string{}, 21, ""},
			{hex(alice.Address), "0x123", []string{}, 21, ""},
			{"0x123", "0x123", []string{}, 20, ""},
		} {
			params := object{"request": object{"contract_address": c.to, "entry_point_selector": c.selector, "calldata": c.calldata}, "block_id": "latest"}
			if c.code != 0 {
				n.refused(c.code, path, "starknet_call", params)
			} else if got := must[[]string](n, path, "starknet_call", params); fmt.Sprint(got) != c.want {
				t.Errorf("%s: %v, want %s", c.selector, got, c.want)
			}
		}
	}
}

// TestEstimates compares what a simulation says of transactions with what comes of
// them.
func TestEstimates(t *testing.T) {
	n := start(t, 1, rpc.Limits{})
	alice, carol := n.accounts[0], chaintest.NewAccount(99)
	for i, path := range paths {
		transfer := alice.Transfer(carol.Address, 1e15)
		list := []any{transfer}
		if i == 0 {
			list = append(list, carol.Deploy(), carol.Transfer(alice.Address, 5))
		}
		estimates := must[[]object](n, path, "starknet_estimateFee", object{"request": list, "simulation_flags": []string{}, "block_id": "pre_confirmed"})
		must[[]object](n, path, "starknet_estimateFee", []any{list, []string{"SKIP_VALIDATE"}, "latest"})
		simulated := must[[]object](n, path, "starknet_simulateTransactions", []any{"latest", list, []string{}})
		must[[]object](n, path, "starknet_simulateTransactions", []any{"latest", list, []string{"SKIP_VALIDATE", "SKIP_FEE_CHARGE"}})
		if len(estimates) != len(list) || len(simulated) != len(list) {
			t.Fatalf("%d estimates, %d simulations", len(estimates), len(simulated))
		}
		receipt := n.accepted(path, n.send(path, transfer))
		if fee := receipt["actual_fee"].(object)["amount"]; fee != estimates[0]["overall_fee"] || fee != simulated[0]["fee_estimation"].(object)["overall_fee"] {
			t.Errorf("fee %v, estimated %v and %v", fee, estimates[0], simulated[0]["fee_estimation"])
		}
		bad := alice.Transfer(carol.Address, 1)
		bad.Signature[0] = starknet.NewFelt(5)
		alice.Nonce--
		n.refused(41, path, "starknet_estimateFee", []any{[]any{bad}, []string{}, "latest"})
		must[[]object](n, path, "starknet_estimateFee", []any{[]any{bad}, []string{"SKIP_VALIDATE"}, "latest"})
		tooMuch := *chaintest.Funds
		bad = transferOf(alice, carol.Address, &tooMuch)
		alice.Nonce--
		n.refused(41, path, "starknet_estimateFee", []any{[]any{bad}, []string{"SKIP_VALIDATE"}, "latest"})
		got := must[[]object](n, path, "starknet_simulateTransactions", []any{"latest", []any{bad}, []string{}})
		if got[0]["transaction_trace"].(object)["execute_invocation"].(object)["revert_reason"] == nil {
			t.Errorf("%v", got)
		}
		n.refused(-32602, path, "starknet_simulateTransactions", []any{"latest", []any{bad}, []string{"SKIP_THAT"}})
		alice.Nonce += 5 // as if transactions before it were on their way
		must[[]object](n, path, "starknet_estimateFee", []any{[]any{alice.Transfer(carol.Address, 1)}, []string{}, "latest"})
		alice.Nonce = 0
		n.refused(41, path, "starknet_estimateFee", []any{[]any{alice.Transfer(carol.Address, 1)}, []string{}, "latest"})
		alice.Nonce = uint64(i) + 1
	}
	poor := chaintest.NewAccount(98)
	must[[]object](n, path9, "starknet_estimateFee", []any{[]any{poor.Deploy()}, []string{}, "latest"}) // before it has been sent anything
	n.refused(41, path9, "starknet_simulateTransactions", []any{"latest", []any{poor.Deploy()}, []string{}})
}

// TestMessageFee estimates messages from L1.
func TestMessageFee(t *testing.T) {
	n := start(t, 1, rpc.Limits{})
	m := chaintest.Deposit(0, n.accounts[0].Address, 5)
	message := func(payload []starknet.Felt) []any {
		return []any{object{
			"from_address": fmt.Sprintf("0x%x", m.From), "to_address": hex(m.To), "entry_point_selector": hex(m.Selector), "payload": starknet.HexList(payload),
		}, "latest"}
	}
	for _, path := range paths {
		e := must[object](n, path, "starknet_estimateMessageFee", message(m.Payload))
		if e["overall_fee"] != "0x1" || e["unit"] != "WEI" {
			t.Errorf("%v", e)
		}
		n.refused(40, path, "starknet_estimateMessageFee", message(m.Payload[:2]))
		n.refused(-32602, path, "starknet_estimateMessageFee", []any{object{}, "latest"})
	}
}

// TestEvents pages through events by all kinds of filters.
func TestEvents(t *testing.T) {
	j := travel(t)
	alice, transfer := hex(j.accounts[0].Address), hex(starknet.EventTransfer)
	for _, path := range paths {
		all := j.events(path, object{}, 100)
		if len(all) != 7 {
			t.Fatalf("%d events, want 7", len(all))
		}
		for name, filter := range map[string]object{
			"from the beginning":  {"from_block": object{"block_number": 0}, "to_block": "latest"},
			"by address":          {"address": hex(starknet.TokenAddress)},
			"by key":              {"keys": [][]string{{transfer}}},
			"until pre-confirmed": {"to_block": "pre_confirmed"},
		} {
			if got := j.events(path, filter, 2); fmt.Sprint(got) != fmt.Sprint(all) {
				t.Errorf("%s: %v, want %v", name, got, all)
			}
		}
		if got := j.events(path, object{"keys": [][]string{{transfer}, {alice}}}, 1); len(got) != 4 {
			t.Errorf("%d events from Alice, want 4: %v", len(got), got)
		}
		if got := j.events(path, object{"address": "0x5"}, 1); len(got) != 0 {
			t.Errorf("events of nobody: %v", got)
		}
		j.refused(33, path, "starknet_getEvents", []any{object{"chunk_size": 1, "continuation_token": "x"}})
		j.refused(31, path, "starknet_getEvents", []any{object{"chunk_size": 100000}})
		j.refused(-32602, path, "starknet_getEvents", []any{object{"chunk_size": 0}})
		j.refused(24, path, "starknet_getEvents", []any{object{"chunk_size": 1, "to_block": object{"block_number": 1 << 40}}})
		keys := make([]string, 300)
		for i := range keys {
			keys[i] = "0x1"
		}
		j.refused(34, path, "starknet_getEvents", []any{object{"chunk_size": 1, "keys": [][]string{keys}}})
	}
	addresses := object{"address": []string{"0x5", hex(starknet.TokenAddress)}}
	if got := j.events(path10, addresses, 100); len(got) != 7 {
		t.Errorf("%d events of a list of addresses", len(got))
	}
	addresses["chunk_size"] = 1
	j.refused(-32602, path9, "starknet_getEvents", []any{addresses})
}

// events pages through the events of a filter.
func (n *node) events(path string, filter object, size int) (all []object) {
	n.t.Helper()
	filter["chunk_size"] = size
	for range 100 {
		page := must[struct {
			Events []object `json:"events"`
			Token  string   `json:"continuation_token"`
		}](n, path, "starknet_getEvents", object{"filter": filter})
		if len(page.Events) > size {
			n.t.Fatalf("a page of %d events, at most %d", len(page.Events), size)
		}
		all = append(all, page.Events...)
		if page.Token == "" {
			delete(filter, "continuation_token")
			return all
		}
		filter["continuation_token"] = page.Token
	}
	n.t.Fatal("the pages don't end")
	return nil
}

// TestProof verifies membership proofs as a client would, and that they prove
// nothing else.
func TestProof(t *testing.T) {
	j := travel(t)
	for _, address := range []starknet.Felt{j.carol.Address, starknet.NewFelt(4242)} {
		p := must[struct {
			Present bool   `json:"present"`
			Block   uint64 `json:"block_number"`
			Root    string `json:"state_root"`
			Count   uint32 `json:"account_count"`
			Index   uint32 `json:"index"`
			Leaf    struct {
				Address     starknet.Hex `json:"address"`
				NextAddress starknet.Hex `json:"next_address"`
				NextIndex   uint32       `json:"next_index"`
				Class       starknet.Hex `json:"class_hash"`
				PublicKey   starknet.Hex `json:"public_key"`
				Nonce       string       `json:"nonce"`
				Balance     string       `json:"balance"`
			} `json:"leaf"`
			Path []starknet.Hex `json:"path"`
		}](j.node, path10, "quarry_getAccountProof", []any{hex(address)})
		proof := state.Proof{Address: address, Block: p.Block, Index: p.Index, Count: p.Count, Account: program.Account{
			Address: starknet.Felt(p.Leaf.Address), NextAddress: starknet.Felt(p.Leaf.NextAddress), NextIndex: p.Leaf.NextIndex,
			ClassHash: starknet.Felt(p.Leaf.Class), PublicKey: starknet.Felt(p.Leaf.PublicKey),
			Nonce: uint256.MustFromHex(p.Leaf.Nonce).Uint64(), Balance: *uint256.MustFromHex(p.Leaf.Balance),
		}}
		copy(proof.Path[:], starknet.Felts(p.Path))
		root := starknet.MustFelt(p.Root)
		check(t, proof.Verify(&root))
		block := must[object](j.node, path10, "starknet_getBlockWithTxHashes", []any{object{"block_number": p.Block}})
		if block["new_root"] != p.Root || p.Present != (address == j.carol.Address) || proof.Present() != p.Present {
			t.Errorf("%+v", p)
		}
		proof.Account.Balance.AddUint64(&proof.Account.Balance, 1)
		if proof.Verify(&root) == nil {
			t.Error("a proof of a wrong balance is valid")
		}
	}
	j.refused(-32602, path10, "quarry_getAccountProof", []any{"0x0"})
}

// TestFinality follows a block to L1.
func TestFinality(t *testing.T) {
	j := travel(t)
	store := j.chain.Store()
	for number := uint64(1); number <= store.Head().Number; number++ {
		check(t, store.SetStage(number, chain.Proving, chain.Note{}))
		check(t, store.SetStage(number, chain.Proved, chain.Note{}))
		check(t, store.SetStage(number, chain.L1Submitted, chain.Note{}))
		check(t, store.SetStage(number, chain.L1Included, chain.Note{}))
		for _, path := range paths {
			b := must[object](j.node, path, "starknet_getBlockWithReceipts", []any{"l1_accepted"})
			if b["block_number"] != float64(number) || b["status"] != "ACCEPTED_ON_L1" {
				t.Errorf("block %d: %v", number, b)
			}
		}
	}
	for _, path := range paths {
		s := must[object](j.node, path, "starknet_getTransactionStatus", []any{j.transfer})
		r := must[object](j.node, path, "starknet_getTransactionReceipt", []any{j.transfer})
		if s["finality_status"] != "ACCEPTED_ON_L1" || r["finality_status"] != "ACCEPTED_ON_L1" {
			t.Errorf("%v %v", s, r)
		}
	}
}
