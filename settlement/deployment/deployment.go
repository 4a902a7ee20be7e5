package deployment

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/l1"
)

// The ways in which a deployment fails, beside those of contracts and l1.
const (
	// CodeCost: the deployment costs more than it may.
	CodeCost fault.Code = "deployment/cost"
	// CodeOther: the record is of a deployment with other options.
	CodeOther fault.Code = "deployment/other"
	// CodeFile: the file of addresses can't be read or written.
	CodeFile fault.Code = "deployment/file"
	// CodeReverted: a transaction was included but failed.
	CodeReverted fault.Code = "deployment/reverted"
)

// Work deploys contracts: one or many transactions of a deployer's.
type Work func(ctx context.Context, d *verifier.Deployer) error

// Cost is what one transaction of the work takes.
type Cost struct {
	Gas uint64
	// Value is the ether that it gives to a contract, in wei; nil: none.
	Value *big.Int
}

// Rehearse does the work on an embedded chain with the id of L1, and returns what each
// transaction takes, in their order.
func Rehearse(ctx context.Context, chainID uint64, work Work) ([]Cost, error) {
	signer, alloc, err := rehearsalAccount()
	if err != nil {
		return nil, err
	}
	chain, err := l1.StartChain(l1.ChainOptions{ChainID: chainID, Alloc: alloc})
	if err != nil {
		return nil, err
	}
	defer chain.Close()
	var costs []Cost
	d := &verifier.Deployer{Backend: chain.Client(), Auth: l1.TransactOpts(ctx, signer, chain.Client().Chain())}
	inner := &verifier.Deployer{Backend: d.Backend, Auth: d.Auth, Mined: func() { _, _ = chain.Commit() }} // what fails here fails when it waits
	d.Send = func(ctx context.Context, to *common.Address, value *big.Int, data []byte) (*types.Receipt, error) {
		receipt, err := inner.Transact(ctx, to, value, data)
		if err == nil {
			costs = append(costs, Cost{receipt.GasUsed, value})
		}
		return receipt, err
	}
	err = work(ctx, d)
	return costs, err
}

// Options say who deploys, and within which bounds.
type Options struct {
	Client *l1.Client
	Signer l1.Signer
	// Store keeps the transactions: of this deployment alone.
	Store l1.Store
	// MaxCost bounds what all gas together may cost, in wei; nil: twice of what it
	// costs if the base fee doubles.
	MaxCost *big.Int
	// Until is how far each transaction must be before the next one is made. Default
	// l1.Included.
	Until l1.State
	// Poll is the time between two looks at L1; 0: 1 s.
	Poll time.Duration
	// Sent, if not nil, is called after each transaction that was made: a chain that makes
	// blocks when it is told to makes one then.
	Sent func()
	// Events is told of each transaction that is done; nil: nobody is.
	Events func(Step)
}

// Step is a transaction of a deployment that is done.
type Step struct {
	// Number is from 1 to Of.
	Number, Of  int
	Transaction common.Hash
	Gas         uint64
	// Contract is what it has made, zero if it was a call.
	Contract common.Address
	// Known tells that an earlier run has sent it.
	Known bool
}

// Estimate is what a deployment takes, from what is done on.
type Estimate struct {
	Transactions int `json:"transactions"`
	Done         int `json:"done"`
	// Gas is what the transactions that are left take, Price what a unit may cost
	// while the base fee doubles, Cost the product and the ether that they give, in wei.
	Gas   uint64   `json:"gas"`
	Price *big.Int `json:"price"`
	Cost  *big.Int `json:"cost"`
	// Balance is the account's.
	Balance *big.Int `json:"balance"`
}

// Deployment is a piece of work that is going to be done, or was begun.
type Deployment struct {
	options Options
	manager *l1.Manager
	work    Work
	costs   []Cost
	done    int
	price   *big.Int
}

