package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"quarry/config"
	"quarry/fault"
	"quarry/sequencer/wallet"
	"quarry/settlement/contracts"
	"quarry/settlement/deployment"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
)

// l1Flags say which L1 is spoken to, and where the rollup's contracts are on it.
type l1Flags struct {
	config.File
	L1 string `name:"l1" help:"The L1 node's JSON-RPC." placeholder:"URL"`
	placeFlags
}

// placeFlags say where the rollup's contracts are on L1.
type placeFlags struct {
	Contracts string `help:"File of the contracts' addresses, as quarry contracts deploy writes it." placeholder:"FILE"`
	Genesis   string `name:"genesis" help:"The chain's genesis file: it names the contracts, too." placeholder:"FILE"`
	Core      string `help:"The core contract's address." placeholder:"ADDRESS"`
	Bridge    string `help:"The bridge's address." placeholder:"ADDRESS"`
	Origin    uint64 `name:"l1-origin" help:"The L1 block before the contracts' first: nothing earlier is read." placeholder:"N"`
}

// known implements configured: these may come from environment and file, too.
func (f *l1Flags) known() []config.Setting {
	return slices.DeleteFunc(config.Table(), func(s config.Setting) bool {
		return s.Name != "l1" && s.Name != "genesis" && s.Name != "l1_origin" &&
			!slices.ContainsFunc(config.Of(config.L1Account{}), func(a config.Setting) bool { return a.Name == s.Name })
	})
}

// dial connects to the L1 node, which must be on a chain if chainID is not 0.
func (f *l1Flags) dial(ctx context.Context, chainID uint64) (*l1.Client, error) {
	if f.L1 == "" {
		return nil, usageError("--l1 must name the L1 node's JSON-RPC")
	}
	return l1.Dial(ctx, l1.Connection{URL: f.L1, ChainID: chainID})
}

// where finds out where core contract and bridge are, and on which chain; chainID is 0
// if nothing says it.
func (f *placeFlags) where() (at governance.Contracts, chainID uint64, err error) {
	at, chainID, err = f.find()
	if err == nil {
		err = placed("core", at.Core)
	}
	if err == nil {
		err = placed("bridge", at.Bridge)
	}
	return at, chainID, err
}

// placed demands that something says where a contract is.
func placed(name string, at common.Address) error {
	if at == (common.Address{}) {
		return usageError("nothing says where the contracts are: give --contracts, --genesis or --%s", name)
	}
	return nil
}

// find finds out what is said of where the contracts are; an address is zero if nothing
// says it. What is on the command line counts more than the file of addresses, and that
// more than genesis.
func (f *placeFlags) find() (at governance.Contracts, chainID uint64, err error) {
	if f.Genesis != "" {
		g, err := readGenesis(f.Genesis)
		if err != nil {
			return at, 0, err
		}
		at.Core, at.Bridge, chainID = common.Address(g.Config.Core), common.Address(g.Config.Bridge), g.Config.L1ChainID
	}
	if f.Contracts != "" {
		file, err := deployment.ReadFile(f.Contracts)
		if err != nil {
			return at, 0, err
		}
		at, chainID = governance.Contracts{Core: file.Core, Bridge: file.Bridge, Origin: file.Block}, file.L1ChainID
	}
	for _, flag := range []struct {
		name, text string
		into       *common.Address
	}{{"core", f.Core, &at.Core}, {"bridge", f.Bridge, &at.Bridge}} {
		if flag.text == "" {
			continue
		}
		if *flag.into, err = l1Address("--"+flag.name, flag.text); err != nil {
			return at, 0, err
		}
	}
	if f.Origin > 0 {
		at.Origin = f.Origin
	}
	return at, chainID, nil
}

// connect connects to L1, and says where the contracts are on it.
func (f *l1Flags) connect(ctx context.Context) (*l1.Client, governance.Contracts, error) {
	at, chainID, err := f.where()
	if err != nil {
		return nil, at, err
	}
	client, err := f.dial(ctx, chainID)
	return client, at, err
}

// l1Address reads an address on L1. Capital and small letters are its checksum
// (ERC-55), unless all are of one kind.
func l1Address(what, text string) (common.Address, error) {
	address := common.HexToAddress(text)
	if !common.IsHexAddress(text) || address == (common.Address{}) {
		return common.Address{}, usageError("%s: %.60q is no address on L1", what, text)
	}
	digits := text[len(text)-2*common.AddressLength:]
	if digits != strings.ToLower(digits) && digits != strings.ToUpper(digits) && digits != address.Hex()[2:] {
		return common.Address{}, usageError("%s: the checksum of %s is wrong: a digit or a letter is, or capital and small letters are mixed up", what, text)
	}
	return address, nil
}

