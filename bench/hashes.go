package bench

import (
	"context"
	"crypto/sha256"
	"unsafe"

	"quarry/kernels"
	"quarry/kernels/hash"
)

// poseidonMuls are the 64-bit multiplications of a permutation of three felts: eight
// rounds cube all of them, 83 one; the matrix needs none.
const poseidonMuls = feltMul * 2 * (8*3 + 83)

// hashContest hashes pairs of digests, as a tree does, on one core.
func hashContest(h kernels.Hash, nodes int) *contest {
	rng := seeded(2)
	children := make([]kernels.Digest, 2*nodes)
	for i := range children {
		e := element(rng)
		children[i] = e.Bytes() // below the prime, as pedersen and poseidon3 want them
	}
	var want fingerprint
	peer := map[kernels.Hash]string{kernels.Keccak256: "x/crypto", kernels.Blake256: "x/crypto", kernels.Pedersen: "gnark-crypto"}[h]
	c := &contest{
		name: "hash/" + h.String(), group: "hash", params: map[string]any{"hash": h.String(), "bytes": 64},
		work: float64(nodes), unit: "hash", checked: peer + ", every digest",
	}
	if h == kernels.Poseidon3 {
		c.muls = poseidonMuls
	}
	if peer == "" {
		c.checked = "the scalar code, every digest"
	}
	oneByOne := func(dst []kernels.Digest) {
		for i := range dst {
			dst[i] = nodeOne(h, &children[2*i], &children[2*i+1])
		}
	}
	c.prepare = func(context.Context) error {
		dst := make([]kernels.Digest, nodes)
		oneByOne(dst)
		want = fingerprintOfDigests(dst)
		return nil
	}
	add := func(name string, isPeer bool, work func(dst []kernels.Digest)) {
		c.contenders = append(c.contenders, contender{name: name, peer: isPeer, threads: 1, open: func(context.Context) (runner, error) {
			dst := make([]kernels.Digest, nodes)
			return runner{
				run: func(context.Context) error { work(dst); return nil },
				check: func(context.Context) error {
					if fingerprintOfDigests(dst) != want {
						return wrong("a digest is not the reference's")
					}
					clear(dst)
					return nil
				},
			}, nil
		}})
	}
	for _, level := range hash.Levels() {
		add("quarry "+level.String(), false, func(dst []kernels.Digest) { hash.NodeMany(h, level, children, dst) })
	}
	if peer != "" {
		add(peer, true, oneByOne)
	}
	return c
}

func fingerprintOfDigests(d []kernels.Digest) fingerprint {
	return sha256.Sum256(unsafe.Slice(&d[0][0], len(d)*len(d[0])))
}

// powContest searches a proof of work on all cores.
func powContest(backends []string, h kernels.Hash, bits int) *contest {
	prefix := [32]byte{'b', 'e', 'n', 'c', 'h', byte(h), byte(bits)}
	var want uint64
	c := &contest{
		name: "pow/" + h.String(), group: "pow", params: map[string]any{"hash": h.String(), "bits": bits}, unit: "nonce", compressions: 1,
		checked: "x/crypto: the nonce, and that there is none below it",
	}
	c.prepare = func(ctx context.Context) error {
		nonce, err := smallestNonce(ctx, h, prefix, bits)
		want, c.work = nonce, float64(nonce+1)
		return err
	}
	c.contenders = backendContenders(backends, false, func(_ context.Context, b *bed) (runner, error) {
		var got uint64
		return runner{
			run: func(ctx context.Context) (err error) {
				got, err = b.Grind(ctx, h, prefix, bits)
				return err
			},
			check: func(context.Context) error {
				if got != want {
					return wrong("the nonce is %d, the smallest is %d", got, want)
				}
				return nil
			},
		}, nil
	})
	return c
}

// smallestNonce searches by definition.
func smallestNonce(ctx context.Context, h kernels.Hash, prefix [32]byte, bits int) (uint64, error) {
	var message [40]byte
	copy(message[:], prefix[:])
	for nonce := uint64(0); ; nonce++ {
		if nonce%1024 == 0 && ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		for i := range 8 {
			message[32+i] = byte(nonce >> (56 - 8*i))
		}
		if d := sumOne(h, message[:]); leadingZeros(&d) >= bits {
			return nonce, nil
		}
	}
}

func leadingZeros(d *kernels.Digest) int {
	for i := range 8 * len(d) {
		if d[i/8]>>(7-i%8)&1 == 1 {
			return i
		}
	}
	return 8 * len(d)
}