// Open rehearses the work, and reads what an earlier run has done of it.
func Open(ctx context.Context, o Options, work Work) (*Deployment, error) {
	if o.Until == "" {
		o.Until = l1.Included
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	d := &Deployment{options: o, work: work}
	var err error
	if d.manager, err = l1.OpenManager(ctx, l1.ManagerOptions{Client: o.Client, Signer: o.Signer, Store: o.Store, Poll: o.Poll}); err != nil {
		return nil, err
	}
	if d.costs, err = Rehearse(ctx, o.Client.Chain().Uint64(), work); err != nil {
		return nil, err
	}
	for d.done < len(d.costs) && d.manager.Transaction(key(d.done)) != nil {
		d.done++
	}
	d.price, err = d.manager.Price(ctx)
	return d, err
}

func key(i int) string { return fmt.Sprintf("deploy/%d", i) }

// Estimate says what is left to do and what it costs.
func (d *Deployment) Estimate(ctx context.Context) (*Estimate, error) {
	e := &Estimate{Transactions: len(d.costs), Done: d.done, Price: d.price, Cost: new(big.Int)}
	for _, c := range d.costs[d.done:] {
		e.Gas += c.Gas
		if c.Value != nil {
			e.Cost.Add(e.Cost, c.Value)
		}
	}
	e.Cost.Add(e.Cost, new(big.Int).Mul(d.price, new(big.Int).SetUint64(e.Gas)))
	var err error
	if e.Balance, err = d.options.Client.BalanceAt(ctx, d.options.Signer.Address(), nil); err != nil {
		return nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't say the account's balance")
	}
	return e, nil
}

// Check refuses a deployment that the account can't pay, or that costs more than it may.
func (d *Deployment) Check(e *Estimate) error {
	from := d.options.Signer.Address()
	if e.Balance.Cmp(e.Cost) < 0 {
		return fault.New(l1.CodeBalance, "account %s has %s wei, and the deployment may cost %s", from, e.Balance, e.Cost).
			WithHint("send ether to the account: nothing was sent yet in this run")
	}
	gas := new(big.Int).Mul(d.price, new(big.Int).SetUint64(e.Gas))
	if d.options.MaxCost != nil && gas.Cmp(d.options.MaxCost) > 0 {
		return fault.New(CodeCost, "the gas of the deployment may cost %s wei, which is more than %s", gas, d.options.MaxCost).
			WithHint("wait until gas is cheaper, or let it cost more")
	}
	return nil
}

// cap is what the i-th transaction may cost: its part of the whole, by gas.
func (d *Deployment) cap(i int) *big.Int {
	var total uint64
	for _, c := range d.costs {
		total += c.Gas
	}
	all := d.options.MaxCost
	if all == nil {
		all = new(big.Int).Mul(d.price, new(big.Int).SetUint64(2*total))
	}
	part := new(big.Int).Mul(all, new(big.Int).SetUint64(d.costs[i].Gas))
	return part.Div(part, new(big.Int).SetUint64(total))
}

// Run does the work, or the rest of it. The transactions are in the store before they
// are sent, so a run that ends in the midst can be begun again with the same options.
func (d *Deployment) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = d.manager.Run(ctx) // ends with the context only
	}()
	defer func() { stop(); <-ended }()
	number := 0
	return d.work(ctx, &verifier.Deployer{
		Backend: d.options.Client, Auth: &bind.TransactOpts{From: d.options.Signer.Address()},
		Send: func(ctx context.Context, to *common.Address, value *big.Int, data []byte) (*types.Receipt, error) {
			number++
			return d.send(ctx, number-1, to, value, data)
		},
	})
}

// send makes the i-th transaction, or waits for it if it was made before.
func (d *Deployment) send(ctx context.Context, i int, to *common.Address, value *big.Int, data []byte) (*types.Receipt, error) {
	if i >= len(d.costs) {
		return nil, fault.New(CodeOther, "there are more transactions than in the rehearsal")
	}
	_, err := d.manager.Submit(ctx, l1.Request{Key: key(i), To: to, Data: data, Value: value, MaxCost: d.cap(i)})
	if fault.CodeOf(err) == l1.CodeMeaning {
		return nil, fault.New(CodeOther, "transaction %d of the earlier run was another one", i+1).
			WithHint("go on with the same options and the same binary, or begin anew with another file")
	}
	if err != nil {
		return nil, err
	}
	if d.options.Sent != nil {
		d.options.Sent()
	}
	t, err := d.manager.Wait(ctx, key(i), d.options.Until)
	if err != nil {
		return nil, err
	}
	if t.Outcome == l1.Displaced {
		return nil, fault.New(l1.CodeNonce, "transaction %d will not happen: %s", i+1, t.TroubleText).
			WithHint("begin anew with another file, and let no other program send with the account")
	}
	if t.Outcome != l1.Succeeded {
		return nil, fault.New(CodeReverted, "transaction %s is in block %d, but it has failed", t.Hash, t.BlockNumber).
			WithHint("begin anew with another file")
	}
	receipt, err := d.options.Client.TransactionReceipt(ctx, t.Hash)
	if err != nil {
		return nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't have the receipt of %s", t.Hash)
	}
	if d.options.Events != nil {
		d.options.Events(Step{i + 1, len(d.costs), t.Hash, receipt.GasUsed, receipt.ContractAddress, i < d.done})
	}
	return receipt, nil
}

// Rollup is the work of deploying a rollup, which writes where its contracts are to
// into. Its options are looked at anew each time that it is done.
func Rollup(o *contracts.Options, into *contracts.Addresses) Work {
	return func(ctx context.Context, d *verifier.Deployer) error {
		a, err := contracts.Deploy(ctx, d, o)
		if err != nil {
			return err
		}
		*into = *a
		return nil
	}
}
