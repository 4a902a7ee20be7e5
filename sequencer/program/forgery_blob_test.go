package program_test

import (
	"math/big"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/kernels/hash"
	"quarry/sequencer/program"
)

// evaluation is what the tape says of the state diff in blobs, and how it is
// bent.
type evaluation struct {
	words []fp.Element
	// parts are the commitments' halves.
	parts []fp.Element
	// partSplit, if not nil, are the halves of the first part; zLimbs, if not nil,
	// those of z, whose middle one comes in two.
	partSplit *[2]fp.Element
	zLimbs    *[4]fp.Element
	// pieces are how the words are cut, if not nil.
	pieces [][]fp.Element
	// bend changes what one step says: steps count from 0.
	bend func(step int, quotient, sum *[3]*big.Int)
	// wrong is added to the left side in a step, wrongLimb times 2^86.
	wrong     *big.Int
	wrongStep int
	wrongLimb uint
	end       func(t *program.Tape, sum *big.Int)
	// stray, if not nil, changes what the tape says of step 1, and says by how much
	// the sum is another.
	stray func(t *program.Tape) *big.Int
}

func shift(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

func limbs(v *big.Int) (l [3]*big.Int) {
	mask := new(big.Int).Sub(shift(86), big.NewInt(1))
	l[0] = new(big.Int).And(v, mask)
	l[1] = new(big.Int).Rsh(v, 86)
	l[1].And(l[1], mask)
	l[2] = new(big.Int).Rsh(v, 172)
	return l
}

func inFelts(l [3]*big.Int) (e program.Element) {
	for i := range l {
		e[i].SetBigInt(l[i])
	}
	return e
}

// point is z.
func (e *evaluation) point() fp.Element {
	return hash.PoseidonHashMany(slices.Concat([]fp.Element{hash.PoseidonHashMany(e.words)}, e.parts))
}

// tape is the end of the tape, from the commitments on.
func (e *evaluation) tape() *program.Tape {
	t := &program.Tape{}
	for i, part := range e.parts {
		t.Put("commitment", part)
		if i == 0 && e.partSplit != nil {
			t.Put("commitment.low", e.partSplit[0])
			t.Put("commitment.high", e.partSplit[1])
		} else {
			t.Split("commitment", part)
		}
	}
	z := e.point()
	t.Split("z", z)
	zInt := z.BigInt(new(big.Int))
	zLimbs := program.ElementOf(zInt)
	if e.zLimbs == nil {
		t.Exact("z", zInt)
	} else {
		for i, name := range []string{"z.d0", "z.d1_low", "z.d1_high", "z.d2"} {
			t.Put(name, e.zLimbs[i])
		}
		cut := pow2(42, 0)
		cut.Mul(&cut, &e.zLimbs[2])
		zLimbs = program.Element{e.zLimbs[0], plus(e.zLimbs[1], cut), e.zLimbs[3]}
	}
	if e.pieces == nil {
		e.pieces = slices.Collect(slices.Chunk(e.words, program.BlobWords))
	}
	for _, piece := range e.pieces {
		e.horner(t, piece, zInt, &zLimbs)
	}
	return t
}

func (e *evaluation) horner(t *program.Tape, words []fp.Element, z *big.Int, zLimbs *program.Element) {
	var value program.Element
	sum := new(big.Int)
	for step := range words {
		word := words[len(words)-1-step]
		sum.Mul(sum, z).Add(sum, word.BigInt(new(big.Int)))
		if e.wrong != nil && step == e.wrongStep {
			sum.Add(sum, new(big.Int).Lsh(e.wrong, 86*e.wrongLimb))
		}
		quotient := new(big.Int)
		quotient.QuoRem(sum, program.Order(), sum)
		q, s := limbs(quotient), limbs(sum)
		if e.bend != nil {
			e.bend(step, &q, &s)
			sum = number(s)
		}
		next := inFelts(s)
		t.Step(&value, zLimbs, word, inFelts(q), next)
		if e.stray != nil && step == 1 {
			sum.Add(sum, e.stray(t))
			for i := range next {
				next[i] = t.Get("sum", 3+i)
			}
		}
		value = next
	}
	if e.end != nil {
		e.end(t, sum)
	} else {
		t.Value(sum)
	}
}

// number is what limbs add up to.
func number(l [3]*big.Int) *big.Int {
	v := new(big.Int).Lsh(l[2], 172)
	v.Add(v, new(big.Int).Lsh(l[1], 86))
	return v.Add(v, l[0])
}

// blobs is a block whose diff is in blobs, with a bent end of the tape.
func blobs(build func(*world), change func(e *evaluation)) func() *program.Tape {
	return func() *program.Tape {
		w := state()
		build(w)
		b, witness := w.end()
		diff, err := program.NewStateDiff(b, witness)
		if err != nil {
			panic(err)
		}
		words := diff.Words()
		b.Commitments = make([][48]byte, program.BlobCount(len(words)))
		t := program.NewTape(b, witness)
		e := &evaluation{words: words, parts: make([]fp.Element, 2*len(b.Commitments))}
		for i := range e.parts {
			e.parts[i] = fp.NewElement(uint64(1000 + i))
		}
		change(e)
		t.Cut(t.At("commitment", 0), len(t.Names()))
		t.Set("blobs", 0, fp.NewElement(uint64(len(e.parts)/2)))
		t.Insert(len(t.Names()), e.tape())
		return t
	}
}

// carriesInRange tells whether all carries pass their range checks.
func carriesInRange(t *program.Tape) bool {
	shift := pow2(127, 0)
	for k := range t.Names() {
		if t.Names()[k] != "carry" {
			continue
		}
		c := plus(t.Word(k), shift)
		if b := c.Bits(); b[2]|b[3] != 0 {
			return false
		}
	}
	return true
}

// inverse is 1 / 2^n.
func inverse(n uint) fp.Element {
	v := pow2(n, 0)
	return *v.Inverse(&v)
}

// blobForgeries are about the evaluation of the state diff.
func blobForgeries() []forgery {
	// part has another first half of a commitment.
	part := func(v, low, high fp.Element) func() *program.Tape {
		return blobs(empty, func(e *evaluation) { e.parts[0], e.partSplit = v, &[2]fp.Element{low, high} })
	}
	// z has other limbs; the diff of an empty block is one word, its value at any z.
	z := func(change func(l *[4]fp.Element)) func() *program.Tape {
		return blobs(empty, func(e *evaluation) {
			point := e.point()
			var honest program.Tape
			honest.Exact("z", point.BigInt(new(big.Int)))
			l := [4]fp.Element{honest.Get("z.d0", 0), honest.Get("z.d1_low", 0), honest.Get("z.d1_high", 0), honest.Get("z.d2", 0)}
			change(&l)
			e.zLimbs = &l
		})
	}
	bend := func(step int, change func(q, s *[3]*big.Int)) func() *program.Tape {
		return blobs(pay, func(e *evaluation) {
			e.bend = func(at int, q, s *[3]*big.Int) {
				if at == step {
					change(q, s)
				}
			}
		})
	}
	// move takes 2^86 from a limb and gives one to the next.
	move := func(l *[3]*big.Int, i int) {
		l[i].Sub(l[i], shift(86))
		l[i+1].Add(l[i+1], big.NewInt(1))
	}
	wrong := func(limb uint, v *big.Int) func() *program.Tape {
		return blobs(pay, func(e *evaluation) { e.wrong, e.wrongStep, e.wrongLimb = v, 1, limb })
	}
	// limb has another limb of a sum than the equation of that limb says.
	limb := func(k int) func() *program.Tape {
		return blobs(pay, func(e *evaluation) {
			e.stray = func(t *program.Tape) *big.Int {
				t.AddTo("sum", 3+k, fp.One())
				return shift(86 * uint(k))
			}
		})
	}
	rc := func(line string) string { return "blob: assert [range_check_ptr" + line }
	five, two128, i44, i86 := fp.NewElement(5), pow2(128, 0), inverse(44), inverse(86)
	base, base44 := pow2(86, 0), pow2(44, 0)
	return []forgery{
		{name: "commitment of another", stop: "blob: assert parts[0] = low + high * 2 ** 128;", tape: part(five, fp.NewElement(6), fp.Element{})},
		{name: "commitment with a negative low half", stop: rc("] = low;"), tape: part(five, plus(five, negative(two128)), fp.One())},
		{name: "commitment with a negative high half", stop: rc(" + 1] = high;"), tape: part(plus(five, negative(two128)), five, minus(1))},
		{name: "large commitment", stop: rc(" + 2] = 2 ** 64 - 1 - high;"), tape: part(pow2(192, 0), fp.Element{}, pow2(64, 0))},

		{name: "z: low half", stop: "blob: assert low = d0 + d1_low * 2 ** 86;", tape: z(func(l *[4]fp.Element) { l[1] = plus(l[1], fp.One()) })},
		{name: "z: high half", stop: "blob: assert high = d1_high + d2 * 2 ** 44;", tape: z(func(l *[4]fp.Element) { l[3] = plus(l[3], fp.One()) })},
		{name: "z: negative lowest limb", stop: rc("] = d0;"), tape: z(func(l *[4]fp.Element) {
			l[0], l[1] = plus(l[0], negative(base)), plus(l[1], fp.One())
		})},
		{name: "z: large lowest limb", stop: rc(" + 1] = BASE - 1 - d0;"), tape: z(func(l *[4]fp.Element) {
			l[0], l[1] = plus(l[0], base), plus(l[1], minus(1))
		})},
		{name: "z: large low part of the middle limb", stop: rc(" + 2] = d1_low;"), tape: z(func(l *[4]fp.Element) {
			l[0], l[1] = plus(l[0], minus(1)), plus(l[1], i86)
		})},
		{name: "z: negative high part of the middle limb", stop: rc(" + 3] = d1_high;"), tape: z(func(l *[4]fp.Element) {
			l[2], l[3] = plus(l[2], negative(base44)), plus(l[3], fp.One())
		})},
		{name: "z: large high part of the middle limb", stop: rc(" + 4] = 2 ** 44 - 1 - d1_high;"), tape: z(func(l *[4]fp.Element) {
			l[2], l[3] = plus(l[2], base44), plus(l[3], minus(1))
		})},
		{name: "z: large highest limb", stop: rc(" + 5] = d2;"), tape: z(func(l *[4]fp.Element) {
			l[2], l[3] = plus(l[2], minus(1)), plus(l[3], i44)
		})},

		{name: "negative sum, lowest limb", stop: rc("] = s.sum.d0;"), tape: bend(1, func(_, s *[3]*big.Int) { move(s, 0) })},
		{name: "negative sum, middle limb", stop: rc(" + 1] = s.sum.d1;"), tape: bend(1, func(_, s *[3]*big.Int) { move(s, 1) })},
		{name: "large sum", stop: rc(" + 2] = s.sum.d2;"), tape: blobs(pay, func(e *evaluation) {
			e.bend = func(step int, q, s *[3]*big.Int) {
				if step == 1 {
					k := new(big.Int).Div(shift(300), program.Order())
					k.Add(k, big.NewInt(1))
					*q = limbs(new(big.Int).Sub(number(*q), k))
					*s = limbs(new(big.Int).Add(number(*s), k.Mul(k, program.Order())))
				}
			}
			// The next step's carries are in range for some z only.
			for !carriesInRange(e.tape()) {
				e.parts[0] = plus(e.parts[0], fp.One())
			}
		})},
		{name: "negative quotient, lowest limb", stop: rc(" + 3] = s.quotient.d0;"), tape: bend(1, func(q, _ *[3]*big.Int) { move(q, 0) })},
		{name: "negative quotient, middle limb", stop: rc(" + 4] = s.quotient.d1;"), tape: bend(1, func(q, _ *[3]*big.Int) { move(q, 1) })},
		{name: "negative quotient, highest limb", stop: rc(" + 5] = s.quotient.d2;"), tape: bend(0, func(q, _ *[3]*big.Int) {
			q[1].Add(q[1], shift(86))
			q[2].Sub(q[2], big.NewInt(1))
		})},
		{name: "prime added to limb 0", stop: rc(" + 6] = s.carry_0 + 2 ** 127;"), tape: wrong(0, fp.Modulus())},
		{name: "prime added to limb 1", stop: rc(" + 7] = s.carry_1 + 2 ** 127;"), tape: wrong(1, fp.Modulus())},
		{name: "prime added to limb 2", stop: rc(" + 8] = s.carry_2 + 2 ** 127;"), tape: wrong(2, fp.Modulus())},
		{name: "prime added to limb 3", stop: rc(" + 9] = s.carry_3 + 2 ** 127;"), tape: wrong(3, fp.Modulus())},
		{name: "one added to limb 4", stop: "blob: assert 0 = s.carry_3 + value.d2 * z.d2 - s.quotient.d2 * ORDER_2;", tape: wrong(4, big.NewInt(1))},
		{name: "another limb 0", stop: "blob: assert s.carry_0 * BASE = value.d0 * z.d0 + low - s.quotient.d0 * ORDER_0 - s.sum.d0;", tape: limb(0)},
		{name: "another limb 1", stop: "blob: assert s.carry_1 * BASE = s.carry_0 + value.d0 * z.d1 + value.d1 * z.d0 + high * 2 ** 42 -", tape: limb(1)},
		{name: "another limb 2", stop: "blob: assert s.carry_2 * BASE = s.carry_1 + value.d0 * z.d2 + value.d1 * z.d1 + value.d2 * z.d0 -", tape: limb(2)},
		{name: "another carry 3", stop: "blob: assert s.carry_3 * BASE = s.carry_2 + value.d1 * z.d2 + value.d2 * z.d1 - s.quotient.d1 *", tape: blobs(pay, func(e *evaluation) {
			e.stray = func(t *program.Tape) *big.Int {
				t.AddTo("sum", 5, base)
				t.AddTo("carry", 6, minus(1))
				return shift(258)
			}
		})},

		{name: "another evaluation", stop: "blob: assert exact = value;", tape: blobs(pay, func(e *evaluation) {
			e.end = func(t *program.Tape, sum *big.Int) { t.Value(new(big.Int).Add(sum, big.NewInt(1))) }
		})},
		{name: "evaluation above the order", stop: "numbers: assert [range_check_ptr] = b_high - a_high - 1;", via: "assert_lower(out.low, out.high, ORDER_LOW, ORDER_HIGH);",
			tape: blobs(pay, func(e *evaluation) {
				last := len(e.words) - 1
				e.bend = func(step int, q, s *[3]*big.Int) {
					if step == last {
						*q = limbs(new(big.Int).Sub(number(*q), big.NewInt(1)))
						*s = limbs(new(big.Int).Add(number(*s), program.Order()))
					}
				}
			})},
		{name: "one blob for too many words", large: true, stop: rc("] = BLOB_WORDS - n;"), tape: blobs(depositNew(2050), func(e *evaluation) {
			e.parts, e.pieces = e.parts[:2], [][]fp.Element{e.words}
		})},
		{name: "second blob without words", large: true, stop: rc("] = n - BLOB_WORDS - 1;"), tape: blobs(depositNew(2047), func(e *evaluation) {
			e.parts = append(e.parts, fp.One(), fp.One())
			e.pieces = [][]fp.Element{e.words, nil}
		})},
		{name: "evaluation with a large low half", stop: rc("] = low;"), tape: blobs(pay, func(e *evaluation) {
			e.end = func(t *program.Tape, sum *big.Int) {
				t.Value(sum)
				t.AddTo("value.low", 0, two128)
				t.AddTo("value.high", 0, minus(1))
				t.AddTo("value.d1_low", 0, pow2(42, 0))
				t.AddTo("value.d1_high", 0, minus(1))
			}
		})},
	}
}
