package engineapi

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"quarry/fault"
	"quarry/internal/durable"
)

// The ways that the engine's API refuses.
const (
	// CodeToken: a request has no valid token.
	CodeToken fault.Code = "engine/token"
	// CodeSecret: the file with the secret is not readable, or not 32 bytes in
	// hexadecimal.
	CodeSecret fault.Code = "engine/secret"
	// CodeRequest: a call's parameters are malformed.
	CodeRequest fault.Code = "engine/request"
	// CodeListen: the API's address can't be listened at.
	CodeListen fault.Code = "engine/listen"
	// CodeUnreachable: the engine does not answer.
	CodeUnreachable fault.Code = "engine/unreachable"
)

// tokenAge is how far a token's time of issue may be from now, in both directions.
const tokenAge = 60 * time.Second

// Secret is what both sides of the API know.
type Secret [32]byte

// ReadSecret reads a secret from a file of 64 hexadecimal digits, with or without
// 0x. If there is no such file, it makes one, readable for its owner only.
func ReadSecret(path string) (s Secret, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := rand.Read(s[:]); err != nil {
			return s, fault.Wrap(err, CodeSecret, "no secret can be drawn")
		}
		if err := durable.WriteFile(path, []byte(hex.EncodeToString(s[:])+"\n")); err != nil {
			return s, fault.Wrap(err, CodeSecret, "the secret can't be written").At("%s", path)
		}
		return s, nil
	}
	if err != nil {
		return s, fault.Wrap(err, CodeSecret, "the secret can't be read").At("%s", path)
	}
	b, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(string(text)), "0x"))
	if err != nil || len(b) != len(s) {
		return s, fault.New(CodeSecret, "a secret is %d hexadecimal digits", 2*len(s)).At("%s", path).
			WithHint("openssl rand -hex 32 > FILE makes one")
	}
	return Secret(b), nil
}

// issue makes a token for requests that are sent now.
func (s *Secret) issue(now time.Time) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{IssuedAt: jwt.NewNumericDate(now)}).SignedString(s[:])
}

// check judges a token.
func (s *Secret) check(token string, now time.Time) error {
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return s[:], nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithLeeway(tokenAge),
		jwt.WithTimeFunc(func() time.Time { return now }))
	switch {
	case err != nil:
		return fault.Wrap(err, CodeToken, "the token is not valid")
	case claims.IssuedAt == nil:
		return fault.New(CodeToken, "the token does not say when it was issued").WithHint("set the claim iat")
	case now.Sub(claims.IssuedAt.Time).Abs() > tokenAge:
		return fault.New(CodeToken, "the token was not issued within %d s of now", int(tokenAge.Seconds())).
			WithHint("make a new token for each request; compare the clocks of both machines")
	}
	return nil
}

// bearer is the token of a request, empty if it has none.
func bearer(h http.Header) string {
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
