package l1

import (
	"context"
	"crypto/sha256"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto/kzg4844"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
)

func TestTransactionBecomesFinal(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	m.submit(pay("a", 5))
	m.step()
	m.is("a", Submitted, "")
	m.commit()
	m.step()
	a := m.is("a", Included, "")
	if a.Outcome != Succeeded || a.GasUsed != 21000 || a.BlockNumber != 1 || a.Cost.Sign() <= 0 {
		t.Fatalf("%+v", a)
	}
	m.commit()
	m.commit()
	m.step()
	m.is("a", Safe, "")
	if err := m.manager.Forget("a"); !hasCode(err, CodeRequest) {
		t.Fatal(err)
	}
	m.commit()
	m.commit()
	m.step()
	m.is("a", Finalized, "")
	if m.received() != 5 {
		t.Fatal(m.received())
	}
	if err := m.manager.Forget("a"); err != nil || m.manager.Transaction("a") != nil {
		t.Fatal(err)
	}
	if b := m.submit(pay("b", 5)); b.Nonce != 1 {
		t.Fatalf("nonce %d", b.Nonce)
	}
}

func TestKeysHaveOneMeaning(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	first := m.submit(pay("a", 5))
	again := m.submit(pay("a", 5))
	if again.Nonce != first.Nonce || len(again.Attempts) != 1 {
		t.Fatalf("%+v", again)
	}
	_, err := m.manager.Submit(context.Background(), pay("a", 6))
	if !hasCode(err, CodeMeaning) {
		t.Fatal(err)
	}
	if b := m.submit(pay("b", 6)); b.Nonce != first.Nonce+1 {
		t.Fatal(b.Nonce)
	}
	m.commit()
	m.step()
	if m.received() != 11 {
		t.Fatal(m.received())
	}
}

