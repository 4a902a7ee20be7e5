package contracts

import (
	"flag"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/common"

	"quarry/settlement/contracts/bindings"
)

var update = flag.Bool("update", false, "write the demo run in docs/governance.md anew")

// narrator calls contracts and writes down what they said.
type narrator struct {
	*rollup
	text strings.Builder
}

func (n *narrator) title(text string) { fmt.Fprintf(&n.text, "\n# %s\n", text) }

// wait lets time pass.
func (n *narrator) wait(seconds uint64, text string) {
	n.now += seconds
	fmt.Fprintf(&n.text, "%15s  %s\n", "…", text)
}

// says calls a method and notes who called what and how it ended: by the events
// of these names, or by the reason of the revert.
func (n *narrator) says(who string, c contract, value *big.Int, shown string, method string, args ...any) *result {
	n.Helper()
	from := map[string]common.Address{"governor": governor, "second": governor2, "operator": operator, "alice": alice, "bob": bob}[who]
	r := c.call(from, value, method, args...)
	fmt.Fprintf(&n.text, "%15s  %s(%s)\n", who, method, shown)
	if r.reason != "" {
		name, _, _ := cut(r.reason)
		fmt.Fprintf(&n.text, "%15s      refused: %s\n", "", name)
		return r
	}
	var names []string
	for _, log := range r.logs {
		for _, parsed := range []contract{c, n.core, n.coreProxy, n.bridge} {
			if e, err := parsed.abi.EventByID(log.Topics[0]); err == nil {
				names = append(names, e.Name)
				break
			}
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(&n.text, "%15s      %s\n", "", strings.Join(names, ", "))
	}
	return r
}

// The demo run of docs/governance.md: what is written there is what happens.
func TestGovernanceDemo(t *testing.T) {
	n := &narrator{rollup: newRollup(t)}
	r := n.rollup
	l := newLeaving(t, 77, true, ethers(30))
	r.bridge.call(governor, ethers(100), "endow").ok()
	settle := func(b *block, shown string, statementWords int, verifier contract, program common.Address) {
		t.Helper()
		verifier.call(alice, nil, "expect", testProof, testParameters, append(statement(statementWords), b.output()...), program).ok()
		result := n.says("operator", r.core, nil, shown, "updateState", b.output(), statement(statementWords), testParameters, testProof)
		if result.reason == "" {
			r.accept(b)
		}
	}
	old := func(b *block, shown string) { t.Helper(); settle(b, shown, outputStart, r.verifier, r.program) }

	n.title("Roles: a second governor, who must accept; operators come and go")
	n.says("alice", r.coreProxy, nil, "alice", "nominateGovernor", alice)
	n.says("governor", r.coreProxy, nil, "second", "nominateGovernor", governor2)
	n.says("second", r.coreProxy, nil, "", "acceptGovernance")
	n.says("second", r.coreProxy, nil, "second", "removeGovernor", governor2)
	n.says("second", r.core, nil, "operator", "unregisterOperator", operator)
	old(r.next(), "block 8")
	n.says("governor", r.core, nil, "operator", "registerOperator", operator)
	old(r.next(), "block 8")

	n.title("A new program from block 10 on: blocks before settle under the old one")
	verifier2 := r.deploy(testArtifact(t, "TestVerifier"))
	verifier2.call(alice, nil, "setOutputStart", big.NewInt(9)).ok()
	program2, config2 := r.programData(2), big.NewInt(4242)
	n.says("governor", r.core, nil, "from block 10, verifier, program, config", "proposeUpgrade", uint64(10), verifier2.at, program2, config2)
	n.says("governor", r.core, nil, "", "activateUpgrade")
	n.wait(versionDelay, "the delay of versions")
	n.says("governor", r.core, nil, "", "activateUpgrade")
	old(r.next(), "block 9, proved with the old program")
	old(r.next(), "block 10, proved with the old program")
	b := r.next()
	b.header[1], b.header[7] = number(&l.root), config2
	b.addToL1(r.withdrawal(ethers(2), bob))
	settle(b, "block 10, proved with the new program", 9, verifier2, program2)

	n.title("New code of the bridge, announced beforehand, and then never again")
	bridge2 := r.deploy(bindings.BridgeMetaData)
	n.says("governor", r.bridgeProxy, nil, "code, no data, final", "addImplementation", bridge2.at, []byte{}, true)
	n.says("governor", r.bridgeProxy, nil, "code, no data, final", "upgradeTo", bridge2.at, []byte{}, true)
	n.wait(codeDelay, "the delay of code")
	n.says("governor", r.bridgeProxy, nil, "code, no data, final", "upgradeTo", bridge2.at, []byte{}, true)
	n.says("governor", r.bridgeProxy, nil, "other code", "addImplementation", r.coreProxy.at, []byte{}, false)
	n.says("governor", r.core, nil, "", "finalizeVersions")
	n.says("governor", r.core, nil, "from block 20, …", "proposeUpgrade", uint64(20), verifier2.at, program2, config2)

	n.title("Operators stop. Alice deposits; nobody serves her; anybody freezes")
	deposit := r.deposited(alice, ethers(4), common.Big1, fp.NewElement(3))
	fmt.Fprintf(&n.text, "%15s  deposit(4 ether for L2 account 3)\n", "alice")
	payload := make([]*big.Int, len(deposit.Payload))
	for i := range payload {
		payload[i] = number(&deposit.Payload[i])
	}
	overdue := []any{r.bridge.at, number(&deposit.To), number(&deposit.Selector), payload, new(big.Int).SetUint64(deposit.Nonce)}
	n.says("bob", r.core, nil, "alice's message", "freezeOverdue", overdue...)
	n.wait(freezeDelay+1, "the freeze delay")
	n.says("bob", r.core, nil, "alice's message", "freezeOverdue", overdue...)
	b = r.next()
	b.header[7] = config2
	settle(b, "block 11", 9, verifier2, program2)

	n.title("Everybody leaves: by the last root, by a message of L2, by a deposit taken back")
	n.says("governor", r.core, nil, "", "unfreeze")
	e := l.escape(t, &testChain, r.bridge.at, bob)
	n.says("bob", r.bridge, nil, "account, path, signature, to bob: 30 ether", "escape", e.Account, e.Place, e.Authorisation, bob)
	n.says("bob", r.bridge, nil, "the same account", "escape", e.Account, e.Place, e.Authorisation, bob)
	n.says("bob", r.bridge, nil, "2 ether, bob", "withdraw", ethers(2), bob)
	args := []any{ethers(4), big.NewInt(3), new(big.Int).SetUint64(deposit.Nonce)}
	n.says("alice", r.bridge, nil, "4 ether", "depositCancelRequest", args...)
	n.says("alice", r.bridge, nil, "4 ether", "depositReclaim", args...)
	n.wait(cancellationDelay, "the delay of cancellations")
	n.says("alice", r.bridge, nil, "4 ether", "depositReclaim", args...)
	n.wait(freezeDelay, "the freeze delay")
	n.says("governor", r.core, nil, "", "unfreeze")

	const file, begin, end = "../../docs/governance.md", "<!-- demo -->\n```text\n", "\n```\n<!-- end of demo -->"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(page), begin)
	shown, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatal("the page has no place for the demo run")
	}
	run := strings.Trim(n.text.String(), "\n")
	if *update {
		if err := os.WriteFile(file, []byte(before+begin+run+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if shown != run {
		t.Errorf("docs/governance.md shows another run; write it anew with -update. This one is:\n%s", run)
	}
}
