package contracts

import (
	"context"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"

	"quarry/fault"
	"quarry/prover/stone"
	"quarry/sequencer/program"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
)

// testProgram has the start section of proof mode and nothing to run.
func testProgram() *verifier.Program {
	cells := []uint64{0x40780017fff7fff, 1, 0x1104800180018000, 4, 0x10780017fff7fff, 0, 0x208b7fff7fff7ffe}
	p := &verifier.Program{Builtins: 1}
	for _, c := range cells {
		p.Cells = append(p.Cells, fp.NewElement(c))
	}
	return p
}

func TestDeploy(t *testing.T) {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	auth, err := bind.NewKeyedTransactorWithChainID(key, big.NewInt(1337))
	if err != nil {
		t.Fatal(err)
	}
	backend := simulated.NewBackend(types.GenesisAlloc{auth.From: {Balance: ethers(1000)}})
	t.Cleanup(func() { backend.Close() })
	testDeployment(t, &verifier.Deployer{Backend: backend.Client(), Auth: auth, Mined: func() { backend.Commit() }})
}

// testDeployment deploys all contracts and looks whether they are as they should.
func testDeployment(t *testing.T, d *verifier.Deployer) {
	ctx := context.Background()
	auth := d.Auth
	o := &Options{
		Verifier: verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 96}, Program: testProgram(),
		L1ChainID: 1337, L2ChainID: testChain, Genesis: Genesis{Root: fp.NewElement(5), BlockHash: fp.NewElement(6)},
		Delays: DefaultDelays(), Limits: NoLimits(), Endowment: ethers(7),
	}
	o.Operators = append(o.Operators, operator)
	o.Governors = append(o.Governors, governor2)
	a, err := Deploy(ctx, d, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d gas", d.Gas)

	core, err := bindings.NewCore(a.Core, d.Backend)
	if err != nil {
		t.Fatal(err)
	}
	bridge, err := bindings.NewBridge(a.Bridge, d.Backend)
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := bindings.NewProxy(a.Bridge, d.Backend)
	if err != nil {
		t.Fatal(err)
	}
	config := program.Config{L2ChainID: testChain, L1ChainID: 1337, Core: a.Core, Bridge: a.Bridge}
	configHash := config.Hash()
	if got, err := core.ConfigHash(nil); err != nil || got.Cmp(number(&configHash)) != 0 {
		t.Error("config hash", got, err)
	}
	identity := o.Program.Identity()
	if got, err := core.ProgramHash(nil); err != nil || got.Cmp(identity.Big()) != 0 {
		t.Error("program hash", got, err)
	}
	if got, err := core.StateRoot(nil); err != nil || got.Int64() != 5 {
		t.Error("state root", got, err)
	}
	if got, err := core.IsOperator(nil, operator); err != nil || !got {
		t.Error("operator", got, err)
	}
	if got, err := core.MessageCancellationDelay(nil); err != nil || got.Int64() != 5*24*3600 {
		t.Error("delay", got, err)
	}
	if got, err := bridge.Core(nil); err != nil || got != a.Core {
		t.Error("bridge's core", got, err)
	}
	if got, err := proxy.IsNominated(nil, governor2); err != nil || !got {
		t.Error("nominated", got, err)
	}
	if got, err := proxy.IsGovernor(nil, auth.From); err != nil || !got {
		t.Error("governor", got, err)
	}
	if got, err := d.Backend.(ethereum.ChainStateReader).BalanceAt(ctx, a.Bridge, nil); err != nil || got.Cmp(ethers(7)) != 0 {
		t.Error("endowment", got, err)
	}

	// A call's error has its reason.
	_, err = core.UpdateState(d.Auth, nil, nil, new(big.Int), nil)
	if reason, ok := ReasonIn(err); !ok || reason.Name != "NotOperator" {
		t.Errorf("%v: %v", reason, err)
	}
}

func TestDeployRefuses(t *testing.T) {
	good := func() *Options {
		return &Options{Program: testProgram(), L1ChainID: 1, Delays: DefaultDelays(), Limits: NoLimits()}
	}
	for name, change := range map[string]func(*Options){
		"no program":       func(o *Options) { o.Program = nil },
		"no chain":         func(o *Options) { o.L1ChainID = 0 },
		"half a second":    func(o *Options) { o.Delays.Freeze /= 1 << 20 },
		"a negative delay": func(o *Options) { o.Delays.Version = -o.Delays.Version },
		"no limits":        func(o *Options) { o.Limits = Limits{} },
	} {
		o := good()
		change(o)
		if _, err := Deploy(context.Background(), nil, o); fault.CodeOf(err) != CodeOptions {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := good().check(); err != nil {
		t.Error(err)
	}
}
