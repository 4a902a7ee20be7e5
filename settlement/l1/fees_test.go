package l1

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
)

func TestFeesRise(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	first := m.submit(pay("a", 5)).last().Hash
	m.now = m.now.Add(time.Minute)
	m.step()
	if a := m.is("a", Submitted, ""); len(a.Attempts) != 1 {
		t.Fatal("the fee rises although it is the market's")
	}
	m.now = m.now.Add(time.Minute)
	m.step()
	a := m.is("a", Submitted, "")
	if len(a.Attempts) != 2 || m.chain.Pending() != 1 {
		t.Fatalf("%d attempts, %d at the node: %+v", len(a.Attempts), m.chain.Pending(), a)
	}
	old, raised := pricesOf(&a.Attempts[0]), pricesOf(&a.Attempts[1])
	if raised.feeCap.Cmp(old.raised().feeCap) < 0 || raised.tipCap.Cmp(old.raised().tipCap) < 0 {
		t.Fatalf("%v after %v", raised, old)
	}
	m.commit()
	m.step()
	if a := m.is("a", Included, ""); a.Hash == first || m.received() != 5 {
		t.Fatalf("%+v", a)
	}
}

// lazySigner signs until it is told not to.
type lazySigner struct {
	Signer
	refuses bool
}

func (s *lazySigner) Sign(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	if s.refuses {
		return nil, fault.New(CodeSigner, "not now")
	}
	return s.Signer.Sign(ctx, tx, chainID)
}

func TestSignerRefuses(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	ctx := context.Background()
	signer := &lazySigner{Signer: NewKeySigner(testKey(t, 0))}
	var err error
	m.manager, err = OpenManager(ctx, ManagerOptions{Client: m.client, Signer: signer, Store: m.store, Now: func() time.Time { return m.now }})
	if err != nil {
		t.Fatal(err)
	}
	m.submit(pay("a", 5))
	signer.refuses = true
	if _, err := m.manager.Submit(ctx, pay("b", 6)); !hasCode(err, CodeSigner) || m.manager.Transaction("b") != nil {
		t.Fatal(err)
	}
	m.now = m.now.Add(time.Hour)
	m.step()
	if a := m.is("a", Submitted, CodeSigner); len(a.Attempts) != 1 {
		t.Fatalf("%+v", a)
	}
	signer.refuses = false
	m.step()
	if a := m.is("a", Submitted, ""); len(a.Attempts) != 2 {
		t.Fatalf("%+v", a)
	}
	m.submit(pay("b", 6))
	m.commit()
	m.step()
	m.is("a", Included, "")
	if m.received() != 11 {
		t.Fatal(m.received())
	}
}

func TestFeeCap(t *testing.T) {
	m := newManagerTest(t, ChainOptions{})
	m.commit()
	r := pay("a", 5)
	r.MaxCost = new(big.Int).Mul(big.NewInt(21000), big.NewInt(5e8)) // half the base fee
	r.Gas = 21000
	m.submit(r)
	m.now = m.now.Add(time.Hour)
	m.step()
	a := m.is("a", Submitted, CodeFeeCap)
	if cost := pricesOf(a.last()).cost(21000, 0); cost.Cmp(r.MaxCost) > 0 {
		t.Fatalf("may cost %s", cost)
	}
	m.commit()
	m.step()
	m.is("a", Submitted, CodeFeeCap)
	// More gas, more money.
	r.MaxCost = ether
	m.submit(r)
	m.step()
	m.is("a", Submitted, "")
	m.commit()
	m.step()
	m.is("a", Included, "")
	// Never above the cap, however often.
	r = pay("b", 5)
	r.Gas, r.MaxCost = 21000, new(big.Int).Mul(big.NewInt(21000), big.NewInt(3e9))
	m.submit(r)
	for range 30 {
		m.now = m.now.Add(time.Hour)
		m.step()
	}
	b := m.manager.Transaction("b")
	for i := range b.Attempts {
		if cost := pricesOf(&b.Attempts[i]).cost(21000, 0); cost.Cmp(r.MaxCost) > 0 {
			t.Fatalf("attempt %d may cost %s", i, cost)
		}
	}
	m.is("b", Submitted, CodeStuck)
	m.commit()
	m.step()
	m.is("b", Included, "")
}
