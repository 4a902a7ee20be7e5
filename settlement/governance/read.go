package governance

import (
	"context"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
)

// Contracts are where a rollup's contracts are.
type Contracts struct {
	Core, Bridge common.Address
	// Origin is the L1 block before the first of them: nothing earlier is read.
	Origin uint64
}

// Status is what the contracts say at one L1 block.
type Status struct {
	// L1Block is that block, Time its time in seconds since 1970.
	L1Block   uint64   `json:"l1_block"`
	Time      uint64   `json:"time"`
	L1ChainID *big.Int `json:"l1_chain_id"`
	L2ChainID string   `json:"l2_chain_id"`

	State         State            `json:"state"`
	Freeze        Freeze           `json:"freeze"`
	Versions      []Version        `json:"versions"`
	Announced     *Announcement    `json:"announced_version,omitempty"`
	VersionsFinal bool             `json:"versions_final"`
	Operators     []common.Address `json:"operators"`
	Core          Proxy            `json:"core"`
	Bridge        Bridge           `json:"bridge"`
	Delays        Delays           `json:"delays"`
	// Waiting are messages to L2 that no block has consumed, the oldest first.
	Waiting []Message `json:"waiting_messages"`
}

// State is the last settled block.
type State struct {
	BlockNumber uint64      `json:"block_number"`
	BlockHash   common.Hash `json:"block_hash"`
	Root        common.Hash `json:"root"`
}

// Freeze says whether the rollup is frozen.
type Freeze struct {
	Frozen bool `json:"frozen"`
	// By is who froze it last, Since when; zero if nobody did.
	By    common.Address `json:"by,omitzero"`
	Since uint64         `json:"since,omitempty"`
	// UnfreezeFrom is when governors may end it, 0 if they may now.
	UnfreezeFrom uint64 `json:"unfreeze_from,omitempty"`
	// Escapes is how many accounts have left: with any, the freeze is for ever.
	Escapes uint64 `json:"escapes"`
}

// Version is what blocks from a number on are settled under.
type Version struct {
	FromBlock  uint64         `json:"from_block"`
	Verifier   common.Address `json:"verifier"`
	Program    common.Address `json:"program"`
	ConfigHash common.Hash    `json:"config_hash"`
	// ProgramHash is the hash of cells and builtins, as the program's contract says it.
	ProgramHash common.Hash `json:"program_hash"`
	// Layout, Seed and SecurityFloor are the verifier's.
	Layout        string `json:"layout"`
	Seed          string `json:"seed"`
	SecurityFloor uint64 `json:"security_floor"`
}

// Announcement is a version that can be activated from a time on.
type Announcement struct {
	Version
	ActivationTime uint64 `json:"activation_time"`
}

// Proxy is what core contract and bridge have as proxies.
type Proxy struct {
	Address   common.Address   `json:"address"`
	Code      common.Address   `json:"code"`
	Final     bool             `json:"final"`
	Governors []common.Address `json:"governors"`
	Nominated []common.Address `json:"nominated"`
	Announced []Code           `json:"announced_code"`
}

// Code is code that was announced and can be run from a time on.
type Code struct {
	Code           common.Address `json:"code"`
	Data           []byte         `json:"data"`
	Final          bool           `json:"final"`
	ActivationTime uint64         `json:"activation_time"`
}

// Bridge is the bridge: amounts are in wei.
type Bridge struct {
	Proxy
	Balance           *big.Int `json:"balance"`
	MaxDeposit        *big.Int `json:"max_deposit"`
	MaxTotalBalance   *big.Int `json:"max_total_balance"`
	DailyWithdrawals  *big.Int `json:"daily_withdrawals"`
	WithdrawableToday *big.Int `json:"withdrawable_today"`
}

// Delays are in seconds.
type Delays struct {
	Cancellation uint64 `json:"cancellation"`
	Version      uint64 `json:"version"`
	CoreCode     uint64 `json:"core_code"`
	BridgeCode   uint64 `json:"bridge_code"`
	Freeze       uint64 `json:"freeze"`
}

