package contracts

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts/bindings"
)

// rollup is core and bridge as they are deployed, with a verifier that accepts
// what the test says.
type rollup struct {
	*world
	verifier, escape   contract
	program            common.Address
	core, coreProxy    contract
	bridge             contract
	bridgeProxy        contract
	config             fp.Element
	genesis            Genesis
	root, hash, number *big.Int // of the last block
}

const (
	cancellationDelay = 5 * 24 * 3600
	versionDelay      = 1000
	freezeDelay       = 7 * 24 * 3600
	codeDelay         = 2000
	outputStart       = 25
)

func newRollup(t testing.TB) *rollup {
	t.Helper()
	w := newWorld(t)
	r := &rollup{world: w, genesis: Genesis{Root: fp.NewElement(111), BlockHash: fp.NewElement(222), BlockNumber: 7}}
	r.verifier = w.deploy(testArtifact(t, "TestVerifier"))
	r.program = w.programData(1)
	coreCode := w.deploy(bindings.CoreMetaData, big.NewInt(cancellationDelay), big.NewInt(versionDelay), big.NewInt(freezeDelay))
	bridgeCode := w.deploy(bindings.BridgeMetaData)
	r.escape = w.escapeContract()
	r.coreProxy = w.deploy(bindings.ProxyMetaData, governor, big.NewInt(codeDelay))
	r.bridgeProxy = w.deploy(bindings.ProxyMetaData, governor, big.NewInt(codeDelay))
	setup, err := BridgeSetup(r.coreProxy.at, r.escape.at, &testChain, NoLimits())
	if err != nil {
		t.Fatal(err)
	}
	config := program.Config{L2ChainID: testChain, L1ChainID: 1337, Core: r.coreProxy.at, Bridge: r.bridgeProxy.at}
	r.config = config.Hash()
	genesis, err := CoreGenesis(&r.genesis, r.verifier.at, r.program, &r.config, r.bridgeProxy.at)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		proxy, code contract
		data        []byte
	}{{r.coreProxy, coreCode, genesis}, {r.bridgeProxy, bridgeCode, setup}} {
		p.proxy.call(governor, nil, "addImplementation", p.code.at, p.data, false).ok()
		p.proxy.call(governor, nil, "upgradeTo", p.code.at, p.data, false).ok()
	}
	r.core, r.bridge = r.coreProxy.as(bindings.CoreMetaData), r.bridgeProxy.as(bindings.BridgeMetaData)
	r.core.call(governor, nil, "registerOperator", operator).ok()
	r.root, r.hash, r.number = number(&r.genesis.Root), number(&r.genesis.BlockHash), new(big.Int).SetUint64(r.genesis.BlockNumber)
	return r
}

// programData publishes a program, without a factory: two cells in a chunk each.
func (w *world) programData(i byte) common.Address {
	m := newManifest(w, i)
	return w.data(slices.Concat(m...))
}

// newManifest has the parts of a program's data: identity, builtins, number of
// cells, and the chunks, which it publishes.
func newManifest(w *world, i byte) [][]byte {
	word := func(v byte) []byte { return common.BytesToHash([]byte{v}).Bytes() }
	first, second := slices.Concat(word(1), word(i)), slices.Concat(word(2), word(40))
	builtins := word(1)
	return [][]byte{
		crypto.Keccak256(builtins, first, second), builtins, word(2),
		common.BytesToHash(w.data(first).Bytes()).Bytes(), common.BytesToHash(w.data(second).Bytes()).Bytes(),
	}
}

// block is a block to settle: the fields of its output, and what tests do to them.
type block struct {
	header [10]*big.Int
	kzg    []*big.Int
	toL1   []*big.Int
	toL2   []*big.Int
	diff   []*big.Int
}

