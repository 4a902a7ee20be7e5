package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"

	"golang.org/x/net/netutil"
)

// Serve serves on a listener until ctx is done, then stops gracefully: streams
// are told to come back and closed, requests in progress have the limits' Drain
// to end. It closes the listener.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	limits := &s.config.Limits
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: limits.HeaderTime, IdleTimeout: limits.Idle, MaxHeaderBytes: limits.Header,
		TLSConfig: s.config.TLS, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: 128},
	}
	l = netutil.LimitListener(l, limits.Connections)
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		s.Drain()
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), limits.Drain)
		defer cancel()
		err := server.Shutdown(within)
		if err != nil {
			err = server.Close()
		}
		stopped <- err
	})
	defer stop()
	var err error
	if s.config.TLS != nil {
		err = server.ServeTLS(l, "", "")
	} else {
		err = server.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) && ctx.Err() != nil {
		return <-stopped
	}
	return err
}

// Drain makes the server not ready and ends its streams of events.
func (s *Server) Drain() { s.drainOnce.Do(func() { close(s.draining) }) }

// Admin is what the admin address serves, to everybody who reaches it: pprof and
// the metrics.
func (s *Server) Admin() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.Handle("GET /metrics", s.metricsHandler)
	return mux
}

// ServeAdmin serves Admin on a listener until ctx is done. Whoever opens the
// listener sees to it that only those reach it who may.
func (s *Server) ServeAdmin(ctx context.Context, l net.Listener) error {
	limits := &s.config.Limits
	server := &http.Server{
		Handler: s.Admin(), ReadHeaderTimeout: limits.HeaderTime, IdleTimeout: limits.Idle, MaxHeaderBytes: limits.Header,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) || ctx.Err() == nil {
		return err
	}
	return nil
}
