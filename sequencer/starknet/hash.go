package starknet

import "quarry/kernels/hash"

// The first words of the hashes.
var (
	prefixInvoke        = MustShortString("invoke")
	prefixDeployAccount = MustShortString("deploy_account")
	prefixL1Handler     = MustShortString("l1_handler")
	prefixContract      = MustShortString("STARKNET_CONTRACT_ADDRESS")
)

var (
	version3 = NewFelt(3)
	// queryVersion3 is 3 + 2^128.
	queryVersion3 = MustFelt("0x100000000000000000000000000000003")
)

// MustFelt is ParseFelt for constants; it panics on others.
func MustFelt(s string) Felt {
	e, err := ParseFelt(s)
	if err != nil {
		panic(err)
	}
	return e
}

// Poseidon is Starknet's poseidon_hash_many.
func Poseidon(felts ...Felt) Felt {
	if len(felts) == 0 { // as often as not
		return poseidonOfNone
	}
	return hash.PoseidonHashMany(felts)
}

var poseidonOfNone = hash.PoseidonHashMany(nil)

// PedersenArray is Starknet's hash chain h(…h(h(0, a), b)…, n) over n felts.
func PedersenArray(felts ...Felt) Felt {
	var sum Felt
	for i := range felts {
		sum = hash.PedersenHash(&sum, &felts[i])
	}
	n := NewFelt(uint64(len(felts)))
	return hash.PedersenHash(&sum, &n)
}

// version is the transaction's version as it is hashed.
func (v *V3) version() Felt {
	if v.Query {
		return queryVersion3
	}
	return version3
}

// FeeFieldsHash is the part of the hash that covers tip and resource bounds.
func (v *V3) FeeFieldsHash() Felt {
	return Poseidon(NewFelt(v.Tip), v.Bounds.L1Gas.felt(&resourceL1Gas),
		v.Bounds.L2Gas.felt(&resourceL2Gas), v.Bounds.L1DataGas.felt(&resourceL1DataGas))
}

// hash is the hash of a transaction of version 3.
func (v *V3) hash(prefix, address, chainID *Felt, specific ...Felt) Felt {
	felts := append(make([]Felt, 0, 12), *prefix, v.version(), *address, v.FeeFieldsHash(),
		Poseidon(v.PaymasterData...), *chainID, NewFelt(v.Nonce),
		NewFelt(uint64(v.NonceMode)<<32|uint64(v.FeeMode)))
	return Poseidon(append(felts, specific...)...)
}

// Hash implements Transaction.
func (t *InvokeV3) Hash(chainID *Felt) Felt {
	specific := []Felt{Poseidon(t.AccountDeploymentData...), Poseidon(t.Calldata...)}
	if len(t.ProofFacts) > 0 {
		specific = append(specific, Poseidon(t.ProofFacts...))
	}
	return t.hash(&prefixInvoke, &t.Sender, chainID, specific...)
}

// Hash implements Transaction.
func (t *DeployAccountV3) Hash(chainID *Felt) Felt {
	address := t.ContractAddress()
	return t.hash(&prefixDeployAccount, &address, chainID,
		Poseidon(t.ConstructorCalldata...), t.ClassHash, t.Salt)
}

// Hash implements Transaction: by Pedersen, as all of version 0.
func (t *L1Handler) Hash(chainID *Felt) Felt {
	return PedersenArray(prefixL1Handler, Felt{}, t.Contract, t.Selector,
		PedersenArray(t.Calldata...), Felt{}, *chainID, NewFelt(t.Nonce))
}