// next is the block that follows the last one.
func (r *rollup) next() *block {
	n := new(big.Int).Add(r.number, common.Big1)
	b := &block{header: [10]*big.Int{
		r.root, new(big.Int).Add(r.root, big.NewInt(1000)), r.number, n, r.hash, new(big.Int).Add(r.hash, big.NewInt(1000)),
		new(big.Int), number(&r.config), new(big.Int), new(big.Int),
	}}
	b.diff = []*big.Int{big.NewInt(77), big.NewInt(78)}
	return b
}

func (b *block) output() []*big.Int {
	out := append([]*big.Int{}, b.header[:]...)
	out = append(out, b.kzg...)
	out = append(append(out, big.NewInt(int64(len(b.toL1)))), b.toL1...)
	out = append(append(out, big.NewInt(int64(len(b.toL2)))), b.toL2...)
	if b.header[8].Sign() == 0 {
		out = append(out, b.diff...)
	}
	return out
}

// addToL1 adds a message to L1, addToL2 one to L2.
func (b *block) addToL1(m *starknet.MessageToL1) {
	to := m.To.Felt()
	b.toL1 = append(b.toL1, number(&m.From), number(&to), big.NewInt(int64(len(m.Payload))))
	for i := range m.Payload {
		b.toL1 = append(b.toL1, number(&m.Payload[i]))
	}
}

func (b *block) addToL2(m *starknet.MessageToL2) {
	from := m.From.Felt()
	b.toL2 = append(b.toL2, number(&from), number(&m.To), new(big.Int).SetUint64(m.Nonce), number(&m.Selector), big.NewInt(int64(len(m.Payload))))
	for i := range m.Payload {
		b.toL2 = append(b.toL2, number(&m.Payload[i]))
	}
}

// statement is a verifier's public input before the output.
func statement(n int) []*big.Int {
	words := make([]*big.Int, n)
	for i := range words {
		words[i] = big.NewInt(int64(500 + i))
	}
	return words
}

var (
	testProof      = []byte("a proof, which is not a whole number of words")
	testParameters = big.NewInt(0x123456)
)

// settle has the verifier expect the output and settles it.
func (r *rollup) settle(output []*big.Int) *result {
	r.Helper()
	r.expect(output, statement(outputStart), testProof)
	return r.core.call(operator, nil, "updateState", output, statement(outputStart), testParameters, testProof)
}

func (r *rollup) expect(output, statement []*big.Int, proof []byte) {
	r.Helper()
	r.verifier.call(alice, nil, "expect", proof, testParameters, append(append([]*big.Int{}, statement...), output...), r.program).ok()
}

// accept notes that a block was settled.
func (r *rollup) accept(b *block) { r.root, r.number, r.hash = b.header[1], b.header[3], b.header[5] }

// settled settles a block that must be taken.
func (r *rollup) settled(b *block) *result {
	r.Helper()
	result := r.settle(b.output())
	result.ok()
	r.accept(b)
	return result
}

func TestUpdateState(t *testing.T) {
	r := newRollup(t)
	for range 3 {
		b := r.next()
		result := r.settled(b)
		got := result.event("LogStateUpdate")
		for i, want := range []*big.Int{b.header[1], b.header[3], b.header[5]} {
			if got[i].(*big.Int).Cmp(want) != 0 {
				t.Fatalf("LogStateUpdate has %v", got)
			}
		}
		update, err := ParseStateUpdate(result.logs[len(result.logs)-1])
		if err != nil || update.BlockNumber != b.header[3].Uint64() {
			t.Fatal(update, err)
		}
		var packed []byte
		for _, word := range b.output() {
			packed = append(packed, common.BigToHash(word).Bytes()...)
		}
		if fact := result.event("LogStateTransitionFact")[0].([32]byte); fact != crypto.Keccak256Hash(packed) {
			t.Fatalf("fact %x", fact)
		}
		for method, want := range map[string]*big.Int{"stateRoot": b.header[1], "stateBlockNumber": b.header[3], "stateBlockHash": b.header[5]} {
			if got := r.core.get(method).(*big.Int); got.Cmp(want) != 0 {
				t.Fatalf("%s is %s, want %s", method, got, want)
			}
		}
		t.Logf("%d gas", result.gas)
	}
	// The same block again, and proofs of other lengths.
	for n := range 70 {
		b := r.next()
		proof := make([]byte, n)
		for i := range proof {
			proof[i] = byte(i + 1)
		}
		r.expect(b.output(), statement(outputStart), proof)
		r.core.call(operator, nil, "updateState", b.output(), statement(outputStart), testParameters, proof).ok()
		r.accept(b)
		r.core.call(operator, nil, "updateState", b.output(), statement(outputStart), testParameters, proof).reverts("WrongPreviousBlockNumber")
	}
}

