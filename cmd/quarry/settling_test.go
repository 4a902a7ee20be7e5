package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"quarry/config"
	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
	"quarry/settlement/contracts"
	"quarry/settlement/l1"
	"quarry/settlement/settler"
	"quarry/settlement/settler/settlertest"
)

// asSettler makes the test's own binary a quarry node with fake proofs, which the test's
// contracts take.
const asSettler = "TEST_AS_SETTLER"

// keptProver keeps its fake proofs in a folder, so that they outlive the process.
type keptProver struct {
	settlertest.RunProver
	dir string
}

func (p *keptProver) path(id string) string {
	return filepath.Join(p.dir, strings.ReplaceAll(id, "/", "-"))
}

func (p *keptProver) Submit(ctx context.Context, o *settler.Order) (string, error) {
	id, err := p.RunProver.Submit(ctx, o)
	if err != nil {
		return "", err
	}
	proof, err := p.RunProver.Fetch(ctx, id)
	if err != nil {
		return "", err
	}
	// Under another name first: a process that is killed leaves no half of it.
	part := p.path(id) + ".part"
	if err := os.WriteFile(part, proof, 0o600); err != nil {
		return "", err
	}
	return id, os.Rename(part, p.path(id))
}

func (p *keptProver) Status(_ context.Context, id string) (settler.ProofStatus, error) {
	if _, err := os.Stat(p.path(id)); err != nil {
		return settler.ProofStatus{State: settler.ProofFailed, Reason: err.Error()}, nil
	}
	return settler.ProofStatus{State: settler.ProofDone}, nil
}

func (p *keptProver) Fetch(_ context.Context, id string) ([]byte, error) {
	return os.ReadFile(p.path(id))
}

// settlerMain is quarry node, put together as the command does it.
func settlerMain() {
	var c nodeRunCommand
	parser := kong.Must(&c)
	_, err := parser.Parse(underscored(os.Args[1:]))
	parser.FatalIfErrorf(err)
	a := &assembly{
		log: slog.New(slog.NewTextHandler(os.Stderr, nil)), registry: newRegistry(),
		prover: &keptProver{dir: os.Getenv(asSettler)}, proofs: settlertest.Proofs{},
	}
	defer a.close()
	_, err = c.open(context.Background(), a)
	parser.FatalIfErrorf(err)
	parser.FatalIfErrorf(a.run(context.Background(), func() {}))
	os.Exit(0)
}

// settled is an L1 with a rollup's contracts, and what a node needs to settle it.
type settled struct {
	*settlertest.World
	genesis *state.Genesis
	dir     string
}

func newSettled(t *testing.T, blockTime time.Duration) *settled {
	t.Helper()
	s := &settled{genesis: chaintest.Genesis(chaintest.Accounts(1)), dir: t.TempDir()}
	s.World = settlertest.New(t, settlertest.Options{
		Chain:   l1.ChainOptions{Listen: "127.0.0.1:0", BlockTime: blockTime},
		Genesis: contracts.Genesis{Root: s.genesis.Root(), BlockHash: s.genesis.BlockHash()},
	})
	s.genesis.Config = s.World.Config
	return s
}

// account writes a keystore of the test's i-th key.
func (s *settled) account(t *testing.T, i int) []string {
	t.Helper()
	a := config.L1Account{Keystore: filepath.Join(s.dir, fmt.Sprintf("key%d", i)), PasswordFile: filepath.Join(s.dir, "password")}
	if err := writeKeystore(&a, settlertest.Key(i), settlertest.Address(i)); err != nil {
		t.Fatal(err)
	}
	return []string{"--l1_keystore=" + a.Keystore, "--l1_password_file=" + a.PasswordFile}
}

// file writes a genesis file.
func (s *settled) file(t *testing.T, name string, change func(*state.Genesis)) string {
	t.Helper()
	g := *s.genesis
	if change != nil {
		change(&g)
	}
	path := filepath.Join(s.dir, name)
	if err := writeGenesis(path, &g); err != nil {
		t.Fatal(err)
	}
	return "--genesis=" + path
}

