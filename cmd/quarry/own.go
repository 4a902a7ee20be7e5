package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"quarry/config"
	"quarry/prover"
)

// ownCommands are the commands that are not Stone's.
type ownCommands struct {
	Run        cairoCommand       `cmd:"" help:"Run a Cairo program: flags of cairo-run."`
	Inspect    inspectCommand     `cmd:"" help:"Say what is in a proof file, a public input, a parameter file or a compiled program."`
	Params     paramsCommand      `cmd:"" help:"Compute parameters for a run and a wished security level."`
	Bench      benchCommands      `cmd:"" help:"Measure kernels and proofs on this machine, beside others (flags: quarry bench run --help); compare reports."`
	HW         hwCommand          `cmd:"" name:"hw" help:"Say what this machine has, and which backend is chosen."`
	Serve      serveCommand       `cmd:"" help:"Prove as a service over HTTP, with a queue and a dashboard."`
	Submit     submitCommand      `cmd:"" help:"Hand a proof to be made to a server."`
	Status     statusCommand      `cmd:"" help:"Say where jobs of a server stand."`
	Watch      watchCommand       `cmd:"" help:"Follow a job of a server to its end."`
	Cancel     cancelCommand      `cmd:"" help:"End a job of a server."`
	Fetch      fetchCommand       `cmd:"" help:"Get a proof from a server."`
	Keys       keysCommands       `cmd:"" help:"Make, list and revoke the API keys of a server on this machine."`
	Webhook    webhookCommands    `cmd:"" help:"The secret that messages of a server on this machine are signed with."`
	Worker     workerCommand      `cmd:"" help:"Make the proofs of a server or a cluster, as one of its workers."`
	Demo       demoCommand        `cmd:"" help:"Show a transfer's whole way, from a deposit on L1 to finality, in one process."`
	Derive     deriveCommand      `cmd:"" help:"Rebuild a rollup's whole state from L1 alone."`
	Node       nodeCommands       `cmd:"" help:"Run a sequencer with Starknet's JSON-RPC; take its blocks back; keep its state."`
	Devnet     devnetCommand      `cmd:"" help:"Run a network of sequencers for tests, with funded accounts and a faucet."`
	Settlement settlementCommands `cmd:"" help:"Ask a node's settler what it does, and steer it."`
	Contracts  contractsCommands  `cmd:"" help:"Deploy a rollup's contracts on L1; see what they say."`
	Governance governanceCommands `cmd:"" help:"What governors do: roles, versions, code, limits, freezing."`
	Bridge     bridgeCommands     `cmd:"" help:"Deposits, withdrawals and escapes on L1."`
	Wallet     walletCommands     `cmd:"" help:"Keys, balances and transfers on L2."`
	Genesis    genesisCommand     `cmd:"" help:"Make the genesis file of a chain."`
	Version    versionCommand     `cmd:"" help:"Print the version."`

	Config configCommand `cmd:"" help:"Print all settings, and where their values come from."`
}

// command is what each of them can do: write its result, as text or as JSON.
type command interface {
	wantsJSON() bool
	run(ctx context.Context, s streams) error
}

// jsonFlag is part of every command.
type jsonFlag struct {
	JSON bool `help:"Print the result, or the error, as JSON."`
}

func (j jsonFlag) wantsJSON() bool { return j.JSON }

func runOwn(ctx context.Context, args []string, s streams) int {
	var cli ownCommands
	exited := false
	inv := invocation{name: "quarry " + args[0]}
	from := &settings{environ: os.Environ()}
	parser, err := kong.New(&cli, kong.Name("quarry"), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(s.out, s.err), kong.Exit(func(int) { exited = true }), kong.Resolvers(from))
	if err != nil {
		return fail(inv, s, false, err)
	}
	parsed, err := parser.Parse(underscored(args))
	if exited {
		return exitOK // the help was asked for and printed
	}
	if err != nil {
		inv.name = "quarry"
		return fail(inv, s, slices.ContainsFunc(args, asksJSON), from.explain(err))
	}
	c := parsed.Selected().Target.Addr().Interface().(command)
	origins := from.origins(parsed)
	if _, ok := c.(configured); ok {
		if err := config.Check(c, origins); err != nil {
			return fail(inv, s, c.wantsJSON(), err)
		}
	}
	if e, ok := c.(explained); ok {
		e.told(origins)
	}
	if err := c.run(ctx, s); err != nil {
		return fail(inv, s, c.wantsJSON(), err)
	}
	return exitOK
}

// asksJSON reports whether an argument is the flag --json: what is wrong with a
// command line that can't be parsed is told as JSON, too.
func asksJSON(arg string) bool { return arg == "--json" || arg == "-json" || arg == "--json=true" }

// underscored lets flags be written as Stone's are, --public_input_file, though
// kong's own form is --public-input-file.
func underscored(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = arg
		if strings.HasPrefix(arg, "-") && !negative(arg) {
			name, value, hasValue := strings.Cut(arg, "=")
			out[i] = strings.ReplaceAll(name, "_", "-")
			if !strings.HasPrefix(out[i], "--") && len(name) > 2 {
				out[i] = "-" + out[i]
			}
			if hasValue {
				out[i] += "=" + value
			}
		}
	}
	return out
}

// negative reports whether an argument is a number below zero, like -1 or -5h,
// and no flag.
func negative(arg string) bool {
	return len(arg) > 1 && (arg[1] == '.' || arg[1] >= '0' && arg[1] <= '9')
}

type versionCommand struct{ jsonFlag }

func (c *versionCommand) run(_ context.Context, s streams) error {
	printVersion(s.out, c.JSON)
	return nil
}

func printVersion(w io.Writer, asJSON bool) {
	if asJSON {
		printJSON(w, map[string]any{"name": "quarry", "revision": prover.Revision(), "go": runtime.Version(),
			"stone_versions": []string{"v3", "v2"}})
		return
	}
	fmt.Fprintf(w, "quarry %s, %s, proofs of Stone v3 and v2\n", prover.Revision(), runtime.Version())
}
