package rest

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/api"
	"quarry/api/apitest"
	"quarry/fault"
	"quarry/sequencer/chain/chaintest"
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
	server, err := api.New(api.Config{Lineup: apitest.NewLineup(), Auth: reader{}, Mounts: []api.Mount{Mount(s)}, Log: slog.New(slog.DiscardHandler)})
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
	if g := get("/governance"); g["operator"] != true || g["frozen"] != false {
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
