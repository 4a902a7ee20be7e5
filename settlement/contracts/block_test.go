package contracts

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/big"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/params"
	"github.com/holiman/uint256"

	"quarry/prover/stone"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/contracts/verifier/columns"
)

// provedBlock reads the proof of a block: see testdata/README.md.
func provedBlock(t testing.TB) *verifier.Call {
	t.Helper()
	packed, err := os.ReadFile("testdata/block.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	file, err := stone.ParseProofFile("testdata/block.json.gz", raw)
	if err != nil {
		t.Fatal(err)
	}
	call, err := verifier.NewCall(file, stone.V3)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

// starknetVerifier deploys the verifier of the layout starknet.
func (w *world) starknetVerifier() contract {
	w.Helper()
	data, err := columns.Of("starknet")
	if err != nil {
		w.Fatal(err)
	}
	var chunks [3]common.Address
	for i := range chunks {
		chunks[i] = w.data(data[i])
	}
	composition := w.deploy(bindings.StarknetCompositionMetaData, chunks)
	deep := w.deploy(bindings.StarknetDeepMetaData)
	return w.deploy(bindings.StarknetVerifierMetaData, composition.at, deep.at, true, big.NewInt(96))
}

func (w *world) publish(p *verifier.Program) common.Address {
	w.Helper()
	factory := w.deploy(bindings.ProgramFactoryMetaData)
	var chunks []common.Address
	for _, chunk := range p.Chunks() {
		chunks = append(chunks, w.data(chunk))
	}
	return factory.call(alice, nil, "publish", chunks, new(big.Int).SetUint64(p.Builtins)).ok()[0].(common.Address)
}

// A block of the block program, with a proof that Quarry made, goes through the
// real verifier into the core contract in one transaction.
func TestProvedBlock(t *testing.T) {
	call := provedBlock(t)
	w := newWorld(t)
	verifierContract := w.starknetVerifier()
	programAddress := w.publish(&call.Program)
	outputStart := int(verifierContract.get("outputStart").(*big.Int).Int64())
	words, err := feltsOf(call.PublicInput[outputStart:])
	if err != nil {
		t.Fatal(err)
	}
	output, err := program.ParseOutput(words)
	if err != nil {
		t.Fatal(err)
	}
	if len(output.ToL1) != 1 || len(output.ToL2) != 1 {
		t.Fatalf("%d messages to L1, %d to L2", len(output.ToL1), len(output.ToL2))
	}
	deposit, withdrawal := &output.ToL2[0], &output.ToL1[0]
	bridge := common.Address(deposit.From)
	w.state.AddBalance(bridge, uint256.MustFromBig(ethers(1)), tracing.BalanceChangeUnspecified)

	code := w.deploy(bindings.CoreMetaData, big.NewInt(cancellationDelay), big.NewInt(versionDelay), big.NewInt(freezeDelay))
	genesis := Genesis{Root: output.StateRootBefore, BlockHash: output.ParentHash, BlockNumber: output.Number - 1}
	data, err := CoreGenesis(&genesis, verifierContract.at, programAddress, &output.ConfigHash, bridge)
	if err != nil {
		t.Fatal(err)
	}
	c := w.proxied(code, codeDelay, data).as(bindings.CoreMetaData)
	c.call(governor, nil, "registerOperator", operator).ok()
	settle, err := UpdateState(call, outputStart, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.raw(operator, nil, "updateState", settle).reverts("NoMessageToConsume")
	payload := make([]*big.Int, len(deposit.Payload))
	for i := range payload {
		payload[i] = number(&deposit.Payload[i])
	}
	c.call(bridge, big.NewInt(1000), "sendMessageToL2", number(&deposit.To), number(&deposit.Selector), payload).ok()

	// Nothing of the call can be changed. The output's words come first.
	for _, at := range []int{len(settle) - 40, len(settle) / 2, 4 + 5*32 + 31, 4 + 5*32 + 32 + 31} {
		mutated := bytes.Clone(settle)
		mutated[at] ^= 1
		if r := c.raw(operator, nil, "updateState", mutated); r.reason == "" {
			t.Errorf("byte %d changed, and taken", at)
		} else {
			t.Logf("byte %d of %d: %s", at, len(settle), r.reason)
		}
	}
	r := c.raw(operator, nil, "updateState", settle)
	r.event("ConsumedMessageToL2")
	r.event("LogMessageToL1")
	if got := c.get("stateRoot").(*big.Int); got.Cmp(number(&output.StateRootAfter)) != 0 {
		t.Fatalf("state root %x", got)
	}
	if got := c.get("credit", operator).(*big.Int); got.Int64() != 1000 {
		t.Fatal(got)
	}
	l1 := starknet.MessageToL1{From: withdrawal.From, To: withdrawal.To, Payload: withdrawal.Payload}
	if got := c.get("l2ToL1Messages", l1.Hash()).(*big.Int); got.Int64() != 1 {
		t.Fatal(got)
	}

	chain := w.config(operator, nil).ChainConfig
	rules := chain.Rules(new(big.Int), true, w.now)
	intrinsic, err := core.IntrinsicGas(settle, nil, nil, operator, &c.at, new(uint256.Int), rules)
	if err != nil {
		t.Fatal(err)
	}
	floor, err := core.FloorDataGas(rules, operator, &c.at, new(uint256.Int), settle, nil)
	if err != nil {
		t.Fatal(err)
	}
	total := max(intrinsic+r.gas, floor)
	verifyGas := verifierContract.raw(c.at, nil, "verify", verifyInput(t, verifierContract, call, programAddress)).gas
	t.Logf("%d transactions: %d bytes of calldata; %d gas in all: %d for the calldata, %d for the verifier, %d for the core contract",
		32, len(settle), total, intrinsic, verifyGas, r.gas-verifyGas)
	if total > 6_000_000 {
		t.Errorf("%d gas", total)
	}
	if len(settle) > 128<<10-1000 || total > params.MaxTxGas {
		t.Error("too large for a transaction")
	}
}

func verifyInput(t testing.TB, c contract, call *verifier.Call, program common.Address) []byte {
	t.Helper()
	data, err := c.abi.Pack("verify", call.Proof, call.Parameters, call.PublicInput, program)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