// l1Call is part of the commands that make a transaction on L1.
type l1Call struct {
	jsonFlag
	l1Flags
	L1Account config.L1Account `embed:"" group:"Account"`
	MaxCost   string           `default:"0.1" help:"What a transaction may cost at most, what it pays to contracts not counted (ETH)." placeholder:"AMOUNT" group:"Account"`
	Until     string           `enum:"included,safe,finalized" default:"included" help:"Wait until the transaction is so far: included, safe, finalized." group:"Account"`
	For       time.Duration    `default:"0s" help:"Wait no longer than that; 0 for 10m, or for 1h until it is safe or finalized." group:"Account"`
	Calldata  bool             `help:"Print the call instead of sending it: for wallets of several owners." group:"Account"`
	From      string           `help:"With --calldata: the account that will send it; the call is tried as its own." placeholder:"ADDRESS" group:"Account"`

	signer l1.Signer
	end    func()
}

// account opens whoever signs.
func (c *l1Call) account(ctx context.Context) (_ l1.Signer, err error) {
	if c.signer == nil {
		c.signer, c.end, err = openL1Account(ctx, &c.L1Account)
	}
	return c.signer, err
}

// close ends what account has opened.
func (c *l1Call) close() {
	if c.end != nil {
		c.end()
	}
}

// self is the address of whoever sends, or will.
func (c *l1Call) self(ctx context.Context) (common.Address, error) {
	from, err := c.from()
	switch {
	case err != nil:
		return common.Address{}, err
	case from != nil:
		return *from, nil
	}
	signer, err := c.account(ctx)
	if err != nil {
		return common.Address{}, err
	}
	return signer.Address(), nil
}

// from is who will send a call that is printed, nil if that is not said.
func (c *l1Call) from() (*common.Address, error) {
	switch {
	case c.From == "":
		return nil, nil
	case !c.Calldata:
		return nil, usageError("--from goes with --calldata: a call that is sent is that of the account that signs")
	}
	a, err := l1Address("--from", c.From)
	return &a, err
}

// performed is what came of a call.
type performed struct {
	call *contracts.Call
	// printed tells that the call was to be printed, not sent.
	printed bool
	chain   *big.Int
	from    *common.Address
	sent    *l1.Transaction
	receipt *types.Receipt
	more    map[string]any
}

// add says more of what came of it, in JSON.
func (p *performed) add(name string, value any) {
	if p.more == nil {
		p.more = map[string]any{}
	}
	p.more[name] = value
}

// perform sends a call and waits for it, or prepares it to be printed.
func (c *l1Call) perform(ctx context.Context, s streams, client *l1.Client, call *contracts.Call) (*performed, error) {
	from, err := c.from()
	if err != nil {
		return nil, err
	}
	p := &performed{call: call, chain: client.Chain(), printed: c.Calldata, from: from}
	if err := checkContract(ctx, client, call); err != nil {
		return nil, err
	}
	switch {
	case from != nil:
		return p, tried(contracts.Try(ctx, client, *from, call), call)
	case c.Calldata:
		return p, nil
	}
	most, err := wallet.ParseAmount(c.MaxCost)
	if err != nil {
		return nil, err
	}
	signer, err := c.account(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkValue(ctx, client, signer.Address(), call); err != nil {
		return nil, err
	}
	if err := tried(contracts.Try(ctx, client, signer.Address(), call), call); err != nil {
		return nil, err
	}
	manager, err := l1.OpenManager(ctx, l1.ManagerOptions{Client: client, Signer: signer, Store: l1.NewMemoryStore(), Poll: l1Poll})
	if err != nil {
		return nil, err
	}
	t, err := manager.Submit(ctx, l1.Request{Key: call.Method, To: &call.To, Data: call.Data, Value: call.Value, MaxCost: most.ToBig()})
	if err != nil {
		return nil, contracts.Refusal(err, call.Method)
	}
	fmt.Fprintf(s.err, "sent %s\n", t.Attempts[len(t.Attempts)-1].Hash)
	if p.sent, err = c.follow(ctx, manager, call.Method); err != nil {
		return nil, err
	}
	if p.sent.Outcome == l1.Displaced {
		return nil, p.sent.Fault()
	}
	if p.sent.Outcome != l1.Succeeded {
		// What it has met since it was tried, it meets again most likely.
		if err := tried(contracts.Try(ctx, client, signer.Address(), call), call); err != nil {
			return nil, err
		}
		return nil, fault.New(contracts.CodeRefused, "the transaction %s is in block %d, but it has failed", p.sent.Hash, p.sent.BlockNumber)
	}
	if p.receipt, err = client.TransactionReceipt(ctx, p.sent.Hash); err != nil {
		return nil, fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't have the receipt of %s", p.sent.Hash)
	}
	return p, nil
}

// l1Poll is the time between two looks at a transaction; tests have less of it.
var l1Poll = time.Second

// tried says why a call that was tried would fail.
func tried(err error, call *contracts.Call) error {
	if err == nil {
		return nil
	}
	if refusal := contracts.Refusal(err, call.Method); refusal != err {
		return refusal
	}
	return fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "%s can't be tried", call.Method)
}

