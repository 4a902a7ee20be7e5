package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/sequencer/node"
	"quarry/sequencer/starknet"
)

// A network whose process ends while its contracts are deployed, or before it has noted
// that they are, goes on with that deployment.
func TestDevnetDeploymentGoesOn(t *testing.T) {
	dir := t.TempDir()
	// open opens genesis and L1 as a devnet does, and returns how many transactions L1 has of
	// the account that deploys.
	open := func(ctx context.Context, args ...string) (core starknet.EthAddress, sent uint64, err error) {
		t.Helper()
		c := &devnetCommand{}
		parser, err := kong.New(c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(append([]string{"--settle", "--l1-listen=127.0.0.1:0", "--accounts=2"}, args...)); err != nil {
			t.Fatal(err)
		}
		d := &devnet{command: c, log: slog.New(slog.DiscardHandler), dir: dir}
		err = d.openGenesis(ctx)
		defer d.close()
		if d.l1 != nil {
			var e error
			if sent, e = d.l1.Client().NonceAt(t.Context(), d.l1.accountAddress, nil); e != nil {
				t.Fatal(e)
			}
		}
		if err != nil {
			return core, sent, err
		}
		return d.genesis.Config.Core, sent, nil
	}
	runs := 0
	var first starknet.EthAddress
	var all, before uint64
	for patience := 200 * time.Millisecond; ; patience += 300 * time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		core, sent, err := open(ctx)
		late := ctx.Err() != nil
		cancel()
		if sent < before {
			t.Fatalf("L1 has %d transactions, and had %d", sent, before)
		}
		before = sent
		if err == nil {
			first, all = core, sent
			break
		}
		if !late {
			t.Fatal(err)
		}
		runs++
	}
	if runs == 0 || first == (starknet.EthAddress{}) {
		t.Fatalf("core %s after %d runs", common.Address(first), runs)
	}
	path, journal := filepath.Join(dir, genesisFile), filepath.Join(dir, deployingFile)
	if fileExists(journal) {
		t.Error("the journal is left")
	}
	// It ends after the last transaction, and before the genesis file is written.
	g, err := readGenesis(path)
	if err != nil {
		t.Fatal(err)
	}
	g.Config.Core, g.Config.Bridge = starknet.EthAddress{}, starknet.EthAddress{}
	if err := errors.Join(writeGenesis(journal, g), os.Remove(path)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := open(t.Context(), "--accounts=3"); fault.CodeOf(err) != node.CodeOtherGenesis {
		t.Error(err)
	}
	core, sent, err := open(t.Context())
	if err != nil || core != first || sent != all {
		t.Errorf("core %s with %d transactions, and %s with %d: %v", common.Address(core), sent, common.Address(first), all, err)
	}
	if core, sent, err = open(t.Context()); err != nil || core != first || sent != all {
		t.Errorf("core %s with %d transactions: %v", common.Address(core), sent, err)
	}
}