// Message is a message to L2 that waits.
type Message struct {
	contracts.SentMessage `json:"-"`

	From  common.Address `json:"from"`
	Nonce uint64         `json:"nonce"`
	Fee   *big.Int       `json:"fee"`
	// Sent is when, in seconds since 1970; FreezeFrom is the first time at which
	// everybody may freeze because of it.
	Sent        uint64      `json:"sent"`
	FreezeFrom  uint64      `json:"freeze_from"`
	Transaction common.Hash `json:"transaction"`
}

// reader reads the contracts at one block. The first error stays.
type reader struct {
	ctx    context.Context
	client *l1.Client
	at     *bind.CallOpts
	where  Contracts
	events *events

	core   *bindings.CoreCaller
	bridge *bindings.BridgeCaller
	err    error
}

// Read reads all of it, as it is at the last block of L1.
func Read(ctx context.Context, client *l1.Client, where Contracts) (*Status, error) {
	r, err := newReader(ctx, client, where)
	if err != nil {
		return nil, err
	}
	s := &Status{L1Block: r.events.head.Number.Uint64(), Time: r.events.head.Time, L1ChainID: client.Chain()}
	if at := ask(r, r.bridge.Core); r.err == nil && at != where.Core {
		return nil, fault.New(contracts.CodeRead, "the bridge belongs to the core contract %s, not to %s", at, where.Core).At("%s", where.Bridge)
	}
	r.readState(s)
	r.readVersions(s)
	s.Operators = r.members(r.events.operators, func(a common.Address) (bool, error) { return r.core.IsOperator(r.at, a) })
	s.Core = r.readProxy(where.Core, r.events.core)
	s.Bridge = r.readBridge()
	s.Delays = Delays{
		Cancellation: ask(r, r.core.MessageCancellationDelay).Uint64(), Version: ask(r, r.core.VersionDelay).Uint64(),
		CoreCode: r.codeDelay(where.Core), BridgeCode: r.codeDelay(where.Bridge), Freeze: ask(r, r.core.FreezeDelay).Uint64(),
	}
	r.readFreeze(s)
	r.readWaiting(s)
	if r.err != nil {
		return nil, readFault(r.err, where.Core)
	}
	return s, nil
}

// CoreDelays reads the delays that lie in the code which a core contract runs now; that of
// its proxy is not among them.
func CoreDelays(ctx context.Context, client *l1.Client, core common.Address) (d contracts.Delays, err error) {
	if err := hasCode(ctx, client, "core contract", core); err != nil {
		return d, err
	}
	caller, err := bindings.NewCoreCaller(core, client)
	if err != nil {
		return d, readFault(err, core)
	}
	r := &reader{ctx: ctx, client: client, core: caller, at: &bind.CallOpts{Context: ctx}}
	seconds := func(get func(*bind.CallOpts) (*big.Int, error)) time.Duration {
		n := ask(r, get)
		if r.err == nil && (!n.IsInt64() || n.Int64() > int64(math.MaxInt64/time.Second)) {
			r.err = fault.New(contracts.CodeRead, "a delay of %s s is beyond what can be given again", n).At("%s", core)
		}
		return time.Duration(n.Int64()) * time.Second
	}
	d = contracts.Delays{Cancellation: seconds(caller.MessageCancellationDelay), Version: seconds(caller.VersionDelay), Freeze: seconds(caller.FreezeDelay)}
	if r.err != nil {
		return d, readFault(r.err, core)
	}
	return d, nil
}

// hasCode demands that there is code where a contract is said to be.
func hasCode(ctx context.Context, client *l1.Client, name string, at common.Address) error {
	code, err := client.CodeAt(ctx, at, nil)
	if err != nil {
		return fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't answer")
	}
	if len(code) == 0 {
		return fault.New(contracts.CodeRead, "there is no %s at %s on chain %s", name, at, client.Chain()).
			WithHint("check the address, and that the L1 node is on the right chain")
	}
	return nil
}

