package hash

import (
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	pedersenhash "github.com/consensys/gnark-crypto/ecc/stark-curve/pedersen-hash"

	"quarry/kernels"
)

// PedersenHash is Starknet's Pedersen hash of two felts (Montgomery form).
func PedersenHash(x, y *fp.Element) fp.Element { return pedersenhash.Pedersen(x, y) }

func pedersenSum(data []byte) kernels.Digest {
	var state, count fp.Element
	count.SetUint64(uint64(len(data) / 32))
	for ; len(data) > 0; data = data[32:] {
		w, q := felt(data)
		state = PedersenHash(&state, &w)
		if q != 0 {
			var shift fp.Element
			state.Add(&state, shift.SetUint64(q))
		}
	}
	state = PedersenHash(&state, &count)
	return digestOf(&state)
}

func pedersenNode(left, right *kernels.Digest) kernels.Digest {
	x, _ := felt(left[:])
	y, _ := felt(right[:])
	d := PedersenHash(&x, &y)
	return digestOf(&d)
}
