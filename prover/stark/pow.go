package stark

import (
	"context"
	"encoding/binary"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/hash"
)

// powHash is the hash of the proof of work: the byte channel uses its own.
func (p *Params) powHash() kernels.Hash {
	if p.ChannelHash == kernels.Poseidon3 {
		return p.PowHash
	}
	return p.ChannelHash
}

// powPrefix is what nonces are appended to: hash(magic ‖ state ‖ bits).
func powPrefix(h kernels.Hash, state [32]byte, bits int) [32]byte {
	msg := []byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xed}
	msg = append(msg, state[:]...)
	msg = append(msg, byte(bits))
	return hash.Sum(h, msg)
}

// powHolds tells whether hash(prefix ‖ nonce) starts with bits zero bits.
func powHolds(h kernels.Hash, prefix [32]byte, nonce uint64, bits int) bool {
	msg := binary.BigEndian.AppendUint64(append(make([]byte, 0, 40), prefix[:]...), nonce)
	d := hash.Sum(h, msg)
	return binary.BigEndian.Uint64(d[:8])>>(64-bits) == 0
}

// proveWork finds and sends the smallest nonce. (Stone: proof_of_work.inl.)
func (pr *prover) proveWork() error {
	bits := pr.in.Params.FRI.ProofOfWorkBits
	if bits == 0 {
		return nil
	}
	defer pr.ch.enter("Proof of Work")()
	defer pr.in.Events.Begin("Proof of work")()
	h := pr.in.Params.powHash()
	nonce, err := grind(pr.ctx, pr.in.Backend, h, powPrefix(h, pr.ch.state(), bits), bits)
	if err != nil {
		return err
	}
	msg := make([]byte, pr.ch.nonceSize())
	binary.BigEndian.PutUint64(msg[len(msg)-8:], nonce)
	pr.ch.sendData(msg, named("POW"))
	return nil
}

// grind leaves the search to the backend where the bits it looks at are those
// of a plain hash. The hashes masked at the low end have fewer bits that can be
// other than zero, so that nonces come sooner.
func grind(ctx context.Context, b kernels.Grinder, h kernels.Hash, prefix [32]byte, bits int) (uint64, error) {
	switch h {
	case kernels.Keccak256, kernels.Keccak256Masked160MSB:
		return b.Grind(ctx, kernels.Keccak256, prefix, bits)
	case kernels.Blake256, kernels.Blake256Masked160MSB:
		return b.Grind(ctx, kernels.Blake256, prefix, bits)
	}
	for nonce := uint64(0); ; nonce++ {
		if nonce%(1<<14) == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if powHolds(h, prefix, nonce, bits) {
			return nonce, nil
		}
	}
}

// verifyWork checks the nonce.
func (c *verifierChannel) verifyWork(p *Params) error {
	bits := p.FRI.ProofOfWorkBits
	if bits == 0 {
		return nil
	}
	defer c.enter("Proof of Work")()
	h := p.powHash()
	prefix := powPrefix(h, c.state(), bits)
	msg, err := c.receive(c.nonceSize())
	if err != nil {
		return err
	}
	padding := msg[:len(msg)-8]
	for _, b := range padding {
		if b != 0 {
			return fault.New(CodeNonCanonicalNonce, "the nonce 0x%x has more than 8 bytes", msg).At("%s", c.section())
		}
	}
	c.message(msg)
	c.stats.data++
	if c.on {
		c.sent(named("POW"), dataText(msg), len(msg))
	}
	if nonce := binary.BigEndian.Uint64(msg[len(padding):]); !powHolds(h, prefix, nonce, bits) {
		return fault.New(CodeProofOfWork, "the nonce %d does not have %d bits of work", nonce, bits).At("%s", c.section())
	}
	return nil
}
