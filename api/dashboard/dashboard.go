package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/api"
	"quarry/fault"
)

//go:embed web
var web embed.FS

// policy allows what the pages need: their own scripts, styles, images and the
// API of the server that they came from.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// file is one file as it is served.
type file struct {
	data []byte
	kind string
	tag  string
}

// Mount adds the pages to a server: / and /assets.
func Mount(r gin.IRouter, s *api.Server) {
	files := load()
	index := files["index.html"]
	r.GET("/", func(c *gin.Context) { index.serve(c) })
	r.GET("/assets/*name", func(c *gin.Context) {
		name := strings.TrimPrefix(c.Param("name"), "/")
		f, ok := files[name]
		if !ok || name == "index.html" {
			s.Fail(c, fault.New(api.CodeNotFound, "the pages have no file %.100q", name))
			return
		}
		f.serve(c)
	})
}

// load reads the dashboard's files.
func load() map[string]*file { return loadFrom(web, "web") }

// loadFrom reads the embedded files of a folder. They are there by construction.
func loadFrom(embedded embed.FS, folder string) map[string]*file {
	files := map[string]*file{}
	err := fs.WalkDir(embedded, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		files[strings.TrimPrefix(name, folder+"/")] = &file{data, kindOf(name), `"` + hex.EncodeToString(sum[:12]) + `"`}
		return nil
	})
	if err != nil {
		panic("dashboard: " + err.Error())
	}
	return files
}

// kindOf is the media type of a file. The system's own table is not asked: on
// some it is wrong, and a browser does not run a script of another type.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".html":
		return "text/html; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// serve answers with the file. Browsers keep it and ask whether it is still the
// same: a new version of the server is seen at once.
func (f *file) serve(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("Etag", f.tag)
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(f.data))
}
