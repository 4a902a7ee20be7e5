package api_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"quarry/api"
)

// A server without a line-up has what is mounted there, and says how it is.
func TestWithoutLineup(t *testing.T) {
	server, err := api.New(api.Config{Log: slog.New(slog.DiscardHandler), Mounts: []api.Mount{func(r gin.IRouter, s *api.Server) {
		r.GET("/v1/other", s.Guard(api.Operation{Name: "other", Scope: api.ScopeRead}), func(c *gin.Context) { c.String(http.StatusOK, "here") })
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{
		"/v1/other": http.StatusOK, "/healthz": http.StatusOK, "/readyz": http.StatusOK, "/metrics": http.StatusOK, "/openapi.json": http.StatusOK,
		"/v1/proofs": http.StatusNotFound, "/v1/stats": http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
		if w.Code != status {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
