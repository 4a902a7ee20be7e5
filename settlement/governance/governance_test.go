package governance_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/governance"
	"quarry/settlement/settler/settlertest"
)

// What events tell is held against what the contracts say: versions that replace
// others, roles that come back, code that is announced twice.
func TestRead(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	where := governance.Contracts{w.Addresses.Core, w.Addresses.Bridge, w.Addresses.Block}
	read := func() *governance.Status {
		t.Helper()
		s, err := governance.Read(t.Context(), w.Client, where)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := read()
	if len(first.Versions) != 2 || first.Versions[1].FromBlock != 1 || first.Versions[0].Layout != "recursive" || first.Versions[1].Layout != "" ||
		len(first.Operators) != 2 || first.L2ChainID != "SN_TEST" || len(first.Waiting) != 0 || first.Announced != nil {
		t.Fatalf("%+v", first)
	}
	// One from block 9 on, then one from block 5 on, which takes its place; one more waits.
	old := first.Versions[1]
	w.Upgrade(9, old.Verifier, old.Program, common.Hash{31: 9})
	w.Upgrade(5, old.Verifier, old.Program, common.Hash{31: 5})
	w.Transact(w.Core.ProposeUpgrade(w.Governor, 8, old.Verifier, old.Program, common.Big1))
	s := read()
	if len(s.Versions) != 3 || s.Versions[2].FromBlock != 5 || s.Versions[2].ConfigHash != (common.Hash{31: 5}) || s.Announced == nil || s.Announced.FromBlock != 8 {
		t.Errorf("%+v, %+v", s.Versions, s.Announced)
	}
	for _, v := range s.Versions {
		got, err := w.Core.VersionOf(nil, v.FromBlock)
		if err != nil || got.FromBlock != v.FromBlock || common.BigToHash(got.ConfigHash) != v.ConfigHash || got.Verifier != v.Verifier {
			t.Errorf("the contract has %+v, %v", got, err)
		}
	}
	// An operator goes and comes back.
	w.Transact(w.Core.UnregisterOperator(w.Governor, settlertest.Address(1)))
	if s := read(); len(s.Operators) != 1 {
		t.Error(s.Operators)
	}
	w.Transact(w.Core.RegisterOperator(w.Governor, settlertest.Address(1)))
	if s := read(); len(s.Operators) != 2 {
		t.Error(s.Operators)
	}
	proxy, err := bindings.NewProxy(where.Core, w.Client)
	if err != nil {
		t.Fatal(err)
	}
	for _, announce := range []func(*bind.TransactOpts, common.Address, []byte, bool) (*types.Transaction, error){
		proxy.AddImplementation, proxy.RemoveImplementation, proxy.AddImplementation,
	} {
		w.Transact(announce(w.Governor, w.Addresses.CoreCode, nil, false))
	}
	if s := read(); len(s.Core.Announced) != 1 || s.Core.Announced[0].Code != w.Addresses.CoreCode {
		t.Errorf("%+v", s.Core.Announced)
	}
	// A contract of another kind is none of ours.
	where.Core = w.Addresses.Verifier
	if _, err := governance.Read(t.Context(), w.Client, where); !errors.Is(err, &fault.Error{Code: contracts.CodeRead}) {
		t.Error(err)
	}
}

// Who asks soon after another is told the same; later the contracts are read again.
func TestRecent(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	where := governance.Contracts{w.Addresses.Core, w.Addresses.Bridge, w.Addresses.Block}
	for _, c := range []struct {
		age  time.Duration
		same bool
	}{{time.Hour, true}, {0, false}} {
		read := governance.Recent(w.Client, where, c.age)
		first, err := read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w.Commit()
		second, err := read(t.Context())
		if err != nil || (second.L1Block == first.L1Block) != c.same {
			t.Errorf("age %s: block %d, then %d, %v", c.age, first.L1Block, second.L1Block, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := governance.Recent(w.Client, where, time.Hour)(ended); err == nil {
		t.Error("read for nobody")
	}
}
