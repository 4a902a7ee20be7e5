package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/uuid"

	"quarry/sequencer/consensus/solo"
	"quarry/sequencer/node"
	"quarry/settlement/l1"
	"quarry/settlement/settler/settlertest"
)

func init() { l1Poll = 20 * time.Millisecond }

// l1World is an L1 for commands, with keystores of accounts that have ether.
type l1World struct {
	*testing.T
	dir, url string
	// advance makes time pass on L1.
	advance func(time.Duration)
}

// ownerKeys is how many keystores there are.
const ownerKeys = 4

func newL1World(t *testing.T, url string, advance func(time.Duration)) *l1World {
	t.Helper()
	w := &l1World{T: t, dir: t.TempDir(), url: url, advance: advance}
	w.file("password", "secret\n")
	for i := range ownerKeys {
		key := &keystore.Key{Id: uuid.New(), Address: settlertest.Address(i), PrivateKey: settlertest.Key(i)}
		content, err := keystore.EncryptKey(key, "secret", 2, 1)
		if err != nil {
			t.Fatal(err)
		}
		w.file(fmt.Sprintf("key%d", i), string(content))
	}
	return w
}

// ownersL1 is a world on an embedded chain.
func ownersL1(t *testing.T) (*l1World, *l1.Chain) {
	t.Helper()
	alloc := types.GenesisAlloc{}
	for i := range ownerKeys - 1 { // the last one is poor
		alloc[settlertest.Address(i)] = types.Account{Balance: settlertest.Ether(1000)}
	}
	chain, err := l1.StartChain(l1.ChainOptions{Alloc: alloc, Listen: "127.0.0.1:0", BlockTime: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chain.Close() })
	return newL1World(t, chain.URL(), func(d time.Duration) {
		if _, err := chain.AdvanceTime(d); err != nil {
			t.Fatal(err)
		}
	}), chain
}

func (w *l1World) path(name string) string { return filepath.Join(w.dir, name) }

func (w *l1World) file(name, content string) string {
	w.Helper()
	if err := os.WriteFile(w.path(name), []byte(content), 0o600); err != nil {
		w.Fatal(err)
	}
	return w.path(name)
}

// by are the flags with which an account sends to L1.
func (w *l1World) by(key int) []string {
	return []string{"--l1=" + w.url, "--l1_keystore=" + w.path(fmt.Sprintf("key%d", key)), "--l1_password_file=" + w.path("password")}
}

// args are a command's, written as one line, and flags.
func (w *l1World) args(line string, flags []string) []string {
	return append(append([]string{"quarry"}, strings.Fields(line)...), flags...)
}

// ok runs a command that succeeds, and reads its JSON.
func (w *l1World) ok(into any, line string, flags ...string) {
	w.Helper()
	r := runWith(w.Context(), append(w.args(line, flags), "--json")...)
	if r.code != exitOK {
		w.Fatalf("%s: %+v", line, r)
	}
	if into != nil {
		if err := json.Unmarshal([]byte(r.out), into); err != nil {
			w.Fatalf("%s: %v: %s", line, err, r.out)
		}
	}
}

// text runs a command that succeeds, and returns what it prints.
func (w *l1World) text(line string, flags ...string) string {
	w.Helper()
	r := runWith(w.Context(), w.args(line, flags)...)
	if r.code != exitOK {
		w.Fatalf("%s: %+v", line, r)
	}
	return r.out
}

// refused runs a command that fails with a code, and with these words.
func (w *l1World) refused(code, words, line string, flags ...string) {
	w.Helper()
	r := runWith(w.Context(), w.args(line, flags)...)
	if r.code == exitOK || !strings.Contains(r.err, "["+code+"]") || !strings.Contains(r.err, words) {
		w.Errorf("%s: not %s with %q: %+v", line, code, words, r)
	}
}

// ownedRollup is a world with a rollup that was deployed by commands: governor is key
// 0, operator key 1.
type ownedRollup struct {
	*l1World
	Core, Bridge common.Address
	genesis      string
	accounts     []describedAccount // of genesis
}

// ownRollup makes a genesis file and deploys its contracts.
func ownRollup(w *l1World) *ownedRollup {
	w.Helper()
	r := &ownedRollup{l1World: w, genesis: w.path("genesis.json")}
	var made struct{ Accounts []describedAccount }
	w.ok(&made, "genesis --accounts=2 --balance=30", "--out_file="+r.genesis)
	r.accounts = made.Accounts
	w.ok(r, "contracts deploy --endow=60 --cancellation_delay=1h --version_delay=2h --code_delay=3h --freeze_delay=48h",
		append(w.by(0), "--genesis="+r.genesis, "--out_file="+w.path("contracts.json"), "--operator="+settlertest.Address(1).Hex())...)
	return r
}

// as are the flags with which an account sends to the rollup's contracts.
func (r *ownedRollup) as(key int) []string {
	return append(r.by(key), "--contracts="+r.path("contracts.json"))
}

// reads are the flags of commands that only read.
func (r *ownedRollup) reads() []string {
	return []string{"--l1=" + r.url, "--contracts=" + r.path("contracts.json")}
}

// startNode runs a sequencer of the rollup's chain, and returns its address.
func (r *ownedRollup) startNode() (url string, stop func()) {
	r.Helper()
	genesis, err := readGenesis(r.genesis)
	if err != nil {
		r.Fatal(err)
	}
	n, err := node.Open(r.Context(), node.Options{
		Dir: r.path("node"), Genesis: genesis, Solo: solo.Options{BlockTime: 200 * time.Millisecond, Idle: 50 * time.Millisecond},
	})
	if err != nil {
		r.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		r.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx, listener) }()
	once := false
	stop = func() {
		if once {
			return
		}
		once = true
		cancel()
		<-ended
		if err := n.Close(); err != nil {
			r.Error(err)
		}
	}
	r.Cleanup(stop)
	return "http://" + listener.Addr().String(), stop
}
