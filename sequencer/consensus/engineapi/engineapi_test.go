package engineapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"quarry/fault"
	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// recorder is an engine that writes down how it is driven.
type recorder struct {
	request   chain.Request
	built     *chain.Proposal
	validated *chain.Proposal
	decided   bool
	finalised starknet.Felt
	announced chain.Point
	refuse    error
}

func (r *recorder) Head(context.Context) (*chain.Header, error) {
	return &chain.Header{Header: program.Header{Number: 6, Timestamp: 99}, Hash: starknet.NewFelt(66)}, r.refuse
}

func (r *recorder) Build(_ context.Context, q chain.Request) (*chain.Proposal, error) {
	r.request = q
	return r.built, r.refuse
}

func (r *recorder) Validate(_ context.Context, p *chain.Proposal, decided bool) error {
	r.decided = decided
	r.validated = p
	return r.refuse
}

func (r *recorder) Finalise(_ context.Context, hash starknet.Felt) (*chain.Header, error) {
	r.finalised = hash
	return &chain.Header{Hash: hash}, r.refuse
}

func (r *recorder) Announce(_ context.Context, highest chain.Point) error {
	r.announced = highest
	return r.refuse
}

func serve(t *testing.T, engine chain.Engine) (*httptest.Server, Secret) {
	t.Helper()
	secret := Secret{1, 2, 3}
	handler, err := Handler(engine, secret, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server, secret
}

func dial(t *testing.T, url string, secret Secret) *Client {
	t.Helper()
	client, err := Dial(t.Context(), url, secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func TestDriven(t *testing.T) {
	engine := &recorder{built: &chain.Proposal{
		Header: program.Header{Number: 7, Timestamp: 100, ParentHash: starknet.NewFelt(66), Prices: program.Prices{L2: 5}},
		Transactions: []starknet.Transaction{
			&starknet.L1Handler{Contract: starknet.BridgeAddress, Calldata: []starknet.Felt{starknet.NewFelt(1)}, Nonce: 3},
			&starknet.InvokeV3{Sender: starknet.NewFelt(4), Calldata: []starknet.Felt{{}}},
		},
		StateRoot: starknet.NewFelt(1), Commitment: starknet.NewFelt(2), Hash: starknet.NewFelt(77),
	}}
	server, secret := serve(t, engine)
	client := dial(t, server.URL, secret)
	ctx := t.Context()

	head, err := client.Head(ctx)
	if err != nil || head.Number != 6 || head.Hash != starknet.NewFelt(66) || head.Timestamp != 99 {
		t.Fatal(head, err)
	}
	request := chain.Request{Parent: head.Hash, Timestamp: 100, Limits: chain.Limits{Transactions: 9}, Budget: time.Second, AllowEmpty: true}
	p, err := client.Build(ctx, request)
	if err != nil || engine.request != request {
		t.Fatal(engine.request, err)
	}
	want, _ := engine.built.MarshalBinary()
	if got, _ := p.MarshalBinary(); string(got) != string(want) {
		t.Error("the proposal is another one after its way over the API")
	}
	if err := client.Validate(ctx, p, true); err != nil || !engine.decided {
		t.Fatal(err)
	}
	if got, _ := engine.validated.MarshalBinary(); string(got) != string(want) {
		t.Error("the proposal is another one after its way back")
	}
	if head, err = client.Finalise(ctx, p.Hash); err != nil || engine.finalised != p.Hash || head.Hash != p.Hash {
		t.Error(head, err)
	}
	elsewhere := chain.Point{Number: 9, Hash: starknet.NewFelt(99)}
	if err := client.Announce(ctx, elsewhere); err != nil || engine.announced != elsewhere {
		t.Error(engine.announced, err)
	}
	engine.built = nil
	if p, err = client.Build(ctx, request); p != nil || err != nil {
		t.Error("nothing to build is a null:", p, err)
	}
}

func TestRefusalsKeepTheirCode(t *testing.T) {
	refusal := fault.New(chain.CodeProposal, "no").At("there").WithHint("do")
	server, secret := serve(t, &recorder{refuse: refusal})
	err := dial(t, server.URL, secret).Validate(t.Context(), &chain.Proposal{}, false)
	if err == nil || err.Error() != refusal.Error() || fault.CodeOf(err) != chain.CodeProposal {
		t.Error(err)
	}
}

func TestTokens(t *testing.T) {
	server, secret := serve(t, &recorder{})
	sign := func(method jwt.SigningMethod, key any, claims jwt.Claims) string {
		s, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return "Bearer " + s
	}
	at := func(d time.Duration) jwt.RegisteredClaims {
		return jwt.RegisteredClaims{IssuedAt: jwt.NewNumericDate(time.Now().Add(d))}
	}
	other := Secret{9}
	for _, c := range []struct {
		name, header string
		status       int
	}{
		{"good", sign(jwt.SigningMethodHS256, secret[:], at(0)), http.StatusOK},
		{"a little old", sign(jwt.SigningMethodHS256, secret[:], at(-50*time.Second)), http.StatusOK},
		{"a little early", sign(jwt.SigningMethodHS256, secret[:], at(50*time.Second)), http.StatusOK},
		{"none", "", http.StatusUnauthorized},
		{"another scheme", "Basic abc", http.StatusUnauthorized},
		{"stale", sign(jwt.SigningMethodHS256, secret[:], at(-70*time.Second)), http.StatusUnauthorized},
		{"from the future", sign(jwt.SigningMethodHS256, secret[:], at(70*time.Second)), http.StatusUnauthorized},
		{"without a time", sign(jwt.SigningMethodHS256, secret[:], jwt.RegisteredClaims{}), http.StatusUnauthorized},
		{"another secret", sign(jwt.SigningMethodHS256, other[:], at(0)), http.StatusUnauthorized},
		{"another algorithm", sign(jwt.SigningMethodHS512, secret[:], at(0)), http.StatusUnauthorized},
		{"no algorithm", sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, at(0)), http.StatusUnauthorized},
		{"garbage", "Bearer a.b.c", http.StatusUnauthorized},
	} {
		body := strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"engine_head"}`)
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, body)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", c.header)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != c.status {
			t.Errorf("%s: status %d, not %d", c.name, answer.StatusCode, c.status)
		}
	}
	if _, err := dial(t, server.URL, other).Head(t.Context()); fault.CodeOf(err) != CodeToken {
		t.Error("the client does not learn why:", err)
	}
	server.Close()
	if _, err := dial(t, server.URL, secret).Head(t.Context()); fault.CodeOf(err) != CodeUnreachable {
		t.Error(err)
	}
}

func TestSecretFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	made, err := ReadSecret(path)
	if err != nil || made == (Secret{}) {
		t.Fatal(made, err)
	}
	if again, err := ReadSecret(path); err != nil || again != made {
		t.Error("it is another one when it is read again:", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("others may read it")
	}
	for _, text := range []string{"", "0x12", strings.Repeat("zz", 32)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSecret(path); fault.CodeOf(err) != CodeSecret {
			t.Errorf("%q: %v", text, err)
		}
	}
}
