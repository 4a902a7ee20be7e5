package cairo

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"

	"quarry/fault"
	"quarry/prover/cairo/pie"
	"quarry/prover/cairo/vm"
)

// PIE returns the run as a Cairo PIE. The run must have been made outside of
// proof mode and to its end.
func (r *Result) PIE() (*pie.PIE, error) {
	if r.run.opts.ProofMode || r.run.opts.NoEnd {
		return nil, fault.New(CodeOptions, "--proof_mode and --no_end don't go with --cairo_pie_output")
	}
	p, err := r.run.pie()
	if err != nil {
		return nil, asFault(err, CodeEnd, "the run can't be written as a PIE")
	}
	return p, nil
}

func (r *run) pie() (*pie.PIE, error) {
	p := &pie.PIE{Version: pie.Version}
	if err := r.pieMetadata(&p.Metadata); err != nil {
		return nil, err
	}
	err := r.memory.Each(func(at vm.Pointer, v vm.Value) error {
		p.Memory = append(p.Memory, pie.Cell{Address: at, Value: v})
		return nil
	})
	if err != nil {
		return nil, err
	}
	holes, err := r.holes()
	if err != nil {
		return nil, err
	}
	p.Resources = pie.Resources{Steps: int64(r.original), MemoryHoles: holes}
	for _, b := range r.builtins {
		p.Resources.Builtins = append(p.Resources.Builtins, pie.Counter{Name: b.name + "_builtin", Count: b.instances()})
		data, err := b.additional()
		if err != nil {
			return nil, err
		}
		p.Additional = append(p.Additional, pie.Addition{Name: b.name + "_builtin", Data: data})
	}
	return p, nil
}

func (r *run) pieMetadata(m *pie.Metadata) error {
	main, ok := r.program.Label("main")
	if !ok {
		return fmt.Errorf("the program has no function main")
	}
	m.Program = pie.Program{Data: r.program.Data, Builtins: r.program.Builtins, Main: int64(main)}
	m.Code = pie.Segment{Index: int64(r.programBase.Segment), Size: int64(len(r.program.Data))}
	m.Execution = pie.Segment{Index: int64(r.executionBase.Segment), Size: r.machine.AP().Offset - r.executionBase.Offset}
	known := map[int]bool{r.programBase.Segment: true, r.executionBase.Segment: true}
	at := r.executionBase.Add(int64(len(r.program.Builtins)))
	for i, to := range []*pie.Segment{&m.RetFP, &m.RetPC} {
		v, err := r.memory.Read(at.Add(int64(i)))
		if err != nil {
			return err
		}
		if !v.IsPointer() || v.Pointer().Offset != 0 || r.memory.Size(v.Pointer().Segment) != 0 {
			return fmt.Errorf("the return address at %v is %v, not an empty segment", at.Add(int64(i)), v)
		}
		*to = pie.Segment{Index: int64(v.Pointer().Segment)}
		known[v.Pointer().Segment] = true
	}
	for _, b := range r.builtins {
		m.Builtins = append(m.Builtins, pie.NamedSegment{Name: b.name,
			Segment: pie.Segment{Index: int64(b.base.Segment), Size: b.stop.Offset - b.base.Offset}})
		known[b.base.Segment] = true
	}
	for i := range r.memory.Segments() {
		if !known[i] {
			m.Extra = append(m.Extra, pie.Segment{Index: int64(i), Size: r.memory.Size(i)})
		}
	}
	return nil
}

// additional is what a PIE keeps of a builtin beyond its memory.
func (b *builtin) additional() (json.RawMessage, error) {
	place := func(offset int64) []int64 { return []int64{int64(b.base.Segment), offset} }
	switch rule := b.rule.(type) {
	case nil:
		pages := object{}
		for _, id := range sortedKeys(b.pages.pages) {
			pages = append(pages, field{strconv.FormatInt(id, 10), []int64{b.pages.pages[id].start, b.pages.pages[id].size}})
		}
		return json.Marshal(object{{"pages", pages}, {"attributes", b.pages.attributes}})
	case *pedersenRule:
		list := [][]int64{}
		for _, offset := range sortedKeys(rule.verified) {
			list = append(list, place(offset))
		}
		return json.Marshal(list)
	case *ecdsaRule:
		list := []any{}
		for _, offset := range sortedKeys(rule.signatures) {
			s := rule.signatures[offset]
			list = append(list, []any{place(offset), []*big.Int{s.R, s.S}})
		}
		return json.Marshal(list)
	}
	return json.RawMessage("null"), nil
}
