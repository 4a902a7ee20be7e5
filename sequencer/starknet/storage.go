package starknet

import (
	"quarry/kernels"
	"quarry/kernels/hash"
)

// The storage of the two contracts that there are, as OpenZeppelin's components
// lay it out. Source: "Contract storage" of the Starknet documentation: a variable
// lies at the sn_keccak of its name, an entry of a map at the Pedersen hash of that
// and the entry's key, modulo 2^251 − 256; a u256 takes two cells, the low half
// first.
var (
	// StoragePublicKey is where an account keeps its public key.
	StoragePublicKey = KeccakFelt([]byte("Account_public_key"))

	storageBalances = KeccakFelt([]byte("ERC20_balances"))
)

// StorageBalance is where the token keeps the low half of an account's balance; the
// high half is in the next cell, and always 0 here.
func StorageBalance(account *Felt) Felt {
	h := hash.PedersenHash(&storageBalances, account)
	return storageAddress(&h)
}

// StorageBalances is StorageBalance of many accounts, in a batch.
func StorageBalances(accounts []Felt) []Felt {
	pairs, hashes := make([]kernels.Digest, 2*len(accounts)), make([]kernels.Digest, len(accounts))
	for i := range accounts {
		pairs[2*i], pairs[2*i+1] = storageBalances.Bytes(), accounts[i].Bytes()
	}
	hash.NodeMany(kernels.Pedersen, hash.Best(), pairs, hashes)
	out := make([]Felt, len(accounts))
	for i := range hashes {
		h := *new(Felt).SetBytes(hashes[i][:])
		out[i] = storageAddress(&h)
	}
	return out
}

func storageAddress(hash *Felt) Felt {
	v := IntegerFromFelt(hash)
	v.Mod(&v, addressBound)
	e, _ := FeltFromInteger(&v)
	return e
}
