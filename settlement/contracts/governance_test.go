package contracts

import (
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"quarry/settlement/contracts/bindings"
)

func TestGovernors(t *testing.T) {
	w := newWorld(t)
	if _, reason := w.tryDeploy(bindings.ProxyMetaData, common.Address{}, common.Big0); reason == "" {
		t.Fatal("a proxy without governor")
	}
	p := w.deploy(bindings.ProxyMetaData, governor, common.Big0)
	p.call(alice, nil, "nominateGovernor", alice).reverts("NotGovernor")
	p.call(governor, nil, "nominateGovernor", common.Address{}).reverts("NotEligible")
	p.call(governor, nil, "nominateGovernor", governor).reverts("NotEligible")
	p.call(governor, nil, "cancelNomination", governor2).reverts("NotNominated")
	p.call(governor2, nil, "acceptGovernance").reverts("NotNominated")
	p.call(governor, nil, "nominateGovernor", governor2).event("GovernorNominated")
	if !p.get("isNominated", governor2).(bool) || p.get("isGovernor", governor2).(bool) {
		t.Fatal("a nominated one must accept")
	}
	p.call(alice, nil, "cancelNomination", governor2).reverts("NotGovernor")
	p.call(governor, nil, "cancelNomination", governor2).event("NominationCancelled")
	p.call(governor2, nil, "acceptGovernance").reverts("NotNominated")
	p.call(governor, nil, "nominateGovernor", governor2).ok()
	p.call(governor2, nil, "acceptGovernance").event("GovernorAccepted")
	p.call(governor2, nil, "acceptGovernance").reverts("NotNominated")
	p.call(governor2, nil, "removeGovernor", governor2).reverts("CannotRemoveSelf")
	p.call(governor2, nil, "removeGovernor", alice).reverts("NotGovernor")
	p.call(governor2, nil, "removeGovernor", governor).event("GovernorRemoved")
	p.call(governor, nil, "nominateGovernor", alice).reverts("NotGovernor")
	p.call(governor, nil, "removeGovernor", governor2).reverts("NotGovernor")
}

// What a governor nominated falls with him, and does not come back with him.
func TestNominationsFall(t *testing.T) {
	w := newWorld(t)
	p := w.deploy(bindings.ProxyMetaData, governor, common.Big0)
	p.call(governor, nil, "nominateGovernor", governor2).ok()
	p.call(governor2, nil, "acceptGovernance").ok()
	p.call(governor2, nil, "nominateGovernor", alice).ok()
	p.call(governor, nil, "nominateGovernor", bob).ok()
	p.call(governor, nil, "removeGovernor", governor2).ok()
	if p.get("isNominated", alice).(bool) || !p.get("isNominated", bob).(bool) {
		t.Fatal("nominations hold as long as who made them governs")
	}
	p.call(alice, nil, "acceptGovernance").reverts("NotNominated")
	p.call(governor, nil, "cancelNomination", alice).reverts("NotNominated")
	p.call(governor, nil, "nominateGovernor", governor2).ok()
	p.call(governor2, nil, "acceptGovernance").ok()
	p.call(alice, nil, "acceptGovernance").reverts("NotNominated")
	p.call(bob, nil, "acceptGovernance").event("GovernorAccepted")
	// A nomination is its last maker's.
	p.call(bob, nil, "nominateGovernor", alice).ok()
	p.call(governor, nil, "nominateGovernor", alice).ok()
	p.call(governor, nil, "removeGovernor", bob).ok()
	p.call(alice, nil, "acceptGovernance").event("GovernorAccepted")
}

