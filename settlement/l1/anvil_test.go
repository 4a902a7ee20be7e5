//go:build l1node

package l1

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/big"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// anvilNode is a node of another make, which mines when it is told to.
type anvilNode struct {
	testing.TB
	url string
	rpc *rpc.Client
}

// startAnvil starts the anvil that QUARRY_ANVIL names, on which the first test keys
// have 100 ether each.
func startAnvil(t testing.TB) *anvilNode {
	t.Helper()
	path := os.Getenv("QUARRY_ANVIL")
	if path == "" {
		t.Fatal("QUARRY_ANVIL names no anvil: make l1-node-test installs it")
	}
	cmd := exec.Command(path, "--port", "0", "--no-mining", "--chain-id", fmt.Sprint(DefaultChainID), "--slots-in-an-epoch", "1", "--hardfork", "osaka")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	listening := regexp.MustCompile(`Listening on (\S+)`)
	lines := bufio.NewScanner(out)
	url := ""
	for url == "" && lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			url = "http://" + m[1]
		}
	}
	go io.Copy(io.Discard, out)
	client, err := rpc.Dial(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	n := &anvilNode{t, url, client}
	for i := range byte(4) {
		n.call("anvil_setBalance", addressOf(testKey(t, i)), "0x56bc75e2d63100000")
	}
	return n
}

func (n *anvilNode) call(method string, args ...any) {
	n.Helper()
	var result any
	if err := n.rpc.Call(&result, method, args...); err != nil {
		n.Fatalf("%s: %v", method, err)
	}
}

func (n *anvilNode) mine() {
	n.Helper()
	n.call("evm_mine")
}

// newAnvilTest is a manager on anvil's chain.
func newAnvilTest(t testing.TB) (*anvilNode, *managerTest) {
	t.Helper()
	n := startAnvil(t)
	client, err := Dial(context.Background(), Connection{URL: n.url, ChainID: DefaultChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	m := &managerTest{TB: t, store: NewMemoryStore(), client: client, now: time.Now()}
	m.restart()
	return n, m
}

func TestAnvilTransactions(t *testing.T) {
	n, m := newAnvilTest(t)
	m.submit(pay("a", 5))
	m.submit(pay("b", 6))
	m.step()
	m.is("a", Submitted, "")
	n.mine()
	m.step()
	if a := m.is("a", Included, ""); a.Outcome != Succeeded || a.GasUsed != 21000 {
		t.Fatalf("%+v", a)
	}
	m.is("b", Included, "")
	n.mine()
	m.step()
	m.is("a", Safe, "")
	n.mine()
	m.step()
	m.is("a", Finalized, "")
	// A fee that rises.
	m.submit(pay("c", 7))
	m.now = m.now.Add(time.Hour)
	m.step()
	if c := m.manager.Transaction("c"); len(c.Attempts) != 2 || (c.Trouble != "" && c.Trouble != CodeStuck) {
		t.Fatalf("%+v", c)
	}
	n.mine()
	m.step()
	if c := m.is("c", Included, ""); c.Hash != c.Attempts[1].Hash {
		t.Fatalf("%+v", c)
	}
	// One that is voided, and one that fails.
	m.submit(pay("d", 100))
	if err := m.manager.Void("d"); err != nil {
		t.Fatal(err)
	}
	m.step()
	m.submit(Request{Key: "e", Data: []byte{0xfe}, Gas: 100_000, MaxCost: ether})
	n.mine()
	m.step()
	if d, e := m.is("d", Included, ""), m.is("e", Included, ""); d.Outcome != Voided || e.Outcome != Failed {
		t.Fatalf("%+v\n%+v", d, e)
	}
	if _, err := m.manager.Submit(context.Background(), Request{Key: "f", Data: []byte{0xfe}, MaxCost: ether}); !hasCode(err, CodeReverts) {
		t.Fatal(err)
	}
	if m.received() != 18 {
		t.Fatal(m.received())
	}
}

func TestAnvilReorganisation(t *testing.T) {
	n, m := newAnvilTest(t)
	n.mine()
	m.submit(pay("a", 5))
	n.mine()
	m.step()
	m.is("a", Included, "")
	n.call("anvil_reorg", 1, []any{})
	m.step() // notices, and sends it again
	if a := m.is("a", Submitted, ""); a.Reorganisations != 1 {
		t.Fatalf("%+v", a)
	}
	n.mine()
	m.step()
	m.is("a", Included, "")
	n.call("anvil_dropAllTransactions")
	m.submit(pay("b", 6))
	n.call("anvil_dropAllTransactions")
	m.step()
	n.mine()
	m.step()
	m.is("b", Included, "")
	if m.received() != 11 {
		t.Fatal(m.received())
	}
}

func TestAnvilBlobs(t *testing.T) {
	n, m := newAnvilTest(t)
	r := pay("a", 5)
	r.Blobs, _ = sidecar(t)
	m.submit(r)
	n.mine()
	m.step()
	if a := m.is("a", Included, ""); a.Outcome != Succeeded || m.received() != 5 {
		t.Fatalf("%+v", a)
	}
}

func TestAnvilLogs(t *testing.T) {
	n, m := newAnvilTest(t)
	created := m.submit(Request{Key: "logger", Data: logger, MaxCost: ether})
	n.mine()
	m.step()
	m.is("logger", Included, "")
	tx, err := created.last().transaction()
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := m.client.TransactionReceipt(context.Background(), tx.Hash())
	if err != nil {
		t.Fatal(err)
	}
	w := NewWatcher(WatchOptions{Client: m.client, Addresses: []common.Address{receipt.ContractAddress}})
	read := new(reader)
	for i := range int64(5) {
		m.submit(Request{Key: fmt.Sprint(i), To: &receipt.ContractAddress, Data: common.BigToHash(big.NewInt(i)).Bytes(), Gas: 50_000, MaxCost: ether})
		n.mine()
		drain(t, w, read)
	}
	if got := fmt.Sprint(numbersOf(read.logs)); got != "[0 1 2 3 4]" {
		t.Fatal(got)
	}
	n.call("anvil_reorg", 2, []any{})
	drain(t, w, read)
	if got := fmt.Sprint(numbersOf(read.logs)); got != "[0 1 2]" || read.rewound != 1 {
		t.Fatal(got, read.rewound)
	}
	var head *types.Header
	if head, err = m.client.Header(context.Background(), rpc.LatestBlockNumber); err != nil || read.position.Hash != head.Hash() {
		t.Fatal(read.position, err)
	}
}
