package faucet

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// counts say how often each key was served within a time. It is bounded: when there
// are too many keys, whoever is new has to wait.
type counts struct {
	within time.Duration
	most   int
	now    func() time.Time

	served map[string][]time.Time
	swept  time.Time
}

// maxKeys bounds the memory that many askers can take.
const maxKeys = 1 << 16

// wait is how long a key has to wait until it may be served; 0: it may.
func (c *counts) wait(key string) time.Duration {
	now := c.now()
	if now.Sub(c.swept) > c.within/16 || len(c.served) >= maxKeys {
		c.sweep(now)
	}
	times := c.recent(key, now)
	switch {
	case len(times) >= c.most:
		return times[len(times)-c.most].Add(c.within).Sub(now)
	case len(times) == 0 && len(c.served) >= maxKeys:
		return c.within
	}
	return 0
}

// recent are the times that count, the oldest first.
func (c *counts) recent(key string, now time.Time) []time.Time {
	times := c.served[key]
	for len(times) > 0 && now.Sub(times[0]) >= c.within {
		times = times[1:]
	}
	return times
}

func (c *counts) serve(key string) {
	now := c.now()
	c.served[key] = append(c.recent(key, now), now)
}

// sweep forgets those that nothing counts of.
func (c *counts) sweep(now time.Time) {
	c.swept = now
	for key := range c.served {
		if len(c.recent(key, now)) == 0 {
			delete(c.served, key)
		}
	}
}

// refund takes a key's last serving back.
func (c *counts) refund(key string) {
	if times := c.served[key]; len(times) > 1 {
		c.served[key] = times[:len(times)-1]
	} else {
		delete(c.served, key)
	}
}

// limits are those of addresses and networks together.
type limits struct {
	mu                 sync.Mutex
	addresses, network counts
}

// take books a gift, or says how long to wait.
func (l *limits) take(address, network string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := max(l.addresses.wait(address), l.network.wait(network)); wait > 0 {
		return wait
	}
	l.addresses.serve(address)
	l.network.serve(network)
	return 0
}

// undo gives a booking back.
func (l *limits) undo(address, network string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.addresses.refund(address)
	l.network.refund(network)
}

// networkOf is an IPv4 address, or the first 64 bits of an IPv6 address.
func networkOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if address = address.Unmap(); address.Is4() {
		return address.String()
	}
	prefix, _ := address.WithZone("").Prefix(64) // 64 bits are in every IPv6 address
	return prefix.String()
}
