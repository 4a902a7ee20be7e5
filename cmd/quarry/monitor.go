package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"quarry/sequencer/chain"
	"quarry/sequencer/node"
	"quarry/settlement/settler"
	"quarry/settlement/settler/sequencing"
)

// newRegistry makes the registry of a node's metrics.
func newRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// watchNode registers what is to be known of a node.
func watchNode(r *prometheus.Registry, n *node.Node) {
	gauge := func(name, help string, value func() float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "quarry", Subsystem: "node", Name: name, Help: help}, value))
	}
	store := n.Chain().Store()
	gauge("head_block", "Number of the last sealed block.", func() float64 { return float64(store.Head().Number) })
	gauge("head_timestamp_seconds", "Time of the last sealed block.", func() float64 { return float64(store.Head().Timestamp) })
	gauge("peers", "Validators that the node is connected to.", func() float64 { return float64(n.Peers()) })
	for _, stage := range []chain.Stage{chain.Proved, chain.L1Included, chain.L1Finalized} {
		gauge("reached_"+stage.String()+"_block", "Number of the last block up to which all are "+stage.String()+".", func() float64 {
			reached, err := store.Reached(stage)
			if err != nil {
				return -1
			}
			return float64(reached)
		})
	}
	gauge("mempool_transactions", "Transactions that wait.", func() float64 { return float64(n.Pool().Stats().Transactions) })
	gauge("mempool_bytes", "Memory that waiting transactions take.", func() float64 { return float64(n.Pool().Stats().Bytes) })
	gauge("mempool_gaps", "Transactions that wait for one that is missing.", func() float64 { return float64(n.Pool().Stats().Gaps) })
}

// watchDeposits registers what is to be known of messages from L1 that are taken back.
func watchDeposits(r *prometheus.Registry, d *sequencing.Deposits) {
	gauge := func(name, help string, value func(taken []settler.Cancellation, all int) float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "quarry", Subsystem: "deposits", Name: name, Help: help}, func() float64 {
			all := d.Cancellations()
			taken := slices.DeleteFunc(slices.Clone(all), func(c settler.Cancellation) bool { return !c.Taken })
			return value(taken, len(all))
		}))
	}
	gauge("cancelling", "Messages that L1 still has and whose senders have begun to take them back.",
		func(_ []settler.Cancellation, all int) float64 { return float64(all) })
	gauge("cancelling_taken", "Those of them that a block has taken: it must be settled before they are taken back.",
		func(taken []settler.Cancellation, _ int) float64 { return float64(len(taken)) })
	gauge("cancelling_taken_due_seconds", "When the first of those can be taken back, in seconds since 1970; 0: there is none.",
		func(taken []settler.Cancellation, _ int) float64 {
			if len(taken) == 0 {
				return 0
			}
			return float64(taken[0].Due.Unix())
		})
}

// serveMonitor serves /healthz, and /metrics if there are any, until ctx ends.
func (a *assembly) serveMonitor(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if err := a.alive(r.Context()); err != nil {
			a.log.Error("not healthy", "error", err)
			http.Error(w, "the state can't be read", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
