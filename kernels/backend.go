package kernels

import (
	"context"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
)

// Element is the felt of the whole house; see the package comment for its form.
type Element = fp.Element

// Backend is one device with one implementation of all operations. It is safe
// for concurrent use by several proofs, each with its own Arena.
//
// Every operation takes a context and returns its error within a fraction of a
// second once the context is done; what its destination then holds is
// undefined. Operations panic on arguments that break their documented shape
// (a bug of the caller, never of user input) and return typed errors for
// everything else.
type Backend interface {
	// Name is the name users choose the backend by: "go", "avx2", "cuda".
	Name() string
	// NewArena opens the memory of one proof.
	NewArena(limit int64) Arena

	Transform
	Committer
	Evaluator
	Quotients
	Folder
	Interaction
	Grinder
}

// ScratchBackend is a backend whose tables can lie in a scratch folder.
type ScratchBackend interface {
	Backend
	// NewScratchArena opens the memory of one proof, as NewArena does, but in
	// the folder: limit, InUse and Peak are about what lies there. A nil folder
	// means memory.
	NewScratchArena(limit int64, scratch *Scratch) Arena
}

// Columns is an opaque handle to a table of columns of equal, power-of-two
// length that a backend holds.
type Columns interface {
	// Width is the number of columns.
	Width() int
	// Len is the number of rows.
	Len() int
	// Free gives the memory back before the arena ends. Further use is a bug.
	Free()
}

// Arena owns the memory of one proof. Freeing it frees everything that was
// allocated from it, also after a cancelled or failed operation.
type Arena interface {
	// Alloc makes width columns of length rows; contents are undefined.
	// It fails with code "kernels/out-of-memory" beyond the arena's limit.
	Alloc(width, length int) (Columns, error)
	// Upload moves a host table to the device and takes ownership of it: on
	// the CPU without a copy. Contents are natural-order evaluations.
	Upload(ctx context.Context, host *HostColumns) (Columns, error)
	// BeginUpload is Upload of a table that is still being written: columns go
	// up as they are announced. The host's table is the upload's from the call
	// on, also if the call fails; its owner only writes to it.
	BeginUpload(ctx context.Context, host *HostColumns) (Upload, error)
	// Zeros makes a table of zeros, and Copy a table with the contents of another
	// one of the arena, where tables lie: nothing moves between host and device.
	Zeros(ctx context.Context, width, length int) (Columns, error)
	Copy(ctx context.Context, src Columns) (Columns, error)
	// NewHost makes a zeroed host table to be written and uploaded, where the
	// arena's own tables lie if that is host memory or a scratch folder.
	NewHost(width, length int) (*HostColumns, error)
	// NewTree makes an empty commitment tree.
	NewTree(shape TreeShape) (Tree, error)
	// InUse and Peak are bytes held now and at most so far.
	InUse() int64
	Peak() int64
	// Free gives everything back. It may be called twice.
	Free()
}

// Transform changes between evaluations and coefficients.
type Transform interface {
	// Interpolate replaces each column of evaluations over offset·<g>, natural
	// order, by the coefficients of its polynomial, in place. <g> has as many
	// points as the columns have rows.
	Interpolate(ctx context.Context, cols Columns, offset *Element) error
	// Evaluate writes into dst the evaluations over offset·<g>, natural order,
	// of the polynomials whose coefficients coeffs holds. dst and coeffs have
	// the same shape and do not overlap, or are the same handle.
	Evaluate(ctx context.Context, dst, coeffs Columns, offset *Element) error
	// EvaluateAt returns for each query the value at the point
	// base·g^Shift of one coefficient column. Queries may be in any order;
	// implementations exploit that many share a column (protocol step OODS).
	EvaluateAt(ctx context.Context, coeffs Columns, base *Element, queries []ShiftQuery) ([]Element, error)
	// Coefficients returns the first n coefficients of one column, constant
	// term first.
	Coefficients(ctx context.Context, coeffs Columns, column, n int) ([]Element, error)
	// Break splits a polynomial h of degree below 2N, given on the coset
	// offset·<w> of 2N points (w² = g) by its evaluations on the even points
	// (offset·<g>, one column) and on the odd points (offset·w·<g>, one
	// column), into h(x) = h0(x²) + x·h1(x²), and leaves the coefficients of
	// h0 and h1 in the two columns of dst. even and odd are consumed
	// (overwritten). (Stone: oods.cc, BreakCompositionPolynomial.)
	Break(ctx context.Context, dst, even, odd Columns, offset *Element) error
	// ReadRows returns the rows at the given natural indices, row after row.
	ReadRows(ctx context.Context, cols Columns, rows []int) ([]Element, error)
}

