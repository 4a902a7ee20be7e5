package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/alecthomas/kong"

	"quarry/hw"
	"quarry/prover"
)

// ownCommands are the commands that are not Stone's.
type ownCommands struct {
	Run     cairoCommand   `cmd:"" help:"Run a Cairo program: flags of cairo-run."`
	Inspect inspectCommand `cmd:"" help:"Say what is in a proof file, a public input, a parameter file or a compiled program."`
	Params  paramsCommand  `cmd:"" help:"Compute parameters for a run and a wished security level."`
	Bench   benchCommands  `cmd:"" help:"Measure kernels and proofs on this machine, beside others (flags: quarry bench run --help); compare reports."`
	HW      hwCommand      `cmd:"" name:"hw" help:"Say what this machine has, and which backend is chosen."`
	Version versionCommand `cmd:"" help:"Print the version."`

	Config configCommand `cmd:"" help:"Print all settings of the service, and where their values come from."`
}

// command is what each of them can do: write its result, as text or as JSON.
type command interface {
	wantsJSON() bool
	run(ctx context.Context, s streams) error
}

// configured commands want to know where each setting's value comes from.
type configured interface {
	told(origins map[string]string)
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
		return fail(inv, s, false, from.explain(err))
	}
	c := parsed.Selected().Target.Addr().Interface().(command)
	if told, ok := c.(configured); ok {
		told.told(from.origins(parsed))
	}
	if err := c.run(ctx, s); err != nil {
		return fail(inv, s, c.wantsJSON(), err)
	}
	return exitOK
}

// underscored lets flags be written as Stone's are, --public_input_file, though
// kong's own form is --public-input-file.
func underscored(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = arg
		if strings.HasPrefix(arg, "-") {
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

type hwCommand struct{ jsonFlag }

func (c *hwCommand) run(_ context.Context, s streams) error {
	m := hw.Probe()
	backends := prover.Backends()
	chosen, why := hw.Choose(backends)
	if c.JSON {
		list := make([]map[string]any, len(backends))
		for i, b := range backends {
			list[i] = map[string]any{"name": b.Name, "about": b.About, "runs": b.Problem == nil}
			if b.Problem != nil {
				list[i]["problem"] = errorObject(b.Problem)
			}
		}
		printJSON(s.out, map[string]any{
			"cpu": map[string]any{"model": m.CPU.Model, "arch": m.CPU.Arch, "features": m.CPU.Features, "cores": m.CPU.Cores,
				"machine_cores": m.CPU.MachineCores, "l2_bytes": m.CPU.L2, "l3_bytes": m.CPU.L3},
			"memory": map[string]any{"total": m.Memory.Total, "available": m.Memory.Available,
				"group_limit": m.Memory.GroupLimit, "group_used": m.Memory.GroupUsed, "budget": m.Memory.Budget()},
			"backends": list, "chosen": chosen, "why": why,
		})
		return nil
	}
	var t table
	t.add("processor", "%s (%s)", m.CPU.Model, m.CPU.Arch)
	t.add("features", "%s", strings.Join(m.CPU.Features, " "))
	t.add("cores", "%d of %d", m.CPU.Cores, m.CPU.MachineCores)
	t.add("caches", "L2 %s, L3 %s", prover.Bytes(int64(m.CPU.L2)), prover.Bytes(int64(m.CPU.L3)))
	t.add("memory", "%s", memoryLine(m.Memory))
	for _, b := range backends {
		state := "runs here"
		if b.Problem != nil {
			state = "does not run here: " + b.Problem.Error()
		}
		t.add("backend "+b.Name, "%s; %s", b.About, state)
	}
	t.add("chosen", "%s: %s", chosen, why)
	t.print(s.out)
	return nil
}

func memoryLine(m hw.Memory) string {
	if m.Total == 0 && m.GroupLimit == 0 {
		return "unknown: set --max_memory"
	}
	text := fmt.Sprintf("%s, %s available", prover.Bytes(m.Total), prover.Bytes(m.Available))
	if m.GroupLimit > 0 {
		text += fmt.Sprintf("; the control group allows %s and uses %s", prover.Bytes(m.GroupLimit), prover.Bytes(m.GroupUsed))
	}
	return text + fmt.Sprintf("; a proof may use %s by default", prover.Bytes(m.Budget()))
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