// Settings that contradict each other, or what L1 says, keep a node from starting.
func TestSettleRefused(t *testing.T) {
	s := newSettled(t, 0)
	url, prover, genesis := "--l1="+s.Chain.URL(), "--prover=http://127.0.0.1:1", s.file(t, "genesis", nil)
	account := s.account(t, 1)
	for name, c := range map[string]struct {
		code string
		args []string
	}{
		"no L1":          {"config/value", append([]string{genesis, prover}, account...)},
		"no prover":      {"config/value", append([]string{genesis, url}, account...)},
		"no account":     {"config/value", []string{genesis, url, prover}},
		"no amount":      {"config/value", append([]string{genesis, url, prover, "--settle_max_cost=much"}, account...)},
		"no contract":    {"node/setup", append([]string{s.file(t, "a", func(g *state.Genesis) { g.Config.Core = [20]byte{} }), url, prover}, account...)},
		"another L1":     {"l1/chain-id", append([]string{s.file(t, "b", func(g *state.Genesis) { g.Config.L1ChainID++ }), url, prover}, account...)},
		"no code":        {"settler/contract", append([]string{s.file(t, "c", func(g *state.Genesis) { g.Config.Core[3]++ }), url, prover}, account...)},
		"another bridge": {"settler/other-chain", append([]string{s.file(t, "d", func(g *state.Genesis) { g.Config.Bridge[3]++ }), url, prover}, account...)},
		"another block":  {"settler/other-chain", append([]string{s.file(t, "e", func(g *state.Genesis) { g.Timestamp++ }), url, prover}, account...)},
		"no operator":    {"settler/operator", append([]string{genesis, url, prover}, s.account(t, 5)...)},
		"open door":      {"serve/open", append([]string{genesis, url, prover, "--settlement_listen=0.0.0.0:0"}, account...)},
		"unreachable":    {"l1/unreachable", append([]string{genesis, "--l1=http://127.0.0.1:1", prover}, account...)},
	} {
		args := append([]string{"quarry", "node", "--settle", "--rpc_listen=127.0.0.1:0", "--settlement_listen=127.0.0.1:0", "--data=" + filepath.Join(s.dir, "of "+name)}, c.args...)
		if r := runCommand(t, args...); r.code == exitOK || !strings.Contains(r.err, "["+c.code+"]") {
			t.Errorf("%s: want %s: %+v", name, c.code, r)
		}
	}
}

// A settling node is killed again and again, wherever it is, and started anew: every block
// is settled once, and in order. Its settler answers those who have a key, and its RPC
// knows what L1 has.
func TestSettlingNodeKilled(t *testing.T) {
	s := newSettled(t, 100*time.Millisecond)
	data := filepath.Join(s.dir, "data")
	addresses, err := freeAddresses(3)
	if err != nil {
		t.Fatal(err)
	}
	var key struct{ Key string }
	must(t, &key, "keys", "add", "--data", data, "--name=test", "--scopes=admin")
	args := append([]string{
		"--settle", s.file(t, "genesis", nil), "--data=" + data, "--l1=" + s.Chain.URL(), "--prover=http://127.0.0.1:1", "--l1_every=50ms",
		"--block_time=100ms", "--empty_every=150ms", "--rpc_listen=" + addresses[0], "--settlement_listen=" + addresses[1],
		"--monitor_listen=" + addresses[2],
	}, s.account(t, 1)...)
	start := func() (*exec.Cmd, *bytes.Buffer) {
		t.Helper()
		cmd, log := exec.Command(os.Args[0], args...), new(bytes.Buffer)
		cmd.Env, cmd.Stderr = append(os.Environ(), asSettler+"="+s.dir), log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, log
	}
	end := func(cmd *exec.Cmd) {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		cmd, log := start()
		before, deadline := s.Settled(), time.Now().Add(time.Minute)
		for s.Settled() == before && time.Now().Before(deadline) {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
		end(cmd)
		if s.Settled() == before {
			t.Fatalf("nothing is settled:\n%s", log)
		}
	}
	cmd, log := start()
	defer end(cmd)
	last := s.Settled() + 3
	for deadline := time.Now().Add(time.Minute); s.Settled() < last; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("block %d is settled, not %d:\n%s", s.Settled(), last, log)
		}
	}
	for i, number := range s.Updates() {
		if number != uint64(i)+1 {
			t.Fatalf("L1 has the updates %v", s.Updates())
		}
	}
	about := "http://" + addresses[1] + "/v1/settlement"
	if status, _ := ask(t, about, ""); status != http.StatusUnauthorized {
		t.Errorf("without a key: %d", status)
	}
	status, body := ask(t, about, key.Key)
	if status != http.StatusOK || !strings.Contains(string(body), strings.ToLower(settlertest.Address(1).Hex())) {
		t.Errorf("%d %s", status, body)
	}
	if status, body = ask(t, "http://"+addresses[2]+"/metrics", ""); status != http.StatusOK || !strings.Contains(string(body), `quarry_settler_block{stage="settled"}`) {
		t.Errorf("%d %s", status, body)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		text := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"starknet_getBlockWithTxHashes","params":[{"block_number":%d}]}`, last)
		answer, err := http.Post("http://"+addresses[0]+"/rpc/v0_10", "application/json", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		content, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		var block struct {
			Result struct {
				Status string       `json:"status"`
				Hash   starknet.Hex `json:"block_hash"`
			}
		}
		if err := json.Unmarshal(content, &block); err != nil {
			t.Fatal(err)
		}
		if block.Result.Status == "ACCEPTED_ON_L1" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s", content)
		}
	}
}

// ask gets an address with an API key.
func ask(t *testing.T, url, key string) (int, []byte) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, body
}
