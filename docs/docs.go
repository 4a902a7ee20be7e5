// Package docs carries those of the documents that the service shows.
package docs

import (
	"bytes"
	_ "embed"
	"html/template"
	"regexp"
	"strings"
)

//go:embed errors.md
var errorsMarkdown string

// room is a group of codes.
type room struct {
	Name, Title string
	Codes       []code
}

// code is one error code. Its meaning has words in code among others.
type code struct {
	Code    string
	Meaning template.HTML
}

var (
	roomLine = regexp.MustCompile("^### ([a-z0-9]+): (.*)$")
	codeLine = regexp.MustCompile("^\\| `([a-z0-9]+/[a-z0-9-]+)` \\| (.*) \\|$")
	quoted   = regexp.MustCompile("`([^`]*)`")
)

// rooms reads the tables of errors.md.
func rooms() []room {
	var all []room
	for line := range strings.Lines(errorsMarkdown) {
		line = strings.TrimSpace(line)
		if m := roomLine.FindStringSubmatch(line); m != nil {
			all = append(all, room{Name: m[1], Title: m[2]})
		} else if m := codeLine.FindStringSubmatch(line); m != nil && len(all) > 0 {
			last := &all[len(all)-1]
			text := template.HTMLEscapeString(strings.ReplaceAll(m[2], `\|`, "|"))
			last.Codes = append(last.Codes, code{m[1], template.HTML(quoted.ReplaceAllString(text, "<code>$1</code>"))})
		}
	}
	return all
}

var errorsPage = template.Must(template.New("errors").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quarry: errors</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code { font: .9em ui-monospace, monospace }
table { border-collapse: collapse; width: 100% }
td { padding: .3rem .6rem .3rem 0; vertical-align: top; border-top: 1px solid #8884 }
td:first-child { white-space: nowrap }
tr:target { background: #fc04 }
</style>
<h1>Errors</h1>
<p>Every error has a stable code, and says what is wrong, where, and where possible what to do. Programs should match codes, never texts.</p>
{{range .}}<h2 id="{{.Name}}">{{.Title}}</h2>
<table>
{{range .Codes}}<tr id="{{.Code}}"><td><code>{{.Code}}</code></td><td>{{.Meaning}}</td></tr>
{{end}}</table>
{{end}}</html>
`))

// ErrorsPage is errors.md's tables as a page of its own. Each code is an anchor.
func ErrorsPage() []byte {
	var page bytes.Buffer
	if err := errorsPage.Execute(&page, rooms()); err != nil {
		panic(err) // the template and its data are constants
	}
	return page.Bytes()
}
