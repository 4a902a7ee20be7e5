package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2"

	"quarry/config"
	"quarry/fault"
	"quarry/internal/daemon"
	"quarry/sequencer/consensus/cometbft"
	"quarry/sequencer/node"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// hexKey is a public key of 32 bytes in hexadecimal.
type hexKey [32]byte

// MarshalText implements encoding.TextMarshaler.
func (k hexKey) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(k[:])), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *hexKey) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(k) {
		return fault.New(codeNode, "a validator's public key has 64 hexadecimal digits")
	}
	copy(k[:], b)
	return nil
}

// nodeRevertCommand takes blocks back.
type nodeRevertCommand struct {
	jsonFlag
	dataFlags
	To uint64 `required:"" help:"The last block that stays." placeholder:"N"`
}

func (c *nodeRevertCommand) run(ctx context.Context, s streams) error {
	dir, err := daemon.ExistingDataDir(c.Data)
	if err != nil {
		return err
	}
	genesis, err := keptGenesis(dir, "")
	if err != nil {
		return err
	}
	n, err := node.Open(ctx, node.Options{Dir: filepath.Join(dir, chainFolder), Genesis: genesis})
	if err != nil {
		return err
	}
	before := n.Chain().Store().Head().Number
	err = n.Chain().Revert(ctx, c.To)
	head := n.Chain().Store().Head()
	if err := errors.Join(err, n.Close()); err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"reverted": before - head.Number, "block_number": head.Number, "block_hash": starknet.Hex(head.Hash)})
		return nil
	}
	fmt.Fprintf(s.out, "%d blocks are taken back; the head is block %d, %s. Their transactions wait again.\n",
		before-head.Number, head.Number, starknet.FormatFelt(&head.Hash))
	return nil
}

// openState opens the database of a node that does not run.
func openState(data string) (db *pebble.DB, st *state.State, err error) {
	dir, err := daemon.ExistingDataDir(data)
	if err != nil {
		return nil, nil, err
	}
	if db, err = state.OpenDatabase(filepath.Join(dir, chainFolder), state.DatabaseOptions{}); err != nil {
		return nil, nil, err
	}
	if st, err = state.Open(db, []byte("state/")); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, st, nil
}

// nodeSnapshotCommand writes a snapshot.
type nodeSnapshotCommand struct {
	jsonFlag
	dataFlags
	OutFile string `required:"" help:"The snapshot; a file that is there is replaced." placeholder:"FILE"`
}

func (c *nodeSnapshotCommand) run(ctx context.Context, s streams) error {
	db, st, err := openState(c.Data)
	if err != nil {
		return err
	}
	defer db.Close()
	part := c.OutFile + ".part"
	file, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.Wrap(err, codeNode, "the snapshot can't be written").At("%s", c.OutFile)
	}
	defer os.Remove(part)
	view, err := st.WriteSnapshot(ctx, file)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, c.OutFile); err != nil {
		return fault.Wrap(err, codeNode, "the snapshot can't be written").At("%s", c.OutFile)
	}
	root := view.Root()
	if c.JSON {
		printJSON(s.out, map[string]any{"block_number": view.Number(), "state_root": starknet.Hex(root), "accounts": view.Count() - 1})
		return nil
	}
	fmt.Fprintf(s.out, "%s: the state after block %d, %d accounts, root %s\n", c.OutFile, view.Number(), view.Count()-1, starknet.FormatFelt(&root))
	return nil
}

// nodeRestoreCommand makes a genesis file of a snapshot: a chain that begins with its
// accounts.
type nodeRestoreCommand struct {
	jsonFlag
	config.File
	Snapshot string `required:"" help:"The snapshot." placeholder:"FILE"`
	Root     string `help:"The state root that it must have; then it need not be trusted." placeholder:"FELT"`
	Genesis  string `required:"" help:"The genesis file of the snapshot's chain, for its name, contracts and prices." placeholder:"FILE"`
	OutFile  string `required:"" help:"The new chain's genesis file." placeholder:"FILE"`
}

func (c *nodeRestoreCommand) run(ctx context.Context, s streams) error {
	genesis, err := readGenesis(c.Genesis)
	if err != nil {
		return err
	}
	file, err := os.Open(c.Snapshot)
	if err != nil {
		return fault.Wrap(err, codeNode, "the snapshot can't be read").At("%s", c.Snapshot)
	}
	defer file.Close()
	var root *starknet.Felt
	if c.Root != "" {
		r, err := starknet.ParseFelt(c.Root)
		if err != nil {
			return err
		}
		root = &r
	}
	if err := restored(ctx, genesis, file, root); err != nil {
		return err
	}
	if err := writeGenesis(c.OutFile, genesis); err != nil {
		return err
	}
	hash := genesis.BlockHash()
	if c.JSON {
		printJSON(s.out, map[string]any{"accounts": len(genesis.Accounts), "timestamp": genesis.Timestamp, "block_hash": starknet.Hex(hash)})
		return nil
	}
	fmt.Fprintf(s.out, "%s: a chain that begins with the snapshot's %d accounts, block 0 is %s\n", c.OutFile, len(genesis.Accounts), starknet.FormatFelt(&hash))
	return nil
}

// restored puts a snapshot's accounts into a genesis, after checking it whole in a
// database of its own.
func restored(ctx context.Context, g *state.Genesis, snapshot io.Reader, root *starknet.Felt) error {
	dir, remove, err := temporary("quarry-restore-")
	if err != nil {
		return err
	}
	defer remove()
	db, err := state.OpenDatabase(dir, state.DatabaseOptions{})
	if err != nil {
		return err
	}
	defer db.Close()
	st, err := state.Open(db, []byte("state/"))
	if err != nil {
		return err
	}
	if err := st.Restore(ctx, snapshot, root, nil); err != nil {
		return err
	}
	view, err := st.View()
	if err != nil {
		return err
	}
	g.Accounts = make([]state.GenesisAccount, 0, view.Count())
	for index := uint32(1); index < view.Count(); index++ {
		a, err := view.Account(index)
		if err != nil {
			return err
		}
		g.Accounts = append(g.Accounts, state.GenesisAccount{
			Address: a.Address, ClassHash: a.ClassHash, PublicKey: a.PublicKey, Nonce: a.Nonce, Balance: a.Balance,
		})
	}
	if err := g.Validate(); err != nil {
		return err
	}
	if got := g.Root(); got != view.Root() {
		want := view.Root()
		return fault.New(codeNode, "the new chain's state root %s is not the snapshot's %s", starknet.FormatFelt(&got), starknet.FormatFelt(&want))
	}
	return nil
}

func readGenesis(path string) (*state.Genesis, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(err, codeNode, "the genesis file can't be read").At("%s", path)
	}
	defer file.Close()
	return state.ReadGenesis(file)
}

// nodeIdentityCommand prints a validator's keys.
type nodeIdentityCommand struct {
	jsonFlag
	dataFlags
}

func (c *nodeIdentityCommand) run(_ context.Context, s streams) error {
	dir, err := daemon.DataDir(c.Data)
	if err != nil {
		return err
	}
	id, err := cometbft.ReadIdentity(filepath.Join(dir, consensusFolder))
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"node": id.Node, "public_key": hexKey(id.Validator)})
		return nil
	}
	var t table
	t.add("peer", "%s@HOST:PORT", id.Node)
	t.add("public key", "%x", id.Validator)
	t.print(s.out)
	return nil
}
