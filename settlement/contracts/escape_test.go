package contracts

import (
	"math/big"
	"testing"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"quarry/kernels/hash"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

func randomFelt(t testing.TB) (e fp.Element) {
	t.Helper()
	if _, err := e.SetRandom(); err != nil {
		t.Fatal(err)
	}
	return e
}

// corners are felts that go through the code's special cases.
func corners() []fp.Element {
	shift := func(n uint) (e fp.Element) { e.SetBigInt(new(big.Int).Lsh(common.Big1, n)); return e }
	var last, below fp.Element
	last.Sub(&last, &[]fp.Element{fp.One()}[0])
	one := fp.One()
	below = shift(248)
	below.Sub(&below, &one)
	return []fp.Element{{}, one, fp.NewElement(15), fp.NewElement(16), shift(247), shift(248), below, shift(251), last}
}

func TestPedersen(t *testing.T) {
	w := newWorld(t)
	hashes := w.deploy(testArtifact(t, "TestHashes"))
	var felts []fp.Element
	c := corners()
	for i := range c {
		felts = append(felts, c[i], c[(i*4+1)%len(c)])
	}
	for range 100 {
		felts = append(felts, randomFelt(t))
	}
	args := make([]*big.Int, len(felts))
	for i := range felts {
		args[i] = number(&felts[i])
	}
	sums := hashes.get("pedersen", EscapeTables(), args).([]*big.Int)
	for i, got := range sums {
		want := hash.PedersenHash(&felts[2*i], &felts[2*i+1])
		if got.Cmp(number(&want)) != 0 {
			t.Fatalf("pair %d: %x, want %s", i, got, want.Text(16))
		}
	}
	few := hashes.call(alice, nil, "pedersen", EscapeTables(), args[:20]).gas
	many := hashes.call(alice, nil, "pedersen", EscapeTables(), args[:60]).gas
	t.Logf("a Pedersen hash: %d gas", (many-few)/20)
}

func TestPoseidon(t *testing.T) {
	w := newWorld(t)
	hashes := w.deploy(testArtifact(t, "TestHashes"))
	tables := EscapeTables()
	keys := tables[len(tables)-107*32:]
	states := [][3]fp.Element{{}}
	c := corners()
	for i := range c {
		states = append(states, [3]fp.Element{c[i], c[(i+1)%len(c)], c[(i+3)%len(c)]})
	}
	for range 20 {
		states = append(states, [3]fp.Element{randomFelt(t), randomFelt(t), randomFelt(t)})
	}
	for _, s := range states {
		r := hashes.call(alice, nil, "permute", keys, [3]*big.Int{number(&s[0]), number(&s[1]), number(&s[2])})
		got := r.ok()[0].([3]*big.Int)
		hash.PoseidonPermute(&s)
		for i := range s {
			if got[i].Cmp(number(&s[i])) != 0 {
				t.Fatalf("element %d: %x, want %s", i, got[i], s[i].Text(16))
			}
		}
	}
	for _, n := range []int{1, 3, 4, 5, 7} {
		felts := make([]fp.Element, n)
		args := make([]*big.Int, n)
		for i := range felts {
			felts[i] = randomFelt(t)
			args[i] = number(&felts[i])
		}
		want := hash.PoseidonHashMany(felts)
		if got := hashes.get("poseidon", keys, args).(*big.Int); got.Cmp(number(&want)) != 0 {
			t.Fatalf("of %d felts: %x, want %s", n, got, want.Text(16))
		}
	}
	small := hashes.call(alice, nil, "poseidon", keys, []*big.Int{common.Big1, common.Big1, common.Big1}).gas
	large := hashes.call(alice, nil, "poseidon", keys, []*big.Int{common.Big1, common.Big1, common.Big1, common.Big1, common.Big1}).gas
	t.Logf("a permutation: %d gas", large-small)
}

// owner is an account's key.
type owner struct {
	private *big.Int
	public  starkcurve.G1Affine
}

func newOwner(t testing.TB) *owner {
	t.Helper()
	var scalar fr.Element
	if _, err := scalar.SetRandom(); err != nil {
		t.Fatal(err)
	}
	o := &owner{private: scalar.BigInt(new(big.Int))}
	_, g := starkcurve.Generators()
	o.public.ScalarMultiplication(&g, o.private)
	return o
}

// sign signs as Starknet's wallets do, with a random nonce.
func (o *owner) sign(t testing.TB, message *fp.Element) (r, s fp.Element) {
	t.Helper()
	_, g := starkcurve.Generators()
	for {
		k := newOwner(t).private
		var point starkcurve.G1Affine
		point.ScalarMultiplication(&g, k)
		r := number(&point.X)
		// s = (message + r·private) / k
		sum := new(big.Int).Mul(r, o.private)
		sum.Add(sum, number(message)).Mul(sum, new(big.Int).ModInverse(k, fr.Modulus())).Mod(sum, fr.Modulus())
		if r.Cmp(fr.Modulus()) < 0 && sum.Sign() != 0 {
			return point.X, *new(fp.Element).SetBigInt(sum)
		}
	}
}

func TestSignatures(t *testing.T) {
	w := newWorld(t)
	hashes := w.deploy(testArtifact(t, "TestHashes"))
	check := func(name string, want bool, args ...*big.Int) {
		t.Helper()
		got := hashes.get("isSigned", args[0], args[1], args[2], args[3], args[4]).(bool)
		if got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
	for range 8 {
		o := newOwner(t)
		message := randomFelt(t)
		rf, sf := o.sign(t, &message)
		m, r, s, x, y := number(&message), number(&rf), number(&sf), number(&o.public.X), number(&o.public.Y)
		minus := func(v, modulus *big.Int) *big.Int { return new(big.Int).Sub(modulus, v) }
		plus := func(v *big.Int) *big.Int { return new(big.Int).Add(v, common.Big1) }
		check("a signature", true, m, r, s, x, y)
		check("its mirror", true, m, r, minus(s, fr.Modulus()), x, y)
		check("another message", false, plus(m), r, s, x, y)
		check("another r", false, m, plus(r), s, x, y)
		check("another s", false, m, r, plus(s), x, y)
		check("the opposite key", false, m, r, s, x, minus(y, fp.Modulus()))
		check("no point", false, m, r, s, x, plus(y))
		check("r of 0", false, m, common.Big0, s, x, y)
		check("s of 0", false, m, r, common.Big0, x, y)
		check("s of the order", false, m, r, fr.Modulus(), x, y)
		check("s above the order", false, m, r, new(big.Int).Add(s, fr.Modulus()), x, y)
		check("x above the prime", false, m, r, s, new(big.Int).Add(x, fp.Modulus()), y)
	}
	// The key 1: the generator itself can't be told apart from the table's point.
	_, g := starkcurve.Generators()
	hashes.call(alice, nil, "isSigned", common.Big1, common.Big1, common.Big1, number(&g.X), number(&g.Y)).reverts("Degenerate")
}

// leaving is an account that leaves: its owner, its place in a state and all that
// the contract is given.
type leaving struct {
	*owner
	proof *state.Proof
	root  fp.Element
	salt  *fp.Element
}

// newLeaving makes a state that holds the account at an index, with random
// siblings.
func newLeaving(t testing.TB, index uint32, deployed bool, balance *big.Int) *leaving {
	t.Helper()
	l := &leaving{owner: newOwner(t)}
	salt := randomFelt(t)
	l.proof = &state.Proof{Index: index, Count: index + 1 + uint32(salt[0]%1000)}
	p := l.proof
	p.Address = starknet.AccountAddress(&l.public.X, &salt)
	p.Account = program.Account{
		Address: p.Address, NextIndex: index / 2, Nonce: salt[1] >> 1, Balance: *uint256.MustFromBig(balance),
	}
	if deployed {
		p.Account.ClassHash, p.Account.PublicKey = starknet.AccountClassHash, l.public.X
	} else {
		l.salt = &salt
		p.Account.Nonce = 0
	}
	for i := range p.Path {
		p.Path[i] = randomFelt(t)
	}
	l.sum()
	return l
}

// sum computes the root anew.
func (l *leaving) sum() {
	p := l.proof
	node := p.Account.Leaf()
	for level := range p.Path {
		if p.Index>>level&1 == 0 {
			node = program.Node(&node, &p.Path[level])
		} else {
			node = program.Node(&p.Path[level], &node)
		}
	}
	l.root = program.StateRoot(&node, uint64(p.Count))
}

// escape signs and returns the contract's arguments.
func (l *leaving) escape(t testing.TB, chainID *fp.Element, bridge, recipient common.Address) *Escape {
	t.Helper()
	message := EscapeMessage(&l.proof.Address, chainID, 1337, bridge, recipient)
	r, s := l.sign(t, &message)
	e, err := NewEscape(l.proof, &message, &l.public.X, []fp.Element{r, s}, l.salt)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.proof.Verify(&l.root); err != nil {
		t.Fatal(err)
	}
	return e
}

func (w *world) escapeContract() contract {
	w.Helper()
	var tables [tablePieces]common.Address
	for i, piece := range pieces(EscapeTables()) {
		tables[i] = w.data(piece)
	}
	return w.deploy(escapeMetaData(), tables)
}

var testChain = starknet.MustShortString("QUARRY_TEST")

func TestEscapeCheck(t *testing.T) {
	w := newWorld(t)
	contract := w.escapeContract()
	check := func(root *fp.Element, e *Escape, recipient common.Address) *result {
		// the caller is the bridge
		return contract.call(bob, nil, "check", number(root), e.Account, e.Place, e.Authorisation, number(&testChain), recipient)
	}
	for name, l := range map[string]*leaving{
		"deployed":     newLeaving(t, 5, true, ethers(3)),
		"not deployed": newLeaving(t, 0xfffff000, false, ethers(3)),
		"poor":         newLeaving(t, 1, true, new(big.Int)),
	} {
		e := l.escape(t, &testChain, bob, alice)
		r := check(&l.root, e, alice)
		r.ok()
		t.Logf("%s: %d gas", name, r.gas)
		message := contract.get("message", e.Account.L2Address, number(&testChain), bob, alice).(*big.Int)
		if want := EscapeMessage(&l.proof.Address, &testChain, 1337, bob, alice); message.Cmp(number(&want)) != 0 {
			t.Fatalf("message %x, want %s", message, want.Text(16))
		}
	}
	l := newLeaving(t, 6, true, ethers(3))
	prime, bound := fp.Modulus(), program.AddressBound()
	two := func(n uint) *big.Int { return new(big.Int).Lsh(common.Big1, n) }
	for _, c := range []struct {
		name, reason string
		change       func(e *Escape, l *leaving)
	}{
		{"address", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Account.L2Address = bound }},
		{"next address", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Account.NextAddress = bound }},
		{"next index", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Account.NextIndex = two(32) }},
		{"class", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Account.ClassHash = common.Big1 }},
		{"account's key", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Account.PublicKey = prime }},
		{"nonce", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Account.Nonce = two(64) }},
		{"balance", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Account.Balance = two(128) }},
		{"index", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Place.Index = two(32) }},
		{"count", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Place.AccountCount = new(big.Int).Add(two(32), common.Big1) }},
		{"sibling", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Place.Siblings[31] = prime }},
		{"key", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Authorisation.PublicKey = prime }},
		{"key's y", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Authorisation.PublicKeyY = prime }},
		{"salt", "EscapeOutOfRange", func(e *Escape, _ *leaving) { e.Authorisation.Salt = prime }},
		{"the head", "NobodysLeaf", func(e *Escape, _ *leaving) { e.Place.Index = common.Big0 }},
		{"behind the last", "NobodysLeaf", func(e *Escape, _ *leaving) { e.Place.AccountCount = e.Place.Index }},
		{"another balance", "WrongStateRoot", func(e *Escape, _ *leaving) { e.Account.Balance = ethers(4) }},
		{"another index", "WrongStateRoot", func(e *Escape, _ *leaving) { e.Place.Index = big.NewInt(7) }},
		{"another count", "WrongStateRoot", func(e *Escape, _ *leaving) { e.Place.AccountCount = big.NewInt(9999) }},
		{"another sibling", "WrongStateRoot", func(e *Escape, _ *leaving) { e.Place.Siblings[3] = common.Big1 }},
		{"a key off the curve", "NotOnCurve", func(e *Escape, _ *leaving) { e.Authorisation.PublicKeyY = common.Big1 }},
		{"another's key", "NotTheOwnersKey", func(e *Escape, _ *leaving) {
			other := newOwner(t)
			e.Authorisation.PublicKey, e.Authorisation.PublicKeyY = number(&other.public.X), number(&other.public.Y)
		}},
		{"another signature", "WrongSignature", func(e *Escape, _ *leaving) { e.Authorisation.R = common.Big1 }},
		{"another recipient", "WrongSignature", func(e *Escape, l *leaving) { *e = *l.escape(t, &testChain, bob, governor) }},
		{"another bridge", "WrongSignature", func(e *Escape, l *leaving) { *e = *l.escape(t, &testChain, governor, alice) }},
		{"another chain", "WrongSignature", func(e *Escape, l *leaving) { *e = *l.escape(t, &fp.Element{1}, bob, alice) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := l.escape(t, &testChain, bob, alice)
			c.change(e, l)
			contract.world.TB = t
			check(&l.root, e, alice).reverts(c.reason)
		})
	}
	contract.world.TB = t
	t.Run("not deployed", func(t *testing.T) {
		contract.world.TB = t
		l := newLeaving(t, 6, false, ethers(3))
		e := l.escape(t, &testChain, bob, alice)
		e.Authorisation.Salt = common.Big1
		check(&l.root, e, alice).reverts("NotTheOwnersKey")
		// another's key, with the address' salt
		other := newOwner(t)
		e = l.escape(t, &testChain, bob, alice)
		e.Authorisation.PublicKey, e.Authorisation.PublicKeyY = number(&other.public.X), number(&other.public.Y)
		check(&l.root, e, alice).reverts("NotTheOwnersKey")
	})
}

