package api

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"quarry/fault"
	"quarry/prover/stone"
)

// Server is the appliance's face over HTTP.
type Server struct {
	config      Config
	auth        Authenticator
	log         *slog.Logger
	engine      *gin.Engine
	huma        huma.API
	crossOrigin *http.CrossOriginProtection
	metrics     *metrics
	started     time.Time

	metricsHandler http.Handler

	uploads                          *sharedGate
	checks, verifications, estimates gate

	reading *reading
	streams *streams

	// draining is closed when the server begins to stop.
	draining  chan struct{}
	drainOnce sync.Once
}

// New makes a server and all its routes; Serve or an http.Server of the caller
// serves them.
func New(c Config) (*Server, error) {
	c.Limits = c.Limits.orDefault()
	if c.Policy.Floor == (stone.Floor{}) {
		c.Policy.Floor = stone.DefaultFloor
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Metrics == nil {
		c.Metrics = prometheus.NewRegistry()
	}
	s := &Server{
		config: c, auth: c.Auth, log: c.Log, engine: gin.New(), crossOrigin: http.NewCrossOriginProtection(),
		started: time.Now(), draining: make(chan struct{}),
		uploads: newSharedGate(c.Limits.Uploads), checks: make(gate, c.Limits.Checks),
		verifications: make(gate, c.Limits.Verifications), estimates: make(gate, c.Limits.Estimates),
		reading: newReading(c.Limits.Memory),
		streams: newStreams(c.Limits.Streams, c.Limits.StreamsPerKey),
	}
	if s.auth == nil {
		s.auth = open{}
	}
	var err error
	if s.metrics, err = newMetrics(c.Metrics, s); err != nil {
		return nil, err
	}
	if err := s.engine.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.RedirectTrailingSlash = false
	s.engine.Use(s.outermost, s.sameSite)
	s.engine.NoRoute(func(c *gin.Context) {
		s.Fail(c, fault.New(CodeNotFound, "there is nothing at %.200q", c.Request.URL.Path).WithHint("GET /docs lists what there is"))
	})
	s.engine.NoMethod(func(c *gin.Context) {
		s.Fail(c, fault.New(CodeMethod, "%.200s does not take %.20s", c.Request.URL.Path, c.Request.Method).
			WithHint("it takes %s", c.Writer.Header().Get("Allow")))
	})
	s.huma = humagin.New(s.engine, s.description())
	s.routes()
	for _, mount := range c.Mounts {
		mount(s.engine, s)
	}
	return s, s.documents()
}

func init() { gin.SetMode(gin.ReleaseMode) }

// ServeHTTP implements http.Handler. What answers GET answers HEAD.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead && !strings.HasSuffix(r.URL.Path, "/events") {
		get := r.Clone(r.Context())
		get.Method = http.MethodGet
		w, r = headWriter{w}, get
	}
	s.engine.ServeHTTP(w, r)
}

// headWriter drops the body of an answer.
type headWriter struct{ http.ResponseWriter }

func (w headWriter) Write(p []byte) (int, error) { return len(p), nil }

// Unwrap lets http.ResponseController find what this wraps.
func (w headWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Routes lists all routes, like "GET /v1/proofs/:id".
func (s *Server) Routes() []string {
	var list []string
	for _, r := range s.engine.Routes() {
		list = append(list, r.Method+" "+r.Path)
	}
	return list
}
