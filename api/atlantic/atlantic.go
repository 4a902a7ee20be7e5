package atlantic

import (
	"strings"

	"github.com/gin-gonic/gin"

	"quarry/api"
	"quarry/prover/lineup"
)

// Config is what the face is made of.
type Config struct {
	// Lineup keeps the jobs.
	Lineup lineup.Service
	// PublicURL is the address under which clients reach the server, for the
	// addresses of artifacts; "" takes the host and scheme of the request.
	PublicURL string
}

// face answers Atlantic's requests.
type face struct {
	Config
	server *api.Server
}

// Operations of this face, as the authenticator and the audit log see them.
var (
	opSubmit = api.Operation{Name: "atlantic-submit-query", Scope: api.ScopeSubmit}
	opRead   = api.Operation{Name: "atlantic-read-queries", Scope: api.ScopeRead}
)

// Mount adds Atlantic's routes to a server.
func Mount(c Config) api.Mount {
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return func(r gin.IRouter, s *api.Server) {
		f := &face{Config: c, server: s}
		r.GET("/is-alive", f.alive)
		r.POST("/atlantic-query", f.submit)
		r.GET("/atlantic-query/:id", f.query)
		r.GET("/atlantic-query-by-dedup-id", f.byDedupID)
		r.GET("/atlantic-query-jobs/:id", f.jobs)
		r.GET("/atlantic-queries", f.list)
		r.GET("/queries/:id/:file", f.artifact)
		for _, path := range []string{"/buckets", "/buckets/:id"} {
			r.GET(path, f.buckets)
			r.POST(path, f.buckets)
		}
	}
}

// alive answers the health check.
func (f *face) alive(c *gin.Context) { c.JSON(200, gin.H{"alive": true}) }

// buckets refuses applicative recursion, after it has seen whose request it is.
func (f *face) buckets(c *gin.Context) {
	if c.Request.Method != "GET" {
		if _, err := f.identify(c, opSubmit); err != nil {
			f.fail(c, err)
			return
		}
	}
	f.fail(c, errBuckets)
}
