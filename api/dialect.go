package api

import (
	"context"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"quarry/prover/task"
)

// Problem keeps an error for the log and says what the client is to be told of
// it, for dialects that word their errors themselves. The answer is theirs.
func (s *Server) Problem(c *gin.Context, err error) *Problem { return s.noted(c, err) }

// StoreUpload stores one file of a form that a dialect reads itself. An error in
// the body is the request's, all others are the store's.
func (s *Server) StoreUpload(r *http.Request, fileName string, body io.Reader) (task.Blob, error) {
	return s.store(r, fileName, body)
}

// EnterUpload waits until the server takes one more upload; leave ends it.
func (s *Server) EnterUpload(ctx context.Context) (leave func(), err error) {
	return s.uploads.enter(ctx, &s.config.Limits)
}
