package program

import (
	"math"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

// HeaderWords is the number of words of the output before what depends on where
// the state diff goes.
const HeaderWords = 10

// Output is what the program writes.
type Output struct {
	StateRootBefore, StateRootAfter fp.Element
	// Number is the block's; the word before it is one less.
	Number     uint64
	ParentHash fp.Element
	BlockHash  fp.Element
	ConfigHash fp.Element
	// KZG is set if the state diff is in blobs, Diff if it is in the output.
	KZG  *KZG
	ToL1 []MessageToL1
	ToL2 []MessageToL2
	Diff *StateDiff
}

// KZG is what ties the output to the blobs with the state diff.
type KZG struct {
	Z           fp.Element
	Commitments [][48]byte
	Evaluations []fr.Element
}

// NewOutput returns what the program writes about a block.
func NewOutput(b *Block, w *Witness) (*Output, error) {
	diff, err := NewStateDiff(b, w)
	if err != nil {
		return nil, err
	}
	before, after, err := w.TreeRoots()
	if err != nil {
		return nil, err
	}
	toL2, err := b.MessagesToL2()
	if err != nil {
		return nil, err
	}
	commitment := TransactionCommitment(b.Outcomes())
	o := &Output{
		StateRootBefore: StateRoot(&before, uint64(w.AccountCount)),
		StateRootAfter:  StateRoot(&after, uint64(diff.AccountCountAfter)),
		Number:          b.Header.Number,
		ParentHash:      b.Header.ParentHash,
		ConfigHash:      b.Config.Hash(),
		ToL1:            b.MessagesToL1(),
		ToL2:            toL2,
		Diff:            diff,
	}
	o.BlockHash = b.Header.BlockHash(&o.StateRootAfter, len(b.Transactions), &commitment)
	if b.Commitments != nil {
		words := diff.Words()
		if n := BlobCount(len(words)); n != len(b.Commitments) {
			return nil, fault.New(CodeInput, "the state diff takes %d blobs, and there are %d commitments", n, len(b.Commitments))
		}
		z := Point(words, b.Commitments)
		o.KZG = &KZG{Z: z, Commitments: b.Commitments, Evaluations: Evaluations(words, &z)}
		o.Diff = nil
	}
	return o, nil
}

// Words returns the output as the program writes it.
func (o *Output) Words() []fp.Element {
	out := []fp.Element{
		o.StateRootBefore, o.StateRootAfter, feltOf(o.Number - 1), feltOf(o.Number), o.ParentHash, o.BlockHash,
		{}, o.ConfigHash, {}, {},
	}
	if o.KZG != nil {
		out[8].SetOne()
		out = append(out, o.KZG.Z, feltOf(uint64(len(o.KZG.Commitments))))
		for i := range o.KZG.Commitments {
			low, high := commitmentParts(&o.KZG.Commitments[i])
			out = append(out, low, high)
		}
		for i := range o.KZG.Evaluations {
			low, high := scalarHalves(&o.KZG.Evaluations[i])
			out = append(out, low, high)
		}
	}
	out = appendCounted(out, func(out []fp.Element) []fp.Element {
		for i := range o.ToL1 {
			out = o.ToL1[i].append(out)
		}
		return out
	})
	out = appendCounted(out, func(out []fp.Element) []fp.Element {
		for i := range o.ToL2 {
			out = o.ToL2[i].append(out)
		}
		return out
	})
	if o.Diff != nil {
		out = append(out, o.Diff.Words()...)
	}
	return out
}

// appendCounted appends words after their number.
func appendCounted(out []fp.Element, words func([]fp.Element) []fp.Element) []fp.Element {
	at := len(out)
	out = words(append(out, fp.Element{}))
	out[at] = feltOf(uint64(len(out) - at - 1))
	return out
}

func (m *MessageToL1) append(out []fp.Element) []fp.Element {
	out = append(out, m.From, EthAddress(m.To), feltOf(uint64(len(m.Payload))))
	return append(out, m.Payload...)
}

func (m *MessageToL2) append(out []fp.Element) []fp.Element {
	out = append(out, EthAddress(m.From), m.To, m.Nonce, m.Selector, feltOf(uint64(len(m.Payload))))
	return append(out, m.Payload...)
}

// ParseOutput reads what the program has written; all words must be of it.
func ParseOutput(words []fp.Element) (*Output, error) {
	r := &outputReader{words: words}
	o := &Output{}
	o.StateRootBefore, o.StateRootAfter = r.felt(), r.felt()
	previous := r.integer(math.MaxUint64)
	o.Number = r.integer(math.MaxUint64)
	o.ParentHash, o.BlockHash = r.felt(), r.felt()
	if programHash := r.felt(); !programHash.IsZero() {
		r.fail("word 6 is not 0")
	}
	o.ConfigHash = r.felt()
	kzg := r.integer(1)
	if r.integer(0); r.err == nil && o.Number != previous+1 {
		r.fail("block %d follows block %d", o.Number, previous)
	}
	if kzg == 1 {
		o.KZG = r.kzg()
	}
	r.counted(func() { o.ToL1 = append(o.ToL1, r.messageToL1()) })
	r.counted(func() { o.ToL2 = append(o.ToL2, r.messageToL2()) })
	switch {
	case r.err != nil:
		return nil, r.err
	case kzg == 0:
		diff, err := ParseStateDiff(r.words[r.at:], false)
		if err != nil {
			return nil, err
		}
		o.Diff = diff
	case r.at < len(r.words):
		return nil, fault.New(CodeOutput, "there are %d words after the messages", len(r.words)-r.at).At("word %d", r.at)
	}
	return o, nil
}

// outputReader takes the words one after the other, and keeps the first error.
type outputReader struct {
	words []fp.Element
	at    int
	err   error
}

func (r *outputReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fault.New(CodeOutput, format, args...).At("word %d", max(r.at-1, 0))
	}
}

