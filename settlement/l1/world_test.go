package l1

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
)

// managerTest is a manager on a chain, with a clock that the test sets.
type managerTest struct {
	testing.TB
	chain   *Chain
	manager *Manager
	store   Store
	client  *Client
	now     time.Time
}

func newManagerTest(t testing.TB, options ChainOptions) *managerTest {
	t.Helper()
	m := &managerTest{TB: t, chain: startChain(t, options), store: NewMemoryStore(), now: time.Now()}
	m.client = m.chain.Client()
	m.restart()
	return m
}

// restart opens the manager anew, as after a crash.
func (m *managerTest) restart() {
	m.Helper()
	manager, err := OpenManager(context.Background(), ManagerOptions{
		Client: m.client, Signer: NewKeySigner(testKey(m, 0)), Store: m.store,
		Now: func() time.Time { return m.now },
	})
	if err != nil {
		m.Fatal(err)
	}
	m.manager = manager
}

func (m *managerTest) step() {
	m.Helper()
	if err := m.manager.Step(context.Background()); err != nil {
		m.Fatal(err)
	}
}

func (m *managerTest) commit() *types.Header {
	m.Helper()
	h, err := m.chain.Commit()
	if err != nil {
		m.Fatal(err)
	}
	return h
}

func (m *managerTest) submit(r Request) *Transaction {
	m.Helper()
	t, err := m.manager.Submit(context.Background(), r)
	if err != nil {
		m.Fatal(err)
	}
	return t
}

// is demands a transaction's state and trouble, and returns it.
func (m *managerTest) is(key string, state State, trouble fault.Code) *Transaction {
	m.Helper()
	t := m.manager.Transaction(key)
	if t == nil || t.State != state || t.Trouble != trouble {
		m.Fatalf("%s: %+v, want %s with trouble %q", key, t, state, trouble)
	}
	return t
}

var receiver = common.Address{0xee}

// pay is a request of some wei for the receiver.
func pay(key string, wei int64) Request {
	return Request{Key: key, To: &receiver, Value: big.NewInt(wei), MaxCost: ether}
}

func (m *managerTest) received() int64 {
	m.Helper()
	balance, err := m.client.BalanceAt(context.Background(), receiver, nil)
	if err != nil {
		m.Fatal(err)
	}
	return balance.Int64()
}
