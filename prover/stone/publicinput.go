package stone

import (
	"sort"
	"strings"

	"quarry/fault"
	"quarry/prover/execution"
)

// MaxAddress bounds the addresses of Cairo's memory. It keeps all sums of
// addresses and lengths far from overflow; real runs stay below 2^32.
const MaxAddress = 1 << 50

// MaxSteps bounds n_steps.
const MaxSteps = 1 << 40

// ParsePublicInput reads a public input; name is for messages. It checks each
// field and that the numbers are possible; CheckStatement checks them against
// the layout.
func ParsePublicInput(name string, raw []byte) (*execution.PublicInput, error) {
	doc, err := open(name, raw)
	if err != nil {
		return nil, err
	}
	return parsePublicInput(doc.node())
}

func parsePublicInput(n node) (*execution.PublicInput, error) {
	pub := &execution.PublicInput{
		Layout: n.get("layout").string(),
		NSteps: n.get("n_steps").uint64(),
		RCMin:  n.get("rc_min").uint64(),
		RCMax:  n.get("rc_max").uint64(),
	}
	readSegments(n.get("memory_segments"), pub)
	readPublicMemory(n.get("public_memory"), pub)
	if params := n.get("dynamic_params"); params.present() {
		pub.DynamicParams = map[string]uint64{}
		params.members(func(key string, m node) { pub.DynamicParams[key] = m.uint64() })
	}
	checkNumbers(n, pub)
	if n.doc.err != nil {
		return nil, n.doc.err
	}
	return pub, nil
}

func readSegments(n node, pub *execution.PublicInput) {
	pub.Segments = map[string]execution.Segment{}
	n.members(func(key string, m node) {
		s := execution.Segment{Begin: m.get("begin_addr").uint64(), Stop: m.get("stop_ptr").uint64()}
		if n.doc.err != nil {
			return
		}
		switch {
		case s.Stop < s.Begin:
			m.get("stop_ptr").fail(CodeSegments, "segment %s stops at %d, before it begins at %d", key, s.Stop, s.Begin)
		case s.Stop > MaxAddress:
			m.get("stop_ptr").fail(CodeSegments, "address %d is beyond any memory", s.Stop)
		}
		pub.Segments[key] = s
	})
}

func readPublicMemory(n node, pub *execution.PublicInput) {
	pub.PublicMemory = make([]execution.PublicCell, 0, n.length())
	n.items(func(_ int, item node) {
		cell := execution.PublicCell{
			Address: item.get("address").uint64(),
			Value:   item.get("value").felt(),
			Page:    item.get("page").size(),
		}
		if n.doc.err == nil && cell.Address > MaxAddress {
			item.get("address").fail(CodePublicMemory, "address %d is beyond any memory", cell.Address)
		}
		pub.PublicMemory = append(pub.PublicMemory, cell)
	})
	if n.doc.err == nil && len(pub.PublicMemory) == 0 {
		n.fail(CodePublicMemory, "the public memory is empty").
			WithHint("it holds at least the program; run Cairo in proof mode")
	}
}

// checkNumbers checks what needs no knowledge of the layout.
func checkNumbers(n node, pub *execution.PublicInput) {
	if n.doc.err != nil {
		return
	}
	if s := pub.NSteps; s == 0 || s&(s-1) != 0 || s > MaxSteps {
		n.get("n_steps").fail(CodeSteps, "n_steps is %d, which is not a power of two up to 2^40", s).
			WithHint("run Cairo in proof mode, which pads the run to a power of two")
	}
	switch {
	case pub.RCMax >= 1<<16:
		n.get("rc_max").fail(CodeRangeCheck, "rc_max is %d, but range-checked units have 16 bits", pub.RCMax)
	case pub.RCMin > pub.RCMax:
		n.get("rc_min").fail(CodeRangeCheck, "rc_min is %d, above rc_max %d", pub.RCMin, pub.RCMax)
	}
	checkPages(n, pub)
}

// checkPages checks the rules for pages: there is a page 0, and the addresses
// of each other page go up one by one.
func checkPages(n node, pub *execution.PublicInput) {
	if n.doc.err != nil {
		return
	}
	last := map[int]uint64{}
	for i, cell := range pub.PublicMemory {
		at, seen := last[cell.Page]
		if cell.Page > 0 && seen && cell.Address != at+1 {
			n.get("public_memory").fail(CodePages,
				"cell %d of page %d has address %d after %d", i, cell.Page, cell.Address, at).
				WithHint("the cells of each page but page 0 must be in order of their addresses, without gaps")
			return
		}
		last[cell.Page] = cell.Address
	}
	if _, ok := last[0]; !ok {
		n.get("public_memory").fail(CodePages, "there is no page 0").
			WithHint("page 0 holds the program and the cells around the first frame")
	}
}

// Page is one page of the public memory.
type Page struct {
	ID int
	// Cells are the page's cells in the order of the public memory.
	Cells []execution.PublicCell
}

// Pages groups the public memory by pages, ordered by their numbers.
func Pages(pub *execution.PublicInput) []Page {
	index := map[int]int{}
	var pages []Page
	for _, cell := range pub.PublicMemory {
		i, ok := index[cell.Page]
		if !ok {
			i = len(pages)
			index[cell.Page] = i
			pages = append(pages, Page{ID: cell.Page})
		}
		pages[i].Cells = append(pages[i].Cells, cell)
	}
	sort.Slice(pages, func(i, j int) bool { return pages[i].ID < pages[j].ID })
	return pages
}

// contradictions finds an address that the public memory gives two values.
func contradiction(pub *execution.PublicInput) error {
	values := make(map[uint64]int, len(pub.PublicMemory))
	for i, cell := range pub.PublicMemory {
		if first, seen := values[cell.Address]; seen {
			if pub.PublicMemory[first].Value != cell.Value {
				return fault.New(CodePublicMemory, "address %d has two values: cells %d and %d differ",
					cell.Address, first, i).At("public input: /public_memory")
			}
			continue
		}
		values[cell.Address] = i
	}
	return nil
}

func joinNames(names []string) string { return strings.Join(names, ", ") }
