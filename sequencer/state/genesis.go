package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/kernels/starkcurve"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// Genesis is block 0: what the chain begins with.
type Genesis struct {
	// Config ties the chain to L1; Core and Bridge are 0 as long as the contracts
	// are not deployed. The state does not depend on it.
	Config program.Config
	// Timestamp is block 0's, in seconds since 1970.
	Timestamp uint64
	// Sequencer and Prices are those of block 0.
	Sequencer fp.Element
	Prices    program.Prices
	// Accounts are the first accounts, in the order of their indices from 1 on.
	Accounts []GenesisAccount
}

// GenesisAccount is an account that is there from the beginning: with class and
// key, or with neither and only a balance.
type GenesisAccount struct {
	Address, ClassHash, PublicKey fp.Element
	Nonce                         uint64
	Balance                       uint256.Int
}

// genesisFile is the file's form: felts in hexadecimal; balances and prices in
// hexadecimal or decimal, as text.
type genesisFile struct {
	L2ChainID string               `json:"l2_chain_id"`
	L1ChainID uint64               `json:"l1_chain_id"`
	Core      *ethAddress          `json:"core,omitempty"`
	Bridge    *ethAddress          `json:"bridge,omitempty"`
	Timestamp uint64               `json:"timestamp"`
	Sequencer starknet.Hex         `json:"sequencer"`
	Prices    genesisPrices        `json:"prices"`
	Accounts  []genesisAccountFile `json:"accounts"`
}

type genesisPrices struct {
	L1     uint64 `json:"l1_gas"`
	L2     uint64 `json:"l2_gas"`
	L1Data uint64 `json:"l1_data_gas"`
}

type genesisAccountFile struct {
	Address   starknet.Hex `json:"address"`
	ClassHash starknet.Hex `json:"class_hash,omitzero"`
	PublicKey starknet.Hex `json:"public_key,omitzero"`
	Nonce     uint64       `json:"nonce,omitzero"`
	Balance   *uint256.Int `json:"balance"`
}

// ethAddress is an address on L1 in JSON.
type ethAddress starknet.EthAddress

func (a ethAddress) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "0x%x", a[:]), nil }

func (a *ethAddress) UnmarshalText(text []byte) error {
	e, err := starknet.ParseFelt(string(text))
	if err != nil {
		return err
	}
	address, err := starknet.EthAddressFromFelt(&e)
	*a = ethAddress(address)
	return err
}

