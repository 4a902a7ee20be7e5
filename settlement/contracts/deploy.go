package contracts

import (
	"context"
	"math/big"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
)

// Options say which rollup is deployed.
type Options struct {
	// Verifier and Program are proofs' and blocks'.
	Verifier verifier.Policy
	Program  *verifier.Program
	// L1ChainID and L2ChainID are the chains'.
	L1ChainID uint64
	L2ChainID fp.Element
	// Genesis is the block that needs no proof.
	Genesis Genesis
	// Operators may settle blocks.
	Operators []common.Address
	// Governors are nominated beside the account that deploys, which is one.
	Governors []common.Address
	Delays    Delays
	Limits    Limits
	// Endowment is given to the bridge: what the accounts of the genesis own.
	Endowment *big.Int
	// Begin, if not nil, is told of each part before it is deployed.
	Begin func(part string)
}

// Genesis is the last block that the core contract takes without a proof.
type Genesis struct {
	Root, BlockHash fp.Element
	BlockNumber     uint64
}

// Delays are fixed when the contracts are deployed. All are whole seconds.
type Delays struct {
	// Cancellation is from the beginning of a message's cancellation to its end.
	Cancellation time.Duration
	// Version is from the announcement of a program, config or verifier to its
	// activation, Implementation that of code of core and bridge.
	Version, Implementation time.Duration
	// Freeze is how long a message to L2 waits before everybody may freeze.
	Freeze time.Duration
}

// DefaultDelays are those of a rollup that people trust with money.
func DefaultDelays() Delays {
	const day = 24 * time.Hour
	return Delays{Cancellation: 5 * day, Version: 8 * day, Implementation: 8 * day, Freeze: 14 * day}
}

// Limits are the bridge's, in wei; governors can change them.
type Limits struct{ MaxDeposit, MaxTotalBalance, DailyWithdrawals *big.Int }

// NoLimits bounds nothing.
func NoLimits() Limits {
	most := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	return Limits{most, most, most}
}

// Addresses are where the contracts of a rollup are.
type Addresses struct {
	// Core and Bridge are proxies: what all talk to.
	Core   common.Address `json:"core"`
	Bridge common.Address `json:"bridge"`
	// The others are what these use.
	CoreCode   common.Address `json:"coreCode"`
	BridgeCode common.Address `json:"bridgeCode"`
	Escape     common.Address `json:"escape"`
	Verifier   common.Address `json:"verifier"`
	Program    common.Address `json:"program"`
	Factory    common.Address `json:"programFactory"`
	// ConfigHash is the rollup's, as a hex number.
	ConfigHash common.Hash `json:"configHash"`
	// Block is the L1 block before the first contract: no event is older.
	Block uint64 `json:"block"`
}

// Deploy deploys a rollup, one transaction after the other. The deployer's account
// becomes a governor of core and bridge.
func Deploy(ctx context.Context, d *verifier.Deployer, o *Options) (*Addresses, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	a := new(Addresses)
	s := &deployment{Deployer: d, options: o, addresses: a}
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"the verifier", s.verifier},
		{"the program", s.program},
		{"the escape contract", s.escape},
		{"the core contract", s.core},
		{"the bridge", s.bridge},
		{"the beginning of the core contract", s.begin},
		{"the roles", s.roles},
	} {
		if o.Begin != nil {
			o.Begin(step.what)
		}
		if err := step.do(ctx); err != nil {
			return nil, failed(err, "%s was not deployed", step.what)
		}
	}
	a.Block = d.First - 1
	return a, nil
}

func failed(err error, format string, args ...any) error {
	if reason, ok := ReasonIn(err); ok {
		return fault.Wrap(err, CodeDeploy, format, args...).WithHint("the contract says %s", reason)
	}
	return fault.Wrap(err, CodeDeploy, format, args...)
}

func (d *Delays) check() error {
	for name, delay := range map[string]time.Duration{
		"cancellation": d.Cancellation, "version": d.Version, "implementation": d.Implementation, "freeze": d.Freeze,
	} {
		if delay < 0 || delay%time.Second != 0 {
			return fault.New(CodeOptions, "the %s delay is %s", name, delay).WithHint("delays are whole seconds, not below 0")
		}
	}
	return nil
}

func (o *Options) check() error {
	if err := o.Delays.check(); err != nil {
		return err
	}
	switch {
	case o.Program == nil || len(o.Program.Cells) == 0:
		return fault.New(CodeOptions, "there is no program")
	case o.L1ChainID == 0:
		return fault.New(CodeOptions, "the L1 chain's id is 0")
	case o.Limits.MaxDeposit == nil || o.Limits.MaxTotalBalance == nil || o.Limits.DailyWithdrawals == nil:
		return fault.New(CodeOptions, "a limit of the bridge is missing")
	}
	return nil
}

// deployment is one run of Deploy.
type deployment struct {
	*verifier.Deployer
	options   *Options
	addresses *Addresses
}

func (s *deployment) verifier(ctx context.Context) (err error) {
	s.addresses.Verifier, err = s.Verifier(ctx, s.options.Verifier)
	return err
}