func TestProxy(t *testing.T) {
	w := newWorld(t)
	p := w.deploy(bindings.ProxyMetaData, governor, big.NewInt(100))
	first, second := w.deploy(testArtifact(t, "TestImplementation")), w.deploy(testArtifact(t, "TestImplementation"))
	seen := p.as(testArtifact(t, "TestImplementation"))
	data := func(n int64) []byte { return common.BigToHash(big.NewInt(n)).Bytes() }
	seen.call(alice, nil, "first").reverts("NoImplementation")
	p.call(alice, nil, "addImplementation", first.at, data(5), false).reverts("NotGovernor")
	p.call(governor, nil, "addImplementation", alice, data(5), false).reverts("NotAContract")
	p.call(governor, nil, "upgradeTo", first.at, data(5), false).reverts("NotAdded")
	p.call(governor, nil, "addImplementation", first.at, data(5), false).event("ImplementationAdded")
	p.call(governor, nil, "addImplementation", first.at, data(5), false).reverts("AlreadyAdded")
	p.call(governor, nil, "upgradeTo", first.at, data(6), false).reverts("NotAdded")
	p.call(governor, nil, "upgradeTo", first.at, data(5), true).reverts("NotAdded")
	p.call(alice, nil, "upgradeTo", first.at, data(5), false).reverts("NotGovernor")
	p.call(governor, nil, "addImplementation", second.at, data(7), false).ok()
	p.call(governor, nil, "upgradeTo", first.at, data(5), false).event("Upgraded")
	p.call(governor, nil, "upgradeTo", first.at, data(5), false).reverts("NotAdded")
	// What was announced before the first one waits, too.
	p.call(governor, nil, "upgradeTo", second.at, data(7), false).reverts("NotYetActive")
	if seen.get("first").(*big.Int).Int64() != 5 || p.get("implementation") != first.at {
		t.Fatal("the first implementation")
	}

	// Initialisation is the proxy's, once.
	seen.call(governor, nil, "initialize", data(9)).reverts("DirectCall")
	first.call(governor, nil, "initialize", data(9)).reverts("OnlyThroughProxy")
	seen.call(alice, nil, "set", big.NewInt(6)).reverts("NotGovernor")
	seen.call(governor, nil, "set", big.NewInt(6)).ok()

	// The second has a delay.
	p.call(governor, nil, "addImplementation", second.at, []byte{}, false).ok()
	if got := p.get("activationTime", second.at, []byte{}, false).(*big.Int); got.Uint64() != w.now+100 {
		t.Fatal(got)
	}
	p.call(governor, nil, "upgradeTo", second.at, []byte{}, false).reverts("NotYetActive")
	w.now += 99
	p.call(governor, nil, "upgradeTo", second.at, []byte{}, false).reverts("NotYetActive")
	p.call(alice, nil, "removeImplementation", second.at, []byte{}, false).reverts("NotGovernor")
	p.call(governor, nil, "removeImplementation", second.at, []byte{}, false).event("ImplementationRemoved")
	p.call(governor, nil, "removeImplementation", second.at, []byte{}, false).reverts("NotAdded")
	w.now++
	p.call(governor, nil, "upgradeTo", second.at, []byte{}, false).reverts("NotAdded")
	p.call(governor, nil, "addImplementation", second.at, []byte{}, false).ok()
	p.call(governor, nil, "addImplementation", second.at, data(1), false).ok()
	p.call(governor, nil, "addImplementation", second.at, []byte{}, true).ok()
	w.now += 100
	p.call(governor, nil, "upgradeTo", second.at, data(1), false).reverts("AlreadyInitialized")
	p.call(governor, nil, "upgradeTo", second.at, []byte{}, false).ok()
	if seen.get("first").(*big.Int).Int64() != 6 || p.get("implementation") != second.at {
		t.Fatal("storage stays")
	}

	// Final.
	p.call(governor, nil, "addImplementation", first.at, []byte{}, false).ok()
	w.now += 100
	p.call(governor, nil, "upgradeTo", second.at, []byte{}, true).event("ImplementationFinal")
	if !p.get("isFinal").(bool) {
		t.Fatal("not final")
	}
	p.call(governor, nil, "addImplementation", first.at, data(1), false).reverts("IsFinal")
	p.call(governor, nil, "upgradeTo", first.at, []byte{}, false).reverts("IsFinal")
	seen.call(governor, nil, "set", big.NewInt(7)).ok()
}

