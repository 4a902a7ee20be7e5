package settler

import (
	"context"
	"slices"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/settlement/contracts/verifier"
)

// Header is what is known of a sealed block before it is proved. Felts are in
// Montgomery form.
type Header struct {
	Number uint64
	// Hash and Parent are the hashes of the block and of the one before.
	Hash, Parent fp.Element
	// RootBefore and Root are the state roots.
	RootBefore, Root fp.Element
}

// Run is what proves a block.
type Run struct {
	Header
	// Program is the compiled program, Input its input, as prover jobs take them.
	Program, Input []byte
	// Diff is the block's state diff if it goes to L1 in blobs, nil if it is part of
	// the program's output.
	Diff *program.StateDiff
}

// Blocks are the sealed blocks of L2. Methods are safe for concurrent use.
type Blocks interface {
	// Sealed returns the number of the last sealed block.
	Sealed(ctx context.Context) (uint64, error)
	// Header returns a sealed block's header.
	Header(ctx context.Context, number uint64) (*Header, error)
	// Run returns what proves a sealed block.
	Run(ctx context.Context, number uint64) (*Run, error)
}

// Order asks for a proof.
type Order struct {
	Block uint64
	// Round grows when a block is to be proved anew, because its proof was refused.
	Round          int
	Program, Input []byte
}

// Prover makes proofs. Methods are safe for concurrent use.
type Prover interface {
	// Submit orders a proof and returns the id of the prover's job. The same order
	// handed in twice is one job.
	Submit(ctx context.Context, o *Order) (id string, err error)
	// Status tells how far a job is; a job that the prover doesn't know any more has
	// failed.
	Status(ctx context.Context, id string) (ProofStatus, error)
	// Fetch returns the proof file of a job that is done, as Stone's JSON.
	Fetch(ctx context.Context, id string) ([]byte, error)
}

// ProofStatus is how far a proof is.
type ProofStatus struct {
	State ProofState
	// Reason says why it failed.
	Reason string
}

// ProofState is how far a proof is.
type ProofState uint8

// The states of a proof.
const (
	ProofPending ProofState = iota
	ProofDone
	ProofFailed
)

// Proofs knows the form of proofs. Stone (the default) is the real one.
type Proofs interface {
	// Call brings a proof file into the form of a call of the contract.
	Call(proof []byte) (*verifier.Call, error)
	// Verify is our own verifier's judgement.
	Verify(proof []byte) error
}

// Stage is how far a block is on its way to L1.
type Stage uint8

// The stages, in their order.
const (
	Sealed    Stage = iota // nobody proves it yet
	Proving                // the prover has it
	Proved                 // there is a proof
	Submitted              // a transaction with it was sent to L1
	Included               // it is in a block of L1
	Safe                   // that block is safe
	Finalized              // that block is finalized
)

var stageNames = [...]string{"sealed", "proving", "proved", "submitted", "included", "safe", "finalized"}

// String returns the stage's name.
func (s Stage) String() string { return stageNames[s] }

// MarshalText implements encoding.TextMarshaler.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Stage) UnmarshalText(text []byte) error {
	i := slices.Index(stageNames[:], string(text))
	if i < 0 {
		return fault.New(CodeStore, "there is no stage %q", text)
	}
	*s = Stage(i)
	return nil
}

// Note is what is known when a block comes to a stage.
type Note struct {
	// Job is the prover's, from Proving on.
	Job string
	// Transaction is that on L1, from Submitted on; Block is the number of the L1
	// block that holds it, from Included on.
	Transaction common.Hash
	Block       uint64
}

// Finality is told how far blocks are. Stages come in any order: a reorganisation
// takes a block back.
type Finality interface {
	// SetStage tells that a block has come to a stage. A failure makes the settler
	// tell it again.
	SetStage(number uint64, stage Stage, note Note) error
}

// Deposits are the messages that L1 has sent to L2. Methods are safe for concurrent use.
type Deposits interface {
	// Cancellations returns the messages that can soon be taken back.
	Cancellations() []Cancellation
}

// Cancellation is a message to L2 whose sender has begun to take it back, and that the
// core contract still has.
type Cancellation struct {
	// Nonce is the message's.
	Nonce uint64 `json:"nonce"`
	// Due is from when on the sender can take it back, on L1's clock.
	Due time.Time `json:"due"`
	// Taken tells that a block of L2 has consumed it, or is about to: if that block is not
	// settled before the sender takes the message back, it never can be.
	Taken bool `json:"taken"`
}
