package daemon

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarry/fault"
)

func TestDataDir(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "a", "b")
	got, err := DataDir(dir)
	info, statErr := os.Stat(dir)
	if err != nil || statErr != nil || got != dir || info.Mode().Perm() != 0o700 {
		t.Fatal(got, err, statErr, info)
	}
	if _, err := DataDir(dir); err != nil {
		t.Error(err)
	}
	for _, mode := range []os.FileMode{0o755, 0o750, 0o701, 0o777} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := DataDir(dir); fault.CodeOf(err) != CodeDataDir || !strings.Contains(err.Error(), "chmod 700") {
			t.Errorf("%o: %v", mode, err)
		}
	}
	file := filepath.Join(base, "f")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "x")} {
		if _, err := DataDir(path); fault.CodeOf(err) != CodeDataDir {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// pair writes a certificate for a name, and its key.
func pair(t *testing.T, cert, key, name string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	rawKey, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: rawKey}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A renewed certificate is served; one that is no good is not.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	if _, err := TLS(cert, key, slog.Default()); fault.CodeOf(err) != CodeCertificate {
		t.Errorf("no files: %v", err)
	}
	pair(t, cert, key, "one")
	var log bytes.Buffer
	config, err := TLS(cert, key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	served := func() string {
		t.Helper()
		c, err := config.GetCertificate(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf.DNSNames[0]
	}
	if name := served(); name != "one" {
		t.Errorf("served %s", name)
	}
	pair(t, cert, key, "two")
	if name := served(); name != "one" {
		t.Error("files are looked at all the time")
	}
	time.Sleep(certificatePatience + 50*time.Millisecond)
	if name := served(); name != "two" {
		t.Errorf("served %s", name)
	}
	if err := os.WriteFile(cert, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(certificatePatience + 50*time.Millisecond)
	if name := served(); name != "two" || !strings.Contains(log.String(), "stays as it was") {
		t.Errorf("served %s: %s", name, log.String())
	}
	if _, err := TLS(cert, key, slog.Default()); fault.CodeOf(err) != CodeCertificate {
		t.Errorf("a bad certificate: %v", err)
	}
	pair(t, cert, key, "three")
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := TLS(cert, key, slog.Default()); fault.CodeOf(err) != CodeCertificate {
		t.Errorf("a key for everybody: %v", err)
	}
}

// systemd's socket gets what is told; nothing is told when the service hangs.
func TestSystemd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Skip(err)
	}
	defer socket.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", strconv.Itoa(60_000))
	t.Setenv("WATCHDOG_PID", strconv.Itoa(os.Getpid()))
	heard := func() string {
		t.Helper()
		buffer := make([]byte, 1000)
		_ = socket.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, err := socket.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		return string(buffer[:n])
	}
	Ready()
	if h := heard(); h != "READY=1" {
		t.Error(h)
	}
	Stopping(90 * time.Second)
	if h := heard(); h != "STOPPING=1\nEXTEND_TIMEOUT_USEC=90000000" {
		t.Error(h)
	}
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		Watchdog(ctx, func(context.Context) error {
			if asked++; asked == 2 {
				return errors.New("it hangs")
			}
			if asked == 4 {
				cancel()
			}
			return nil
		}, slog.New(slog.DiscardHandler))
	}()
	for range 2 {
		if h := heard(); h != "WATCHDOG=1" {
			t.Error(h)
		}
	}
	<-done
	if asked != 4 {
		t.Errorf("asked %d times", asked)
	}
}
