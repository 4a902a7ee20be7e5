package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"time"

	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/sequencer/wallet"
)

// chainFlags say what a new chain is like.
type chainFlags struct {
	ChainID  string `default:"QUARRY_DEVNET" help:"The chain's name." group:"Chain"`
	Accounts int    `default:"10" help:"Accounts that are there from the beginning." group:"Chain"`
	Balance  string `default:"1000" help:"What each of them has (ETH; default 1000)." placeholder:"AMOUNT" group:"Chain"`
}

// genesisCommand makes a genesis file.
type genesisCommand struct {
	jsonFlag
	chainFlags
	Seed      *uint64 `help:"The number that their keys come from, for tests: everybody who knows it has the keys (default: keys that nobody else has)." placeholder:"N" group:"Chain"`
	L1ChainID uint64  `name:"l1-chain-id" default:"1337" help:"The chain id of L1." group:"Chain"`
	Core      string  `help:"The core contract's address on L1." placeholder:"ADDRESS" group:"Chain"`
	Bridge    string  `help:"The bridge's address on L1." placeholder:"ADDRESS" group:"Chain"`
	OutFile   string  `required:"" help:"The genesis file, which must not be there yet." placeholder:"FILE"`
}

func (c *genesisCommand) run(_ context.Context, s streams) error {
	if _, err := os.Stat(c.OutFile); err == nil {
		return fault.New(codeNode, "the genesis file is there already").At("%s", c.OutFile).
			WithHint("a chain is known by it: name another file, or take this one away")
	}
	accounts, err := c.accounts(c.Seed)
	if err != nil {
		return err
	}
	g, err := c.genesis(time.Now(), accounts, accounts[0])
	if err != nil {
		return err
	}
	g.Config.L1ChainID = c.L1ChainID
	for _, contract := range []struct {
		flag, value string
		into        *starknet.EthAddress
	}{{"core", c.Core, (*starknet.EthAddress)(&g.Config.Core)}, {"bridge", c.Bridge, (*starknet.EthAddress)(&g.Config.Bridge)}} {
		if contract.value == "" {
			continue
		}
		at, err := l1Address("--"+contract.flag, contract.value)
		if err != nil {
			return err
		}
		*contract.into = starknet.EthAddress(at)
	}
	if err := writeGenesis(c.OutFile, g); err != nil {
		return err
	}
	if c.JSON {
		hash := g.BlockHash()
		printJSON(s.out, map[string]any{"genesis": c.OutFile, "block_hash": starknet.Hex(hash), "accounts": described(accounts)})
		return nil
	}
	printAccounts(s, accounts, c.Balance)
	if c.Seed == nil {
		fmt.Fprintln(s.out, "The keys are shown this once, and kept nowhere.")
	} else {
		fmt.Fprintln(s.out, knownKeys)
	}
	return nil
}

// knownKeys is said of accounts whose keys come from a seed.
const knownKeys = "The keys come from the seed: for tests only."

// chainPrices make a transfer cost less than 0.0001 ETH.
var chainPrices = program.Prices{L1: 1e9, L2: 1e8, L1Data: 1e9}

// maxSeeded bounds the accounts that a seed is asked for.
const maxSeeded = 10_000

// accounts are those of a chain's beginning, with keys that come from the seed, or,
// without one, from the system's randomness.
func (c *chainFlags) accounts(seed *uint64) ([]*wallet.Account, error) {
	if c.Accounts < 1 || c.Accounts > maxSeeded {
		return nil, usageError("--accounts is 1 to %d", maxSeeded)
	}
	accounts := make([]*wallet.Account, c.Accounts)
	for i := range accounts {
		if seed != nil {
			accounts[i] = seeded(*seed, "account", i)
			continue
		}
		accounts[i] = wallet.NewAccount(starknet.NewPrivateKey())
	}
	return accounts, nil
}

// genesis makes a chain's beginning: accounts with funds, and the one that gets the
// fees.
func (c *chainFlags) genesis(now time.Time, accounts []*wallet.Account, fees *wallet.Account) (*state.Genesis, error) {
	chain, err := starknet.ShortString(c.ChainID)
	if err != nil {
		return nil, fault.Wrap(err, codeUsage, "this can't be a chain's name").At("--chain_id")
	}
	balance, err := wallet.ParseAmount(c.Balance)
	if err != nil {
		return nil, err
	}
	g := &state.Genesis{
		Config: program.Config{L2ChainID: chain, L1ChainID: 1337}, Timestamp: uint64(now.Unix()), Sequencer: fees.Address, Prices: chainPrices,
	}
	for _, a := range accounts {
		g.Accounts = append(g.Accounts, owned(a, balance))
	}
	return g, g.Validate()
}

// owned is a deployed account of a chain's beginning.
func owned(a *wallet.Account, balance *uint256.Int) state.GenesisAccount {
	return state.GenesisAccount{Address: a.Address, ClassHash: starknet.AccountClassHash, PublicKey: a.Public, Balance: *balance}
}

// genesisWithFaucet is a test network's beginning: accounts with funds, and another
// one, which nobody is told of, for a faucet.
func (c *chainFlags) genesisWithFaucet(seed uint64, now time.Time) (g *state.Genesis, accounts []*wallet.Account, faucet *wallet.Account, err error) {
	if accounts, err = c.accounts(&seed); err != nil {
		return nil, nil, nil, err
	}
	faucet = seeded(seed, "faucet", 0)
	if g, err = c.genesis(now, accounts, faucet); err != nil {
		return nil, nil, nil, err
	}
	g.Accounts = append(g.Accounts, owned(faucet, ether(1_000_000_000)))
	return g, accounts, faucet, g.Validate()
}

// seeded is the account whose key comes from a seed.
func seeded(seed uint64, kind string, number int) *wallet.Account {
	for try := 0; ; try++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "quarry devnet/%d/%s/%d/%d", seed, kind, number, try))
		sum[0] &= 0x07 // below the order of the curve
		if key, err := starknet.PrivateKeyFromBytes(sum[:]); err == nil {
			return wallet.NewAccount(key)
		}
	}
}

// describedAccount is an account that everybody may use.
type describedAccount struct {
	Address    starknet.Hex `json:"address"`
	PrivateKey string       `json:"private_key"`
	PublicKey  starknet.Hex `json:"public_key"`
}

func described(accounts []*wallet.Account) []describedAccount {
	list := make([]describedAccount, len(accounts))
	for i, a := range accounts {
		key := a.Key.Bytes()
		list[i] = describedAccount{starknet.Hex(a.Address), fmt.Sprintf("0x%x", key[:]), starknet.Hex(a.Public)}
	}
	return list
}

// printAccounts prints accounts with their private keys.
func printAccounts(s streams, accounts []*wallet.Account, balance string) {
	for i, a := range described(accounts) {
		address := starknet.Felt(a.Address)
		fmt.Fprintf(s.out, "account %d: %s\n  private key %s\n", i, starknet.FormatFelt(&address), a.PrivateKey)
	}
	amount, _ := wallet.ParseAmount(balance) // it was read before
	fmt.Fprintf(s.out, "Each has %s ETH.\n", eth(new(uint256.Int).Set(amount)))
}
