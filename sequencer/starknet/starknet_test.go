package starknet

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"quarry/fault"
)

func drawFelt(t *rapid.T) (e Felt) {
	e.SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(t, "felt"))
	return e
}

func drawFelts(t *rapid.T, most int) []Felt {
	list := make([]Felt, rapid.IntRange(0, most).Draw(t, "length"))
	for i := range list {
		list[i] = drawFelt(t)
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

func drawInteger(t *rapid.T, bytes int) (v uint256.Int) {
	v.SetBytes(rapid.SliceOfN(rapid.Byte(), 0, bytes).Draw(t, "integer"))
	return v
}

func drawV3(t *rapid.T) V3 {
	bound := func() ResourceBound {
		return ResourceBound{rapid.Uint64().Draw(t, "amount"), drawInteger(t, 16)}
	}
	return V3{
		Signature: drawFelts(t, 3), Nonce: rapid.Uint64().Draw(t, "nonce"), Tip: rapid.Uint64().Draw(t, "tip"),
		Bounds:        ResourceBounds{bound(), bound(), bound()},
		PaymasterData: drawFelts(t, 2), Query: rapid.Bool().Draw(t, "query"),
		NonceMode: DAMode(rapid.IntRange(0, 1).Draw(t, "nonce mode")), FeeMode: DAMode(rapid.IntRange(0, 1).Draw(t, "fee mode")),
	}
}

func drawTransaction(t *rapid.T) Transaction {
	switch rapid.IntRange(0, 2).Draw(t, "type") {
	case 0:
		return &InvokeV3{drawV3(t), drawFelt(t), drawFelts(t, 9), drawFelts(t, 2), drawFelts(t, 2)}
	case 1:
		return &DeployAccountV3{drawV3(t), drawFelt(t), drawFelt(t), drawFelts(t, 3)}
	}
	return &L1Handler{drawFelt(t), drawFelt(t), drawFelts(t, 6), rapid.Uint64().Draw(t, "nonce"), drawInteger(t, 32)}
}

// normal makes empty lists nil, as binary decoding does and JSON does not.
func normal(tx AccountTransaction) {
	trim := func(list *[]Felt) {
		if len(*list) == 0 {
			*list = nil
		}
	}
	c := tx.Common()
	trim(&c.Signature)
	trim(&c.PaymasterData)
	switch x := tx.(type) {
	case *InvokeV3:
		trim(&x.Calldata)
		trim(&x.AccountDeploymentData)
	case *DeployAccountV3:
		trim(&x.ConstructorCalldata)
	}
}

func TestEncodings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tx := drawTransaction(t)
		b := EncodeTransaction(tx)
		again, err := DecodeTransaction(b)
		if err != nil || !reflect.DeepEqual(tx, again) {
			t.Fatalf("%v: %+v, want %+v", err, again, tx)
		}
		if _, err := DecodeTransaction(b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")]); fault.CodeOf(err) != CodeEncoding {
			t.Fatalf("cut off: %v", err)
		}
		if _, err := DecodeTransaction(append(b, 0)); fault.CodeOf(err) != CodeEncoding {
			t.Fatalf("with a byte more: %v", err)
		}
		if x, ok := tx.(*InvokeV3); ok {
			x.ProofFacts = nil
		}
		if sent, ok := tx.(AccountTransaction); ok {
			data, err := json.Marshal(sent)
			if err != nil {
				t.Fatal(err)
			}
			parsed, err := ParseTransaction(data)
			if err != nil {
				t.Fatal(err)
			}
			if normal(parsed); !reflect.DeepEqual(parsed, sent) {
				t.Fatalf("JSON: %+v, want %+v", parsed, sent)
			}
		}
	})
}

// Every field of a transaction but the signature is in its hash.
func TestHashCoversAll(t *testing.T) {
	chain := MustShortString("A")
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawTransaction(t), drawTransaction(t)
		if x, ok := a.(AccountTransaction); ok {
			x.Common().Signature = nil
		}
		if x, ok := b.(AccountTransaction); ok {
			x.Common().Signature = nil
		}
		if x, ok := a.(*L1Handler); ok {
			x.PaidFee.Clear()
		}
		if x, ok := b.(*L1Handler); ok {
			x.PaidFee.Clear()
		}
		if (a.Hash(&chain) == b.Hash(&chain)) != reflect.DeepEqual(a, b) {
			t.Fatalf("%+v and %+v", a, b)
		}
		other := MustShortString("B")
		if a.Hash(&chain) == a.Hash(&other) {
			t.Fatal("the chain is not in the hash")
		}
	})
}

