package lineup

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"quarry/fault"
)

// Cluster is an external NATS cluster. Beyond loopback it must be reached by TLS
// and with credentials.
type Cluster struct {
	// URL is one address or several with commas: tls://host:4222. It may hold
	// user and password.
	URL string
	// Credentials is a file with an account's JWT and seed (as nsc writes it).
	Credentials string
	// CA, Certificate and Key are files: whose certificates are believed, and
	// this client's own.
	CA, Certificate, Key string
	// Replicas is on how many servers everything is kept; 1 on loopback and 3
	// elsewhere if it is 0.
	Replicas int
}

// maxPayload bounds a message: a record, or a part of an artifact. It is the
// default of NATS.
const maxPayload = 1 << 20

// workerInbox is where workers are answered.
const workerInbox = "_WORKER"

// check refuses what would go over the network in the clear, or without credentials.
func (c *Cluster) check() error {
	if c.URL == "" {
		return nil
	}
	named := true
	for part := range strings.SplitSeq(c.URL, ",") {
		u, err := url.Parse(strings.TrimSpace(part))
		if err != nil || u.Hostname() == "" {
			return fault.New(CodeConfig, "the cluster's address is not a URL").At("%s", strings.TrimSpace(part)).
				WithHint("for example tls://nats.example.org:4222")
		}
		named = named && u.User != nil
	}
	loopback := c.loopback()
	if !loopback && !named && c.Credentials == "" && c.Certificate == "" {
		return fault.New(CodeConfig, "the cluster beyond this machine is to be used without credentials").
			WithHint("give a credentials file, a client certificate, or a user in the URL")
	}
	if c.Replicas == 0 {
		c.Replicas = 3
		if loopback {
			c.Replicas = 1
		}
	}
	return nil
}

// loopback reports whether all addresses are this machine's.
func (c *Cluster) loopback() bool {
	for part := range strings.SplitSeq(c.URL, ",") {
		u, err := url.Parse(strings.TrimSpace(part))
		if err != nil {
			return false
		}
		ip := net.ParseIP(u.Hostname())
		if u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// commonOptions hold for all connections.
func commonOptions(name string, log *slog.Logger) []nats.Option {
	return []nats.Option{
		nats.Name(name),
		nats.MaxReconnects(-1), nats.RetryOnFailedConnect(false),
		nats.ReconnectWait(200 * time.Millisecond), nats.ReconnectJitter(100*time.Millisecond, 500*time.Millisecond),
		nats.PingInterval(10 * time.Second), nats.MaxPingsOutstanding(2),
		// What could not be sent is asked again by whoever wanted it.
		nats.ReconnectBufSize(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("connection lost", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("connected again") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { log.Warn("connection", "error", err) }),
	}
}

// connectEmbedded connects this process to its own server.
func connectEmbedded(e *embedded, log *slog.Logger) (*nats.Conn, error) {
	options := append(commonOptions("quarry", log), nats.InProcessServer(e), nats.UserInfo(serverUser, e.password))
	nc, err := nats.Connect("", options...)
	if err != nil {
		return nil, fault.Wrap(err, CodeUnavailable, "the embedded server can't be reached")
	}
	return nc, nil
}

// contactDialer finds the server of a data directory, even if it has another
// port after a restart.
type contactDialer struct{ dir string }

func (d contactDialer) Dial(network, address string) (net.Conn, error) {
	if c, err := readContact(d.dir); err == nil {
		if u, err := url.Parse(c.URL); err == nil {
			address = u.Host
		}
	}
	return net.DialTimeout(network, address, 5*time.Second)
}

// connectBox connects a worker to the embedded server of another process on this box.
func connectBox(dir string, log *slog.Logger) (*nats.Conn, error) {
	c, err := readContact(dir)
	if err != nil {
		return nil, fault.Wrap(err, CodeUnavailable, "no server has its files here").At("%s", dir).
			WithHint("start the server first, or name its data directory, or a cluster")
	}
	options := append(commonOptions("quarry worker", log), nats.UserInfo(c.User, c.Secret),
		nats.SetCustomDialer(contactDialer{dir}), nats.CustomInboxPrefix(workerInbox))
	nc, err := nats.Connect(c.URL, options...)
	if err != nil {
		return nil, fault.Wrap(err, CodeUnavailable, "the server can't be reached").At("%s", c.URL)
	}
	return nc, nil
}

// connectCluster connects to an external cluster.
func connectCluster(c *Cluster, name string, log *slog.Logger, more ...nats.Option) (*nats.Conn, error) {
	options := append(commonOptions(name, log), more...)
	if !c.loopback() {
		options = append(options, nats.Secure())
	}
	if c.Credentials != "" {
		options = append(options, nats.UserCredentials(c.Credentials))
	}
	if c.CA != "" {
		options = append(options, nats.RootCAs(c.CA))
	}
	if c.Certificate != "" {
		options = append(options, nats.ClientCert(c.Certificate, c.Key))
	}
	nc, err := nats.Connect(c.URL, options...)
	if err != nil {
		return nil, fault.Wrap(err, CodeUnavailable, "the cluster can't be reached").At("%s", redact(c.URL)).
			WithHint("beyond loopback it must offer TLS")
	}
	return nc, nil
}

// redact takes passwords out of addresses.
func redact(urls string) string {
	var out []string
	for part := range strings.SplitSeq(urls, ",") {
		if u, err := url.Parse(strings.TrimSpace(part)); err == nil {
			out = append(out, u.Redacted())
		}
	}
	return strings.Join(out, ",")
}

// OpenWorker connects a worker in a process of its own: to the cluster, or to
// the server whose data directory is cfg.DataDir.
func OpenWorker(ctx context.Context, cfg Config, info WorkerInfo) (*Worker, error) {
	if err := cfg.fill(); err != nil {
		return nil, err
	}
	var nc *nats.Conn
	var err error
	if cfg.Cluster.URL != "" {
		nc, err = connectCluster(&cfg.Cluster, "quarry worker", cfg.Log, nats.CustomInboxPrefix(workerInbox))
	} else {
		nc, err = connectBox(cfg.DataDir, cfg.Log)
	}
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		nc.Close()
		return nil, fault.Wrap(err, CodeUnavailable, "the server has no JetStream")
	}
	b, err := openBlobs(ctx, &cfg, js)
	if err != nil {
		nc.Close()
		return nil, err
	}
	w, err := newWorker(nc, js, &cfg, b, "", info)
	if err != nil {
		nc.Close()
		return nil, err
	}
	w.disconnect = nc.Close
	return w, nil
}

// fillWorkerInfo checks what a worker says of itself, and names it if it has no name.
func fillWorkerInfo(info *WorkerInfo) error {
	if info.Host == "" {
		info.Host, _ = os.Hostname()
	}
	if info.Name == "" {
		info.Name = workerName(info.Host)
	}
	switch {
	case !nameForm.MatchString(info.Name):
		return fault.New(CodeConfig, "the worker's name %q is not 1 to 64 letters, digits, '_' or '-'", info.Name)
	case info.Slots < 1:
		return fault.New(CodeConfig, "the worker has %d slots", info.Slots)
	case info.MemoryBytes < 1:
		return fault.New(CodeConfig, "the worker has no memory for jobs")
	}
	return nil
}
