package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"quarry/fault"
	"quarry/internal/durable"
)

// SecretName is the name of the secrets' file in the data directory. Each line
// is one: messages are signed with all of them, so that a new one can be put in
// front, receivers be told, and the old one be taken out.
const SecretName = "webhook.secret"

// CodeSecret: the file of the webhooks' secrets can't be read, or is malformed.
const CodeSecret fault.Code = "webhook/secret"

const (
	secretPrefix = "whsec_"
	secretBytes  = 32
)

// Secrets are the server's secrets, the first being the current one.
type Secrets [][]byte

// OpenSecrets reads the secrets of a data directory, or makes the first.
func OpenSecrets(dir string) (Secrets, error) {
	path := filepath.Join(dir, SecretName)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		secret := make([]byte, secretBytes)
		_, _ = rand.Read(secret) // never fails
		if err = durable.WriteFile(path, []byte(text(secret)+"\n")); err == nil {
			return Secrets{secret}, nil
		}
	}
	if err != nil {
		return nil, fault.Wrap(err, CodeSecret, "the webhooks' secrets can't be read or made").At("%s", path)
	}
	var all Secrets
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(line, secretPrefix))
		if err != nil || len(secret) < 24 {
			return nil, fault.New(CodeSecret, "line %d is no secret", len(all)+1).At("%s", path).
				WithHint("a line is %s and at least 24 random bytes in base64", secretPrefix)
		}
		all = append(all, secret)
	}
	if len(all) == 0 {
		return nil, fault.New(CodeSecret, "the file has no secret").At("%s", path).WithHint("remove it: the server makes a new one")
	}
	return all, nil
}

func text(secret []byte) string { return secretPrefix + base64.StdEncoding.EncodeToString(secret) }

// of derives the secret of an owner from one of the server's: owners can check
// messages about their own jobs, and can't forge any about others'.
func of(secret []byte, owner string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("quarry webhook " + owner))
	return m.Sum(nil)
}

// For is the secret that the owner of jobs checks messages with, as Standard
// Webhooks' libraries take it. The owner is an API key's id, or "".
func (s Secrets) For(owner string) string { return text(of(s[0], owner)) }

// sign is the value of the header webhook-signature.
func (s Secrets) sign(owner, id string, at time.Time, body []byte) string {
	signatures := make([]string, len(s))
	for i, secret := range s {
		m := hmac.New(sha256.New, of(secret, owner))
		m.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		m.Write(body)
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
	}
	return strings.Join(signatures, " ")
}

func tlsConfig(roots *x509.CertPool) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
}
