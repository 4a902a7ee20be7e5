package rpc

import (
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what the server counts.
type metrics struct {
	calls        *prometheus.CounterVec
	seconds      *prometheus.HistogramVec
	transactions *prometheus.CounterVec
	limited      prometheus.Counter
	inflight     prometheus.Gauge
	sockets      prometheus.Gauge
	cut          prometheus.Counter
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "quarry_rpc_calls_total", Help: "Calls by method and code of the answer, 0 for a result.",
		}, []string{"method", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "quarry_rpc_call_seconds", Help: "How long calls took.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .02, .05, .1, .25, 1, 5},
		}, []string{"method"}),
		transactions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "quarry_rpc_transactions_total", Help: "Transactions that clients sent, by code of the answer, 0 for accepted ones.",
		}, []string{"code"}),
		limited:  prometheus.NewCounter(prometheus.CounterOpts{Name: "quarry_rpc_limited_total", Help: "Requests refused as their network had used up its rate."}),
		inflight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "quarry_rpc_requests_in_flight", Help: "Requests that are being served."}),
		sockets:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "quarry_rpc_websockets", Help: "Open WebSockets."}),
		cut:      prometheus.NewCounter(prometheus.CounterOpts{Name: "quarry_rpc_websockets_cut_total", Help: "WebSockets closed as their client was too slow."}),
	}
	for _, c := range []prometheus.Collector{m.calls, m.seconds, m.transactions, m.limited, m.inflight, m.sockets, m.cut} {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// call counts a call.
func (m *metrics) call(method string, err *Error, took time.Duration) {
	m.calls.WithLabelValues(method, codeLabel(err)).Inc()
	m.seconds.WithLabelValues(method).Observe(took.Seconds())
}

// transaction counts a transaction that was accepted, or refused with an error.
func (m *metrics) transaction(err error) {
	var e *Error
	errors.As(err, &e)
	m.transactions.WithLabelValues(codeLabel(e)).Inc()
}

func codeLabel(err *Error) string {
	if err == nil {
		return "0"
	}
	return strconv.Itoa(err.Code)
}
