package starknet

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"testing"
)

// publicTransactions are transactions of Starknet's public networks, by their
// published hashes.
type publicTransaction struct {
	Chain, Hash string
	Transaction json.RawMessage
}

func readJSON(t testing.TB, file string, into any) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// parseAny reads a transaction of a vector, whatever its type, and its proof
// facts, which ParseTransaction refuses.
func parseAny(t testing.TB, data []byte) Transaction {
	t.Helper()
	var w wireTransaction
	if err := decode(data, &w); err != nil {
		t.Fatal(err)
	}
	p := wireParser{w: &w}
	defer func() {
		if p.err != nil {
			t.Fatal(p.err)
		}
	}()
	if w.Type == TypeL1Handler {
		nonce := p.integer(w.Nonce, 64, "nonce")
		return &L1Handler{Contract: p.felt(w.ContractAddress, "contract"), Selector: p.felt(w.EntryPointSelector, "selector"),
			Calldata: p.felts(w.Calldata, "calldata"), Nonce: nonce.Uint64()}
	}
	facts := w.ProofFacts
	w.ProofFacts = nil
	without, err := json.Marshal(&w)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := ParseTransaction(without)
	if err != nil {
		t.Fatal(err)
	}
	if facts != nil {
		tx.(*InvokeV3).ProofFacts = p.felts(facts, "proof facts")
	}
	return tx
}

// checkTransaction holds a transaction's hash and both encodings against the
// vector.
func checkTransaction(t *testing.T, v publicTransaction) {
	t.Helper()
	chain := MustShortString(v.Chain)
	tx := parseAny(t, v.Transaction)
	if h := tx.Hash(&chain); FormatFelt(&h) != v.Hash {
		t.Errorf("%s: the hash is %s", v.Hash, FormatFelt(&h))
	}
	again, err := DecodeTransaction(EncodeTransaction(tx))
	if err != nil {
		t.Fatal(err)
	}
	if h := again.Hash(&chain); FormatFelt(&h) != v.Hash {
		t.Errorf("%s: after encoding, the hash is %s", v.Hash, FormatFelt(&h))
	}
	written, err := json.Marshal(again)
	if invoke, ok := again.(*InvokeV3); ok && len(invoke.ProofFacts) > 0 {
		written, err = invoke.MarshalWithProofFacts()
	}
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if json.Unmarshal(written, &got) != nil || json.Unmarshal(v.Transaction, &want) != nil {
		t.Fatal("no JSON")
	}
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if !bytes.Equal(g, w) {
		t.Errorf("%s: JSON\n%s, want\n%s", v.Hash, g, w)
	}
}

func TestPublicTransactions(t *testing.T) {
	var vectors []publicTransaction
	readJSON(t, "transactions.json", &vectors)
	kinds := map[TransactionType]int{}
	for _, v := range vectors {
		checkTransaction(t, v)
		kinds[parseAny(t, v.Transaction).Type()]++
	}
	if len(kinds) != 3 {
		t.Errorf("vectors of types %v only", kinds)
	}
}

// TestEncodingStays: what is on disk and between nodes is read by later versions.
func TestEncodingStays(t *testing.T) {
	var vectors []publicTransaction
	readJSON(t, "transactions.json", &vectors)
	var all []byte
	for _, v := range vectors {
		all = AppendTransaction(all, parseAny(t, v.Transaction))
	}
	const want = "0001b13354f4dd56f03780c4ead212cd789634c7ce1305b0637dbd3358ecff25"
	if digest := Keccak(all); hex.EncodeToString(digest[:]) != want {
		t.Errorf("the encodings' hash is %x", digest)
	}
}

// jsVectors are what starknet.js says (testdata/vectors.mjs).
type jsVectors struct {
	Signatures   signatureVectors
	Accounts     []struct{ PublicKey, Salt, Address Hex }
	Transactions []struct {
		publicTransaction
		Message string
	}
	Selectors, ShortStrings map[string]Hex
	Calldata                []struct {
		Recipient, To            Hex
		Amount                   string
		Transfer, Withdraw, Both []Hex
	}
}

func TestStarknetJS(t *testing.T) {
	var v jsVectors
	readJSON(t, "starknetjs.json", &v)
	for _, tx := range v.Transactions {
		checkTransaction(t, tx.publicTransaction)
		if handler, ok := parseAny(t, tx.Transaction).(*L1Handler); ok {
			m, err := handler.Message()
			if err != nil {
				t.Fatal(err)
			}
			h := m.Hash()
			if got := new(big.Int).SetBytes(h[:]).Text(16); "0x"+got != tx.Message {
				t.Errorf("message 0x%s, want %s", got, tx.Message)
			}
			chain := MustShortString(tx.Chain)
			if a := m.Transaction().Hash(&chain); a != handler.Hash(&chain) {
				t.Error("the message's transaction has another hash")
			}
		}
	}
	for _, a := range v.Accounts {
		if got := AccountAddress((*Felt)(&a.PublicKey), (*Felt)(&a.Salt)); got != Felt(a.Address) {
			t.Errorf("address %s, want %s", FormatFelt(&got), FormatFelt((*Felt)(&a.Address)))
		}
	}
	for name, want := range v.Selectors {
		if Selector(name) != Felt(want) {
			t.Errorf("selector of %s", name)
		}
	}
	for text, want := range v.ShortStrings {
		e, err := ShortString(text)
		if err != nil || e != Felt(want) {
			t.Errorf("short string %q", text)
		}
		if back, ok := ShortStringText(&e); !ok || back != text {
			t.Errorf("text %q of short string %q", back, text)
		}
	}
}

func TestStarknetJSCalldata(t *testing.T) {
	var v jsVectors
	readJSON(t, "starknetjs.json", &v)
	for _, c := range v.Calldata {
		amount, err := ParseInteger(c.Amount, 256)
		if err != nil {
			t.Fatal(err)
		}
		to, err := EthAddressFromFelt((*Felt)(&c.To))
		if err != nil {
			t.Fatal(err)
		}
		transfer, withdrawal := Transfer{Felt(c.Recipient), amount}, Withdrawal{to, amount}
		for _, x := range []struct {
			data  []Hex
			calls []Call
		}{
			{c.Transfer, []Call{transfer.Call()}},
			{c.Withdraw, []Call{withdrawal.Call()}},
			{c.Both, []Call{transfer.Call(), withdrawal.Call()}},
		} {
			if got := EncodeCalls(x.calls...); !equalFelts(got, Felts(x.data)) {
				t.Errorf("calldata %v", got)
			}
		}
		if a, err := ParseAction(Felts(c.Transfer)); err != nil || a != Action(transfer) {
			t.Errorf("transfer: %v, %v", a, err)
		}
		if a, err := ParseAction(Felts(c.Withdraw)); err != nil || a != Action(withdrawal) {
			t.Errorf("withdrawal: %v, %v", a, err)
		}
		if _, err := ParseAction(Felts(c.Both)); err == nil {
			t.Error("two calls are taken")
		}
	}
}

func equalFelts(a, b []Felt) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
