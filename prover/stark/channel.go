package stark

import (
	"fmt"
	"strings"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/hash"
)

// transcript is the state of the Fiat–Shamir transform: messages of the prover
// go in, the verifier's randomness comes out. hashChain and feltChain are the
// two that Stone has.
type transcript interface {
	// absorb mixes one message of the prover, as it stands in the proof.
	absorb(msg []byte)
	// element draws a field element.
	element() kernels.Element
	// number draws a number below bound, a power of two.
	number(bound uint64) uint64
	// state is what the proof of work starts from.
	state() [32]byte
	// felts tells whether the channel speaks felts: every message consists of
	// 32-byte words below p, spans of elements are sent in standard form, and
	// nonces fill a word.
	felts() bool
}

// newTranscript starts the transcript from the statement's seed.
func newTranscript(p *Params, seed []byte) (transcript, error) {
	seedHash := p.ChannelHash
	if p.FriendlyChannelUpdates {
		seedHash = p.FriendlyHash
	}
	wordsOnly := seedHash == kernels.Pedersen || seedHash == kernels.Poseidon3
	if wordsOnly && len(seed)%32 != 0 || seedHash == kernels.Poseidon3 && !hash.CanonicalWords(seed) {
		return nil, fault.New(CodeSeed, "the seed has words that %v cannot hash", seedHash).
			WithHint("with this hash of the public input, page_hash must be pedersen")
	}
	start := hash.Sum(seedHash, seed)
	if p.ChannelHash == kernels.Poseidon3 {
		return newFeltChain(start), nil
	}
	return &hashChain{hash: p.ChannelHash, digest: start}, nil
}

// channel is what prover and verifier side share.
type channel struct {
	notes
	transcript
	// queries is set when the query phase begins: nothing is mixed from then
	// on and no randomness may be drawn.
	queries bool
}

// drawElement and drawNumber are the verifier's turn.

func (c *channel) drawElement(l label) kernels.Element {
	c.mustNotBeInQueryPhase()
	e := c.element()
	if c.on {
		c.drawn(l, elementText(&e))
	}
	return e
}

func (c *channel) drawNumber(bound uint64, l label) uint64 {
	c.mustNotBeInQueryPhase()
	n := c.number(bound)
	if c.on {
		c.drawn(l, numberText(n))
	}
	return n
}

func (c *channel) mustNotBeInQueryPhase() {
	if c.queries {
		panic("stark: randomness drawn after the query phase began")
	}
}

// message accounts for a message that passed, whichever side sent it.
func (c *channel) message(msg []byte) {
	c.stats.bytes += len(msg)
	if !c.queries {
		c.absorb(msg)
	}
}

// section is the current scope for error messages, without the statement's name.
func (c *channel) section() string {
	return "proof section " + strings.TrimPrefix(c.prefix, "/"+statementName)
}

// nonceSize is the size of a proof-of-work nonce in the proof.
func (c *channel) nonceSize() int {
	if c.felts() {
		return elementSize
	}
	return 8
}

// proverChannel collects the proof.
type proverChannel struct {
	channel
	proof []byte
}

func (c *proverChannel) send(msg []byte) {
	c.proof = append(c.proof, msg...)
	c.message(msg)
}

func (c *proverChannel) sendElement(e *kernels.Element, l label) {
	var buf [elementSize]byte
	c.send(appendMontgomery(buf[:0], e))
	c.stats.elements++
	if c.on {
		c.sent(l, elementText(e), elementSize)
	}
}

// sendElements sends a span as one message.
func (c *proverChannel) sendElements(v []kernels.Element, l label) {
	encode := appendMontgomery
	if c.felts() {
		encode = appendStandard
	}
	msg := make([]byte, 0, len(v)*elementSize)
	for i := range v {
		msg = encode(msg, &v[i])
	}
	c.send(msg)
	c.stats.elements += len(v)
	if c.on {
		c.sent(l, elementsText(v), len(msg))
	}
}

func (c *proverChannel) sendData(data []byte, l label) {
	c.send(data)
	c.stats.data++
	if c.on {
		c.sent(l, dataText(data), len(data))
	}
}

// sendDigest sends a root or an authentication node; shown is the hash in
// whose manner it is annotated. Validate has seen to it that with the felt
// channel all digests are below p.
func (c *proverChannel) sendDigest(d kernels.Digest, shown kernels.Hash, l label) {
	if c.felts() && !hash.CanonicalWords(d[:]) {
		panic(fmt.Sprintf("stark: the digest %x is not a field element", d))
	}
	c.send(d[:])
	c.stats.hashes++
	if c.on {
		c.sent(l, digestText(shown, &d), len(d))
	}
}

