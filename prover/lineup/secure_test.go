package lineup

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"quarry/fault"
)

// selfSigned makes a certificate for loopback, and the file that it is believed by.
func selfSigned(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

// TestSecureCluster: a cluster with TLS where workers may do only what
// docs/operations.md says that they need.
func TestSecureCluster(t *testing.T) {
	t.Parallel()
	certificate, ca := selfSigned(t)
	n := subjects{"quarry"}
	artifacts := "OBJ_" + n.artifacts()
	permissions := workerPermissions(n)
	permissions.Publish.Allow = append(permissions.Publish.Allow,
		"$O."+n.artifacts()+".>",
		"$JS.API.STREAM.INFO."+artifacts, "$JS.API.STREAM.MSG.GET."+artifacts, "$JS.API.STREAM.PURGE."+artifacts,
		"$JS.API.CONSUMER.CREATE."+artifacts+".>", "$JS.API.CONSUMER.DELETE."+artifacts+".>",
	)
	url := startNATS(t, 1, func(o *server.Options) {
		o.TLS, o.TLSConfig = true, &tls.Config{Certificates: []tls.Certificate{certificate}}
		o.Users = []*server.User{
			{Username: "server", Password: "s"},
			{Username: "worker", Password: "w", Permissions: permissions},
		}
	})
	as := func(user string) Config {
		c := clustered(t, strings.Replace(url, "nats://", "tls://"+user+"@", 1), 1)
		c.Cluster.CA = ca
		return c
	}
	l := opened(t, as("server:s"))
	cfg := as("worker:w")
	w, err := OpenWorker(t.Context(), cfg, WorkerInfo{MemoryBytes: 8 << 20, Slots: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer w.cancel()
	go fakeWork(w.ctx, w)
	j := reach(t, l, submit(t, l, "a").ID, Succeeded)
	if _, err := readBlob(t.Context(), j.Result.Proof, l.opener); err != nil {
		t.Fatal(err)
	}
	refused(t, w.nc, "$KV.quarry.job."+j.ID)
	_, err = OpenWorker(t.Context(), as("worker:wrong"), WorkerInfo{MemoryBytes: 1, Slots: 1})
	wantCode(t, err, CodeUnavailable)
	if strings.Contains(err.Error(), "wrong") {
		t.Fatalf("the error tells the password: %v", err)
	}
	untrusted := as("server:s")
	untrusted.Cluster.CA = ""
	_, err = Open(t.Context(), untrusted)
	wantCode(t, err, CodeUnavailable)
}

// refused checks that a connection may not publish to a subject.
func refused(t *testing.T, nc *nats.Conn, subject string) {
	t.Helper()
	if _, err := nc.Request(subject, []byte("{}"), 300*time.Millisecond); err == nil {
		t.Fatalf("a worker may write %s", subject)
	}
	if err := nc.LastError(); err == nil || !strings.Contains(strings.ToLower(err.Error()), "permissions violation") {
		t.Fatalf("no permissions violation, but %v", err)
	}
}

// TestBoxPermissions: with the embedded server, a worker can't touch records,
// hear what others are told, or come in without the secret.
func TestBoxPermissions(t *testing.T) {
	t.Parallel()
	cfg := quick(t.TempDir())
	l := opened(t, cfg)
	j := submit(t, l, "a")
	w, err := OpenWorker(t.Context(), cfg, WorkerInfo{MemoryBytes: 8 << 20, Slots: 4})
	if err != nil {
		t.Fatal(err)
	}
	defer w.cancel()
	for _, subject := range []string{"$KV.quarry.job." + j.ID, "$JS.API.STREAM.DELETE.KV_quarry", "$JS.API.STREAM.MSG.GET.KV_quarry", l.names.assign("other")} {
		refused(t, w.nc, subject)
	}
	sub, err := w.nc.SubscribeSync(">")
	if err == nil {
		_, err = sub.NextMsg(300 * time.Millisecond)
	}
	if err == nil {
		t.Fatal("a worker hears everything")
	}
	info, err := os.Stat(filepath.Join(cfg.DataDir, contactFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the secret's file is %v, %v", info.Mode(), err)
	}
	c, err := readContact(cfg.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range [][]nats.Option{nil, {nats.UserInfo(workerUser, "guessed")}, {nats.UserInfo(serverUser, c.Secret)}} {
		if nc, err := nats.Connect(c.URL, o...); err == nil {
			nc.Close()
			t.Fatal("anybody comes in")
		}
	}
	other := quick(t.TempDir())
	_, err = OpenWorker(t.Context(), other, WorkerInfo{MemoryBytes: 1, Slots: 1})
	wantCode(t, err, CodeUnavailable)
	for _, bad := range []WorkerInfo{{Name: "a.b", MemoryBytes: 1, Slots: 1}, {MemoryBytes: 1}, {Slots: 1}} {
		_, err = OpenWorker(t.Context(), cfg, bad)
		if fault.CodeOf(err) != CodeConfig {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
