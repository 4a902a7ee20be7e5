package dashboard

import (
	"embed"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

//go:embed explorer
var explorer embed.FS

// shared are the dashboard's files that the explorer uses, too.
var shared = []string{"dom.js", "format.js", "style.css", "icon.svg"}

// Settlement is a node's settler as the explorer's pages show it, in what JSON can have:
// the room settlement has the types. What it says is public.
type Settlement interface {
	// State is what the settler does, {overview, blocks, transactions}: the last blocks by
	// falling number, and what was sent last to L1, by rising nonce. It is nil if the node
	// has no settler.
	State() (any, error)
	// Block is all of one block, {block, transactions}.
	Block(number uint64) (any, error)
}

// MountExplorer returns what adds the explorer's pages to the server of a sequencer's
// JSON-RPC: /explorer/, its assets, and what they ask for beyond the RPC:
// /explorer/finality/N, /explorer/settlement and /explorer/settlement/blocks/N. finality
// is how far a block is on its way to L1, as JSON can have it.
func MountExplorer(finality func(number uint64) (any, error), settlement Settlement) func(gin.IRouter) {
	files, house := loadFrom(explorer, "explorer"), load()
	for _, name := range shared {
		files[name] = house[name]
	}
	index := files["index.html"]
	return func(r gin.IRouter) {
		r.GET("/explorer", func(c *gin.Context) { c.Redirect(http.StatusFound, "explorer/") })
		r.GET("/explorer/", func(c *gin.Context) { index.serve(c) })
		r.GET("/explorer/assets/*name", func(c *gin.Context) {
			name := strings.TrimPrefix(c.Param("name"), "/")
			f, ok := files[name]
			if !ok || name == "index.html" {
				c.Status(http.StatusNotFound)
				return
			}
			f.serve(c)
		})
		r.GET("/explorer/finality/:number", ofBlock(finality))
		r.GET("/explorer/settlement", func(c *gin.Context) { answer(c, settlement.State) })
		r.GET("/explorer/settlement/blocks/:number", ofBlock(settlement.Block))
	}
}

// ofBlock answers with what is known of the block that the path names.
func ofBlock(know func(number uint64) (any, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		number, err := strconv.ParseUint(c.Param("number"), 10, 64)
		if err != nil {
			c.Status(http.StatusBadRequest)
			return
		}
		answer(c, func() (any, error) { return know(number) })
	}
}

// answer sends what is known as JSON; what can't be known is not there.
func answer(c *gin.Context, know func() (any, error)) {
	v, err := know()
	if err != nil {
		c.Status(http.StatusNotFound)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, v)
}
