package program

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/kernels/hash"
)

// limbBits is the size of the limbs in which the program reckons over
// BLS12-381's scalar field.
const limbBits = 86

var limbMask = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), limbBits), big.NewInt(1))

// BlobCount is the number of blobs that a diff of so many words takes.
func BlobCount(words int) int { return (words + BlobWords - 1) / BlobWords }

// commitmentParts are a commitment's halves of 192 bits, the low one first.
func commitmentParts(c *[48]byte) (low, high fp.Element) {
	low.SetBytes(c[24:])
	high.SetBytes(c[:24])
	return low, high
}

// Point returns z, at which the diff's polynomials are evaluated.
func Point(diff []fp.Element, commitments [][48]byte) fp.Element {
	words := []fp.Element{hash.PoseidonHashMany(diff)}
	for i := range commitments {
		low, high := commitmentParts(&commitments[i])
		words = append(words, low, high)
	}
	return hash.PoseidonHashMany(words)
}

// Evaluations returns the value at z of the polynomial of each piece of a diff.
func Evaluations(diff []fp.Element, z *fp.Element) []fr.Element {
	point := scalar(z)
	out := make([]fr.Element, BlobCount(len(diff)))
	for i := range out {
		piece := diff[i*BlobWords : min((i+1)*BlobWords, len(diff))]
		for j := len(piece) - 1; j >= 0; j-- {
			c := scalar(&piece[j])
			out[i].Mul(&out[i], &point).Add(&out[i], &c)
		}
	}
	return out
}

// scalar is the integer below the prime that a felt stands for, in the other field.
func scalar(e *fp.Element) (s fr.Element) {
	b := e.Bytes()
	s.SetBytes(b[:])
	return s
}

// scalarHalves are the halves of 128 bits of a scalar, the low one first.
func scalarHalves(s *fr.Element) (low, high fp.Element) {
	b := s.Bits()
	return feltOf2(b[0], b[1]), feltOf2(b[2], b[3])
}

// element is a scalar as the program has it: limbs in base 2^86, the low one first.
type element [3]fp.Element

// elementOf cuts an integer into limbs; the last takes the rest.
func elementOf(v *big.Int) (e element) {
	var limb big.Int
	for i := range 2 {
		limb.Rsh(v, uint(i)*limbBits)
		e[i].SetBigInt(limb.And(&limb, limbMask))
	}
	e[2].SetBigInt(limb.Rsh(v, 2*limbBits))
	return e
}

var (
	orderLimbs = elementOf(fr.Modulus())
	// limbInverse is 1 / 2^86, wordShift 2^(128 - 86).
	limbInverse = func() (e fp.Element) {
		e.SetBigInt(new(big.Int).Lsh(big.NewInt(1), limbBits))
		return *e.Inverse(&e)
	}()
	wordShift = feltOf(1 << (128 - limbBits))
)

// blobs writes what the evaluation of the diff needs.
func (w *writer) blobs() error {
	diff, err := NewStateDiff(w.block, w.witness)
	if err != nil {
		return err
	}
	words := diff.Words()
	if n := BlobCount(len(words)); n != len(w.block.Commitments) {
		return fault.New(CodeInput, "the state diff takes %d blobs, and there are %d commitments", n, len(w.block.Commitments))
	}
	for i := range w.block.Commitments {
		low, high := commitmentParts(&w.block.Commitments[i])
		for _, part := range [...]*fp.Element{&low, &high} {
			w.put("commitment", *part)
			w.split("commitment", part)
		}
	}
	z := Point(words, w.block.Commitments)
	w.split("z", &z)
	w.exact("z", z.BigInt(new(big.Int)))
	for i := range w.block.Commitments {
		w.piece(words[i*BlobWords:min((i+1)*BlobWords, len(words))], &z)
	}
	return nil
}

// exact writes the limbs of an integer, the middle one cut where the integer's
// halves of 128 bits meet.
func (t *tape) exact(name string, v *big.Int) {
	e := elementOf(v)
	middle := e[1].Bits()
	const cut = 128 - limbBits
	t.put(name+".d0", e[0])
	t.putInt(name+".d1_low", middle[0]&(1<<cut-1))
	t.putInt(name+".d1_high", middle[0]>>cut|middle[1]<<(64-cut))
	t.put(name+".d2", e[2])
}

// piece writes the evaluation of one piece by Horner's rule.
func (t *tape) piece(words []fp.Element, z *fp.Element) {
	order, point := fr.Modulus(), z.BigInt(new(big.Int))
	zLimbs := elementOf(point)
	var value element
	sum, quotient := new(big.Int), new(big.Int)
	for j := len(words) - 1; j >= 0; j-- {
		sum.Mul(sum, point).Add(sum, words[j].BigInt(new(big.Int)))
		quotient.QuoRem(sum, order, sum)
		next := elementOf(sum)
		t.step(&value, &zLimbs, &words[j], elementOf(quotient), next)
		value = next
	}
	t.value(sum)
}

// value writes the end of a piece's evaluation.
func (t *tape) value(v *big.Int) {
	var b [64]byte
	v.FillBytes(b[:])
	var low, high fp.Element
	low.SetBytes(b[48:])
	high.SetBytes(b[:48])
	t.put("value.low", low)
	t.put("value.high", high)
	t.exact("value", v)
}

// step writes one step of Horner's rule: value·z + word = quotient·order + sum,
// limb by limb, with the carries for which it holds.
func (t *tape) step(value, z *element, word *fp.Element, quotient, sum element) {
	t.split("word", word)
	for i := range sum {
		t.put("sum", sum[i])
	}
	for i := range quotient {
		t.put("quotient", quotient[i])
	}
	b := word.Bits()
	low, high := feltOf2(b[0], b[1]), feltOf2(b[2], b[3])
	high.Mul(&high, &wordShift)
	terms := [4]fp.Element{low, high}
	var carry, product fp.Element
	for k := range terms {
		for i := max(0, k-2); i <= min(k, 2); i++ {
			carry.Add(&carry, product.Mul(&value[i], &z[k-i]))
			carry.Sub(&carry, product.Mul(&quotient[i], &orderLimbs[k-i]))
		}
		carry.Add(&carry, &terms[k])
		if k < 3 {
			carry.Sub(&carry, &sum[k])
		}
		carry.Mul(&carry, &limbInverse)
		t.put("carry", carry)
	}
}
