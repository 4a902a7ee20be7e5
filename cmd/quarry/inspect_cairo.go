package main

import (
	"bytes"
	"fmt"
	"strings"

	"quarry/kernels/hash"
	"quarry/prover/cairo/cairo1"
	"quarry/prover/cairo/pie"
)

// executable shows a Cairo 1 executable, above all the hash that verify prints
// and demands.
func (c *inspectCommand) executable(v *view, raw []byte) error {
	e, err := cairo1.Parse(raw)
	if err != nil {
		return err
	}
	h := hash.PoseidonHashMany(e.Bytecode)
	v.table.add("program", "Cairo 1 executable, %d cells", len(e.Bytecode))
	v.table.add("hash", "%s (Poseidon of the cells, as verify prints it)", hexFelt(&h))
	v.object["kind"], v.object["program_hash"], v.object["program_cells"] = "cairo1_executable", hexFelt(&h), len(e.Bytecode)
	entries := map[string]any{}
	for _, p := range e.Entrypoints {
		v.table.add("  "+strings.ToLower(string(p.Kind)), "at %d, builtins: %s", p.Offset, strings.Join(p.Builtins, " "))
		entries[string(p.Kind)] = map[string]any{"offset": p.Offset, "builtins": p.Builtins}
	}
	v.object["entrypoints"] = entries
	return nil
}

// pie shows a Cairo PIE: what its run took and gave.
func (c *inspectCommand) pie(v *view, raw []byte) error {
	p, err := pie.Read(bytes.NewReader(raw), int64(len(raw)), 0)
	if err != nil {
		return err
	}
	if err := p.Check(); err != nil {
		return err
	}
	m := &p.Metadata
	h := hash.PoseidonHashMany(m.Program.Data)
	v.table.add("run", "Cairo PIE, version %s: %d steps, %d memory cells, %d holes", p.Version, p.Resources.Steps, len(p.Memory), p.Resources.MemoryHoles)
	v.table.add("program", "%d cells, builtins: %s", len(m.Program.Data), strings.Join(m.Program.Builtins, " "))
	v.table.add("hash", "%s (Poseidon of the cells)", hexFelt(&h))
	builtins := map[string]any{}
	for _, b := range p.Resources.Builtins {
		name := strings.TrimSuffix(b.Name, "_builtin")
		v.table.add("  "+name, "%d instances", b.Count)
		builtins[name] = b.Count
	}
	output := []string{}
	for _, cell := range p.Output() {
		output = append(output, cell.Value.String())
	}
	v.table.add("output", "%s", shortened(output))
	v.table.add("checked", "well formed; quarry run --run_from_cairo_pie finds out whether it is true")
	v.object["kind"], v.object["program_hash"], v.object["program_cells"] = "cairo_pie", hexFelt(&h), len(m.Program.Data)
	v.object["n_steps"], v.object["memory_cells"], v.object["memory_holes"] = p.Resources.Steps, len(p.Memory), p.Resources.MemoryHoles
	v.object["builtins"], v.object["output"] = builtins, output
	return nil
}

// shortened joins values, the first of them if there are many.
func shortened(values []string) string {
	const most = 20
	if len(values) <= most {
		return strings.Join(values, ", ")
	}
	return fmt.Sprintf("%s, … (%d values)", strings.Join(values[:most], ", "), len(values))
}
