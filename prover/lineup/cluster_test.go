package lineup

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
	"quarry/prover/task"
)

// startNATS starts servers as an operator would, n of them as a cluster, and
// returns their addresses.
func startNATS(t *testing.T, n int, change ...func(*server.Options)) string {
	t.Helper()
	all := makeNATS(t, n, change...)
	url := runNATS(t, all...)
	deadline := time.Now().Add(30 * time.Second)
	for n > 1 && !agree(all) {
		if time.Now().After(deadline) {
			t.Fatal("the cluster does not come together")
		}
		time.Sleep(50 * time.Millisecond)
	}
	return url
}

// makeNATS makes the servers that startNATS starts.
func makeNATS(t *testing.T, n int, change ...func(*server.Options)) []*server.Server {
	t.Helper()
	var routes []*url.URL
	ports := freePorts(t, n)
	for _, p := range ports {
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", p)})
	}
	var all []*server.Server
	for i := range n {
		o := &server.Options{
			ServerName: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true,
			JetStream: true, StoreDir: t.TempDir(), SyncAlways: true,
		}
		if n > 1 {
			o.Cluster = server.ClusterOpts{Name: "c", Host: "127.0.0.1", Port: ports[i]}
			o.Routes = routes
		}
		for _, c := range change {
			c(o)
		}
		s, err := server.NewServer(o)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// runNATS starts servers, until the test's end, and returns their addresses.
func runNATS(t *testing.T, all ...*server.Server) string {
	t.Helper()
	var urls []string
	for _, s := range all {
		go s.Start()
	}
	for _, s := range all {
		if !s.ReadyForConnections(10 * time.Second) {
			t.Fatal("a NATS server does not start")
		}
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		urls = append(urls, "nats://"+s.Addr().String())
	}
	return strings.Join(urls, ",")
}

// agree says whether servers have a leader that knows all of them, and have heard
// of all that it decided: before, streams with as many replicas can't be made.
func agree(all []*server.Server) bool {
	led := false
	for _, s := range all {
		if !s.JetStreamIsCurrent() {
			return false
		}
		led = led || s.JetStreamIsLeader() && len(s.JetStreamClusterPeers()) == len(all)
	}
	return led
}

func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// clustered is a server's configuration on a cluster.
func clustered(t *testing.T, url string, replicas int) Config {
	c := quick(t.TempDir())
	c.Cluster = Cluster{URL: url, Replicas: replicas}
	return c
}

// Two servers on a cluster can't share a directory either.
func TestClusterDirectory(t *testing.T) {
	cfg := clustered(t, startNATS(t, 1), 1)
	l := opened(t, cfg)
	if _, err := Open(t.Context(), cfg); fault.CodeOf(err) != CodeInUse {
		t.Errorf("a second server: %v", err)
	}
	closeNow(l)
	opened(t, cfg)
}

// TestCluster: several boxes with a directory each on one cluster.
func TestCluster(t *testing.T) {
	t.Parallel()
	for _, replicas := range []int{1, 3} {
		t.Run(fmt.Sprintf("%d replicas", replicas), func(t *testing.T) {
			url := startNATS(t, replicas)
			first := opened(t, clustered(t, url, replicas))
			second := opened(t, clustered(t, url, replicas))
			info := WorkerInfo{MemoryBytes: 8 << 20, Slots: 4}
			w, err := OpenWorker(t.Context(), clustered(t, url, replicas), info)
			if err != nil {
				t.Fatal(err)
			}
			defer w.cancel()
			go fakeWork(w.ctx, w)
			var ids []string
			for i := range 10 {
				ids = append(ids, submit(t, []*LineUp{first, second}[i%2], fmt.Sprintf("a %d", i)).ID)
			}
			leads := func(l *LineUp) bool { return l.leading.Load() }
			for _, id := range ids {
				for _, l := range []*LineUp{first, second} {
					j := reach(t, l, id, Succeeded)
					if len(j.Attempts) != 1 {
						t.Fatalf("%+v", j.Attempts)
					}
					if _, err := readBlob(t.Context(), j.Result.Proof, l.opener); err != nil {
						t.Fatal(err)
					}
				}
			}
			if leads(first) == leads(second) {
				t.Fatalf("leading: %v and %v", leads(first), leads(second))
			}
			if leads(second) {
				first, second = second, first
			}
			// The same key on both servers names one job.
			key := func(s *Submission) { s.IdempotencyKey = "k" }
			a, created, err := trySubmit(t.Context(), first, "b", key)
			b, again, err2 := trySubmit(t.Context(), second, "b", key)
			if err != nil || err2 != nil || !created || again || a.ID != b.ID {
				t.Fatal(a.ID, created, err, b.ID, again, err2)
			}
			// When the leader goes, the other takes over.
			closeNow(first)
			j := submit(t, second, "c")
			reach(t, second, j.ID, Succeeded)
			if !leads(second) {
				t.Fatal("nobody leads")
			}
		})
	}
}

// TestClusterKill: two servers and two workers, each on a box of its own; the
// servers are killed in turn. With QUARRY_SOAK=1 there are more kills, and three
// replicas of everything.
func TestClusterKill(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills processes")
	}
	kills, replicas := 4, 1
	if os.Getenv("QUARRY_SOAK") != "" {
		kills, replicas = 50, 3
	}
	url := startNATS(t, replicas)
	b, other := newBox(t, url, 1), newBox(t, url, 1)
	load := newLoad(b, other)
	for n := range kills {
		load.pause(n, 800)
		[]*box{b, other}[n/2%2].killSomething(n)
	}
	load.finish(t)
	t.Logf("%d kills, %d jobs accepted", kills, len(load.accepted))
	// The other box says the same.
	other.await()
	for id := range load.accepted {
		reply, err := other.ask("GET", "/job/"+id, "")
		if err != nil || reply.Code != "" {
			t.Fatalf("%s: %v %s", id, err, reply.What)
		}
		before := load.problems
		load.see(id, load.known(id), reply)
		for _, p := range load.problems[len(before):] {
			t.Error(p)
		}
	}
}

// TestClusterComesTogether: a server that is started before its cluster is complete
// waits for it, and says why when it may not wait any longer.
func TestClusterComesTogether(t *testing.T) {
	t.Parallel()
	all := makeNATS(t, 3)
	cfg := clustered(t, runNATS(t, all[:2]...), 3)
	brief, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	_, err := Open(brief, cfg)
	wantCode(t, err, CodeUnavailable)
	opening := make(chan error, 1)
	go func() {
		l, err := Open(t.Context(), cfg)
		if err == nil {
			closeNow(l)
		}
		opening <- err
	}()
	select {
	case err := <-opening:
		t.Fatalf("it has opened three replicas on two servers: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	runNATS(t, all[2])
	if err := <-opening; err != nil {
		t.Fatal(err)
	}
}

// TestUnsafeCluster: a cluster that would lose jobs, or give them to anybody, is
// refused with the reason.
func TestUnsafeCluster(t *testing.T) {
	t.Parallel()
	url := startNATS(t, 1)
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		bucket jetstream.KeyValueConfig
		want   string
	}{
		"memory":   {jetstream.KeyValueConfig{Storage: jetstream.MemoryStorage, LimitMarkerTTL: time.Hour}, "memory"},
		"expiry":   {jetstream.KeyValueConfig{TTL: time.Hour, LimitMarkerTTL: time.Hour}, "older than"},
		"markers":  {jetstream.KeyValueConfig{}, "markers"},
		"replicas": {jetstream.KeyValueConfig{LimitMarkerTTL: time.Hour}, "1 servers"},
	} {
		c.bucket.Bucket = name
		if _, err := js.CreateKeyValue(t.Context(), c.bucket); err != nil {
			t.Fatal(err)
		}
		cfg := clustered(t, url, 1)
		cfg.Name = name
		if name == "replicas" {
			cfg.Cluster.Replicas = 3
		}
		_, err := Open(t.Context(), cfg)
		if fault.CodeOf(err) != CodeStore || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for url, want := range map[string]string{
		"tls://nats.example.org:4222": "without credentials",
		"nonsense":                    "not a URL",
	} {
		_, err := Open(t.Context(), clustered(t, url, 0))
		if fault.CodeOf(err) != CodeConfig || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", url, err)
		}
	}
	_, err = Open(t.Context(), clustered(t, "nats://127.0.0.1:1", 1))
	wantCode(t, err, CodeUnavailable)
}

// TestClusterNeedsTLS: beyond loopback nothing goes over the network in the clear.
func TestClusterNeedsTLS(t *testing.T) {
	t.Parallel()
	address := ""
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Skip(err)
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && ip.IP.To4() != nil {
			address = ip.IP.String()
		}
	}
	if address == "" {
		t.Skip("this machine has no address but loopback")
	}
	url := startNATS(t, 1, func(o *server.Options) { o.Host, o.Username, o.Password = address, "u", "p" })
	_, err = Open(t.Context(), clustered(t, strings.Replace(url, "://", "://u:p@", 1), 1))
	wantCode(t, err, CodeUnavailable)
	if !strings.Contains(err.Error(), "secure") || strings.Contains(err.Error(), ":p@") {
		t.Fatal(err)
	}
}

// TestCorruptArtifact: bytes that are not those of their name are never handed out.
func TestCorruptArtifact(t *testing.T) {
	t.Parallel()
	url := startNATS(t, 1)
	l := opened(t, clustered(t, url, 1))
	b, err := l.PutBlob(t.Context(), "x", strings.NewReader("right"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(l.blobs.file(b.SHA256)); err != nil {
		t.Fatal(err)
	}
	if got, err := readBlob(t.Context(), b, l.opener); err != nil || string(got) != "right" {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := l.blobs.remote.PutString(t.Context(), b.SHA256, "wrong"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(l.blobs.file(b.SHA256)); err != nil {
		t.Fatal(err)
	}
	_, err = readBlob(t.Context(), b, l.opener)
	wantCode(t, err, CodeUnavailable)
	left, err := filepath.Glob(filepath.Join(l.blobs.temporary(), "*"))
	if err != nil || len(left) != 0 {
		t.Fatalf("left over: %v, %v", left, err)
	}
	_, err = readBlob(t.Context(), task.Blob{SHA256: strings.Repeat("a", 64)}, l.opener)
	wantCode(t, err, CodeUnknownBlob)
}
