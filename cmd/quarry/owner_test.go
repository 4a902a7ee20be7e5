package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"quarry/settlement/contracts/verifier"
	"quarry/settlement/deployment"
	"quarry/settlement/governance"
	"quarry/settlement/settler/proving"
	"quarry/settlement/settler/settlertest"
)

func blockProgram(t *testing.T) *verifier.Program {
	t.Helper()
	p, err := proving.BlockProgram()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// quarry contracts deploys a rollup, and shows what was deployed.
func TestContractsCommands(t *testing.T) {
	t.Parallel()
	w, _ := ownersL1(t)
	genesis := "--genesis=" + w.path("genesis.json")
	out := "--out_file=" + w.path("contracts.json")
	w.ok(nil, "genesis --accounts=2 --balance=30", "--out_file="+w.path("genesis.json"))
	elsewhere := "--genesis=" + w.path("elsewhere.json")
	w.ok(nil, "genesis --l1_chain_id=5", "--out_file="+w.path("elsewhere.json"))

	// Nothing is sent where something is wrong.
	w.refused("l1/chain-id", "not 5", "contracts deploy", append(w.by(0), elsewhere, out)...)
	w.refused("l1/balance", "has 0 wei", "contracts deploy", append(w.by(3), genesis, out)...)
	w.refused("deployment/cost", "more than", "contracts deploy --max_cost=1gwei", append(w.by(0), genesis, out)...)
	w.refused("cli/usage", "floor", "contracts deploy --security_floor=0", append(w.by(0), genesis, out)...)
	w.refused("cli/usage", "starknet", "contracts deploy --layout=recursive", append(w.by(0), genesis, out)...)
	w.refused("cli/usage", "no address", "contracts deploy --operator=0x12", append(w.by(0), genesis, out)...)
	w.refused("cli/usage", "--l1", "contracts deploy", genesis, out)
	w.refused("config/value", "nobody", "contracts deploy", "--l1="+w.url, genesis, out)
	w.refused("contracts/options", "whole seconds", "contracts deploy --freeze_delay=1ms", append(w.by(0), genesis, out)...)
	w.refused("l1/unreachable", "", "contracts deploy", append(w.by(0)[1:], "--l1=http://127.0.0.1:1", genesis, out)...)
	rehearsed := w.text("contracts deploy --dry_run", append(w.by(0), genesis, out)...)
	if !strings.Contains(rehearsed, "nothing was sent") || fileExists(w.path("contracts.json")) {
		t.Error(rehearsed)
	}

	second := settlertest.Address(2)
	deploy := "contracts deploy --security_floor=100 --endow=7 --max_deposit=5 --daily_withdrawals=2 --version_delay=1h --governor=" + second.Hex() +
		" --operator=" + settlertest.Address(1).Hex()
	var d struct {
		deployment.File
		Gas uint64
	}
	w.ok(&d, deploy, append(w.by(0), genesis, out)...)
	file, err := deployment.ReadFile(w.path("contracts.json"))
	if err != nil || *file != d.File || d.Gas < 30_000_000 {
		t.Fatalf("%+v, %+v, %v", file, d, err)
	}
	g, err := readGenesis(w.path("genesis.json"))
	if err != nil || common.Address(g.Config.Core) != d.Core || common.Address(g.Config.Bridge) != d.Bridge {
		t.Fatal(g, err)
	}
	if hash := g.Config.Hash(); hash.Bytes() != d.ConfigHash {
		t.Error("the config hash is not that of the genesis file")
	}
	// Again, the same: nothing is sent. Another time, another file: refused.
	var again struct {
		deployment.File
		Estimate deployment.Estimate
	}
	w.ok(&again, deploy, append(w.by(0), genesis, out)...)
	if again.File != d.File || again.Estimate.Done != again.Estimate.Transactions {
		t.Errorf("%+v", again)
	}
	w.refused("deployment/other", "already", deploy, append(w.by(0), genesis, "--out_file="+w.path("other.json"))...)

	var s governance.Status
	w.ok(&s, "contracts show", "--l1="+w.url, "--contracts="+w.path("contracts.json"))
	root, hash, identity := g.Root(), g.BlockHash(), blockProgram(t).Identity()
	switch {
	case s.State.Root != root.Bytes() || s.State.BlockHash != hash.Bytes() || s.State.BlockNumber != 0 || s.L2ChainID != "QUARRY_DEVNET":
		t.Errorf("%+v", s.State)
	case len(s.Versions) != 1 || s.Versions[0].ProgramHash != identity || s.Versions[0].Layout != "starknet" || s.Versions[0].Seed != "v3" ||
		s.Versions[0].SecurityFloor != 100 || s.Versions[0].ConfigHash != d.ConfigHash:
		t.Errorf("%+v", s.Versions)
	case len(s.Operators) != 1 || len(s.Core.Governors) != 1 || len(s.Bridge.Nominated) != 1 || s.Bridge.Nominated[0] != second:
		t.Errorf("%+v", s)
	case s.Bridge.Balance.Cmp(settlertest.Ether(7)) != 0 || s.Bridge.MaxDeposit.Cmp(settlertest.Ether(5)) != 0:
		t.Errorf("%+v", s.Bridge)
	case s.Delays != governance.Delays{Cancellation: 5 * 86400, Version: 3600, CoreCode: 8 * 86400, BridgeCode: 8 * 86400, Freeze: 14 * 86400}:
		t.Errorf("%+v", s.Delays)
	}
	// Genesis names the contracts, too; then events are read from L1's first block on.
	shown := w.text("contracts show", "--l1="+w.url, genesis)
	for _, part := range []string{identity.Hex(), "5 ETH", "unlimited", "192h0m0s", second.Hex(), "none waits"} {
		if !strings.Contains(shown, part) {
			t.Errorf("%s is not in\n%s", part, shown)
		}
	}
	w.refused("contracts/read", "there is no core contract", "contracts show", "--l1="+w.url, "--core="+second.Hex(), "--bridge="+d.Bridge.Hex())
	w.refused("contracts/read", "belongs to the core contract", "contracts show", "--l1="+w.url, "--core="+d.Bridge.Hex(), "--bridge="+d.Bridge.Hex())
	w.refused("cli/usage", "--contracts", "contracts show", "--l1="+w.url)
	w.refused("deployment/file", "", "contracts show", "--l1="+w.url, "--contracts="+w.path("nothing"))
	w.refused("cli/usage", "--l1", "contracts show", "--contracts="+w.path("contracts.json"))
}

// Parts are published for governors to announce.
func TestPublish(t *testing.T) {
	t.Parallel()
	w, _ := ownersL1(t)
	for part, line := range map[string]string{
		"verifier": "--seed=v2 --layout=recursive", "program": "", "bridge": "",
	} {
		out := "--out_file=" + w.path(part)
		var p, again, kept publication
		w.ok(&p, "contracts publish "+part+" "+line, append(w.by(0), out)...)
		w.ok(&again, "contracts publish "+part+" "+line, append(w.by(0), out)...)
		raw, err := os.ReadFile(w.path(part))
		if err != nil || json.Unmarshal(raw, &kept) != nil || p.Address == nil || *kept.Address != *p.Address || *again.Address != *p.Address {
			t.Errorf("%s: %+v, %+v, %+v: %v", part, p, again, kept, err)
		}
	}
	if text := w.text("contracts publish program --dry_run", append(w.by(0), "--out_file="+w.path("dry"))...); !strings.Contains(text, "nothing was sent") {
		t.Error(text)
	}
	w.refused("cli/usage", "floor", "contracts publish verifier --security_floor=0", append(w.by(0), "--out_file="+w.path("v"))...)
}

// Code of the core contract has the delays of the one that runs, but for those that are
// given.
func TestPublishCore(t *testing.T) {
	t.Parallel()
	w, _ := ownersL1(t)
	r := ownRollup(w)
	delays := func() governance.Delays {
		t.Helper()
		var s governance.Status
		w.ok(&s, "contracts show", r.reads()...)
		return s.Delays
	}
	before := delays()
	publish := func(name, line string) (p publication) {
		t.Helper()
		w.ok(&p, "contracts publish core "+line, append(w.by(0), "--out_file="+w.path(name))...)
		return p
	}
	w.refused("cli/usage", "nothing says where", "contracts publish core", append(w.by(0), "--out_file="+w.path("code"))...)
	w.refused("contracts/read", "no core contract", "contracts publish core", append(w.by(0), "--core="+settlertest.Address(2).Hex(), "--out_file="+w.path("code"))...)
	w.refused("contracts/read", "can't be read", "contracts publish core", append(w.by(0), "--core="+r.Bridge.Hex(), "--out_file="+w.path("code"))...)
	same := publish("same", "--core="+r.Core.Hex())
	if *same.Delays != (publishedDelays{3600, 7200, 48 * 3600}) {
		t.Errorf("%+v", same.Delays)
	}
	other := publish("other", "--freeze_delay=72h --contracts="+w.path("contracts.json"))
	if *other.Delays != (publishedDelays{3600, 7200, 72 * 3600}) {
		t.Errorf("%+v", other.Delays)
	}
	for _, run := range []struct {
		code *common.Address
		want uint64
	}{{same.Address, before.Freeze}, {other.Address, 72 * 3600}} {
		w.ok(nil, "governance code announce "+run.code.Hex(), r.as(0)...)
		w.advance(4 * time.Hour)
		w.ok(nil, "governance code upgrade "+run.code.Hex(), r.as(0)...)
		want := before
		want.Freeze = run.want
		if got := delays(); got != want {
			t.Errorf("%+v, not %+v", got, want)
		}
	}
}

// Nothing is sent, and no call printed, where no contract is, or to an address that was
// mistyped.
func TestWhereCallsGo(t *testing.T) {
	t.Parallel()
	w, chain := ownersL1(t)
	empty := settlertest.Address(5).Hex()
	as := func(bridge string) []string { return append(w.by(2), "--core="+empty, "--bridge="+bridge) }
	before, err := chain.Client().BalanceAt(t.Context(), settlertest.Address(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	w.refused("contracts/read", "no contract at "+empty, "bridge deposit 0x1234 1", as(empty)...)
	w.refused("contracts/read", "no contract at "+empty, "bridge deposit 0x1234 1 --calldata", as(empty)...)
	w.refused("contracts/read", "no contract at "+empty, "governance freeze", as(empty)...)
	w.refused("cli/usage", "no address", "bridge deposit 0x1234 1", as(common.Address{}.Hex())...)
	w.refused("cli/usage", "no address", "wallet withdraw 0x1234 1")
	w.refused("cli/usage", "no address", "genesis --core=0x1234 --out_file="+w.path("g.json"))
	w.refused("cli/usage", "--calldata", "bridge deposit 0x1234 1 --from="+empty, as(empty)...)
	if after, err := chain.Client().BalanceAt(t.Context(), settlertest.Address(2), nil); err != nil || after.Cmp(before) != 0 {
		t.Error(before, after, err)
	}

	const good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" // from ERC-55
	for text, ok := range map[string]bool{
		good: true, good[2:]: true, strings.ToLower(good): true, "0x" + strings.ToUpper(good[2:]): true,
		strings.Replace(good, "aA", "Aa", 1): false, strings.Replace(good, "5a", "6a", 1): false, good[:41]: false, "": false,
		"0x0000000000000000000000000000000000000000": false,
	} {
		if a, err := l1Address("it", text); (err == nil) != ok || ok && a != common.HexToAddress(good) {
			t.Errorf("%s: %s, %v", text, a, err)
		}
	}
}

// Finality takes longer than inclusion.
func TestCallPatience(t *testing.T) {
	for _, c := range []struct {
		until string
		given time.Duration
		want  time.Duration
	}{{"included", 0, 10 * time.Minute}, {"safe", 0, time.Hour}, {"finalized", 0, time.Hour}, {"finalized", time.Second, time.Second}} {
		if got := (&l1Call{Until: c.until, For: c.given}).patience(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// Every reason of a contract's is shown, with what can be done.
func TestGovernanceCommands(t *testing.T) {
	t.Parallel()
	w, _ := ownersL1(t)
	r := ownRollup(w)
	second := settlertest.Address(2).Hex()
	status := func() (s governance.Status) {
		t.Helper()
		w.ok(&s, "governance status", r.reads()...)
		return s
	}

	// Governors.
	w.refused("contracts/refused", "NotGovernor", "governance governor nominate "+second, r.as(2)...)
	w.ok(nil, "governance governor nominate "+second, r.as(0)...)
	if s := status(); len(s.Core.Nominated) != 1 || len(s.Bridge.Nominated) != 0 {
		t.Errorf("%+v", s.Core)
	}
	w.ok(nil, "governance governor cancel "+second, r.as(0)...)
	w.refused("contracts/refused", "NotNominated", "governance governor accept", r.as(2)...)
	w.ok(nil, "governance governor nominate --of=bridge "+second, r.as(0)...)
	w.ok(nil, "governance governor accept --of=bridge", r.as(2)...)
	w.refused("contracts/refused", "CannotRemoveSelf", "governance governor remove --of=bridge "+second, r.as(2)...)
	if s := status(); len(s.Bridge.Governors) != 2 || len(s.Bridge.Nominated) != 0 || len(s.Core.Governors) != 1 {
		t.Errorf("%+v", s.Bridge)
	}
	w.ok(nil, "governance governor remove --of=bridge "+second, r.as(0)...)

	// Operators.
	w.ok(nil, "governance operator add "+second, r.as(0)...)
	w.ok(nil, "governance operator remove "+settlertest.Address(1).Hex(), r.as(0)...)
	if s := status(); len(s.Operators) != 1 || s.Operators[0].Hex() != second {
		t.Errorf("%+v", s.Operators)
	}

	// Versions.
	var program publication
	w.ok(&program, "contracts publish program", append(w.by(0), "--out_file="+w.path("program"))...)
	w.refused("cli/usage", "nothing would change", "governance version propose --from_block=5", r.as(0)...)
	w.refused("contracts/refused", "settled", "governance version propose --from_block=0 --config_hash=0x5", r.as(0)...)
	w.refused("contracts/refused", "NotASuitableContract", "governance version propose --from_block=5 --program="+second, r.as(0)...)
	propose := "governance version propose --from_block=5 --program=" + program.Address.Hex()
	w.ok(nil, propose, r.as(0)...)
	w.refused("contracts/refused", "UpgradePending(5)", propose, r.as(0)...)
	w.refused("contracts/refused", "the delay of versions ends at", "governance version activate", r.as(0)...)
	if text := w.text("governance status", r.reads()...); !strings.Contains(text, "announced, from block 5") || !strings.Contains(text, "can be activated from") {
		t.Error(text)
	}
	w.ok(nil, "governance version cancel", r.as(0)...)
	w.refused("contracts/refused", "propose one first", "governance version activate", r.as(0)...)
	w.ok(nil, propose, r.as(0)...)
	w.advance(3 * time.Hour)
	w.ok(nil, "governance version activate", r.as(0)...)
	if s := status(); len(s.Versions) != 2 || s.Versions[1].FromBlock != 5 || s.Versions[1].Program != *program.Address || s.Announced != nil ||
		s.Versions[1].ConfigHash != s.Versions[0].ConfigHash {
		t.Errorf("%+v", s.Versions)
	}
	w.refused("cli/usage", "--yes", "governance version finalise", r.as(0)...)
	w.ok(nil, "governance version finalise --yes", r.as(0)...)
	w.refused("contracts/refused", "VersionsAreFinal", propose, r.as(0)...)

	// Code.
	var code publication
	w.ok(&code, "contracts publish bridge", append(w.by(0), "--out_file="+w.path("bridge"))...)
	of := " --of=bridge " + code.Address.Hex()
	w.refused("cli/usage", "hexadecimal", "governance code announce --data=xyz"+of, r.as(0)...)
	w.refused("contracts/refused", "NotAContract", "governance code announce --of=bridge "+second, r.as(0)...)
	w.ok(nil, "governance code announce"+of, r.as(0)...)
	w.ok(nil, "governance code announce --final"+of, r.as(0)...)
	w.refused("contracts/refused", "AlreadyAdded", "governance code announce"+of, r.as(0)...)
	w.ok(nil, "governance code remove"+of, r.as(0)...)
	if s := status(); len(s.Bridge.Announced) != 1 || !s.Bridge.Announced[0].Final {
		t.Errorf("%+v", s.Bridge.Announced)
	}
	w.refused("contracts/refused", "NotAdded", "governance code upgrade"+of, r.as(0)...)
	w.refused("cli/usage", "--yes", "governance code upgrade --final"+of, r.as(0)...)
	w.refused("contracts/refused", "the delay of code ends at", "governance code upgrade --final --yes"+of, r.as(0)...)
	w.advance(4 * time.Hour)
	w.ok(nil, "governance code upgrade --final --yes"+of, r.as(0)...)
	if s := status(); !s.Bridge.Final || s.Bridge.Code != *code.Address || len(s.Bridge.Announced) != 0 || s.Core.Final {
		t.Errorf("%+v", s.Bridge)
	}

	// Limits.
	w.refused("cli/usage", "no limit", "governance limits", r.as(0)...)
	w.ok(nil, "governance limits --max_deposit=3 --daily_withdrawals=1", r.as(0)...)
	w.ok(nil, "governance limits --max_deposit=none --max_balance=900", r.as(0)...)
	if s := status(); limit(s.Bridge.MaxDeposit) != "unlimited" || limit(s.Bridge.MaxTotalBalance) != "900 ETH" || limit(s.Bridge.DailyWithdrawals) != "1 ETH" ||
		limit(s.Bridge.WithdrawableToday) != "3 ETH" { // a twentieth of what the bridge holds
		t.Errorf("%+v", s.Bridge)
	}

	// Calls for wallets of several owners: they are printed, and can be tried.
	var call struct {
		To           common.Address
		Data, Method string
		Value        string
	}
	printed := append([]string{"--calldata"}, r.reads()...)
	w.ok(&call, "governance freeze", printed...)
	if call.To != r.Core || call.Data != "0x62a5af3b" || call.Method != "freeze()" || call.Value != "0" {
		t.Errorf("%+v", call)
	}
	w.ok(&call, "governance freeze --from="+settlertest.Address(0).Hex(), printed...)
	w.refused("contracts/refused", "NotGovernor", "governance freeze --from="+second, printed...)
	if text := w.text("governance unfreeze", printed...); !strings.Contains(text, "unfreeze()") {
		t.Error(text)
	}

	// Freezing.
	w.refused("contracts/refused", "IsNotFrozen", "governance unfreeze", r.as(0)...)
	w.refused("config/value", "nobody", "governance freeze", r.reads()...)
	w.ok(nil, "governance freeze", r.as(0)...)
	w.refused("contracts/refused", "IsFrozen", "governance freeze", r.as(0)...)
	if s := status(); !s.Freeze.Frozen || s.Freeze.By != settlertest.Address(0) || s.Freeze.UnfreezeFrom != 0 {
		t.Errorf("%+v", s.Freeze)
	}
	w.ok(nil, "governance unfreeze", r.as(0)...)
	w.refused("contracts/refused", "no message", "governance freeze-overdue", r.as(2)...)
}
