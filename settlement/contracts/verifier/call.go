package verifier

import (
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels"
	"quarry/prover/air/layouts"
	"quarry/prover/execution"
	"quarry/prover/stark"
	"quarry/prover/stone"
	"quarry/prover/stone/claim"
)

// Why a proof can't be given to the contracts.
const (
	// CodeParameters: the parameters are not ones that the contracts take.
	CodeParameters fault.Code = "verifier/parameters"
	// CodeStatement: the public memory is not that of a run in proof mode of one
	// program, cell by cell.
	CodeStatement fault.Code = "verifier/statement"
)

// Call is what Verifier.verify takes, but for the program's address.
type Call struct {
	// Proof is proof_hex of Stone's proof file, packed: without the bytes of
	// digests that the hash masks.
	Proof []byte
	// Parameters and PublicInput are as IQuarryVerifier.sol describes them.
	Parameters  *big.Int
	PublicInput []*big.Int
	// Program is the program that the statement is about.
	Program Program
}

// Program is a Cairo program as it lies on chain.
type Program struct {
	// Cells are the cells from address 1 on.
	Cells []fp.Element
	// Builtins tells which of the layout's segments main takes: bit i stands
	// for segment i + 2.
	Builtins uint64
}

// NewCall brings a proof, with the seed of the given version, into the form of a
// call. It verifies the proof on the way, since where its digests stand depends on
// the queries; an error of the verifier's is returned as it is.
func NewCall(file *stone.ProofFile, version stone.Version) (*Call, error) {
	parameters, err := packParameters(&file.Parameters.STARK)
	if err != nil {
		return nil, err
	}
	if file.Parameters.PageHash != kernels.Keccak256 {
		return nil, fault.New(CodeParameters, "page_hash is %v, the contracts take keccak256 only", file.Parameters.PageHash).At("statement.page_hash")
	}
	words, program, err := publicInput(file.Public)
	if err != nil {
		return nil, err
	}
	packed, err := pack(file, version)
	if err != nil {
		return nil, err
	}
	return &Call{Proof: packed, Parameters: parameters, PublicInput: words, Program: *program}, nil
}

// maskedBytes of a digest are zero, the last ones.
const maskedBytes = 12

// pack leaves out of a proof the bytes of its digests that are masked.
func pack(file *stone.ProofFile, version stone.Version) ([]byte, error) {
	a, err := layouts.New(file.Public.Layout, file.Public.NSteps)
	if err != nil {
		return nil, err
	}
	seed, err := stone.Seed(file.Public, file.Parameters, version)
	if err != nil {
		return nil, err
	}
	verified, err := stark.Verify(stark.VerifyInput{
		AIR: a, Public: file.Public, Seed: seed, Params: file.Parameters.STARK, Proof: file.Proof, LocateDigests: true,
	})
	if err != nil {
		return nil, err
	}
	packed := make([]byte, 0, len(file.Proof)-maskedBytes*len(verified.Digests))
	from := 0
	for _, at := range verified.Digests {
		end := at + len(kernels.Digest{})
		packed = append(packed, file.Proof[from:end-maskedBytes]...)
		from = end
	}
	return append(packed, file.Proof[from:]...), nil
}

// maxFRIStep is the largest folding factor's log2 that the contracts take.
const maxFRIStep = 4

// packParameters packs what IQuarryVerifier.sol describes. Bounds that the
// contract checks are left to it.
func packParameters(p *stark.Params) (*big.Int, error) {
	fail := func(format string, args ...any) error {
		return fault.New(CodeParameters, format, args...).At("proof_parameters").
			WithHint("the contracts take channel_hash keccak256, commitment_hash keccak256_masked160_msb, no friendly layers, and fri_step_list 0 and then 1 to 4")
	}
	switch {
	case p.ChannelHash != kernels.Keccak256:
		return nil, fail("channel_hash is %v", p.ChannelHash)
	case p.Hash != kernels.Keccak256Masked160MSB:
		return nil, fail("commitment_hash is %v", p.Hash)
	case p.FriendlyLayers != 0 || p.FriendlyChannelUpdates:
		return nil, fail("there are verifier-friendly layers or channel updates")
	case len(p.FRI.StepList) < 2 || p.FRI.StepList[0] != 0:
		return nil, fail("fri_step_list is %v", p.FRI.StepList)
	}
	packed := new(big.Int)
	for i, step := range p.FRI.StepList[1:] {
		if step < 1 || step > maxFRIStep {
			return nil, fail("fri_step_list is %v", p.FRI.StepList)
		}
		packed.Or(packed, new(big.Int).Lsh(big.NewInt(int64(step)), uint(4*i)))
	}
	bytes := []int{bits.Len(uint(p.FRI.LastLayerDegreeBound)) - 1, p.FRI.ProofOfWorkBits, p.FRI.NQueries, p.LogNCosets}
	for _, b := range bytes {
		if b < 0 || b > 0xff {
			return nil, fail("a parameter is %d", b)
		}
		packed.Lsh(packed, 8).Or(packed, big.NewInt(int64(b)))
	}
	return packed, nil
}

// publicInput are the words of the public input, and the program.
func publicInput(pub *execution.PublicInput) ([]*big.Int, *Program, error) {
	c, err := claim.Read(pub)
	if err != nil {
		return nil, nil, err
	}
	if !c.Standard {
		return nil, nil, fault.New(CodeStatement, "the public memory is not one page with program, frame, arguments, return values and output, in this order").
			At("public input: /public_memory")
	}
	info, _ := layouts.Describe(pub.Layout)
	builtins, err := builtinMask(&info, c.Builtins)
	if err != nil {
		return nil, nil, err
	}
	number := func(x uint64) *big.Int { return new(big.Int).SetUint64(x) }
	words := []*big.Int{number(pub.NSteps), number(pub.RCMin), number(pub.RCMax)}
	for _, name := range info.Segments {
		s := pub.Segments[name]
		words = append(words, number(s.Begin), number(s.Stop))
	}
	for i := range c.Output {
		words = append(words, c.Output[i].BigInt(new(big.Int)))
	}
	return words, &Program{Cells: c.Program, Builtins: builtins}, nil
}

// builtinMask tells which segments main takes.
func builtinMask(info *layouts.Info, names []string) (uint64, error) {
	mask := uint64(0)
	for i, segment := range info.Segments[2:] {
		if len(names) > 0 && names[0] == segment {
			mask |= 1 << i
			names = names[1:]
		}
	}
	if len(names) > 0 {
		return 0, fault.New(CodeStatement, "main takes a builtin %q that the layout %s lacks", names[0], info.Name).
			At("public input: /public_memory")
	}
	return mask, nil
}
