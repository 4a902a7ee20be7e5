package hash

import (
	"encoding/hex"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	pedersenhash "github.com/consensys/gnark-crypto/ecc/stark-curve/pedersen-hash"
	"golang.org/x/crypto/sha3"
	"pgregory.net/rapid"

	"quarry/kernels"
)

// pattern is the message of Stone's unit tests: 0x11, 0x22 … 0x88 repeated.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(0x11 * (i%8 + 1))
	}
	return b
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	if len(s)%2 == 1 {
		s = "0" + s
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return append(make([]byte, max(0, 32-len(b))), b...)
}

func hexFelt(t testing.TB, s string) fp.Element {
	t.Helper()
	var e fp.Element
	if _, err := e.SetString("0x" + s); err != nil {
		t.Fatal(err)
	}
	return e
}

// The values of Stone's own unit tests, and of Python's hashlib for blake2s.
func TestSumVectors(t *testing.T) {
	hello := []byte("Hello World!")
	sample := unhex(t, "4493758de1393a3bbf47cb8fcc99ca141a82548bd17eb54be45e8946fbc9441d")
	var many []byte
	for _, s := range []string{
		"6d841133e95d568a98362ae077545482f1b508cb48645f296de72f05f1e6afe",
		"23a4459537f5b7fa228d32336a00f9b241289e3c69fb3527e0614c4e77bb376",
		"7c187057c013dd3a6d8ce76683cd7875d236ca396204922122a10a77cef6f2a",
		"396f0205dbcda22900af19938d0607f8f9acc9c7a4c8d75fc19b5a1ede874b0",
		"48499957377c0df2c671fd1fcb6501b42fb63045ed8d16df08d55ab144e7ab8",
	} {
		many = append(many, unhex(t, s)...)
	}
	for _, c := range []struct {
		h    kernels.Hash
		data []byte
		want string
	}{
		{kernels.Keccak256, nil, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"},
		{kernels.Keccak256, []byte("testing"), "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02"},
		{kernels.Keccak256, pattern(32), "579bb7619d88a618d64f8a31990ceed4f416b3bfc4a58dc4d253fd5260316bf9"},
		{kernels.Keccak256, pattern(135), "01fc6a3d48aaee52c507048e1cd1891a0082098a992b825229b50f00d6993148"},
		{kernels.Keccak256, pattern(999), "1e12a9123f39d457468eccb5ab485128b5294c5eb0c83a1cf497b998ab3d5f66"},
		{kernels.Keccak256, pattern(1000), "59ae1d570a3a4bf6ceabeb13a3b37dcedd2d01ac49b365527922514091e7c7c4"},
		{kernels.Keccak256Masked160MSB, pattern(32), "579bb7619d88a618d64f8a31990ceed4f416b3bf000000000000000000000000"},
		{kernels.Keccak256Masked160LSB, pattern(32), "000000000000000000000000990ceed4f416b3bfc4a58dc4d253fd5260316bf9"},
		{kernels.Blake256, hello, "be8c6777e88d287dd927975327dd4214d199a1a1b67fe2e26666cc336533666a"},
		{kernels.Blake256, sample, "dcba38e4aea16a5f87e8b76039958941cc2b19c1bd836b3a53506489395aa54d"},
		{kernels.Blake256Masked160MSB, sample, "dcba38e4aea16a5f87e8b76039958941cc2b19c1000000000000000000000000"},
		{kernels.Blake256Masked248LSB, sample, "00ba38e4aea16a5f87e8b76039958941cc2b19c1bd836b3a53506489395aa54d"},
		{kernels.Pedersen, nil, "49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804"},
		{kernels.Pedersen, pattern(32), "76ee717494854a0656535e7ebd851daf6daced15363a94e3c14587187818208"},
		{kernels.Pedersen, pattern(64), "5ae166bb6f7bd5aecc639a736a38257f0913611c4967e6fb1cabd4278790e4c"},
		{kernels.Poseidon3, many, "6c8e43870377cbf91153caed2091bb49ea60401045eccc2e4cc9bbf35218891"},
	} {
		got := Sum(c.h, c.data)
		if want := kernels.Digest(unhex(t, c.want)); got != want {
			t.Errorf("%v of %d bytes: %x, want %x", c.h, len(c.data), got, want)
		}
	}
}

func TestNodeVectors(t *testing.T) {
	h1 := Sum(kernels.Blake256, []byte("Hello World!"))
	h2 := Sum(kernels.Blake256, h1[:])
	k := Sum(kernels.Keccak256, []byte("testing"))
	for _, c := range []struct {
		h           kernels.Hash
		left, right []byte
		want        string
	}{
		{kernels.Blake256, h1[:], h2[:], "2e51dd0753f7552dd30dc5a049b96f24fede8f363f19a87386056c4094406b68"},
		{kernels.Keccak256, k[:], k[:], hex.EncodeToString(legacyKeccak(append(k[:], k[:]...)))},
		{kernels.Pedersen,
			unhex(t, "58f580910a6ca59b28927c08fe6c43e2e303ca384badc365795fc645d479d45"),
			unhex(t, "78734f65a067be9bdb39de18434d71e79f7b6466a4b66bbd979ab9e7515fe0b"),
			"68cc0b76cddd1dd4ed2301ada9b7c872b23875d5ff837b3a87993e0d9996b87"},
		{kernels.Pedersen,
			unhex(t, "3d937c035c878245caf64531a5756109c53068da139362728feb561405371cb"),
			unhex(t, "208a0a10250e382e1e4bbe2880906c2791bf6275695e02fbbc6aeff9cd8b31a"),
			"30e480bed5fe53fa909cc0f8c4d99b8f9f2c016be4c41e13a4848797979c662"},
		{kernels.Poseidon3,
			unhex(t, "23a77118133287637ebdcd9e87a1613e443df789558867f5ba91faf7a024204"),
			unhex(t, "259f432e6f4590b9a164106cf6a659eb4862b21fb97d43588561712e8e5216a"),
			"4be9af45b942b4b0c9f04a15e37b7f34f8109873ef7ef20e9eef8a38a3011e1"},
	} {
		l, r := kernels.Digest(c.left), kernels.Digest(c.right)
		if got, want := Node(c.h, &l, &r), kernels.Digest(unhex(t, c.want)); got != want {
			t.Errorf("%v: %x, want %x", c.h, got, want)
		}
	}
}

// The permutation of zero is published with Starknet's Poseidon.
func TestPoseidonPermuteVectors(t *testing.T) {
	var s [3]fp.Element
	PoseidonPermute(&s)
	want := [3]fp.Element{
		hexFelt(t, "79e8d1e78258000a28fc9d49e233bc6852357968577b1e386550ed6a9086133"),
		hexFelt(t, "3840d003d0f3f96dbb796ff6aa6a63be5b5404b91ccaabca256154cbb6fb984"),
		hexFelt(t, "1eb39da3f7d3b04142d0ac83d9da00c9325a61fb2ef326e50b70eaa8a3c7cc7"),
	}
	if s != want {
		t.Errorf("%v %v %v", s[0].Text(16), s[1].Text(16), s[2].Text(16))
	}
	if first := hexFelt(t, "6861759ea556a2339dd92f9562a30b9e58e2ad98109ae4780b7fd8eac77fe6f"); poseidonConstants()[0][0] != first {
		t.Errorf("first round constant is not %v", first.Text(16))
	}
}

func BenchmarkPoseidonPermute(b *testing.B) {
	var s [3]fp.Element
	for b.Loop() {
		PoseidonPermute(&s)
	}
}

// The permutation as it is defined, round by round.
func TestPoseidonPermuteAgainstDefinition(t *testing.T) {
	rc := poseidonConstants()
	rapid.Check(t, func(t *rapid.T) {
		s := [3]fp.Element{drawFelt(t), drawFelt(t), drawFelt(t)}
		got, gotGo := s, s
		PoseidonPermute(&got)
		permuteGo(&gotGo)
		for r := range rc {
			for i := range s {
				s[i].Add(&s[i], &rc[r][i])
				if i == 2 || r < 4 || r >= 4+83 {
					s[i].Exp(s[i], big.NewInt(3))
				}
			}
			a, b, c := s[0], s[1], s[2]
			row := func(x, y, z int64) (e fp.Element) {
				for i, m := range []int64{x, y, z} {
					var k fp.Element
					k.SetInt64(m).Mul(&k, &[]fp.Element{a, b, c}[i])
					e.Add(&e, &k)
				}
				return e
			}
			s = [3]fp.Element{row(3, 1, 1), row(1, -1, 1), row(1, 1, -2)}
		}
		if got != s || gotGo != s {
			t.Fatalf("got %v and %v, want %v", got, gotGo, s)
		}
	})
}

func TestPedersenHashAgainstGnark(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawFelt(t), drawFelt(t)
		if got, want := PedersenHash(&x, &y), pedersenhash.Pedersen(&x, &y); got != want {
			t.Fatalf("H(%v, %v) = %v, want %v", x, y, got, want)
		}
	})
}

