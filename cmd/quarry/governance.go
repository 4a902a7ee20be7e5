package main

import (
	"context"
	"io"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"quarry/fault"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
)

type governanceCommands struct {
	Status        governanceStatusCommand   `cmd:"" help:"Print what was announced, who governs, and what can be done now."`
	Governor      governorCommands          `cmd:"" help:"Nominate, accept, remove governors."`
	Operator      operatorCommands          `cmd:"" help:"Say who settles blocks."`
	Version       versionCommands           `cmd:"" help:"Announce and activate a program, config or verifier."`
	Code          codeCommands              `cmd:"" help:"Announce and run code of core contract or bridge."`
	Limits        governanceLimitsCommand   `cmd:"" help:"Set the bridge's limits; those that are not given stay."`
	Freeze        governanceFreezeCommand   `cmd:"" help:"Freeze the rollup: it takes no blocks any more, and users leave."`
	Unfreeze      governanceUnfreezeCommand `cmd:"" help:"End a freeze, as long as no account has left."`
	FreezeOverdue freezeOverdueCommand      `cmd:"" help:"Freeze the rollup because a message to L2 has waited too long: everybody may."`
}

// irrevocable is part of commands that can't be taken back.
type irrevocable struct {
	Yes bool `help:"Really: this can't be taken back."`
}

func (f *irrevocable) check(what string) error {
	if f.Yes {
		return nil
	}
	return usageError("%s can't be taken back: give --yes", what)
}

// proxyFlag says whether core contract or bridge is meant.
type proxyFlag struct {
	Of string `enum:"core,bridge" default:"core" help:"Whose: core or bridge. Each has governors and code of its own."`
}

func (f *proxyFlag) proxy(at governance.Contracts) common.Address {
	if f.Of == "bridge" {
		return at.Bridge
	}
	return at.Core
}

type governanceStatusCommand struct {
	jsonFlag
	l1Flags
}

func (c *governanceStatusCommand) run(ctx context.Context, s streams) error {
	return c.showStatus(ctx, s, c.JSON, func(w io.Writer, status *governance.Status) {
		var t table
		t.add("L1", "chain %s, block %d, %s", status.L1ChainID, status.L1Block, moment(status.Time))
		t.add("last settled block", "%d", status.State.BlockNumber)
		t.add("frozen", "%s", frozen(status))
		t.add("operators", "%s", addresses(status.Operators))
		addProxy(&t, "core", &status.Core)
		addProxy(&t, "bridge", &status.Bridge.Proxy)
		addAnnounced(&t, status)
		if status.Announced == nil && !status.VersionsFinal {
			t.add("versions", "none is announced")
		}
		t.add("messages to L2", "%s", waiting(status))
		t.print(w)
	})
}

type governorCommands struct {
	Nominate governorNominateCommand `cmd:"" help:"Nominate a governor, who must accept."`
	Accept   governorAcceptCommand   `cmd:"" help:"Accept one's own nomination."`
	Cancel   governorCancelCommand   `cmd:"" help:"Take a nomination back."`
	Remove   governorRemoveCommand   `cmd:"" help:"Remove another governor."`
}

// governorChange is part of the commands about a governor.
type governorChange struct {
	l1Call
	proxyFlag
	Governor string `arg:"" help:"The governor's address on L1."`
}

func (c *governorChange) change(ctx context.Context, s streams, method string) error {
	governor, err := l1Address("the governor", c.Governor)
	if err != nil {
		return err
	}
	return c.do(ctx, s, func(at governance.Contracts) (*contracts.Call, error) {
		return contracts.ProxyCall(c.proxy(at), method, governor)
	})
}

type governorNominateCommand struct{ governorChange }

func (c *governorNominateCommand) run(ctx context.Context, s streams) error {
	return c.change(ctx, s, "nominateGovernor")
}

type governorCancelCommand struct{ governorChange }

func (c *governorCancelCommand) run(ctx context.Context, s streams) error {
	return c.change(ctx, s, "cancelNomination")
}

type governorRemoveCommand struct{ governorChange }

func (c *governorRemoveCommand) run(ctx context.Context, s streams) error {
	return c.change(ctx, s, "removeGovernor")
}

type governorAcceptCommand struct {
	l1Call
	proxyFlag
}

func (c *governorAcceptCommand) run(ctx context.Context, s streams) error {
	return c.do(ctx, s, func(at governance.Contracts) (*contracts.Call, error) {
		return contracts.ProxyCall(c.proxy(at), "acceptGovernance")
	})
}

type operatorCommands struct {
	Add    operatorAddCommand    `cmd:"" help:"Let an account settle blocks."`
	Remove operatorRemoveCommand `cmd:"" help:"Let an account settle no more blocks."`
}

// operatorChange is part of the commands about an operator.
type operatorChange struct {
	l1Call
	Operator string `arg:"" help:"The operator's address on L1."`
}