func newReader(ctx context.Context, client *l1.Client, where Contracts) (*reader, error) {
	for _, c := range []struct {
		name string
		at   common.Address
	}{{"core contract", where.Core}, {"bridge", where.Bridge}} {
		if err := hasCode(ctx, client, c.name, c.at); err != nil {
			return nil, err
		}
	}
	events, err := readEvents(ctx, client, where)
	if err != nil {
		return nil, err
	}
	r := &reader{ctx: ctx, client: client, where: where, events: events, at: &bind.CallOpts{Context: ctx, BlockHash: events.head.Hash()}}
	if r.core, err = bindings.NewCoreCaller(where.Core, client); err != nil {
		return nil, readFault(err, where.Core)
	}
	if r.bridge, err = bindings.NewBridgeCaller(where.Bridge, client); err != nil {
		return nil, readFault(err, where.Bridge)
	}
	return r, nil
}

func readFault(err error, at common.Address) error {
	if fault.CodeOf(err) != "" {
		return err
	}
	return fault.Wrap(l1.Quiet(err), contracts.CodeRead, "the contract can't be read").At("%s", at).
		WithHint("check that the address is that of the rollup's contract")
}

// ask asks a contract; after an error it answers the zero value, for numbers 0.
func ask[T any](r *reader, get func(*bind.CallOpts) (T, error)) (v T) {
	if r.err == nil {
		v, r.err = get(r.at)
	}
	if number, ok := any(&v).(**big.Int); ok && *number == nil {
		*number = new(big.Int)
	}
	return v
}

// members are those candidates of whom the contract says that they are in.
func (r *reader) members(candidates []common.Address, is func(common.Address) (bool, error)) []common.Address {
	in := []common.Address{}
	for _, a := range candidates {
		if ask(r, func(*bind.CallOpts) (bool, error) { return is(a) }) {
			in = append(in, a)
		}
	}
	return in
}

func (r *reader) readState(s *Status) {
	s.State = State{
		BlockNumber: ask(r, r.core.StateBlockNumber).Uint64(), BlockHash: common.BigToHash(ask(r, r.core.StateBlockHash)),
		Root: common.BigToHash(ask(r, r.core.StateRoot)),
	}
	id := starknet.Felt{}
	id.SetBigInt(ask(r, r.bridge.L2ChainId))
	s.L2ChainID, _ = starknet.ShortStringText(&id)
}

func (r *reader) readVersions(s *Status) {
	s.VersionsFinal = ask(r, r.core.AreVersionsFinal)
	for _, v := range r.events.versions {
		s.Versions = append(s.Versions, r.describe(v))
	}
	pending := ask(r, r.core.PendingUpgrade)
	if r.err == nil && pending.ActivationTime.Sign() != 0 {
		v := Version{FromBlock: pending.FromBlock, Verifier: pending.Verifier, Program: pending.Program, ConfigHash: common.BigToHash(pending.ConfigHash)}
		s.Announced = &Announcement{r.describe(v), pending.ActivationTime.Uint64()}
	}
}

// describe adds to a version what its contracts say of themselves. Verifiers need not
// be ours: what one does not say stays empty.
func (r *reader) describe(v Version) Version {
	if r.err != nil {
		return v
	}
	if code, err := r.client.CodeAtHash(r.ctx, v.Program, r.at.BlockHash); err != nil {
		r.err = err
	} else if len(code) >= 33 && code[0] == 0 {
		v.ProgramHash = common.BytesToHash(code[1:33])
	}
	verifier, err := bindings.NewIQuarryVerifierCaller(v.Verifier, r.client)
	if err != nil {
		r.err = err
		return v
	}
	if name, err := verifier.LayoutName(r.at); err == nil {
		v.Layout = string(name.Bytes())
	}
	if v3, err := verifier.SeedV3(r.at); err == nil {
		v.Seed = map[bool]string{true: "v3", false: "v2"}[v3]
	}
	if floor, err := verifier.SecurityFloor(r.at); err == nil {
		v.SecurityFloor = floor.Uint64()
	}
	return v
}

