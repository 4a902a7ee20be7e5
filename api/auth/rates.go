package auth

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"quarry/api"
	"quarry/fault"
)

// rates are token buckets by name. Buckets that are full are forgotten, as a new
// one would be full as well.
type rates struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
	swept   time.Time
}

func newRates() *rates { return &rates{buckets: map[string]*rate.Limiter{}} }

// maxBuckets bounds the memory that many addresses can take.
const maxBuckets = 1 << 16

// sweepEvery is how often full buckets are looked for.
const sweepEvery = time.Minute

// take takes a token from a bucket, or fails and says when there will be one.
func (r *rates) take(name string, perSecond float64, burst int, now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.swept) > sweepEvery || len(r.buckets) >= maxBuckets {
		for other, b := range r.buckets {
			if b.TokensAt(now) >= float64(b.Burst()) {
				delete(r.buckets, other)
			}
		}
		r.swept = now
	}
	b := r.buckets[name]
	switch {
	case b == nil && len(r.buckets) >= maxBuckets:
		return tooFast(time.Second)
	case b == nil:
		b = rate.NewLimiter(rate.Limit(perSecond), burst)
		r.buckets[name] = b
	case b.Limit() != rate.Limit(perSecond) || b.Burst() != burst: // the key's limits were changed
		b.SetLimitAt(now, rate.Limit(perSecond))
		b.SetBurstAt(now, burst)
	}
	if b.AllowN(now, 1) {
		return nil
	}
	missing := 1 - b.TokensAt(now)
	return tooFast(time.Duration(math.Ceil(missing / perSecond * float64(time.Second))))
}

func tooFast(after time.Duration) error {
	return api.Later(fault.New(api.CodeRateLimited, "too many requests in too little time").WithHint("come back after the time in Retry-After"), after)
}

// network is the address that a request comes from; of an IPv6 address the first
// 64 bits, as one machine has all others.
func network(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
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
