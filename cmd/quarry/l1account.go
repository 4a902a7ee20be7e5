package main

import (
	"context"

	"github.com/ethereum/go-ethereum/common"

	"quarry/config"
	"quarry/fault"
	"quarry/settlement/l1"
)

// openL1Account opens whoever signs on L1. The caller calls end when nothing is to be
// signed any more.
func openL1Account(ctx context.Context, a *config.L1Account) (signer l1.Signer, end func(), err error) {
	switch {
	case a.Keystore != "" && a.Signer != "":
		return nil, nil, fault.New(config.CodeValue, "both a keystore and a service are to sign").At("l1_keystore").
			WithHint("name one of l1_keystore and l1_signer")
	case a.Keystore != "":
		key, err := l1.OpenKeystore(a.Keystore, a.PasswordFile)
		if err != nil {
			return nil, nil, err
		}
		return key, func() {}, nil
	case a.Signer == "":
		return nil, nil, fault.New(config.CodeValue, "nobody is named who signs transactions on L1").At("l1_keystore").
			WithHint("name a keystore file (l1_keystore, l1_password_file) or a service (l1_signer, l1_account)")
	case !common.IsHexAddress(a.Account):
		return nil, nil, fault.New(config.CodeValue, "%q is no address of an account on L1", a.Account).At("l1_account").
			WithHint("name the account for which the service at l1_signer signs")
	}
	remote, err := l1.DialRemoteSigner(ctx, a.Signer, common.HexToAddress(a.Account), a.SignerMethod)
	if err != nil {
		return nil, nil, err
	}
	return remote, remote.Close, nil
}
