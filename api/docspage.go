package api

import (
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// shownAPI is the description as the page shows it.
type shownAPI struct {
	Title, About string
	Tags         []shownTag
	Types        []shownType
}

type shownTag struct {
	Name, About string
	Operations  []shownOperation
}

type shownOperation struct {
	ID, Method, Path, Summary, About string
	Parameters                       []*huma.Param
	Bodies                           []shownBody
	Responses                        []shownResponse
}

type shownBody struct {
	Type    string
	Schema  *huma.Schema
	Members []shownMember
}

type shownResponse struct {
	Status, About string
	Bodies        []shownBody
}

type shownType struct {
	Name    string
	Members []shownMember
}

type shownMember struct {
	Name     string
	Required bool
	Schema   *huma.Schema
}

// shown arranges the description for the page.
func (s *Server) shown() *shownAPI {
	o := s.huma.OpenAPI()
	page := &shownAPI{Title: o.Info.Title, About: o.Info.Description}
	for _, tag := range o.Tags {
		t := shownTag{Name: tag.Name, About: tag.Description}
		for _, path := range slices.Sorted(maps.Keys(o.Paths)) {
			item := o.Paths[path]
			for _, op := range []*huma.Operation{item.Get, item.Post, item.Delete} {
				if op != nil && slices.Contains(op.Tags, tag.Name) {
					t.Operations = append(t.Operations, shownOperationOf(op))
				}
			}
		}
		page.Tags = append(page.Tags, t)
	}
	types := o.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(types)) {
		page.Types = append(page.Types, shownType{name, members(types[name])})
	}
	return page
}

func shownOperationOf(op *huma.Operation) shownOperation {
	shown := shownOperation{
		ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, About: op.Description, Parameters: op.Parameters,
	}
	if op.RequestBody != nil {
		shown.Bodies = bodies(op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		r := op.Responses[status]
		shown.Responses = append(shown.Responses, shownResponse{status, r.Description, bodies(r.Content)})
	}
	return shown
}

func bodies(content map[string]*huma.MediaType) []shownBody {
	var list []shownBody
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		list = append(list, shownBody{kind, content[kind].Schema, members(content[kind].Schema)})
	}
	return list
}

// members lists an object's members.
func members(s *huma.Schema) []shownMember {
	var list []shownMember
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		list = append(list, shownMember{name, slices.Contains(s.Required, name), s.Properties[name]})
	}
	return list
}

// shownSchema says in a few words what a value is.
func shownSchema(s *huma.Schema) template.HTML {
	esc := template.HTMLEscapeString
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		return template.HTML(fmt.Sprintf(`<a href="#type-%s">%s</a>`, esc(name), esc(name)))
	case s.Type == huma.TypeArray:
		return "list of " + shownSchema(s.Items)
	case len(s.Enum) > 0:
		var list []string
		for _, v := range s.Enum {
			list = append(list, fmt.Sprintf("<code>%s</code>", esc(fmt.Sprint(v))))
		}
		return template.HTML(strings.Join(list, ", "))
	}
	if values, ok := s.AdditionalProperties.(*huma.Schema); ok {
		return "object of " + shownSchema(values)
	}
	text := s.Type
	if s.Format != "" {
		text = s.Format
	}
	if s.Minimum != nil && s.Maximum != nil {
		text += fmt.Sprintf(" from %g to %g", *s.Minimum, *s.Maximum)
	}
	return template.HTML(esc(text))
}

var (
	inCode = regexp.MustCompile("`([^`]*)`")
	inBold = regexp.MustCompile(`\*\*([^*]*)\*\*`)
	inLink = regexp.MustCompile(`\[([^\]]*)\]\((/[^)]*)\)`)
)

// prose turns the little Markdown of descriptions into HTML.
func prose(text string) template.HTML {
	var out strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph == "" {
			continue
		}
		p := template.HTMLEscapeString(paragraph)
		p = inCode.ReplaceAllString(p, "<code>$1</code>")
		p = inBold.ReplaceAllString(p, "<strong>$1</strong>")
		p = inLink.ReplaceAllString(p, `<a href="$2">$1</a>`)
		fmt.Fprintf(&out, "<p>%s</p>\n", p)
	}
	return template.HTML(out.String())
}
