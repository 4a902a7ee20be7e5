package main

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/sequencer/wallet"
	"quarry/settlement/bridge"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
)

type bridgeCommands struct {
	Deposit  bridgeDepositCommand  `cmd:"" help:"Send ether to an account on L2."`
	Cancel   bridgeCancelCommand   `cmd:"" help:"Begin to take a deposit back that L2 has not consumed."`
	Reclaim  bridgeReclaimCommand  `cmd:"" help:"Take a deposit back, with its fee, after the delay."`
	Claim    bridgeClaimCommand    `cmd:"" help:"Have the bridge pay a withdrawal of L2."`
	Announce bridgeAnnounceCommand `cmd:"" help:"Announce a withdrawal above the day's limit: it is paid seven days later."`
	Escape   bridgeEscapeCommand   `cmd:"" help:"Leave a frozen rollup with an account's balance under the last root."`
	Status   bridgeStatusCommand   `cmd:"" help:"List deposits and withdrawals, and what can be done about them."`
}

type bridgeDepositCommand struct {
	l1Call
	keystoreFlags
	To     string `arg:"" help:"Address on L2, or name in the wallet's keystore."`
	Amount string `arg:"" help:"How much: 1.5 (ETH), 30gwei or 700wei."`
	Fee    string `name:"message-fee" default:"0.0001" help:"What whoever settles the deposit gets (ETH), at most 1." placeholder:"AMOUNT"`
}

func (c *bridgeDepositCommand) run(ctx context.Context, s streams) error {
	to, err := c.address(c.To)
	if err != nil {
		return err
	}
	amount, err := wallet.ParseAmount(c.Amount)
	if err != nil {
		return err
	}
	fee, err := wallet.ParseAmount(c.Fee)
	if err != nil {
		return err
	}
	client, at, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	defer c.close()
	call, err := contracts.BridgeCall(at.Bridge, "deposit", amount.ToBig(), to.BigInt(new(big.Int)))
	if err != nil {
		return err
	}
	call.Value = new(big.Int).Add(amount.ToBig(), fee.ToBig())
	p, err := c.perform(ctx, s, client, call)
	if err != nil {
		return err
	}
	filterer, err := bindings.NewBridgeFilterer(at.Bridge, client)
	if err != nil {
		return err
	}
	if p.receipt != nil {
		for _, log := range p.receipt.Logs {
			if e, err := filterer.ParseLogDeposit(*log); err == nil && log.Address == at.Bridge {
				p.add("nonce", e.Nonce.Uint64())
				if !c.JSON {
					fmt.Fprintf(s.out, "Deposit %s: L2 takes it when the block lies deep enough; quarry bridge status follows it.\n", e.Nonce)
				}
			}
		}
	}
	c.show(s, p)
	return nil
}

// takeBack is part of the commands that take a deposit back.
type takeBack struct {
	l1Call
	Nonce uint64 `arg:"" help:"The deposit's number, as deposit and status print it."`
}

func (c *takeBack) call(ctx context.Context, s streams, method string) error {
	client, at, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	m, err := bridge.Read(ctx, client, at, bridge.Filter{Nonce: &c.Nonce})
	if err != nil {
		return err
	}
	if len(m.Deposits) == 0 {
		return fault.New(bridge.CodeUnknown, "there is no deposit %d on the bridge %s", c.Nonce, at.Bridge).
			WithHint("quarry bridge status lists those of an account")
	}
	return c.do(ctx, s, func(at governance.Contracts) (*contracts.Call, error) {
		return contracts.BridgeCall(at.Bridge, method, m.Deposits[0].Arguments()...)
	})
}

type bridgeCancelCommand struct{ takeBack }

func (c *bridgeCancelCommand) run(ctx context.Context, s streams) error {
	return c.call(ctx, s, "depositCancelRequest")
}

type bridgeReclaimCommand struct{ takeBack }

func (c *bridgeReclaimCommand) run(ctx context.Context, s streams) error {
	return c.call(ctx, s, "depositReclaim")
}

type bridgeStatusCommand struct {
	jsonFlag
	l1Flags
	keystoreFlags
	Of string `name:"of" help:"Whose: an address on L1. Without it, everybody's." placeholder:"ADDRESS"`
	To string `name:"to" help:"Only deposits to this account on L2 (address, or name in the wallet's keystore)." placeholder:"ADDRESS"`
}

// bridgeStatus is what the command prints.
type bridgeStatus struct {
	Time              uint64              `json:"time"`
	Frozen            bool                `json:"frozen"`
	WithdrawableToday *big.Int            `json:"withdrawable_today"`
	Deposits          []bridge.Deposit    `json:"deposits"`
	Withdrawals       []bridge.Withdrawal `json:"withdrawals"`
}

