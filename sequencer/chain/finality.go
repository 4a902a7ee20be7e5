package chain

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"quarry/fault"
)

// TransactionStatus is a transaction's stage on its way, in Starknet's words.
type TransactionStatus string

// The stages of a transaction, in their order.
const (
	// Received: the mempool has it, on disk.
	Received TransactionStatus = "RECEIVED"
	// Candidate: the builder has taken it from the mempool, but not executed it.
	Candidate TransactionStatus = "CANDIDATE"
	// PreConfirmed: it is in the block that is being built.
	PreConfirmed TransactionStatus = "PRE_CONFIRMED"
	// AcceptedOnL2: it is in a sealed and agreed block.
	AcceptedOnL2 TransactionStatus = "ACCEPTED_ON_L2"
	// AcceptedOnL1: its block's proof is verified on L1, and the L1 block with it
	// is in the canonical chain.
	AcceptedOnL1 TransactionStatus = "ACCEPTED_ON_L1"
)

// Stage is how far a sealed block is on its way to L1.
type Stage uint8

// The stages of a block.
const (
	Sealed      Stage = iota // agreed on L2; nobody proves it yet
	Proving                  // the prover has it
	Proved                   // there is a verified proof
	L1Submitted              // a transaction with it was sent to L1
	L1Included               // it is in a block of L1
	L1Safe                   // that block is safe
	L1Finalized              // that block is finalized
	stages                   // how many there are
)

var stageNames = [stages]string{"sealed", "proving", "proved", "l1_submitted", "l1_included", "l1_safe", "l1_finalized"}

// String returns the stage's name.
func (s Stage) String() string {
	if s >= stages {
		return strconv.Itoa(int(s))
	}
	return stageNames[s]
}

// MarshalText implements encoding.TextMarshaler: the name.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Stage) UnmarshalText(text []byte) error {
	i := slices.Index(stageNames[:], string(text))
	if i < 0 {
		return fault.New(CodeFinality, "there is no stage %q", text)
	}
	*s = Stage(i)
	return nil
}

// Status returns what transactions of a block at this stage are in Starknet's
// words.
func (s Stage) Status() TransactionStatus {
	if s >= L1Included {
		return AcceptedOnL1
	}
	return AcceptedOnL2
}

// Finality is how far a block is on its way to L1, and how it got there.
type Finality struct {
	Stage Stage `json:"stage"`
	// Job is the prover's id of the block's job, from Proving on.
	Job string `json:"job,omitempty"`
	// L1Transaction is the hash of the transaction that carries the block to L1,
	// from L1Submitted on.
	L1Transaction [32]byte `json:"l1_transaction,omitzero"`
	// L1Block is the number of the L1 block that it is in, from L1Included on.
	L1Block uint64 `json:"l1_block,omitempty"`
	// Since says when the block came to each stage that it has reached.
	Since map[Stage]time.Time `json:"since"`
}

// Note is what is known when a block comes to a stage; what is empty stays as it was.
type Note struct {
	Job           string
	L1Transaction [32]byte
	L1Block       uint64
}

// Finality returns how far a block is on its way to L1.
func (s *Store) Finality(number uint64) (*Finality, error) {
	if _, err := s.Header(number); err != nil {
		return nil, err
	}
	b, err := s.get(numberKey(keyFinality, number))
	if err != nil {
		return nil, err
	}
	f := &Finality{}
	if b == nil {
		return f, nil
	}
	if err := json.Unmarshal(b, f); err != nil {
		return nil, fault.Wrap(err, CodeStore, "the finality of block %d is malformed", number)
	}
	return f, nil
}

// Reached returns the number of the last block up to which all have come to a stage;
// block 0 counts as having come to any.
func (s *Store) Reached(stage Stage) (uint64, error) {
	b, err := s.get(key(keyStage, []byte{byte(stage)}))
	if err != nil || len(b) != 8 {
		return 0, err
	}
	return binary.BigEndian.Uint64(b), nil
}

// SetStage records that a block has come to a stage, or, when L1 was reorganised or
// a proof is to be made again, is back at one. No block comes back from L1Finalized,
// and the input of the run that proves it is deleted then.
func (s *Store) SetStage(number uint64, stage Stage, note Note) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.setStage(number, stage, note)
}

// setStageOf is SetStage for a block that may have been reverted meanwhile: then it
// does nothing.
func (s *Store) setStageOf(h *Header, stage Stage, note Note) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := s.Header(h.Number)
	if fault.CodeOf(err) == CodeBlockUnknown || err == nil && now.Hash != h.Hash {
		return nil
	}
	if err != nil {
		return err
	}
	return s.setStage(h.Number, stage, note)
}

func (s *Store) setStage(number uint64, stage Stage, note Note) error {
	f, err := s.Finality(number)
	switch {
	case err != nil:
		return err
	case number == 0 || stage >= stages:
		return fault.New(CodeFinality, "block %d can't come to stage %d", number, stage)
	case f.Stage == L1Finalized && stage < L1Finalized:
		return fault.New(CodeFinality, "block %d is finalized on L1 and can't be %s again", number, stage)
	}
	f.move(stage, note, time.Now().UTC().Truncate(time.Millisecond))
	if err := s.writeStage(number, f); err != nil {
		return err
	}
	s.feed.send(&StageNotice{number, f})
	return nil
}

func (f *Finality) move(stage Stage, note Note, now time.Time) {
	since := map[Stage]time.Time{}
	for at, t := range f.Since {
		if at < stage || at == f.Stage && at == stage {
			since[at] = t
		}
	}
	if _, ok := since[stage]; !ok {
		since[stage] = now
	}
	f.Stage, f.Since = stage, since
	if note.Job != "" {
		f.Job = note.Job
	}
	if note.L1Transaction != ([32]byte{}) {
		f.L1Transaction = note.L1Transaction
	}
	if note.L1Block != 0 {
		f.L1Block = note.L1Block
	}
	if stage < L1Included {
		f.L1Block = 0
	}
	if stage < L1Submitted {
		f.L1Transaction = [32]byte{}
	}
}

// writeStage writes a block's finality, and up to which block each stage is reached.
func (s *Store) writeStage(number uint64, f *Finality) error {
	b, err := json.Marshal(f)
	if err != nil {
		return storeError(err)
	}
	batch := s.db.NewBatch()
	defer batch.Close()
	if err := batch.Set(numberKey(keyFinality, number), b, nil); err != nil {
		return storeError(err)
	}
	if f.Stage == L1Finalized {
		if err := batch.Delete(numberKey(keyInput, number), nil); err != nil {
			return storeError(err)
		}
	}
	for stage := Proving; stage < stages; stage++ {
		reached, err := s.Reached(stage)
		if err != nil {
			return err
		}
		before := reached
		switch {
		case f.Stage < stage:
			reached = min(reached, number-1)
		case reached == number-1:
			if reached, err = s.reach(stage, number); err != nil {
				return err
			}
		}
		if reached != before {
			if err := batch.Set(key(keyStage, []byte{byte(stage)}), binary.BigEndian.AppendUint64(nil, reached), nil); err != nil {
				return storeError(err)
			}
		}
	}
	if err := batch.Commit(pebble.Sync); err != nil {
		return storeError(err)
	}
	return nil
}

// reach goes on from a block that has come to a stage to the last one after it
// without a gap.
func (s *Store) reach(stage Stage, number uint64) (uint64, error) {
	head := s.Head().Number
	for number < head {
		f, err := s.Finality(number + 1)
		if err != nil {
			return 0, err
		}
		if f.Stage < stage {
			break
		}
		number++
	}
	return number, nil
}