// ReadGenesis reads and checks a genesis file. Unknown fields are refused.
func ReadGenesis(r io.Reader) (*Genesis, error) {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	var f genesisFile
	if err := d.Decode(&f); err != nil {
		return nil, jsonFault(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fault.New(CodeGenesis, "there is something after the end of the JSON object")
	}
	g := &Genesis{
		Timestamp: f.Timestamp, Sequencer: fp.Element(f.Sequencer), Prices: program.Prices(f.Prices),
		Accounts: make([]GenesisAccount, len(f.Accounts)),
	}
	chain, err := starknet.ShortString(f.L2ChainID)
	if err != nil {
		return nil, fault.Wrap(err, CodeGenesis, "the chain id is malformed").At("l2_chain_id")
	}
	g.Config = program.Config{L2ChainID: chain, L1ChainID: f.L1ChainID}
	if f.Core != nil {
		g.Config.Core = *f.Core
	}
	if f.Bridge != nil {
		g.Config.Bridge = *f.Bridge
	}
	for i := range f.Accounts {
		a := &f.Accounts[i]
		if a.Balance == nil {
			return nil, fault.New(CodeGenesis, "the balance is missing").At("accounts[%d].balance", i)
		}
		g.Accounts[i] = GenesisAccount{
			Address: fp.Element(a.Address), ClassHash: fp.Element(a.ClassHash), PublicKey: fp.Element(a.PublicKey),
			Nonce: a.Nonce, Balance: *a.Balance,
		}
	}
	return g, g.Validate()
}

// jsonFault says where a genesis file is malformed.
func jsonFault(err error) error {
	f := fault.Wrap(err, CodeGenesis, "the genesis file is malformed")
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return f.At("byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return f.At("%s", kind.Field)
	}
	return f
}

// MarshalJSON implements json.Marshaler: what ReadGenesis reads.
func (g *Genesis) MarshalJSON() ([]byte, error) {
	chain, ok := starknet.ShortStringText(&g.Config.L2ChainID)
	if !ok {
		return nil, fault.New(CodeGenesis, "the chain id is no short string").At("l2_chain_id")
	}
	f := genesisFile{
		L2ChainID: chain, L1ChainID: g.Config.L1ChainID, Timestamp: g.Timestamp,
		Sequencer: starknet.Hex(g.Sequencer), Prices: genesisPrices(g.Prices),
		Accounts: make([]genesisAccountFile, len(g.Accounts)),
	}
	if g.Config.Core != [20]byte{} {
		f.Core = (*ethAddress)(&g.Config.Core)
	}
	if g.Config.Bridge != [20]byte{} {
		f.Bridge = (*ethAddress)(&g.Config.Bridge)
	}
	for i := range g.Accounts {
		a := &g.Accounts[i]
		f.Accounts[i] = genesisAccountFile{starknet.Hex(a.Address), starknet.Hex(a.ClassHash), starknet.Hex(a.PublicKey), a.Nonce, &a.Balance}
	}
	return json.Marshal(f)
}

// addressBound is program.AddressBound.
var addressBound = uint256.MustFromBig(program.AddressBound())

// supplyBits is the number of bits of all balances of genesis together.
const supplyBits = 127

// validAddress reports whether an account other than the head can have the address.
func validAddress(a *fp.Element) bool {
	v := uint256.Int(a.Bits())
	return !a.IsZero() && v.Lt(addressBound)
}

// Validate checks what the format demands of genesis, and that the token's supply
// is below 2^127, so that no balance can outgrow its field by transfers.
func (g *Genesis) Validate() error {
	if !validAddress(&g.Sequencer) {
		return fault.New(CodeGenesis, "the sequencer's address %s is none", starknet.FormatFelt(&g.Sequencer)).
			At("sequencer").WithHint("1 to 2^251 − 257")
	}
	if uint64(len(g.Accounts)) >= 1<<program.TreeHeight {
		return fault.New(CodeGenesis, "there are %d accounts", len(g.Accounts)).At("accounts")
	}
	seen := make(map[fp.Element]int, len(g.Accounts))
	supply := new(big.Int)
	for i := range g.Accounts {
		a := &g.Accounts[i]
		if err := a.validate(); err != nil {
			return err.At("accounts[%d]", i)
		}
		if first, twice := seen[a.Address]; twice {
			return fault.New(CodeGenesis, "the address is that of accounts[%d] as well", first).At("accounts[%d].address", i)
		}
		seen[a.Address] = i
		supply.Add(supply, a.Balance.ToBig())
	}
	if supply.BitLen() > supplyBits {
		return fault.New(CodeGenesis, "the balances sum up to %s, which is not below 2^%d", supply, supplyBits).At("accounts")
	}
	return g.checkKeys()
}

// checkKeys demands that the keys are points of the curve: nobody could sign for
// others.
func (g *Genesis) checkKeys() error {
	bad := make([]bool, len(g.Accounts))
	parallel(len(g.Accounts), 1, func(from, to int) {
		for i := from; i < to; i++ {
			if a := &g.Accounts[i]; !a.ClassHash.IsZero() {
				_, ok := starkcurve.FromX(&a.PublicKey)
				bad[i] = !ok
			}
		}
	})
	if i := slices.Index(bad, true); i >= 0 {
		return fault.New(CodeGenesis, "%s is no public key: no point of the curve has it as x coordinate",
			starknet.FormatFelt(&g.Accounts[i].PublicKey)).At("accounts[%d].public_key", i)
	}
	return nil
}

func (a *GenesisAccount) validate() *fault.Error {
	switch {
	case !validAddress(&a.Address):
		return fault.New(CodeGenesis, "the address %s is none", starknet.FormatFelt(&a.Address)).WithHint("1 to 2^251 − 257")
	case a.Balance.BitLen() > 128:
		return fault.New(CodeGenesis, "the balance is above 2^128 − 1")
	case a.ClassHash.IsZero() && (!a.PublicKey.IsZero() || a.Nonce != 0):
		return fault.New(CodeGenesis, "an account without class can have neither key nor nonce")
	case !a.ClassHash.IsZero() && a.ClassHash != starknet.AccountClassHash:
		return fault.New(CodeGenesis, "the class %s is not known", starknet.FormatFelt(&a.ClassHash)).
			WithHint("the one account class is %s", starknet.FormatFelt(&starknet.AccountClassHash))
	case !a.ClassHash.IsZero() && a.PublicKey.IsZero():
		return fault.New(CodeGenesis, "an account with a class needs a public key")
	}
	return nil
}

// Header is block 0's.
func (g *Genesis) Header() program.Header {
	return program.Header{Timestamp: g.Timestamp, Sequencer: g.Sequencer, Prices: g.Prices}
}

// BlockHash is block 0's.
func (g *Genesis) BlockHash() fp.Element {
	h, root, none := g.Header(), g.Root(), program.TransactionCommitment(nil)
	return h.BlockHash(&root, 0, &none)
}

// Root is the state root of genesis, computed without a database.
func (g *Genesis) Root() fp.Element {
	accounts := g.accounts()
	level := leaves(accounts)
	for height := range program.TreeHeight {
		level = raiseAll(level, height)
	}
	root := feltOf(&level[0])
	return program.StateRoot(&root, uint64(len(accounts)))
}

// accounts are the leaves in the order of their indices, linked.
func (g *Genesis) accounts() []*program.Account {
	all := make([]*program.Account, 1, len(g.Accounts)+1)
	all[0] = new(program.Account)
	for i := range g.Accounts {
		a := &g.Accounts[i]
		all = append(all, &program.Account{
			Address: a.Address, ClassHash: a.ClassHash, PublicKey: a.PublicKey, Nonce: a.Nonce, Balance: a.Balance,
		})
	}
	type place struct {
		address [fp.Bytes]byte // big-endian
		index   uint32
	}
	order := make([]place, len(all))
	for i, a := range all {
		order[i] = place{a.Address.Bytes(), uint32(i)}
	}
	slices.SortFunc(order, func(a, b place) int { return bytes.Compare(a.address[:], b.address[:]) })
	for i, next := range order[1:] {
		before := all[order[i].index]
		before.NextAddress, before.NextIndex = all[next.index].Address, next.index
	}
	return all
}