func TestInitialization(t *testing.T) {
	w := newWorld(t)
	p := w.deploy(bindings.ProxyMetaData, governor, common.Big0)
	code := w.deploy(testArtifact(t, "TestImplementation"))
	zero := common.Hash{}.Bytes()
	p.call(governor, nil, "addImplementation", code.at, zero, false).ok()
	p.call(governor, nil, "upgradeTo", code.at, zero, false).reverts("Error") // Refused(), which only the test's contract has

	core := w.deploy(bindings.CoreMetaData, common.Big1, common.Big1, common.Big1)
	verifier, program, config := w.deploy(testArtifact(t, "TestVerifier")).at, w.programData(1), fp.NewElement(5)
	good := Genesis{Root: fp.One(), BlockHash: fp.One()}
	try := func(reason string, verifier, program common.Address, config *fp.Element, bridge common.Address) {
		t.Helper()
		data, err := CoreGenesis(&good, verifier, program, config, bridge)
		if err != nil {
			t.Fatal(err)
		}
		p := w.deploy(bindings.ProxyMetaData, governor, common.Big0)
		p.call(governor, nil, "addImplementation", core.at, data, false).ok()
		r := p.call(governor, nil, "upgradeTo", core.at, data, false)
		if reason == "" {
			r.ok()
		} else {
			r.reverts(reason)
		}
	}
	try("", verifier, program, &config, alice)
	try("BadInitialState", verifier, program, &config, common.Address{})
	try("NotAConfigHash", verifier, program, &fp.Element{}, alice)
	try("NotASuitableContract", alice, program, &config, alice)
	try("NotASuitableContract", verifier, alice, &config, alice)
	try("NotASuitableContract", verifier, verifier, &config, alice) // code, no data
}

// A version's program must be what it says that it is, whoever published it.
func TestProgramIdentity(t *testing.T) {
	r := newRollup(t)
	config := number(&r.config)
	propose := func(program common.Address) *result {
		return r.core.call(governor, nil, "proposeUpgrade", uint64(10), r.verifier.at, program, config)
	}
	chunk := func(data ...byte) []byte { return common.BytesToHash(r.data(data).Bytes()).Bytes() }
	for name, change := range map[string]func(m [][]byte) [][]byte{
		"another identity": func(m [][]byte) [][]byte { m[0] = crypto.Keccak256([]byte{7}); return m },
		"another builtin":  func(m [][]byte) [][]byte { m[1] = common.BytesToHash([]byte{2}).Bytes(); return m },
		"another count":    func(m [][]byte) [][]byte { m[2] = common.BytesToHash([]byte{3}).Bytes(); return m },
		// 64 times this is, in a word, as many bytes as there are.
		"a count that wraps": func(m [][]byte) [][]byte { m[2][0] = 1 << 2; return m },
		"another order":      func(m [][]byte) [][]byte { m[3], m[4] = m[4], m[3]; return m },
		"a chunk less":       func(m [][]byte) [][]byte { return m[:4] },
		"no chunk":           func(m [][]byte) [][]byte { return m[:3] },
		"a chunk more":       func(m [][]byte) [][]byte { return append(m, chunk(make([]byte, 64)...)) },
		"a chunk of nothing": func(m [][]byte) [][]byte { m[4] = common.BytesToHash(bob.Bytes()).Bytes(); return m },
		"half a word more":   func(m [][]byte) [][]byte { return append(m, make([]byte, 16)) },
		"33 chunks": func(m [][]byte) [][]byte {
			for range 31 {
				m = append(m, m[4])
			}
			return m
		},
		"a chunk that can run": func(m [][]byte) [][]byte {
			code := slices.Concat([]byte{0x60}, common.BytesToHash([]byte{2}).Bytes(), common.BytesToHash([]byte{40}).Bytes())
			create := slices.Concat([]byte{0x60, byte(len(code)), 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3}, code)
			at := r.deploy(&bind.MetaData{ABI: "[]", Bin: common.Bytes2Hex(create)}).at
			m[4] = common.BytesToHash(at.Bytes()).Bytes()
			return m
		},
	} {
		t.Log(name)
		propose(r.data(slices.Concat(change(newManifest(r.world, 9))...))).reverts("NotASuitableContract")
	}
	propose(r.data(slices.Concat(newManifest(r.world, 9)...))).ok()
}

