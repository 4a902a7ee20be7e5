package contracts

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts/bindings"
)

// deposited makes a deposit and returns its message.
func (r *rollup) deposited(from common.Address, amount, fee *big.Int, recipient fp.Element) *starknet.MessageToL2 {
	r.Helper()
	value := new(big.Int).Add(amount, fee)
	result := r.bridge.call(from, value, "deposit", amount, number(&recipient))
	event := result.event("LogDeposit")
	if event[0] != from || event[2].(*big.Int).Cmp(amount) != 0 || event[4].(*big.Int).Cmp(fee) != 0 {
		r.Fatalf("LogDeposit has %v", event)
	}
	for _, log := range result.logs {
		if log.Topics[0] == MessageToL2Topic() {
			m, err := ParseMessageToL2(log)
			if err != nil {
				r.Fatal(err)
			}
			return &m.MessageToL2
		}
	}
	r.Fatal("no message")
	return nil
}

func (r *rollup) withdrawal(amount *big.Int, recipient common.Address) *starknet.MessageToL1 {
	var low fp.Element
	low.SetBigInt(amount)
	return &starknet.MessageToL1{
		From: program.L2Bridge, To: starknet.EthAddress(r.bridge.at),
		Payload: []fp.Element{{}, starknet.EthAddress(recipient).Felt(), low, {}},
	}
}

func TestDeposit(t *testing.T) {
	r := newRollup(t)
	recipient := fp.NewElement(12345)
	m := r.deposited(alice, ethers(3), big.NewInt(1000), recipient)
	// It is what the block program takes for a deposit.
	config := program.Config{L2ChainID: testChain, L1ChainID: 1337, Core: r.core.at, Bridge: r.bridge.at}
	if !program.WellFormed(&config, m.Transaction()) {
		t.Fatalf("the program refuses %+v", m)
	}
	if r.balance(r.bridge.at).Cmp(ethers(3)) != 0 || r.balance(r.core.at).Int64() != 1000 {
		t.Fatal("balances")
	}
	b := r.next()
	b.addToL2(m)
	r.settled(b)

	bound := program.AddressBound()
	deposit := func(value, amount, recipient *big.Int) *result {
		return r.bridge.call(alice, value, "deposit", amount, recipient)
	}
	deposit(big.NewInt(11), big.NewInt(10), common.Big0).reverts("NotAnL2Address")
	deposit(big.NewInt(11), big.NewInt(10), bound).reverts("NotAnL2Address")
	deposit(big.NewInt(11), big.NewInt(10), new(big.Int).Sub(bound, common.Big1)).ok()
	deposit(big.NewInt(11), common.Big0, common.Big1).reverts("NoAmount")
	deposit(big.NewInt(9), big.NewInt(10), common.Big1).reverts("ValueTooLow")
	deposit(big.NewInt(10), big.NewInt(10), common.Big1).reverts("NoFee")
	deposit(ethers(3), big.NewInt(10), common.Big1).reverts("FeeTooHigh")
}

func TestWithdraw(t *testing.T) {
	r := newRollup(t)
	r.bridge.call(governor, ethers(10), "endow").event("Endowed")
	b := r.next()
	b.addToL1(r.withdrawal(ethers(2), bob))
	b.addToL1(r.withdrawal(ethers(2), bob))
	forged := r.withdrawal(ethers(5), bob)
	forged.From = fp.NewElement(1)
	b.addToL1(forged)
	r.settled(b)
	r.bridge.call(alice, nil, "withdraw", ethers(3), bob).reverts("NoMessageToConsume")
	r.bridge.call(alice, nil, "withdraw", ethers(2), alice).reverts("NoMessageToConsume")
	r.bridge.call(alice, nil, "withdraw", ethers(5), bob).reverts("NoMessageToConsume") // not the L2 bridge's
	for range 2 {
		before := r.balance(bob)
		r.bridge.call(alice, nil, "withdraw", ethers(2), bob).event("LogWithdrawal")
		if got := new(big.Int).Sub(r.balance(bob), before); got.Cmp(ethers(2)) != 0 {
			t.Fatalf("paid %s", got)
		}
	}
	r.bridge.call(alice, nil, "withdraw", ethers(2), bob).reverts("NoMessageToConsume")
}

