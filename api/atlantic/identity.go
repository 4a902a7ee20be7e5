package atlantic

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"quarry/api"
)

// keyOf is the request's key, in Atlantic's ways to give one: the header api-key
// or x-api-key, or apiKey in the query.
func keyOf(r *http.Request) string {
	for _, h := range []string{"api-key", "x-api-key"} {
		if v := r.Header.Get(h); v != "" {
			return v
		}
	}
	return r.URL.Query().Get("apiKey")
}

// identify finds out whose request it is and whether it is admitted. The context
// of c's request carries the identity afterwards.
func (f *face) identify(c *gin.Context, op api.Operation) (api.Identity, error) {
	r := c.Request
	if key := keyOf(r); key != "" {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+key)
	}
	r, err := f.server.Identify(r, op)
	if err != nil {
		return api.Identity{}, err
	}
	c.Request = r
	who, _ := api.IdentityFrom(r.Context())
	return who, nil
}
