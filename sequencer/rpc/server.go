package rpc

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/semaphore"
)

// Server answers Starknet's JSON-RPC.
type Server struct {
	config   Config
	log      *slog.Logger
	engine   *gin.Engine
	methods  [2]map[string]*method
	rates    *rates
	turns    *turns
	bodies   *semaphore.Weighted
	metrics  *metrics
	upgrader websocket.Upgrader

	// mu guards what follows.
	mu      sync.Mutex
	sockets map[*socket]struct{}
	drained bool
	// serving are the requests and WebSockets in progress.
	serving sync.WaitGroup
}

// New makes a server; Serve or an http.Server of the caller serves it.
func New(c Config) (*Server, error) {
	c.Limits = c.Limits.orDefault()
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Metrics == nil {
		c.Metrics = prometheus.NewRegistry()
	}
	m, err := newMetrics(c.Metrics)
	if err != nil {
		return nil, err
	}
	s := &Server{
		config: c, log: c.Log, engine: gin.New(), rates: newRates(&c.Limits), turns: newTurns(c.Limits.Calls),
		bodies:  semaphore.NewWeighted(max(c.Limits.Bodies, c.Limits.Body)),
		metrics: m, sockets: map[*socket]struct{}{},
		methods: [2]map[string]*method{methodsOf(version9), methodsOf(version10)},
		upgrader: websocket.Upgrader{
			HandshakeTimeout: c.Limits.HeaderTime, ReadBufferSize: 4 << 10, WriteBufferSize: 4 << 10,
			// What the chain says is public and what it takes is signed: pages of
			// other sites may ask as well.
			CheckOrigin: func(*http.Request) bool { return true },
		},
	}
	return s, s.routes()
}

func init() { gin.SetMode(gin.ReleaseMode) }

// routes are the paths of each version: Starknet's path, and its /ws for those who
// look for WebSockets there.
func (s *Server) routes() error {
	if err := s.engine.SetTrustedProxies(nil); err != nil {
		return err
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.RedirectTrailingSlash = false
	s.engine.Use(s.outermost)
	s.engine.NoRoute(func(c *gin.Context) {
		s.refuse(c, http.StatusNotFound, newError(codeInvalidRequest, "the paths are /rpc/v0_9 and /rpc/v0_10, or /rpc for the latest"))
	})
	s.engine.NoMethod(func(c *gin.Context) {
		s.refuse(c, http.StatusMethodNotAllowed, newError(codeInvalidRequest, "send JSON-RPC by POST, or open a WebSocket"))
	})
	for path, v := range map[string]version{
		"": version10, "/rpc": version10, "/rpc/v0_9": version9, "/rpc/v0_10": version10, "/v0_9": version9, "/v0_10": version10,
	} {
		post := func(c *gin.Context) { s.post(c, v) }
		open := func(c *gin.Context) { s.open(c, v) }
		s.engine.POST(path+"/", post)
		s.engine.GET(path+"/", open)
		if path != "" {
			s.engine.POST(path, post)
			s.engine.GET(path, open)
		}
		s.engine.GET(path+"/ws", open)
	}
	for _, mount := range s.config.Mounts {
		mount(s.engine)
	}
	return nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.engine.ServeHTTP(w, r) }

// Serve serves on a listener until ctx is done, then stops gracefully: WebSockets
// are closed, requests in progress have the limits' Drain to end before their
// connections are cut. When it returns, nothing is served any more. It closes the
// listener.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	limits := &s.config.Limits
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: limits.HeaderTime, ReadTimeout: limits.BodyTime, WriteTimeout: limits.AnswerTime,
		IdleTimeout: limits.Idle, MaxHeaderBytes: limits.Header, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
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
	err := server.Serve(newListener(l, limits))
	if stop() { // it was not ctx that ended it
		s.Drain()
		_ = server.Close()
	} else {
		err = <-stopped
	}
	s.serving.Wait()
	return err
}

// Drain closes all WebSockets, and begins no more requests.
func (s *Server) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drained = true
	for k := range s.sockets {
		k.hangUp(websocket.CloseGoingAway, "the server stops")
	}
}

// begin counts a request; s.serving.Done ends it. It returns false on a server that
// stops.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drained {
		return false
	}
	s.serving.Add(1)
	return true
}
