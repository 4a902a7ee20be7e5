package stark

import (
	"math/bits"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// table is one commitment: its name for messages and the shape of its tree,
// whose rows are 2^LogRows in each of 2^LogSegments cosets. Nodes are numbered
// from the root, 1, as Stone's annotations do; a node's level is its distance
// from the root. (Stone: commitment_scheme_builder.inl,
// packaging_commitment_scheme.cc.)
type table struct {
	name string
	kernels.TreeShape
}

func newTable(p *Params, name string, logCosets, logRows, width int) table {
	return table{name, kernels.TreeShape{
		LogSegments: logCosets, LogRows: logRows, Width: width,
		Hash: p.Hash, FriendlyHash: p.FriendlyHash, FriendlyLayers: min(p.FriendlyLayers, maxTreeHeight),
	}}
}

// maxTreeHeight is more than any tree's height: as many friendly layers are all layers.
const maxTreeHeight = 64

// paired tells whether a leaf hashes two neighbouring rows of one element each.
func (t *table) paired() bool { return t.Width == 1 }

// shownHash is the hash in whose manner a node of a level is sent and
// annotated: its parent's, and for the root its own.
func (t *table) shownHash(level int) kernels.Hash { return t.LevelHash(max(level-1, 0)) }

// leaf hashes a leaf's bytes: one row, or two rows of one element.
func (t *table) leaf(data []byte) kernels.Digest {
	h := t.LevelHash(t.LeafLevel())
	if t.paired() {
		return hash.Node(h, (*kernels.Digest)(data), (*kernels.Digest)(data[elementSize:]))
	}
	return hash.Sum(h, data)
}

// leafSize is the number of bytes that a leaf hashes.
func (t *table) leafSize() int {
	if t.paired() {
		return 2 * elementSize
	}
	return t.Width * elementSize
}

// level is a node's distance from the root.
func level(node kernels.NodeIndex) int { return bits.Len64(node) - 1 }

// authentication lists the nodes that a decommitment sends: for each level from
// the leaves upwards, in order, the siblings of known nodes that are not known
// themselves. leaves are distinct and ascending.
func (t *table) authentication(leaves []uint64) []kernels.NodeIndex {
	known := make([]kernels.NodeIndex, len(leaves))
	for i, l := range leaves {
		known[i] = l + 1<<t.LeafLevel()
	}
	var siblings []kernels.NodeIndex
	for range t.LeafLevel() {
		parents := known[:0]
		for i := 0; i < len(known); i++ {
			node := known[i]
			if i+1 < len(known) && known[i+1] == node^1 {
				i++
			} else {
				siblings = append(siblings, node^1)
			}
			parents = append(parents, node/2)
		}
		known = parents
	}
	return siblings
}

// leavesOf are the leaves that contain rows, which are distinct and ascending;
// partners are the rows that the paired leaves need besides.
func (t *table) leavesOf(rows []uint64) (leaves, partners []uint64) {
	if !t.paired() {
		return rows, nil
	}
	for i := 0; i < len(rows); i++ {
		leaves = append(leaves, rows[i]/2)
		if i+1 < len(rows) && rows[i+1] == rows[i]^1 {
			i++
		} else {
			partners = append(partners, rows[i]^1)
		}
	}
	return leaves, partners
}

// isFelt tells whether a hash's digests are always below p.
func isFelt(h kernels.Hash) bool {
	switch h {
	case kernels.Keccak256Masked160LSB, kernels.Blake256Masked248LSB, kernels.Pedersen, kernels.Poseidon3:
		return true
	}
	return false
}

// takesFelts tells whether a hash reads digests as felts.
func takesFelts(h kernels.Hash) bool { return h == kernels.Pedersen || h == kernels.Poseidon3 }

// sentDigest is the form in which a digest of hash made is sent to be hashed on
// by parent: pedersen takes other hashes' digests modulo p, and only that is sent.
func sentDigest(made, parent kernels.Hash, d kernels.Digest) kernels.Digest {
	if parent == kernels.Pedersen && !isFelt(made) {
		var e kernels.Element
		return e.SetBytes(d[:]).Bytes()
	}
	return d
}

// canonicalDigest tells whether an honest prover can have sent d.
func canonicalDigest(made, parent kernels.Hash, feltChannel bool, d *kernels.Digest) bool {
	if feltChannel || takesFelts(parent) {
		if !hash.CanonicalWords(d[:]) {
			return false
		}
		if !isFelt(made) {
			return true // reduced modulo p
		}
	}
	return hash.Canonical(made, d)
}

// readRoot receives a table's commitment.
func (t *table) readRoot(c *verifierChannel) (kernels.Digest, error) {
	root, err := c.receiveDigest(t.LevelHash(0), t.shownHash(0), named("Commitment"))
	c.stats.commitments++
	return root, err
}

// sendRoot sends a table's commitment.
func (t *table) sendRoot(c *proverChannel, root kernels.Digest) {
	c.stats.commitments++
	c.sendDigest(root, t.shownHash(0), named("Commitment"))
}
