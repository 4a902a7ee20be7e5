package verifier_test

import (
	"compress/gzip"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/params"

	"quarry/prover/stone"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/contracts/verifier/columns"
)

// maxTransaction is the largest transaction that nodes pass on.
const maxTransaction = 128 << 10

// testCase is a checked-in proof: programs that use all builtins of the layout,
// the reference cases s05 and s06, with 96 bits.
type testCase struct {
	name   string
	policy verifier.Policy
}

var testCases = []testCase{
	{"starknet_v3", verifier.Policy{Layout: "starknet", Version: stone.V3, SecurityFloor: 96}},
	{"recursive_v3", verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 96}},
	{"recursive_v2", verifier.Policy{Layout: "recursive", Version: stone.V2, SecurityFloor: 96}},
}

// allSteps is a proof with FRI steps of all sizes, and little security.
var allSteps = testCase{"all_steps", verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 16}}

// load reads a case's proof file and brings it into the form of a call.
func load(t testing.TB, c testCase) (*stone.ProofFile, *verifier.Call) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", c.name+".json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	file, err := stone.ParseProofFile(c.name, raw)
	if err != nil {
		t.Fatal(err)
	}
	call, err := verifier.NewCall(file, c.policy.Version)
	if err != nil {
		t.Fatal(err)
	}
	return file, call
}

// A valid proof is taken, in one transaction that Ethereum takes.
func TestAccepts(t *testing.T) {
	for _, c := range append(slices.Clone(testCases), allSteps) {
		t.Run(c.name, func(t *testing.T) {
			_, call := load(t, c)
			d := deploy(t, c.policy)
			gas, reason := d.verify(t, call)
			if reason != "" {
				t.Fatalf("rejected: %s", reason)
			}
			data := input(t, call, d.publish(t, &call.Program))
			intrinsic, floor := transactionGas(t, data, osaka)
			total := max(intrinsic+gas, floor)
			t.Logf("execution %d, data %d bytes: %d, floor %d; in all %d", gas, len(data), intrinsic, floor, total)
			if total >= 4_000_000 {
				t.Errorf("%d gas", total)
			}
			if len(data) >= maxTransaction-1024 {
				t.Errorf("%d bytes of calldata", len(data))
			}
		})
	}
}