func (c *bridgeStatusCommand) run(ctx context.Context, s streams) error {
	var f bridge.Filter
	if c.Of != "" {
		of, err := l1Address("--of", c.Of)
		if err != nil {
			return err
		}
		f.Account = &of
	}
	if c.To != "" {
		to, err := c.address(c.To)
		if err != nil {
			return err
		}
		f.Recipient = &to
	}
	client, at, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	out, err := readBridge(ctx, client, at, f)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, out)
		return nil
	}
	return out.print(s)
}

func readBridge(ctx context.Context, client *l1.Client, at governance.Contracts, f bridge.Filter) (*bridgeStatus, error) {
	status, err := governance.Read(ctx, client, at)
	if err != nil {
		return nil, err
	}
	m, err := bridge.Read(ctx, client, at, f)
	if err != nil {
		return nil, err
	}
	return &bridgeStatus{
		Time: m.Head.Time, Frozen: status.Freeze.Frozen, WithdrawableToday: status.Bridge.WithdrawableToday,
		Deposits: append([]bridge.Deposit{}, m.Deposits...), Withdrawals: append([]bridge.Withdrawal{}, m.Withdrawals...),
	}, nil
}

func (b *bridgeStatus) print(s streams) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	if len(b.Deposits) > 0 {
		fmt.Fprintln(w, "DEPOSIT\tETH\tFROM\tTO\tSTATE")
	}
	for i := range b.Deposits {
		d := &b.Deposits[i]
		to := starknet.Felt(d.Recipient)
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", d.Nonce, inEther(d.Amount), d.Sender, starknet.FormatFelt(&to), b.sayDeposit(d))
	}
	if len(b.Withdrawals) > 0 {
		fmt.Fprintln(w, "WITHDRAWAL\tETH\tTO\t\tSTATE")
	}
	for i := range b.Withdrawals {
		v := &b.Withdrawals[i]
		fmt.Fprintf(w, "\t%s\t%s\t\t%s\n", inEther(v.Amount), v.Recipient, b.sayWithdrawal(v))
	}
	if len(b.Deposits)+len(b.Withdrawals) == 0 {
		fmt.Fprintln(w, "nothing was deposited, and no settled block withdraws anything")
	}
	if b.Frozen {
		fmt.Fprintln(w, "The rollup is frozen: accounts leave with quarry bridge escape.")
	}
	return w.Flush()
}

func (b *bridgeStatus) sayDeposit(d *bridge.Deposit) string {
	if d.State == bridge.Cancelling {
		return fmt.Sprintf("%s: reclaim it %s", d.State, due(d.ReclaimFrom, b.Time))
	}
	return string(d.State)
}

func (b *bridgeStatus) sayWithdrawal(w *bridge.Withdrawal) string {
	switch {
	case w.Claimable == 0:
		return "paid"
	case w.PayableFrom > 0:
		return fmt.Sprintf("%d to claim, announced: whatever the limit %s", w.Claimable, due(w.PayableFrom, b.Time))
	case w.Amount.Cmp(b.WithdrawableToday) > 0:
		return fmt.Sprintf("%d to claim, above today's limit: announce it", w.Claimable)
	}
	return fmt.Sprintf("%d to claim", w.Claimable)
}

// withdrawalFlags say which withdrawal is meant.
type withdrawalFlags struct {
	nodeFlags
	Recipient   string  `help:"The recipient on L1; whoever sends the transaction by default." placeholder:"ADDRESS"`
	Amount      string  `help:"How much was withdrawn: 1.5 (ETH), 30gwei or 700wei." placeholder:"AMOUNT"`
	Transaction string  `help:"The transaction of L2 that withdraws; --rpc is asked for it." placeholder:"HASH"`
	Block       *uint64 `help:"The block of L2 that withdraws; --rpc is asked for it." placeholder:"N"`
	All         bool    `help:"All that are found; claim takes equal ones as often as they can be claimed."`
}

// choose finds the withdrawals that are meant and can be claimed.
func (f *withdrawalFlags) choose(ctx context.Context, c *l1Call, client *l1.Client, at governance.Contracts) ([]bridge.Withdrawal, error) {
	var wanted bridge.Withdrawal
	if f.Amount != "" {
		amount, err := wallet.ParseAmount(f.Amount)
		if err != nil {
			return nil, err
		}
		wanted.Amount = amount.ToBig()
	}
	var err error
	switch {
	case f.Recipient != "":
		wanted.Recipient, err = l1Address("--recipient", f.Recipient)
	case f.Transaction == "" && f.Block == nil:
		wanted.Recipient, err = c.self(ctx)
	}
	if err != nil {
		return nil, err
	}
	found, settled, err := f.find(ctx, client, at, &wanted)
	if err != nil {
		return nil, err
	}
	return f.claimable(ctx, client, at, &wanted, found, settled)
}