func TestWithdrawToContract(t *testing.T) {
	r := newRollup(t)
	r.bridge.call(governor, ethers(10), "endow").ok()
	recipient := r.deploy(testArtifact(t, "TestRecipient"))
	b := r.next()
	b.addToL1(r.withdrawal(ethers(2), recipient.at))
	r.settled(b)
	recipient.call(alice, nil, "refuse", true).ok()
	r.bridge.call(alice, nil, "withdraw", ethers(2), recipient.at).reverts("PaymentFailed")
	recipient.call(alice, nil, "refuse", false).ok()
	again, err := r.bridge.abi.Pack("withdraw", ethers(2), recipient.at)
	if err != nil {
		t.Fatal(err)
	}
	recipient.call(alice, nil, "callBack", r.bridge.at, again).ok()
	r.bridge.call(alice, nil, "withdraw", ethers(2), recipient.at).ok()
	if !recipient.get("calledBack").(bool) || recipient.get("callBackSucceeded").(bool) || r.balance(recipient.at).Cmp(ethers(2)) != 0 {
		t.Fatalf("the recipient has %s", r.balance(recipient.at))
	}
}

func TestReclaim(t *testing.T) {
	r := newRollup(t)
	recipient := fp.NewElement(12345)
	fee := big.NewInt(1000)
	m := r.deposited(alice, ethers(3), fee, recipient)
	args := func(amount *big.Int, nonce uint64) []any {
		return []any{amount, number(&recipient), new(big.Int).SetUint64(nonce)}
	}
	const start, end = "depositCancelRequest", "depositReclaim"
	r.bridge.call(bob, nil, start, args(ethers(3), m.Nonce)...).reverts("NotDepositor")
	r.bridge.call(alice, nil, start, args(ethers(4), m.Nonce)...).reverts("NoMessageToCancel")
	r.bridge.call(alice, nil, end, args(ethers(3), m.Nonce)...).reverts("CancellationNotStarted")
	r.bridge.call(alice, nil, start, args(ethers(3), m.Nonce)...).event("LogDepositCancelRequest")
	r.bridge.call(alice, nil, end, args(ethers(3), m.Nonce)...).reverts("CancellationNotYetAllowed")
	r.now += cancellationDelay
	r.bridge.call(bob, nil, end, args(ethers(3), m.Nonce)...).reverts("NotDepositor")
	before := r.balance(alice)
	r.bridge.call(alice, nil, end, args(ethers(3), m.Nonce)...).event("LogDepositReclaimed")
	if got := new(big.Int).Sub(r.balance(alice), before); got.Cmp(new(big.Int).Add(ethers(3), fee)) != 0 {
		t.Fatalf("got %s back", got)
	}
	if r.balance(r.bridge.at).Sign() != 0 || r.balance(r.core.at).Sign() != 0 {
		t.Fatal("money is left")
	}
	r.bridge.call(alice, nil, end, args(ethers(3), m.Nonce)...).reverts("NotDepositor")
	b := r.next()
	b.addToL2(m)
	r.settle(b.output()).reverts("NoMessageToConsume")

	// A deposit that L2 has consumed can't be taken back.
	m = r.deposited(alice, ethers(3), fee, recipient)
	r.bridge.call(alice, nil, start, args(ethers(3), m.Nonce)...).ok()
	b = r.next()
	b.addToL2(m)
	r.settled(b)
	r.now += cancellationDelay
	r.bridge.call(alice, nil, end, args(ethers(3), m.Nonce)...).reverts("NoMessageToCancel")
}

