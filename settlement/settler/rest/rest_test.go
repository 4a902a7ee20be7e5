package rest

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/api/client"
	"quarry/fault"
	"quarry/sequencer/chain/chaintest"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// reader may only read, except with the token of an administrator.
type reader struct{ api.Authenticator }

func (reader) Authenticate(r *http.Request) (api.Identity, error) {
	if r.Header.Get("Authorization") == "Bearer boss" {
		return api.Identity{Scopes: []api.Scope{api.ScopeAdmin}}, nil
	}
	return api.Identity{KeyID: "reader", Scopes: []api.Scope{api.ScopeRead}}, nil
}

func (reader) Admit(*http.Request, api.Identity, api.Operation) error { return nil }

// ask sends a request and demands the status.
func ask(t *testing.T, server http.Handler, token, method, path, body string, status int) map[string]any {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	content, _ := io.ReadAll(w.Body)
	if w.Code != status {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, content)
	}
	var answer map[string]any
	if err := json.Unmarshal(content, &answer); err != nil && status != http.StatusOK {
		t.Fatal(err)
	}
	return answer
}

// askClient asks the settler, which has settled two blocks, over the client.
func askClient(t *testing.T, handler http.Handler) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	ctx := context.Background()
	dial := func(key string) *Client {
		c, err := client.New(client.Options{Server: server.URL, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return NewClient(c)
	}
	c := dial("boss")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := c.Overview(ctx)
	must(err)
	if o.Sealed != 2 || o.Contract == nil || len(o.Blocks) != 2 || o.Blocks[0].Jobs[settler.Prove].Status != settler.Completed {
		t.Fatalf("%+v", o)
	}
	for _, q := range []struct {
		below  uint64
		limit  int
		first  uint64
		blocks int
	}{{0, 0, 2, 2}, {0, 1, 2, 1}, {2, 5, 1, 1}, {1, 5, 0, 0}} {
		blocks, err := c.Blocks(ctx, q.below, q.limit)
		must(err)
		if len(blocks) != q.blocks || q.blocks > 0 && blocks[0].Number != q.first {
			t.Errorf("%+v: %+v", q, blocks)
		}
	}
	b, err := c.Block(ctx, 2)
	must(err)
	if b.Settled == nil || b.Settled.Stage != settler.Included || b.Round != 1 || b.ProofBytes != 1 || b.CalldataBytes < 100 {
		t.Fatalf("%+v", b)
	}
	sent, err := c.Transactions(ctx)
	must(err)
	if len(sent) != 2 || sent[1].Hash != b.Settled.Transaction || sent[1].GasUsed == 0 {
		t.Fatalf("%+v", sent)
	}
	control, err := c.Pause(ctx, true, "proofs")
	must(err)
	if !control.PausedProofs || control.PausedUpdates {
		t.Fatal(control)
	}
	control, err = c.Pause(ctx, false, "")
	must(err)
	if control.PausedProofs {
		t.Fatal(control)
	}
	if g, err := c.Governance(ctx); err != nil || len(g.Versions) != 2 || len(g.Operators) != 2 || g.Delays.Freeze == 0 {
		t.Fatal(g, err)
	}
	if _, err := c.Retry(ctx, 2, big.NewInt(5)); fault.CodeOf(err) != settler.CodeState {
		t.Fatal(err)
	}
	if _, err := c.Requeue(ctx, 2); fault.CodeOf(err) != settler.CodeState {
		t.Fatal(err)
	}
	p, err := c.Post(ctx, []byte(`{"block_hash": "0x78", "state_diff": {"nonces": [{"contract_address": "0x1", "nonce": "0x3"}]}}`), "0.13.3")
	must(err)
	if p, err = c.Posting(ctx, p.Name); err != nil || p.Words != 4 {
		t.Fatal(p, err)
	}
	if _, err := dial("").Pause(ctx, true, ""); fault.CodeOf(err) != api.CodeForbidden {
		t.Fatal(err)
	}
}

// askPages asks for what the explorer shows.
func askPages(t *testing.T, s *settler.Settler) {
	t.Helper()
	none := Pages{func() *settler.Settler { return nil }}
	if state, err := none.State(); state != nil || err != nil {
		t.Fatal(state, err)
	}
	p := Pages{func() *settler.Settler { return s }}
	state, err := p.State()
	if m, ok := state.(map[string]any); err != nil || !ok || len(m["blocks"].([]*settler.Block)) != 2 || len(m["transactions"].([]*l1.Transaction)) != 2 {
		t.Fatal(state, err)
	}
	block, err := p.Block(2)
	if m, ok := block.(map[string]any); err != nil || !ok || len(m["transactions"].([]*l1.Transaction)) != 1 {
		t.Fatal(block, err)
	}
	if _, err := p.Block(7); fault.CodeOf(err) != settler.CodeUnknownBlock {
		t.Fatal(err)
	}
}

func TestRoutes(t *testing.T) {
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
	step := func() {
		t.Helper()
		if err := s.Step(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.Commit()
	}
	decided := func(ctx context.Context) (*governance.Status, error) {
		return governance.Read(ctx, w.Client, governance.Contracts{Core: w.Addresses.Core, Bridge: w.Addresses.Bridge, Origin: w.Addresses.Block})
	}
	server, err := api.New(api.Config{Lineup: apitest.NewLineup(), Auth: reader{}, Mounts: []api.Mount{Mount(s, decided)}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) map[string]any { return ask(t, server, "", "GET", "/v1/settlement"+path, "", 200) }
	post := func(path, body string, status int) map[string]any {
		t.Helper()
		return ask(t, server, "boss", "POST", "/v1/settlement"+path, body, status)
	}

	post("/pause", `{"part": "updates"}`, 200)
	step()
	if w.Settled() != 0 || get("")["control"].(map[string]any)["pausedUpdates"] != true {
		t.Fatal("a paused settler settles")
	}
	post("/resume", "", 200)
	step()
	step()
	step()
	if get("/blocks/1")["settled"] == nil || get("/blocks/2")["setAside"] == nil {
		t.Fatalf("%v\n%v", get("/blocks/1"), get("/blocks/2"))
	}
	if p := post("/blocks/2/retry", "", 409); p["code"] != string(settler.CodeState) {
		t.Fatal(p)
	}
	post("/blocks/2/requeue", "", 200)
	step()
	step()
	if w.Settled() != 2 {
		t.Fatalf("%v", get("/blocks/2"))
	}
	if g := get("/governance"); len(g["operators"].([]any)) != 2 || g["freeze"].(map[string]any)["frozen"] != false {
		t.Fatal(g)
	}
	for _, c := range []struct {
		path, body string
		status     int
		code       fault.Code
	}{
		{"/blocks/9/requeue", "", 404, settler.CodeUnknownBlock},
		{"/blocks/x/requeue", "", 422, api.CodeInvalid},
		{"/blocks/2/retry", `{"max_cost": "one"}`, 422, api.CodeInvalid},
		{"/blocks/2/retry", `{"cost": "1"}`, 422, api.CodeInvalid},
		{"/pause", `{"part": "all"}`, 422, api.CodeInvalid},
	} {
		if p := post(c.path, c.body, c.status); p["code"] != string(c.code) {
			t.Errorf("%s: %v", c.path, p)
		}
	}
	ask(t, server, "", "POST", "/v1/settlement/pause", "", 403)
	for query, status := range map[string]int{"below=x": 422, "limit=201": 422, "limit=-1": 422, "below=2&limit=200": 200} {
		ask(t, server, "", "GET", "/v1/settlement/blocks?"+query, "", status)
	}
	askClient(t, server)
	askPages(t, s)

	update := `{"block_hash": "0x77", "state_diff": {"nonces": [{"contract_address": "0x1", "nonce": "0x2"}]}}`
	if p := post("/state-updates", update, 200); p["name"] != "0x77" || p["words"] != 4.0 {
		t.Fatal(p)
	}
	step()
	step()
	if p := get("/postings/0x77"); p["stage"] != "included" {
		t.Fatal(p)
	}
	post("/state-updates", `{}`, 422)
	post("/state-updates?starknet_version=0.14.0", update, 422)
	ask(t, server, "", "GET", "/v1/settlement/postings/none", "", 404)

	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(settler.NewCollector(s))
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range families {
		found[f.GetName()] = true
	}
	for _, name := range []string{"quarry_settler_jobs", "quarry_settler_block", "quarry_settler_gas_total", "quarry_settler_balance_ether"} {
		if !found[name] {
			t.Errorf("there is no metric %s", name)
		}
	}
}
