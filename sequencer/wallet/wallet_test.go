package wallet_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/sequencer/wallet"
)

func TestAmounts(t *testing.T) {
	for text, want := range map[string]string{
		"1": "1000000000000000000", "1.5": "1500000000000000000", "0.000000000000000001": "1", "20wei": "20", "3gwei": "3000000000",
		" 2 ETH ": "2000000000000000000", "1.50000000000000000000eth": "1500000000000000000", "0": "0", "007": "7000000000000000000",
	} {
		if v, err := wallet.ParseAmount(text); err != nil || v.Dec() != want {
			t.Errorf("%q: %v, %v", text, v, err)
		}
	}
	for _, text := range []string{"", "x", "-1", "1.", ".5", "1e18", "1.5wei", "0.0000000000000000001", "1 2", "1btc", "eth", "1..2", "+1", "0x10", strings.Repeat("9", 40), strings.Repeat("0", 200), "1٠"} {
		if v, err := wallet.ParseAmount(text); fault.CodeOf(err) != wallet.CodeAmount {
			t.Errorf("%q: %v, %v", text, v, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := &uint256.Int{rapid.Uint64().Draw(t, "low"), rapid.Uint64().Draw(t, "high")}
		if got, err := wallet.ParseAmount(wallet.FormatAmount(want)); err != nil || !got.Eq(want) {
			t.Fatalf("%s: %v, %v", wallet.FormatAmount(want), got, err)
		}
	})
}

func FuzzAmount(f *testing.F) {
	for _, text := range []string{"1.5", "3gwei", "wei", ".", "1.eth"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := wallet.ParseAmount(text)
		if (err == nil) == (v == nil) {
			t.Errorf("%q: %v, %v", text, v, err)
		}
	})
}

// What is kept is found by name and address, and opens with its password only.
func TestKeystore(t *testing.T) {
	k := &wallet.Keystore{Dir: filepath.Join(t.TempDir(), "keys"), Light: true}
	key := starknet.NewPrivateKey()
	if list, err := k.List(); err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	e, err := k.Add(key, "alice", "secret")
	if err != nil {
		t.Fatal(err)
	}
	address := starknet.Felt(e.Address)
	for _, which := range []string{"", "alice", starknet.FormatFelt(&address)} {
		if found, err := k.Find(which); err != nil || *found != *e {
			t.Errorf("%q: %v, %v", which, found, err)
		}
	}
	a, err := k.Open(e, "secret")
	if err != nil || a.Key != key || a.Address != address {
		t.Fatal(a, err)
	}
	path := filepath.Join(k.Dir, starknet.FormatFelt(&address)+".json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	change := func(old, replacement string) func() error {
		return func() error {
			if !strings.Contains(string(text), old) {
				t.Fatalf("the file has no %s", old)
			}
			if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, replacement, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := k.Open(e, "secret")
			return err
		}
	}
	for name, c := range map[string]struct {
		do   func() error
		code fault.Code
	}{
		"password":     {func() error { _, err := k.Open(e, "Secret"); return err }, wallet.CodePassword},
		"again":        {func() error { _, err := k.Add(key, "", "x"); return err }, wallet.CodeExists},
		"name again":   {func() error { _, err := k.Add(starknet.NewPrivateKey(), "alice", "x"); return err }, wallet.CodeExists},
		"bad name":     {func() error { _, err := k.Add(starknet.NewPrivateKey(), "../x", "x"); return err }, wallet.CodeKeystore},
		"unknown":      {func() error { _, err := k.Find("bob"); return err }, wallet.CodeUnknownKey},
		"huge scrypt":  {change(`"n": 4096`, `"n": 1073741824`), wallet.CodeKey},
		"no scrypt":    {change(`"kdf": "scrypt"`, `"kdf": "none"`), wallet.CodeKey},
		"no salt":      {change(`"salt"`, `"pepper"`), wallet.CodeKey},
		"long key":     {change(`"dklen": 32`, `"dklen": 16`), wallet.CodeKey},
		"other cipher": {change(`"ciphertext": "`, `"ciphertext": "00`), wallet.CodePassword},
		"version":      {change(`"version": 3`, `"version": 4`), wallet.CodeKey},
		"no JSON":      {change(`{`, ``), wallet.CodeKey},
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := c.do(); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v [%s]", name, err, fault.CodeOf(err))
		}
	}
	// A file under another's address is not taken for that one.
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := k.Add(starknet.NewPrivateKey(), "bob", "secret")
	if err != nil {
		t.Fatal(err)
	}
	bob := starknet.Felt(other.Address)
	if err := os.WriteFile(filepath.Join(k.Dir, starknet.FormatFelt(&bob)+".json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Open(other, "secret"); fault.CodeOf(err) != wallet.CodeKey {
		t.Error(err)
	}
}
