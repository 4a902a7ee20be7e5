package starknet

import (
	"github.com/holiman/uint256"

	"quarry/fault"
)

// addressBound is 2^251 − 256: addresses of contracts are below it.
var addressBound = func() *uint256.Int {
	v := new(uint256.Int).Lsh(uint256.NewInt(1), 251)
	return v.SubUint64(v, 256)
}()

// ContractAddress is the address of a contract that deployer (0 for accounts
// that deploy themselves) deploys: the Pedersen hash of its arguments, modulo
// 2^251 − 256.
func ContractAddress(deployer, salt, classHash *Felt, constructorCalldata []Felt) Felt {
	h := PedersenArray(prefixContract, *deployer, *salt, *classHash, PedersenArray(constructorCalldata...))
	v := IntegerFromFelt(&h)
	v.Mod(&v, addressBound)
	e, _ := FeltFromInteger(&v)
	return e
}

// AccountAddress is the address of a standard account with this public key that
// was deployed with this salt.
func AccountAddress(publicKey, salt *Felt) Felt {
	return ContractAddress(&Felt{}, salt, &AccountClassHash, []Felt{*publicKey})
}

// CheckAddress demands that e is an address: not 0, and below 2^251 − 256.
func CheckAddress(e *Felt) error {
	v := IntegerFromFelt(e)
	if v.IsZero() || !v.Lt(addressBound) {
		return fault.New(CodeAddress, "%s is no address on L2", FormatFelt(e)).
			WithHint("addresses are in 1 … 2^251 − 257")
	}
	return nil
}

// EthAddress is an address on L1.
type EthAddress [20]byte

// Felt returns the address as a felt.
func (a EthAddress) Felt() Felt { return *new(Felt).SetBytes(a[:]) }

// EthAddressFromFelt returns e as an address on L1.
func EthAddressFromFelt(e *Felt) (a EthAddress, err error) {
	b := e.Bytes()
	for _, c := range b[:12] {
		if c != 0 {
			return a, fault.New(CodeAddress, "%s is no address on L1: it is not below 2^160", FormatFelt(e))
		}
	}
	copy(a[:], b[12:])
	return a, nil
}