// find asks L2 or L1 for withdrawals; settled tells whether L1 has them.
func (f *withdrawalFlags) find(ctx context.Context, client *l1.Client, at governance.Contracts, wanted *bridge.Withdrawal) ([]bridge.Withdrawal, bool, error) {
	if f.Transaction == "" && f.Block == nil {
		if wanted.Amount != nil {
			return []bridge.Withdrawal{*wanted}, true, nil
		}
		m, err := bridge.Read(ctx, client, at, bridge.Filter{Account: &wanted.Recipient})
		if err != nil {
			return nil, false, err
		}
		return m.Withdrawals, true, nil
	}
	node, err := wallet.Dial(ctx, f.RPC)
	if err != nil {
		return nil, false, err
	}
	defer node.Close()
	if f.Block != nil {
		return bridge.OfBlock(ctx, node, *f.Block, at.Bridge)
	}
	hash, err := starknet.ParseFelt(f.Transaction)
	if err != nil {
		return nil, false, err
	}
	return bridge.OfTransaction(ctx, node, &hash, at.Bridge)
}

// claimable are those found that were wanted and can be claimed.
func (f *withdrawalFlags) claimable(ctx context.Context, client *l1.Client, at governance.Contracts, wanted *bridge.Withdrawal, found []bridge.Withdrawal, settled bool) ([]bridge.Withdrawal, error) {
	core, err := bindings.NewCore(at.Core, client)
	if err != nil {
		return nil, err
	}
	var chosen []bridge.Withdrawal
	for _, w := range found {
		if wanted.Amount != nil && wanted.Amount.Cmp(w.Amount) != 0 || wanted.Recipient != (common.Address{}) && wanted.Recipient != w.Recipient {
			continue
		}
		if slices.ContainsFunc(chosen, w.Like) {
			continue
		}
		if w.Claimable, err = bridge.Claimable(ctx, core, at.Bridge, &w, nil); err != nil {
			return nil, err
		}
		if w.Claimable > 0 {
			chosen = append(chosen, w)
		}
	}
	switch {
	case len(chosen) == 0 && !settled:
		return nil, fault.New(bridge.CodeNotSettled, "the block that withdraws is not on L1 yet").WithHint("wait until it is ACCEPTED_ON_L1")
	case len(chosen) == 0:
		return nil, fault.New(bridge.CodeUnknown, "there is no such withdrawal that is not paid").
			WithHint("its block is not settled yet, or it was claimed, by whomever; quarry bridge status lists what is there")
	case len(chosen) > 1 && !f.All:
		texts := make([]string, len(chosen))
		for i := range chosen {
			texts[i] = fmt.Sprintf("%s ETH to %s", inEther(chosen[i].Amount), chosen[i].Recipient)
		}
		return nil, fault.New(bridge.CodeSeveral, "%d withdrawals are meant: %s", len(chosen), strings.Join(texts, "; ")).
			WithHint("give --recipient and --amount, or --all")
	}
	return chosen, nil
}

// withdrawalCall is part of the commands about a withdrawal.
type withdrawalCall struct {
	l1Call
	withdrawalFlags
}

// callEach makes a call for each withdrawal that is meant.
func (c *withdrawalCall) callEach(ctx context.Context, s streams, method string) error {
	client, at, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	defer c.close()
	chosen, err := c.choose(ctx, &c.l1Call, client, at)
	if err != nil {
		return err
	}
	if c.All && method == claimMethod {
		chosen = oneByOne(chosen)
	}
	all := []*performed{}
	for i := range chosen {
		w := &chosen[i]
		call, err := contracts.BridgeCall(at.Bridge, method, w.Amount, w.Recipient)
		if err != nil {
			return err
		}
		p, err := c.perform(ctx, s, client, call)
		if err != nil {
			return err
		}
		p.add("recipient", w.Recipient)
		p.add("amount", w.Amount.String())
		if all = append(all, p); !c.JSON {
			fmt.Fprintf(s.out, "%s ETH to %s\n", inEther(w.Amount), w.Recipient)
			c.show(s, p)
		}
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"withdrawals": all})
	}
	return nil
}

// oneByOne has equal withdrawals as often as they can be claimed.
func oneByOne(list []bridge.Withdrawal) (all []bridge.Withdrawal) {
	for _, w := range list {
		all = append(all, slices.Repeat([]bridge.Withdrawal{w}, int(w.Claimable))...)
	}
	return all
}

type bridgeClaimCommand struct{ withdrawalCall }

func (c *bridgeClaimCommand) run(ctx context.Context, s streams) error {
	return c.callEach(ctx, s, claimMethod)
}

// claimMethod is the bridge's function that pays one withdrawal.
const claimMethod = "withdraw"

type bridgeAnnounceCommand struct{ withdrawalCall }

func (c *bridgeAnnounceCommand) run(ctx context.Context, s streams) error {
	return c.callEach(ctx, s, "announceWithdrawal")
}
