package stark

import (
	"encoding/hex"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/kernels"
	"quarry/kernels/hash"
)

func element(tb testing.TB, s string) kernels.Element {
	tb.Helper()
	var e kernels.Element
	if _, err := e.SetString(s); err != nil {
		tb.Fatal(err)
	}
	return e
}

// The vectors are those of Stone's noninteractive_channel_test.cc: elements
// drawn from the seed of four zero bytes.
func TestHashChainElements(t *testing.T) {
	c := &hashChain{hash: kernels.Keccak256, digest: hash.Sum(kernels.Keccak256, make([]byte, 4))}
	for _, want := range []string{
		"0x7f097aaa40a3109067011986ae40f1ce97a01f4f1a72d80a52821f317504992",
		"0x18bcafdd60fc70e5e8a9a18687135d0bf1a355d9882969a6b3619e56bf2d49d",
		"0x2f06b17e08bc409b945b951de8102653dc48a143b87d09b6c95587679816d02",
	} {
		if got := c.element(); got != element(t, want) {
			t.Errorf("drew %s, Stone draws %s", hexValue(&got), want)
		}
	}
}

// Numbers come from consecutive pieces of one block after the other; a message
// discards what is left.
func TestHashChainNumbers(t *testing.T) {
	c := &hashChain{hash: kernels.Blake256}
	var blocks []byte
	for i := range 3 {
		data := make([]byte, 64)
		data[63] = byte(i)
		d := hash.Sum(kernels.Blake256, data)
		blocks = append(blocks, d[:]...)
	}
	for i := range 12 {
		var want uint64
		for _, b := range blocks[8*i : 8*i+8] {
			want = want<<8 | uint64(b)
		}
		if got := c.number(1 << 40); got != want%(1<<40) {
			t.Fatalf("number %d is %d, expected %d", i, got, want%(1<<40))
		}
	}
	c.number(2)
	c.absorb(nil)
	if len(c.spare) != 0 || c.counter != 0 {
		t.Errorf("%d spare bytes and counter %d after a message", len(c.spare), c.counter)
	}
}

// A message is hashed behind the digest plus one, which may carry.
func TestHashChainCarry(t *testing.T) {
	c := &hashChain{hash: kernels.Keccak256}
	for i := range c.digest {
		c.digest[i] = 0xff
	}
	c.digest[0] = 0
	c.absorb([]byte{7})
	mixed := append([]byte{1}, make([]byte, 31)...)
	if want := hash.Sum(kernels.Keccak256, append(mixed, 7)); c.digest != want {
		t.Errorf("state %x, expected %x", c.digest, want)
	}
}

// The transcript starts from the hash of the seed: the channel's, or with
// friendly updates the friendly one.
func TestNewTranscript(t *testing.T) {
	seed := make([]byte, 64)
	seed[31] = 9
	cases := []struct {
		params Params
		seed   []byte
		state  kernels.Hash
		code   fault.Code
	}{
		{Params{ChannelHash: kernels.Keccak256}, seed, kernels.Keccak256, ""},
		{Params{ChannelHash: kernels.Blake256, FriendlyHash: kernels.Pedersen}, seed, kernels.Blake256, ""},
		{Params{ChannelHash: kernels.Keccak256, FriendlyHash: kernels.Pedersen, FriendlyChannelUpdates: true}, seed, kernels.Pedersen, ""},
		{Params{ChannelHash: kernels.Poseidon3}, seed, kernels.Poseidon3, ""},
		{Params{ChannelHash: kernels.Poseidon3, FriendlyHash: kernels.Keccak256Masked160LSB, FriendlyChannelUpdates: true}, seed[:5], kernels.Keccak256Masked160LSB, ""},
		{Params{ChannelHash: kernels.Poseidon3}, seed[:33], 0, CodeSeed},
		{Params{ChannelHash: kernels.Poseidon3}, slices.Repeat([]byte{0xff}, 32), 0, CodeSeed},
		{Params{ChannelHash: kernels.Keccak256, FriendlyHash: kernels.Pedersen, FriendlyChannelUpdates: true}, seed[:31], 0, CodeSeed},
	}
	for i, c := range cases {
		got, err := newTranscript(&c.params, c.seed)
		if fault.CodeOf(err) != c.code {
			t.Errorf("case %d: %v", i, err)
		}
		if err == nil && got.state() != hash.Sum(c.state, c.seed) {
			t.Errorf("case %d: state %x", i, got.state())
		}
	}
}

// The felt channel starts from a digest modulo p, mixes messages behind the
// state plus one and counts draws.
func TestFeltChain(t *testing.T) {
	var start kernels.Digest
	for i := range start {
		start[i] = 0xff
	}
	c := newFeltChain(start)
	var s, n kernels.Element
	s.SetBytes(start[:])
	for i := range uint64(3) {
		if got := c.element(); got != hash.PoseidonHash(&s, n.SetUint64(i)) {
			t.Errorf("element %d is %s", i, hexValue(&got))
		}
	}
	want := hash.PoseidonHash(&s, n.SetUint64(3))
	if got := c.number(1 << 20); got != want.Bits()[0]%(1<<20) {
		t.Errorf("number %d", got)
	}
	msg := make([]byte, 64)
	msg[0], msg[63] = 1, 5
	c.absorb(msg)
	words := make([]kernels.Element, 3)
	words[0].Add(&s, one())
	words[1].SetBytes(msg[:32])
	words[2].SetUint64(5)
	if want := hash.PoseidonHashMany(words); c.s != want || c.counter != 0 {
		t.Errorf("state %s, expected %s", hexValue(&c.s), hexValue(&want))
	}
}

