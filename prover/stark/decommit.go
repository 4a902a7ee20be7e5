package stark

import (
	"context"
	"slices"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/hash"
)

// verifyRows checks that rows, distinct and ascending, are rows of the table
// with the given root, reading what the prover sent for it. data holds the
// rows' elements, row after row. mismatch is the error's code.
func (t *table) verifyRows(c *verifierChannel, root *kernels.Digest, rows []uint64, data []kernels.Element, mismatch fault.Code) error {
	buf := make([]byte, 0, len(data)*elementSize)
	for i := range data {
		buf = appendMontgomery(buf, &data[i])
	}
	leaves, partners := t.leavesOf(rows)
	if t.paired() {
		var err error
		if buf, err = t.readPartners(c, rows, partners, buf); err != nil {
			return err
		}
	}
	digests := make([]kernels.Digest, len(leaves))
	size := t.leafSize()
	for i := range digests {
		digests[i] = t.leaf(buf[i*size : (i+1)*size])
		if c.extra {
			c.computed(nodeLabel(leaves[i]+1<<t.LeafLevel()), digestText(t.LevelHash(t.LeafLevel()), &digests[i]))
		}
	}
	got, err := t.climb(c, leaves, digests)
	if err != nil {
		return err
	}
	if got != *root {
		return fault.New(mismatch, "the opened rows of %s hash to the root 0x%x, not to the commitment 0x%x", t.name, got, *root).At("%s", c.section())
	}
	return nil
}

// readPartners receives the rows that complete the pairs and returns the bytes
// of all pairs.
func (t *table) readPartners(c *verifierChannel, rows, partners []uint64, data []byte) ([]byte, error) {
	pairs := make([]byte, 0, 2*len(data))
	for len(rows) > 0 {
		var partner []byte
		if len(partners) > 0 && partners[0] == rows[0]^1 {
			var err error
			if partner, err = c.receiveWord(packageLabel(partners[0])); err != nil {
				return nil, err
			}
			partners = partners[1:]
		}
		own := data[:elementSize]
		switch {
		case partner == nil: // both are known
			pairs = append(pairs, data[:2*elementSize]...)
			rows, data = rows[2:], data[2*elementSize:]
			continue
		case rows[0]&1 == 0:
			pairs = append(append(pairs, own...), partner...)
		default:
			pairs = append(append(pairs, partner...), own...)
		}
		rows, data = rows[1:], data[elementSize:]
	}
	return pairs, nil
}

// climb hashes known leaves up to the root, reading the siblings it lacks. It
// overwrites its arguments.
func (t *table) climb(c *verifierChannel, leaves []uint64, digests []kernels.Digest) (kernels.Digest, error) {
	nodes := make([]kernels.NodeIndex, len(leaves))
	for i, l := range leaves {
		nodes[i] = l + 1<<t.LeafLevel()
	}
	for lvl := t.LeafLevel(); lvl > 0; lvl-- {
		made, parent := t.LevelHash(lvl), t.LevelHash(lvl-1)
		n := 0
		for i := 0; i < len(nodes); i++ {
			node := nodes[i]
			pair := [2]kernels.Digest{digests[i], digests[i]}
			if i+1 < len(nodes) && nodes[i+1] == node^1 {
				i++
				pair[1] = digests[i]
			} else {
				sibling, err := c.receiveDigest(made, parent, nodeLabel(node^1))
				if err != nil {
					return kernels.Digest{}, err
				}
				pair[node&1^1] = sibling
			}
			nodes[n], digests[n] = node/2, hash.Node(parent, &pair[0], &pair[1])
			n++
		}
		nodes, digests = nodes[:n], digests[:n]
	}
	return digests[0], nil
}

// opening is what a decommitment needs of a committed table: its rows and
// nodes. The table's rows may be columns' rows or, with arity a, 2^a
// neighbouring elements of one column.
type opening interface {
	shape() *table
	// readRows returns the elements of rows, row after row.
	readRows(ctx context.Context, rows []uint64) ([]kernels.Element, error)
	// nodes returns nodes, which may be in any order.
	nodes(ctx context.Context, nodes []kernels.NodeIndex) ([]kernels.Digest, error)
}

// decommit sends the opening of rows, distinct and ascending, without the cells
// that the verifier knows (cell = row·width + column, ascending).
// (Stone: table_prover_impl.cc.)
func decommit(ctx context.Context, c *proverChannel, o opening, rows, knownCells []uint64) error {
	t := o.shape()
	leaves, partners := t.leavesOf(rows)
	data, err := o.readRows(ctx, slices.Concat(rows, partners))
	if err != nil {
		return err
	}
	width := uint64(t.Width)
	for i, row := range rows {
		for col := range width {
			if len(knownCells) > 0 && knownCells[0] == row*width+col {
				knownCells = knownCells[1:]
				continue
			}
			c.sendElement(&data[uint64(i)*width+col], cellLabel(row, col))
		}
	}
	for i, p := range partners {
		c.sendData(appendMontgomery(nil, &data[len(rows)+i]), packageLabel(p))
	}
	siblings := t.authentication(leaves)
	digests, err := o.nodes(ctx, siblings)
	if err != nil {
		return err
	}
	for i, node := range siblings {
		lvl := level(node)
		d := sentDigest(t.LevelHash(lvl), t.LevelHash(lvl-1), digests[i])
		c.sendDigest(d, t.LevelHash(lvl-1), nodeLabel(node))
	}
	return nil
}