func TestVersions(t *testing.T) {
	r := newRollup(t)
	other := r.deploy(testArtifact(t, "TestVerifier"))
	other.call(alice, nil, "setOutputStart", big.NewInt(9)).ok()
	otherProgram := r.programData(2)
	oldConfig, newConfig := number(&r.config), big.NewInt(4242)
	propose := func(from uint64, verifier, program common.Address, config *big.Int) *result {
		return r.core.call(governor, nil, "proposeUpgrade", from, verifier, program, config)
	}
	activate := func() *result { return r.core.call(governor, nil, "activateUpgrade") }
	oldProgram := r.core.get("programHash").(*big.Int)

	r.core.call(alice, nil, "proposeUpgrade", uint64(10), other.at, otherProgram, newConfig).reverts("NotGovernor")
	propose(10, alice, otherProgram, newConfig).reverts("NotASuitableContract")
	propose(10, other.at, alice, newConfig).reverts("NotASuitableContract")
	propose(10, other.at, otherProgram, common.Big0).reverts("NotAConfigHash")
	propose(10, other.at, otherProgram, fp.Modulus()).reverts("NotAConfigHash")
	activate().reverts("NoUpgrade")
	r.core.call(governor, nil, "cancelUpgrade").reverts("NoUpgrade")
	propose(10, other.at, otherProgram, newConfig).event("UpgradeProposed")
	propose(11, other.at, otherProgram, newConfig).reverts("UpgradePending")
	if got := r.core.call(alice, nil, "pendingUpgrade").ok(); got[0].(uint64) != 10 || got[1] != other.at || got[2] != otherProgram {
		t.Fatal(got)
	}
	activate().reverts("UpgradeNotYetActive")
	r.core.call(alice, nil, "cancelUpgrade").reverts("NotGovernor")
	r.core.call(governor, nil, "cancelUpgrade").event("UpgradeCancelled")
	propose(10, other.at, otherProgram, newConfig).ok()
	r.now += versionDelay - 1
	activate().reverts("UpgradeNotYetActive")
	r.now++
	r.core.call(alice, nil, "activateUpgrade").reverts("NotGovernor")
	changed := activate()
	changed.event("UpgradeActivated")
	if got := changed.event("ConfigHashChanged"); got[1].(*big.Int).Cmp(oldConfig) != 0 || got[2].(*big.Int).Cmp(newConfig) != 0 {
		t.Fatal(got)
	}
	changed.event("ProgramHashChanged")

	// Blocks 8 and 9 settle under the old version, those from 10 on under the new one.
	for n := uint64(8); n < 10; n++ {
		if r.core.get("configHash").(*big.Int).Cmp(oldConfig) != 0 {
			t.Fatal("config of an old block")
		}
		b := r.next()
		b.header[7] = newConfig
		r.settle(b.output()).reverts("WrongConfigHash")
		r.settled(r.next())
	}
	if r.core.get("configHash").(*big.Int).Cmp(newConfig) != 0 || r.core.get("programHash").(*big.Int).Cmp(oldProgram) == 0 {
		t.Fatal("version of the next block")
	}
	if got := r.core.call(alice, nil, "versionOf", uint64(9)).ok(); got[2] != r.program {
		t.Fatal(got)
	}
	r.settle(r.next().output()).reverts("WrongConfigHash")
	b := r.next()
	b.header[7] = newConfig
	r.settle(b.output()).reverts("WrongStatementLength")
	other.call(alice, nil, "expect", testProof, testParameters, append(statement(9), b.output()...), r.program).ok()
	update := func() *result {
		return r.core.call(operator, nil, "updateState", b.output(), statement(9), testParameters, testProof)
	}
	update().reverts("Error") // the old program
	other.call(alice, nil, "expect", testProof, testParameters, append(statement(9), b.output()...), otherProgram).ok()
	update().ok()
	r.accept(b)

	// An upgrade whose first block has been settled comes too late.
	propose(10, r.verifier.at, r.program, oldConfig).ok()
	r.now += versionDelay
	activate().reverts("UpgradeTooLate")
	r.core.call(governor, nil, "cancelUpgrade").ok()
	// One that begins before a version that has not begun replaces it.
	for _, from := range []uint64{20, 12} {
		propose(from, r.verifier.at, r.program, oldConfig).ok()
		r.now += versionDelay
		activate().ok()
	}
	for number, want := range map[uint64]uint64{9: 0, 10: 10, 11: 10, 12: 12, 25: 12} {
		if got := r.core.call(alice, nil, "versionOf", number).ok()[0].(uint64); got != want {
			t.Fatalf("block %d has the version from %d on", number, got)
		}
	}
	propose(30, other.at, otherProgram, newConfig).ok()
	r.core.call(alice, nil, "finalizeVersions").reverts("NotGovernor")
	r.core.call(governor, nil, "finalizeVersions").event("VersionsFinal")
	if !r.core.get("areVersionsFinal").(bool) {
		t.Fatal("not final")
	}
	r.now += versionDelay
	activate().reverts("NoUpgrade")
	propose(30, other.at, otherProgram, newConfig).reverts("VersionsAreFinal")
	r.core.call(governor, nil, "finalizeVersions").reverts("VersionsAreFinal")
}

