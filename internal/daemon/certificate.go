package daemon

import (
	"crypto/tls"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"quarry/fault"
)

// certificate is a certificate in files, as it was read last.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	// seen are the files as they were read; checked is when that was last asked.
	seen    [2]fs.FileInfo
	checked time.Time
}

// certificatePatience is how old the answer may be to whether files have changed.
const certificatePatience = time.Second

// TLS is a configuration for a server with a certificate chain and its key (PEM
// files). They are read again when they change; if the new ones are no good, log
// hears of it and the old ones stay.
func TLS(cert, key string, log *slog.Logger) (*tls.Config, error) {
	if cert == "" || key == "" {
		return nil, fault.New(CodeCertificate, "TLS takes a certificate and its key, tls_cert and tls_key; only one of them is given")
	}
	c := &certificate{cert: cert, key: key, log: log}
	if err := c.read(); err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.refresh(time.Now())
			return c.current, nil
		},
	}, nil
}

func (c *certificate) stat() (infos [2]fs.FileInfo, err error) {
	for i, path := range []string{c.cert, c.key} {
		if infos[i], err = os.Stat(path); err != nil {
			return infos, err
		}
	}
	return infos, nil
}

func (c *certificate) read() error {
	infos, err := c.stat()
	if err != nil {
		return fault.Wrap(err, CodeCertificate, "the certificate or its key can't be read")
	}
	if infos[1].Mode().Perm()&0o007 != 0 {
		return fault.New(CodeCertificate, "everybody on this machine may read the certificate's key").At("%s", c.key).WithHint("chmod 600 %s", c.key)
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fault.Wrap(err, CodeCertificate, "the certificate and its key can't be used").At("%s, %s", c.cert, c.key)
	}
	c.current, c.seen = &pair, infos
	return nil
}

// refresh reads the files again if they have changed. While only one of them
// was replaced they don't match, and the old ones stay until both are.
func (c *certificate) refresh(now time.Time) {
	if now.Sub(c.checked) < certificatePatience {
		return
	}
	c.checked = now
	infos, err := c.stat()
	if err == nil && unchanged(infos[0], c.seen[0]) && unchanged(infos[1], c.seen[1]) {
		return
	}
	if err := c.read(); err != nil {
		c.log.Error("the certificate stays as it was", "error", err)
		return
	}
	c.log.Info("certificate read", "file", c.cert, "until", c.current.Leaf.NotAfter)
}

func unchanged(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