func TestLimits(t *testing.T) {
	r := newRollup(t)
	limits := bindings.BridgeLimits{MaxDeposit: ethers(5), MaxTotalBalance: ethers(12), DailyWithdrawals: ethers(1)}
	r.bridge.call(alice, nil, "setLimits", limits).reverts("NotGovernor")
	r.bridge.call(governor, nil, "setLimits", limits).event("LimitsChanged")
	fee := big.NewInt(1)
	recipient := fp.NewElement(5)
	r.bridge.call(alice, ethers(6), "deposit", new(big.Int).Add(ethers(5), common.Big1), common.Big1).reverts("DepositTooHigh")
	r.deposited(alice, ethers(5), fee, recipient)
	r.deposited(alice, ethers(5), fee, recipient)
	r.bridge.call(alice, ethers(3), "deposit", new(big.Int).Add(ethers(2), common.Big1), common.Big1).reverts("BridgeFull")
	r.deposited(alice, ethers(2), fee, recipient)

	b := r.next()
	half := new(big.Int).Div(ethers(1), common.Big2)
	for range 4 {
		b.addToL1(r.withdrawal(half, bob))
	}
	b.addToL1(r.withdrawal(ethers(4), bob))
	r.settled(b)
	withdraw := func(amount *big.Int) *result { return r.bridge.call(alice, nil, "withdraw", amount, bob) }
	left := func(want *big.Int) {
		t.Helper()
		if got := r.bridge.get("withdrawableToday").(*big.Int); got.Cmp(want) != 0 {
			t.Fatalf("%s left, want %s", got, want)
		}
	}
	left(ethers(1))
	withdraw(half).ok()
	left(half)
	withdraw(half).ok()
	left(common.Big0)
	withdraw(half).reverts("DailyLimitReached")
	r.now += 24 * 3600
	withdraw(half).ok()
	left(half)

	// A withdrawal above the limit is paid a week after it is announced, once.
	withdraw(ethers(4)).reverts("DailyLimitReached")
	r.bridge.call(alice, nil, "announceWithdrawal", ethers(3), bob).reverts("NoWithdrawal")
	r.bridge.call(alice, nil, "announceWithdrawal", ethers(4), bob).event("WithdrawalAnnounced")
	r.now += 7*24*3600 - 1
	r.bridge.call(alice, nil, "announceWithdrawal", ethers(4), bob).ok() // changes nothing
	withdraw(ethers(4)).reverts("DailyLimitReached")
	r.now++
	withdraw(ethers(4)).ok()
	withdraw(ethers(4)).reverts("DailyLimitReached")
	r.bridge.call(alice, nil, "announceWithdrawal", ethers(4), bob).reverts("NoWithdrawal")

	// An announcement is for the withdrawals that L2 had sent, and goes with them,
	// also when they are paid within the limit.
	withdraw(half).ok() // the last of those above
	r.now += 24 * 3600
	b = r.next()
	for range 2 {
		b.addToL1(r.withdrawal(half, bob))
	}
	b.addToL1(r.withdrawal(ethers(1), bob))
	r.settled(b)
	announce := func(amount *big.Int) *result { return r.bridge.call(alice, nil, "announceWithdrawal", amount, bob) }
	announce(half).event("WithdrawalAnnounced")
	announce(ethers(1)).event("WithdrawalAnnounced")
	r.now += 24 * 3600
	withdraw(ethers(1)).ok()
	r.now += 24 * 3600
	withdraw(half).ok()
	b = r.next()
	b.addToL1(r.withdrawal(half, bob))
	b.addToL1(r.withdrawal(ethers(1), bob))
	r.settled(b)
	announce(half).ok() // there is one already, for one of two
	r.now += 7 * 24 * 3600
	left(ethers(1))
	withdraw(half).ok() // the announced one
	left(ethers(1))
	withdraw(half).ok()
	left(half)
	withdraw(ethers(1)).reverts("DailyLimitReached")
	announce(ethers(1)).event("WithdrawalAnnounced")
	r.now += 24 * 3600
	withdraw(ethers(1)).ok()
	left(common.Big0)

	// However low the limit, a twentieth of the balance can leave a day.
	limits.DailyWithdrawals = common.Big0
	r.bridge.call(governor, nil, "setLimits", limits).ok()
	r.now += 24 * 3600
	left(new(big.Int).Div(r.balance(r.bridge.at), big.NewInt(20)))
}