// verifierChannel reads a proof. Every receive checks that the bytes are there
// and canonical.
type verifierChannel struct {
	channel
	proof []byte
	at    int // bytes read so far

	locate  bool  // whether to note where digests stand
	digests []int // their offsets
}

func (c *verifierChannel) receive(n int) ([]byte, error) {
	if n > len(c.proof)-c.at {
		return nil, fault.New(CodeProofTooShort, "the proof has %d bytes, %d more are needed", len(c.proof), n-(len(c.proof)-c.at)).At("%s", c.section())
	}
	msg := c.proof[c.at : c.at+n : c.at+n]
	c.at += n
	return msg, nil
}

// demand fails unless the proof still has n elements. Callers ask before they
// allocate: counts follow from parameters, which may come from a hostile file.
func (c *verifierChannel) demand(n uint64) error {
	if rest := uint64(len(c.proof) - c.at); n > rest/elementSize {
		return fault.New(CodeProofTooShort, "the proof has %d bytes left, %d elements are needed", rest, n).At("%s", c.section())
	}
	return nil
}

func (c *verifierChannel) nonCanonical(at int, msg []byte) error {
	return fault.New(CodeNonCanonicalElement, "0x%x is not below the prime", msg).At("%s, byte %d", c.section(), at)
}

func (c *verifierChannel) receiveElement(l label) (kernels.Element, error) {
	msg, err := c.receive(elementSize)
	if err != nil {
		return kernels.Element{}, err
	}
	e, ok := fromMontgomery(msg)
	if !ok {
		return e, c.nonCanonical(c.at-elementSize, msg)
	}
	c.message(msg)
	c.stats.elements++
	if c.on {
		c.sent(l, elementText(&e), elementSize)
	}
	return e, nil
}

// receiveElements receives a span that was sent as one message.
func (c *verifierChannel) receiveElements(n int, l label) ([]kernels.Element, error) {
	msg, err := c.receive(n * elementSize)
	if err != nil {
		return nil, err
	}
	decode := fromMontgomery
	if c.felts() {
		decode = fromStandard
	}
	v := make([]kernels.Element, n)
	for i := range v {
		word := msg[i*elementSize : (i+1)*elementSize]
		var ok bool
		if v[i], ok = decode(word); !ok {
			return nil, c.nonCanonical(c.at-len(msg)+i*elementSize, word)
		}
	}
	c.message(msg)
	c.stats.elements += n
	if c.on {
		c.sent(l, elementsText(v), len(msg))
	}
	return v, nil
}

// receiveWord receives a table cell's bytes as data: the neighbour that
// completes a package.
func (c *verifierChannel) receiveWord(l label) ([]byte, error) {
	msg, err := c.receive(elementSize)
	if err != nil {
		return nil, err
	}
	if _, ok := fromMontgomery(msg); !ok {
		return nil, c.nonCanonical(c.at-elementSize, msg)
	}
	c.message(msg)
	c.stats.data++
	if c.on {
		c.sent(l, dataText(msg), len(msg))
	}
	return msg, nil
}

// receiveDigest receives a root or authentication node, a digest of hash made,
// to be annotated and, for nodes, hashed on in the manner of hash shown.
func (c *verifierChannel) receiveDigest(made, shown kernels.Hash, l label) (d kernels.Digest, err error) {
	msg, err := c.receive(len(d))
	if err != nil {
		return d, err
	}
	copy(d[:], msg)
	if !canonicalDigest(made, shown, c.felts(), &d) {
		return d, fault.New(CodeNonCanonicalDigest, "0x%x is not a digest of %v", d, made).At("%s, %v", c.section(), l)
	}
	c.message(msg)
	c.stats.hashes++
	if c.on {
		c.sent(l, digestText(shown, &d), len(d))
	}
	if c.locate {
		c.digests = append(c.digests, c.at-len(d))
	}
	return d, nil
}

// end checks that the whole proof was read.
func (c *verifierChannel) end() error {
	if rest := len(c.proof) - c.at; rest != 0 {
		return fault.New(CodeTrailingBytes, "%d bytes follow the end of the proof", rest).At("byte %d", c.at)
	}
	return nil
}
