package hash

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"testing"
	"time"

	"quarry/fault"
	"quarry/kernels"
)

// workHashes are the hashes that can make proofs of work.
var workHashes = []kernels.Hash{
	kernels.Keccak256, kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB,
	kernels.Blake256, kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB,
}

// leadingZeros counts the zero bits a digest starts with, up to 64.
func leadingZeros(d kernels.Digest) int {
	v := binary.BigEndian.Uint64(d[:8])
	n := 0
	for ; n < 64 && v>>(63-n) == 0; n++ {
	}
	return n
}

// smallestNonce searches without any cleverness.
func smallestNonce(h kernels.Hash, prefix [32]byte, bits int) uint64 {
	for nonce := uint64(0); ; nonce++ {
		if leadingZeros(Sum(h, binary.BigEndian.AppendUint64(prefix[:], nonce))) >= bits {
			return nonce
		}
	}
}

func TestGrindFindsTheSmallest(t *testing.T) {
	for _, h := range workHashes {
		for seed := range byte(3) {
			prefix := [32]byte(Sum(kernels.Keccak256, []byte{seed}))
			for _, bits := range []int{0, 1, 4, 11, 14} {
				want := smallestNonce(h, prefix, bits)
				for _, lvl := range Levels() {
					for _, threads := range []int{1, 3} {
						got, err := Grind(t.Context(), lvl, h, prefix, bits, threads)
						if err != nil || got != want {
							t.Errorf("%v %v, %d bits, %d threads: %d, %v, want %d", h, lvl, bits, threads, got, err, want)
						}
					}
				}
			}
		}
	}
}

// Searches agree on every chunk, also where nonces pass 32 bits.
func TestSearchLevels(t *testing.T) {
	prefix := [32]byte(Sum(kernels.Keccak256, []byte("prefix")))
	for _, h := range []kernels.Hash{kernels.Keccak256, kernels.Blake256} {
		for _, start := range []uint64{0, 1, 12345, 1<<32 - 64, 1<<32 - 7, 1<<63 - 40, math.MaxUint64 - 1000} {
			for _, bits := range []int{2, 3, 5, 7} {
				m := leadingMask(h, bits)
				wantNonce, want := searchScalar(h)(&prefix, start, 256, m)
				for _, lvl := range Levels() {
					if nonce, ok := searcher(h, lvl)(&prefix, start, 256, m); nonce != wantNonce || ok != want {
						t.Errorf("%v %v from %d, %d bits: %d, %v, want %d, %v", h, lvl, start, bits, nonce, ok, wantNonce, want)
					}
				}
			}
		}
	}
}

func TestGrindCancels(t *testing.T) {
	for _, lvl := range Levels() {
		ctx, cancel := context.WithCancel(t.Context())
		reached := make(chan struct{}, 1)
		done := make(chan error)
		go func() {
			_, err := GrindProgress(ctx, lvl, kernels.Blake256, [32]byte{}, 64, 2, func(uint64) {
				select {
				case reached <- struct{}{}:
				default:
				}
			})
			done <- err
		}()
		<-reached
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v: %v", lvl, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%v: still searching", lvl)
		}
	}
}

func TestGrindRefuses(t *testing.T) {
	for _, c := range []struct {
		h    kernels.Hash
		bits int
	}{{kernels.Pedersen, 10}, {kernels.Poseidon3, 10}, {kernels.Keccak256, -1}, {kernels.Blake256, 65}} {
		if _, err := Grind(t.Context(), Portable, c.h, [32]byte{}, c.bits, 1); fault.CodeOf(err) != CodeNoProofOfWork {
			t.Errorf("%v, %d bits: %v", c.h, c.bits, err)
		}
	}
}