func TestFelts(t *testing.T) {
	p := "0x800000000000011000000000000000000000000000000000000000000000001"
	for text, want := range map[string]string{
		"0x0": "0x0", "0x": "", "": "", "0": "", "12": "", "0x00ff": "0xff", "0XfF": "0xff", p: "",
		"0x800000000000011000000000000000000000000000000000000000000000000": "0x800000000000011000000000000000000000000000000000000000000000000",
		"0x" + strings.Repeat("0", 64):                                      "0x0", "0x" + strings.Repeat("0", 65): "", "0xg": "", "0x-1": "", "0x 1": "",
		"0x" + strings.Repeat("f", 64): "",
	} {
		e, err := ParseFelt(text)
		switch {
		case want == "" && fault.CodeOf(err) != CodeFelt:
			t.Errorf("%q: %v", text, err)
		case want != "" && (err != nil || FormatFelt(&e) != want):
			t.Errorf("%q: %s, %v", text, FormatFelt(&e), err)
		}
	}
	if _, err := ParseInteger("0x10000000000000000", 64); fault.CodeOf(err) != CodeInteger {
		t.Error(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		e := drawFelt(t)
		if again, err := ParseFelt(FormatFelt(&e)); err != nil || again != e {
			t.Fatal(err)
		}
		v := IntegerFromFelt(&e)
		if again, ok := FeltFromInteger(&v); !ok || again != e {
			t.Fatal("integer")
		}
		wide := drawInteger(t, 32)
		u := U256(&wide)
		if again, ok := ParseU256(&u[0], &u[1]); !ok || again != wide {
			t.Fatal("u256")
		}
	})
}

