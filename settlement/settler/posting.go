package settler

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/settlement/blob"
	"quarry/settlement/l1"
)

// Posting is data that goes to L1 in blobs by itself: the data job without the others,
// for the state diff of another chain.
type Posting struct {
	Name string `json:"name"`
	// Words is how many words there are, Blobs the versioned hashes of what they are in.
	Words int           `json:"words"`
	Blobs []common.Hash `json:"blobs,omitempty"`
	Job   *Job          `json:"job"`
	// Sending counts the transactions that were asked for; Transaction is the last one's
	// hash, L1Block the L1 block that holds it, Stage how far it is.
	Sending     int         `json:"sending"`
	Transaction common.Hash `json:"transaction,omitzero"`
	L1Block     uint64      `json:"l1Block,omitempty"`
	Stage       Stage       `json:"stage"`
}

// maxName bounds a posting's name.
const maxName = 128

// Post takes words to be sent to L1 in blobs, by a transaction of the operator to itself.
// The same words under the same name are one posting, which is tried again if it has
// failed; other words are refused.
func (s *Settler) Post(name string, words []fp.Element) (*Posting, error) {
	if name == "" || len(name) > maxName || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fault.New(CodeState, "%.40q is no name of a posting", name).WithHint("1 to %d printable characters", maxName)
	}
	if _, err := blob.Encode(words); err != nil {
		return nil, err
	}
	content := make([]byte, 0, 32*len(words))
	for i := range words {
		b := words[i].Bytes()
		content = append(content, b[:]...)
	}
	s.step.Lock()
	defer s.step.Unlock()
	known, err := s.store.get(keyWords, []byte(name))
	if err != nil {
		return nil, err
	}
	if known != nil {
		if !slices.Equal(known, content) {
			return nil, fault.New(CodeState, "%q has been posted with other words", name)
		}
		if p := s.postings[name]; p != nil && p.Job.Status == Failed {
			p.Job.restart(s.config.Now())
			if err := s.store.write(record{keyPosting, []byte(name), p}); err != nil {
				return nil, err
			}
			s.Wake()
		}
		return s.Posting(name)
	}
	p := &Posting{Name: name, Words: len(words), Job: &Job{Status: Created, Since: s.config.Now()}}
	if err := s.store.write(record{keyWords, []byte(name), content}, record{keyPosting, []byte(name), p}); err != nil {
		return nil, err
	}
	s.postings[name] = p
	s.Wake()
	return s.Posting(name)
}

// Posting returns what has become of a posting.
func (s *Settler) Posting(name string) (*Posting, error) {
	p := new(Posting)
	ok, err := s.store.read(keyPosting, []byte(name), p)
	if err == nil && !ok {
		err = fault.New(CodeUnknownBlock, "nothing was posted as %.40q", name)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// post takes all postings as far as they get.
func (s *Settler) post(ctx context.Context) error {
	if s.seen.l1 != nil {
		return nil
	}
	for name, p := range s.postings {
		if p.Job.Status == Failed {
			continue
		}
		err := s.advancePosting(ctx, p)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			s.failed(p.Job, "process", err, "posting", name)
		}
		if err := s.store.write(record{keyPosting, []byte(name), p}); err != nil {
			return err
		}
		if p.Job.Status == Completed {
			delete(s.postings, name)
		}
	}
	return nil
}

// key is the posting's transaction in the transaction manager.
func (p *Posting) key() string { return "post/" + p.Name + "/" + strconv.Itoa(p.Sending) }

// advancePosting takes a posting one step further.
func (s *Settler) advancePosting(ctx context.Context, p *Posting) error {
	now := s.config.Now()
	if t := s.config.Manager.Transaction(p.key()); t != nil {
		return s.followPosting(p, t)
	}
	if now.Before(p.Job.NotBefore) || s.controls().PausedUpdates {
		return nil
	}
	p.Job.enter(LockedForProcessing, now)
	p.Job.Attempts, p.Job.Started = p.Job.Attempts+1, now
	content, err := s.store.get(keyWords, []byte(p.Name))
	if err != nil {
		return err
	}
	words := make([]fp.Element, len(content)/32)
	for i := range words {
		words[i].SetBytes(content[32*i : 32*(i+1)])
	}
	sidecar, err := blob.NewSidecar(words)
	if err != nil {
		return final{err}
	}
	p.Blobs = sidecar.BlobHashes()
	if s.config.Archive != nil {
		if err := s.config.Archive.Put(sidecar); err != nil {
			return err
		}
	}
	self := s.config.Manager.Address()
	t, err := s.config.Manager.Submit(ctx, l1.Request{Key: p.key(), To: &self, Blobs: sidecar, MaxCost: s.config.MaxCost})
	if err != nil {
		return err
	}
	return s.followPosting(p, t)
}

// followPosting notes how far the transaction is.
func (s *Settler) followPosting(p *Posting, t *l1.Transaction) error {
	now := s.config.Now()
	p.Transaction, p.L1Block = t.Attempts[len(t.Attempts)-1].Hash, t.BlockNumber
	switch {
	case t.State == l1.Submitted && t.Trouble == l1.CodeNonce, t.State.AtLeast(l1.Included) && t.Outcome != l1.Succeeded:
		p.Sending++
		p.Stage = Sealed
		return fault.New(CodeUpdate, "transaction %s will not happen", p.Transaction)
	}
	p.Job.enter(PendingVerification, now)
	p.Job.note(nil)
	if err := t.Fault(); err != nil {
		p.Job.note(&Trouble{Time: now, Phase: "verify", Code: t.Trouble, Text: t.TroubleText})
	}
	p.Stage = map[l1.State]Stage{l1.Submitted: Submitted, l1.Included: Included, l1.Safe: Safe, l1.Finalized: Finalized}[t.State]
	if p.Stage == Finalized {
		p.Job.enter(Completed, now)
	}
	return nil
}