func (c *operatorChange) change(ctx context.Context, s streams, method string) error {
	operator, err := l1Address("the operator", c.Operator)
	if err != nil {
		return err
	}
	return c.core(ctx, s, method, operator)
}

type operatorAddCommand struct{ operatorChange }

func (c *operatorAddCommand) run(ctx context.Context, s streams) error {
	return c.change(ctx, s, "registerOperator")
}

type operatorRemoveCommand struct{ operatorChange }

func (c *operatorRemoveCommand) run(ctx context.Context, s streams) error {
	return c.change(ctx, s, "unregisterOperator")
}

type codeCommands struct {
	Announce codeAnnounceCommand `cmd:"" help:"Announce code, which can be run after the delay of code."`
	Upgrade  codeUpgradeCommand  `cmd:"" help:"Run code that was announced."`
	Remove   codeRemoveCommand   `cmd:"" help:"Take an announcement back."`
}

// codeChange is part of the commands about code.
type codeChange struct {
	l1Call
	proxyFlag
	Code  string `arg:"" help:"Address of the code (quarry contracts publish deploys it)."`
	Data  string `help:"What the code is initialised with, in hexadecimal; nothing for contracts that run already." placeholder:"HEX"`
	Final bool   `help:"It is the last code that the contract ever runs."`
}

func (c *codeChange) change(ctx context.Context, s streams, method string) error {
	code, err := l1Address("the code", c.Code)
	if err != nil {
		return err
	}
	data := []byte{}
	if c.Data != "" {
		if data, err = hexutil.Decode("0x" + strings.TrimPrefix(c.Data, "0x")); err != nil {
			return usageError("--data is not hexadecimal: %v", err)
		}
	}
	return c.do(ctx, s, func(at governance.Contracts) (*contracts.Call, error) {
		return contracts.ProxyCall(c.proxy(at), method, code, data, c.Final)
	})
}

type codeAnnounceCommand struct{ codeChange }

func (c *codeAnnounceCommand) run(ctx context.Context, s streams) error {
	return c.change(ctx, s, "addImplementation")
}

type codeUpgradeCommand struct {
	codeChange
	irrevocable
}

func (c *codeUpgradeCommand) run(ctx context.Context, s streams) error {
	if c.Final {
		if err := c.check("final code"); err != nil {
			return err
		}
	}
	return c.change(ctx, s, "upgradeTo")
}

type codeRemoveCommand struct{ codeChange }

func (c *codeRemoveCommand) run(ctx context.Context, s streams) error {
	return c.change(ctx, s, "removeImplementation")
}

type governanceLimitsCommand struct {
	l1Call
	limitFlags
}

func (c *governanceLimitsCommand) run(ctx context.Context, s streams) error {
	if c.limitFlags == (limitFlags{}) {
		return usageError("no limit is given: --max_deposit, --max_balance or --daily_withdrawals")
	}
	client, at, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	bridge, err := bindings.NewBridgeCaller(at.Bridge, client)
	if err != nil {
		return err
	}
	now, err := bridge.Limits(&bind.CallOpts{Context: ctx})
	if err != nil {
		return fault.Wrap(l1.Quiet(err), contracts.CodeRead, "the bridge doesn't say its limits").At("%s", at.Bridge)
	}
	limits, err := c.over(contracts.Limits(now))
	if err != nil {
		return err
	}
	return c.do(ctx, s, func(at governance.Contracts) (*contracts.Call, error) {
		return contracts.BridgeCall(at.Bridge, "setLimits", bindings.BridgeLimits(limits))
	})
}

type governanceFreezeCommand struct{ l1Call }

func (c *governanceFreezeCommand) run(ctx context.Context, s streams) error {
	return c.core(ctx, s, "freeze")
}

type governanceUnfreezeCommand struct{ l1Call }

func (c *governanceUnfreezeCommand) run(ctx context.Context, s streams) error {
	return c.core(ctx, s, "unfreeze")
}

type freezeOverdueCommand struct {
	l1Call
	Nonce *uint64 `arg:"" optional:"" help:"Number of the message; by default the one that waits longest."`
}

func (c *freezeOverdueCommand) run(ctx context.Context, s streams) error {
	status, err := c.read(ctx)
	if err != nil {
		return err
	}
	for i := range status.Waiting {
		m := &status.Waiting[i]
		if c.Nonce != nil && *c.Nonce != m.Nonce {
			continue
		}
		payload := make([]*big.Int, len(m.Payload))
		for j := range payload {
			payload[j] = m.Payload[j].BigInt(new(big.Int))
		}
		return c.core(ctx, s, "freezeOverdue", m.From, m.To.BigInt(new(big.Int)), m.Selector.BigInt(new(big.Int)), payload, new(big.Int).SetUint64(m.Nonce))
	}
	if c.Nonce != nil {
		return fault.New(contracts.CodeRefused, "no message with the nonce %d waits", *c.Nonce)
	}
	return fault.New(contracts.CodeRefused, "no message to L2 waits")
}
