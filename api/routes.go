package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"quarry/fault"
)

// Tags group the operations in the description.
const (
	tagProofs = "Proofs"
	tagTools  = "Tools"
	tagServer = "Server"
)

// routes registers all operations.
func (s *Server) routes() {
	if s.config.Lineup != nil {
		s.proofRoutes()
		s.eventRoutes()
		s.toolRoutes()
		s.lineupRoutes()
	}
	s.serverRoutes()
	if s.config.Lineup != nil {
		s.describeTypes()
	}
}

// register adds an operation. Requests need the scope, or nothing if it is "".
func register[I, O any](s *Server, op huma.Operation, scope Scope, handler func(context.Context, *I) (*O, error)) {
	op.Security = []map[string][]string{} // nobody is asked for a key
	if scope != "" {
		if s.config.Auth != nil {
			op.Security = []map[string][]string{{"key": {}}}
		}
		op.Description += "\n\nNeeds the scope `" + string(scope) + "`."
		op.Middlewares = append(op.Middlewares, s.guarded(Operation{Name: op.OperationID, Scope: scope}))
	} else {
		op.Middlewares = append(op.Middlewares, s.named(op.OperationID))
	}
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*O, error) {
		c := ginOf(ctx)
		err := emptyParameters(c.Request)
		var out *O
		if err == nil {
			out, err = handler(ctx, in)
		}
		if err != nil {
			return nil, s.noted(c, err)
		}
		return out, nil
	})
	responses := s.operation(op.Method, op.Path).Responses
	if responses["default"] == nil {
		schema := s.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
		responses["default"] = &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
	}
}

// guarded is Guard for huma's operations.
func (s *Server) guarded(op Operation) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(ctx)
		r, err := s.Identify(c.Request, op)
		if err != nil {
			s.Fail(c, err)
			return
		}
		c.Request = r
		next(ctx)
	}
}

// named lets the log know the operation.
func (s *Server) named(id string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		inflightOf(ctx.Context()).op = id
		next(ctx)
	}
}

// answer is a response that a handler writes itself, to the gin context.
func answer(write func(w http.ResponseWriter, r *http.Request) error, s *Server) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		if err := write(c.Writer, c.Request); err != nil {
			s.Fail(c, err)
		}
	}}
}

// operation finds an operation in the description, to complete what huma derives.
func (s *Server) operation(method, path string) *huma.Operation {
	item := s.huma.OpenAPI().Paths[path]
	switch method {
	case http.MethodPost:
		return item.Post
	case http.MethodDelete:
		return item.Delete
	}
	return item.Get
}

// emptyParameters refuses parameters without a value, which huma takes for none.
func emptyParameters(r *http.Request) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	for name, values := range r.URL.Query() {
		if slices.Contains(values, "") {
			return fault.New(CodeInvalid, "the parameter has no value").At("query.%.64s", name)
		}
	}
	return nil
}
