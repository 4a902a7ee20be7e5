package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// What a wallet is shown, and what it signs: the hash is starknet.js 8's of this very
// text.
func TestTypedData(t *testing.T) {
	leave := &Leave{
		Account: starknet.MustFelt("0x1234"), L2ChainID: starknet.MustShortString("SN_TEST"), L1ChainID: 1337,
		Bridge: common.HexToAddress("0x0100000000000000000000000000000000000002"), Recipient: common.HexToAddress("0xb0b"),
	}
	const want = `{"types":{"Escape":[{"name":"L1 chain","type":"felt"},{"name":"Bridge","type":"felt"},{"name":"Recipient","type":"felt"}],` +
		`"StarknetDomain":[{"name":"name","type":"shortstring"},{"name":"version","type":"shortstring"},{"name":"chainId","type":"shortstring"},{"name":"revision","type":"shortstring"}]},` +
		`"primaryType":"Escape","domain":{"chainId":"SN_TEST","name":"Quarry","revision":"1","version":"v1"},` +
		`"message":{"Bridge":"0x100000000000000000000000000000000000002","L1 chain":"0x539","Recipient":"0xb0b"}}`
	got, err := json.Marshal(leave.TypedData())
	if err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
	if message := leave.Message(); message != starknet.MustFelt("0x4410ddb50d47435c5f6565e23c633a692ad3b76c609e5b93cc931ae0379aa76") {
		t.Error(starknet.FormatFelt(&message))
	}
}

// A withdrawal's message is read as it was written; others are none.
func TestWithdrawalMessages(t *testing.T) {
	at := common.Address{7}
	w := &Withdrawal{Recipient: common.Address{1, 2}, Amount: new(big.Int).Lsh(big.NewInt(5), 130)}
	m := w.Message(at)
	if got := withdrawalOf(m, at); got == nil || got.Recipient != w.Recipient || got.Amount.Cmp(w.Amount) != 0 {
		t.Errorf("%+v", got)
	}
	for name, change := range map[string]func(*starknet.MessageToL1){
		"another bridge":     func(m *starknet.MessageToL1) { m.To[0]++ },
		"another sender":     func(m *starknet.MessageToL1) { m.From = starknet.NewFelt(1) },
		"another kind":       func(m *starknet.MessageToL1) { m.Payload[0] = starknet.NewFelt(1) },
		"a short payload":    func(m *starknet.MessageToL1) { m.Payload = m.Payload[:3] },
		"a long recipient":   func(m *starknet.MessageToL1) { m.Payload[1].SetBigInt(new(big.Int).Lsh(common.Big1, 160)) },
		"half of the amount": func(m *starknet.MessageToL1) { m.Payload[2].SetBigInt(new(big.Int).Lsh(common.Big1, 128)) },
	} {
		m := w.Message(at)
		change(m)
		if got := withdrawalOf(m, at); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// answer is a node that always answers the same.
type answer string

func (a answer) Call(_ context.Context, result any, _ string, _ ...any) error {
	return json.Unmarshal([]byte(a), result)
}

// A node's answers are not believed.
func TestBadNodes(t *testing.T) {
	account := starknet.NewFelt(9)
	for _, a := range []answer{"{}", `{"leaf":{"nonce":"0x1","balance":"0x1"},"path":["0x1"]}`, `{"path":null,"leaf":null}`} {
		if _, err := AccountProof(t.Context(), a, &account); !errors.Is(err, &fault.Error{Code: CodeProof}) {
			t.Errorf("%s: %v", a, err)
		}
	}
	if _, _, err := OfTransaction(t.Context(), answer(`{"messages_sent":[{"to_address":"0x1"}]}`), &account, common.Address{}); !errors.Is(err, &fault.Error{Code: CodeUnknown}) {
		t.Error(err)
	}
	if _, _, err := OfBlock(t.Context(), answer(`{"transactions":[{}]}`), 1, common.Address{}); !errors.Is(err, &fault.Error{Code: CodeUnknown}) {
		t.Error(err)
	}
}