func TestKeccakAgainstReference(t *testing.T) {
	for n := range 3*keccakRate + 2 {
		data := pattern(n)
		if got := Sum(kernels.Keccak256, data); string(got[:]) != string(legacyKeccak(data)) {
			t.Fatalf("length %d: %x", n, got)
		}
	}
}

// Words that are not below p: the quotient is what big integers say.
func TestWord(t *testing.T) {
	p := fp.Modulus()
	rapid.Check(t, func(t *rapid.T) {
		b := make([]byte, 32)
		v := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "word"))
		if rapid.Bool().Draw(t, "near a multiple of p") {
			k := rapid.Int64Range(0, 31).Draw(t, "multiple")
			v.Mul(p, big.NewInt(k)).Add(v, big.NewInt(rapid.Int64Range(-2, 2).Draw(t, "offset")))
			if v.Sign() < 0 {
				v.SetInt64(0)
			}
		}
		v.FillBytes(b)
		q, r := new(big.Int).DivMod(v, p, new(big.Int))
		e, gotQ := wordElement(b)
		if gotQ != q.Uint64() || e.BigInt(new(big.Int)).Cmp(r) != 0 {
			t.Fatalf("%x: quotient %d, remainder %v", b, gotQ, e.Text(16))
		}
		d := kernels.Digest(b)
		if Canonical(kernels.Poseidon3, &d) != (q.Sign() == 0) || CanonicalWords(b) != (q.Sign() == 0) {
			t.Fatalf("%x: canonical?", b)
		}
	})
}