func (s *deployment) program(ctx context.Context) (err error) {
	if s.addresses.Factory, err = s.Factory(ctx); err != nil {
		return err
	}
	s.addresses.Program, err = s.Program(ctx, s.addresses.Factory, s.options.Program)
	return err
}

// DeployProgram publishes a program, by a factory of its own, for governors to announce.
func DeployProgram(ctx context.Context, d *verifier.Deployer, p *verifier.Program) (common.Address, error) {
	factory, err := d.Factory(ctx)
	if err != nil {
		return common.Address{}, err
	}
	return d.Program(ctx, factory, p)
}

// DeployCoreCode deploys code of the core contract, for governors to announce. Of the
// delays the proxy's own does not count.
func DeployCoreCode(ctx context.Context, d *verifier.Deployer, delays Delays) (common.Address, error) {
	if err := delays.check(); err != nil {
		return common.Address{}, err
	}
	return d.Contract(ctx, bindings.CoreMetaData, seconds(delays.Cancellation), seconds(delays.Version), seconds(delays.Freeze))
}

// DeployBridgeCode deploys code of the bridge, for governors to announce.
func DeployBridgeCode(ctx context.Context, d *verifier.Deployer) (common.Address, error) {
	return d.Contract(ctx, bindings.BridgeMetaData)
}

func (s *deployment) escape(ctx context.Context) (err error) {
	var tables [tablePieces]common.Address
	for i, piece := range pieces(EscapeTables()) {
		if tables[i], err = s.Data(ctx, piece); err != nil {
			return err
		}
	}
	s.addresses.Escape, err = s.Contract(ctx, escapeMetaData(), tables)
	return err
}

func (s *deployment) core(ctx context.Context) (err error) {
	if s.addresses.CoreCode, err = DeployCoreCode(ctx, s.Deployer, s.options.Delays); err != nil {
		return err
	}
	s.addresses.Core, err = s.proxy(ctx)
	return err
}

func (s *deployment) bridge(ctx context.Context) (err error) {
	if s.addresses.BridgeCode, err = DeployBridgeCode(ctx, s.Deployer); err != nil {
		return err
	}
	if s.addresses.Bridge, err = s.proxy(ctx); err != nil {
		return err
	}
	o := s.options
	setup, err := BridgeSetup(s.addresses.Core, s.addresses.Escape, &o.L2ChainID, o.Limits)
	if err != nil {
		return err
	}
	if err := s.run(ctx, s.addresses.Bridge, s.addresses.BridgeCode, setup); err != nil {
		return err
	}
	if o.Endowment == nil || o.Endowment.Sign() == 0 {
		return nil
	}
	endow, err := BridgeCall(s.addresses.Bridge, "endow")
	if err != nil {
		return err
	}
	endow.Value = o.Endowment
	return s.call(ctx, endow)
}

// begin computes the config, which has the addresses of core and bridge in it, and
// initialises the core contract.
func (s *deployment) begin(ctx context.Context) error {
	o, a := s.options, s.addresses
	config := program.Config{L2ChainID: o.L2ChainID, L1ChainID: o.L1ChainID, Core: a.Core, Bridge: a.Bridge}
	configHash := config.Hash()
	a.ConfigHash = configHash.Bytes()
	genesis, err := CoreGenesis(&o.Genesis, a.Verifier, a.Program, &configHash, a.Bridge)
	if err != nil {
		return err
	}
	return s.run(ctx, a.Core, a.CoreCode, genesis)
}

func (s *deployment) roles(ctx context.Context) error {
	for _, operator := range s.options.Operators {
		call, err := CoreCall(s.addresses.Core, "registerOperator", operator)
		if err != nil {
			return err
		}
		if err := s.call(ctx, call); err != nil {
			return err
		}
	}
	for _, proxy := range []common.Address{s.addresses.Core, s.addresses.Bridge} {
		for _, governor := range s.options.Governors {
			call, err := ProxyCall(proxy, "nominateGovernor", governor)
			if err != nil {
				return err
			}
			if err := s.call(ctx, call); err != nil {
				return err
			}
		}
	}
	return nil
}

// proxy deploys a proxy that runs nothing yet.
func (s *deployment) proxy(ctx context.Context) (common.Address, error) {
	return s.Contract(ctx, bindings.ProxyMetaData, s.Auth.From, seconds(s.options.Delays.Implementation))
}

// run lets a new proxy run its first code.
func (s *deployment) run(ctx context.Context, proxy, code common.Address, data []byte) error {
	for _, method := range []string{"addImplementation", "upgradeTo"} {
		call, err := ProxyCall(proxy, method, code, data, false)
		if err != nil {
			return err
		}
		if err := s.call(ctx, call); err != nil {
			return err
		}
	}
	return nil
}

func (s *deployment) call(ctx context.Context, c *Call) error {
	_, err := s.Transact(ctx, &c.To, c.Value, c.Data)
	return err
}

func seconds(d time.Duration) *big.Int { return big.NewInt(int64(d / time.Second)) }
