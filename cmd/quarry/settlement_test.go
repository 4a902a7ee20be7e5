package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/sequencer/chain/chaintest"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/rest"
	"quarry/settlement/settler/settlertest"
)

// operatorOnly lets only who has the key boss in.
type operatorOnly struct{ api.Authenticator }

func (operatorOnly) Authenticate(r *http.Request) (api.Identity, error) {
	if r.Header.Get("Authorization") == "Bearer boss" {
		return api.Identity{Scopes: []api.Scope{api.ScopeAdmin}}, nil
	}
	return api.Identity{Scopes: []api.Scope{api.ScopeRead}}, nil
}

func (operatorOnly) Admit(*http.Request, api.Identity, api.Operation) error { return nil }

// A settler that has settled one block, and whose contract refuses the next one's proof,
// is asked and steered by the commands.
func TestSettlementCommands(t *testing.T) {
	w := settlertest.New(t, settlertest.Options{})
	manager, err := l1.OpenManager(context.Background(), l1.ManagerOptions{
		Client: w.Client, Signer: l1.NewKeySigner(settlertest.Key(1)), Store: l1.NewMemoryStore(),
	})
	if err != nil {
		t.Fatal(err)
	}
	blocks := &settlertest.Blocks{Config: w.Config}
	blocks.Seal(2)
	s, err := settler.Open(settler.Config{
		DB: chaintest.Database(t, vfs.NewMem(), "db"), Client: w.Client, Manager: manager, Core: w.Addresses.Core,
		Origin: w.Addresses.Block, Blocks: blocks, Proofs: settlertest.Proofs{},
		Prover: &settlertest.Prover{Bad: func(o *settler.Order) bool { return o.Block == 2 && o.Round == 0 }},
	})
	if err != nil {
		t.Fatal(err)
	}
	steps := func(n int) {
		t.Helper()
		for range n {
			if err := s.Step(context.Background()); err != nil {
				t.Fatal(err)
			}
			w.Commit()
		}
	}
	steps(3)
	decided := func(ctx context.Context) (*governance.Status, error) {
		return governance.Read(ctx, w.Client, governance.Contracts{Core: w.Addresses.Core, Bridge: w.Addresses.Bridge, Origin: w.Addresses.Block})
	}
	handler, err := api.New(api.Config{Lineup: apitest.NewLineup(), Auth: operatorOnly{}, Mounts: []api.Mount{rest.Mount(s, decided)}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	settlement := func(key string, args ...string) result {
		return runCommand(t, append(append([]string{"quarry", "settlement"}, args...), "--settlement_server="+server.URL, "--key="+key)...)
	}
	update := filepath.Join(t.TempDir(), "update.json")
	if err := os.WriteFile(update, []byte(`{"block_hash": "0x77", "state_diff": {"nonces": [{"contract_address": "0x1", "nonce": "0x2"}]}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key, args string
		code      int
		says      []string
	}{
		{"", "status", exitOK, []string{"block 1 of 2 sealed ones", "are ordered", "ETH", "refused: "}},
		{"", "blocks", exitOK, []string{"BLOCK", "Failed", "included"}},
		{"", "blocks --below=2 --json", exitOK, []string{`"number": 1`}},
		{"", "blocks --limit=0", exitUsage, nil},
		{"", "block 2", exitOK, []string{"set aside", "our verifier: The proof says that it is bad", "now: ", "[settler/rejected]"}},
		{"", "block 9", exitFailed, []string{"settler/unknown-block"}},
		{"", "transactions", exitOK, []string{"update/1/", "succeeded"}},
		{"", "governance", exitOK, []string{"frozen", "operators", "withdrawals a day"}},
		{"", "pause", exitFailed, []string{"api/forbidden"}},
		{"boss", "pause proofs", exitOK, []string{"paused"}},
		{"boss", "pause --json", exitOK, []string{`"pausedUpdates": true`}},
		{"boss", "resume", exitOK, []string{"are sent"}},
		{"boss", "pause everything", exitUsage, nil},
		{"boss", "retry 2", exitFailed, []string{"settler/state", "requeue"}},
		{"boss", "retry 2 --max_cost=lots", exitFailed, nil},
		{"boss", "requeue 2", exitOK, []string{"Created"}},
		{"boss", "post " + update, exitOK, []string{"0x77", "4, in "}},
		{"", "posting 0x77", exitOK, []string{"4, in "}},
		{"", "posting nothing", exitFailed, []string{"settler/unknown-block"}},
	} {
		r := settlement(c.key, strings.Fields(c.args)...)
		if r.code != c.code {
			t.Errorf("%s: %+v", c.args, r)
		}
		for _, text := range c.says {
			if !strings.Contains(strings.ToLower(r.out+r.err), strings.ToLower(text)) {
				t.Errorf("%s does not say %q: %s%s", c.args, text, r.out, r.err)
			}
		}
	}
	steps(3)
	if w.Settled() != 2 {
		t.Error("the requeued block is not settled")
	}
}
