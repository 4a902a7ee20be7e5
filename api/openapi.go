package api

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"quarry/docs"
)

//go:generate go test -run ^TestOpenAPIGolden$ . -update

// The paths of the documents.
const (
	docsPath   = "/docs"
	errorsPath = "/docs/errors"
)

// about introduces the description.
const about = `Quarry proves runs of Cairo programs with Stone's proofs, byte for byte.

Submit a proof with ` + "`POST /v1/proofs`" + `, watch it with ` + "`GET /v1/proofs/{id}/events`" + ` and fetch it with ` + "`GET /v1/proofs/{id}/proof`" + `. A proof is handed out only after the server itself has verified it.

**Stone's proofs are not zero-knowledge.** They convince of a computation, they do not hide it.

Errors are ` + "`application/problem+json`" + ` with a stable ` + "`code`" + `; [the codes](` + errorsPath + `) are explained.`

// description is what huma's description of the API starts from.
func (s *Server) description() huma.Config {
	c := huma.DefaultConfig("Quarry", "1")
	c.Info.Description = about
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.Tags = []*huma.Tag{
		{Name: tagProofs, Description: "Proofs to be made, and made."},
		{Name: tagTools, Description: "Questions that need no job."},
		{Name: tagServer, Description: "The server itself."},
	}
	if s.config.Auth == nil {
		c.Info.Description += "\n\nThis service asks nobody for a key."
	}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key": {Type: "http", Scheme: "bearer", Description: "An API key, on servers that have any: Authorization: Bearer KEY."},
	}
	c.Servers = []*huma.Server{{URL: "/", Description: "This server."}}
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil // no $schema in answers
	c.RejectUnknownQueryParameters = true
	return c
}

// describeForm describes the body of an operation: a form with files and the
// members of options, or JSON. huma is told afterwards, for it would read the
// body itself otherwise.
func (s *Server) describeForm(path string, options, request any, files ...string) {
	registry := s.huma.OpenAPI().Components.Schemas
	optionsRef := registry.Schema(reflect.TypeOf(options).Elem(), true, "")
	form := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	encoding := map[string]*huma.Encoding{}
	for _, name := range files {
		form.Properties[name] = &huma.Schema{Type: huma.TypeString, Format: "binary"}
		encoding[name] = &huma.Encoding{ContentType: "application/octet-stream"}
	}
	maps.Copy(form.Properties, registry.SchemaFromRef(optionsRef.Ref).Properties)
	form.Properties["options"] = optionsRef
	encoding["options"] = &huma.Encoding{ContentType: "application/json"}
	s.operation(http.MethodPost, path).RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: form, Encoding: encoding},
		"application/json":    {Schema: registry.Schema(reflect.TypeOf(request).Elem(), true, "")},
	}}
}

//go:embed docs.html
var pages embed.FS

// documents serves the description and the pages made of it.
func (s *Server) documents() error {
	asJSON, err := json.MarshalIndent(s.huma.OpenAPI(), "", "  ")
	if err != nil {
		return err
	}
	asYAML, err := s.huma.OpenAPI().YAML()
	if err != nil {
		return err
	}
	page, err := s.docsPage()
	if err != nil {
		return err
	}
	for path, d := range map[string]document{
		"/openapi.json": {"application/openapi+json", append(asJSON, '\n')},
		"/openapi.yaml": {"application/openapi+yaml", asYAML},
		docsPath:        {"text/html; charset=utf-8", page},
		errorsPath:      {"text/html; charset=utf-8", docs.ErrorsPage()},
	} {
		s.engine.GET(path, d.serve)
	}
	return nil
}

// document is a page that does not change.
type document struct {
	kind string
	body []byte
}

func (d document) serve(c *gin.Context) {
	c.Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Data(http.StatusOK, d.kind, d.body)
}

// docsPage is the description for people.
func (s *Server) docsPage() ([]byte, error) {
	t, err := template.New("docs.html").Funcs(template.FuncMap{
		"text": prose, "schema": shownSchema,
	}).ParseFS(pages, "docs.html")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, s.shown())
	return out.Bytes(), err
}