// The same through a chain's transaction pool, with all contracts deployed by
// transactions.
func TestTransaction(t *testing.T) {
	key, err := crypto.HexToECDSA(strings.Repeat("51", 32))
	if err != nil {
		t.Fatal(err)
	}
	from := crypto.PubkeyToAddress(key.PublicKey)
	chain := simulated.NewBackend(types.GenesisAlloc{from: {Balance: new(big.Int).Lsh(big.NewInt(1), 100)}})
	defer chain.Close()
	client := chain.Client()
	auth, err := bind.NewKeyedTransactorWithChainID(key, params.AllDevChainProtocolChanges.ChainID)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	d := verifier.Deployer{Backend: client, Auth: auth, Mined: func() { chain.Commit() }}
	for _, c := range testCases[:2] {
		_, call := load(t, c)
		contract, err := d.Verifier(ctx, c.policy)
		if err != nil {
			t.Fatal(err)
		}
		factory, err := d.Factory(ctx)
		if err != nil {
			t.Fatal(err)
		}
		program, err := d.Program(ctx, factory, &call.Program)
		if err != nil {
			t.Fatal(err)
		}
		nonce, err := client.PendingNonceAt(ctx, from)
		if err != nil {
			t.Fatal(err)
		}
		tx, err := types.SignNewTx(key, types.LatestSigner(params.AllDevChainProtocolChanges), &types.DynamicFeeTx{
			ChainID: params.AllDevChainProtocolChanges.ChainID, Nonce: nonce, To: &contract, Gas: params.MaxTxGas,
			GasFeeCap: big.NewInt(params.GWei * 10), GasTipCap: big.NewInt(params.GWei), Data: input(t, call, program),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := client.SendTransaction(ctx, tx); err != nil {
			t.Fatal(err)
		}
		chain.Commit()
		receipt, err := bind.WaitMined(ctx, client, tx)
		if err != nil {
			t.Fatal(err)
		}
		if receipt.Status != types.ReceiptStatusSuccessful {
			t.Fatalf("%s: reverted", c.name)
		}
		t.Logf("%s: %d gas, a transaction of %d bytes; deployed with %d gas", c.name, receipt.GasUsed, tx.Size(), d.Gas)
	}
}

// The verifier's policy holds: seed version, layout and floor.
func TestPolicy(t *testing.T) {
	_, call := load(t, testCases[1])
	for _, c := range []struct {
		policy verifier.Policy
		reason string
	}{
		{verifier.Policy{Layout: "recursive", Version: stone.V2, SecurityFloor: 96}, "OodsMismatch"},
		{verifier.Policy{Layout: "recursive", Version: stone.V3, SecurityFloor: 97}, "SecurityTooLow[96]"},
		{verifier.Policy{Layout: "starknet", Version: stone.V3, SecurityFloor: 96}, "PublicInputLength"},
	} {
		if _, reason := deploy(t, c.policy).verify(t, call); !strings.HasPrefix(reason, c.reason) {
			t.Errorf("%+v: %q", c.policy, reason)
		}
	}
}

// A verifier has a floor, and parts that were generated with it.
func TestDeployment(t *testing.T) {
	d := deploy(t, testCases[1].policy)
	data := make([]common.Address, 3)
	chunks, err := columns.Of("starknet")
	if err != nil {
		t.Fatal(err)
	}
	for i, chunk := range chunks {
		data[i] = d.data(t, chunk)
	}
	composition := d.create(t, bindings.StarknetCompositionMetaData, [3]common.Address(data))
	deep := d.create(t, bindings.StarknetDeepMetaData)
	for _, c := range []struct {
		composition, deep common.Address
		floor             int64
		reason            string
	}{
		{d.composition, d.deep, 1, ""},
		{d.composition, d.deep, 0, "NoSecurityFloor[]"},
		{common.Address{7}, d.deep, 96, "WrongPart"},
		{d.composition, common.Address{7}, 96, "WrongPart"},
		{d.deep, d.composition, 96, "WrongPart"},
		{composition, d.deep, 96, "WrongPart"},
		{d.composition, deep, 96, "WrongPart"},
		{d.factory, d.deep, 96, "WrongPart"},
		{data[0], d.deep, 96, "WrongPart"},
	} {
		_, reason := d.tryCreate(t, bindings.RecursiveVerifierMetaData, c.composition, c.deep, true, big.NewInt(c.floor))
		if !strings.HasPrefix(reason, c.reason) || (reason == "") != (c.reason == "") {
			t.Errorf("%+v: %q", c, reason)
		}
	}
}

// A program is what its address holds: another program, and what is none, is
// refused.
func TestProgram(t *testing.T) {
	_, call := load(t, testCases[1])
	d := deploy(t, testCases[1].policy)
	verify := func(program common.Address) string {
		ret, _, err := d.call(d.verifier, input(t, call, program), nil)
		return revertReason(ret, err)
	}
	if reason := verify(d.publish(t, &call.Program)); reason != "" {
		t.Fatal(reason)
	}
	for name, change := range map[string]func(*verifier.Program){
		"a cell":          func(p *verifier.Program) { p.Cells[20].SetUint64(5) },
		"one cell more":   func(p *verifier.Program) { p.Cells = append(p.Cells, p.Cells[0]) },
		"one cell less":   func(p *verifier.Program) { p.Cells = p.Cells[:len(p.Cells)-1] },
		"other builtins":  func(p *verifier.Program) { p.Builtins = 0b1101; p.Cells[1].SetUint64(3) },
		"the last cell":   func(p *verifier.Program) { p.Cells[len(p.Cells)-1].SetUint64(1) },
		"beyond segments": func(p *verifier.Program) { p.Builtins = 0b101101 },
	} {
		p := verifier.Program{Builtins: call.Program.Builtins, Cells: append(call.Program.Cells[:0:0], call.Program.Cells...)}
		change(&p)
		reason := verify(d.publish(t, &p))
		t.Logf("%s: %s", name, reason)
		if reason == "" {
			t.Errorf("%s: accepted", name)
		}
	}
	for name, data := range map[string][]byte{"empty": {}, "short": make([]byte, 95), "no words": make([]byte, 130)} {
		if reason := verify(d.data(t, data)); !strings.HasPrefix(reason, "NotAProgram") {
			t.Errorf("%s: %q", name, reason)
		}
	}
	for name, at := range map[string]common.Address{"no code": {7}, "the verifier": d.verifier} {
		if reason := verify(at); !strings.HasPrefix(reason, "NotAProgram") {
			t.Errorf("%s: %q", name, reason)
		}
	}
}
