package settler

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
)

// Overview is what the settler is doing.
type Overview struct {
	// Contract is the core contract as the last step saw it, nil if it could not.
	Contract *ContractState `json:"contract,omitempty"`
	// Sealed is the number of L2's last block.
	Sealed uint64 `json:"sealed"`
	// Operator is the account that sends, Balance what it has, in wei.
	Operator common.Address `json:"operator"`
	Balance  string         `json:"balance,omitempty"`
	// Foreign is what another program has sent with the operator's account while the
	// settler ran; nil if none has.
	Foreign *l1.Foreign `json:"foreign,omitempty"`
	Control Control     `json:"control"`
	// Cancellations are messages to L2 that can soon be taken back, those first that are
	// due first. One that a block has taken must be settled before.
	Cancellations []Cancellation `json:"cancellations,omitempty"`
	// L1 and L2 say why they could not be read, with the errors' codes; empty if they could.
	L1     string     `json:"l1,omitempty"`
	L1Code fault.Code `json:"l1Code,omitempty"`
	L2     string     `json:"l2,omitempty"`
	L2Code fault.Code `json:"l2Code,omitempty"`
	// Blocks are those that are under way, by rising number.
	Blocks []*Block `json:"blocks"`
}

// Overview returns what the last step has seen and done.
func (s *Settler) Overview() *Overview {
	blocks := s.active()
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &Overview{
		Contract: s.seen.contract, Sealed: s.seen.sealed, Operator: s.config.Manager.Address(), Control: s.control,
		Blocks: make([]*Block, len(blocks)),
	}
	if s.seen.balance != nil {
		o.Balance = s.seen.balance.String()
	}
	if foreign := s.config.Manager.Foreign(); foreign.Count > 0 {
		o.Foreign = &foreign
	}
	if s.config.Deposits != nil {
		o.Cancellations = s.config.Deposits.Cancellations()
	}
	if s.seen.l1 != nil {
		o.L1, o.L1Code = s.seen.l1.Error(), fault.CodeOf(s.seen.l1)
	}
	if s.seen.blocks != nil {
		o.L2, o.L2Code = s.seen.blocks.Error(), fault.CodeOf(s.seen.blocks)
	}
	for i, b := range blocks {
		o.Blocks[i] = b.clone()
	}
	return o
}

// Blocks returns the records of at most limit blocks, also of those that are done, by
// falling number: the last ones, or, if below is not 0, the last with smaller numbers.
func (s *Settler) Blocks(below uint64, limit int) ([]*Block, error) {
	return s.store.lastBlocks(below, limit)
}

// Transactions returns what was sent to L1, by rising nonce, without the transactions'
// bytes.
func (s *Settler) Transactions() []*l1.Transaction {
	all := s.config.Manager.Transactions()
	for _, t := range all {
		for i := range t.Attempts {
			t.Attempts[i].Raw = nil
		}
	}
	return all
}

// Governance is what governors have decided, as the core contract says it now.
type Governance struct {
	Core           common.Address `json:"core"`
	Implementation common.Address `json:"implementation"`
	// CodeFinal and VersionsFinal tell that code, and versions, can't be changed any more.
	CodeFinal     bool `json:"codeFinal"`
	VersionsFinal bool `json:"versionsFinal"`
	Frozen        bool `json:"frozen"`
	// Version is that of the next block to be settled.
	Version *Version `json:"version"`
	// Program is the identity of its program.
	Program common.Hash `json:"program"`
	// Pending is the version that was announced, ActivatedFrom when it may be put in
	// force, in seconds since 1970; nil and 0 if there is none.
	Pending       *Version `json:"pending,omitempty"`
	ActivatedFrom uint64   `json:"activatedFrom,omitempty"`
	// UpgradeDelay, VersionDelay and FreezeDelay are in seconds.
	UpgradeDelay uint64 `json:"upgradeDelay"`
	VersionDelay uint64 `json:"versionDelay"`
	FreezeDelay  uint64 `json:"freezeDelay"`
	// Operator tells whether the settler's account may settle.
	Operator bool `json:"operator"`
}

// Governance reads the core contract.
func (s *Settler) Governance(ctx context.Context) (*Governance, error) {
	at := &bind.CallOpts{Context: ctx}
	state, err := s.core.state(ctx)
	if err != nil {
		return nil, err
	}
	g := &Governance{Core: s.config.Core, Frozen: state.Frozen}
	if g.Version, err = s.core.version(ctx, state.Number+1); err != nil {
		return nil, err
	}
	proxy, err := bindings.NewProxyCaller(s.config.Core, s.config.Client)
	if err != nil {
		return nil, contractFault(err, s.config.Core)
	}
	caller := s.core.caller
	number := func(to *uint64, get func(*bind.CallOpts) (*big.Int, error)) {
		if err != nil {
			return
		}
		var n *big.Int
		if n, err = get(at); err == nil {
			*to = n.Uint64()
		}
	}
	flag := func(to *bool, get func(*bind.CallOpts) (bool, error)) {
		if err == nil {
			*to, err = get(at)
		}
	}
	number(&g.UpgradeDelay, proxy.UpgradeDelay)
	number(&g.VersionDelay, caller.VersionDelay)
	number(&g.FreezeDelay, caller.FreezeDelay)
	flag(&g.CodeFinal, proxy.IsFinal)
	flag(&g.VersionsFinal, caller.AreVersionsFinal)
	flag(&g.Operator, func(at *bind.CallOpts) (bool, error) { return caller.IsOperator(at, s.config.Manager.Address()) })
	if err == nil {
		g.Implementation, err = proxy.Implementation(at)
	}
	if err == nil {
		var identity *big.Int
		if identity, err = caller.ProgramHash(at); err == nil {
			g.Program = common.BigToHash(identity)
		}
	}
	if err == nil {
		err = g.readPending(at, caller)
	}
	if err != nil {
		return nil, contractFault(err, s.config.Core)
	}
	return g, nil
}

// readPending reads the version that was announced.
func (g *Governance) readPending(at *bind.CallOpts, caller *bindings.CoreCaller) error {
	p, err := caller.PendingUpgrade(at)
	if err != nil || p.ActivationTime.Sign() == 0 {
		return err
	}
	g.ActivatedFrom = p.ActivationTime.Uint64()
	g.Pending = &Version{FromBlock: p.FromBlock, Verifier: p.Verifier, Program: p.Program, ConfigHash: common.BigToHash(p.ConfigHash)}
	return nil
}
