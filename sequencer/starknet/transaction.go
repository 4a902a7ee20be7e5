package starknet

import "github.com/holiman/uint256"

// TransactionType is a transaction's type as JSON names it.
type TransactionType string

// The types of transactions.
const (
	TypeInvoke        TransactionType = "INVOKE"
	TypeDeployAccount TransactionType = "DEPLOY_ACCOUNT"
	TypeL1Handler     TransactionType = "L1_HANDLER"
)

// Transaction is one of *InvokeV3, *DeployAccountV3 and *L1Handler.
type Transaction interface {
	// Type is the transaction's type.
	Type() TransactionType
	// Hash is the transaction's hash on the chain with this id (a short
	// string). It does not cover the signature.
	Hash(chainID *Felt) Felt
	// ContractAddress is the account that sends or is deployed, or the contract
	// whose handler is called.
	ContractAddress() Felt

	appendBinary(b []byte) []byte
}

// AccountTransaction is a transaction that an account signs and pays: an
// *InvokeV3 or a *DeployAccountV3.
type AccountTransaction interface {
	Transaction
	// Common returns the fields that both types have; changes to them change
	// the transaction.
	Common() *V3
}

// V3 are the fields that all version 3 transactions have.
type V3 struct {
	// Signature is (r, s) for the standard account.
	Signature []Felt
	// Nonce is the number of transactions that the account has sent before.
	Nonce uint64
	// Bounds are the resources that the transaction may use.
	Bounds ResourceBounds
	// Tip is in FRI a unit of L2 gas.
	Tip uint64
	// PaymasterData is reserved by Starknet: empty in valid transactions.
	PaymasterData []Felt
	// NonceMode and FeeMode are L1 in valid transactions.
	NonceMode, FeeMode DAMode
	// Query marks a transaction that is only for estimates and simulations: its
	// version is 3 + 2^128, so that its signature is worth nothing elsewhere.
	Query bool
}

// MaxFee is the most that the transaction may cost, in FRI.
func (v *V3) MaxFee() uint256.Int { return v.Bounds.MaxFee(v.Tip) }

// InvokeV3 calls an account's __execute__.
type InvokeV3 struct {
	V3
	Sender   Felt
	Calldata []Felt
	// AccountDeploymentData is reserved by Starknet: empty in valid transactions.
	AccountDeploymentData []Felt
	// ProofFacts are what a proof that is sent with the transaction has shown.
	// Where there are none, the hash is as before there were any.
	ProofFacts []Felt
}

// Type implements Transaction.
func (t *InvokeV3) Type() TransactionType { return TypeInvoke }

// ContractAddress implements Transaction.
func (t *InvokeV3) ContractAddress() Felt { return t.Sender }

// Common implements AccountTransaction.
func (t *InvokeV3) Common() *V3 { return &t.V3 }

// DeployAccountV3 deploys an account, which pays for it.
type DeployAccountV3 struct {
	V3
	ClassHash           Felt
	Salt                Felt
	ConstructorCalldata []Felt
}

// Type implements Transaction.
func (t *DeployAccountV3) Type() TransactionType { return TypeDeployAccount }

// ContractAddress implements Transaction: the address that the account gets, by
// some Pedersen hashes.
func (t *DeployAccountV3) ContractAddress() Felt {
	return ContractAddress(&Felt{}, &t.Salt, &t.ClassHash, t.ConstructorCalldata)
}

// Common implements AccountTransaction.
func (t *DeployAccountV3) Common() *V3 { return &t.V3 }

// L1Handler is a message from L1 as a transaction of version 0: nobody signs it,
// and its fee was paid on L1.
type L1Handler struct {
	// Contract is the L2 contract that the message is to.
	Contract Felt
	// Selector is that of the handler.
	Selector Felt
	// Calldata is the address of the sender on L1, then the payload.
	Calldata []Felt
	// Nonce is the message's number in the core contract.
	Nonce uint64
	// PaidFee is what was paid on L1, in wei. It is neither hashed nor in JSON.
	PaidFee uint256.Int
}

// Type implements Transaction.
func (t *L1Handler) Type() TransactionType { return TypeL1Handler }

// ContractAddress implements Transaction.
func (t *L1Handler) ContractAddress() Felt { return t.Contract }
