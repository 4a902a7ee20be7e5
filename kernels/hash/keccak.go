package hash

import (
	"encoding/binary"

	"quarry/kernels"
)

// keccakRate is the number of bytes that Keccak-256 absorbs a permutation.
const keccakRate = 136

// keccakRoundConstants are the iota constants of Keccak-f[1600].
var keccakRoundConstants = [24]uint64{
	0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
	0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
	0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
	0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
	0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
	0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
}

// keccakSum is Keccak-256 with Ethereum's padding.
func keccakSum(data []byte) kernels.Digest {
	var s [25]uint64
	for len(data) >= keccakRate {
		for i := range keccakRate / 8 {
			s[i] ^= binary.LittleEndian.Uint64(data[8*i:])
		}
		keccakF(&s)
		data = data[keccakRate:]
	}
	var last [keccakRate]byte
	copy(last[:], data)
	last[len(data)] = 0x01
	last[keccakRate-1] |= 0x80
	for i := range keccakRate / 8 {
		s[i] ^= binary.LittleEndian.Uint64(last[8*i:])
	}
	keccakF(&s)
	var d kernels.Digest
	for i := range 4 {
		binary.LittleEndian.PutUint64(d[8*i:], s[i])
	}
	return d
}
