package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what the server counts itself. What the line-up knows is read from
// it when metrics are collected.
type metrics struct {
	requests          *prometheus.CounterVec
	seconds           *prometheus.HistogramVec
	bytesIn, bytesOut prometheus.Counter
	inflight          prometheus.Gauge
	streams           prometheus.GaugeFunc
}

func newMetrics(r *prometheus.Registry, s *Server) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "quarry_http_requests_total", Help: "Requests by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "quarry_http_request_seconds", Help: "How long requests took, but for streams of events.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30, 120},
		}, []string{"route", "method"}),
		bytesIn:  prometheus.NewCounter(prometheus.CounterOpts{Name: "quarry_http_received_bytes_total", Help: "Bytes of requests' bodies."}),
		bytesOut: prometheus.NewCounter(prometheus.CounterOpts{Name: "quarry_http_sent_bytes_total", Help: "Bytes of answers' bodies."}),
		inflight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "quarry_http_requests_in_flight", Help: "Requests that are being served."}),
		streams: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "quarry_http_event_streams", Help: "Open streams of events.",
		}, func() float64 { return float64(s.streams.count()) }),
	}
	all := []prometheus.Collector{
		m.requests, m.seconds, m.bytesIn, m.bytesOut, m.inflight, m.streams,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	}
	if s.config.Lineup != nil {
		all = append(all, &lineupCollector{s})
	}
	for _, c := range all {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	s.metricsHandler = promhttp.HandlerFor(r, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
	return m, nil
}

// request counts a request that was served.
func (m *metrics) request(method, route string, status int, took time.Duration, in int64, out int) {
	if !knownMethod(method) {
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	if route != eventsRoute {
		m.seconds.WithLabelValues(route, method).Observe(took.Seconds())
	}
	m.bytesIn.Add(float64(in))
	m.bytesOut.Add(float64(out))
}

// knownMethod bounds what clients can make the metrics count.
func knownMethod(method string) bool {
	return safeMethod(method) || method == http.MethodPost || method == http.MethodDelete || method == http.MethodPut || method == http.MethodPatch
}
