package main

import (
	"io"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holiman/uint256"

	"quarry/api/dashboard"
	"quarry/config"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// On another L1 the demo's folder has what is needed to get the actors' ether back: their
// keys, the contracts and the genesis file; all as the commands take them.
func TestDemoKeepsKeys(t *testing.T) {
	t.Parallel()
	w, chain := ownersL1(t)
	c := &demoCommand{L1: w.url, L1Account: config.L1Account{Keystore: w.path("key0"), PasswordFile: w.path("password")}}
	dir, remove, err := c.folder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	d := &demo{command: c, out: io.Discard, log: slog.New(slog.DiscardHandler), story: dashboard.NewStory(), deposited: uint256.NewInt(3e18)}
	if d.alice, err = newActor("Alice"); err == nil {
		d.bob, err = newActor("Bob")
	}
	if err != nil {
		t.Fatal(err)
	}
	genesis := &state.Genesis{
		Config: program.Config{L2ChainID: starknet.MustShortString("QUARRY_DEMO")}, Timestamp: 1, Sequencer: starknet.NewFelt(5), Prices: demoPrices,
	}
	defer d.closeL1()
	if err := d.keep(dir); err != nil {
		t.Fatal(err)
	}
	if err := d.openL1(t.Context(), dir, genesis); err != nil {
		t.Fatal(err)
	}
	remove()
	for _, name := range []string{"alice-l1.json", "alice-l2.key", "bob-l1.json", "bob-l2.key", "password", "contracts.json", genesisFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	// Alice deposits what she was given, by the file of her key on L1.
	alice := []string{"--l1=" + w.url, "--l1_keystore=" + filepath.Join(dir, "alice-l1.json"), "--l1_password_file=" + filepath.Join(dir, "password")}
	w.ok(nil, "bridge deposit "+starknet.FormatFelt(&d.alice.address)+" 2", append(alice, "--contracts="+filepath.Join(dir, "contracts.json"))...)
	balance, err := chain.Client().BalanceAt(t.Context(), d.alice.l1Address(), nil)
	if err != nil || balance.Cmp(big.NewInt(1.2e18)) > 0 {
		t.Error(balance, err)
	}
	w.text("contracts show", "--l1="+w.url, "--genesis="+filepath.Join(dir, genesisFile))
	// Bob's account on L2 is that of the other file.
	bob := w.text("wallet import --name=bob", "--keystore="+w.path("keys"), "--password_file="+w.path("password"), "--private_key_file="+filepath.Join(dir, "bob-l2.key"))
	if !strings.Contains(bob, starknet.FormatFelt(&d.bob.address)) {
		t.Error(bob)
	}
}