func TestShortStrings(t *testing.T) {
	for _, s := range []string{strings.Repeat("a", 32), "é"} {
		if _, err := ShortString(s); fault.CodeOf(err) != CodeShortString {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, e := range []Felt{MustFelt("0x610061"), MustFelt("0x80"), MustFelt("0x7" + strings.Repeat("f", 61)), MustFelt("0x1" + strings.Repeat("61", 31))} {
		if s, ok := ShortStringText(&e); ok && e != MustShortString(s) {
			t.Errorf("%s: %q", FormatFelt(&e), s)
		}
	}
	if got := ByteArray("Ether"); !equalFelts(got, []Felt{{}, MustShortString("Ether"), NewFelt(5)}) {
		t.Errorf("byte array %v", got)
	}
	long := strings.Repeat("b", 33)
	if got := ByteArray(long); !equalFelts(got, []Felt{NewFelt(1), MustShortString(long[:31]), MustShortString("bb"), NewFelt(2)}) {
		t.Errorf("byte array %v", got)
	}
}

func TestBadTransactions(t *testing.T) {
	tx := &InvokeV3{Sender: NewFelt(5), Calldata: []Felt{NewFelt(1)}}
	good, err := json.Marshal(tx)
	if err != nil {
		t.Fatal(err)
	}
	change := func(field string, value any) []byte {
		var m map[string]any
		if err := json.Unmarshal(good, &m); err != nil {
			t.Fatal(err)
		}
		if value == nil {
			delete(m, field)
		} else {
			m[field] = value
		}
		out, _ := json.Marshal(m)
		return out
	}
	var fields map[string]any
	if err := json.Unmarshal(good, &fields); err != nil {
		t.Fatal(err)
	}
	for f := range fields {
		if _, err := ParseTransaction(change(f, nil)); fault.CodeOf(err) != CodeTransaction {
			t.Errorf("without %s: %v", f, err)
		}
		if _, err := ParseTransaction(change(f, 3.5)); fault.CodeOf(err) != CodeTransaction {
			t.Errorf("with a number as %s: %v", f, err)
		}
	}
	for _, c := range []struct {
		data []byte
		want fault.Code
	}{
		{change("type", "DECLARE"), CodeType},
		{change("type", "L1_HANDLER"), CodeType},
		{change("version", "0x1"), CodeType},
		{change("proof_facts", []string{"0x1"}), CodeProofFacts},
		{change("proof", "AAAA"), CodeProofFacts},
		{change("nonce", "0x10000000000000000"), CodeInteger},
		{change("tip", "12"), CodeInteger},
		{change("sender_address", "0xzz"), CodeFelt},
		{change("calldata", []string{"0x1", "zero"}), CodeFelt},
		{change("calldata", []any{"0x1", nil}), CodeFelt},
		{change("fee_data_availability_mode", "L3"), CodeTransaction},
		{change("resource_bounds", map[string]any{"l1_gas": map[string]any{"max_amount": "0x1", "max_price_per_unit": "0x1"}}), CodeTransaction},
		{[]byte(""), CodeTransaction}, {[]byte("null"), CodeTransaction}, {[]byte("[]"), CodeTransaction},
		{append(bytes.Clone(good), '{'), CodeTransaction},
	} {
		if _, err := ParseTransaction(c.data); fault.CodeOf(err) != c.want {
			t.Errorf("%.120s: %v", c.data, err)
		}
	}
	if _, err := ParseTransaction(change("calldata", []string{"0x1", "zero"})); err == nil || !strings.HasPrefix(err.Error(), "calldata[1]: ") {
		t.Errorf("the error does not say where: %v", err)
	}
	var h []Hex
	for _, data := range []string{`["0x1", null]`, `[1]`, `["x"]`} {
		if err := json.Unmarshal([]byte(data), &h); fault.CodeOf(err) != CodeFelt {
			t.Errorf("%s: %v", data, err)
		}
	}
	for _, data := range [][]byte{change("proof_facts", []string{}), change("proof", ""), change("unknown", 1)} {
		if _, err := ParseTransaction(data); err != nil {
			t.Errorf("%s: %v", data, err)
		}
	}
}

func TestBadCalls(t *testing.T) {
	good := EncodeCalls(Transfer{Recipient: NewFelt(5), Amount: *uint256.NewInt(7)}.Call())
	with := func(i int, e Felt) []Felt {
		out := append([]Felt(nil), good...)
		out[i] = e
		return out
	}
	bound := MustFelt("0x7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00")
	wide := MustFelt("0x100000000000000000000000000000000")
	withdraw := EncodeCalls(Withdrawal{Recipient: EthAddress{19: 1}}.Call())
	withdrawTo := func(e Felt) []Felt {
		out := append([]Felt(nil), withdraw...)
		out[4] = e
		return out
	}
	for i, c := range []struct {
		calldata []Felt
		want     fault.Code
	}{
		{nil, CodeCalldata}, {good[:3], CodeCalldata}, {good[:6], CodeCalldata}, {append(with(0, NewFelt(1)), Felt{}), CodeCalldata},
		{with(0, NewFelt(2)), CodeCalldata}, {with(0, NewFelt(0)), CodeCalldata}, {with(0, wide), CodeCalldata},
		{with(3, NewFelt(4)), CodeCalldata}, {with(3, bound), CodeCalldata}, {[]Felt{{}}, CodeCall},
		{with(1, NewFelt(1)), CodeCall}, {with(2, SelectorExecute), CodeCall},
		{EncodeCalls(Call{TokenAddress, SelectorTransfer, good[4:6]}), CodeCall},
		{with(4, Felt{}), CodeAddress}, {with(4, bound), CodeAddress},
		{with(5, wide), CodeCall}, {with(6, wide), CodeCall},
		{withdrawTo(Felt{}), CodeAddress}, {withdrawTo(MustFelt("0x1" + strings.Repeat("0", 40))), CodeAddress},
	} {
		if _, err := ParseAction(c.calldata); fault.CodeOf(err) != c.want {
			t.Errorf("%d: %v", i, err)
		}
	}
	below := bound
	below.Sub(&below, new(Felt).SetOne())
	if _, err := ParseAction(with(4, below)); err != nil {
		t.Error(err)
	}
}

func TestMaxFee(t *testing.T) {
	var v V3
	v.Tip = 3
	v.Bounds.L2Gas = ResourceBound{10, *uint256.NewInt(5)}
	v.Bounds.L1Gas = ResourceBound{2, *uint256.NewInt(7)}
	v.Bounds.L1DataGas = ResourceBound{1, *uint256.NewInt(100)}
	if fee := v.MaxFee(); fee.Uint64() != 10*8+14+100 {
		t.Errorf("%v", &fee)
	}
	most := new(uint256.Int).Lsh(uint256.NewInt(1), 128)
	most.SubUint64(most, 1)
	for _, b := range []*ResourceBound{&v.Bounds.L1Gas, &v.Bounds.L2Gas, &v.Bounds.L1DataGas} {
		*b = ResourceBound{1<<64 - 1, *most}
	}
	v.Tip = 1<<64 - 1
	if fee := v.MaxFee(); fee.BitLen() != 194 {
		t.Errorf("%d bits", fee.BitLen())
	}
}

// The fee fields' hashes that Starknet's blockifier is tested with.
func TestFeeFieldsHash(t *testing.T) {
	bound := func(amount, price uint64) ResourceBound { return ResourceBound{amount, *uint256.NewInt(price)} }
	for want, dataGas := range map[string]ResourceBound{
		"0x3d848944220686a0d567e2a3895f3651ad616d4eccb473a03a93150c40b5e13": bound(0x5000, 0x6000),
		"0x6916420cf10b91926a408900e0e8f5548bbd3baccb11b2e0ad1a58246b0ffe0": {},
	} {
		v := V3{Bounds: ResourceBounds{L1Gas: bound(0x1000, 0x2000), L2Gas: bound(0x3000, 0x4000), L1DataGas: dataGas}}
		if h := v.FeeFieldsHash(); FormatFelt(&h) != want {
			t.Errorf("%s, want %s", FormatFelt(&h), want)
		}
	}
}

func TestClasses(t *testing.T) {
	for _, hash := range []Felt{AccountClassHash, TokenClassHash} {
		c, ok := ClassOf(&hash)
		if !ok || c.Hash != hash || strings.ContainsAny(c.ABI, "\n\t") {
			t.Fatalf("%v", c)
		}
		var abi []any
		if err := json.Unmarshal([]byte(c.ABI), &abi); err != nil || len(abi) == 0 {
			t.Fatal(err)
		}
		data, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var class struct {
			Points map[string][]struct {
				Selector Hex
			} `json:"entry_points_by_type"`
		}
		if err := json.Unmarshal(data, &class); err != nil {
			t.Fatal(err)
		}
		if len(class.Points["EXTERNAL"]) == 0 || len(class.Points) != 3 {
			t.Errorf("entry points %v", class.Points)
		}
	}
	c, _ := ClassOf(&AccountClassHash)
	if len(c.Constructor) != 1 || c.Constructor[0] != Selector("constructor") || c.External[0] != SelectorExecute {
		t.Errorf("entry points of the account: %v, %v", c.Constructor, c.External)
	}
	if _, ok := ClassOf(&Felt{}); ok {
		t.Error("a class 0")
	}
}

func TestEvent(t *testing.T) {
	from, to := NewFelt(1), NewFelt(2)
	amount := new(uint256.Int).Lsh(uint256.NewInt(9), 128)
	e := TransferEvent(&from, &to, amount)
	if e.From != TokenAddress || !equalFelts(e.Keys, []Felt{Selector("Transfer"), from, to}) || !equalFelts(e.Data, []Felt{{}, NewFelt(9)}) {
		t.Errorf("%+v", e)
	}
}

// TestMessageHash: the core contract hashes a message to L1 word by word. The
// other direction is held against starknet.js.
func TestMessageHash(t *testing.T) {
	m := MessageToL1{From: NewFelt(1), To: EthAddress{19: 2}, Payload: []Felt{NewFelt(3), NewFelt(4)}}
	word := func(n byte) []byte { return append(make([]byte, 31), n) }
	want := Keccak(word(1), word(2), word(2), word(3), word(4))
	if m.Hash() != want {
		t.Error("other words are hashed")
	}
	if _, err := (&L1Handler{}).Message(); fault.CodeOf(err) != CodeAddress {
		t.Error(err)
	}
	if _, err := (&L1Handler{Calldata: []Felt{MustFelt("0x1" + strings.Repeat("0", 40))}}).Message(); fault.CodeOf(err) != CodeAddress {
		t.Error(err)
	}
}

func FuzzParseTransaction(f *testing.F) {
	var vectors []publicTransaction
	readJSON(f, "transactions.json", &vectors)
	for _, v := range vectors {
		f.Add([]byte(v.Transaction))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tx, err := ParseTransaction(data)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("an error without code: %v", err)
			}
			return
		}
		normal(tx)
		written, err := json.Marshal(tx)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseTransaction(written)
		if err != nil {
			t.Fatal(err)
		}
		if normal(again); !reflect.DeepEqual(tx, again) {
			t.Fatalf("%+v, want %+v", again, tx)
		}
		if x, ok := tx.(*InvokeV3); ok {
			ParseAction(x.Calldata)
		}
	})
}

func FuzzDecodeTransaction(f *testing.F) {
	var vectors []publicTransaction
	readJSON(f, "transactions.json", &vectors)
	for _, v := range vectors {
		f.Add(EncodeTransaction(parseAny(f, v.Transaction)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tx, err := DecodeTransaction(data)
		if err != nil {
			if fault.CodeOf(err) != CodeEncoding {
				t.Fatal(err)
			}
			return
		}
		if again := EncodeTransaction(tx); !bytes.Equal(again, data) {
			t.Fatalf("%x has another encoding, %x", data, again)
		}
	})
}

func FuzzParseCalls(f *testing.F) {
	f.Add(appendFelts(nil, EncodeCalls(Transfer{Recipient: NewFelt(5)}.Call(), Withdrawal{}.Call())))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := binaryReader{rest: data}
		calldata := r.felts()
		calls, err := ParseCalls(calldata)
		if err == nil && !equalFelts(EncodeCalls(calls...), calldata) {
			t.Fatal("another encoding")
		}
		if a, err := ParseAction(calldata); err == nil && !equalFelts(EncodeCalls(a.Call()), calldata) {
			t.Fatal("an action with another encoding")
		}
	})
}
