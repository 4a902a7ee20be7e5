package pie

import (
	"slices"
	"strings"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

const (
	maxCount = 1 << 30 // of steps, holes, instances, cells of a segment
	maxName  = 1000
	suffix   = "_builtin"
)

func invalid(where, format string, args ...any) *fault.Error {
	return fault.New(CodeInvalid, format, args...).At("%s", where)
}

// Check does cairo-lang's validity checks, and what its runner would find out
// on loading the PIE: that no cell stands twice and that the program's segment
// holds the program. A PIE that passes is well formed; whether it is what a
// run of its program leaves, only running it tells.
func (p *PIE) Check() error {
	if !strings.HasPrefix(p.Version, "1.") {
		return invalid(versionFile, "version %q of the format is not known", clip(p.Version))
	}
	if err := p.Metadata.check(); err != nil {
		return err
	}
	if err := p.Resources.check(p.Metadata.Program.Builtins); err != nil {
		return err
	}
	for _, a := range p.Additional {
		if len(a.Name) >= maxName {
			return invalid(additionFile, "a name of %d bytes", len(a.Name))
		}
	}
	return p.checkMemory()
}

func validName(name string) bool {
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
			return false
		}
	}
	return len(name) < maxName
}

func (m *Metadata) check() error {
	prog := &m.Program
	for i, b := range prog.Builtins {
		if !validName(b) || slices.Contains(prog.Builtins[:i], b) {
			return invalid(metadataFile, "invalid builtin list: %q", clip(b))
		}
	}
	if prog.Main < 0 || prog.Main >= int64(len(prog.Data)) {
		return invalid(metadataFile, "main is at %d, outside of the program (%d words)", prog.Main, len(prog.Data))
	}
	for _, s := range m.segments() {
		if s.Index < 0 || s.Index >= maxCount || s.Size < 0 || s.Size >= maxCount {
			return invalid(metadataFile, "segment %d of size %d is out of range", s.Index, s.Size)
		}
	}
	if m.Code.Size != int64(len(prog.Data)) {
		return invalid(metadataFile, "the program has %d words and its segment %d", len(prog.Data), m.Code.Size)
	}
	if len(m.Builtins) != len(prog.Builtins) {
		return invalid(metadataFile, "%d builtins and %d segments of builtins", len(prog.Builtins), len(m.Builtins))
	}
	for i, b := range m.Builtins {
		if b.Name != prog.Builtins[i] {
			return invalid(metadataFile, "builtin %d is %s, its segment that of %q", i, prog.Builtins[i], clip(b.Name))
		}
	}
	if m.RetFP.Size != 0 || m.RetPC.Size != 0 {
		return invalid(metadataFile, "the segments of the return addresses are not empty")
	}
	return m.checkOrder()
}

// checkOrder checks that the segments are numbered in the fixed order.
func (m *Metadata) checkOrder() error {
	order := []NamedSegment{{"program", m.Code}, {"execution", m.Execution}}
	order = append(order, m.Builtins...)
	order = append(order, NamedSegment{"ret_fp", m.RetFP}, NamedSegment{"ret_pc", m.RetPC})
	for _, s := range m.Extra {
		order = append(order, NamedSegment{"extra", s})
	}
	for i, s := range order {
		if s.Index != int64(i) {
			return invalid(metadataFile, "the %s segment has index %d instead of %d", s.Name, s.Index, i)
		}
	}
	return nil
}

func (r *Resources) check(builtins []string) error {
	if r.Steps < 1 || r.Steps >= maxCount {
		return invalid(resourcesFile, "%d steps", r.Steps)
	}
	if r.MemoryHoles < 0 || r.MemoryHoles >= maxCount {
		return invalid(resourcesFile, "%d memory holes", r.MemoryHoles)
	}
	if len(r.Builtins) != len(builtins) {
		return invalid(resourcesFile, "%d builtins are counted, the program has %d", len(r.Builtins), len(builtins))
	}
	for _, c := range r.Builtins {
		name, ok := strings.CutSuffix(c.Name, suffix)
		if !ok || !slices.Contains(builtins, name) {
			return invalid(resourcesFile, "%q is counted, which is no builtin of the program", clip(c.Name))
		}
		if c.Count < 0 || c.Count >= maxCount {
			return invalid(resourcesFile, "%d instances of %s", c.Count, c.Name)
		}
	}
	return nil
}

func (p *PIE) checkMemory() error {
	sizes := make([]int64, len(p.Metadata.segments()))
	for _, s := range p.Metadata.segments() {
		sizes[s.Index] = s.Size // indices are 0.. in some order: checkOrder
	}
	data := p.Metadata.Program.Data
	for i := range p.Memory {
		c := &p.Memory[i]
		a := c.Address
		if a.Segment >= len(sizes) || a.Offset >= sizes[a.Segment] {
			return invalid(memoryFile, "cell %v is outside of its segment", a)
		}
		if c.Value.IsPointer() {
			if to := c.Value.Pointer(); to.Segment >= len(sizes) {
				return invalid(memoryFile, "cell %v points to %v, a segment that there is not", a, to)
			}
		}
		if a.Segment == 0 && !c.Value.Same(vm.FeltValue(&data[a.Offset])) {
			return invalid(memoryFile, "cell %v holds %v, the program has %v there", a, c.Value, data[a.Offset].String())
		}
	}
	return p.checkUnique()
}

// checkUnique checks that no address stands twice.
func (p *PIE) checkUnique() error {
	addresses := make([]uint64, len(p.Memory))
	for i := range p.Memory {
		addresses[i], _ = pack(p.Memory[i].Address.Segment, p.Memory[i].Address.Offset)
	}
	slices.Sort(addresses)
	for i := 1; i < len(addresses); i++ {
		if addresses[i] == addresses[i-1] {
			return invalid(memoryFile, "cell %v stands twice", unpack(addresses[i]))
		}
	}
	return nil
}