func TestUpdateStateRefuses(t *testing.T) {
	r := newRollup(t)
	prime := fp.Modulus()
	one := common.Big1
	set := func(word int, v *big.Int) func(*block) { return func(b *block) { b.header[word] = v } }
	plus := func(word int) func(*block) {
		return func(b *block) { b.header[word] = new(big.Int).Add(b.header[word], one) }
	}
	for _, c := range []struct {
		name, reason string
		change       func(*block)
	}{
		{"root before", "WrongPreviousRoot", plus(0)},
		{"number before", "WrongPreviousBlockNumber", plus(2)},
		{"number", "WrongBlockNumber", plus(3)},
		{"number as before", "WrongBlockNumber", set(3, r.number)},
		{"hash before", "WrongPreviousBlockHash", plus(4)},
		{"program hash", "ReservedWord", set(6, one)},
		{"config hash", "WrongConfigHash", plus(7)},
		{"blobs", "WrongDataAvailability", set(8, one)},
		{"full output", "ReservedWord", set(9, one)},
		{"root above the prime", "OutputOutOfRange", set(1, prime)},
		{"hash above the prime", "OutputOutOfRange", set(5, prime)},
		{"word of the diff above the prime", "OutputOutOfRange", func(b *block) { b.diff[1] = new(big.Int).Lsh(one, 255) }},
		{"messages to L1 too long", "MessageTruncated", func(b *block) { b.toL1 = []*big.Int{one, one, big.NewInt(1)} }},
		{"payload behind the messages to L1", "MessageTruncated", func(b *block) { b.toL1 = []*big.Int{one, one, big.NewInt(2), one} }},
		{"message to L1 without length", "MessageTruncated", func(b *block) { b.toL1 = []*big.Int{one, one} }},
		{"L1 address of 161 bits", "NotAnAddress", func(b *block) { b.toL1 = []*big.Int{one, new(big.Int).Lsh(one, 160), new(big.Int)} }},
		{"L1 sender of 161 bits", "NotAnAddress", func(b *block) { b.toL2 = []*big.Int{new(big.Int).Lsh(one, 160), one, one, one, new(big.Int)} }},
		{"message to L2 that nobody sent", "NoMessageToConsume", func(b *block) { b.toL2 = []*big.Int{one, one, one, one, new(big.Int)} }},
		{"message to L2 without length", "MessageTruncated", func(b *block) { b.toL2 = []*big.Int{one, one, one, one} }},
		{"payload of 2^250 words", "MessageTruncated", func(b *block) { b.toL1 = []*big.Int{one, one, new(big.Int).Lsh(one, 250)} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.world.TB = t
			b := r.next()
			c.change(b)
			r.settle(b.output()).reverts(c.reason)
		})
	}
	r.world.TB = t
	b := r.next()
	out := b.output()
	for name, c := range map[string]struct {
		reason string
		output []*big.Int
	}{
		"no output":                   {"OutputTooShort", nil},
		"a header and one list":       {"OutputTooShort", out[:11]},
		"a list longer than the rest": {"MessageTruncated", append(append([]*big.Int{}, out[:10]...), big.NewInt(2), new(big.Int))},
		"no second list":              {"MessageTruncated", append(append([]*big.Int{}, out[:10]...), big.NewInt(1), new(big.Int))},
		"a list of 2^251 words":       {"MessageTruncated", append(append([]*big.Int{}, out[:10]...), new(big.Int).Lsh(one, 251), new(big.Int))},
	} {
		t.Run(name, func(t *testing.T) {
			r.world.TB = t
			r.settle(c.output).reverts(c.reason)
		})
	}
	r.world.TB = t
	r.core.call(alice, nil, "updateState", out, statement(outputStart), testParameters, testProof).reverts("NotOperator")
	r.expect(out, statement(outputStart), []byte("another proof"))
	r.core.call(operator, nil, "updateState", out, statement(outputStart), testParameters, testProof).reverts("Error")
	// The statement must not borrow words from the output, nor lend any.
	whole := append(statement(outputStart), out...)
	for _, n := range []int{0, outputStart - 1, outputStart + 1} {
		r.expect(whole[n:], whole[:n], testProof)
		result := r.core.call(operator, nil, "updateState", whole[n:], whole[:n], testParameters, testProof)
		if result.reason == "" {
			t.Fatalf("a statement of %d words was taken", n)
		}
	}
	r.expect(out, statement(outputStart+1), testProof)
	r.core.call(operator, nil, "updateState", out, statement(outputStart+1), testParameters, testProof).reverts("WrongStatementLength")
	r.settled(b)
}

