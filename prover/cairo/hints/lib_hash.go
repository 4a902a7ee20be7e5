package hints

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"golang.org/x/crypto/sha3"

	"quarry/kernels/hash"
	"quarry/prover/cairo/keccak"
	"quarry/prover/cairo/script"
)

func felts(n []*big.Int) []fp.Element {
	out := make([]fp.Element, len(n))
	for i := range n {
		out[i].SetBigInt(n[i])
	}
	return out
}

func bigOf(e fp.Element) script.Value { return e.BigInt(new(big.Int)) }

var pedersenFn = fn("pedersen_hash", []string{"x", "y"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
	n, err := ints(a)
	if err != nil {
		return nil, err
	}
	e := felts(n)
	return bigOf(hash.PedersenHash(&e[0], &e[1])), in.Spend(1000)
})

// hashNames are the hash functions of cairo-lang's Python modules.
var hashNames = map[string]script.Value{
	"pedersen_hash": pedersenFn,
	"poseidon_hash": fn("poseidon_hash", []string{"x", "y"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(a)
		if err != nil {
			return nil, err
		}
		e := felts(n)
		return bigOf(hash.PoseidonHash(&e[0], &e[1])), in.Spend(1000)
	}),
	"poseidon_hash_many": fn("poseidon_hash_many", []string{"array"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := words(in, a[0])
		if err != nil {
			return nil, err
		}
		return bigOf(hash.PoseidonHashMany(felts(n))), in.Spend(1000 * (1 + len(n)))
	}),
	"poseidon_perm": fn("poseidon_perm", []string{"s0", "s1", "s2"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := ints(a)
		if err != nil {
			return nil, err
		}
		s := [3]fp.Element(felts(n))
		hash.PoseidonPermute(&s)
		return list(bigOf(s[0]), bigOf(s[1]), bigOf(s[2])), in.Spend(1000)
	}),
	"compute_hash_on_elements": fnOpt("compute_hash_on_elements", 1, []string{"data", "hash_func"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := words(in, a[0])
		if err != nil {
			return nil, err
		}
		var h fp.Element
		for _, e := range felts(n) {
			h = hash.PedersenHash(&h, &e)
			if err := in.Spend(1000); err != nil {
				return nil, err
			}
		}
		length := fp.NewElement(uint64(len(n)))
		return bigOf(hash.PedersenHash(&h, &length)), nil
	}),
	"compute_hash_chain": fnOpt("compute_hash_chain", 1, []string{"data", "hash_func"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := words(in, a[0])
		if err != nil {
			return nil, err
		}
		if len(n) == 0 {
			return nil, failed("")
		}
		e := felts(n)
		h := e[len(e)-1]
		for i := len(e) - 2; i >= 0; i-- {
			h = hash.PedersenHash(&e[i], &h)
			if err := in.Spend(1000); err != nil {
				return nil, err
			}
		}
		return bigOf(h), nil
	}),
}

var keccakFn = fn("keccak", []string{"preimage"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
	b, ok := a[0].(script.Bytes)
	if !ok {
		return nil, script.Raise("TypeError", "keccak() needs bytes, not %s", script.TypeName(a[0]))
	}
	h := sha3.NewLegacyKeccak256()
	h.Write(b)
	return script.Bytes(h.Sum(nil)), in.Spend(len(b)/8 + 100)
})

// keccakNames is starkware.cairo.common.keccak_utils.keccak_utils.
var keccakNames = map[string]script.Value{
	"keccak_func": fn("keccak_func", []string{"values"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		n, err := words(in, a[0])
		if err != nil {
			return nil, err
		}
		if len(n) != 25 {
			return nil, script.Raise("ValueError", "keccak_func() needs 25 words")
		}
		var state [200]byte
		for i, w := range n {
			if !w.IsUint64() {
				return nil, script.Raise("ValueError", "keccak_func() needs words of 64 bits")
			}
			binary.LittleEndian.PutUint64(state[8*i:], w.Uint64())
		}
		keccak.F1600(&state)
		out := &script.List{}
		for i := range 25 {
			out.Items = append(out.Items, new(big.Int).SetUint64(binary.LittleEndian.Uint64(state[8*i:])))
		}
		return out, in.Spend(200)
	}),
}

// words32 reads n integers of 32 bits.
func words32(in *script.Interp, v script.Value, n int) ([]uint32, error) {
	w, err := words(in, v)
	if err != nil {
		return nil, err
	}
	if len(w) != n {
		return nil, script.Raise("ValueError", "expected %d words, got %d", n, len(w))
	}
	out := make([]uint32, n)
	for i := range w {
		if !w[i].IsUint64() || w[i].Uint64() > 1<<32-1 {
			return nil, script.Raise("ValueError", "%v is no word of 32 bits", w[i])
		}
		out[i] = uint32(w[i].Uint64())
	}
	return out, nil
}

func listOf32(w []uint32) *script.List {
	out := &script.List{}
	for _, x := range w {
		out.Items = append(out.Items, script.Int(int64(x)))
	}
	return out
}

// iv is the initial state of SHA-256 and BLAKE2s.
var iv = []uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}

// ivList is IV as a list of its own for each hint.
var ivList = bound(func(*Runner) script.Value { return listOf32(iv) })