// ShiftQuery asks for column Column at base·g^Shift.
type ShiftQuery struct {
	Column int
	Shift  int
}

// View is one virtual column: every Step-th row of one column, from Offset.
type View struct {
	Columns Columns
	Column  int
	Step    int
	Offset  int
}

// Len is the number of rows of the virtual column.
func (v View) Len() int { return v.Columns.Len() / v.Step }

// Interaction computes the columns of the second trace, which depend on the
// verifier's first challenges.
type Interaction interface {
	// PermutationProduct writes dst[i] = Π_{j≤i} (z − h(original_j)) / (z − h(sorted_j))
	// where h(t) = Σ alpha^k·t_k over the given views. All views and dst have
	// the same length. It fails with code "kernels/zero-denominator" if some
	// z − h(sorted_j) is zero.
	PermutationProduct(ctx context.Context, dst View, original, sorted []View, z, alpha *Element) error
	// DilutedAggregate writes dst[0] = 1 and
	// dst[i] = dst[i-1]·(1 + z·d) + alpha·d², d = sorted[i] − sorted[i-1].
	// (Stone: air/components/diluted_check.)
	DilutedAggregate(ctx context.Context, dst, sorted View, z, alpha *Element) error
}

// Evaluator evaluates constraint programs.
type Evaluator interface {
	// EvaluateProgram runs p on every row of a coset and writes its results,
	// natural order, to the single column dst.
	EvaluateProgram(ctx context.Context, dst Columns, p *Program, in ProgramInput) error
}

// ProgramInput is what a program reads on one coset.
type ProgramInput struct {
	// Columns are the tables whose columns, concatenated, Program.Cells index;
	// evaluations over Offset·<g> in natural order.
	Columns []Columns
	// Tables are the cyclic tables: the value of table t at row i is
	// Tables[t][i mod len]. Lengths are powers of two.
	Tables [][]Element
	// Params are the runtime constants.
	Params []Element
	// Offset is the coset's offset; row i is the point Offset·g^i.
	Offset Element
}

// Quotients computes the DEEP composition polynomial.
type Quotients interface {
	// DeepQuotient writes to the single column dst, for each point x of
	// in.Offset·<g>, Σ_t t.Coefficient·(f_t(x) − t.Value)/(x − t.base·g^t.Shift).
	// Meanwhile it may hold one column more in dst's arena for each base that
	// terms combine with several shifts.
	DeepQuotient(ctx context.Context, dst Columns, in DeepInput) error
}

// DeepInput is the sum of quotients that DeepQuotient computes.
type DeepInput struct {
	// Columns are tables of evaluations over Offset·<g>, concatenated.
	Columns []Columns
	Offset  Element
	// Bases are the out-of-domain points that terms refer to (z and z²).
	Bases []Element
	Terms []DeepTerm
}

// DeepTerm is one quotient: the column's value at Bases[Base]·g^Shift is Value.
type DeepTerm struct {
	Column      int
	Base        int
	Shift       int
	Coefficient Element
	Value       Element
}

// Folder folds FRI layers.
type Folder interface {
	// Fold applies steps FRI folds to the single column src, evaluations over
	// offset·<g>, and writes the Len>>steps results to the first rows of the
	// single column dst, whose Len is Len>>steps. One fold maps f to
	// f(x) + f(−x) + zeta·(f(x) − f(−x))/x at x², without a factor 1/2, and
	// squares zeta and offset for the next. (Stone: fri_folder.cc.)
	Fold(ctx context.Context, dst, src Columns, steps int, zeta, offset *Element) error
}

// Grinder searches proofs of work.
type Grinder interface {
	// Grind returns the smallest nonce such that hash(prefix ‖ nonce as 8
	// big-endian bytes) starts with bits zero bits. prefix has 32 bytes.
	// hash is Keccak256 or Blake256.
	Grind(ctx context.Context, hash Hash, prefix [32]byte, bits int) (uint64, error)
}
