package webhook

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quarry/api"
	"quarry/fault"
)

func guard(t *testing.T, r Rules) *Guard {
	t.Helper()
	g, err := NewGuard(r)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestReachable(t *testing.T) {
	g := guard(t, Rules{Allow: []string{"10.9.0.0/16", "fd00:9::1", "::ffff:10.8.0.1"}})
	for _, a := range []string{
		"1.1.1.1", "93.184.216.34", "223.255.255.254", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1", // public
		"10.9.1.2", "::ffff:10.9.1.2", "fd00:9::1", "10.8.0.1", // allowed
	} {
		if !g.reachable(netip.MustParseAddr(a)) {
			t.Errorf("%s is not reachable", a)
		}
	}
	for _, a := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
		"172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
		"255.255.255.255", "168.63.129.16", "192.88.99.1",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808",
		"64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1",
		"ff02::1", "fe80::1%eth0", "2606:4700::1111%eth0", "fd00:9::2", "10.8.0.2", "10.10.0.1",
	} {
		if g.reachable(netip.MustParseAddr(a)) {
			t.Errorf("%s is reachable", a)
		}
	}
	if g.reachable(netip.Addr{}) {
		t.Error("no address is reachable")
	}
}

// No form of a private IPv4 address gets through, and no IPv6 address outside of
// what is handed out.
func TestReachableForms(t *testing.T) {
	g := guard(t, Rules{})
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]string{"10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"}).Draw(t, "network")
		raw := netip.MustParsePrefix(p).Addr().As4()
		last := rapid.SliceOfN(rapid.Byte(), 2, 2).Draw(t, "last")
		raw[2], raw[3] = last[0], last[1]
		a := netip.AddrFrom4(raw)
		for _, form := range []netip.Addr{a, netip.AddrFrom16(a.As16())} {
			if g.reachable(form) {
				t.Fatalf("%s is reachable", form)
			}
		}
		var six [16]byte
		copy(six[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "address"))
		if b := netip.AddrFrom16(six); !b.Is4In6() && six[0]>>5 != 1 && g.reachable(b) {
			t.Fatalf("%s is reachable", b)
		}
	})
}

func TestCheck(t *testing.T) {
	plain := guard(t, Rules{Ports: []int{443, 8443}})
	open := guard(t, Rules{HTTP: true, Allow: []string{"127.0.0.0/8"}, Ports: []int{0}})
	for address, want := range map[string][2]bool{ // accepted by plain, by open
		"https://example.com/hook?x=1": {true, true}, "https://example.com:8443": {true, true}, "https://1.1.1.1/": {true, true},
		"https://example.com:22/": {false, true}, "http://example.com/": {false, true}, "http://127.0.0.1:8080/": {false, true},
		"https://localhost/": {false, true}, "https://LOCALHOST./": {false, true}, "https://127.0.0.1/": {false, true},
		"https://[::1]/": {}, "https://[::ffff:10.0.0.1]/": {}, "https://169.254.169.254/latest": {}, "https://10.0.0.1/": {},
		"": {}, "example.com": {}, "ftp://example.com/": {}, "file:///etc/passwd": {}, "https:///x": {}, "https://": {}, "https:example.com": {},
		"https://user:pw@example.com/": {}, "https://example.com/#x": {}, "https://example.com:0/": {}, "https://example.com:99999/": {},
		"https://example.com:x/": {}, "gopher://example.com/": {}, "https://exa mple.com/": {}, "\x00": {},
		"https://example.com/" + strings.Repeat("x", maxURL): {},
	} {
		for i, g := range []*Guard{plain, open} {
			err := g.Check(t.Context(), address)
			if (err == nil) != want[i] || err != nil && fault.CodeOf(err) != api.CodeWebhook {
				t.Errorf("guard %d, %.60q: %v", i, address, err)
			}
		}
	}
}

func TestRules(t *testing.T) {
	for _, r := range []Rules{{Allow: []string{"example.com"}}, {Allow: []string{"10.0.0.0/33"}}, {Allow: []string{""}}, {Ports: []int{-1}}, {Ports: []int{65536}}} {
		if _, err := NewGuard(r); fault.CodeOf(err) != CodeRules {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

// A name that leads elsewhere when it is asked again is dialled where it was
// checked, and refused when it leads inside.
func TestRebinding(t *testing.T) {
	g := guard(t, Rules{})
	answers := [][]string{{"93.184.216.34"}, {"127.0.0.1"}, {"93.184.216.34", "10.0.0.1"}, {"::ffff:127.0.0.1"}, {}}
	asked := 0
	g.resolve = func(context.Context, string) ([]netip.Addr, error) {
		var all []netip.Addr
		for _, a := range answers[asked] {
			all = append(all, netip.MustParseAddr(a))
		}
		asked++
		return all, nil
	}
	var dialled []string
	g.dial = func(_ context.Context, _, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return nil, errors.New("nobody is there")
	}
	client := g.client()
	for i := range answers {
		_, err := client.Get("https://rebind.example/")
		if asked != i+1 {
			t.Fatalf("the name was asked %d times for %d requests", asked, i+1)
		}
		if i > 0 && !errors.Is(err, errNotPublic) || err == nil {
			t.Errorf("%v: %v", answers[i], err)
		}
		if err != nil && strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("the error tells the address: %v", err)
		}
	}
	if len(dialled) != 1 || dialled[0] != "93.184.216.34:443" {
		t.Errorf("dialled %v", dialled)
	}
}

// Even if a check were missed, the dialer itself does not connect inside.
func TestControl(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := guard(t, Rules{}).dial(t.Context(), "tcp", l.Addr().String()); !errors.Is(err, errNotPublic) {
		t.Errorf("%v", err)
	}
	c, err := guard(t, Rules{Allow: []string{"127.0.0.1"}}).dial(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"https://example.com/", "https://127.1/", "https://0x7f.1/", "https://2130706433/", "https://[::ffff:7f00:1]:443/"} {
		f.Add(s)
	}
	g, err := NewGuard(Rules{Ports: []int{443}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, address string) {
		err := g.Check(t.Context(), address)
		if err != nil && fault.CodeOf(err) != api.CodeWebhook {
			t.Errorf("%v", err)
		}
		if err == nil && !strings.HasPrefix(strings.ToLower(address), "https://") {
			t.Errorf("%q is accepted", address)
		}
	})
}
