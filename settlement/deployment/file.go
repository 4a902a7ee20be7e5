package deployment

import (
	"encoding/json"
	"math/big"
	"os"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"quarry/fault"
	"quarry/internal/durable"
	"quarry/settlement/contracts"
	"quarry/settlement/l1"
)

// File is what a deployment leaves for those who use the contracts.
type File struct {
	L1ChainID uint64 `json:"l1ChainId"`
	// L2ChainID is a short string.
	L2ChainID string `json:"l2ChainId"`
	contracts.Addresses
}

// ReadFile reads a file of addresses.
func ReadFile(path string) (*File, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, CodeFile, "the file of addresses can't be read")
	}
	f := new(File)
	if err := json.Unmarshal(raw, f); err != nil {
		return nil, fault.Wrap(err, CodeFile, "the file of addresses is malformed").At("%s", path)
	}
	if f.Core == (common.Address{}) || f.Bridge == (common.Address{}) {
		return nil, fault.New(CodeFile, "the file names no core contract, or no bridge").At("%s", path).
			WithHint("quarry contracts deploy writes such a file when all is deployed")
	}
	return f, nil
}

// Write writes a file of addresses, whole or not at all.
func (f *File) Write(path string) error {
	raw, err := json.MarshalIndent(f, "", "  ")
	if err == nil {
		err = durable.WriteFile(path, append(raw, '\n'))
	}
	if err != nil {
		return fault.Wrap(err, CodeFile, "the file of addresses can't be written").At("%s", path)
	}
	return nil
}

// rehearsalAccount is an account with more ether than any deployment takes.
func rehearsalAccount() (l1.Signer, types.GenesisAlloc, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, nil, fault.Wrap(err, l1.CodeKey, "no key can be made")
	}
	signer := l1.NewKeySigner(key)
	return signer, types.GenesisAlloc{signer.Address(): {Balance: new(big.Int).Lsh(common.Big1, 130)}}, nil
}
