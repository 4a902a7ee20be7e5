package contracts

import (
	"math/big"

	starkcurve "github.com/consensys/gnark-crypto/ecc/stark-curve"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fr"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/kernels/hash"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/contracts/bindings"
)

// The words of the SNIP-12 message that the owner of an account signs to leave;
// IEscape.sol describes it.
var (
	escapeMessage  = starknet.MustShortString("StarkNet Message")
	escapeName     = starknet.MustShortString("Quarry")
	escapeVersion  = starknet.MustShortString("v1")
	escapeRevision = starknet.NewFelt(1)
	domainType     = starknet.Selector(`"StarknetDomain"("name":"shortstring","version":"shortstring","chainId":"shortstring","revision":"shortstring")`)
	escapeType     = starknet.Selector(`"Escape"("L1 chain":"felt","Bridge":"felt","Recipient":"felt")`)
)

// EscapeMessage is the hash that the owner of an L2 account signs, with the
// account's key, so that a bridge pays its balance to a recipient on L1.
func EscapeMessage(account, l2ChainID *fp.Element, l1ChainID uint64, bridge, recipient common.Address) fp.Element {
	address := func(a common.Address) fp.Element { return starknet.EthAddress(a).Felt() }
	domain := starknet.Poseidon(domainType, escapeName, escapeVersion, *l2ChainID, escapeRevision)
	content := starknet.Poseidon(escapeType, starknet.NewFelt(l1ChainID), address(bridge), address(recipient))
	return starknet.Poseidon(escapeMessage, domain, *account, content)
}

// Escape is what Bridge.escape takes, but for the recipient.
type Escape struct {
	Account       bindings.IEscapeAccount
	Place         bindings.IEscapePlace
	Authorisation bindings.IEscapeAuthorisation
}

// NewEscape brings a proof of an account into the form of a call. signature is
// (r, s) over message (see EscapeMessage) by publicKey; salt is that of the address
// of an account that has not been deployed, and nil otherwise.
func NewEscape(proof *state.Proof, message, publicKey *fp.Element, signature []fp.Element, salt *fp.Element) (*Escape, error) {
	if !proof.Present() {
		return nil, fault.New(CodeEscape, "there is no account %s in the state", starknet.FormatFelt(&proof.Address))
	}
	if len(signature) != 2 {
		return nil, fault.New(CodeEscape, "a signature has 2 words, not %d", len(signature))
	}
	y, err := signersY(message, publicKey, &signature[0], &signature[1])
	if err != nil {
		return nil, err
	}
	if salt == nil {
		salt = new(fp.Element)
	}
	a := &proof.Account
	e := &Escape{
		Account: bindings.IEscapeAccount{
			L2Address: number(&a.Address), NextAddress: number(&a.NextAddress),
			NextIndex: new(big.Int).SetUint64(uint64(a.NextIndex)), ClassHash: number(&a.ClassHash),
			PublicKey: number(&a.PublicKey), Nonce: new(big.Int).SetUint64(a.Nonce), Balance: a.Balance.ToBig(),
		},
		Place: bindings.IEscapePlace{
			Index: new(big.Int).SetUint64(uint64(proof.Index)), AccountCount: new(big.Int).SetUint64(uint64(proof.Count)),
		},
		Authorisation: bindings.IEscapeAuthorisation{
			PublicKey: number(publicKey), PublicKeyY: y, R: number(&signature[0]), S: number(&signature[1]), Salt: number(salt),
		},
	}
	for i := range proof.Path {
		e.Place.Siblings[i] = number(&proof.Path[i])
	}
	return e, nil
}

// signersY returns the y of the public key with this x that the signature is by:
// Starknet names keys by x alone.
func signersY(message, x, r, s *fp.Element) (*big.Int, error) {
	shift := hash.PedersenPoints()[0]
	// y² = x³ + x + β, β from any point of the curve
	var square, cube, beta fp.Element
	beta.Square(&shift.Y)
	cube.Square(&shift.X).Mul(&cube, &shift.X).Add(&cube, &shift.X)
	beta.Sub(&beta, &cube)
	square.Square(x).Mul(&square, x).Add(&square, x).Add(&square, &beta)
	key := starkcurve.G1Affine{X: *x}
	if key.Y.Sqrt(&square) == nil {
		return nil, fault.New(CodeEscape, "%s is no public key: no point of the curve has it as x", starknet.FormatFelt(x))
	}
	w := new(big.Int).ModInverse(number(s), fr.Modulus())
	if w == nil {
		return nil, fault.New(CodeEscape, "the signature's s is 0")
	}
	scalar := func(v *fp.Element) *big.Int { return new(big.Int).Mod(new(big.Int).Mul(number(v), w), fr.Modulus()) }
	_, generator := starkcurve.Generators()
	for range 2 {
		var u, v, sum starkcurve.G1Affine
		u.ScalarMultiplication(&generator, scalar(message))
		v.ScalarMultiplication(&key, scalar(r))
		if sum.Add(&u, &v); sum.X == *r {
			return number(&key.Y), nil
		}
		key.Neg(&key)
	}
	return nil, fault.New(CodeEscape, "the signature is not one of the message by the key")
}

func number(e *fp.Element) *big.Int { return e.BigInt(new(big.Int)) }