// Every word of the output, changed alone, makes the call fail: the verifier sees
// the very output that the state is taken from.
func TestUpdateStateMutations(t *testing.T) {
	r := newRollup(t)
	b := r.next()
	b.addToL1(&starknet.MessageToL1{From: fp.NewElement(9), To: starknet.EthAddress(bob), Payload: []fp.Element{fp.NewElement(4)}})
	out := b.output()
	r.expect(out, statement(outputStart), testProof)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range out {
		for range 3 {
			mutated := append([]*big.Int{}, out...)
			mutated[i] = new(big.Int).Xor(mutated[i], new(big.Int).Lsh(common.Big1, uint(random.IntN(250))))
			if r.core.call(operator, nil, "updateState", mutated, statement(outputStart), testParameters, testProof).reason == "" {
				t.Fatalf("word %d changed to %s was taken", i, mutated[i])
			}
		}
	}
	r.core.call(operator, nil, "updateState", out, statement(outputStart), testParameters, testProof).ok()
}

// message sends a message to L2 and returns it.
func (r *rollup) message(from common.Address, fee *big.Int, to, selector fp.Element, payload ...fp.Element) *starknet.MessageToL2 {
	r.Helper()
	args := make([]*big.Int, len(payload))
	for i := range payload {
		args[i] = number(&payload[i])
	}
	result := r.core.call(from, fee, "sendMessageToL2", number(&to), number(&selector), args)
	ret := result.ok()
	m := &starknet.MessageToL2{From: starknet.EthAddress(from), To: to, Selector: selector, Payload: payload, Nonce: ret[1].(*big.Int).Uint64()}
	if ret[0].([32]byte) != m.Hash() {
		r.Fatalf("message hash %x, want %x", ret[0], m.Hash())
	}
	parsed, err := ParseMessageToL2(result.logs[0])
	if err != nil || parsed.Hash() != m.Hash() || parsed.Fee.Cmp(fee) != 0 {
		r.Fatal(parsed, err)
	}
	return m
}

