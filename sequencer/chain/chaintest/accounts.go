package chaintest

import (
	"context"
	"encoding/binary"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/holiman/uint256"

	"quarry/sequencer/chain"
	"quarry/sequencer/execution"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// T is what the helpers need of a test: testing.TB, or rapid's T with a Cleanup.
type T interface {
	Helper()
	Fatal(args ...any)
	Cleanup(f func())
}

// Config is the chain that the helpers make.
var Config = program.Config{L2ChainID: starknet.MustShortString("SN_TEST"), L1ChainID: 1337, Core: [20]byte{1}, Bridge: [20]byte{2}}

// Prices are those of all its blocks.
var Prices = program.Prices{L1: 1, L2: 2, L1Data: 3}

// PoolState is the state as a mempool asks for it.
type PoolState struct{ *state.State }

// Prices are those of all blocks.
func (PoolState) Prices() program.Prices { return Prices }

// Sequencer is who gets the fees.
var Sequencer = starknet.NewFelt(0x5e9)

// GenesisTime is block 0's timestamp.
const GenesisTime = 1_700_000_000

// Account is an account with its key.
type Account struct {
	Key     starknet.PrivateKey
	Public  starknet.Felt
	Address starknet.Felt
	// Nonce is that of the next transaction that the account signs.
	Nonce uint64
}

// NewAccount is the account with a number, always the same one.
func NewAccount(number int) *Account {
	var b [32]byte
	binary.BigEndian.PutUint64(b[24:], uint64(number)+1)
	b[20] = 7
	key, err := starknet.PrivateKeyFromBytes(b[:])
	if err != nil {
		panic(err)
	}
	a := &Account{Key: key, Public: key.PublicKey()}
	a.Address = starknet.AccountAddress(&a.Public, &starknet.Felt{})
	return a
}

// Accounts are the first n accounts.
func Accounts(n int) []*Account {
	list := make([]*Account, n)
	for i := range list {
		list[i] = NewAccount(i)
	}
	return list
}

// bounds allow whatever any transaction takes here.
func bounds() starknet.ResourceBounds {
	b := starknet.ResourceBound{MaxAmount: 1 << 30, MaxPrice: *uint256.NewInt(1000)}
	return starknet.ResourceBounds{L1Gas: b, L2Gas: b, L1DataGas: b}
}

// Transfer signs a transfer with the account's next nonce.
func (a *Account) Transfer(to starknet.Felt, amount uint64) *starknet.InvokeV3 {
	return a.invoke(starknet.Transfer{Recipient: to, Amount: *uint256.NewInt(amount)})
}

// Withdraw signs a withdrawal with the account's next nonce.
func (a *Account) Withdraw(to starknet.EthAddress, amount uint64) *starknet.InvokeV3 {
	return a.invoke(starknet.Withdrawal{Recipient: to, Amount: *uint256.NewInt(amount)})
}

func (a *Account) invoke(action starknet.Action) *starknet.InvokeV3 {
	t := &starknet.InvokeV3{
		V3:     starknet.V3{Nonce: a.Nonce, Bounds: bounds()},
		Sender: a.Address, Calldata: starknet.EncodeCalls(action.Call()),
	}
	a.Nonce++
	a.sign(t)
	return t
}

// Deploy signs the account's deployment.
func (a *Account) Deploy() *starknet.DeployAccountV3 {
	t := &starknet.DeployAccountV3{
		V3:        starknet.V3{Bounds: bounds()},
		ClassHash: starknet.AccountClassHash, ConstructorCalldata: []starknet.Felt{a.Public},
	}
	a.Nonce = 1
	a.sign(t)
	return t
}

func (a *Account) sign(t starknet.AccountTransaction) {
	if err := a.Key.SignTransaction(t, &Config.L2ChainID); err != nil {
		panic(err)
	}
}

// Deposit is a message with which the bridge credits an account.
func Deposit(nonce uint64, to starknet.Felt, amount uint64) starknet.MessageToL2 {
	v := starknet.U256(uint256.NewInt(amount))
	return starknet.MessageToL2{
		From: Config.Bridge, To: program.L2Bridge, Selector: starknet.SelectorDeposit,
		Payload: []starknet.Felt{to, v[0], v[1]}, Nonce: nonce,
	}
}

// Funds is what each account of Genesis has.
var Funds = uint256.MustFromDecimal("1000000000000000000000")

// Genesis is a chain's beginning with accounts that are deployed and have Funds.
func Genesis(accounts []*Account) *state.Genesis {
	g := &state.Genesis{Config: Config, Timestamp: GenesisTime, Sequencer: Sequencer, Prices: Prices}
	for _, a := range accounts {
		g.Accounts = append(g.Accounts, state.GenesisAccount{
			Address: a.Address, ClassHash: starknet.AccountClassHash, PublicKey: a.Public, Balance: *Funds,
		})
	}
	return g
}

// Executor executes the chain's transactions.
func Executor() *execution.Executor {
	return execution.NewExecutor(Config, starknet.NewVerifier(16<<20), 0)
}

// Database opens a database on a file system; dir is a directory there.
func Database(t T, fs vfs.FS, dir string) *pebble.DB {
	t.Helper()
	db, err := state.OpenDatabase(dir, state.DatabaseOptions{FS: fs, Cache: 4 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// Open makes a chain of what a database holds; an empty one gets a genesis block.
// What config lacks is filled in: a new pool, the executor, prices and sequencer.
func Open(t T, db *pebble.DB, accounts []*Account, config chain.Config) *chain.Chain {
	t.Helper()
	ctx := context.Background()
	s, err := state.Open(db, []byte("state/"))
	if err == nil && s.Empty() {
		err = chain.Init(ctx, db, s, Genesis(accounts))
	}
	if err != nil {
		t.Fatal(err)
	}
	config.DB, config.State = db, s
	if config.Executor == nil {
		config.Executor = Executor()
	}
	if config.Pool == nil {
		config.Pool = NewPool()
	}
	if config.Sequencer.IsZero() {
		config.Sequencer = Sequencer
	}
	if config.Prices == (program.Prices{}) {
		config.Prices = Prices
	}
	c, err := chain.New(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
