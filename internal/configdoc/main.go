// Command configdoc writes the table of settings into docs/operations.md, from
// the tags of package config.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"

	"quarry/config"
)

func main() {
	out := flag.String("out", "docs/operations.md", "the file with the table")
	flag.Parse()
	raw, err := os.ReadFile(*out)
	if err == nil {
		raw, err = replace(raw)
	}
	if err == nil {
		err = os.WriteFile(*out, raw, 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// The lines between which the table stands.
const (
	begin = "<!-- settings: written by internal/configdoc -->\n"
	end   = "<!-- end of settings -->\n"
)

// replace puts the table where the document has one.
func replace(doc []byte) ([]byte, error) {
	head, rest, ok := bytes.Cut(doc, []byte(begin))
	_, tail, ok2 := bytes.Cut(rest, []byte(end))
	if !ok || !ok2 {
		return nil, errors.New("the document has no place for the table")
	}
	return bytes.Join([][]byte{head, []byte(begin), []byte(table()), []byte(end), tail}, nil), nil
}

// table is all settings in Markdown, by group.
func table() string {
	var b strings.Builder
	group := ""
	for _, s := range config.Table() {
		if s.Group != group {
			group = s.Group
			fmt.Fprintf(&b, "\n### %s\n\n| Name | Default | For | |\n|---|---|---|---|\n", group)
		}
		fallback := "–"
		if s.Default != "" {
			fallback = "`" + s.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Name, fallback, strings.Join(s.Commands, ", "), cell(s.Help))
	}
	return b.String() + "\n"
}

// cell keeps a text in one cell.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text)
}
