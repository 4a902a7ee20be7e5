package starknet

import (
	"github.com/holiman/uint256"

	"quarry/fault"
)

// ResourceBound is the most of one resource that a transaction may use.
type ResourceBound struct {
	// MaxAmount is in units of the resource.
	MaxAmount uint64
	// MaxPrice is in FRI a unit, below 2^128.
	MaxPrice uint256.Int
}

// ResourceBounds are what a version 3 transaction may use at most.
type ResourceBounds struct {
	L1Gas, L2Gas, L1DataGas ResourceBound
}

// The resources' names in the hash, in their order there.
var (
	resourceL1Gas     = MustShortString("L1_GAS")
	resourceL2Gas     = MustShortString("L2_GAS")
	resourceL1DataGas = MustShortString("L1_DATA")
)

// priceBits is the number of bits of a price a unit.
const priceBits = 128

// felt packs a bound as it is hashed: name·2^192 + amount·2^128 + price.
func (b *ResourceBound) felt(name *Felt) Felt {
	limbs := name.Bits()
	price := b.MaxPrice
	packed := uint256.Int{price[0], price[1], b.MaxAmount, limbs[0]}
	e, _ := FeltFromInteger(&packed) // a name has at most 7 characters, so it is below 2^248
	return e
}

// MaxFee is the most that the bounds allow a transaction with this tip to cost,
// in FRI: the amounts times the prices, that of L2 gas raised by the tip. It is
// below 2^195.
func (b *ResourceBounds) MaxFee(tip uint64) uint256.Int {
	var sum uint256.Int
	for _, r := range [...]*ResourceBound{&b.L1Gas, &b.L2Gas, &b.L1DataGas} {
		price := r.MaxPrice
		if r == &b.L2Gas {
			price.AddUint64(&price, tip)
		}
		var product uint256.Int
		product.Mul(uint256.NewInt(r.MaxAmount), &price)
		sum.Add(&sum, &product)
	}
	return sum
}

// DAMode is the storage domain of a nonce or a fee.
type DAMode uint32

// The domains.
const (
	DAModeL1 DAMode = 0
	DAModeL2 DAMode = 1
)

// MarshalText implements encoding.TextMarshaler.
func (m DAMode) MarshalText() ([]byte, error) {
	switch m {
	case DAModeL1:
		return []byte("L1"), nil
	case DAModeL2:
		return []byte("L2"), nil
	}
	return nil, fault.New(CodeTransaction, "there is no data availability mode %d", uint32(m))
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *DAMode) UnmarshalText(text []byte) error {
	switch string(text) {
	case "L1":
		*m = DAModeL1
	case "L2":
		*m = DAModeL2
	default:
		return fault.New(CodeTransaction, "%s is no data availability mode", quote(string(text))).WithHint("L1 or L2")
	}
	return nil
}
