package rpc

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// rates are token buckets by network. Buckets that are full are forgotten, as a
// new one would be full as well.
type rates struct {
	limit rate.Limit
	burst int

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	swept   time.Time
}

func newRates(l *Limits) *rates {
	return &rates{limit: rate.Limit(l.Rate), burst: l.Burst, buckets: map[string]*rate.Limiter{}}
}

// maxBuckets bounds the memory that many networks can take.
const maxBuckets = 1 << 16

// sweepEvery is how often full buckets are looked for.
const sweepEvery = time.Minute

// of returns a network's bucket. When there are too many, those that are new
// share one.
func (r *rates) of(network string) *rate.Limiter {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if b := r.buckets[network]; b != nil {
		return b
	}
	if now.Sub(r.swept) > sweepEvery {
		for other, b := range r.buckets {
			if b.TokensAt(now) >= float64(b.Burst()) {
				delete(r.buckets, other)
			}
		}
		r.swept = now
	}
	if len(r.buckets) >= maxBuckets {
		network = ""
		if b := r.buckets[network]; b != nil {
			return b
		}
	}
	b := rate.NewLimiter(r.limit, r.burst)
	r.buckets[network] = b
	return b
}

// charge takes n units from a bucket; what it lacks, the network owes.
func charge(b *rate.Limiter, n int) {
	if n = min(n, b.Burst()); n > 0 {
		b.ReserveN(time.Now(), n)
	}
}

// networkOf is the network that an address is of: of an IPv6 address the first 64
// bits, as one machine has all others.
func networkOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	addr = addr.Unmap()
	if addr.Is4() {
		return addr.String()
	}
	p, _ := addr.WithZone("").Prefix(64)
	return p.String()
}