// blakeNames is starkware.cairo.common.cairo_blake2s.blake2s_utils.
var blakeNames = map[string]script.Value{
	"IV": ivList,
	"blake2s_compress": fn("blake2s_compress", []string{"h", "message", "t0", "t1", "f0", "f1"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		h, err := words32(in, a[0], 8)
		if err != nil {
			return nil, err
		}
		m, err := words32(in, a[1], 16)
		if err != nil {
			return nil, err
		}
		tail, err := words32(in, script.Tuple(a[2:]), 4)
		if err != nil {
			return nil, err
		}
		return listOf32(blake2s(h, m, [4]uint32(tail))), in.Spend(200)
	}),
	"compute_blake2s_func": bound(func(r *Runner) script.Value {
		return fn("compute_blake2s_func", []string{"segments", "output_ptr"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			p, err := asPointer(a[1])
			if err != nil {
				return nil, err
			}
			mem := &memoryValue{r, false}
			v, err := mem.getRange(in, []script.Value{Pointer(p.Add(-26)), script.Int(26)}, true)
			if err != nil {
				return nil, err
			}
			w, err := words32(in, v, 26)
			if err != nil {
				return nil, err
			}
			out := blake2s(w[:8], w[8:24], [4]uint32{w[24], 0, w[25], 0})
			return (&segmentsValue{r}).load(in, Pointer(p), listOf32(out))
		})
	}),
}

// blakeSchedule is the order of message words in each round (RFC 7693).
var blakeSchedule = [10][16]uint8{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
	{11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
	{7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
	{9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
	{2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
	{12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
	{13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
	{6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
	{10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
}

// blake2s is the compression function of BLAKE2s (RFC 7693); tail is the
// counter and the two flags.
func blake2s(h, m []uint32, tail [4]uint32) []uint32 {
	var v [16]uint32
	copy(v[:8], h)
	copy(v[8:], iv)
	for i, t := range tail {
		v[12+i] ^= t
	}
	mix := func(a, b, c, d int, x, y uint32) {
		for i, w := range [2]uint32{x, y} {
			v[a] += v[b] + w
			v[d] = bits.RotateLeft32(v[d]^v[a], [2]int{-16, -8}[i])
			v[c] += v[d]
			v[b] = bits.RotateLeft32(v[b]^v[c], [2]int{-12, -7}[i])
		}
	}
	for _, s := range blakeSchedule {
		for i := range 4 {
			mix(i, 4+i, 8+i, 12+i, m[s[2*i]], m[s[2*i+1]])
		}
		for i := range 4 {
			mix(i, 4+(i+1)%4, 8+(i+2)%4, 12+(i+3)%4, m[s[8+2*i]], m[s[9+2*i]])
		}
	}
	out := make([]uint32, 8)
	for i := range out {
		out[i] = h[i] ^ v[i] ^ v[8+i]
	}
	return out
}

// shaNames is starkware.cairo.common.cairo_sha256.sha256_utils.
var shaNames = map[string]script.Value{
	"IV": ivList,
	"compute_message_schedule": fn("compute_message_schedule", []string{"message"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		m, err := words32(in, a[0], 16)
		if err != nil {
			return nil, err
		}
		return listOf32(shaSchedule(m)), in.Spend(100)
	}),
	"sha2_compress_function": fn("sha2_compress_function", []string{"state", "w"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		state, err := words32(in, a[0], 8)
		if err != nil {
			return nil, err
		}
		w, err := words32(in, a[1], 64)
		if err != nil {
			return nil, err
		}
		return listOf32(shaCompress(state, w)), in.Spend(200)
	}),
	"sha_256_update_state": fn("sha_256_update_state", []string{"state", "message"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
		state, err := words32(in, a[0], 8)
		if err != nil {
			return nil, err
		}
		m, err := words32(in, a[1], 16)
		if err != nil {
			return nil, err
		}
		return listOf32(shaCompress(state, shaSchedule(m))), in.Spend(300)
	}),
}

// shaSchedule and shaCompress are those of SHA-256 (FIPS 180-4).
func shaSchedule(m []uint32) []uint32 {
	w := append([]uint32(nil), m...)
	for i := 16; i < 64; i++ {
		a, b := w[i-15], w[i-2]
		s0 := bits.RotateLeft32(a, -7) ^ bits.RotateLeft32(a, -18) ^ a>>3
		s1 := bits.RotateLeft32(b, -17) ^ bits.RotateLeft32(b, -19) ^ b>>10
		w = append(w, w[i-16]+s0+w[i-7]+s1)
	}
	return w
}

func shaCompress(state, w []uint32) []uint32 {
	s, k := append([]uint32(nil), state...), shaConstants()
	for i := range 64 {
		s1 := bits.RotateLeft32(s[4], -6) ^ bits.RotateLeft32(s[4], -11) ^ bits.RotateLeft32(s[4], -25)
		t1 := s[7] + s1 + (s[4]&s[5] ^ ^s[4]&s[6]) + k[i] + w[i]
		s0 := bits.RotateLeft32(s[0], -2) ^ bits.RotateLeft32(s[0], -13) ^ bits.RotateLeft32(s[0], -22)
		t2 := s0 + (s[0]&s[1] ^ s[0]&s[2] ^ s[1]&s[2])
		copy(s[1:], s[:7])
		s[4] += t1
		s[0] = t1 + t2
	}
	for i := range s {
		s[i] += state[i]
	}
	return s
}

// shaConstants are the first 32 bits of the fractional parts of the cube roots
// of the first 64 primes.
var shaConstants = sync.OnceValue(func() (k [64]uint32) {
	n := 0
	for p := int64(2); n < 64; p++ {
		if !big.NewInt(p).ProbablyPrime(0) {
			continue
		}
		// The cube root of p·2^96, by bisection.
		lo, hi := new(big.Int), new(big.Int).Lsh(one, 40)
		target := new(big.Int).Lsh(big.NewInt(p), 96)
		for new(big.Int).Sub(hi, lo).Cmp(one) > 0 {
			mid := new(big.Int).Add(lo, hi)
			mid.Rsh(mid, 1)
			if new(big.Int).Exp(mid, big.NewInt(3), nil).Cmp(target) <= 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		k[n] = uint32(lo.Uint64())
		n++
	}
	return k
})
