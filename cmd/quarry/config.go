package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"quarry/config"
)

// configCommand prints what the other commands would use.
type configCommand struct {
	jsonFlag
	config.File
	config.All
	For string `enum:"all,serve,node,worker,client,settlement" default:"all" help:"Whose settings: all, or those of serve, node, worker, client (commands that speak to a server) or settlement."`

	origins map[string]string
}

// known implements configured.
func (c *configCommand) known() []config.Setting { return config.Table() }

// told implements explained.
func (c *configCommand) told(origins map[string]string) { c.origins = origins }

func (c *configCommand) run(_ context.Context, s streams) error {
	values := config.Values(&c.All)
	var chosen []config.Setting
	for _, setting := range config.Table() {
		for _, command := range setting.Commands {
			if c.For == "all" || c.For == command {
				chosen = append(chosen, setting)
				break
			}
		}
	}
	if c.JSON {
		list := make([]map[string]any, len(chosen))
		for i, setting := range chosen {
			list[i] = map[string]any{"name": setting.Name, "value": setting.Masked(values[setting.Name]), "origin": c.origins[setting.Name],
				"default": setting.Default, "kind": setting.Kind, "help": setting.Help, "group": setting.Group, "commands": setting.Commands}
		}
		printJSON(s.out, map[string]any{"settings": list})
		return nil
	}
	printSettings(s.out, chosen, values, c.origins)
	return nil
}

// printSettings prints a table with a heading for each group.
func printSettings(out io.Writer, chosen []config.Setting, values, origins map[string]string) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	group := ""
	for _, setting := range chosen {
		if setting.Group != group {
			group = setting.Group
			fmt.Fprintf(w, "# %s\t\t\n", group)
		}
		value := setting.Masked(values[setting.Name])
		if value == "" {
			value = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", setting.Name, value, origins[setting.Name])
	}
	_ = w.Flush()
}