// Nobody but the core contract pays the bridge without saying what for.
func TestBridgeMoney(t *testing.T) {
	r := newRollup(t)
	r.bridge.raw(alice, ethers(1), "", nil).reverts("NotCore")
	if r.bridge.get("core") != r.core.at || r.bridge.get("l2ChainId").(*big.Int).Cmp(number(&testChain)) != 0 {
		t.Fatal("core and chain")
	}
}

// frozen is a rollup whose last root holds an account, frozen.
func frozen(t *testing.T, l *leaving) *rollup {
	r := newRollup(t)
	r.bridge.call(governor, ethers(100), "endow").ok()
	b := r.next()
	b.header[1] = number(&l.root)
	b.addToL1(r.withdrawal(ethers(2), bob))
	r.settled(b)
	return r
}

func TestEscape(t *testing.T) {
	l := newLeaving(t, 77, true, ethers(30))
	r := frozen(t, l)
	e := l.escape(t, &testChain, r.bridge.at, bob)
	escape := func(recipient common.Address) *result {
		return r.bridge.call(alice, nil, "escape", e.Account, e.Place, e.Authorisation, recipient)
	}
	escape(bob).reverts("CoreNotFrozen")
	deposit := r.deposited(alice, ethers(4), common.Big1, fp.NewElement(3))
	r.core.call(governor, nil, "freeze").event("Frozen")
	escape(alice).reverts("WrongSignature")
	before := r.balance(bob)
	result := escape(bob)
	event := result.event("Escaped")
	if event[1] != bob || event[2].(*big.Int).Cmp(ethers(30)) != 0 {
		t.Fatalf("Escaped has %v", event)
	}
	if got := new(big.Int).Sub(r.balance(bob), before); got.Cmp(ethers(30)) != 0 {
		t.Fatalf("paid %s", got)
	}
	t.Logf("%d gas", result.gas)
	escape(bob).reverts("AlreadyEscaped")
	if !r.bridge.get("hasEscaped", e.Account.L2Address).(bool) || r.bridge.get("escapes").(*big.Int).Int64() != 1 {
		t.Fatal("hasEscaped")
	}
	r.core.call(governor, nil, "unfreeze").reverts("AccountsHaveLeft")

	// When it is frozen, nothing goes in, and what was on its way comes out.
	r.settle(r.next().output()).reverts("IsFrozen")
	r.core.call(alice, common.Big1, "sendMessageToL2", common.Big1, common.Big1, []*big.Int{}).reverts("IsFrozen")
	r.bridge.call(alice, ethers(2), "deposit", ethers(1), common.Big1).reverts("IsFrozen")
	r.bridge.call(governor, nil, "setLimits", bindings.BridgeLimits{MaxDeposit: common.Big0, MaxTotalBalance: common.Big0, DailyWithdrawals: common.Big0}).ok()
	r.bridge.call(alice, nil, "withdraw", ethers(2), bob).ok()
	args := []any{ethers(4), big.NewInt(3), new(big.Int).SetUint64(deposit.Nonce)}
	r.bridge.call(alice, nil, "depositCancelRequest", args...).ok()
	r.now += cancellationDelay
	r.bridge.call(alice, nil, "depositReclaim", args...).ok()
}

func TestEscapeOfUndeployed(t *testing.T) {
	l := newLeaving(t, 78, false, ethers(1))
	r := frozen(t, l)
	e := l.escape(t, &testChain, r.bridge.at, bob)
	r.core.call(governor, nil, "freeze").ok()
	result := r.bridge.call(alice, nil, "escape", e.Account, e.Place, e.Authorisation, bob)
	result.ok()
	t.Logf("%d gas", result.gas)
}
