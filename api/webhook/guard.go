package webhook

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"quarry/api"
	"quarry/fault"
)

// Rules say what the operator lets webhooks reach.
type Rules struct {
	// Allow are networks and addresses that are reached although they are not public.
	Allow []string
	// HTTP allows http addresses.
	HTTP bool
	// Ports are those that may be reached; none or 0 for all.
	Ports []int
	// Timeout is how long a receiver may take in all; 15 seconds if 0.
	Timeout time.Duration
}

// CodeRules: the operator's rules for webhooks make no sense.
const CodeRules fault.Code = "webhook/rules"

// Guard keeps webhooks away from what only this machine and its network reach.
type Guard struct {
	rules Rules
	allow []netip.Prefix
	// resolve, dial and roots are replaced by tests.
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
	roots   *x509.CertPool
}

// NewGuard makes a guard.
func NewGuard(r Rules) (*Guard, error) {
	if r.Timeout <= 0 {
		r.Timeout = 15 * time.Second
	}
	if slices.Contains(r.Ports, 0) {
		r.Ports = nil
	}
	g := &Guard{rules: r}
	for _, text := range r.Allow {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				p = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
			}
		}
		if err != nil {
			return nil, fault.New(CodeRules, "%q is neither a network nor an address", text).At("webhook_allow").WithHint("write 10.1.0.0/16 or 10.1.2.3")
		}
		g.allow = append(g.allow, p.Masked())
	}
	for _, p := range r.Ports {
		if p < 1 || p > 65535 {
			return nil, fault.New(CodeRules, "%d is no port", p).At("webhook_ports")
		}
	}
	g.resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
		return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	}
	dialer := &net.Dialer{Timeout: r.Timeout, Control: g.control}
	g.dial = dialer.DialContext
	return g, nil
}

// special are the addresses that are not public, by IANA's registries of special
// purpose addresses, and those where clouds keep their metadata.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/3",
	"168.63.129.16/32",           // Azure's
	"2001::/23", "2001:db8::/32", // Teredo, ORCHID, benchmarks; documentation
	"2002::/16",                      // 6to4 holds an IPv4 address
	"2620:4f:8000::/48", "3fff::/20", // AS112; documentation
)

// global is all of IPv6 that is handed out: loopback, mapped, NAT64 (64:ff9b::),
// unique local, link-local and multicast addresses lie outside.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		all[i] = netip.MustParsePrefix(t)
	}
	return all
}

// reachable reports whether a webhook may go to an address.
func (g *Guard) reachable(a netip.Addr) bool {
	if a.Zone() != "" || !a.IsValid() {
		return false
	}
	a = a.Unmap()
	contains := func(p netip.Prefix) bool { return p.Contains(a) }
	if slices.ContainsFunc(g.allow, contains) {
		return true
	}
	if a.Is6() && !global.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(special, contains)
}

// maxURL bounds addresses.
const maxURL = 2048

// Check refuses addresses that are never called, with api.CodeWebhook. Names are
// not resolved yet: what matters is where they lead when they are called.
func (g *Guard) Check(_ context.Context, address string) error {
	refuse := func(hint, format string, args ...any) error {
		return fault.New(api.CodeWebhook, format, args...).At("webhook").WithHint("%s", hint)
	}
	u, err := url.Parse(address)
	switch {
	case len(address) > maxURL:
		return refuse("", "the address has more than %d bytes", maxURL)
	case err != nil || u.Hostname() == "" || u.Opaque != "":
		return refuse("write https://HOST/PATH", "this is no address")
	case u.Scheme != "https" && (u.Scheme != "http" || !g.rules.HTTP):
		return refuse("the operator decides which there are", "addresses that begin with %.20q are not called", u.Scheme)
	case u.User != nil || u.Fragment != "":
		return refuse("messages are signed: check that", "the address has a user or a fragment")
	}
	if port, err := strconv.Atoi(portOf(u)); err != nil || !g.portAllowed(port) {
		return refuse("the operator decides which there are", "the port %.10s is not called", portOf(u))
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	a, err := netip.ParseAddr(host)
	if err == nil && !g.reachable(a) || host == "localhost" && !g.reachable(netip.AddrFrom4([4]byte{127, 0, 0, 1})) {
		return refuse("the operator can allow networks", "the address is not public")
	}
	return nil
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

func (g *Guard) portAllowed(port int) bool {
	return port > 0 && port < 1<<16 && (len(g.rules.Ports) == 0 || slices.Contains(g.rules.Ports, port))
}

// errNotPublic tells no address: names within the operator's network are nobody's business.
var errNotPublic = fault.New(api.CodeWebhook, "the address is not public")

// connect resolves a name, once, and dials what it has checked. If any of a
// name's addresses is not public, none is dialled.
func (g *Guard) connect(ctx context.Context, network, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if port, err := strconv.Atoi(portText); err != nil || !g.portAllowed(port) {
		return nil, errNotPublic
	}
	all, err := g.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if !g.reachable(a) {
			return nil, errNotPublic
		}
	}
	err = errNotPublic
	for _, a := range all {
		var c net.Conn
		if c, err = g.dial(ctx, network, net.JoinHostPort(a.Unmap().String(), portText)); err == nil {
			return c, nil
		}
	}
	return nil, err
}

// control is asked by the dialer about the address that it really connects to.
func (g *Guard) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !g.reachable(a.Addr()) {
		return errNotPublic
	}
	return nil
}

// client makes requests that the guard watches.
func (g *Guard) client() *http.Client {
	t := &http.Transport{
		DialContext: g.connect, DisableKeepAlives: true, DisableCompression: true,
		TLSHandshakeTimeout: g.rules.Timeout, ResponseHeaderTimeout: g.rules.Timeout, MaxResponseHeaderBytes: 32 << 10,
		TLSClientConfig: tlsConfig(g.roots),
	}
	return &http.Client{
		Transport: t, Timeout: g.rules.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
