package execution

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// small is a world in which the first three users have accounts.
func small(t *testing.T) *world { return newWorld(t, 5, 3, 4, ether(5)) }

func (w *world) signed(u *user, t starknet.AccountTransaction) starknet.Transaction {
	u.sign(t)
	return t
}

func (w *world) check(t testing.TB, tx starknet.Transaction) *Transaction {
	t.Helper()
	c, err := w.executor.Check(tx)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func pay(to fp.Element, amount uint64) starknet.Transfer {
	return starknet.Transfer{Recipient: to, Amount: *uint256.NewInt(amount)}
}

func TestCheckRefuses(t *testing.T) {
	w := small(t)
	a := w.users[0]
	type change = func(*starknet.InvokeV3)
	for name, c := range map[string]struct {
		change change
		code   fault.Code
	}{
		"query":         {func(t *starknet.InvokeV3) { t.Query = true }, CodeType},
		"paymaster":     {func(t *starknet.InvokeV3) { t.PaymasterData = []fp.Element{{}} }, CodeType},
		"deployment":    {func(t *starknet.InvokeV3) { t.AccountDeploymentData = []fp.Element{{}} }, CodeType},
		"proof facts":   {func(t *starknet.InvokeV3) { t.ProofFacts = []fp.Element{{}} }, CodeType},
		"nonce mode":    {func(t *starknet.InvokeV3) { t.NonceMode = starknet.DAModeL2 }, CodeType},
		"fee mode":      {func(t *starknet.InvokeV3) { t.FeeMode = starknet.DAModeL2 }, CodeType},
		"last nonce":    {func(t *starknet.InvokeV3) { t.Nonce = math.MaxUint64 }, CodeNonceAhead},
		"l2 amount":     {func(t *starknet.InvokeV3) { t.Bounds.L2Gas.MaxAmount = 799_999 }, CodeResources},
		"data amount":   {func(t *starknet.InvokeV3) { t.Bounds.L1DataGas.MaxAmount = 127 }, CodeResources},
		"price":         {func(t *starknet.InvokeV3) { t.Bounds.L1Gas.MaxPrice = uint256.Int{0, 0, 1} }, CodeType},
		"two calls":     {func(t *starknet.InvokeV3) { t.Calldata[0] = fp.NewElement(2) }, starknet.CodeCalldata},
		"no call":       {func(t *starknet.InvokeV3) { t.Calldata = nil }, starknet.CodeCalldata},
		"other token":   {func(t *starknet.InvokeV3) { t.Calldata[1] = fp.One() }, starknet.CodeCall},
		"other call":    {func(t *starknet.InvokeV3) { t.Calldata[2] = starknet.SelectorName }, starknet.CodeCall},
		"to 0":          {func(t *starknet.InvokeV3) { t.Calldata[4].SetZero() }, starknet.CodeAddress},
		"to the bound":  {func(t *starknet.InvokeV3) { t.Calldata[4], _ = starknet.FeltFromInteger(addressBound) }, starknet.CodeAddress},
		"large amount":  {func(t *starknet.InvokeV3) { t.Calldata[6].SetOne().Neg(&t.Calldata[6]) }, starknet.CodeCall},
		"longer":        {func(t *starknet.InvokeV3) { t.Calldata = append(t.Calldata, fp.Element{}) }, starknet.CodeCalldata},
		"enough l1 gas": {func(t *starknet.InvokeV3) { t.Bounds.L1Gas = starknet.ResourceBound{} }, ""},
	} {
		tx := a.invoke(0, 0, pay(w.users[1].address, 1))
		c.change(tx)
		if _, err := w.executor.Check(tx); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		change func(*starknet.DeployAccountV3)
		code   fault.Code
	}{
		"class":  {func(t *starknet.DeployAccountV3) { t.ClassHash = starknet.TokenClassHash }, CodeClass},
		"no key": {func(t *starknet.DeployAccountV3) { t.ConstructorCalldata = nil }, CodeType},
		"nonce":  {func(t *starknet.DeployAccountV3) { t.Nonce = 1 }, CodeNonceAhead},
		"amount": {func(t *starknet.DeployAccountV3) { t.Bounds.L2Gas.MaxAmount = 999_999 }, CodeResources},
	} {
		tx := a.deploy()
		c.change(tx)
		if _, err := w.executor.Check(tx); fault.CodeOf(err) != c.code {
			t.Errorf("deployment, %s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		change func(*starknet.L1Handler)
		code   fault.Code
	}{
		"no sender": {func(t *starknet.L1Handler) { t.Calldata = nil }, starknet.CodeAddress},
		"sender":    {func(t *starknet.L1Handler) { t.Calldata[0] = starknet.TokenAddress }, starknet.CodeAddress},
		"too long":  {func(t *starknet.L1Handler) { t.Calldata = make([]fp.Element, program.MaxPayload+2) }, CodeMessage},
		"longest":   {func(t *starknet.L1Handler) { t.Calldata = make([]fp.Element, program.MaxPayload+1) }, ""},
	} {
		tx := deposit(1, fp.One())
		c.change(tx)
		if _, err := w.executor.Check(tx); fault.CodeOf(err) != c.code {
			t.Errorf("deposit, %s: %v", name, err)
		}
	}
	if _, err := w.executor.CheckMany(t.Context(), []starknet.Transaction{a.invoke(0, 0, pay(a.address, 1)), nil}); fault.CodeOf(err) != CodeType {
		t.Error(err)
	}
}

// The receipts of one block with one transaction of each kind and outcome.
func TestReceipts(t *testing.T) {
	w := small(t)
	a, b, c := w.users[0], w.users[1], w.users[3] // c has a balance only
	seq := w.header.Sequencer
	o := w.begin(t)
	apply := func(tx starknet.Transaction) *Receipt {
		t.Helper()
		r, err := o.Apply(w.check(t, tx))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	fee := w.fee(program.Transfer, 3)
	transfer := apply(w.signed(a, a.invoke(0, 3, pay(b.address, 7))))
	want := []starknet.Event{
		starknet.TransferEvent(&a.address, &b.address, uint256.NewInt(7)), starknet.TransferEvent(&a.address, &seq, &fee),
	}
	if transfer.Fee != fee || transfer.Gas != program.GasOf(program.Transfer) || !equalEvents(transfer.Events, want) {
		t.Errorf("transfer: %+v", transfer)
	}
	fee = w.fee(program.Transfer, 0)
	reverted := apply(w.signed(a, a.invoke(1, 0, starknet.Transfer{Recipient: b.address, Amount: ether(100)})))
	if reverted.Status != program.Reverted || !strings.Contains(reverted.RevertReason, "0x45524332303a20696e73756666696369656e742062616c616e6365 ('ERC20: insufficient balance')") ||
		!equalEvents(reverted.Events, []starknet.Event{starknet.TransferEvent(&a.address, &seq, &fee)}) {
		t.Errorf("reverted transfer: %+v", reverted)
	}
	to := starknet.EthAddress{3: 9}
	withdrawal := apply(w.signed(a, a.invoke(2, 0, starknet.Withdrawal{Recipient: to, Amount: *uint256.NewInt(5)})))
	if len(withdrawal.Messages) != 1 || withdrawal.Messages[0].To != w.config.Bridge || withdrawal.Messages[0].From != program.L2Bridge ||
		!slices.Equal(withdrawal.Messages[0].Payload, []fp.Element{{}, to.Felt(), fp.NewElement(5), {}}) ||
		!equalEvents(withdrawal.Events[:1], []starknet.Event{starknet.TransferEvent(&a.address, &fp.Element{}, uint256.NewInt(5))}) {
		t.Errorf("withdrawal: %+v", withdrawal)
	}
	deployed := apply(w.signed(c, c.deploy()))
	if deployed.Status != program.Succeeded || deployed.Gas != program.GasOf(program.Deploy) || len(deployed.Events) != 1 {
		t.Errorf("deployment: %+v", deployed)
	}
	minted := apply(deposit(1, b.address, fp.NewElement(11), fp.Element{}))
	if !minted.Fee.IsZero() || !equalEvents(minted.Events, []starknet.Event{starknet.TransferEvent(&fp.Element{}, &b.address, uint256.NewInt(11))}) {
		t.Errorf("deposit: %+v", minted)
	}
	refused := apply(deposit(2, b.address))
	if refused.Status != program.Reverted || !strings.Contains(refused.RevertReason, "INVALID_PAYLOAD") || len(refused.Events) != 0 {
		t.Errorf("refused deposit: %+v", refused)
	}
	if len(o.Receipts()) != 6 || len(o.Transactions()) != 6 {
		t.Errorf("there are %d receipts", len(o.Receipts()))
	}
	d := o.Diff(Mark{})
	if len(d.Storage) != 2 || d.Storage[0].Address != program.Token || len(d.Storage[0].Entries) != 3 ||
		len(d.Nonces) != 2 || d.Nonces[0] != (NonceUpdate{a.address, 3}) ||
		!slices.Equal(d.Deployed, []Deployed{{c.address, starknet.AccountClassHash}}) ||
		d.Storage[1].Address != c.address || d.Storage[1].Entries[0] != (StorageEntry{starknet.StoragePublicKey, c.public}) {
		t.Errorf("diff: %+v", d)
	}
	account, err := o.Account(&b.address)
	if err != nil {
		t.Fatal(err)
	}
	balance, _ := starknet.FeltFromInteger(&account.Balance)
	if !slices.Contains(d.Storage[0].Entries, StorageEntry{starknet.StorageBalance(&b.address), balance}) {
		t.Errorf("the diff lacks a balance: %+v", d.Storage[0])
	}
}

func equalEvents(a, b []starknet.Event) bool {
	return slices.EqualFunc(a, b, func(a, b starknet.Event) bool {
		return a.From == b.From && slices.Equal(a.Keys, b.Keys) && slices.Equal(a.Data, b.Data)
	})
}

// A simulation sees the block so far and leaves it alone.
func TestFork(t *testing.T) {
	w := small(t)
	a, b, stranger := w.users[0], w.users[1], w.users[4]
	o := w.begin(t)
	if _, err := o.Apply(w.check(t, w.signed(a, a.invoke(0, 0, pay(stranger.address, 1e18))))); err != nil {
		t.Fatal(err)
	}
	query := func(u *user, nonce uint64, action starknet.Action) *Transaction {
		tx := u.invoke(nonce, 0, action)
		tx.Query = true
		tx.Bounds = starknet.ResourceBounds{}
		c, err := w.executor.CheckQuery(tx)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	f := o.Fork(SkipSignature | SkipFee)
	mark := f.Checkpoint()
	r, err := f.Apply(query(a, 1, pay(b.address, 5)))
	if err != nil || r.Fee != w.fee(program.Transfer, 0) || len(r.Events) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if d := f.Diff(mark); len(d.Nonces) != 1 || len(d.Storage[0].Entries) != 2 {
		t.Errorf("the simulation changes %+v", d)
	}
	if _, err := f.Apply(query(a, 2, pay(fp.NewElement(77), 5))); err != nil {
		t.Fatal(err)
	}
	if r, err := f.Apply(query(a, 3, starknet.Transfer{Recipient: b.address, Amount: ether(100)})); err != nil || r.Status != program.Reverted {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := f.Apply(query(stranger, 0, pay(b.address, 5))); fault.CodeOf(err) != CodeAccount {
		t.Error(err)
	}
	if _, err := f.Seal(); fault.CodeOf(err) != CodeHeader {
		t.Error(err)
	}
	// Without skipping, all is demanded.
	g := o.Fork(0)
	if _, err := g.Apply(query(a, 1, pay(b.address, 5))); fault.CodeOf(err) != CodePrice {
		t.Error(err)
	}
	if _, err := o.Fork(SkipFee).Apply(query(a, 1, pay(b.address, 5))); fault.CodeOf(err) != starknet.CodeSignature {
		t.Error(err)
	}
	account, err := o.Account(&a.address)
	if err != nil || account.Nonce != 1 || len(o.Transactions()) != 1 || o.View().Number() != 0 {
		t.Errorf("the block has changed: %+v, %v", account, err)
	}
	if one, err := o.Account(&fp.Element{}); one != nil || err != nil {
		t.Errorf("the head of the list is an account: %v, %v", one, err)
	}
	w.model.apply(o.Transactions()[0].Transaction, true)
	w.seal(t, o)
}

func TestExecuteRefuses(t *testing.T) {
	w := small(t)
	a, b := w.users[0], w.users[1]
	v, _ := w.state.View()
	ok := w.check(t, w.signed(a, a.invoke(0, 0, pay(b.address, 1))))
	late := w.check(t, w.signed(a, a.invoke(2, 0, pay(b.address, 1))))
	bad := b.invoke(0, 0, pay(a.address, 1))
	a.sign(bad) // not the owner
	forged := w.check(t, bad)
	for name, c := range map[string]struct {
		list  []*Transaction
		code  fault.Code
		where string
	}{
		"nonce":     {[]*Transaction{ok, late}, CodeNonceAhead, "transaction 1"},
		"twice":     {[]*Transaction{ok, ok}, CodeNonceUsed, "transaction 1"},
		"signature": {[]*Transaction{forged}, starknet.CodeSignature, "transaction 0"},
	} {
		_, err := w.executor.Execute(t.Context(), v, w.header, c.list)
		var f *fault.Error
		if !errors.As(err, &f) || f.Code != c.code || f.Where != c.where || !Invalid(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.executor.Execute(cancelled, v, w.header, []*Transaction{ok}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := w.executor.CheckMany(cancelled, []starknet.Transaction{ok.Transaction}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	header := w.header
	header.Number = 2
	if _, err := w.executor.Begin(v, header); fault.CodeOf(err) != CodeHeader || Invalid(err) {
		t.Error(err)
	}
	header = w.header
	header.Sequencer.SetZero()
	if _, err := w.executor.Begin(v, header); fault.CodeOf(err) != CodeHeader {
		t.Error(err)
	}
	// Another block was committed meanwhile.
	o := w.begin(t)
	s := w.seal(t, w.begin(t))
	if err := w.state.Commit(s.Plan, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Apply(ok); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Seal(); fault.CodeOf(err) != state.CodeStale || Invalid(err) {
		t.Error(err)
	}
}

// Balances stay below 2^128 where the format does not say what else should happen:
// the transaction can't be in the block.
func TestSupply(t *testing.T) {
	w := small(t)
	a, b := w.users[0], w.users[1]
	most := *new(uint256.Int).SubUint64(new(uint256.Int).Lsh(uint256.NewInt(1), 128), 1)
	var room uint256.Int
	room.Sub(&most, &[]uint256.Int{ether(5)}[0])
	full, _ := starknet.FeltFromInteger(&room)
	for _, to := range []fp.Element{b.address, w.header.Sequencer} {
		w := small(t)
		o := w.begin(t)
		fill := full
		if to == w.header.Sequencer {
			fill, _ = starknet.FeltFromInteger(&most)
		}
		if r, err := o.Apply(w.check(t, deposit(1, to, fill, fp.Element{}))); err != nil || r.Status != program.Succeeded {
			t.Fatalf("%+v, %v", r, err)
		}
		mark := o.Checkpoint()
		if _, err := o.Apply(w.check(t, w.signed(a, a.invoke(0, 0, pay(to, 1))))); fault.CodeOf(err) != CodeSupply {
			t.Error(err)
		}
		if o.Checkpoint() != mark {
			t.Error("a refused transaction leaves a trace")
		}
		if r, err := o.Apply(w.check(t, deposit(2, to, fp.One(), fp.Element{}))); err != nil || r.Status != program.Reverted || !strings.Contains(r.RevertReason, "Overflow") {
			t.Errorf("%+v, %v", r, err)
		}
		if to == b.address {
			r, err := o.Apply(w.check(t, w.signed(a, a.invoke(0, 0, pay(a.address, 1)))))
			if err != nil || r.Status != program.Succeeded {
				t.Errorf("%+v, %v", r, err)
			}
		}
		if _, err := o.Seal(); err != nil {
			t.Error(err)
		}
	}
	o := w.begin(t)
	if _, err := o.Apply(w.check(t, w.signed(a, a.invoke(0, 0, pay(b.address, 1))))); err != nil {
		t.Fatal(err)
	}
	fill, _ := starknet.FeltFromInteger(&most)
	if _, err := o.Apply(w.check(t, deposit(1, w.header.Sequencer, fill, fp.Element{}))); fault.CodeOf(err) != CodeSupply {
		t.Error(err)
	}
}

// A signature is checked once, and under the key that counts.
func TestVerified(t *testing.T) {
	w := small(t)
	a, b := w.users[0], w.users[1]
	c := w.check(t, w.signed(a, a.invoke(0, 0, pay(b.address, 1))))
	if c.Verified(&a.public) {
		t.Error("an unseen signature counts as valid")
	}
	if err := w.executor.Verify(c, &b.public); fault.CodeOf(err) != starknet.CodeSignature || c.Verified(&b.public) {
		t.Error(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := w.executor.Verify(c, &a.public); err != nil || !c.Verified(&a.public) || c.Verified(&b.public) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	// The deployment's key counts for what follows it in the same list.
	d := w.users[3]
	list := []*Transaction{w.check(t, w.signed(d, d.deploy())), w.check(t, w.signed(d, d.invoke(1, 0, pay(a.address, 1)))), w.check(t, deposit(1))}
	o := w.begin(t)
	if err := o.VerifyAhead(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	for i, c := range list {
		if !c.Verified(&d.public) {
			t.Errorf("transaction %d was not verified", i)
		}
	}
	if o.Header().Number != 1 || w.executor.Config() != testConfig() {
		t.Error("header or config are others")
	}
}