// checkContract demands that there is code where the call goes: elsewhere everything
// would seem to succeed, and ether would be gone.
func checkContract(ctx context.Context, client *l1.Client, call *contracts.Call) error {
	code, err := client.CodeAt(ctx, call.To, nil)
	if err != nil {
		return fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't answer")
	}
	if len(code) == 0 {
		return fault.New(contracts.CodeRead, "there is no contract at %s on chain %s", call.To, client.Chain()).
			WithHint("check the address, and that the L1 node is on the right chain; nothing was sent")
	}
	return nil
}

// checkValue demands that the account has what the call pays.
func checkValue(ctx context.Context, client *l1.Client, from common.Address, call *contracts.Call) error {
	if call.Value == nil {
		return nil
	}
	balance, err := client.BalanceAt(ctx, from, nil)
	if err != nil {
		return fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't say the account's balance")
	}
	if balance.Cmp(call.Value) < 0 {
		return fault.New(l1.CodeBalance, "account %s has %s ETH, and the call pays %s", from, inEther(balance), inEther(call.Value)).
			WithHint("send ether to the account; nothing was sent")
	}
	return nil
}

// patience is how long a transaction is waited for. Ethereum takes some 15 minutes to
// finality.
func (c *l1Call) patience() time.Duration {
	switch {
	case c.For != 0:
		return c.For
	case c.Until == string(l1.Included):
		return 10 * time.Minute
	}
	return time.Hour
}

// follow waits until a transaction is as far as it shall be.
func (c *l1Call) follow(ctx context.Context, manager *l1.Manager, key string) (*l1.Transaction, error) {
	patience := c.patience()
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fault.New(codeWaited, "the transaction is not %s after %s", c.Until, patience).
		WithHint("it may still come; look for it before you do this again, and let --for be longer"))
	defer cancel()
	ended := make(chan struct{})
	running, stop := context.WithCancel(ctx)
	go func() {
		defer close(ended)
		_ = manager.Run(running) // ends with the context only
	}()
	t, err := manager.Wait(ctx, key, l1.State(c.Until))
	stop()
	<-ended
	if err != nil && ctx.Err() != nil {
		cause := context.Cause(ctx)
		if f, ok := cause.(*fault.Error); ok && t != nil {
			if t.Trouble != "" {
				f.What += ": " + t.TroubleText
			}
			return nil, f.At("%s", t.Attempts[len(t.Attempts)-1].Hash)
		}
		return nil, cause
	}
	return t, err
}

// MarshalJSON implements json.Marshaler.
func (p *performed) MarshalJSON() ([]byte, error) {
	o := map[string]any{"method": p.call.Method, "to": p.call.To, "chain_id": p.chain}
	for name, value := range p.more {
		o[name] = value
	}
	if p.printed {
		value := p.call.Value
		if value == nil {
			value = new(big.Int)
		}
		o["value"], o["data"] = value.String(), hexutil.Encode(p.call.Data)
		if p.from != nil {
			o["tried_as"] = p.from
		}
		return json.Marshal(o)
	}
	o["transaction"], o["from"], o["l1_block"] = p.sent.Hash, p.sent.From, p.sent.BlockNumber
	o["gas_used"], o["cost"], o["state"] = p.sent.GasUsed, p.sent.Cost.String(), p.sent.State
	return json.Marshal(o)
}

// show prints what came of a call.
func (c *l1Call) show(s streams, p *performed) {
	if c.JSON {
		printJSON(s.out, p)
		return
	}
	var t table
	if p.printed {
		t.add("method", "%s", p.call.Method)
		t.add("chain", "%s", p.chain)
		t.add("to", "%s", p.call.To)
		t.add("value", "%s wei", orZero(p.call.Value))
		t.add("data", "%s", hexutil.Encode(p.call.Data))
		t.print(s.out)
		return
	}
	name, _, _ := strings.Cut(p.call.Method, "(")
	fmt.Fprintf(s.out, "%s: %s in L1 block %d, %d gas, %s ETH\n%s\n", name, p.sent.State, p.sent.BlockNumber, p.sent.GasUsed, inEther(p.sent.Cost), p.sent.Hash)
}

// do performs a call and prints what came of it.
func (c *l1Call) do(ctx context.Context, s streams, make func(governance.Contracts) (*contracts.Call, error)) error {
	client, at, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	defer c.close()
	call, err := make(at)
	if err != nil {
		return err
	}
	p, err := c.perform(ctx, s, client, call)
	if err != nil {
		return err
	}
	c.show(s, p)
	return nil
}

// core performs a call of the core contract and prints what came of it.
func (c *l1Call) core(ctx context.Context, s streams, method string, args ...any) error {
	return c.do(ctx, s, func(at governance.Contracts) (*contracts.Call, error) {
		return contracts.CoreCall(at.Core, method, args...)
	})
}

func orZero(v *big.Int) *big.Int {
	if v == nil {
		return new(big.Int)
	}
	return v
}

// inEther is an amount of wei in ETH.
func inEther(wei *big.Int) string {
	v, tooLarge := uint256.FromBig(wei)
	if tooLarge {
		return wei.String() + " wei"
	}
	return wallet.FormatAmount(v)
}

// moment is a time on L1, for people.
func moment(seconds uint64) string { return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339) }

// fileExists tells whether there is a file already.
func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
