package cometbft

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quarry/sequencer/chain/chaintest"
	"quarry/sequencer/starknet"
)

// cluster is a network of nodes, each in a process of its own, whose connections run
// through links that can be cut.
type cluster struct {
	t       *testing.T
	members []*member
	// links[i][j] carries the connections that i opens to j.
	links  [][]*link
	client http.Client
	// accepted are the hashes of the transactions that a node has accepted.
	mu       sync.Mutex
	accepted map[starknet.Felt]bool
}

// member is one node of a cluster.
type member struct {
	child child
	log   string

	mu      sync.Mutex
	process *exec.Cmd
	ended   chan struct{}
}

// ports are where the next free address is looked for: below those that the system gives
// to outgoing connections, one of which might take it before a node listens there.
var ports atomic.Uint32

// freeAddresses are addresses that nobody listens at, and that no other test gets.
func freeAddresses(t *testing.T, n int) (list []string) {
	t.Helper()
	ports.CompareAndSwap(0, 12_000+uint32(os.Getpid())%15_000)
	for tries := 0; len(list) < n; tries++ {
		address := fmt.Sprintf("127.0.0.1:%d", ports.Add(1))
		l, err := net.Listen("tcp", address)
		if err == nil {
			l.Close()
			list = append(list, address)
		} else if tries > 1000 {
			t.Fatal(err)
		}
	}
	return list
}

// newCluster starts n nodes with accounts at genesis, some of them dishonest, and waits
// until they have found each other.
func newCluster(t *testing.T, n, accounts int, dishonest ...int) *cluster {
	t.Helper()
	c := &cluster{t: t, accepted: map[starknet.Felt]bool{}, client: http.Client{Timeout: 10 * time.Second}}
	dir := t.TempDir()
	addresses := freeAddresses(t, 2*n)
	options, err := Network(dir, "quarry-test", addresses[:n], time.Now().Add(-time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for i := range options {
		c.links = append(c.links, make([]*link, n))
		o := &options[i]
		o.Patience, o.BlockTime, o.Poll = 300*time.Millisecond, 50*time.Millisecond, 2*time.Second
		o.Peers = nil
		for j := range options {
			if j == i {
				continue
			}
			c.links[i][j] = newLink(t, addresses[j])
			id, err := ReadIdentity(options[j].Dir)
			if err != nil {
				t.Fatal(err)
			}
			o.Peers = append(o.Peers, id.Node+"@"+c.links[i][j].address())
		}
		m := &member{
			child: child{
				Options: *o, Control: addresses[n+i], Accounts: accounts, Verbose: os.Getenv("QUARRY_TEST_VERBOSE") != "",
				Dishonest: slices.Contains(dishonest, i),
			},
			log: filepath.Join(dir, o.Name+".log"),
		}
		c.members = append(c.members, m)
		c.start(i)
	}
	t.Cleanup(func() {
		for i := range c.members {
			c.kill(i)
		}
		if t.Failed() {
			c.tails()
		}
	})
	c.await("the nodes find each other", func() bool {
		for i := range c.members {
			if s, err := c.status(i); err != nil || s.Peers < n-1 {
				return false
			}
		}
		return true
	})
	return c
}

// tails shows the ends of the nodes' logs.
func (c *cluster) tails() {
	for i, m := range c.members {
		b, _ := os.ReadFile(m.log)
		c.t.Logf("node %d says:\n%s", i, b[max(0, len(b)-3000):])
	}
}

func (c *cluster) start(i int) {
	c.t.Helper()
	m := c.members[i]
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.process != nil {
		return
	}
	text, err := json.Marshal(m.child)
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := os.OpenFile(m.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		c.t.Fatal(err)
	}
	defer out.Close()
	p := exec.Command(os.Args[0])
	p.Env = append(os.Environ(), childVariable+"="+string(text), "GOMAXPROCS=2")
	p.Stdout, p.Stderr = out, out
	if err := p.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan struct{})
	m.process, m.ended = p, ended
	go func() {
		_ = p.Wait()
		close(ended)
	}()
}

// kill ends a node's process at once.
func (c *cluster) kill(i int) {
	m := c.members[i]
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.process != nil {
		_ = m.process.Process.Kill()
		<-m.ended
		m.process = nil
	}
}

// dead tells whether a node's process has ended by itself.
func (m *member) dead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.process == nil {
		return false
	}
	select {
	case <-m.ended:
		return true
	default:
		return false
	}
}

// isolate cuts nodes off from all others, or mends that.
func (c *cluster) isolate(cut bool, nodes ...int) {
	for _, i := range nodes {
		for j := range c.members {
			if j != i {
				c.links[i][j].set(cut)
				c.links[j][i].set(cut)
			}
		}
	}
}

