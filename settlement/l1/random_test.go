package l1

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
)

// Whatever node, chain and process do, each request happens once, in the order of
// the nonces.
func TestRandomTroubles(t *testing.T) {
	seeds := 3
	if testing.Short() {
		seeds = 1
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { randomTroubles(t, rand.New(rand.NewPCG(seed, 1))) })
	}
}

func randomTroubles(t *testing.T, random *rand.Rand) {
	m := newManagerTest(t, ChainOptions{Listen: "127.0.0.1:0", SafeDepth: 4, FinalDepth: 8})
	n := m.behind()
	var err error
	if m.store, err = OpenStore(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	m.restart()
	ctx := context.Background()
	wanted, sum := 0, int64(0)
	nonces := map[string]uint64{}
	for range 150 {
		switch k := random.IntN(20); {
		case k < 4: // a request; asked for again after an error, with the same key
			key := fmt.Sprint("request ", wanted)
			tx, err := m.manager.Submit(ctx, pay(key, int64(1)<<(wanted%20)))
			if err == nil {
				sum += int64(1) << (wanted % 20)
				wanted++
				nonces[key] = tx.Nonce
			} else if m.manager.Transaction(key) != nil {
				t.Fatalf("%v, but stored", err)
			}
		case k < 8:
			m.manager.Step(ctx)
		case k < 12:
			m.commit()
		case k < 14: // a reorganisation of up to 3 blocks
			head, _ := m.chain.Client().Header(ctx, rpc.LatestBlockNumber)
			back := min(uint64(1+random.IntN(3)), head.Number.Uint64())
			ancestor, _ := m.chain.Client().Header(ctx, rpc.BlockNumber(head.Number.Uint64()-back))
			m.chain.Fork(ancestor.Hash())
		case k == 14:
			m.chain.Drop()
		case k == 15:
			n.set(nil)
			m.restart()
		case k == 16:
			m.now = m.now.Add(2 * time.Minute)
		default:
			method := []string{"eth_sendRawTransaction", "eth_getTransactionReceipt", "eth_getBlockByNumber", "eth_getTransactionCount"}[random.IntN(4)]
			n.set(on(method, answer{drop: random.IntN(2) == 0, refuse: true}))
			m.manager.Step(ctx)
			if random.IntN(2) == 0 {
				n.set(nil)
			}
		}
	}
	n.set(nil)
	for range 40 {
		m.now = m.now.Add(time.Minute)
		m.step()
		m.commit()
	}
	last := uint64(0)
	for i := range wanted {
		key := fmt.Sprint("request ", i)
		tx := m.is(key, Finalized, "")
		if tx.Outcome != Succeeded || tx.Nonce != nonces[key] || tx.BlockNumber < last {
			t.Fatalf("%+v", tx)
		}
		last = tx.BlockNumber
	}
	if m.received() != sum {
		t.Fatalf("received %d in %d transactions, want %d", m.received(), wanted, sum)
	}
	nonce, err := m.chain.Client().NonceAt(ctx, m.manager.Address(), nil)
	if err != nil || nonce != uint64(wanted) {
		t.Fatalf("%d transactions on chain, want %d", nonce, wanted)
	}
}