func TestMessagesToL2(t *testing.T) {
	r := newRollup(t)
	one := fp.One()
	fee := big.NewInt(1000)
	first := r.message(alice, fee, one, one, one, one)
	second := r.message(alice, fee, one, one, one, one)
	if first.Nonce != 0 || second.Nonce != 1 || first.Hash() == second.Hash() {
		t.Fatal("nonces")
	}
	if got := r.core.get("l1ToL2Messages", first.Hash()).(*big.Int); got.Int64() != 1001 {
		t.Fatalf("fee + 1 is %s", got)
	}
	b := r.next()
	b.addToL2(second)
	b.addToL2(first)
	consumed := r.settled(b).event("ConsumedMessageToL2")
	if consumed[0] != alice || consumed[4].(*big.Int).Uint64() != second.Nonce {
		t.Fatalf("ConsumedMessageToL2 has %v", consumed)
	}
	b = r.next()
	b.addToL2(first)
	r.settle(b.output()).reverts("NoMessageToConsume")

	// The operator has the fees.
	if got := r.core.get("credit", operator).(*big.Int); got.Int64() != 2000 {
		t.Fatalf("credit %s", got)
	}
	before := r.balance(bob)
	r.core.call(operator, nil, "withdrawCredit", bob).ok()
	if got := new(big.Int).Sub(r.balance(bob), before); got.Int64() != 2000 || r.balance(r.core.at).Sign() != 0 {
		t.Fatalf("paid %s", got)
	}
	r.core.call(operator, nil, "withdrawCredit", bob).reverts("NoCredit")

	// What can't be sent.
	send := func(fee, to, selector *big.Int, payload ...*big.Int) *result {
		return r.core.call(alice, fee, "sendMessageToL2", to, selector, append([]*big.Int{}, payload...))
	}
	prime, b1 := fp.Modulus(), common.Big1
	send(nil, b1, b1).reverts("NoFee")
	send(new(big.Int).Add(ethers(1), b1), b1, b1).reverts("FeeTooHigh")
	send(fee, prime, b1).reverts("NotAFelt")
	send(fee, b1, prime).reverts("NotAFelt")
	send(fee, b1, b1, b1, prime).reverts("NotAFelt")
	send(fee, b1, b1, statement(17)...).reverts("PayloadTooLong")
	send(ethers(1), b1, b1, statement(16)...).ok()
	if r.core.get("getMaxL1MsgFee").(*big.Int).Cmp(ethers(1)) != 0 {
		t.Fatal("the highest fee")
	}
}

func TestCancellation(t *testing.T) {
	r := newRollup(t)
	one := fp.One()
	fee := big.NewInt(1000)
	m := r.message(alice, fee, one, one, one)
	args := func(nonce uint64) []any {
		return []any{common.Big1, common.Big1, []*big.Int{common.Big1}, new(big.Int).SetUint64(nonce)}
	}
	const start, end = "startL1ToL2MessageCancellation", "cancelL1ToL2Message"
	r.core.call(bob, nil, start, args(m.Nonce)...).reverts("NoMessageToCancel")
	r.core.call(alice, nil, start, args(m.Nonce+1)...).reverts("NoMessageToCancel")
	r.core.call(alice, nil, end, args(m.Nonce)...).reverts("CancellationNotStarted")
	r.core.call(alice, nil, start, args(m.Nonce)...).event("MessageToL2CancellationStarted")
	if got := r.core.get("l1ToL2MessageCancellations", m.Hash()).(*big.Int); got.Uint64() != r.now {
		t.Fatal(got)
	}
	r.core.call(alice, nil, end, args(m.Nonce)...).reverts("CancellationNotYetAllowed")
	r.now += cancellationDelay - 1
	r.core.call(alice, nil, end, args(m.Nonce)...).reverts("CancellationNotYetAllowed")
	r.now++
	r.core.call(bob, nil, end, args(m.Nonce)...).reverts("NoMessageToCancel")
	r.core.call(alice, nil, end, args(m.Nonce)...).event("MessageToL2Canceled")
	r.core.call(alice, nil, end, args(m.Nonce)...).reverts("NoMessageToCancel")
	r.core.call(alice, nil, start, args(m.Nonce)...).reverts("NoMessageToCancel")
	b := r.next()
	b.addToL2(m)
	r.settle(b.output()).reverts("NoMessageToConsume")
	if got := r.core.get("credit", alice).(*big.Int); got.Int64() != 1000 {
		t.Fatalf("credit %s", got)
	}
	// A message that is being cancelled can still be consumed.
	m = r.message(alice, fee, one, one, one)
	r.core.call(alice, nil, start, args(m.Nonce)...).ok()
	b = r.next()
	b.addToL2(m)
	r.settled(b)
	r.now += cancellationDelay
	r.core.call(alice, nil, end, args(m.Nonce)...).reverts("NoMessageToCancel")
	if got := time.Duration(r.core.get("messageCancellationDelay").(*big.Int).Int64()) * time.Second; got != 5*24*time.Hour {
		t.Fatal(got)
	}
}

