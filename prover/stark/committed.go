package stark

import (
	"context"
	"fmt"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// committedTable is a table that the prover committed to: columns of
// polynomials, evaluated coset by coset. Of the cosets the first kept ones
// stay in memory; the others are evaluated into scratch when they are needed,
// or, if little memory is to be used, in place of the coefficients.
type committedTable struct {
	table  table
	domain domain
	arity  int // a row is 2^arity neighbouring elements of one column; 0 for traces

	backend kernels.Backend
	coeffs  kernels.Columns   // nil once all that is needed is kept
	kept    []kernels.Columns // evaluations, by committed index of the coset
	scratch kernels.Columns   // coeffs itself when evaluating in place
	at      *kernels.Element  // offset of the coset that scratch holds; nil if none
	tree    kernels.Tree
}

// commit evaluates the table's polynomials on every coset, hashes the rows and
// sends the root. given, if not nil, are the evaluations on coset 0; the table
// takes them over. The coset last is evaluated last, so that it still is in
// scratch when it is needed next.
func (pr *prover) commit(t *committedTable, given kernels.Columns, last int, stage string) error {
	t.backend = pr.in.Backend
	t.table.SkipLayers = pr.in.Plan.SkipLayers
	var err error
	if t.tree, err = pr.arena.NewTree(t.table.TreeShape); err != nil {
		return err
	}
	if given == nil {
		t.kept = make([]kernels.Columns, min(pr.in.Plan.KeepCosets, t.domain.cosets()))
	} else {
		t.kept = make([]kernels.Columns, max(1, min(pr.in.Plan.KeepCosets, t.domain.cosets())))
		t.kept[0] = given
	}
	for i := range t.domain.cosets() {
		c := cosetInOrder(i, last, t.domain.cosets())
		evals, err := pr.evaluateCoset(t, c)
		if err != nil {
			return err
		}
		if err := t.backend.HashRows(pr.ctx, t.tree, c, evals, t.arity); err != nil {
			return err
		}
		pr.progress(stage, i+1, t.domain.cosets())
	}
	root, err := t.backend.Root(pr.ctx, t.tree)
	if err != nil {
		return err
	}
	if len(t.kept) == t.domain.cosets() && t.arity > 0 {
		t.freeCoeffs() // traces need theirs for the OODS values
	}
	if t.arity > 0 || len(t.kept) >= numHalves {
		t.freeScratch() // else composition and DEEP need it
	}
	t.table.sendRoot(pr.ch, root)
	return nil
}

// cosetInOrder is the i-th of n cosets in ascending order, but for last, which
// comes at the end.
func cosetInOrder(i, last, n int) int {
	switch {
	case i == n-1:
		return last
	case i >= last:
		return i + 1
	}
	return i
}

// evaluateCoset returns the evaluations on a coset: kept, or to be kept, or in
// scratch, where they stay until the next evaluation.
func (pr *prover) evaluateCoset(t *committedTable, c int) (kernels.Columns, error) {
	offset := t.domain.offset(c)
	if c >= len(t.kept) {
		return pr.evaluate(t, &offset)
	}
	if t.kept[c] == nil {
		dst, err := pr.arena.Alloc(t.coeffs.Width(), t.domain.length())
		if err != nil {
			return nil, err
		}
		t.kept[c] = dst
		if err := t.restore(pr.ctx); err != nil {
			return nil, err
		}
		return dst, t.backend.Evaluate(pr.ctx, dst, t.coeffs, &offset)
	}
	return t.kept[c], nil
}

// evaluate returns the evaluations over offset·<g> in the table's scratch.
func (pr *prover) evaluate(t *committedTable, offset *kernels.Element) (kernels.Columns, error) {
	if t.scratch == nil && pr.in.Plan.InPlace && t.arity == 0 {
		t.scratch = t.coeffs
	}
	if t.scratch == nil {
		var err error
		if t.scratch, err = pr.arena.Alloc(t.coeffs.Width(), t.domain.length()); err != nil {
			return nil, err
		}
	}
	return t.scratch, t.fillScratch(pr.ctx, offset)
}

// fillScratch evaluates over offset·<g> in scratch, which there must be, unless
// it holds these evaluations already.
func (t *committedTable) fillScratch(ctx context.Context, offset *kernels.Element) error {
	if t.at != nil && *t.at == *offset {
		return nil
	}
	if err := t.restore(ctx); err != nil {
		return err
	}
	at := *offset
	t.at = &at
	return t.backend.Evaluate(ctx, t.scratch, t.coeffs, &at)
}

// restore makes coeffs the coefficients again, if a coset was evaluated in
// their place.
func (t *committedTable) restore(ctx context.Context) error {
	if t.at == nil || t.scratch != t.coeffs {
		return nil
	}
	at := t.at
	t.at = nil
	return t.backend.Interpolate(ctx, t.coeffs, at)
}

// evaluateAt returns values of the polynomials at base·g^shift.
func (t *committedTable) evaluateAt(ctx context.Context, base *kernels.Element, queries []kernels.ShiftQuery) ([]kernels.Element, error) {
	if err := t.restore(ctx); err != nil {
		return nil, err
	}
	return t.backend.EvaluateAt(ctx, t.coeffs, base, queries)
}

// freeScratch frees the scratch, unless it is the place of the coefficients.
func (t *committedTable) freeScratch() {
	if t.scratch != nil && t.scratch != t.coeffs {
		t.scratch.Free()
		t.scratch, t.at = nil, nil
	}
}

// freeCoeffs frees the coefficients and the scratch.
func (t *committedTable) freeCoeffs() {
	t.freeScratch()
	if t.coeffs != nil {
		t.coeffs.Free()
		t.coeffs, t.scratch, t.at = nil, nil, nil
	}
}

// dropCoset frees coset 0 if it was kept only for the time being.
func (t *committedTable) dropCoset(plan *MemoryPlan) {
	if plan.KeepCosets == 0 && len(t.kept) == 1 {
		t.kept[0].Free()
		t.kept = nil
	}
}

// shape implements opening.
func (t *committedTable) shape() *table { return &t.table }

// readRows implements opening.
func (t *committedTable) readRows(ctx context.Context, rows []uint64) ([]kernels.Element, error) {
	// The places in the result, coset by coset.
	byCoset := map[int][]place{}
	var order []int
	for i, row := range rows {
		for j := range 1 << t.arity {
			coset, natural := t.domain.locate(row<<t.arity + uint64(j))
			if byCoset[coset] == nil {
				order = append(order, coset)
			}
			byCoset[coset] = append(byCoset[coset], place{i<<t.arity + j, natural})
		}
	}
	out := make([]kernels.Element, len(rows)*t.table.Width)
	for _, coset := range order {
		if err := t.readCoset(ctx, coset, byCoset[coset], out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// place says that a natural row of a coset belongs at an index of the result,
// counted in rows of the columns.
type place struct{ index, row int }

// maxPointRows is how many rows of a coset are evaluated one by one; beyond,
// the whole coset takes hardly longer, and no memory for each row.
const maxPointRows = 128

func (t *committedTable) readCoset(ctx context.Context, coset int, places []place, out []kernels.Element) error {
	offset := t.domain.offset(coset)
	held := t.held(coset, &offset)
	if held == nil && len(places) > maxPointRows && t.scratch != nil {
		if err := t.fillScratch(ctx, &offset); err != nil {
			return err
		}
		held = t.scratch
	}
	data, err := t.readPlaces(ctx, held, &offset, places)
	if err != nil {
		return err
	}
	width := t.table.Width >> t.arity
	for i, p := range places {
		copy(out[p.index*width:], data[i*width:(i+1)*width])
	}
	return nil
}

// readPlaces returns rows of a coset, row after row: from its evaluations, or if
// these are nil from the coefficients.
func (t *committedTable) readPlaces(ctx context.Context, held kernels.Columns, offset *kernels.Element, places []place) ([]kernels.Element, error) {
	if held != nil {
		rows := make([]int, len(places))
		for i, p := range places {
			rows[i] = p.row
		}
		return t.backend.ReadRows(ctx, held, rows)
	}
	width := t.table.Width >> t.arity
	queries := make([]kernels.ShiftQuery, 0, len(places)*width)
	for _, p := range places {
		for c := range width {
			queries = append(queries, kernels.ShiftQuery{Column: c, Shift: p.row})
		}
	}
	return t.evaluateAt(ctx, offset, queries)
}

// held returns the evaluations on a coset if they are at hand, else nil.
func (t *committedTable) held(coset int, offset *kernels.Element) kernels.Columns {
	switch {
	case coset < len(t.kept):
		return t.kept[coset]
	case t.at != nil && *t.at == *offset:
		return t.scratch
	}
	return nil
}

// nodes implements opening: nodes that the tree does not keep are computed
// again from their rows.
func (t *committedTable) nodes(ctx context.Context, nodes []kernels.NodeIndex) ([]kernels.Digest, error) {
	var kept, skipped []kernels.NodeIndex
	for _, n := range nodes {
		if level(n) <= t.table.KeptLevel() {
			kept = append(kept, n)
		} else {
			skipped = append(skipped, n)
		}
	}
	opened, err := t.backend.OpenNodes(ctx, t.tree, kept)
	if err != nil {
		return nil, err
	}
	computed, err := t.computeNodes(ctx, skipped)
	if err != nil {
		return nil, err
	}
	digests := make([]kernels.Digest, len(nodes))
	for i, n := range nodes {
		if level(n) <= t.table.KeptLevel() {
			digests[i], opened = opened[0], opened[1:]
		} else {
			digests[i], computed = computed[0], computed[1:]
		}
	}
	return digests, nil
}

// computeNodes hashes the rows below each node.
func (t *committedTable) computeNodes(ctx context.Context, nodes []kernels.NodeIndex) ([]kernels.Digest, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	depth := t.table.LeafLevel()
	rowsOfLeaf := uint64(t.table.leafSize() / (t.table.Width * elementSize))
	var rows []uint64
	for _, n := range nodes {
		height := depth - level(n)
		first := n<<height - 1<<depth
		for r := first * rowsOfLeaf; r < (first+1<<height)*rowsOfLeaf; r++ {
			rows = append(rows, r)
		}
	}
	data, err := t.readRows(ctx, rows)
	if err != nil {
		return nil, err
	}
	digests := make([]kernels.Digest, len(nodes))
	perLeaf := int(rowsOfLeaf) * t.table.Width
	for i, n := range nodes {
		leaves := make([]kernels.Digest, 1<<(depth-level(n)))
		for j := range leaves {
			leaves[j] = t.table.leaf(encodeRow(data[:perLeaf]))
			data = data[perLeaf:]
		}
		digests[i] = t.table.subtree(leaves, level(n))
	}
	return digests, nil
}

// subtree hashes the leaves below a node of the given level.
func (t *table) subtree(leaves []kernels.Digest, root int) kernels.Digest {
	for lvl := t.LeafLevel() - 1; lvl >= root; lvl-- {
		for j := range len(leaves) / 2 {
			leaves[j] = hash.Node(t.LevelHash(lvl), &leaves[2*j], &leaves[2*j+1])
		}
		leaves = leaves[:len(leaves)/2]
	}
	if len(leaves) != 1 {
		panic(fmt.Sprintf("stark: %d leaves left below a node of level %d", len(leaves), root))
	}
	return leaves[0]
}

func encodeRow(row []kernels.Element) []byte {
	buf := make([]byte, 0, len(row)*elementSize)
	for i := range row {
		buf = appendMontgomery(buf, &row[i])
	}
	return buf
}
