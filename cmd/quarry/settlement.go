package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"quarry/api/client"
	"quarry/config"
	"quarry/fault"
	"quarry/sequencer/wallet"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/rest"
)

// settlementCommands ask a node's settler what it does, and steer it.
type settlementCommands struct {
	Status       settlementStatusCommand       `cmd:"" help:"Say what is under way, and what L1 says."`
	Blocks       settlementBlocksCommand       `cmd:"" help:"List the last blocks with their way to L1."`
	Block        settlementBlockCommand        `cmd:"" help:"Say all of a block's jobs: states, attempts, reasons."`
	Transactions settlementTransactionsCommand `cmd:"" help:"List what was sent to L1, with gas and cost."`
	Governance   settlementGovernanceCommand   `cmd:"" help:"Say what governors have decided, as the contracts have it."`
	Retry        settlementRetryCommand        `cmd:"" help:"Start the job at which a block stands again at once."`
	Requeue      settlementRequeueCommand      `cmd:"" help:"Begin anew with a block that L1 has not settled; a proof that was refused is made anew."`
	Pause        settlementPauseCommand        `cmd:"" help:"Let no new proofs, or no new updates, or neither, be begun."`
	Resume       settlementResumeCommand       `cmd:"" help:"End a pause."`
	Post         settlementPostCommand         `cmd:"" help:"Send the state diff of another chain to L1 in blobs."`
	Posting      settlementPostingCommand      `cmd:"" help:"Say what has become of a posting."`
}

// settlerFlags are part of every command that speaks to a node's settler.
type settlerFlags struct {
	jsonFlag
	config.File
	config.SettlementClient `group:"Client"`
}

// known implements configured.
func (f *settlerFlags) known() []config.Setting { return config.Of(config.SettlementClient{}) }

// answer asks the settler something and prints what it says, as JSON or by print.
func answer[T any](f *settlerFlags, s streams, ask func(*rest.Client) (T, error), print func(streams, T)) error {
	server, err := connect(s, client.Options{Server: f.SettlementServer, Program: "quarry node --settle"}, &f.Access)
	if err != nil {
		return err
	}
	v, err := ask(rest.NewClient(server))
	if err != nil {
		return err
	}
	if f.JSON {
		printJSON(s.out, v)
	} else {
		print(s, v)
	}
	return nil
}

type settlementStatusCommand struct{ settlerFlags }

func (c *settlementStatusCommand) run(ctx context.Context, s streams) error {
	return answer(&c.settlerFlags, s, func(r *rest.Client) (*settler.Overview, error) { return r.Overview(ctx) }, printOverview)
}

func printOverview(s streams, o *settler.Overview) {
	var t table
	if c := o.Contract; c != nil {
		frozen := ""
		if c.Frozen {
			frozen = ", FROZEN"
		}
		t.add("settled", "block %d of %d sealed ones, as L1 says in its block %d%s", c.Number, o.Sealed, c.L1Block, frozen)
		t.add("state root", "%s", c.Root.Hex())
	} else {
		t.add("settled", "not known yet; %d blocks are sealed", o.Sealed)
	}
	t.add("operator", "%s", o.Operator.Hex())
	if o.Balance != "" {
		t.add("balance", "%s ETH", ethOf(o.Balance))
	}
	if f := o.Foreign; f != nil {
		t.add("", "another program uses this account, too: %d transactions, the last one at %s with nonce %d [%s]",
			f.Count, f.Seen.Local().Format(time.DateTime), f.Nonce, l1.CodeNonce)
	}
	t.add("proofs", "%s", pausedOr(o.Control.PausedProofs, "are ordered"))
	t.add("updates", "%s", pausedOr(o.Control.PausedUpdates, "are sent"))
	for _, c := range o.Cancellations {
		where := "no block has taken it yet"
		if c.Taken {
			where = "a block has taken it, which must be settled before"
		}
		t.add(fmt.Sprintf("message %d", c.Nonce), "its sender can take it back from %s on; %s", c.Due.Local().Format(time.DateTime), where)
	}
	for name, trouble := range map[string]string{"L1": o.L1, "L2": o.L2} {
		if trouble != "" {
			t.add(name+" trouble", "%s", trouble)
		}
	}
	t.print(s.out)
	if len(o.Blocks) > 0 {
		fmt.Fprintln(s.out)
		printBlocks(s, o.Blocks)
	}
}

func pausedOr(paused bool, otherwise string) string {
	if paused {
		return "paused"
	}
	return otherwise
}

// ethOf writes an amount of wei, given in decimal, in ETH.
func ethOf(wei string) string {
	n, err := uint256.FromDecimal(wei)
	if err != nil {
		return wei + "e-18"
	}
	return eth(n)
}

type settlementBlocksCommand struct {
	settlerFlags
	Below uint64 `placeholder:"N" help:"Only blocks with smaller numbers."`
	Limit int    `default:"20" help:"List at most so many (200)."`
}

