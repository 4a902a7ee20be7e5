package starknet

import (
	"fmt"
	"strings"
	"testing"

	"quarry/fault"
)

// signatureVectors are signatures of one key.
type signatureVectors []struct {
	PrivateKey, PublicKey Hex
	Signed                []struct{ Message, R, S Hex }
}

// check holds our keys and signatures against the vectors; it returns all, and
// how many we would not have made.
func (v signatureVectors) check(t *testing.T) (all []Signed, different int) {
	for _, x := range v {
		k, err := ParsePrivateKey(FormatFelt((*Felt)(&x.PrivateKey)))
		if err != nil {
			t.Fatal(err)
		}
		if got := k.PublicKey(); got != Felt(x.PublicKey) {
			t.Errorf("public key %s, want %s", FormatFelt(&got), FormatFelt((*Felt)(&x.PublicKey)))
		}
		for _, s := range x.Signed {
			want := []Felt{Felt(s.R), Felt(s.S)}
			got, err := k.Sign((*Felt)(&s.Message))
			if err != nil {
				t.Fatal(err)
			}
			if !equalFelts(got, want) {
				different++
			}
			all = append(all, Signed{Felt(x.PublicKey), Felt(s.Message), want})
		}
	}
	return all, different
}

// TestSignatures: our signatures are cairo-lang's, bit for bit, and starknet.js's
// but for one: its library takes nonces that begin with zero bytes for longer
// ones, and draws the next. All are valid.
func TestSignatures(t *testing.T) {
	var cairo struct {
		Signed signatureVectors
		Made   []struct {
			Message, R, S, PublicKey Hex
			Valid                    bool
		}
	}
	readJSON(t, "signatures.json", &cairo)
	all, different := cairo.Signed.check(t)
	if different > 0 {
		t.Errorf("%d signatures differ from cairo-lang's", different)
	}
	var js jsVectors
	readJSON(t, "starknetjs.json", &js)
	more, different := js.Signatures.check(t)
	if different != 1 {
		t.Errorf("%d signatures differ from starknet.js's", different)
	}
	all = append(all, more...)
	if len(all) < 200 {
		t.Fatalf("only %d signatures", len(all))
	}

	verifier := NewVerifier(0)
	valid := 0
	for i, s := range cairo.Made {
		for range 4 { // with and without a table
			err := verifier.Verify((*Felt)(&s.PublicKey), (*Felt)(&s.Message), []Felt{Felt(s.R), Felt(s.S)})
			if (err == nil) != s.Valid {
				t.Errorf("made signature %d: %v, cairo-lang says %v", i, err, s.Valid)
			}
		}
		if s.Valid {
			valid++
		}
	}
	if valid < 50 || valid == len(cairo.Made) {
		t.Errorf("%d of %d made signatures are valid", valid, len(cairo.Made))
	}
	wrong, short := len(all)/2, len(all)/2+1
	all[wrong].Hash.Double(&all[wrong].Hash)
	all[short].Signature = all[short].Signature[:1]
	for i, err := range verifier.VerifyMany(t.Context(), all, 2) {
		again := verifier.Verify(&all[i].PublicKey, &all[i].Hash, all[i].Signature)
		if (err != nil) != (i == wrong || i == short) || (err == nil) != (again == nil) {
			t.Errorf("signature %d: %v, %v", i, err, again)
		}
		if err != nil && fault.CodeOf(err) != CodeSignature {
			t.Errorf("signature %d: code of %v", i, err)
		}
	}
}

func TestPrivateKey(t *testing.T) {
	k := NewPrivateKey()
	for _, text := range []string{fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s", k, k, &k, &k)} {
		if strings.ContainsAny(text, "0123456789") {
			t.Errorf("it prints as %q", text)
		}
	}
	b := k.Bytes()
	if again, err := PrivateKeyFromBytes(b[:]); err != nil || again != k {
		t.Error("it doesn't survive its bytes")
	}
	for _, s := range []string{"", "0x", "0x0", "1", "0xg", "0x800000000000010ffffffffffffffffb781126dcae7b2321e66a241adc64d2f", "0x1" + strings.Repeat("0", 64)} {
		_, err := ParsePrivateKey(s)
		if fault.CodeOf(err) != CodePrivateKey {
			t.Errorf("%q: %v", s, err)
		}
		if err != nil && len(s) > 10 && strings.Contains(err.Error(), s[2:]) {
			t.Error("the error tells the key")
		}
	}
	tx := &InvokeV3{Sender: NewFelt(5), Calldata: EncodeCalls(Transfer{Recipient: NewFelt(7)}.Call())}
	chain := MustShortString("QUARRY")
	if err := k.SignTransaction(tx, &chain); err != nil {
		t.Fatal(err)
	}
	x, hash := k.PublicKey(), tx.Hash(&chain)
	if err := NewVerifier(0).Verify(&x, &hash, tx.Signature); err != nil {
		t.Error(err)
	}
}

// BenchmarkInvoke is what the sequencer does for a transfer before it executes
// it: reading the JSON, hashing, verifying.
func BenchmarkInvoke(b *testing.B) {
	k := NewPrivateKey()
	x, chain := k.PublicKey(), MustShortString("QUARRY")
	tx := &InvokeV3{Sender: AccountAddress(&x, &x), Calldata: EncodeCalls(Transfer{Recipient: NewFelt(7)}.Call())}
	if err := k.SignTransaction(tx, &chain); err != nil {
		b.Fatal(err)
	}
	data, err := tx.MarshalJSON()
	if err != nil {
		b.Fatal(err)
	}
	encoded := EncodeTransaction(tx)
	verifier := NewVerifier(0)
	hash := tx.Hash(&chain)
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			if _, err := ParseTransaction(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			if _, err := DecodeTransaction(encoded); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("hash", func(b *testing.B) {
		for b.Loop() {
			tx.Hash(&chain)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if err := verifier.Verify(&x, &hash, tx.Signature); err != nil {
				b.Fatal(err)
			}
		}
	})
}
