package l1

import (
	"context"
	"math/big"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// Another program that sends with the account is noticed, and its nonces are not used.
func TestForeignNonce(t *testing.T) {
	m := newManagerTest(t, ChainOptions{SafeDepth: 4, FinalDepth: 8})
	m.foreign(0)
	if a := m.submit(pay("a", 1)); a.Nonce != 1 {
		t.Fatal(a.Nonce)
	}
	m.foreign(1) // replaces ours, being dearer
	m.commit()
	m.step()
	m.is("a", Submitted, "") // the node may just not have the receipt
	m.now = m.now.Add(time.Minute)
	m.step()
	m.is("a", Submitted, CodeNonce)
	if f := m.manager.Foreign(); f.Count != 2 || f.Nonce != 1 {
		t.Fatalf("%+v", f)
	}
	if b := m.submit(pay("b", 3)); b.Nonce != 2 {
		t.Fatal(b.Nonce)
	}
	m.restart() // it is known still, and ends when nothing can bring it back
	for range 8 {
		m.commit()
		m.step()
	}
	if a := m.is("a", Finalized, CodeNonce); a.Outcome != Displaced || a.Cost.Sign() != 0 {
		t.Fatalf("%+v", a)
	}
	if m.received() != 3 {
		t.Fatal(m.received())
	}
	if err := m.manager.Forget("a"); err != nil {
		t.Fatal(err)
	}
}

// foreign sends a transaction of the account's that the manager does not know.
func (m *managerTest) foreign(nonce uint64) {
	m.Helper()
	tx, err := types.SignNewTx(testKey(m, 0), types.LatestSignerForChainID(big.NewInt(DefaultChainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(DefaultChainID), Nonce: nonce, Gas: 21000, GasFeeCap: big.NewInt(100e9), GasTipCap: big.NewInt(50e9), To: &common.Address{1},
	})
	if err != nil {
		m.Fatal(err)
	}
	if err := m.client.SendTransaction(context.Background(), tx); err != nil {
		m.Fatal(err)
	}
	m.chain.Pending() // the node has sorted it in
}

// What another program sends with the account is noticed also while nothing of ours waits.
func TestForeignUse(t *testing.T) {
	m := newManagerTest(t, ChainOptions{SafeDepth: 4, FinalDepth: 8})
	is := func(count, nonce uint64) {
		t.Helper()
		if f := m.manager.Foreign(); f.Count != count || f.Nonce != nonce || (count > 0) != f.Seen.Equal(m.now) {
			t.Fatalf("%+v, want %d and nonce %d", f, count, nonce)
		}
	}
	m.step()
	is(0, 0)
	m.foreign(0)
	m.commit()
	m.step()
	is(1, 0)
	m.submit(pay("a", 1))
	m.commit()
	m.step()
	m.is("a", Included, "")
	is(1, 0)
	for nonce := range uint64(3) {
		m.foreign(2 + nonce)
	}
	m.commit()
	m.step()
	is(4, 4)
	m.submit(pay("b", 1))
	m.commit()
	m.step()
	m.step()
	is(4, 4)
	m.restart() // what came before is nothing new
	m.step()
	is(0, 0)
}

// A receipt that the node does not have yet is no sign of another program: nodes index
// late, and those behind one URL are not equally far.
func TestLateReceipt(t *testing.T) {
	m := newManagerTest(t, ChainOptions{Listen: "127.0.0.1:0"})
	n := m.behind()
	m.submit(pay("a", 5))
	m.commit()
	for name, late := range map[string]string{
		"indexing": `"error":{"code":-32000,"message":"transaction indexing is in progress"}`, "behind": `"result":null`,
	} {
		n.set(on("eth_getTransactionReceipt", answer{result: late}))
		for range 3 {
			m.step()
			if a := m.is("a", Submitted, ""); a.Outcome != Unknown {
				t.Fatalf("%s: %+v", name, a)
			}
			if name == "indexing" { // that may take long
				m.now = m.now.Add(time.Hour)
			}
		}
	}
	n.set(nil)
	m.step()
	if f := m.manager.Foreign(); f.Count > 0 {
		t.Fatalf("%+v", f)
	}
	m.is("a", Included, "")
}

// A node that takes requests and answers none is given up after a while.
func TestSilentNode(t *testing.T) {
	c := startChain(t, ChainOptions{Listen: "127.0.0.1:0"})
	n := newFaultyNode(t, c)
	client, err := dial(t.Context(), Connection{URL: n.URL}, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	silent, end := make(chan struct{}), make(chan struct{})
	n.set(func(string) answer { close(silent); <-end; return answer{} })
	defer close(end)
	if _, err := client.Header(t.Context(), rpc.LatestBlockNumber); !hasCode(err, CodeUnreachable) {
		t.Fatal(err)
	}
	<-silent
}

// A node that takes too long for many blocks' logs is asked for fewer.
func TestSlowHistory(t *testing.T) {
	m := newManagerTest(t, ChainOptions{Listen: "127.0.0.1:0"})
	for range 8 {
		m.commit()
	}
	n := newFaultyNode(t, m.chain)
	client, err := dial(t.Context(), Connection{URL: n.URL}, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var asked atomic.Int64
	n.set(func(method string) answer {
		if method == "eth_getLogs" && asked.Add(1) == 1 {
			time.Sleep(1200 * time.Millisecond)
		}
		return answer{}
	})
	h, err := client.ReadHistory(t.Context(), 0, []common.Address{receiver}, []common.Hash{{1}})
	if err != nil || h.Head.Number.Uint64() != 8 || asked.Load() < 3 {
		t.Fatalf("%+v after %d questions: %v", h, asked.Load(), err)
	}
}
