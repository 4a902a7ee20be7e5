package settler

import (
	"slices"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
)

// Kind is one of the jobs of a block.
type Kind string

// The jobs, in their order.
const (
	Prove  Kind = "prove"  // has the block proved
	Data   Kind = "data"   // makes the state diff available
	Update Kind = "update" // updates the core contract
	Track  Kind = "track"  // follows the update until it is final
)

// Kinds are the jobs of a block in their order.
func Kinds() []Kind { return []Kind{Prove, Data, Update, Track} }

// Status is the state of a job, in the words of Madara's orchestrator.
type Status string

// The states of a job.
const (
	// Created: nothing has been done yet.
	Created Status = "Created"
	// LockedForProcessing: it is being started. After a crash it is started again.
	LockedForProcessing Status = "LockedForProcessing"
	// PendingVerification: it was started, and is being watched.
	PendingVerification Status = "PendingVerification"
	// Completed: what it was for has come about.
	Completed Status = "Completed"
	// VerificationTimeout: it has been watched for longer than it should take. A
	// transaction goes on being watched; anything else is started again.
	VerificationTimeout Status = "VerificationTimeout"
	// VerificationFailed: what was started has failed; it will be started again.
	VerificationFailed Status = "VerificationFailed"
	// PendingRetry: it could not be started; it will be tried again.
	PendingRetry Status = "PendingRetry"
	// Failed: it has failed too often, or for good. Somebody must requeue it.
	Failed Status = "Failed"
)

// Trouble is why something did not work.
type Trouble struct {
	Time time.Time `json:"time"`
	// Phase is "process" or "verify".
	Phase string     `json:"phase"`
	Code  fault.Code `json:"code,omitempty"`
	Text  string     `json:"text"`
}

// Job is one job of a block.
type Job struct {
	Status Status `json:"status"`
	// Since is when it came to its state.
	Since time.Time `json:"since"`
	// Attempts counts how often it was started since it was created or requeued;
	// waiting for L1, for ether or for other blocks does not count.
	Attempts int `json:"attempts"`
	// Started is when it was last started.
	Started time.Time `json:"started,omitzero"`
	// NotBefore is when it may be started again.
	NotBefore time.Time `json:"notBefore,omitzero"`
	// Reason is why it is not further; nil if nothing is wrong.
	Reason *Trouble `json:"reason,omitempty"`
	// Past are the reasons of earlier attempts, oldest first, the last maxPast.
	Past []Trouble `json:"past,omitempty"`
}

// maxPast is how many reasons a job keeps.
const maxPast = 20

// Block is what the settler knows of a block.
type Block struct {
	Number uint64        `json:"number"`
	Hash   common.Hash   `json:"hash"`
	Root   common.Hash   `json:"root"`
	Jobs   map[Kind]*Job `json:"jobs"`

	// Round grows each time that the block is to be proved anew.
	Round int `json:"round"`
	// ProverJob is the prover's id, Proof the hash of the proof's content.
	ProverJob string      `json:"proverJob,omitempty"`
	Proof     common.Hash `json:"proof,omitzero"`
	// ProofBytes is the size of the proof itself, CalldataBytes that of the update's
	// transaction's data, which holds it; 0: not known yet.
	ProofBytes    int `json:"proofBytes,omitempty"`
	CalldataBytes int `json:"calldataBytes,omitempty"`
	// Blobs are the versioned hashes of the blobs with the state diff.
	Blobs []common.Hash `json:"blobs,omitempty"`
	// Sending counts the transactions that were asked for; Key is the last one's in
	// the transaction manager, and Transaction its hash.
	Sending     int         `json:"sending,omitempty"`
	Key         string      `json:"key,omitempty"`
	Transaction common.Hash `json:"transaction,omitzero"`
	// MaxCost is the cap on the cost of the update, in wei, decimal; empty: the
	// settler's.
	MaxCost string `json:"maxCost,omitempty"`
	// Settled is where L1 holds the update, nil if it doesn't.
	Settled *Settlement `json:"settled,omitempty"`
	// SetAside has the reasons why the block's proof is not sent, nil if it may be.
	SetAside *Rejection `json:"setAside,omitempty"`
	// Told is the last stage that Finality was told below Included.
	Told Stage `json:"-"`
}