func TestMessagesToL1(t *testing.T) {
	r := newRollup(t)
	m := &starknet.MessageToL1{From: fp.NewElement(99), To: starknet.EthAddress(bob), Payload: []fp.Element{fp.NewElement(1), fp.NewElement(2)}}
	b := r.next()
	b.addToL1(m)
	b.addToL1(m)
	sent := r.settled(b).event("LogMessageToL1")
	if sent[1] != bob || sent[0].(*big.Int).Int64() != 99 {
		t.Fatalf("LogMessageToL1 has %v", sent)
	}
	if got := r.core.get("l2ToL1Messages", m.Hash()).(*big.Int); got.Int64() != 2 {
		t.Fatalf("%s messages", got)
	}
	args := []any{big.NewInt(99), []*big.Int{common.Big1, common.Big2}}
	r.core.call(alice, nil, "consumeMessageFromL2", args...).reverts("NoMessageToConsume")
	for range 2 {
		result := r.core.call(bob, nil, "consumeMessageFromL2", args...)
		result.event("ConsumedMessageToL1")
		if result.ok()[0].([32]byte) != m.Hash() {
			t.Fatal("hash")
		}
	}
	r.core.call(bob, nil, "consumeMessageFromL2", args...).reverts("NoMessageToConsume")
}

func TestOperators(t *testing.T) {
	r := newRollup(t)
	r.core.call(alice, nil, "registerOperator", alice).reverts("NotGovernor")
	r.core.call(alice, nil, "unregisterOperator", operator).reverts("NotGovernor")
	r.core.call(governor, nil, "unregisterOperator", operator).event("OperatorRemoved")
	r.settle(r.next().output()).reverts("NotOperator")
	r.core.call(governor, nil, "registerOperator", operator).event("OperatorAdded")
	if !r.core.get("isOperator", operator).(bool) || r.core.get("isOperator", alice).(bool) {
		t.Fatal("isOperator")
	}
	r.settled(r.next())
}

// A recipient that calls back gets nothing more.
func TestReentrance(t *testing.T) {
	r := newRollup(t)
	recipient := r.deploy(testArtifact(t, "TestRecipient"))
	r.core.call(governor, nil, "registerOperator", recipient.at).ok()
	one := fp.One()
	b := r.next()
	b.addToL2(r.message(alice, big.NewInt(1000), one, one))
	r.message(alice, big.NewInt(1000), one, one)
	out := b.output()
	r.expect(out, statement(outputStart), testProof)
	update, err := r.core.abi.Pack("updateState", out, statement(outputStart), testParameters, testProof)
	if err != nil {
		t.Fatal(err)
	}
	recipient.call(alice, nil, "execute", r.core.at, common.Big0, update).ok()
	r.accept(b)
	withdraw, err := r.core.abi.Pack("withdrawCredit", recipient.at)
	if err != nil {
		t.Fatal(err)
	}
	recipient.call(alice, nil, "refuse", true).ok()
	recipient.call(alice, nil, "execute", r.core.at, common.Big0, withdraw).reverts("PaymentFailed")
	recipient.call(alice, nil, "refuse", false).ok()
	recipient.call(alice, nil, "callBack", r.core.at, withdraw).ok()
	recipient.call(alice, nil, "execute", r.core.at, common.Big0, withdraw).ok()
	if !recipient.get("calledBack").(bool) || recipient.get("callBackSucceeded").(bool) || r.balance(recipient.at).Int64() != 1000 {
		t.Fatalf("the recipient has %s", r.balance(recipient.at))
	}
}
