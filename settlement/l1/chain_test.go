package l1

import (
	"context"
	"crypto/ecdsa"
	"math/big"
	"runtime"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
)

// testKey returns the i-th key of tests.
func testKey(t testing.TB, i byte) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.ToECDSA(common.LeftPadBytes([]byte{i + 1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func addressOf(key *ecdsa.PrivateKey) common.Address { return crypto.PubkeyToAddress(key.PublicKey) }

var ether = big.NewInt(1e18)

func ethers(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), ether) }

// startChain starts a chain on which the first test keys have 100 ether each.
func startChain(t testing.TB, options ChainOptions) *Chain {
	t.Helper()
	options.Alloc = types.GenesisAlloc{}
	for i := range byte(4) {
		options.Alloc[addressOf(testKey(t, i))] = types.Account{Balance: ethers(100)}
	}
	c, err := StartChain(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestChainFinality(t *testing.T) {
	c := startChain(t, ChainOptions{})
	ctx := context.Background()
	number := func(tag rpc.BlockNumber) uint64 {
		t.Helper()
		h, err := c.Client().Header(ctx, tag)
		if err != nil || h == nil {
			t.Fatal(h, err)
		}
		return h.Number.Uint64()
	}
	var third common.Hash
	for i := range 40 {
		h, err := c.Commit()
		if err != nil {
			t.Fatal(err)
		}
		if i == 38 {
			third = h.Hash()
		}
		head := h.Number.Uint64()
		if number(rpc.LatestBlockNumber) != head || number(rpc.SafeBlockNumber) != head-min(head, 2) || number(rpc.FinalizedBlockNumber) != head-min(head, 4) {
			t.Fatalf("at %d: safe %d, final %d", head, number(rpc.SafeBlockNumber), number(rpc.FinalizedBlockNumber))
		}
	}
	if err := c.Fork(third); err != nil {
		t.Fatal(err)
	}
	if n := number(rpc.LatestBlockNumber); n != 39 {
		t.Fatalf("head %d after a fork at 39", n)
	}
	before, _ := c.Client().Header(ctx, rpc.LatestBlockNumber)
	after, err := c.AdvanceTime(5 * 24 * time.Hour)
	if err != nil || after.Time-before.Time != 5*24*3600 {
		t.Fatalf("%v: time %d to %d", err, before.Time, after.Time)
	}
	next, err := c.Commit()
	if err != nil || next.Time < after.Time+1 || next.Time > after.Time+60 {
		t.Fatalf("%v: time %d after %d", err, next.Time, after.Time)
	}
	genesis, _ := c.Client().Header(ctx, 0)
	if err := c.Fork(genesis.Hash()); err == nil {
		t.Fatal("a final block was left")
	}
}

func TestChainOnDisk(t *testing.T) {
	dir := t.TempDir()
	c := startChain(t, ChainOptions{Dir: dir})
	for range 5 {
		if _, err := c.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	head, _ := c.Client().Header(context.Background(), rpc.LatestBlockNumber)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = startChain(t, ChainOptions{Dir: dir})
	again, err := c.Client().Header(context.Background(), rpc.LatestBlockNumber)
	if err != nil || again.Hash() != head.Hash() {
		t.Fatalf("%v: head %d after a restart, not %d", err, again.Number, head.Number)
	}
	if _, err := c.Commit(); err != nil {
		t.Fatal(err)
	}
}

func TestChainListens(t *testing.T) {
	c := startChain(t, ChainOptions{Listen: "127.0.0.1:0"})
	client, err := Dial(context.Background(), Connection{URL: c.URL(), ChainID: DefaultChainID})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if client.Chain().Uint64() != DefaultChainID {
		t.Fatal(client.Chain())
	}
	if _, err := Dial(context.Background(), Connection{URL: c.URL(), ChainID: 1}); !hasCode(err, CodeChainID) {
		t.Fatal(err)
	}
}

func hasCode(err error, code fault.Code) bool { return fault.CodeOf(err) == code }

// A chain that has ended leaves nothing behind.
func TestChainEnds(t *testing.T) {
	cycle := func() {
		c := startChain(t, ChainOptions{BlockTime: time.Millisecond})
		if _, err := c.Commit(); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal("closed twice:", err)
		}
	}
	cycle() // what the process keeps for ever is there now
	before := runtime.NumGoroutine()
	for range 5 {
		cycle()
	}
	after := 0
	for range 100 {
		if after = runtime.NumGoroutine(); after <= before+2 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Fatalf("%d goroutines before, %d after:\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
}