// Rejection is why a proof is never sent.
type Rejection struct {
	Time  time.Time   `json:"time"`
	Block uint64      `json:"block"`
	Proof common.Hash `json:"proof"`
	// Contract is the error with which the contract reverts.
	Contract string `json:"contract"`
	// Ours is what our own verifier says; empty: it accepts the proof.
	Ours string `json:"ours"`
}

// Settlement is an update that L1 holds.
type Settlement struct {
	Number    uint64      `json:"number"`
	Root      common.Hash `json:"root"`
	BlockHash common.Hash `json:"blockHash"`
	// Transaction is the one that made it, in the L1 block.
	Transaction common.Hash `json:"transaction"`
	L1Block     uint64      `json:"l1Block"`
	L1BlockHash common.Hash `json:"l1BlockHash"`
	// Stage is Included, Safe or Finalized.
	Stage Stage `json:"stage"`
	// Told tells whether Finality was told of the stage.
	Told bool `json:"told"`
}

// newBlock is the record of a block that has just been seen.
func newBlock(h *Header, now time.Time) *Block {
	b := &Block{Number: h.Number, Hash: hashOf(&h.Hash), Root: hashOf(&h.Root), Jobs: map[Kind]*Job{}}
	for _, kind := range Kinds() {
		b.Jobs[kind] = &Job{Status: Created, Since: now}
	}
	return b
}

// hashOf is a felt as it stands in records and logs: 32 bytes, big-endian.
func hashOf(e *fp.Element) common.Hash { return e.Bytes() }

// done tells whether all jobs are completed.
func (b *Block) done() bool { return b.Jobs[Track].Status == Completed }

// current returns the first job that is not completed.
func (b *Block) current() (Kind, *Job) {
	for _, kind := range Kinds() {
		if j := b.Jobs[kind]; j.Status != Completed {
			return kind, j
		}
	}
	return Track, b.Jobs[Track]
}

// reset brings a job and those after it back to the beginning.
func (b *Block) reset(from Kind, now time.Time) {
	for _, kind := range Kinds()[slices.Index(Kinds(), from):] {
		b.Jobs[kind].restart(now)
	}
}

// restart brings a job back to the beginning; its reasons stay.
func (j *Job) restart(now time.Time) {
	j.note(nil)
	j.Status, j.Since, j.Attempts, j.NotBefore = Created, now, 0, time.Time{}
}

// enter brings a job to a state.
func (j *Job) enter(s Status, now time.Time) {
	if j.Status != s {
		j.Status, j.Since = s, now
	}
}

// note sets the reason; the one before goes to the past.
func (j *Job) note(t *Trouble) {
	if j.Reason != nil && (t == nil || *j.Reason != *t) {
		if n := len(j.Past); n == 0 || j.Past[n-1].Text != j.Reason.Text || j.Past[n-1].Phase != j.Reason.Phase {
			j.Past = append(j.Past, *j.Reason)
		}
		if len(j.Past) > maxPast {
			j.Past = slices.Delete(j.Past, 0, len(j.Past)-maxPast)
		}
	}
	j.Reason = t
}

// clone returns a copy that the caller may keep.
func (b *Block) clone() *Block {
	c := *b
	c.Jobs = map[Kind]*Job{}
	for kind, j := range b.Jobs {
		k := *j
		k.Past = slices.Clone(j.Past)
		if j.Reason != nil {
			r := *j.Reason
			k.Reason = &r
		}
		c.Jobs[kind] = &k
	}
	c.Blobs = slices.Clone(b.Blobs)
	if b.Settled != nil {
		s := *b.Settled
		c.Settled = &s
	}
	return &c
}