func TestFreezing(t *testing.T) {
	r := newRollup(t)
	r.core.call(alice, nil, "freeze").reverts("NotGovernor")
	r.core.call(governor, nil, "unfreeze").reverts("IsNotFrozen")
	r.core.call(governor, nil, "freeze").ok()
	r.core.call(governor, nil, "freeze").reverts("IsFrozen")
	r.settle(r.next().output()).reverts("IsFrozen")
	r.core.call(alice, nil, "unfreeze").reverts("NotGovernor")
	r.core.call(governor, nil, "unfreeze").event("Unfrozen")
	r.settled(r.next())

	// A message that waits too long lets everybody freeze.
	one := fp.One()
	m := r.message(alice, big.NewInt(7), one, one, one)
	other := r.message(alice, big.NewInt(7), one, one, one)
	overdue := func(nonce uint64) *result {
		return r.core.call(bob, nil, "freezeOverdue", alice, common.Big1, common.Big1, []*big.Int{common.Big1}, new(big.Int).SetUint64(nonce))
	}
	overdue(m.Nonce).reverts("NotOverdue")
	r.now += freezeDelay
	overdue(m.Nonce).reverts("NotOverdue")
	r.now++
	overdue(m.Nonce + 2).reverts("NotOverdue")
	b := r.next()
	b.addToL2(m)
	r.settled(b)
	overdue(m.Nonce).reverts("NotOverdue")
	overdue(other.Nonce).event("Frozen")
	overdue(other.Nonce).reverts("IsFrozen")
	if !r.core.get("isFrozen").(bool) {
		t.Fatal("not frozen")
	}
	// Governors can't end this at once.
	r.core.call(governor, nil, "unfreeze").reverts("UnfreezeNotYetAllowed")
	r.now += freezeDelay - 1
	r.core.call(governor, nil, "unfreeze").reverts("UnfreezeNotYetAllowed")
	r.now++
	r.core.call(governor, nil, "unfreeze").event("Unfrozen")
	overdue(other.Nonce).event("Frozen")
}
