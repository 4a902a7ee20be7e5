package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"quarry/prover/lineup"
)

// Server is the appliance's face over HTTP.
type Server struct {
	config Config
	engine *gin.Engine
}

// New makes a server and all its routes; it serves nothing yet.
func New(c Config) (*Server, error) {
	return &Server{config: c, engine: gin.New()}, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.engine.ServeHTTP(w, r) }

// Guard lets only requests pass whose identity has the operation's scope and is
// admitted; handlers after it find it by IdentityFrom(c.Request.Context()).
// Other requests are answered by Fail.
func (s *Server) Guard(op Operation) gin.HandlerFunc {
	return func(c *gin.Context) {
		r, err := s.Identify(c.Request, op)
		if err != nil {
			s.Fail(c, err)
			return
		}
		c.Request = r
	}
}

// Identify authenticates and admits a request, and returns it with the identity
// in its context. Dialects with errors of their own form use it instead of Guard.
func (s *Server) Identify(r *http.Request, op Operation) (*http.Request, error) { return r, nil }

// Fail answers a request with an error, as problem+json, and aborts its handlers.
func (s *Server) Fail(c *gin.Context, err error) { c.Abort() }

// Submit accepts a job of the context's identity: it checks task, priority,
// webhook and quotas. created is false if the idempotency key named a job already.
func (s *Server) Submit(ctx context.Context, sub lineup.Submission) (job lineup.Job, created bool, err error) {
	return s.config.Lineup.Submit(ctx, sub)
}

// Job is a job that the context's identity may see; of all others it says that
// they don't exist (lineup.CodeUnknownJob).
func (s *Server) Job(ctx context.Context, id string) (lineup.Job, error) {
	return s.config.Lineup.Get(ctx, id)
}
