package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"quarry/api"
	"quarry/fault"
)

// Key is an API key as it is stored: it is of no use to one who reads it.
type Key struct {
	// ID is public: it is the owner of the key's jobs, and stands in logs.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Hash is the SHA-256 of the secret, in hexadecimal.
	Hash   string      `json:"hash"`
	Scopes []api.Scope `json:"scopes"`
	Limits Limits      `json:"limits"`

	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}

// Limits are what a key may do; zero fields set no limit of its own.
type Limits struct {
	// Queued and Running are how many of its jobs may wait, and be proved or
	// verified, when it submits another.
	Queued  int `json:"queued,omitempty"`
	Running int `json:"running,omitempty"`
	// BytesPerDay are those of all its requests' bodies in a day of UTC.
	BytesPerDay int64 `json:"bytes_per_day,omitempty"`
	// Rate is requests per second, Burst how many may come at once; zero are
	// the server's defaults.
	Rate  float64 `json:"rate,omitempty"`
	Burst int     `json:"burst,omitempty"`
	// MaxPriority is the highest priority that it may ask for; nil for any.
	MaxPriority *int `json:"max_priority,omitempty"`
}

// State says what a key is worth at a time: active, expired or revoked.
func (k *Key) State(now time.Time) string {
	switch {
	case k.RevokedAt != nil:
		return "revoked"
	case k.ExpiresAt != nil && !now.Before(*k.ExpiresAt):
		return "expired"
	}
	return "active"
}

const (
	prefix      = "qk"
	idBytes     = 5
	secretBytes = 32
)

// letters write binary as lower-case letters and digits, so that a double click
// selects a whole key.
var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

func random(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails
	return strings.ToLower(letters.EncodeToString(raw))
}

// newKey makes a key and the text that its holder presents.
func newKey(k Key, now time.Time) (Key, string, error) {
	if err := check(&k, now); err != nil {
		return Key{}, "", err
	}
	secret := random(secretBytes)
	k.ID, k.Hash, k.CreatedAt = random(idBytes), hashOf(secret), now.UTC().Truncate(time.Second)
	return k, prefix + "_" + k.ID + "_" + secret, nil
}

// maxName bounds a key's name.
const maxName = 100

func check(k *Key, now time.Time) error {
	k.Name = strings.TrimSpace(k.Name)
	switch {
	case k.Name == "" || len(k.Name) > maxName || strings.ContainsFunc(k.Name, unicode.IsControl):
		return fault.New(CodeBadKey, "%.120q is no name for a key", k.Name).WithHint("say whose key it is, in at most %d bytes", maxName)
	case len(k.Scopes) == 0:
		return fault.New(CodeBadKey, "a key without scopes can't do anything").WithHint("scopes: %s", scopeList())
	case k.ExpiresAt != nil && !k.ExpiresAt.After(now):
		return fault.New(CodeBadKey, "the key would have expired before it is made")
	case k.Limits.Queued < 0 || k.Limits.Running < 0 || k.Limits.BytesPerDay < 0 || k.Limits.Burst < 0 || !(k.Limits.Rate >= 0):
		return fault.New(CodeBadKey, "a limit can't be negative")
	case k.Limits.MaxPriority != nil && (*k.Limits.MaxPriority < 0 || *k.Limits.MaxPriority > 9):
		return fault.New(CodeBadKey, "the highest priority is %d, priorities are from 0 to 9", *k.Limits.MaxPriority)
	}
	for _, s := range k.Scopes {
		if !slices.Contains(api.Scopes(), s) {
			return fault.New(CodeBadKey, "there is no scope %.40q", string(s)).WithHint("scopes: %s", scopeList())
		}
	}
	return nil
}

func scopeList() string {
	names := make([]string, len(api.Scopes()))
	for i, s := range api.Scopes() {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// matches compares in constant time.
func (k *Key) matches(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(hashOf(secret)), []byte(k.Hash)) == 1
}

// split takes a presented key apart; ok is false if it has not a key's form.
func split(text string) (id, secret string, ok bool) {
	rest, ok := strings.CutPrefix(text, prefix+"_")
	if !ok {
		return "", "", false
	}
	id, secret, ok = strings.Cut(rest, "_")
	return id, secret, ok && len(id) == letters.EncodedLen(idBytes) && len(secret) == letters.EncodedLen(secretBytes)
}

// IDOf is the id in a key's text, "" if it has not a key's form.
func IDOf(text string) string {
	id, _, ok := split(text)
	if !ok {
		return ""
	}
	return id
}

// String tells no hash, so that a key that is printed by mistake tells nothing.
func (k Key) String() string { return fmt.Sprintf("key %s (%s)", k.ID, k.Name) }
