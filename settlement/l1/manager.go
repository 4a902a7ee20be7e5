package l1

import (
	"context"
	"log/slog"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"

	"quarry/fault"
)

// ManagerOptions say whose transactions a manager sends, and how.
type ManagerOptions struct {
	Client *Client
	Signer Signer
	Store  Store
	// BumpAfter is how long a transaction waits before its fee rises if the market
	// asks more by then; 0: 36 s, three blocks. After three times as long it rises
	// anyway.
	BumpAfter time.Duration
	// StuckAfter is how long it waits before it is called stuck; 0: 10 min.
	StuckAfter time.Duration
	// Poll is the time between two steps of Run; 0: 4 s.
	Poll time.Duration
	// MinTip is the least tip that is offered, in wei; nil: 1 wei.
	MinTip *big.Int
	// Now is the clock; nil: time.Now.
	Now func() time.Time
	// Log is told what happens; nil: nobody is.
	Log *slog.Logger
}

// Manager sends one account's transactions: see the package's documentation. No
// other program may send with the account; if one does, its transactions are
// noticed (CodeNonce, Foreign) but theirs come first.
type Manager struct {
	options ManagerOptions
	client  *Client
	from    common.Address

	work sync.Mutex // one change of the account's transactions at a time
	// accounted is the account's first nonce of which it is not known yet whose it is,
	// missing since when transactions of ours are nowhere though their nonces are used.
	accounted uint64
	missing   map[string]time.Time

	mutex   sync.Mutex
	byKey   map[string]*Transaction // never changed in place
	changed chan struct{}           // closed at each change
	foreign Foreign
}

// OpenManager reads the stored transactions and goes on with them. The node must answer.
func OpenManager(ctx context.Context, options ManagerOptions) (*Manager, error) {
	options = options.withDefaults()
	m := &Manager{
		options: options, client: options.Client, from: options.Signer.Address(),
		byKey: map[string]*Transaction{}, changed: make(chan struct{}), missing: map[string]time.Time{},
	}
	all, err := options.Store.All()
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.From != m.from {
			return nil, fault.New(CodeKey, "the stored transaction %s is of account %s, not %s", t.Key, t.From, m.from).
				WithHint("each account needs a store of its own")
		}
		if t.ChainID != m.client.chainID.Uint64() {
			return nil, wrongChain(m.client.chainID, t.ChainID)
		}
		m.byKey[t.Key] = t
	}
	if err := m.client.CheckChain(ctx); err != nil {
		return nil, err
	}
	if m.accounted, err = m.client.NonceAt(ctx, m.from, nil); err != nil {
		return nil, unreachable(err)
	}
	return m, nil
}

