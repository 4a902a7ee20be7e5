package blob

import (
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

// Starknet's stateless compression, version 0: equal words are written once, and words
// share felts with others of about their size. After a header come the distinct words by
// buckets, then for each repeated word the number of its first one, then the bucket of
// each word.
const (
	compressionVersion = 0
	headerBits         = 20  // of each number of the header
	packedBits         = 251 // that a felt has for sure
)

// bucketBits are the sizes of words in a bucket, in the order in which buckets are
// written.
var bucketBits = [...]int{252, 125, 83, 62, 31, 15}

// repeated is the bucket of words that have come before.
const repeated = len(bucketBits)

// place is where a distinct word is written: its bucket, and its number there.
type place struct{ bucket, index int }

// compress compresses words.
func compress(words []fp.Element) ([]fp.Element, error) {
	if len(words) >= 1<<headerBits {
		return nil, fault.New(CodeWords, "%d words can't be compressed", len(words)).WithHint("at most %d", 1<<headerBits-1)
	}
	var buckets [len(bucketBits)][]*big.Int
	places := map[fp.Element]place{}
	var again []place
	kinds := make([]*big.Int, len(words))
	for i, w := range words {
		p, ok := places[w]
		if ok {
			again = append(again, p)
			kinds[i] = big.NewInt(int64(repeated))
			continue
		}
		value := w.BigInt(new(big.Int))
		p.bucket = len(bucketBits) - 1
		for value.BitLen() > bucketBits[p.bucket] {
			p.bucket--
		}
		p.index = len(buckets[p.bucket])
		buckets[p.bucket] = append(buckets[p.bucket], value)
		places[w] = p
		kinds[i] = big.NewInt(int64(p.bucket))
	}
	header := []*big.Int{big.NewInt(compressionVersion), big.NewInt(int64(len(words)))}
	var unique []fp.Element
	var offsets [len(bucketBits)]int
	total := 0
	for b, values := range buckets {
		header = append(header, big.NewInt(int64(len(values))))
		offsets[b] = total
		total += len(values)
		unique = append(unique, packed(values, new(big.Int).Lsh(big.NewInt(1), uint(bucketBits[b])), max(1, packedBits/bucketBits[b]))...)
	}
	header = append(header, big.NewInt(int64(len(again))))
	pointers := make([]*big.Int, len(again))
	for i, p := range again {
		pointers[i] = big.NewInt(int64(offsets[p.bucket] + p.index))
	}
	out := packed(header, big.NewInt(1<<headerBits), len(header))
	out = append(out, unique...)
	out = append(out, packedBelow(pointers, max(1, total))...)
	return append(out, packedBelow(kinds, repeated+1)...), nil
}

// packedBelow packs numbers below bound, as many into a felt as it has bits for.
func packedBelow(numbers []*big.Int, bound int) []fp.Element {
	each := max(1, bits.Len(uint(bound-1)))
	return packed(numbers, big.NewInt(int64(bound)), packedBits/each)
}

// packed writes numbers as digits to the base, the first one lowest, each times that many
// into a felt.
func packed(numbers []*big.Int, base *big.Int, each int) (felts []fp.Element) {
	for len(numbers) > 0 {
		n := min(each, len(numbers))
		sum := new(big.Int)
		for i := n - 1; i >= 0; i-- {
			sum.Mul(sum, base).Add(sum, numbers[i])
		}
		felts = append(felts, *new(fp.Element).SetBigInt(sum))
		numbers = numbers[n:]
	}
	return felts
}
