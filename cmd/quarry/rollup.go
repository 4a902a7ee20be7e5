package main

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"

	"quarry/config"
	"quarry/fault"
	"quarry/internal/durable"
	"quarry/prover/stone"
	"quarry/sequencer/program"
	"quarry/sequencer/state"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/deployment"
	"quarry/settlement/l1"
	"quarry/settlement/settler/proving"
)

// codeRollup: a rollup with an L1 of its own can't be set up.
const codeRollup fault.Code = "rollup/setup"

const (
	// embeddedBlockTime is the time between two blocks of an embedded L1.
	embeddedBlockTime = time.Second
	// embeddedDepth is how many blocks of it lie upon a deposit's before it is taken.
	embeddedDepth = 2
)

// provedPolicy is of verifiers that take the proofs of blocks as nodes have them made.
// The floor is that of n_queries · log_n_cosets + proof_of_work_bits.
var provedPolicy = verifier.Policy{Layout: program.Layout, Version: stone.V3, SecurityFloor: 96}

// embeddedL1 is an Ethereum chain in this process, with its accounts' keys, all in a
// folder: opened there again, it goes on.
type embeddedL1 struct {
	*l1.Chain
	// account is rich; operator is there to settle blocks.
	account, operator               config.L1Account
	accountAddress, operatorAddress common.Address
}

// openEmbeddedL1 starts the chain in a folder, or goes on with it. Its rich account has
// wealth, the operator 1,000 ETH. It answers JSON-RPC at listen.
func openEmbeddedL1(dir, listen string, chainID uint64, wealth *big.Int, log *slog.Logger) (*embeddedL1, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(err, codeRollup, "the folder of the L1 chain can't be made").At("%s", dir)
	}
	e := &embeddedL1{}
	alloc := types.GenesisAlloc{}
	for _, a := range []struct {
		name    string
		into    *config.L1Account
		address *common.Address
		balance *big.Int
	}{{"account", &e.account, &e.accountAddress, wealth}, {"operator", &e.operator, &e.operatorAddress, ether(1000).ToBig()}} {
		var err error
		if *a.address, err = ownKeystore(dir, a.name, a.into); err != nil {
			return nil, err
		}
		alloc[*a.address] = types.Account{Balance: a.balance}
	}
	var err error
	e.Chain, err = l1.StartChain(l1.ChainOptions{
		ChainID: chainID, Alloc: alloc, Dir: filepath.Join(dir, "chain"), Listen: listen, BlockTime: embeddedBlockTime, Log: log.With("part", "l1"),
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}

// mined makes a block for each of a deployment's transactions, rather than wait.
func (e *embeddedL1) mined(log *slog.Logger) func() {
	return func() {
		if _, err := e.Commit(); err != nil {
			log.Error("L1 makes no block", "error", err)
		}
	}
}

// ownKeystore makes a key in a folder, or finds it there: NAME.json, which the password
// in the file "password" opens. Keys of embedded chains are worth nothing.
func ownKeystore(dir, name string, into *config.L1Account) (common.Address, error) {
	into.Keystore, into.PasswordFile = filepath.Join(dir, name+".json"), filepath.Join(dir, "password")
	var known struct {
		Address string `json:"address"`
	}
	content, err := os.ReadFile(into.Keystore)
	if err == nil {
		err = json.Unmarshal(content, &known)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return common.HexToAddress(known.Address), err
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		return common.Address{}, err
	}
	address := crypto.PubkeyToAddress(key.PublicKey)
	return address, writeKeystore(into, key, address)
}

// ownPassword opens the keystores of embedded chains.
const ownPassword = "embedded"

func writeKeystore(to *config.L1Account, key *ecdsa.PrivateKey, address common.Address) error {
	content, err := keystore.EncryptKey(&keystore.Key{Id: uuid.New(), Address: address, PrivateKey: key}, ownPassword, keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		return err
	}
	if err := errors.Join(durable.WriteFile(to.PasswordFile, []byte(ownPassword+"\n")), durable.WriteFile(to.Keystore, content)); err != nil {
		return fault.Wrap(err, codeRollup, "the key can't be kept").At("%s", to.Keystore)
	}
	return nil
}

// deployRollup deploys a chain's contracts with an account, which is then a governor;
// genesis then knows them. What is sent is in dir before: a deployment that was broken off
// goes on there. mined, unless nil, has L1 make a block.
func deployRollup(ctx context.Context, client *l1.Client, signer l1.Signer, operator common.Address, genesis *state.Genesis, dir string, mined func()) (*contracts.Addresses, uint64, error) {
	block, err := proving.BlockProgram()
	if err != nil {
		return nil, 0, err
	}
	owned := new(big.Int)
	for i := range genesis.Accounts {
		owned.Add(owned, genesis.Accounts[i].Balance.ToBig())
	}
	var gas uint64
	o := deployment.Options{Client: client, Signer: signer, Poll: l1Poll, Sent: mined, Events: func(s deployment.Step) { gas += s.Gas }}
	if mined != nil {
		o.Poll = 10 * time.Millisecond
	}
	if o.Store, err = l1.OpenStore(dir); err != nil {
		return nil, 0, err
	}
	var addresses contracts.Addresses
	d, err := deployment.Open(ctx, o, deployment.Rollup(&contracts.Options{
		Verifier: provedPolicy, Program: block,
		L1ChainID: genesis.Config.L1ChainID, L2ChainID: genesis.Config.L2ChainID,
		Genesis:   contracts.Genesis{Root: genesis.Root(), BlockHash: genesis.BlockHash()},
		Operators: []common.Address{operator}, Delays: contracts.DefaultDelays(), Limits: contracts.NoLimits(), Endowment: owned,
	}, &addresses))
	if err != nil {
		return nil, 0, err
	}
	estimate, err := d.Estimate(ctx)
	if err != nil {
		return nil, 0, err
	}
	if err := d.Check(estimate); err != nil {
		return nil, 0, err
	}
	if err := d.Run(ctx); err != nil {
		return nil, 0, err
	}
	genesis.Config.Core, genesis.Config.Bridge = addresses.Core, addresses.Bridge
	return &addresses, gas, nil
}

// temporary is a folder for a rollup that is not kept.
func temporary(name string) (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp("", name); err != nil {
		return "", nil, fault.Wrap(err, codeRollup, "there is no room for files")
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}