func TestRequestsThatCannotBe(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	change := func(f func(*Request)) Request { r := pay("x", 1); f(&r); return r }
	sidecar := types.NewBlobTxSidecar(types.BlobSidecarVersion0, nil, nil, nil)
	for name, c := range map[string]struct {
		code    fault.Code
		request Request
	}{
		"no key":       {CodeRequest, change(func(r *Request) { r.Key = "" })},
		"no cap":       {CodeRequest, change(func(r *Request) { r.MaxCost = nil })},
		"too much gas": {CodeRequest, change(func(r *Request) { r.Gas = MaxGas + 1 })},
		"negative":     {CodeRequest, change(func(r *Request) { r.Value = big.NewInt(-1) })},
		"blobs to nobody": {CodeRequest, change(func(r *Request) {
			r.To, r.Blobs = nil, sidecar
		})},
		"old blobs":    {CodeRequest, change(func(r *Request) { r.Blobs = sidecar })},
		"too dear":     {CodeBalance, change(func(r *Request) { r.Value = ethers(100); r.Gas = 21000 })},
		"would revert": {CodeReverts, change(func(r *Request) { r.To, r.Value, r.Data = nil, nil, []byte{0xfe} })},
	} {
		_, err := m.manager.Submit(context.Background(), c.request)
		if !hasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all := m.manager.Transactions(); len(all) != 0 {
		t.Fatalf("stored: %+v", all)
	}
}

// Whoever asks for a transaction is told before it is signed, once, and may still refuse.
func TestBegin(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	begun, refusal := 0, errors.New("not now")
	r := pay("a", 5)
	r.Begin = func() error {
		begun++
		if m.manager.Transaction("a") != nil {
			t.Error("it is stored already")
		}
		return refusal
	}
	if _, err := m.manager.Submit(t.Context(), r); !errors.Is(err, refusal) || m.manager.Transaction("a") != nil {
		t.Fatal(err)
	}
	poor := r
	poor.Value = new(big.Int).Lsh(ether, 100)
	if _, err := m.manager.Submit(t.Context(), poor); err == nil || begun != 1 {
		t.Fatal(err, begun)
	}
	refusal = nil
	m.submit(r)
	m.submit(r)
	if begun != 2 {
		t.Fatal(begun)
	}
}

func TestFailedTransaction(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	m.submit(Request{Key: "a", Data: []byte{0xfe}, Gas: 100_000, MaxCost: ether}) // INVALID
	m.commit()
	m.step()
	if a := m.is("a", Included, ""); a.Outcome != Failed {
		t.Fatalf("%+v", a)
	}
}

func TestReorganisation(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	parent := m.commit()
	m.submit(pay("a", 5))
	m.commit()
	m.step()
	left := m.is("a", Included, "").Block
	if err := m.chain.Fork(parent.Hash()); err != nil {
		t.Fatal(err)
	}
	m.step()
	if a := m.is("a", Submitted, ""); a.Reorganisations != 1 || a.Block != (common.Hash{}) || a.Outcome != Unknown {
		t.Fatalf("%+v", a)
	}
	m.commit() // the node had taken it back
	m.step()
	if a := m.is("a", Included, ""); a.Block == left {
		t.Fatal("the old block")
	}
	// Once more, but the node forgets.
	if err := m.chain.Fork(parent.Hash()); err != nil {
		t.Fatal(err)
	}
	m.chain.Drop()
	m.commit()
	m.step() // sends it again
	m.is("a", Submitted, "")
	m.commit()
	m.step()
	m.is("a", Included, "")
	if m.received() != 5 {
		t.Fatal(m.received())
	}
}

func TestVoid(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	m.submit(pay("a", 5))
	if err := m.manager.Void("a"); err != nil {
		t.Fatal(err)
	}
	m.step()
	m.commit()
	m.step()
	if a := m.is("a", Included, ""); a.Outcome != Voided || m.received() != 0 {
		t.Fatalf("%+v", a)
	}
	if err := m.manager.Void("a"); !hasCode(err, CodeRequest) {
		t.Fatal(err)
	}
	if err := m.manager.Void("b"); !hasCode(err, CodeRequest) {
		t.Fatal(err)
	}
	// The first may win.
	m.submit(pay("b", 7))
	if err := m.manager.Void("b"); err != nil {
		t.Fatal(err)
	}
	m.commit()
	m.step()
	if b := m.is("b", Included, ""); b.Outcome != Succeeded || m.received() != 7 {
		t.Fatalf("%+v", b)
	}
}

// What is stored is sent, also if the process ended before that.
func TestCrash(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	var err error
	if m.store, err = OpenStore(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	m.restart()
	m.submit(pay("a", 5))
	m.chain.Drop() // as if it had not been sent
	m.restart()
	m.is("a", Submitted, "")
	m.step()
	m.commit()
	m.restart()
	m.step()
	m.is("a", Included, "")
	if b := m.submit(pay("b", 1)); b.Nonce != 1 {
		t.Fatal(b.Nonce)
	}
	// The store belongs to one account.
	_, err = OpenManager(context.Background(), ManagerOptions{Client: m.client, Signer: NewKeySigner(testKey(t, 1)), Store: m.store})
	if !hasCode(err, CodeKey) {
		t.Fatal(err)
	}
	other := startChain(t, ChainOptions{ChainID: 4})
	_, err = OpenManager(context.Background(), ManagerOptions{Client: other.Client(), Signer: NewKeySigner(testKey(t, 0)), Store: m.store})
	if !hasCode(err, CodeChainID) {
		t.Fatal(err)
	}
}

// sidecar is that of one blob.
func sidecar(t testing.TB) (*types.BlobTxSidecar, *Blob) {
	t.Helper()
	blob := new(Blob)
	blob[1] = 7
	commitment, err := kzg4844.BlobToCommitment(blob)
	if err != nil {
		t.Fatal(err)
	}
	proofs, err := kzg4844.ComputeCellProofs(blob)
	if err != nil {
		t.Fatal(err)
	}
	return types.NewBlobTxSidecar(types.BlobSidecarVersion1, []kzg4844.Blob{*blob}, []kzg4844.Commitment{commitment}, proofs), blob
}

func TestBlobTransaction(t *testing.T) {
	m := newManagerTest(t, ChainOptions{Dir: t.TempDir()})
	carried, blob := sidecar(t)
	r := pay("a", 5)
	r.Blobs = carried
	m.submit(r)
	m.now = m.now.Add(time.Hour)
	m.step() // the fee doubles
	a := m.is("a", Submitted, "")
	if len(a.Attempts) != 2 {
		t.Fatalf("%d attempts", len(a.Attempts))
	}
	for _, price := range []func(prices) *big.Int{
		func(p prices) *big.Int { return p.feeCap }, func(p prices) *big.Int { return p.tipCap }, func(p prices) *big.Int { return p.blobFeeCap },
	} {
		if price(pricesOf(&a.Attempts[1])).Cmp(twice(price(pricesOf(&a.Attempts[0])))) < 0 {
			t.Fatalf("%v after %v", pricesOf(&a.Attempts[1]), pricesOf(&a.Attempts[0]))
		}
	}
	header := m.commit()
	m.step()
	a = m.is("a", Included, "")
	if a.Hash != a.Attempts[1].Hash || m.received() != 5 {
		t.Fatalf("%+v", a)
	}
	ctx := context.Background()
	got, err := m.client.Blobs(ctx, header, carried.BlobHashes())
	if err != nil || len(got) != 1 || sha256.Sum256(got[0][:]) != sha256.Sum256(blob[:]) {
		t.Fatal(err)
	}
	if _, err := m.client.Blobs(ctx, header, []common.Hash{{1, 2}}); !hasCode(err, CodeBlobs) {
		t.Fatal(err)
	}
	// One with blobs is voided by one with blobs.
	r = pay("b", 1)
	r.Blobs = carried
	m.submit(r)
	if err := m.manager.Void("b"); err != nil {
		t.Fatal(err)
	}
	m.step()
	m.commit()
	m.step()
	if b := m.is("b", Included, ""); b.Outcome != Voided || m.received() != 5 {
		t.Fatalf("%+v", b)
	}
}

func TestWait(t *testing.T) {
	chain := startChain(t, ChainOptions{BlockTime: 20 * time.Millisecond})
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	manager, err := OpenManager(ctx, ManagerOptions{
		Client: chain.Client(), Signer: NewKeySigner(testKey(t, 0)), Store: NewMemoryStore(), Poll: 10 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	running, stop := context.WithCancel(ctx)
	go func() { done <- manager.Run(running) }()
	if _, err := manager.Submit(ctx, pay("a", 1)); err != nil {
		t.Fatal(err)
	}
	a, err := manager.Wait(ctx, "a", Finalized)
	if err != nil || a.Outcome != Succeeded {
		t.Fatal(a, err)
	}
	final, err := chain.Client().Header(ctx, rpc.FinalizedBlockNumber)
	if err != nil || final.Number.Uint64() < a.BlockNumber {
		t.Fatal(final, err)
	}
	if _, err := manager.Wait(ctx, "b", Included); !hasCode(err, CodeRequest) {
		t.Fatal(err)
	}
	stop()
	<-done
}
