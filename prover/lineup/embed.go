package lineup

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"golang.org/x/crypto/bcrypt"

	"quarry/fault"
	"quarry/internal/durable"
)

// embedded is the NATS server inside this process. Its own process speaks to it
// through memory, workers on the same box through a loopback port with a secret
// that only the owner of the data directory can read.
type embedded struct {
	dir   string
	names subjects
	log   *slog.Logger
	// password is that of this process, secret that of workers.
	password string
	secret   string
	port     int

	mu  sync.Mutex
	srv *server.Server
}

// contact is the file that tells workers on the same box how to reach the server.
type contact struct {
	URL    string `json:"url"`
	User   string `json:"user"`
	Secret string `json:"secret"`
}

const (
	serverUser  = "server"
	workerUser  = "worker"
	contactFile = "lineup.json"
	// startLimit is how long the server may take to recover its files.
	startLimit = 2 * time.Minute
	// storeLimit bounds the records: artifacts are files of their own.
	storeLimit = 64 << 30
)

// startEmbedded starts the server in a data directory that is locked.
func startEmbedded(dir string, names subjects, log *slog.Logger) (*embedded, error) {
	e := &embedded{dir: dir, names: names, log: log, password: rand.Text()}
	e.recall()
	return e, e.start()
}

// recall takes port and secret from the last run, so that workers find the
// server again, or makes a secret.
func (e *embedded) recall() {
	if c, err := readContact(e.dir); err == nil && c.Secret != "" {
		e.secret = c.Secret
		if u, err := url.Parse(c.URL); err == nil {
			e.port, _ = strconv.Atoi(u.Port())
		}
	}
	if e.secret == "" {
		e.secret = rand.Text()
	}
	// Somebody else may have the port by now.
	if e.port > 0 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", e.port))
		if err != nil {
			e.port = 0
			return
		}
		_ = l.Close()
	}
}

// start starts a server on the directory's files.
func (e *embedded) start() error {
	port := e.port
	if port == 0 {
		port = server.RANDOM_PORT
	}
	own, err := bcrypt.GenerateFromPassword([]byte(e.password), bcrypt.MinCost)
	if err != nil {
		return fault.Wrap(err, CodeConfig, "the server's password can't be hashed")
	}
	workers, err := bcrypt.GenerateFromPassword([]byte(e.secret), bcrypt.MinCost)
	if err != nil {
		return fault.Wrap(err, CodeConfig, "the workers' secret can't be hashed").At("%s", contactFile)
	}
	srv, err := server.NewServer(&server.Options{
		ServerName: "quarry", Host: "127.0.0.1", Port: port,
		NoSigs: true, DisableJetStreamBanner: true,
		JetStream: true, StoreDir: filepath.Join(e.dir, "nats"),
		JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: storeLimit,
		// An accepted job is on disk: by default the server would acknowledge
		// first and sync minutes later.
		SyncAlways: true,
		MaxConn:    1024, MaxPayload: maxPayload, MaxControlLine: 4096,
		WriteDeadline: 10 * time.Second, LameDuckDuration: time.Second, LameDuckGracePeriod: time.Millisecond,
		Users: []*server.User{
			{Username: serverUser, Password: string(own)},
			{Username: workerUser, Password: string(workers), Permissions: workerPermissions(e.names)},
		},
	})
	if err != nil {
		return fault.Wrap(err, CodeConfig, "the embedded server refuses its options")
	}
	srv.SetLoggerV2(natsLog{e.log.With("part", "nats")}, false, false, false)
	go srv.Start()
	if !srv.ReadyForConnections(startLimit) || !srv.JetStreamEnabled() {
		srv.Shutdown()
		return fault.New(CodeUnavailable, "the embedded server did not start").At("%s", filepath.Join(e.dir, "nats")).
			WithHint("its log says why; is the disk full?")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.srv = srv
	e.port = srv.Addr().(*net.TCPAddr).Port
	return writeContact(e.dir, contact{"nats://" + srv.Addr().String(), workerUser, e.secret})
}

// workerPermissions are what a worker needs: to ask the leader, to tell
// progress, and to take its assignments. It can't touch the records.
func workerPermissions(n subjects) *server.Permissions {
	stream := n.stream()
	return &server.Permissions{
		Publish: &server.SubjectPermission{Allow: []string{
			n.calls(), n.progresses(),
			"$JS.API.INFO", "$JS.API.CONSUMER.INFO." + stream + ".*",
			"$JS.API.CONSUMER.MSG.NEXT." + stream + ".*", "$JS.ACK." + stream + ".>",
		}},
		Subscribe: &server.SubjectPermission{Allow: []string{workerInbox + ".>", n.control("*"), n.leading()}},
	}
}

// InProcessConn connects this process to the server that runs at the time.
func (e *embedded) InProcessConn() (net.Conn, error) {
	e.mu.Lock()
	srv := e.srv
	e.mu.Unlock()
	return srv.InProcessConn()
}

// healthy reports whether the server takes writes, as far as it knows itself.
func (e *embedded) healthy() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.srv.Running() && e.srv.JetStreamEnabled()
}

// restart starts the server anew: after a failed write, such as on a full disk,
// it takes no more until then.
func (e *embedded) restart() error {
	e.mu.Lock()
	srv := e.srv
	e.mu.Unlock()
	srv.Shutdown()
	srv.WaitForShutdown()
	return e.start()
}

// stop ends the server.
func (e *embedded) stop() {
	e.mu.Lock()
	srv := e.srv
	e.mu.Unlock()
	if srv == nil {
		return // it did not start
	}
	srv.Shutdown()
	srv.WaitForShutdown()
}

func readContact(dir string) (contact, error) {
	var c contact
	data, err := os.ReadFile(filepath.Join(dir, contactFile))
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(data, &c)
}

func writeContact(dir string, c contact) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(dir, contactFile), data); err != nil {
		return fault.Wrap(err, CodeUnavailable, "the workers' way to the server can't be written").At("%s", dir)
	}
	return nil
}

// natsLog passes the server's messages on. Its notices are for nobody.
type natsLog struct{ log *slog.Logger }

func (n natsLog) Noticef(format string, v ...any) { n.log.Debug(fmt.Sprintf(format, v...)) }
func (n natsLog) Warnf(format string, v ...any)   { n.log.Warn(fmt.Sprintf(format, v...)) }
func (n natsLog) Errorf(format string, v ...any)  { n.log.Error(fmt.Sprintf(format, v...)) }
func (n natsLog) Fatalf(format string, v ...any)  { n.log.Error(fmt.Sprintf(format, v...)) }
func (n natsLog) Debugf(string, ...any)           {}
func (n natsLog) Tracef(string, ...any)           {}
