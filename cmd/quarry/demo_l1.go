package main

import (
	"context"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/api/dashboard"
	"quarry/config"
	"quarry/fault"
	"quarry/internal/durable"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/deployment"
	"quarry/settlement/l1"
)

// openL1 connects to L1, or starts it, deploys the contracts there, and gives Alice what
// she needs; genesis then knows chain and contracts.
func (d *demo) openL1(ctx context.Context, dir string, genesis *state.Genesis) (err error) {
	d.url, d.account = d.command.L1, d.command.L1Account
	var mined func()
	if d.url == "" {
		d.at(dashboard.AtContracts, dashboard.Active, "L1", "starting an Ethereum chain in this process, and deploying the contracts")
		if d.embedded, err = openEmbeddedL1(filepath.Join(dir, "l1-chain"), "127.0.0.1:0", genesis.Config.L1ChainID, ether(1_000_000).ToBig(), d.log); err != nil {
			return err
		}
		d.url, d.account = d.embedded.URL(), d.embedded.account
		mined = d.embedded.mined(d.log)
	}
	if d.client, err = l1.Dial(ctx, l1.Connection{URL: d.url}); err != nil {
		return err
	}
	genesis.Config.L1ChainID = d.client.Chain().Uint64()
	if d.signer, d.endSigner, err = openL1Account(ctx, &d.account); err != nil {
		return err
	}
	if d.embedded == nil {
		d.at(dashboard.AtContracts, dashboard.Active, "L1", fmt.Sprintf("chain %d at a node of its own, deploying the contracts with %s", genesis.Config.L1ChainID, short(d.signer.Address())))
	}
	var gas uint64
	if d.addresses, gas, err = deployRollup(ctx, d.client, d.signer, d.signer.Address(), genesis, filepath.Join(dir, "deployment"), mined); err != nil {
		return err
	}
	if err := d.keepContracts(dir, genesis); err != nil {
		return err
	}
	d.at(dashboard.AtContracts, dashboard.Passed, "L1", fmt.Sprintf("core %s, bridge %s, verifier %s: %.1f M gas", short(d.addresses.Core), short(d.addresses.Bridge),
		short(d.addresses.Verifier), float64(gas)/1e6),
		dashboard.Figure{Key: "l1_chain_id", Name: "L1 chain", Value: genesis.Config.L1ChainID, Unit: "id"}, hashFigure("core", "Core", d.addresses.Core.Hex()),
		hashFigure("bridge", "Bridge", d.addresses.Bridge.Hex()), hashFigure("verifier", "Verifier", d.addresses.Verifier.Hex()), gasFigure("deployment_gas", "Gas", gas))
	return d.fund(ctx)
}

// keep writes Alice's and Bob's keys into the demo's folder, before they are given
// anything: NAME-l1.json, a keystore that the password in "password" opens, and NAME-l2.key
// for quarry wallet import.
func (d *demo) keep(dir string) error {
	for _, a := range []*actor{d.alice, d.bob} {
		name := strings.ToLower(a.name)
		account := config.L1Account{Keystore: filepath.Join(dir, name+"-l1.json"), PasswordFile: filepath.Join(dir, "password")}
		if err := writeKeystore(&account, a.l1, a.l1Address()); err != nil {
			return err
		}
		key, path := a.l2.Bytes(), filepath.Join(dir, name+"-l2.key")
		if err := durable.WriteFile(path, fmt.Appendf(nil, "%#x\n", key[:])); err != nil {
			return fault.Wrap(err, codeDemo, "the key can't be kept").At("%s", path)
		}
	}
	if d.command.L1 != "" {
		d.say("demo", "Alice's and Bob's keys, and all files, are kept in %s", dir)
	}
	return nil
}

// keepContracts writes where the contracts are, and the genesis file that names them: what
// the commands need to get ether back that was left.
func (d *demo) keepContracts(dir string, genesis *state.Genesis) error {
	chain, _ := starknet.ShortStringText(&genesis.Config.L2ChainID)
	file := deployment.File{L1ChainID: genesis.Config.L1ChainID, L2ChainID: chain, Addresses: *d.addresses}
	if err := file.Write(filepath.Join(dir, "contracts.json")); err != nil {
		return err
	}
	return writeGenesis(filepath.Join(dir, genesisFile), genesis)
}

func (d *demo) closeL1() {
	if d.endSigner != nil {
		d.endSigner()
	}
	if d.client != nil {
		d.client.Close()
	}
	if d.embedded != nil {
		if err := d.embedded.Close(); err != nil {
			d.log.Error("closing L1", "error", err)
		}
	}
}

// demoGas is the gas that Alice's two transactions on L1 take, and some.
const demoGas = 1_000_000

// fund gives Alice what she deposits, and the gas for what she does on L1.
func (d *demo) fund(ctx context.Context) error {
	price, err := d.gasPrice(ctx)
	if err != nil {
		return err
	}
	value := new(big.Int).Mul(price, big.NewInt(demoGas))
	value.Add(value, d.deposited.ToBig()).Add(value, demoMessageFee)
	o := l1.TransactOpts(ctx, d.signer, d.client.Chain())
	return d.pay(ctx, o, d.alice.l1Address(), value, price)
}

// gasPrice is what a transaction may offer to be in one of the next blocks.
func (d *demo) gasPrice(ctx context.Context) (*big.Int, error) {
	head, err := d.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't say its last block")
	}
	tip, err := d.client.SuggestGasTipCap(ctx)
	if err != nil {
		return nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't say what gas costs")
	}
	return tip.Add(tip, new(big.Int).Mul(head.BaseFee, big.NewInt(2))), nil
}

// plainGas is what a transfer takes.
const plainGas = 21_000

// pay sends ether on L1, and waits until it is there.
func (d *demo) pay(ctx context.Context, o *bind.TransactOpts, to common.Address, value, price *big.Int) error {
	o.Context, o.Value, o.GasLimit, o.GasFeeCap = ctx, value, plainGas, price
	tx, err := bind.NewBoundContract(to, abi.ABI{}, d.client, d.client, d.client).RawTransact(o, nil)
	if err != nil {
		return fault.Wrap(l1.Quiet(err), codeDemo, "%s wei can't be sent on L1 from %s", value, o.From)
	}
	receipt, err := bind.WaitMined(ctx, d.client, tx)
	if err == nil && receipt.Status != types.ReceiptStatusSuccessful {
		err = fault.New(codeDemo, "the transfer %s on L1 has reverted", tx.Hash())
	}
	return err
}

// giveBack sends what Alice and Bob have on a foreign L1 back to the account.
func (d *demo) giveBack(ctx context.Context) error {
	if d.embedded != nil {
		return nil
	}
	for _, a := range []*actor{d.alice, d.bob} {
		price, err := d.gasPrice(ctx)
		if err != nil {
			return err
		}
		value, err := d.client.BalanceAt(ctx, a.l1Address(), nil)
		if err != nil {
			return fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't say %s's balance", a.name)
		}
		if value.Sub(value, new(big.Int).Mul(price, big.NewInt(plainGas))).Sign() <= 0 {
			continue
		}
		o, err := bind.NewKeyedTransactorWithChainID(a.l1, d.client.Chain())
		if err == nil {
			err = d.pay(ctx, o, d.signer.Address(), value, price)
		}
		if err != nil {
			return err
		}
	}
	d.say("L1", "what Alice and Bob have left on L1 is back at %s", short(d.signer.Address()))
	return nil
}
