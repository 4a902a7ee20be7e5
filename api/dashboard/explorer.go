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

// MountExplorer returns what adds the explorer's pages to the server of a sequencer's
// JSON-RPC: /explorer/, its assets, and /explorer/finality/N. finality is how far a
// block is on its way to L1, as JSON can have it.
func MountExplorer(finality func(number uint64) (any, error)) func(gin.IRouter) {
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
		r.GET("/explorer/finality/:number", func(c *gin.Context) {
			number, err := strconv.ParseUint(c.Param("number"), 10, 64)
			if err != nil {
				c.Status(http.StatusBadRequest)
				return
			}
			f, err := finality(number)
			if err != nil {
				c.Status(http.StatusNotFound)
				return
			}
			c.JSON(http.StatusOK, f)
		})
	}
}
