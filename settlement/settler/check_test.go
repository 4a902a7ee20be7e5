package settler_test

import (
	"context"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/prover/stone"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/settler"
	"quarry/settlement/settler/proving"
	"quarry/settlement/settler/settlertest"
)

// atGenesis are blocks that have a block 0.
type atGenesis struct{ *settlertest.Blocks }

// Header implements settler.Blocks.
func (atGenesis) Header(_ context.Context, n uint64) (*settler.Header, error) {
	return &settler.Header{Number: n, Hash: settlertest.Hash(n), Root: settlertest.Root(n)}, nil
}

// Nothing is settled by a verifier that would refuse the proofs.
func TestCheckVerifier(t *testing.T) {
	good := verifier.Policy{Layout: "starknet", Version: stone.V3, SecurityFloor: 96}
	w := settlertest.New(t, settlertest.Options{Verifier: good})
	block, err := proving.BlockProgram()
	if err != nil {
		t.Fatal(err)
	}
	check := func() error {
		return settler.Check(t.Context(), &settler.CheckConfig{
			Client: w.Client, Core: w.Addresses.Core, Account: settlertest.Address(1), ConfigHash: w.Config.Hash(), Program: block.Identity(),
			Proofs: good, Blocks: atGenesis{&settlertest.Blocks{Config: w.Config}},
		})
	}
	if err := check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		policy verifier.Policy
		reason string // empty: it takes them
	}{
		{verifier.Policy{Layout: "starknet", Version: stone.V3, SecurityFloor: 97}, "from 97 on, not from 96"},
		{verifier.Policy{Layout: "starknet", Version: stone.V2, SecurityFloor: 96}, "another version of the seed"},
		{verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 96}, "the layout recursive"},
		{verifier.Policy{Layout: "starknet", Version: stone.V3, SecurityFloor: 80}, ""},
	} {
		at, err := w.Deployer().Verifier(t.Context(), c.policy)
		if err != nil {
			t.Fatal(err)
		}
		w.Upgrade(1, at, w.Addresses.Program, w.Addresses.ConfigHash)
		if err := check(); c.reason == "" && err != nil || c.reason != "" && (fault.CodeOf(err) != settler.CodeOtherChain || !strings.Contains(err.Error(), c.reason)) {
			t.Errorf("%+v: %v", c.policy, err)
		}
	}
}
