package program

import (
	"encoding/binary"
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
	w.limbs("z", z.BigInt(new(big.Int)))
	for i := range w.block.Commitments {
		w.piece(words[i*BlobWords:min((i+1)*BlobWords, len(words))], &z)
	}
	return nil
}

// limbs writes the limbs of an integer, the middle one cut where its halves of
// 128 bits meet.
func (w *writer) limbs(name string, v *big.Int) {
	l := limbsOf(v)
	var low big.Int
	low.And(l[1], big.NewInt(1<<42-1))
	w.put(name+".d0", feltOfBig(l[0]))
	w.put(name+".d1_low", feltOfBig(&low))
	w.put(name+".d1_high", feltOfBig(new(big.Int).Rsh(l[1], 42)))
	w.put(name+".d2", feltOfBig(l[2]))
}

// limbsOf cuts an integer into limbs; the last takes the rest.
func limbsOf(v *big.Int) (l [3]*big.Int) {
	l[0] = new(big.Int).And(v, limbMask)
	l[1] = new(big.Int).Rsh(v, limbBits)
	l[2] = new(big.Int).Rsh(v, 2*limbBits)
	l[1].And(l[1], limbMask)
	return l
}

// piece writes the evaluation of one piece by Horner's rule.
func (w *writer) piece(words []fp.Element, z *fp.Element) {
	order := fr.Modulus()
	point := z.BigInt(new(big.Int))
	zLimbs, rLimbs := limbsOf(point), limbsOf(order)
	sum := new(big.Int)
	for j := len(words) - 1; j >= 0; j-- {
		word := &words[j]
		w.split("word", word)
		before := limbsOf(sum)
		sum.Mul(sum, point).Add(sum, word.BigInt(new(big.Int)))
		quotient := new(big.Int)
		quotient.QuoRem(sum, order, sum)
		after, q := limbsOf(sum), limbsOf(quotient)
		for _, l := range after {
			w.put("sum", feltOfBig(l))
		}
		for _, l := range q {
			w.put("quotient", feltOfBig(l))
		}
		bits := word.Bits()
		low, high := wordHalf(bits[0], bits[1]), wordHalf(bits[2], bits[3])
		carry := new(big.Int)
		for k := range 4 {
			for i := max(0, k-2); i <= min(k, 2); i++ {
				carry.Add(carry, new(big.Int).Mul(before[i], zLimbs[k-i]))
				carry.Sub(carry, new(big.Int).Mul(q[i], rLimbs[k-i]))
			}
			switch k {
			case 0:
				carry.Add(carry, low)
			case 1:
				carry.Add(carry, new(big.Int).Lsh(high, 128-limbBits))
			}
			if k < 3 {
				carry.Sub(carry, after[k])
			}
			carry.Rsh(carry, limbBits) // exact: the sum has no lower bits
			w.put("carry", feltOfBig(carry))
		}
	}
	value := new(fr.Element).SetBigInt(sum)
	low, high := scalarHalves(value)
	w.put("value.low", low)
	w.put("value.high", high)
	w.limbs("value", sum)
}

// wordHalf returns low + high·2^64.
func wordHalf(low, high uint64) *big.Int {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], high)
	binary.BigEndian.PutUint64(b[8:], low)
	return new(big.Int).SetBytes(b[:])
}