func (c *cluster) get(i int, path string, v any) error {
	answer, err := c.client.Get("http://" + c.members[i].child.Control + path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("%s", b)
	}
	return json.NewDecoder(answer.Body).Decode(v)
}

func (c *cluster) status(i int) (s status, err error) { return s, c.get(i, "/status", &s) }

func (c *cluster) blocks(i int, from uint64) (list []summary, err error) {
	return list, c.get(i, fmt.Sprintf("/blocks/%d", from), &list)
}

// send gives a node a transaction. code is the refusal's, empty if it was accepted.
func (c *cluster) send(i int, t starknet.Transaction) (code string, err error) {
	answer, err := c.client.Post("http://"+c.members[i].child.Control+"/transaction", "", bytes.NewReader(starknet.EncodeTransaction(t)))
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.accepted[t.Hash(&chaintest.Config.L2ChainID)] = true
		return "", nil
	}
	return answer.Header.Get("Code"), nil
}

// accept sends a transaction that must be accepted.
func (c *cluster) accept(i int, t starknet.Transaction) {
	c.t.Helper()
	if code, err := c.send(i, t); code != "" || err != nil {
		c.t.Fatalf("node %d refuses a transaction: %s %v", i, code, err)
	}
}

// patience is how long a test waits for what must happen.
const patience = 4 * time.Minute

// await waits until something is so.
func (c *cluster) await(what string, so func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatal("in vain: ", what)
		}
		for i, m := range c.members {
			if m.dead() {
				c.t.Fatalf("node %d has ended by itself", i)
			}
		}
	}
}

// honest demands that no node was found to have voted twice.
func (c *cluster) honest() {
	c.t.Helper()
	for i, m := range c.members {
		b, err := os.ReadFile(m.log)
		if err != nil || bytes.Contains(b, []byte("proved to have cheated")) {
			c.t.Errorf("node %d has seen a validator vote twice (or says nothing: %v)", i, err)
		}
	}
}

// settle waits until nodes have put all that was accepted into blocks.
func (c *cluster) settle(nodes ...int) {
	c.t.Helper()
	for _, i := range nodes {
		from, missing := uint64(0), map[starknet.Felt]bool{}
		c.mu.Lock()
		for hash := range c.accepted {
			missing[hash] = true
		}
		c.mu.Unlock()
		c.await(fmt.Sprintf("node %d has all that was accepted", i), func() bool {
			list, err := c.blocks(i, from)
			if err != nil {
				return false
			}
			for _, b := range list {
				for _, hash := range b.Transactions {
					delete(missing, starknet.Felt(hash))
				}
			}
			from += uint64(len(list))
			return len(missing) == 0
		})
	}
}

// agree demands that all nodes come to have the same blocks, with each transaction in
// one place only, and returns how many blocks there are.
func (c *cluster) agree() int {
	c.t.Helper()
	var chains [][]summary
	c.await("all nodes are equally far", func() bool {
		chains = nil
		for i := range c.members {
			list, err := c.blocks(i, 0)
			if err != nil {
				return false
			}
			chains = append(chains, list)
		}
		for _, list := range chains {
			if len(list) != len(chains[0]) {
				return false
			}
		}
		return true
	})
	seen := map[starknet.Hex]int{}
	for n, b := range chains[0] {
		for i := range chains {
			if chains[i][n].Hash != b.Hash || chains[i][n].Root != b.Root {
				c.t.Errorf("block %d of node %d is another one than node 0's", n, i)
			}
		}
		for _, hash := range b.Transactions {
			if before, twice := seen[hash]; twice {
				c.t.Errorf("a transaction is in block %d and again in block %d", before, n)
			}
			seen[hash] = n
		}
	}
	return len(chains[0])
}

// load has an account send transfers through whatever node answers, until stop is set;
// each is sent until it is accepted.
func (c *cluster) load(account, seed int, stop *atomic.Bool, pause time.Duration) {
	a := chaintest.NewAccount(account)
	for k := seed; !stop.Load(); k++ {
		t := a.Transfer(starknet.NewFelt(uint64(1000+account)), 1)
		for !stop.Load() {
			code, err := c.send(k%len(c.members), t)
			if err == nil && (code == "" || strings.HasSuffix(code, "/duplicate") || strings.HasSuffix(code, "/nonce-used")) {
				break
			}
			k++
			time.Sleep(50 * time.Millisecond)
		}
		time.Sleep(pause)
	}
}

// deposit has a node see a message on L1.
func (c *cluster) deposit(i int, m starknet.MessageToL2) {
	c.t.Helper()
	body := starknet.EncodeTransaction(m.Transaction())
	answer, err := c.client.Post("http://"+c.members[i].child.Control+"/deposit", "", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		c.t.Fatal(answer.Status)
	}
}
