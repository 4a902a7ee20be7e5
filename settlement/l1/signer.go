package l1

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/fault"
)

// Signer signs transactions of one account.
type Signer interface {
	// Address is the account's.
	Address() common.Address
	// Sign returns the transaction with a signature for the chain; a blob
	// transaction keeps its sidecar.
	Sign(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// TransactOpts lets a signer sign what the contracts' bindings send: for deployments
// and the like, which nobody needs to send again. What must happen is a Manager's.
func TransactOpts(ctx context.Context, s Signer, chainID *big.Int) *bind.TransactOpts {
	return &bind.TransactOpts{From: s.Address(), Context: ctx, Signer: func(from common.Address, tx *types.Transaction) (*types.Transaction, error) {
		if from != s.Address() {
			return nil, fault.New(CodeKey, "the signer has the key of %s, not of %s", s.Address(), from)
		}
		return s.Sign(ctx, tx, chainID)
	}}
}

// KeySigner signs with a key in memory.
type KeySigner struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// NewKeySigner returns the signer with this key.
func NewKeySigner(key *ecdsa.PrivateKey) *KeySigner {
	return &KeySigner{key: key, address: crypto.PubkeyToAddress(key.PublicKey)}
}

// OpenKeystore reads a key from a keystore file (version 3, as geth and others
// write them), which the password in another file opens.
func OpenKeystore(file, passwordFile string) (*KeySigner, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.Wrap(err, CodeKey, "the keystore can't be read")
	}
	password, err := os.ReadFile(passwordFile)
	if err != nil {
		return nil, fault.Wrap(err, CodeKey, "the keystore's password can't be read")
	}
	key, err := keystore.DecryptKey(content, strings.TrimRight(string(password), "\r\n"))
	if err != nil {
		return nil, fault.Wrap(err, CodeKey, "the keystore can't be opened").At("%s", file).
			WithHint("it must be a keystore of version 3, and the password file must hold its password")
	}
	return NewKeySigner(key.PrivateKey), nil
}

// Address implements Signer.
func (s *KeySigner) Address() common.Address { return s.address }

// Sign implements Signer.
func (s *KeySigner) Sign(_ context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(chainID), s.key)
	if err != nil {
		return nil, fault.Wrap(err, CodeKey, "the transaction can't be signed")
	}
	return signed, nil
}

// RemoteSigner signs by a service that holds the key: web3signer, clef and others
// with eth_signTransaction or account_signTransaction.
type RemoteSigner struct {
	url     string
	method  string
	address common.Address
	client  *rpc.Client
}

// DialRemoteSigner connects to the service that signs for an account. The method
// is eth_signTransaction if it is empty.
func DialRemoteSigner(ctx context.Context, url string, address common.Address, method string) (*RemoteSigner, error) {
	if method == "" {
		method = "eth_signTransaction"
	}
	client, err := rpc.DialOptions(ctx, url, rpc.WithHTTPClient(&http.Client{Timeout: time.Minute}))
	if err != nil {
		return nil, fault.Wrap(Quiet(err), CodeSigner, "no connection to the remote signer").At("%s", redact(url))
	}
	return &RemoteSigner{url: url, method: method, address: address, client: client}, nil
}

// Close ends the connection.
func (s *RemoteSigner) Close() { s.client.Close() }

// Address implements Signer.
func (s *RemoteSigner) Address() common.Address { return s.address }

// Sign implements Signer. What comes back must be the transaction that was asked
// for, signed by the account: the service is not trusted with the content.
func (s *RemoteSigner) Sign(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	var raw signedAnswer
	if err := s.client.CallContext(ctx, &raw, s.method, s.arguments(tx, chainID)); err != nil {
		return nil, fault.Wrap(Quiet(err), CodeSigner, "the remote signer does not sign").At("%s", redact(s.url))
	}
	answer := new(types.Transaction)
	if err := answer.UnmarshalBinary(raw.bytes); err != nil {
		return nil, fault.Wrap(err, CodeSigner, "the remote signer's answer is no transaction").At("%s", redact(s.url))
	}
	signer := types.LatestSignerForChainID(chainID)
	if signer.Hash(answer) != signer.Hash(tx) {
		return nil, fault.New(CodeSigner, "the remote signer signed another transaction").At("%s", redact(s.url))
	}
	if from, err := types.Sender(signer, answer); err != nil || from != s.address {
		return nil, fault.New(CodeSigner, "the remote signer signed with %s, not %s", from, s.address).At("%s", redact(s.url))
	}
	if sidecar := tx.BlobTxSidecar(); sidecar != nil && answer.BlobTxSidecar() == nil {
		answer = answer.WithBlobTxSidecar(sidecar)
	}
	return answer, nil
}

// arguments are the transaction as JSON-RPC has it.
func (s *RemoteSigner) arguments(tx *types.Transaction, chainID *big.Int) map[string]any {
	fields := map[string]any{
		"type":                 hexutil.Uint64(tx.Type()),
		"chainId":              (*hexutil.Big)(chainID),
		"from":                 s.address,
		"nonce":                hexutil.Uint64(tx.Nonce()),
		"gas":                  hexutil.Uint64(tx.Gas()),
		"maxFeePerGas":         (*hexutil.Big)(tx.GasFeeCap()),
		"maxPriorityFeePerGas": (*hexutil.Big)(tx.GasTipCap()),
		"value":                (*hexutil.Big)(tx.Value()),
		"data":                 hexutil.Bytes(tx.Data()),
		"accessList":           tx.AccessList(),
	}
	if to := tx.To(); to != nil {
		fields["to"] = *to
	}
	if hashes := tx.BlobHashes(); len(hashes) > 0 {
		fields["maxFeePerBlobGas"] = (*hexutil.Big)(tx.BlobGasFeeCap())
		fields["blobVersionedHashes"] = hashes
	}
	return fields
}

// signedAnswer is the signed transaction's bytes, alone or as the field "raw".
type signedAnswer struct{ bytes hexutil.Bytes }

// UnmarshalJSON implements json.Unmarshaler.
func (a *signedAnswer) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &a.bytes); err == nil {
		return nil
	}
	var object struct {
		Raw hexutil.Bytes `json:"raw"`
	}
	if err := json.Unmarshal(text, &object); err != nil {
		return fmt.Errorf("neither bytes nor an object with the field raw: %w", err)
	}
	a.bytes = object.Raw
	return nil
}