// The tables are checked when the contract is deployed.
func TestEscapeTables(t *testing.T) {
	w := newWorld(t)
	var tables [tablePieces]common.Address
	for i, piece := range pieces(EscapeTables()) {
		if i == 3 {
			piece[100] ^= 1
		}
		tables[i] = w.data(piece)
	}
	_, reason := w.tryDeploy(escapeMetaData(), tables)
	if name, _, _ := cut(reason); name != "WrongTables" {
		t.Fatal(reason)
	}
}

// What a wallet signs: hash and signature of this message by starknet.js 8.
func TestEscapeMessageOfWallets(t *testing.T) {
	account := starknet.MustFelt("0x49d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7")
	message := EscapeMessage(&account, &testChain, 1337, bob, alice)
	if message != starknet.MustFelt("0x5cee168cb6f07fc5fc92fa02a35ca87a1a8629812021b1e4f611254475d5d95") {
		t.Fatal(starknet.FormatFelt(&message))
	}
	x := starknet.MustFelt("0x20c29f1c98f3320d56f01c13372c923123c35828bce54f2153aa1cfe61c44f2")
	r := starknet.MustFelt("0x78b16087ab49fe6db1ba07ae353223d77db8cafb63b56116a6c114bb4323652")
	s := starknet.MustFelt("0x3d80368ba9a564ff75bf1da8c7f9a96bd13b60d517d2641b31e44fb629ec20f")
	y, err := signersY(&message, &x, &r, &s)
	if err != nil {
		t.Fatal(err)
	}
	hashes := newWorld(t).deploy(testArtifact(t, "TestHashes"))
	if !hashes.get("isSigned", number(&message), number(&r), number(&s), number(&x), y).(bool) {
		t.Fatal("the contract refuses the wallet's signature")
	}
	other := starknet.MustFelt("0x1")
	if _, err := signersY(&other, &x, &r, &s); err == nil {
		t.Fatal("a signature of another message")
	}
}