func (c *settlementBlocksCommand) run(ctx context.Context, s streams) error {
	if c.Limit < 1 || c.Limit > 200 {
		return usageError("--limit=%d: a list has 1 to 200 blocks", c.Limit)
	}
	return answer(&c.settlerFlags, s, func(r *rest.Client) ([]*settler.Block, error) { return r.Blocks(ctx, c.Below, c.Limit) }, printBlocks)
}

// printBlocks prints a line for each block.
func printBlocks(s streams, blocks []*settler.Block) {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "BLOCK\tJOB\tSTATE\tATTEMPTS\tPROOF\tL1 BLOCK\tON L1\tREASON")
	for _, b := range blocks {
		kind, job := current(b)
		l1Block, stage, proof := "-", "-", "-"
		if b.Settled != nil {
			l1Block, stage = strconv.FormatUint(b.Settled.L1Block, 10), b.Settled.Stage.String()
		}
		if b.ProofBytes > 0 {
			proof = fmt.Sprintf("%d bytes", b.ProofBytes)
		}
		reason := ""
		switch {
		case b.SetAside != nil:
			reason = "refused: " + b.SetAside.Contract
		case job.Reason != nil:
			reason = job.Reason.Text
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n", b.Number, kind, job.Status, job.Attempts, proof, l1Block, stage, reason)
	}
	_ = w.Flush()
}

// current is the first job of a block that is not completed.
func current(b *settler.Block) (settler.Kind, settler.Job) {
	for _, kind := range settler.Kinds() {
		if j := b.Jobs[kind]; j != nil && j.Status != settler.Completed {
			return kind, *j
		}
	}
	return settler.Track, settler.Job{Status: settler.Completed}
}

type settlementBlockCommand struct {
	settlerFlags
	Number uint64 `arg:"" help:"The block."`
}

func (c *settlementBlockCommand) run(ctx context.Context, s streams) error {
	return answer(&c.settlerFlags, s, func(r *rest.Client) (*settler.Block, error) { return r.Block(ctx, c.Number) }, printSettling)
}

// printSettling prints all of a block.
func printSettling(s streams, b *settler.Block) {
	var t table
	t.add("block", "%d, %s", b.Number, b.Hash.Hex())
	t.add("state root", "%s", b.Root.Hex())
	for _, kind := range settler.Kinds() {
		j := b.Jobs[kind]
		if j == nil {
			continue
		}
		t.add(string(kind), "%s since %s, %d attempts", j.Status, j.Since.Local().Format(time.DateTime), j.Attempts)
		for _, past := range j.Past {
			t.add("", "before: %s", troubleText(&past))
		}
		if j.Reason != nil {
			t.add("", "now: %s", troubleText(j.Reason))
		}
		if j.NotBefore.After(time.Now()) {
			t.add("", "again at %s", j.NotBefore.Local().Format(time.DateTime))
		}
	}
	if b.ProverJob != "" {
		t.add("prover's job", "%s, round %d", b.ProverJob, b.Round)
	}
	if b.Proof != (common.Hash{}) {
		t.add("proof", "%s, %d bytes", b.Proof.Hex(), b.ProofBytes)
	}
	for _, hash := range b.Blobs {
		t.add("blob", "%s", hash.Hex())
	}
	if b.Transaction != (common.Hash{}) {
		t.add("update", "%s, %d bytes of calldata", b.Transaction.Hex(), b.CalldataBytes)
	}
	if b.MaxCost != "" {
		t.add("most cost", "%s ETH", ethOf(b.MaxCost))
	}
	if r := b.SetAside; r != nil {
		ours := r.Ours
		if ours == "" {
			ours = "it accepts the proof"
		}
		t.add("set aside", "%s", r.Time.Local().Format(time.DateTime))
		t.add("", "the contract: %s", r.Contract)
		t.add("", "our verifier: %s", ours)
	}
	if l := b.Settled; l != nil {
		t.add("on L1", "%s in block %d, by %s", l.Stage, l.L1Block, l.Transaction.Hex())
	}
	t.print(s.out)
}

func troubleText(t *settler.Trouble) string {
	code := ""
	if t.Code != "" {
		code = fmt.Sprintf(" [%s]", t.Code)
	}
	return fmt.Sprintf("%s, %s: %s%s", t.Time.Local().Format(time.DateTime), t.Phase, t.Text, code)
}

type settlementTransactionsCommand struct{ settlerFlags }

func (c *settlementTransactionsCommand) run(ctx context.Context, s streams) error {
	return answer(&c.settlerFlags, s, func(r *rest.Client) ([]*l1.Transaction, error) { return r.Transactions(ctx) }, printTransactions)
}

