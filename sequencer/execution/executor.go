package execution

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// Executor checks and executes transactions of one chain. It is safe for concurrent
// use, and should be one for all, since its verifier keeps tables of keys.
type Executor struct {
	config   program.Config
	verifier *starknet.Verifier
	threads  int
}

// NewExecutor makes an Executor for a chain. Work that can be shared is, among up to
// threads cores (0: all).
func NewExecutor(config program.Config, verifier *starknet.Verifier, threads int) *Executor {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	return &Executor{config, verifier, threads}
}

// Config is the chain's.
func (e *Executor) Config() program.Config { return e.config }

// Check looks at a transaction alone: whether it is one that a block can have.
// Neither signature nor anything that depends on the state is looked at. The
// transaction must not be changed afterwards.
func (e *Executor) Check(t starknet.Transaction) (*Transaction, error) {
	return check(&e.config.L2ChainID, t, false)
}

// CheckQuery is Check for transactions that are only simulated: they may have the
// query version, and may offer less gas than they take.
func (e *Executor) CheckQuery(t starknet.Transaction) (*Transaction, error) {
	return check(&e.config.L2ChainID, t, true)
}

// CheckMany is Check of many transactions, in parallel. The error is that of the
// first in their order that fails, and says where.
func (e *Executor) CheckMany(ctx context.Context, list []starknet.Transaction) ([]*Transaction, error) {
	checked, errs := make([]*Transaction, len(list)), make([]error, len(list))
	e.parallel(ctx, len(list), func(i int) { checked[i], errs[i] = e.Check(list[i]) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i, err := range errs {
		if err != nil {
			return nil, atTransaction(err, i)
		}
	}
	return checked, nil
}

// parallel calls f for 0 … n−1, on as many goroutines as the executor may use,
// until ctx ends.
func (e *Executor) parallel(ctx context.Context, n int, f func(i int)) {
	var next atomic.Int64
	work := func() {
		for i := next.Add(1) - 1; i < int64(n) && ctx.Err() == nil; i = next.Add(1) - 1 {
			f(int(i))
		}
	}
	var wg sync.WaitGroup
	for range min(e.threads, n) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}

// atTransaction says which of a block's transactions an error is about.
func atTransaction(err error, i int) error {
	return fault.Wrap(err, fault.CodeOf(err), "it can't be in the block").At("transaction %d", i)
}

// Verify checks the signature under the public key of the transaction's account (of
// a deployment: under the key that it gives). A key that it was found valid under is
// remembered. Deposits have no signature.
func (e *Executor) Verify(t *Transaction, key *Felt) error {
	if t.Verified(key) {
		return nil
	}
	if err := e.verifier.Verify(key, &t.Hash, t.Common().Signature); err != nil {
		return err
	}
	k := *key
	t.verified.Store(&k)
	return nil
}

// Verified reports whether the signature is known to be valid under a key.
func (t *Transaction) Verified(key *Felt) bool {
	k := t.verified.Load()
	return t.Kind == program.Deposit || k != nil && *k == *key
}

// Begin begins a block on a view of the state: the next one after the view's.
func (e *Executor) Begin(view *state.View, header program.Header) (*Overlay, error) {
	if header.Number != view.Number()+1 {
		return nil, fault.New(CodeHeader, "block %d can't follow the state after block %d", header.Number, view.Number())
	}
	if s := starknet.IntegerFromFelt(&header.Sequencer); s.IsZero() || !s.Lt(addressBound) {
		return nil, fault.New(CodeHeader, "the sequencer's address %s is none", starknet.FormatFelt(&header.Sequencer))
	}
	return &Overlay{executor: e, view: view, header: header, accounts: map[Felt]*staged{}}, nil
}

// addressBound is program.AddressBound.
var addressBound = uint256.MustFromBig(program.AddressBound())

// Execute makes a block of exactly these transactions, in this order; their
// signatures are checked in parallel, unless they are known to be valid. The first
// transaction that can't be in the block is its error.
func (e *Executor) Execute(ctx context.Context, view *state.View, header program.Header, list []*Transaction) (*Sealed, error) {
	o, err := e.Begin(view, header)
	if err != nil {
		return nil, err
	}
	if err := o.VerifyAhead(ctx, list); err != nil {
		return nil, err
	}
	for i, t := range list {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if _, err := o.Apply(t); err != nil {
			if !Invalid(err) {
				return nil, err
			}
			return nil, atTransaction(err, i)
		}
	}
	return o.Seal()
}

// VerifyAhead checks in parallel the signatures of transactions that are about to
// be applied in this order. Valid ones are remembered; of the others, Apply will
// say what is wrong. It fails only if the state can't be read, or ctx ends.
func (o *Overlay) VerifyAhead(ctx context.Context, list []*Transaction) error {
	deployed := map[Felt]*Felt{}
	var signed []starknet.Signed
	var open []*Transaction
	for _, t := range list {
		key, err := o.keyOf(t, deployed)
		if err != nil {
			return err
		}
		if key != nil && !t.Verified(key) {
			signed = append(signed, starknet.Signed{PublicKey: *key, Hash: t.Hash, Signature: t.Common().Signature})
			open = append(open, t)
		}
	}
	for i, err := range o.executor.verifier.VerifyMany(ctx, signed, o.executor.threads) {
		if err == nil {
			open[i].verified.Store(&signed[i].PublicKey)
		}
	}
	return ctx.Err()
}

// keyOf is the key of a transaction's account, nil if it has none; deployed are the
// keys that deployments before it give.
func (o *Overlay) keyOf(t *Transaction, deployed map[Felt]*Felt) (*Felt, error) {
	switch t.Kind {
	case program.Deposit:
		return nil, nil
	case program.Deploy:
		deployed[t.Account] = &t.PublicKey
		return &t.PublicKey, nil
	}
	s, err := o.find(&t.Account)
	if err != nil {
		return nil, err
	}
	if s != nil && s.account.Deployed() {
		return &s.account.PublicKey, nil
	}
	return deployed[t.Account], nil
}
