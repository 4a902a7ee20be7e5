package main

import (
	"fmt"
	"net"
	"strings"

	"quarry/api/webhook"
	"quarry/config"
	"quarry/hw"
	"quarry/prover"
)

// webhookRules are what the settings let webhooks reach.
func webhookRules(w *config.Webhooks) webhook.Rules {
	return webhook.Rules{Allow: w.WebhookAllow, HTTP: w.WebhookAllowHTTP, Ports: w.WebhookPorts, Timeout: w.WebhookTimeout}
}

// url is the address at which a browser on this machine reaches the service.
func (a *appliance) url() string {
	scheme := "http"
	if a.settings.TLSCert != "" {
		scheme = "https"
	}
	host, port, _ := net.SplitHostPort(a.listener.Addr().String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// banner says where the service is, and what it works with.
func (a *appliance) banner(s streams) {
	var t table
	t.add("quarry", "%s, serving at %s", prover.Revision(), a.url())
	if a.settings.Dashboard {
		t.add("pages", "%s/ (dashboard), %s/docs (API)", a.url(), a.url())
	} else {
		t.add("pages", "%s/docs (API)", a.url())
	}
	if a.admin != nil {
		t.add("admin", "http://%s/debug/pprof/ and /metrics, without keys", a.admin.Addr())
	}
	t.add("data", "%s", a.dir)
	switch {
	case a.keys != nil:
		t.add("access", "with API keys")
	case isLoopback(a.listener):
		t.add("access", "everybody on this machine, without keys")
	default:
		t.add("access", "EVERYBODY who can reach the address, without keys (--insecure)")
	}
	if a.keys != nil && a.settings.TLSCert == "" && !isLoopback(a.listener) {
		t.add("warning", "keys are sent in the clear: give --tls_cert and --tls_key, or put a proxy with TLS in front")
	}
	if a.settings.NATSURL != "" {
		t.add("line-up", "external cluster")
	} else {
		t.add("line-up", "embedded, in the data directory")
	}
	if a.worker != nil {
		info := a.worker.Info()
		chosen, _ := hw.Choose(prover.Backends())
		t.add("proving", "%d at once, %s for all, backends %s (%s is chosen)", info.Slots, prover.Bytes(info.MemoryBytes), strings.Join(info.Backends, ", "), chosen)
	} else {
		t.add("proving", "not here: start quarry worker")
	}
	t.add("note", "Stone's proofs are not zero-knowledge: they show parts of the run")
	var b strings.Builder
	t.print(&b)
	fmt.Fprint(s.err, b.String())
}