// printTransactions prints a line for each transaction.
func printTransactions(s streams, all []*l1.Transaction) {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NONCE\tFOR\tSTATE\tOUTCOME\tL1 BLOCK\tGAS\tCOST (ETH)\tSIGNED\tTROUBLE")
	for _, t := range all {
		block, gas, cost := "-", "-", "-"
		if t.BlockNumber > 0 {
			block = strconv.FormatUint(t.BlockNumber, 10)
		}
		if t.GasUsed > 0 {
			gas = strconv.FormatUint(t.GasUsed, 10)
		}
		if t.Cost != nil {
			cost = ethOf(t.Cost.String())
		}
		state := string(t.State)
		if t.Voiding {
			state += ", to be voided"
		}
		outcome := string(t.Outcome)
		if outcome == "" {
			outcome = "-"
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", t.Nonce, t.Key, state, outcome, block, gas, cost, len(t.Attempts), t.TroubleText)
	}
	_ = w.Flush()
}

type settlementGovernanceCommand struct{ settlerFlags }

func (c *settlementGovernanceCommand) run(ctx context.Context, s streams) error {
	return answer(&c.settlerFlags, s, func(r *rest.Client) (*governance.Status, error) { return r.Governance(ctx) },
		func(s streams, status *governance.Status) { printContracts(s.out, status) })
}

type settlementRetryCommand struct {
	settlerFlags
	Number  uint64 `arg:"" help:"The block."`
	MaxCost string `placeholder:"ETH" help:"What its update may cost at most from now on, like 0.8."`
}

func (c *settlementRetryCommand) run(ctx context.Context, s streams) error {
	var most *big.Int
	if c.MaxCost != "" {
		amount, err := wallet.ParseAmount(c.MaxCost)
		if err != nil {
			return err
		}
		most = amount.ToBig()
	}
	return answer(&c.settlerFlags, s, func(r *rest.Client) (*settler.Block, error) { return r.Retry(ctx, c.Number, most) }, printSettling)
}

type settlementRequeueCommand struct {
	settlerFlags
	Number uint64 `arg:"" help:"The block."`
}

func (c *settlementRequeueCommand) run(ctx context.Context, s streams) error {
	return answer(&c.settlerFlags, s, func(r *rest.Client) (*settler.Block, error) { return r.Requeue(ctx, c.Number) }, printSettling)
}

// partFlag names what is paused or resumed.
type partFlag struct {
	settlerFlags
	Part string `arg:"" optional:"" enum:"proofs,updates,both" default:"both" help:"proofs, updates or both."`
}

func (c *partFlag) set(ctx context.Context, s streams, stop bool) error {
	return answer(&c.settlerFlags, s, func(r *rest.Client) (settler.Control, error) {
		return r.Pause(ctx, stop, strings.TrimSuffix(c.Part, "both"))
	}, func(s streams, control settler.Control) {
		var t table
		t.add("proofs", "%s", pausedOr(control.PausedProofs, "are ordered"))
		t.add("updates", "%s", pausedOr(control.PausedUpdates, "are sent"))
		t.print(s.out)
	})
}

type settlementPauseCommand struct{ partFlag }

func (c *settlementPauseCommand) run(ctx context.Context, s streams) error {
	return c.set(ctx, s, true)
}

type settlementResumeCommand struct{ partFlag }

func (c *settlementResumeCommand) run(ctx context.Context, s streams) error {
	return c.set(ctx, s, false)
}

type settlementPostCommand struct {
	settlerFlags
	File            string `arg:"" placeholder:"FILE" help:"The result of the other chain's starknet_getStateUpdate, as JSON."`
	StarknetVersion string `default:"0.13.2" placeholder:"VERSION" help:"The starknet_version in the block's header: 0.13.1 to 0.13.3 (${default})."`
}

func (c *settlementPostCommand) run(ctx context.Context, s streams) error {
	content, err := fileContent("FILE", c.File)
	if err != nil {
		return err
	}
	if !json.Valid(content) {
		return fault.New(codeRead, "the file is not JSON").At("%s", c.File).WithHint("it is the result of starknet_getStateUpdate")
	}
	return answer(&c.settlerFlags, s, func(r *rest.Client) (*settler.Posting, error) { return r.Post(ctx, content, c.StarknetVersion) }, printPosting)
}

type settlementPostingCommand struct {
	settlerFlags
	Name string `arg:"" help:"Its name: the hash of the block whose state diff it is."`
}

func (c *settlementPostingCommand) run(ctx context.Context, s streams) error {
	return answer(&c.settlerFlags, s, func(r *rest.Client) (*settler.Posting, error) { return r.Posting(ctx, c.Name) }, printPosting)
}

func printPosting(s streams, p *settler.Posting) {
	var t table
	t.add("posting", "%s", p.Name)
	t.add("words", "%d, in %d blobs", p.Words, len(p.Blobs))
	t.add("job", "%s, %d attempts", p.Job.Status, p.Job.Attempts)
	if p.Job.Reason != nil {
		t.add("", "%s", troubleText(p.Job.Reason))
	}
	if p.Transaction != (common.Hash{}) {
		t.add("transaction", "%s", p.Transaction.Hex())
		t.add("on L1", "%s, block %d", p.Stage, p.L1Block)
	}
	t.print(s.out)
}
