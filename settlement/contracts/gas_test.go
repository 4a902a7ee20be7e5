package contracts

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/holiman/uint256"
)

// transactionGas is what a transaction pays in all for a call that took this much.
func (c contract) transactionGas(r *result, args ...any) uint64 {
	c.Helper()
	r.ok()
	input, err := c.abi.Pack(r.method, args...)
	if err != nil {
		c.Fatal(err)
	}
	rules := c.config(alice, nil).ChainConfig.Rules(new(big.Int), true, c.now)
	intrinsic, err := core.IntrinsicGas(input, nil, nil, alice, &c.at, new(uint256.Int), rules)
	if err != nil {
		c.Fatal(err)
	}
	floor, err := core.FloorDataGas(rules, alice, &c.at, new(uint256.Int), input, nil)
	if err != nil {
		c.Fatal(err)
	}
	return max(intrinsic+r.gas, floor)
}

// What users pay. The bounds are what the documentation says, rounded up.
func TestGas(t *testing.T) {
	l := newLeaving(t, 77, true, ethers(30))
	u := newLeaving(t, 78, false, ethers(1))
	r := frozen(t, l)
	measure := func(what string, most uint64, c contract, from common.Address, value *big.Int, method string, args ...any) {
		t.Helper()
		gas := c.transactionGas(c.call(from, value, method, args...), args...)
		t.Logf("%s: %d", what, gas)
		if gas > most {
			t.Errorf("%s takes %d gas", what, gas)
		}
	}
	r.deposited(bob, common.Big1, common.Big1, fp.NewElement(3)) // the first one writes more
	measure("deposit", 110_000, r.bridge, alice, ethers(2), "deposit", ethers(1), common.Big3)
	measure("withdraw", 80_000, r.bridge, alice, nil, "withdraw", ethers(2), bob)
	b := r.next()
	b.header[1] = number(&l.root)
	r.settled(b)
	measure("cancel", 75_000, r.bridge, alice, nil, "depositCancelRequest", ethers(1), common.Big3, common.Big1)
	r.now += cancellationDelay
	measure("reclaim", 95_000, r.bridge, alice, nil, "depositReclaim", ethers(1), common.Big3, common.Big1)
	r.core.call(governor, nil, "freeze").ok()
	e := l.escape(t, &testChain, r.bridge.at, bob)
	measure("escape", 2_450_000, r.bridge, alice, nil, "escape", e.Account, e.Place, e.Authorisation, bob)

	r = frozen(t, u)
	r.core.call(governor, nil, "freeze").ok()
	e = u.escape(t, &testChain, r.bridge.at, bob)
	measure("escape of an account never deployed", 2_800_000, r.bridge, alice, nil, "escape", e.Account, e.Place, e.Authorisation, bob)
}