func (r *reader) readProxy(at common.Address, e *proxyEvents) Proxy {
	caller, err := bindings.NewProxyCaller(at, r.client)
	if err != nil && r.err == nil {
		r.err = err
	}
	p := Proxy{Address: at, Code: ask(r, caller.Implementation), Final: ask(r, caller.IsFinal), Announced: []Code{}}
	p.Governors = r.members(e.governors, func(a common.Address) (bool, error) { return caller.IsGovernor(r.at, a) })
	p.Nominated = r.members(e.nominated, func(a common.Address) (bool, error) { return caller.IsNominated(r.at, a) })
	for _, c := range e.code {
		c.ActivationTime = ask(r, func(at *bind.CallOpts) (*big.Int, error) { return caller.ActivationTime(at, c.Code, c.Data, c.Final) }).Uint64()
		if c.ActivationTime != 0 {
			p.Announced = append(p.Announced, c)
		}
	}
	return p
}

func (r *reader) codeDelay(at common.Address) uint64 {
	caller, err := bindings.NewProxyCaller(at, r.client)
	if err != nil && r.err == nil {
		r.err = err
	}
	return ask(r, caller.UpgradeDelay).Uint64()
}

func (r *reader) readBridge() Bridge {
	b := Bridge{Proxy: r.readProxy(r.where.Bridge, r.events.bridge), WithdrawableToday: ask(r, r.bridge.WithdrawableToday)}
	limits := ask(r, r.bridge.Limits)
	b.MaxDeposit, b.MaxTotalBalance, b.DailyWithdrawals = limits.MaxDeposit, limits.MaxTotalBalance, limits.DailyWithdrawals
	b.Balance = ask(r, func(at *bind.CallOpts) (*big.Int, error) {
		return r.client.BalanceAtHash(r.ctx, r.where.Bridge, at.BlockHash)
	})
	return b
}

// readFreeze asks the contract, as one of its governors, whether it can be unfrozen:
// the time is in no view of its own.
func (r *reader) readFreeze(s *Status) {
	s.Freeze = Freeze{Frozen: ask(r, r.core.IsFrozen), Escapes: ask(r, r.bridge.Escapes).Uint64()}
	if r.err != nil || !s.Freeze.Frozen {
		return
	}
	s.Freeze.By, s.Freeze.Since = r.events.frozenBy, r.events.time(r.ctx, r, r.events.frozenIn)
	if len(s.Core.Governors) == 0 || s.Freeze.Escapes > 0 {
		return
	}
	call, err := contracts.CoreCall(r.where.Core, "unfreeze")
	if err == nil {
		err = contracts.Try(r.ctx, r.client, s.Core.Governors[0], call)
	}
	if reason, ok := contracts.ReasonIn(err); ok && reason.Name == "UnfreezeNotYetAllowed" {
		s.Freeze.UnfreezeFrom = reason.Values[0].(*big.Int).Uint64()
	}
}

// readWaiting finds the messages that neither were consumed nor taken back.
func (r *reader) readWaiting(s *Status) {
	s.Waiting = []Message{}
	for _, m := range r.events.messages {
		pending := ask(r, func(at *bind.CallOpts) (*big.Int, error) { return r.core.L1ToL2Messages(at, m.message.Hash()) })
		if r.err != nil {
			return
		}
		if pending.Sign() == 0 {
			continue
		}
		sent := r.events.time(r.ctx, r, &m.log)
		s.Waiting = append(s.Waiting, Message{
			SentMessage: *m.message, From: common.Address(m.message.From), Nonce: m.message.Nonce, Fee: m.message.Fee, Sent: sent,
			FreezeFrom: sent + s.Delays.Freeze + 1, Transaction: m.log.TxHash,
		})
	}
	slices.SortStableFunc(s.Waiting, func(a, b Message) int { return int(a.Nonce) - int(b.Nonce) })
}

// time is that of a log's block.
func (e *events) time(ctx context.Context, r *reader, log *types.Log) uint64 {
	if r.err != nil || log == nil {
		return 0
	}
	if t, ok := e.times[log.BlockHash]; ok {
		return t
	}
	header, err := r.client.HeaderByHash(ctx, log.BlockHash)
	if err != nil {
		r.err = err
		return 0
	}
	e.times[log.BlockHash] = header.Time
	return header.Time
}