func (o ManagerOptions) withDefaults() ManagerOptions {
	if o.BumpAfter == 0 {
		o.BumpAfter = 36 * time.Second
	}
	if o.StuckAfter == 0 {
		o.StuckAfter = 10 * time.Minute
	}
	if o.Poll == 0 {
		o.Poll = 4 * time.Second
	}
	if o.MinTip == nil {
		o.MinTip = big.NewInt(1)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Address returns the account's address.
func (m *Manager) Address() common.Address { return m.from }

// Price returns what a unit of gas may cost in a transaction that is sent now: it
// stays good while the base fee doubles.
func (m *Manager) Price(ctx context.Context) (*big.Int, error) {
	now, err := m.readMarket(ctx, false)
	if err != nil {
		return nil, err
	}
	return now.comfortable().feeCap, nil
}

// Transaction returns a copy of what is known under a key, nil if nothing is.
func (m *Manager) Transaction(key string) *Transaction {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if t := m.byKey[key]; t != nil {
		return t.clone()
	}
	return nil
}

// Transactions returns copies of all that is known, by rising nonce.
func (m *Manager) Transactions() []*Transaction {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	all := make([]*Transaction, 0, len(m.byKey))
	for _, t := range m.byKey {
		all = append(all, t.clone())
	}
	slices.SortFunc(all, func(a, b *Transaction) int { return int(a.Nonce) - int(b.Nonce) })
	return all
}

// Changed returns a channel that is closed at the next change of a transaction.
func (m *Manager) Changed() <-chan struct{} {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.changed
}

// Wait waits until a transaction has a state, or a further one. Somebody must Run
// the manager meanwhile.
func (m *Manager) Wait(ctx context.Context, key string, state State) (*Transaction, error) {
	for {
		changed := m.Changed()
		t := m.Transaction(key)
		if t == nil {
			return nil, fault.New(CodeRequest, "there is no transaction %s", key)
		}
		if t.State.AtLeast(state) {
			return t, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return t, ctx.Err()
		}
	}
}

// Submit stores the request's transaction and sends it. It is sent again until it
// is final (see Run), so a node that refuses it now, or is silent, is no error, but
// Trouble. With a key that is known and the same content it changes nothing but the
// cap, if that is higher, and returns what is known.
//
// If Submit fails, nothing was stored or sent, and the key is free.
func (m *Manager) Submit(ctx context.Context, r Request) (*Transaction, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	m.work.Lock()
	defer m.work.Unlock()
	if known := m.Transaction(r.Key); known != nil {
		return m.again(known, &r)
	}
	if err := m.client.CheckChain(ctx); err != nil {
		return nil, err
	}
	gas, err := m.gasFor(ctx, &r)
	if err != nil {
		return nil, err
	}
	now, err := m.readMarket(ctx, r.Blobs != nil)
	if err != nil {
		return nil, err
	}
	blobs := 0
	if r.Blobs != nil {
		blobs = len(r.Blobs.Blobs)
	}
	p := now.comfortable().within(r.MaxCost, gas, blobs)
	if err := m.checkBalance(ctx, &r, p.cost(gas, blobs)); err != nil {
		return nil, err
	}
	nonce, err := m.nextNonce(ctx)
	if err != nil {
		return nil, err
	}
	t := &Transaction{
		Key: r.Key, Meaning: r.meaning(), From: m.from, ChainID: m.client.chainID.Uint64(), Nonce: nonce,
		MaxCost: r.MaxCost, State: Submitted, Made: m.options.Now(),
	}
	if r.Begin != nil {
		if err := r.Begin(); err != nil {
			return nil, err
		}
	}
	if err := m.attempt(ctx, t, m.build(&r, nonce, gas, p), p, false); err != nil {
		return nil, err
	}
	err = m.send(ctx, t)
	return t.clone(), err
}

// again is Submit with a key that is known.
func (m *Manager) again(known *Transaction, r *Request) (*Transaction, error) {
	if known.Meaning != r.meaning() {
		return nil, fault.New(CodeMeaning, "transaction %s has been asked for with other content", r.Key).
			WithHint("a key stands for one transaction; use another key")
	}
	if r.MaxCost.Cmp(known.MaxCost) > 0 {
		known.MaxCost = r.MaxCost
		return known, m.put(known)
	}
	return known, nil
}

// Void asks that a transaction does not happen any more: an empty one with its
// nonce and a higher fee is sent. Either of the two will be in the chain, and
// Outcome says which. It pays for itself where the transaction could only fail.
func (m *Manager) Void(key string) error {
	m.work.Lock()
	defer m.work.Unlock()
	t := m.Transaction(key)
	if t == nil {
		return fault.New(CodeRequest, "there is no transaction %s", key)
	}
	if t.State != Submitted {
		return fault.New(CodeRequest, "transaction %s is in block %d already", key, t.BlockNumber)
	}
	t.Voiding = true
	return m.put(t)
}

// Forget removes a final transaction from the store. Its key is free then; its
// nonce never is.
func (m *Manager) Forget(key string) error {
	m.work.Lock()
	defer m.work.Unlock()
	t := m.Transaction(key)
	if t == nil {
		return nil
	}
	if !t.Done() {
		return fault.New(CodeRequest, "transaction %s is not final yet", key)
	}
	if err := m.options.Store.Delete(t.Nonce); err != nil {
		return err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	delete(m.byKey, key)
	return nil
}

// put stores a transaction and shows it to readers.
func (m *Manager) put(t *Transaction) error {
	if err := m.options.Store.Put(t); err != nil {
		return err
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.byKey[t.Key] = t.clone()
	close(m.changed)
	m.changed = make(chan struct{})
	return nil
}

// gasFor returns the request's limit of gas.
func (m *Manager) gasFor(ctx context.Context, r *Request) (uint64, error) {
	if r.Gas != 0 {
		return r.Gas, nil
	}
	call := ethereum.CallMsg{From: m.from, To: r.To, Data: r.Data, Value: r.Value}
	if r.Blobs != nil {
		call.BlobHashes, call.BlobGasFeeCap = r.Blobs.BlobHashes(), new(big.Int)
	}
	gas, err := m.client.EstimateGas(ctx, call)
	if err != nil {
		if isAnswer(err) {
			return 0, fault.Wrap(err, CodeReverts, "transaction %s would fail", r.Key)
		}
		return 0, unreachable(err)
	}
	return min(gas+gas/4, MaxGas), nil
}

// checkBalance demands that the account can pay.
func (m *Manager) checkBalance(ctx context.Context, r *Request, cost *big.Int) error {
	balance, err := m.client.BalanceAt(ctx, m.from, nil)
	if err != nil {
		return unreachable(err)
	}
	need := cost
	if r.Value != nil {
		need = add(cost, r.Value)
	}
	if balance.Cmp(need) < 0 {
		return fault.New(CodeBalance, "account %s has %s wei, and transaction %s may cost %s", m.from, balance, r.Key, need).
			WithHint("send ether to the account, or lower the cap on the cost")
	}
	return nil
}

// nextNonce returns the first nonce that nobody has used: not this manager, not
// the chain, and not what waits at the node.
func (m *Manager) nextNonce(ctx context.Context) (uint64, error) {
	next, err := m.client.PendingNonceAt(ctx, m.from)
	if err != nil {
		return 0, unreachable(err)
	}
	confirmed, err := m.client.NonceAt(ctx, m.from, nil)
	if err != nil {
		return 0, unreachable(err)
	}
	next = max(next, confirmed)
	for _, t := range m.Transactions() {
		next = max(next, t.Nonce+1)
	}
	return next, nil
}

// build returns the unsigned transaction of a request.
func (m *Manager) build(r *Request, nonce, gas uint64, p prices) *types.Transaction {
	value := r.Value
	if value == nil {
		value = new(big.Int)
	}
	if r.Blobs == nil {
		return types.NewTx(&types.DynamicFeeTx{
			ChainID: m.client.chainID, Nonce: nonce, GasTipCap: p.tipCap, GasFeeCap: p.feeCap, Gas: gas,
			To: r.To, Value: value, Data: r.Data,
		})
	}
	return types.NewTx(&types.BlobTx{
		ChainID: uint256.MustFromBig(m.client.chainID), Nonce: nonce,
		GasTipCap: uint256.MustFromBig(p.tipCap), GasFeeCap: uint256.MustFromBig(p.feeCap), Gas: gas,
		To: *r.To, Value: uint256.MustFromBig(value), Data: r.Data,
		BlobFeeCap: uint256.MustFromBig(p.blobFeeCap), BlobHashes: r.Blobs.BlobHashes(), Sidecar: r.Blobs,
	})
}

// rebuild returns an attempt's transaction with other prices; an empty one to the
// account itself if void. A blob transaction keeps its blobs: nodes replace one by
// another one only.
func (m *Manager) rebuild(tx *types.Transaction, p prices, void bool) *types.Transaction {
	r := Request{To: tx.To(), Data: tx.Data(), Value: tx.Value(), Blobs: tx.BlobTxSidecar()}
	gas := tx.Gas()
	if void {
		r.To, r.Data, r.Value, gas = &m.from, nil, nil, params.TxGas
	}
	return m.build(&r, tx.Nonce(), gas, p)
}

// attempt signs a transaction and stores it as t's newest attempt.
func (m *Manager) attempt(ctx context.Context, t *Transaction, tx *types.Transaction, p prices, void bool) error {
	signed, err := m.options.Signer.Sign(ctx, tx, m.client.chainID)
	if err != nil {
		return err
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return fault.Wrap(err, CodeRequest, "transaction %s can't be encoded", t.Key)
	}
	t.Attempts = append(t.Attempts, Attempt{
		Hash: signed.Hash(), Raw: raw, FeeCap: p.feeCap, TipCap: p.tipCap, BlobFeeCap: p.blobFeeCap,
		Void: void, Signed: m.options.Now(),
	})
	return m.put(t)
}
