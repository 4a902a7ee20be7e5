package faucet

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/sequencer/starknet"
	"quarry/sequencer/wallet"
)

// What one address and one network get is bounded, and comes back with time.
func TestLimits(t *testing.T) {
	now := time.Unix(1e9, 0)
	count := func(most int) counts {
		return counts{within: time.Hour, most: most, now: func() time.Time { return now }, served: map[string][]time.Time{}}
	}
	l := &limits{addresses: count(2), network: count(3)}
	for i, step := range []struct {
		address, network string
		later            time.Duration
		wait             time.Duration
	}{
		{"a", "n", 0, 0}, {"a", "n", time.Minute, 0}, {"a", "n", 0, 59 * time.Minute}, {"a", "m", 0, 59 * time.Minute},
		{"b", "n", 0, 0}, {"c", "n", 0, 59 * time.Minute}, {"c", "m", 0, 0},
		{"a", "n", 59 * time.Minute, 0}, {"a", "n", 0, time.Minute},
	} {
		now = now.Add(step.later)
		if wait := l.take(step.address, step.network); wait != step.wait {
			t.Errorf("step %d: %s", i, wait)
		}
	}
	l.undo("a", "n")
	if wait := l.take("a", "n"); wait != 0 {
		t.Errorf("after an undo: %s", wait)
	}
	now = now.Add(2 * time.Hour)
	l.take("x", "x")
	if len(l.addresses.served) != 1 || len(l.network.served) != 1 {
		t.Error("nothing is forgotten")
	}
	for i := range maxKeys + 10 {
		l.take(fmt.Sprint("k", i), fmt.Sprint("k", i))
	}
	if len(l.addresses.served) > maxKeys || len(l.network.served) > maxKeys {
		t.Error("memory is not bounded")
	}
	if l.take("new", "new") == 0 {
		t.Error("somebody new is served though the tables are full")
	}
}

func TestNetworks(t *testing.T) {
	for remote, want := range map[string]string{
		"1.2.3.4:5": "1.2.3.4", "[::ffff:1.2.3.4]:5": "1.2.3.4", "[2001:db8:1:2:3:4:5:6]:7": "2001:db8:1:2::/64", "[fe80::1%eth0]:1": "fe80::/64", "x": "x",
	} {
		if got := networkOf(remote); got != want {
			t.Errorf("%s: %s", remote, got)
		}
	}
}

// Bad requests get problems with codes; who gets nothing has not used his share.
func TestRefusals(t *testing.T) {
	f := New(Options{
		Account: wallet.NewAccount(starknet.NewPrivateKey()), PerAddress: 1,
		Connect: func(context.Context) (*wallet.Client, error) { return nil, errors.New("nobody is there") },
	})
	engine := gin.New()
	f.Mount(engine)
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		"":                        {400, string(CodeRequest)},
		"{}":                      {400, string(CodeRequest)},
		`{"address":"0x0"}`:       {400, string(CodeRequest)},
		`{"address":"x"}`:         {400, string(CodeRequest)},
		`{"address":"0x1","a":1}`: {400, string(CodeRequest)},
		`{"address":"0x` + strings.Repeat("0", maxBody) + `"}`: {400, string(CodeRequest)},
		`{"address":"0x7"}`: {503, string(CodeNode)},
	} {
		for range 2 {
			w := httptest.NewRecorder()
			engine.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/faucet", strings.NewReader(body)))
			if w.Code != want.status || !strings.Contains(w.Body.String(), want.code) || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%.40q: %d %s", body, w.Code, w.Body)
			}
		}
	}
}