func TestCanonicalMasked(t *testing.T) {
	for _, h := range []kernels.Hash{
		kernels.Keccak256Masked160MSB, kernels.Keccak256Masked160LSB,
		kernels.Blake256Masked160MSB, kernels.Blake256Masked248LSB,
	} {
		d := Sum(h, pattern(32))
		if !Canonical(h, &d) {
			t.Errorf("%v: its own digest is refused", h)
		}
		for i := range d {
			d[i] = 0xff
		}
		if Canonical(h, &d) {
			t.Errorf("%v: an unmasked digest is taken", h)
		}
	}
}

func legacyKeccak(data []byte) []byte {
	k := sha3.NewLegacyKeccak256()
	k.Write(data)
	return k.Sum(nil)
}

// drawFelt draws an element, often one of special shape.
func drawFelt(t *rapid.T) fp.Element {
	var e fp.Element
	switch rapid.IntRange(0, 3).Draw(t, "shape") {
	case 0:
		e.SetUint64(rapid.Uint64().Draw(t, "small"))
	case 1:
		e.SetUint64(rapid.Uint64Range(0, 100).Draw(t, "minus"))
		e.Neg(&e)
	case 2:
		e.SetBigInt(new(big.Int).Lsh(big.NewInt(1), rapid.UintRange(0, 251).Draw(t, "bit")))
	default:
		e.SetBytes(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "bytes"))
	}
	return e
}
