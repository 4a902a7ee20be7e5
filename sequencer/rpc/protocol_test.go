package rpc_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/holiman/uint256"

	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/rpc"
	"quarry/sequencer/starknet"
)

// TestProtocol holds the server to JSON-RPC 2.0.
func TestProtocol(t *testing.T) {
	n := start(t, 1, rpc.Limits{Body: 2000, Batch: 3})
	id := `"result":"0x534e5f54455354"`
	call := `{"jsonrpc":"2.0","id":1,"method":"starknet_chainId"}`
	for _, c := range []struct{ name, body, want string }{
		{"call", call, `{"jsonrpc":"2.0","id":1,` + id + `}`},
		{"id is a string", `{"jsonrpc":"2.0","id":"<a>","method":"starknet_chainId","params":[]}`, `{"jsonrpc":"2.0","id":"<a>",` + id + `}`},
		{"id is null", `{"jsonrpc":"2.0","id":null,"method":"starknet_chainId","params":{}}`, `{"jsonrpc":"2.0","id":null,` + id + `}`},
		{"id is a fraction", `{"jsonrpc":"2.0","id":1.5,"method":"starknet_chainId","params":null}`, `{"jsonrpc":"2.0","id":1.5,` + id + `}`},
		{"white space", " \n" + call + "\t ", id},
		{"not JSON", `{"jsonrpc":`, `-32700`},
		{"empty", ``, `-32700`},
		{"two values", call + call, `-32700`},
		{"a string", `"x"`, `-32600`},
		{"null", `null`, `-32600`},
		{"no version", `{"id":1,"method":"starknet_chainId"}`, `{"jsonrpc":"2.0","id":1,"error":{"code":-32600`},
		{"another version", `{"jsonrpc":"1.0","id":1,"method":"starknet_chainId"}`, `-32600`},
		{"version is a number", `{"jsonrpc":2.0,"id":1,"method":"starknet_chainId"}`, `-32600`},
		{"id is an object", `{"jsonrpc":"2.0","id":{},"method":"starknet_chainId"}`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600`},
		{"id is true", `{"jsonrpc":"2.0","id":true,"method":"starknet_chainId"}`, `-32600`},
		{"method is a number", `{"jsonrpc":"2.0","id":1,"method":1}`, `-32600`},
		{"no method", `{"jsonrpc":"2.0","id":1}`, `-32600`},
		{"names differ in case", `{"JSONRPC":"2.0","id":1,"Method":"starknet_chainId"}`, `-32600`},
		{"params is a string", `{"jsonrpc":"2.0","id":1,"method":"starknet_chainId","params":"x"}`, `-32600`},
		{"unknown method", `{"jsonrpc":"2.0","id":1,"method":"starknet_nothing"}`, `-32601`},
		{"too many parameters", `{"jsonrpc":"2.0","id":1,"method":"starknet_chainId","params":[1]}`, `-32602`},
		{"unknown parameter", `{"jsonrpc":"2.0","id":1,"method":"starknet_chainId","params":{"x":1}}`, `-32602`},
		{"missing parameter", `{"jsonrpc":"2.0","id":1,"method":"starknet_getNonce","params":["latest"]}`, `-32602`},
		{"notification", `{"jsonrpc":"2.0","method":"starknet_chainId"}`, ``},
		{"notification that fails", `{"jsonrpc":"2.0","method":"starknet_nothing"}`, ``},
		{"batch", `[` + call + `,{"jsonrpc":"2.0","method":"starknet_chainId"},{"jsonrpc":"2.0","id":2,"method":"starknet_blockNumber"}]`,
			`[{"jsonrpc":"2.0","id":1,` + id + `},{"jsonrpc":"2.0","id":2,"result":0}]`},
		{"batch of junk", `[1,2]`, `[{"jsonrpc":"2.0","id":null,"error":{"code":-32600`},
		{"batch of notifications", `[{"jsonrpc":"2.0","method":"starknet_chainId"}]`, ``},
		{"empty batch", `[]`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600`},
		{"broken batch", `[` + call, `-32700`},
		{"batch and more", `[` + call + `]x`, `-32700`},
		{"long batch", `[1,1,1,1]`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32600`},
	} {
		status, got := n.post("/rpc", c.body)
		if want := http.StatusOK; c.want == "" && (status != http.StatusNoContent || got != "") || c.want != "" && (status != want || !strings.Contains(got, c.want)) {
			t.Errorf("%s: status %d, %s, want %s", c.name, status, got, c.want)
		}
	}
	if status, got := n.post("/", strings.Repeat(" ", 3000)); status != http.StatusRequestEntityTooLarge || !strings.Contains(got, "-32600") {
		t.Errorf("status %d, %s", status, got)
	}
	if status, _ := n.post("/nothing", call); status != http.StatusNotFound {
		t.Errorf("status %d", status)
	}
	for _, path := range []string{"/", "/rpc", "/rpc/v0_10", "/ws"} {
		r, err := http.Get(n.url + path)
		check(t, err)
		_ = r.Body.Close()
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: status %d", path, r.StatusCode)
		}
	}
	for path, want := range map[string]string{"/": "0.10.", "/rpc": "0.10.", "/rpc/": "0.10.", "/rpc/v0_10": "0.10.", "/rpc/v0_9": "0.9.", "/v0_9": "0.9."} {
		if v := must[string](n, path, "starknet_specVersion", nil); !strings.HasPrefix(v, want) {
			t.Errorf("%s: version %s", path, v)
		}
	}
}

// TestBrowsers demands that pages of all sites may ask.
func TestBrowsers(t *testing.T) {
	n := start(t, 1, rpc.Limits{})
	r, err := http.NewRequest(http.MethodOptions, n.url+"/rpc", nil)
	check(t, err)
	r.Header.Set("Origin", "https://wallet.example")
	r.Header.Set("Access-Control-Request-Method", "POST")
	answer, err := http.DefaultClient.Do(r)
	check(t, err)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent || answer.Header.Get("Access-Control-Allow-Origin") != "*" ||
		!strings.Contains(answer.Header.Get("Access-Control-Allow-Headers"), "Content-Type") {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
}

// TestRefusals sends transactions with one thing wrong each, and demands Starknet's
// code and a reason.
func TestRefusals(t *testing.T) {
	n := start(t, 2, rpc.Limits{})
	n.hold.Lock() // what is sent waits
	defer n.hold.Unlock()
	alice, bob, carol := n.accounts[0], n.accounts[1], chaintest.NewAccount(77)
	sign := func(a *chaintest.Account, tx starknet.AccountTransaction) starknet.AccountTransaction {
		check(t, a.Key.SignTransaction(tx, n.chainID()))
		return tx
	}
	invoke := func(change func(*starknet.InvokeV3)) starknet.AccountTransaction {
		tx := alice.Transfer(bob.Address, 1)
		alice.Nonce--
		change(tx)
		return sign(alice, tx)
	}
	deploy := func(change func(*starknet.DeployAccountV3)) starknet.AccountTransaction {
		tx := carol.Deploy()
		change(tx)
		return sign(carol, tx)
	}
	token := starknet.Call{To: starknet.TokenAddress, Selector: starknet.SelectorTransfer, Calldata: []starknet.Felt{bob.Address, starknet.NewFelt(1), {}}}
	calls := func(list ...starknet.Call) func(*starknet.InvokeV3) {
		return func(tx *starknet.InvokeV3) { tx.Calldata = starknet.EncodeCalls(list...) }
	}
	with := func(change func(*starknet.Call)) func(*starknet.InvokeV3) {
		c := token
		c.Calldata = append([]starknet.Felt(nil), token.Calldata...)
		change(&c)
		return calls(c)
	}
	waiting := alice.Transfer(bob.Address, 1)
	n.send(path10, waiting)
	otherChain := starknet.MustShortString("SN_MAIN")
	for _, c := range []struct {
		name string
		code int
		tx   starknet.AccountTransaction
	}{
		{"duplicate", 59, waiting},
		{"replacement that offers no more", 64, func() starknet.AccountTransaction {
			tx := *waiting
			tx.Calldata = starknet.EncodeCalls(starknet.Transfer{Recipient: bob.Address, Amount: *uint256.NewInt(2)}.Call())
			return sign(alice, &tx)
		}()},
		{"nonce far ahead", 52, invoke(func(tx *starknet.InvokeV3) { tx.Nonce = 1 << 40 })},
		{"wrong signature", 55, func() starknet.AccountTransaction {
			tx := invoke(func(*starknet.InvokeV3) {})
			tx.Common().Signature[1] = starknet.NewFelt(1)
			return tx
		}()},
		{"other's signature", 55, sign(bob, invoke(func(*starknet.InvokeV3) {}))},
		{"no signature", 55, func() starknet.AccountTransaction {
			tx := invoke(func(*starknet.InvokeV3) {})
			tx.Common().Signature = nil
			return tx
		}()},
		{"other chain", 55, func() starknet.AccountTransaction {
			tx := invoke(func(*starknet.InvokeV3) {})
			check(t, alice.Key.SignTransaction(tx, &otherChain))
			return tx
		}()},
		{"query version", 61, invoke(func(tx *starknet.InvokeV3) { tx.Query = true })},
		{"paymaster", 63, invoke(func(tx *starknet.InvokeV3) { tx.PaymasterData = []starknet.Felt{{}} })},
		{"account deployment data", 63, invoke(func(tx *starknet.InvokeV3) { tx.AccountDeploymentData = []starknet.Felt{{}} })},
		{"nonce in L2's domain", 63, invoke(func(tx *starknet.InvokeV3) { tx.NonceMode = starknet.DAModeL2 })},
		{"fee in L2's domain", 63, invoke(func(tx *starknet.InvokeV3) { tx.FeeMode = starknet.DAModeL2 })},
		{"too little gas", 53, invoke(func(tx *starknet.InvokeV3) { tx.Bounds.L2Gas.MaxAmount = 10 })},
		{"too low a price", 53, invoke(func(tx *starknet.InvokeV3) { tx.Bounds.L2Gas.MaxPrice = *uint256.NewInt(1) })},
		{"too low a balance", 54, invoke(func(tx *starknet.InvokeV3) {
			tx.Bounds.L2Gas = starknet.ResourceBound{MaxAmount: 1 << 60, MaxPrice: *uint256.MustFromHex("0xffffffffffffffffff")}
		})},
		{"no calls", 55, invoke(calls())},
		{"two calls", 55, invoke(calls(token, token))},
		{"another contract", 55, invoke(with(func(c *starknet.Call) { c.To = starknet.NewFelt(5) }))},
		{"another entry point", 55, invoke(with(func(c *starknet.Call) { c.Selector = starknet.Selector("approve") }))},
		{"too little calldata", 55, invoke(with(func(c *starknet.Call) { c.Calldata = c.Calldata[:2] }))},
		{"recipient 0", 55, invoke(with(func(c *starknet.Call) { c.Calldata[0] = starknet.Felt{} }))},
		{"amount out of range", 55, invoke(with(func(c *starknet.Call) { c.Calldata[1] = starknet.MustFelt("0x100000000000000000000000000000000") }))},
		{"withdrawal to no address of L1", 55, invoke(calls(starknet.Call{
			To: starknet.BridgeAddress, Selector: starknet.SelectorWithdraw, Calldata: []starknet.Felt{bob.Address, starknet.NewFelt(1), {}},
		}))},
		{"calldata that is no list of calls", 55, invoke(func(tx *starknet.InvokeV3) { tx.Calldata = make([]starknet.Felt, 1000) })},
		{"sender without account", 58, invoke(func(tx *starknet.InvokeV3) { tx.Sender = starknet.NewFelt(99) })},
		{"deployment of what has no balance", 54, deploy(func(*starknet.DeployAccountV3) {})},
		{"deployment of another class", 28, deploy(func(tx *starknet.DeployAccountV3) { tx.ClassHash = starknet.NewFelt(1) })},
		{"deployment with more arguments", 55, deploy(func(tx *starknet.DeployAccountV3) {
			tx.ConstructorCalldata = append(tx.ConstructorCalldata, starknet.Felt{})
		})},
		{"deployment of what is deployed", 55, bob.Deploy()},
	} {
		method, name := "starknet_addInvokeTransaction", "invoke_transaction"
		if c.tx.Type() == starknet.TypeDeployAccount {
			method, name = "starknet_addDeployAccountTransaction", "deploy_account_transaction"
		}
		for _, path := range paths {
			a := n.call(path, method, object{name: c.tx})
			if a.Error == nil || a.Error.Code != c.code {
				t.Errorf("%s: %v %s, want code %d", c.name, a.Error, a.Result, c.code)
			} else if reason, ok := a.Error.Data.(string); !ok || len(reason) < 10 {
				t.Errorf("%s: the reason is %v", c.name, a.Error.Data)
			}
		}
	}
}

// TestMalformed sends what is no transaction of the specification.
func TestMalformed(t *testing.T) {
	n := start(t, 2, rpc.Limits{})
	tx, err := json.Marshal(n.accounts[0].Transfer(n.accounts[1].Address, 1))
	check(t, err)
	for _, c := range []struct {
		name string
		code int
		edit func(object)
	}{
		{"no sender", -32602, func(o object) { delete(o, "sender_address") }},
		{"sender is a number", -32602, func(o object) { o["sender_address"] = 5 }},
		{"sender is not hexadecimal", -32602, func(o object) { o["sender_address"] = "0xg" }},
		{"sender is not below the prime", -32602, func(o object) { o["sender_address"] = "0x" + strings.Repeat("f", 64) }},
		{"sender is decimal", -32602, func(o object) { o["sender_address"] = "5" }},
		{"calldata is a string", -32602, func(o object) { o["calldata"] = "0x5" }},
		{"calldata holds null", -32602, func(o object) { o["calldata"] = []any{nil, 5} }},
		{"nonce of 65 bits", -32602, func(o object) { o["nonce"] = "0x10000000000000000" }},
		{"no bounds", -32602, func(o object) { delete(o, "resource_bounds") }},
		{"no data gas", -32602, func(o object) { delete(o["resource_bounds"].(object), "l1_data_gas") }},
		{"price of 129 bits", -32602, func(o object) {
			o["resource_bounds"].(object)["l2_gas"].(object)["max_price_per_unit"] = "0x1" + strings.Repeat("0", 32)
		}},
		{"unknown domain", -32602, func(o object) { o["fee_data_availability_mode"] = "L3" }},
		{"version 1", 61, func(o object) { o["version"] = "0x1" }},
		{"a declaration", 61, func(o object) { o["type"] = "DECLARE" }},
		{"no type", -32602, func(o object) { delete(o, "type") }},
		{"no version", -32602, func(o object) { delete(o, "version") }},
	} {
		var o object
		check(t, json.Unmarshal(tx, &o))
		c.edit(o)
		for _, path := range paths {
			n.refused(c.code, path, "starknet_addInvokeTransaction", []any{o})
		}
	}
	var o object
	check(t, json.Unmarshal(tx, &o))
	o["proof_facts"] = []string{"0x1"}
	n.refused(69, path10, "starknet_addInvokeTransaction", []any{o})
	n.refused(63, path9, "starknet_addInvokeTransaction", []any{o})
	o["proof_facts"], o["proof"] = []string{}, "AAAA"
	n.refused(69, path10, "starknet_addInvokeTransaction", []any{o})
	for _, junk := range []any{nil, 5, "x", []any{}, object{}} {
		n.refused(-32602, path10, "starknet_addInvokeTransaction", []any{junk})
		n.refused(-32602, path10, "starknet_addDeployAccountTransaction", []any{junk})
	}
	n.refused(-32602, path10, "starknet_addDeployAccountTransaction", []any{json.RawMessage(tx)})
	if e := n.refused(63, path10, "starknet_addDeclareTransaction", []any{object{}}); !strings.Contains(fmt.Sprint(e.Data), "declared") {
		t.Error(e)
	}
}
