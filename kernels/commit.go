package kernels

import "context"

// Hash names one of Stone's hash functions.
type Hash uint8

// The commitment hashes of Stone, by the names its parameter files use.
const (
	Keccak256 Hash = iota
	Keccak256Masked160MSB
	Keccak256Masked160LSB
	Blake256
	Blake256Masked160MSB
	Blake256Masked248LSB
	Pedersen
	Poseidon3
)

var hashNames = [...]string{
	Keccak256: "keccak256", Keccak256Masked160MSB: "keccak256_masked160_msb",
	Keccak256Masked160LSB: "keccak256_masked160_lsb", Blake256: "blake256",
	Blake256Masked160MSB: "blake256_masked160_msb", Blake256Masked248LSB: "blake256_masked248_lsb",
	Pedersen: "pedersen", Poseidon3: "poseidon3",
}

// String returns Stone's name of the hash.
func (h Hash) String() string {
	if int(h) < len(hashNames) {
		return hashNames[h]
	}
	return "unknown hash"
}

// HashByName finds a hash by Stone's name.
func HashByName(name string) (Hash, bool) {
	for h, n := range hashNames {
		if n == name {
			return Hash(h), true
		}
	}
	return 0, false
}

// Digest is a hash value, in the bytes that Stone sends and hashes on.
type Digest [32]byte

// TreeShape describes a commitment to a table of rows.
//
// The table has 2^LogSegments segments of 2^LogRows rows; each row is Width
// felts, serialised as 32 big-endian bytes of their Montgomery form each. The
// leaf of a row is the hash of its bytes; but if Width is 1, rows are not
// hashed, two neighbours at a time are hashed as if their bytes were digests,
// so that the tree has a level less. Above, nodes hash two children.
//
// The levels whose distance from the root is below FriendlyLayers use
// FriendlyHash, the others Hash; the leaf hash counts as one more level below
// the lowest nodes. (Stone: commitment_scheme_builder.inl.)
type TreeShape struct {
	LogSegments    int
	LogRows        int
	Width          int
	Hash           Hash
	FriendlyHash   Hash
	FriendlyLayers int
	// SkipLayers lowest levels of nodes are not kept: the caller recomputes
	// what it opens there from rows. 0 keeps all.
	SkipLayers int
}

// Tree is a commitment tree that a backend holds.
type Tree interface {
	Shape() TreeShape
	Free()
}

// NodeIndex names a node as Stone's annotations do: the root is 1 and the
// children of i are 2i and 2i+1.
type NodeIndex = uint64

// Committer hashes rows into trees.
type Committer interface {
	// HashRows hashes the rows of one segment into the tree's lowest levels.
	// Row r in committed (bit-reversed) order of the segment consists, for
	// j = 0 … 2^arity−1, of all columns' elements at committed position
	// r·2^arity + j; so LogRows = log2(cols.Len()) − arity and
	// Width = cols.Width()·2^arity. Traces have arity 0; a FRI layer is one
	// column with arity equal to the layer's step.
	HashRows(ctx context.Context, tree Tree, segment int, cols Columns, arity int) error
	// Root completes the tree, all of whose segments were hashed, and returns
	// its root.
	Root(ctx context.Context, tree Tree) (Digest, error)
	// OpenNodes returns kept nodes.
	OpenNodes(ctx context.Context, tree Tree, nodes []NodeIndex) ([]Digest, error)
}

// LeafLevel is the level (distance from the root) of the lowest digests: those
// of rows, or of pairs of rows if Width is 1.
func (s TreeShape) LeafLevel() int {
	if s.Width == 1 {
		return s.LogSegments + s.LogRows - 1
	}
	return s.LogSegments + s.LogRows
}

// KeptLevel is the lowest level whose digests a tree keeps for OpenNodes, the
// nodes 2^KeptLevel … 2^(KeptLevel+1)−1: SkipLayers above LeafLevel, but the
// roots of segments are always kept.
func (s TreeShape) KeptLevel() int {
	return max(s.LogSegments, s.LeafLevel()-s.SkipLayers)
}

// LevelHash is the hash that makes the digests of a level.
func (s TreeShape) LevelHash(level int) Hash {
	if level < s.FriendlyLayers {
		return s.FriendlyHash
	}
	return s.Hash
}
