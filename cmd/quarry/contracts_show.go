package main

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"quarry/settlement/contracts"
	"quarry/settlement/governance"
)

type contractsShowCommand struct {
	jsonFlag
	l1Flags
}

func (c *contractsShowCommand) run(ctx context.Context, s streams) error {
	return c.showStatus(ctx, s, c.JSON, printContracts)
}

// showStatus reads what the contracts say, and prints it as JSON or by print.
func (f *l1Flags) showStatus(ctx context.Context, s streams, json bool, print func(io.Writer, *governance.Status)) error {
	status, err := f.read(ctx)
	if err != nil {
		return err
	}
	if json {
		printJSON(s.out, status)
	} else {
		print(s.out, status)
	}
	return nil
}

// read reads what the contracts say.
func (f *l1Flags) read(ctx context.Context) (*governance.Status, error) {
	client, at, err := f.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return governance.Read(ctx, client, at)
}

// printContracts prints all that the contracts say.
func printContracts(w io.Writer, s *governance.Status) {
	var t table
	t.add("L1", "chain %s, block %d, %s", s.L1ChainID, s.L1Block, moment(s.Time))
	t.add("L2", "%s", s.L2ChainID)
	t.add("last settled block", "%d, %s", s.State.BlockNumber, s.State.BlockHash)
	t.add("state root", "%s", s.State.Root)
	t.add("frozen", "%s", frozen(s))
	for i := range s.Versions {
		addVersion(&t, fmt.Sprintf("from block %d", s.Versions[i].FromBlock), &s.Versions[i])
	}
	addAnnounced(&t, s)
	t.add("operators", "%s", addresses(s.Operators))
	for _, p := range []struct {
		name  string
		proxy *governance.Proxy
	}{{"core", &s.Core}, {"bridge", &s.Bridge.Proxy}} {
		addProxy(&t, p.name, p.proxy)
	}
	t.add("bridge holds", "%s ETH", inEther(s.Bridge.Balance))
	t.add("highest deposit", "%s", limit(s.Bridge.MaxDeposit))
	t.add("bridge may hold", "%s", limit(s.Bridge.MaxTotalBalance))
	t.add("withdrawals a day", "%s; today still %s", limit(s.Bridge.DailyWithdrawals), limit(s.Bridge.WithdrawableToday))
	t.add("delays", "cancellation %s, version %s, code of core %s, of bridge %s, freeze %s", span(s.Delays.Cancellation),
		span(s.Delays.Version), span(s.Delays.CoreCode), span(s.Delays.BridgeCode), span(s.Delays.Freeze))
	t.add("messages to L2", "%s", waiting(s))
	t.print(w)
}

func frozen(s *governance.Status) string {
	f := &s.Freeze
	switch {
	case !f.Frozen:
		return "no"
	case f.Escapes > 0:
		return fmt.Sprintf("for ever: %d accounts have left; by %s since %s", f.Escapes, f.By, moment(f.Since))
	case f.UnfreezeFrom > 0:
		return fmt.Sprintf("at least until %s; by %s since %s", moment(f.UnfreezeFrom), f.By, moment(f.Since))
	}
	return fmt.Sprintf("by %s since %s", f.By, moment(f.Since))
}

func addVersion(t *table, name string, v *governance.Version) {
	t.add(name, "verifier %s (%s, seed %s, floor %d)", v.Verifier, v.Layout, v.Seed, v.SecurityFloor)
	t.add("", "program %s, hash %s", v.Program, v.ProgramHash)
	t.add("", "config hash %s", v.ConfigHash)
}

func addAnnounced(t *table, s *governance.Status) {
	if a := s.Announced; a != nil {
		addVersion(t, fmt.Sprintf("announced, from block %d", a.FromBlock), &a.Version)
		t.add("", "can be activated %s", due(a.ActivationTime, s.Time))
	}
	if s.VersionsFinal {
		t.add("versions", "final")
	}
}

func addProxy(t *table, name string, p *governance.Proxy) {
	final := ""
	if p.Final {
		final = ", final"
	}
	t.add(name, "%s, code %s%s", p.Address, p.Code, final)
	t.add("  governors", "%s", addresses(p.Governors))
	if len(p.Nominated) > 0 {
		t.add("  nominated", "%s", addresses(p.Nominated))
	}
	for _, c := range p.Announced {
		what := ""
		if len(c.Data) > 0 {
			what = fmt.Sprintf(", %d bytes of data", len(c.Data))
		}
		if c.Final {
			what += ", final"
		}
		t.add("  announced code", "%s%s: from %s on", c.Code, what, moment(c.ActivationTime))
	}
}

// due says when something can be done.
func due(at, now uint64) string {
	if at <= now {
		return "now"
	}
	return fmt.Sprintf("from %s on, in %s", moment(at), time.Duration(at-now)*time.Second)
}

func waiting(s *governance.Status) string {
	if len(s.Waiting) == 0 {
		return "none waits"
	}
	m := &s.Waiting[0]
	return fmt.Sprintf("%d wait, the oldest (nonce %d) since %s: it lets everybody freeze %s", len(s.Waiting), m.Nonce, moment(m.Sent), due(m.FreezeFrom, s.Time))
}

func addresses(list []common.Address) string {
	if len(list) == 0 {
		return "none"
	}
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = a.Hex()
	}
	return strings.Join(texts, ", ")
}

func limit(wei *big.Int) string {
	if wei.Cmp(contracts.NoLimits().MaxDeposit) == 0 {
		return "unlimited"
	}
	return inEther(wei) + " ETH"
}

func span(n uint64) string { return (time.Duration(n) * time.Second).String() }