func (r *outputReader) felt() (e fp.Element) {
	if r.err != nil {
		return e
	}
	if r.at == len(r.words) {
		r.at++
		r.fail("the output ends too early")
		return e
	}
	r.at++
	return r.words[r.at-1]
}

// integer takes a word that is at most most.
func (r *outputReader) integer(most uint64) uint64 {
	e := r.felt()
	if !e.IsUint64() || e.Uint64() > most {
		r.fail("this word is larger than %d", most)
		return 0
	}
	return e.Uint64()
}

// bytes takes a word below 2^(8·len(to)), big-endian.
func (r *outputReader) bytes(to []byte) {
	e := r.felt()
	b := e.Bytes()
	for _, c := range b[:len(b)-len(to)] {
		if c != 0 {
			r.fail("this word is not below 2^%d", 8*len(to))
		}
	}
	copy(to, b[len(b)-len(to):])
}

func (r *outputReader) kzg() *KZG {
	k := &KZG{Z: r.felt()}
	n := r.integer(uint64(len(r.words)) / 4)
	for range n {
		var c [48]byte
		r.bytes(c[24:])
		r.bytes(c[:24])
		k.Commitments = append(k.Commitments, c)
	}
	for range n {
		var b [32]byte
		r.bytes(b[16:])
		r.bytes(b[:16])
		var e fr.Element
		if e.SetBytesCanonical(b[:]) != nil {
			r.fail("an evaluation is not below the field's order")
		}
		k.Evaluations = append(k.Evaluations, e)
	}
	return k
}

// counted takes messages that have as many words as the first word says.
func (r *outputReader) counted(message func()) {
	n := r.integer(uint64(len(r.words)))
	end := r.at + int(n)
	for r.err == nil && r.at < end {
		message()
	}
	if r.err == nil && r.at != end {
		r.fail("the messages have more words than the %d that were announced", n)
	}
}

func (r *outputReader) payload() (out []fp.Element) {
	n := r.integer(uint64(len(r.words)))
	for range n {
		out = append(out, r.felt())
	}
	return out
}

func (r *outputReader) messageToL1() (m MessageToL1) {
	m.From = r.felt()
	r.bytes(m.To[:])
	m.Payload = r.payload()
	return m
}

func (r *outputReader) messageToL2() (m MessageToL2) {
	r.bytes(m.From[:])
	m.To, m.Nonce, m.Selector = r.felt(), r.felt(), r.felt()
	m.Payload = r.payload()
	return m
}
