package settler_test

import (
	"context"
	"os"
	"testing"

	"quarry/prover/stone"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/sequencing"
	"quarry/settlement/settler/settlertest"
)

// rollupSettler is a settler over a real L2 chain.
func rollupSettler(t testing.TB, r *settlertest.Rollup, change func(*settler.Config)) *settler.Settler {
	t.Helper()
	manager, err := l1.OpenManager(context.Background(), l1.ManagerOptions{
		Client: r.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore(), Log: logger(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	c := settler.Config{
		DB: r.DB, Prefix: []byte("settler/"), Client: r.Client, Manager: manager, Core: r.Addresses.Core, Origin: r.Addresses.Block,
		Blocks: r.Blocks, Finality: &sequencing.Stages{Store: r.Chain.Store()}, Log: logger(t),
	}
	change(&c)
	s, err := settler.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// settleBlocks steps until the contract has a block.
func settleBlocks(t testing.TB, r *settlertest.Rollup, s *settler.Settler, number uint64) {
	t.Helper()
	for range 4 * number {
		if err := s.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
		r.Commit()
		if r.Settled() == number {
			return
		}
	}
	for n := uint64(1); n <= number; n++ {
		if b, err := s.Block(n); err == nil {
			for kind, j := range b.Jobs {
				t.Logf("block %d, %s: %s %+v", n, kind, j.Status, j.Reason)
			}
		}
	}
	t.Fatalf("the contract is at block %d", r.Settled())
}

// Real proofs of real blocks convince the real verifier, with the state diff in the
// calldata, and in a blob.
func TestRealProof(t *testing.T) {
	if os.Getenv("QUARRY_REAL_PROOFS") == "" {
		t.Skip("make settler-proofs proves blocks")
	}
	for name, blobs := range map[string]bool{"calldata": false, "blobs": true} {
		t.Run(name, func(t *testing.T) {
			r := settlertest.NewRollup(t, settlertest.Options{
				Verifier: verifier.Policy{Layout: "starknet", Version: stone.V3, SecurityFloor: 96},
			}, 2, blobs, nil)
			a, b := r.Accounts[0], r.Accounts[1]
			r.Seal(a.Transfer(b.Address, 1000), b.Withdraw(starknet.EthAddress{1, 2, 3}, 77))
			s := rollupSettler(t, r, func(c *settler.Config) { c.Prover = &settlertest.RealProver{} })
			settleBlocks(t, r, s, 1)
			if err := s.Step(context.Background()); err != nil {
				t.Fatal(err)
			}
			for _, tx := range s.Transactions() {
				t.Logf("%d gas, in L1 block %d", tx.GasUsed, tx.BlockNumber)
			}
		})
	}
}

// A block of hundreds of transfers between a thousand accounts, whose proof has 2^20
// steps and whose state diff is in a blob.
func TestLargeRealProof(t *testing.T) {
	if os.Getenv("QUARRY_LARGE_PROOF") == "" {
		t.Skip("make settler-large-proof proves a large block, for five minutes and with 17 GiB")
	}
	const transfers = 512
	r := settlertest.NewRollup(t, settlertest.Options{
		Verifier: verifier.Policy{Layout: "starknet", Version: stone.V3, SecurityFloor: 96},
	}, 2*transfers, true, nil)
	var all []starknet.Transaction
	for i, from := range r.Accounts[:transfers] {
		all = append(all, from.Transfer(r.Accounts[transfers+i].Address, uint64(1000+i)))
	}
	if h := r.Seal(all...); h.TransactionCount != transfers {
		t.Fatalf("%d of %d transfers in the block", h.TransactionCount, transfers)
	}
	s := rollupSettler(t, r, func(c *settler.Config) { c.Prover = &settlertest.RealProver{} })
	settleBlocks(t, r, s, 1)
	if err := s.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, tx := range s.Transactions() {
		t.Logf("%d gas, in L1 block %d", tx.GasUsed, tx.BlockNumber)
	}
}