// Whatever is sent is received, and both sides agree on statistics, state and
// annotations.
func TestChannelRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		params := Params{ChannelHash: rapid.SampledFrom([]kernels.Hash{kernels.Keccak256, kernels.Poseidon3}).Draw(t, "channel")}
		start := func() transcript {
			tr, err := newTranscript(&params, make([]byte, 32))
			if err != nil {
				t.Fatal(err)
			}
			return tr
		}
		p, v := &proverChannel{}, &verifierChannel{}
		p.transcript, p.on = start(), true
		v.transcript, v.on = start(), true
		var receive []func() bool
		for i := range rapid.IntRange(1, 8).Draw(t, "messages") {
			elements := make([]kernels.Element, rapid.IntRange(1, 4).Draw(t, "elements"))
			for j := range elements {
				elements[j].SetUint64(rapid.Uint64().Draw(t, "element"))
				elements[j].Square(&elements[j])
			}
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				p.sendElement(&elements[0], numbered("e", i))
				receive = append(receive, func() bool {
					e, err := v.receiveElement(numbered("e", i))
					return err == nil && e == elements[0]
				})
			case 1:
				p.sendElements(elements, named("span"))
				receive = append(receive, func() bool {
					got, err := v.receiveElements(len(elements), named("span"))
					return err == nil && slices.Equal(got, elements)
				})
			case 2:
				d := hash.Sum(kernels.Blake256Masked248LSB, []byte{byte(i)})
				p.sendDigest(d, kernels.Blake256Masked248LSB, nodeLabel(uint64(i)))
				receive = append(receive, func() bool {
					got, err := v.receiveDigest(kernels.Blake256Masked248LSB, kernels.Blake256Masked248LSB, nodeLabel(uint64(i)))
					return err == nil && got == d
				})
			case 3:
				word := appendMontgomery(nil, &elements[0])
				p.sendData(word, packageLabel(3))
				receive = append(receive, func() bool {
					got, err := v.receiveWord(packageLabel(3))
					return err == nil && slices.Equal(got, word)
				})
			case 4:
				want := p.drawElement(named("drawn"))
				receive = append(receive, func() bool { return v.drawElement(named("drawn")) == want })
			}
		}
		v.proof = p.proof
		for i, f := range receive {
			if !f() {
				t.Fatalf("message %d was not received", i)
			}
		}
		if err := v.end(); err != nil || p.stats != v.stats || p.state() != v.state() || !slices.Equal(p.text(), v.text()) {
			t.Fatalf("prover %+v, verifier %+v: %v", p.stats, v.stats, err)
		}
	})
}

func TestEncoding(t *testing.T) {
	modulus, err := hex.DecodeString("0800000000000011000000000000000000000000000000000000000000000001")
	if err != nil {
		t.Fatal(err)
	}
	below := slices.Clone(modulus)
	below[31] = 0
	for _, decode := range []func([]byte) (kernels.Element, bool){fromMontgomery, fromStandard} {
		if _, ok := decode(modulus); ok {
			t.Error("the prime is canonical")
		}
		if _, ok := decode(slices.Repeat([]byte{0xff}, 32)); ok {
			t.Error("2^256 − 1 is canonical")
		}
		if _, ok := decode(below); !ok {
			t.Error("p − 1 is not canonical")
		}
	}
	minusOne := *one()
	minusOne.Neg(&minusOne)
	if got := appendStandard(nil, &minusOne); !slices.Equal(got, below) {
		t.Errorf("−1 is %x", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		var e kernels.Element
		e.SetBytes(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "bytes"))
		if got, ok := fromMontgomery(appendMontgomery(nil, &e)); !ok || got != e {
			t.Error("Montgomery form does not come back")
		}
		if got, ok := fromStandard(appendStandard(nil, &e)); !ok || got != e {
			t.Error("standard form does not come back")
		}
	})
	var limit kernels.Element // 31·p, the first that is passed over
	limit[3], limit[0] = 31*(1<<59+17), 31
	if belowMaxDivisible(&limit) {
		t.Error("31·p is below itself")
	}
	limit[0]--
	if !belowMaxDivisible(&limit) {
		t.Error("31·p − 1 is not below 31·p")
	}
}

func TestText(t *testing.T) {
	var d kernels.Digest
	d[1], d[31] = 0x0a, 1
	for h, want := range map[kernels.Hash]string{
		kernels.Keccak256:            "Hash(0xa000000000000000000000000000000000000000000000000000000000001)",
		kernels.Blake256Masked248LSB: "Hash(0x000a000000000000000000000000000000000000000000000000000000000001)",
	} {
		if got := digestText(h, &d); got != want {
			t.Errorf("%v: %s", h, got)
		}
	}
	if got := dataText(make([]byte, 8)); got != "Data(0x0)" {
		t.Error(got)
	}
	if got := elementsText([]kernels.Element{*one(), {}}); got != "Field Elements(0x1, 0x0)" {
		t.Error(got)
	}
}
