// Command errordoc writes docs/errors.md: a table of all error codes, from the
// constants of type fault.Code and their comments.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

//go:generate go run . -root ../.. -out ../../docs/errors.md

func main() {
	root := flag.String("root", ".", "the repository")
	out := flag.String("out", "docs/errors.md", "the file to write")
	flag.Parse()
	codes, err := collect(*root)
	if err != nil {
		log.Fatal(err)
	}
	f, err := os.Create(*out)
	if err != nil {
		log.Fatal(err)
	}
	write(f, codes)
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}

// entry is one code and what its comment says.
type entry struct {
	code, meaning string
}

// collect finds the codes of all packages below root, sorted.
func collect(root string) ([]entry, error) {
	var all []entry
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root && d.Name() != ".." || d.Name() == "testdata" || d.Name() == "build"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, codesOf(file)...)
		return nil
	})
	sort.Slice(all, func(i, j int) bool { return all[i].code < all[j].code })
	return all, err
}

// codesOf finds the constants of type fault.Code in a file.
func codesOf(file *ast.File) []entry {
	var found []entry
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			value := spec.(*ast.ValueSpec)
			kind, ok := value.Type.(*ast.SelectorExpr)
			if !ok || kind.Sel.Name != "Code" || len(value.Values) != 1 {
				continue
			}
			literal, ok := value.Values[0].(*ast.BasicLit)
			if !ok {
				continue
			}
			code, err := strconv.Unquote(literal.Value)
			if err != nil {
				continue
			}
			comment := value.Doc
			if comment == nil && len(group.Specs) == 1 {
				comment = group.Doc
			}
			found = append(found, entry{code, meaning(comment.Text(), value.Names[0].Name)})
		}
	}
	return found
}

// meaning is the comment without the constant's name, as one sentence.
func meaning(comment, name string) string {
	text := strings.Join(strings.Fields(comment), " ")
	text = strings.TrimPrefix(text, name)
	return strings.TrimLeft(text, ": ")
}

const preface = `# Errors

<!-- Written by internal/errordoc from the comments of the codes: edit those. -->

Every error that a user can cause has a stable code, and says what is wrong,
where, and where possible what to do:

    quarry prove: error: public_input.json: /n_steps (line 5): n_steps is 1000, which is not a power of two up to 2^40 (run Cairo in proof mode, which pads the run to a power of two) [stone/bad-n-steps]

With ` + "`--json`" + ` the same comes on standard output as
` + "`{\"error\": {\"code\", \"what\", \"where\", \"hint\", \"cause\"}}`" + `. Programs should match
codes, never texts.

## Exit codes

| Code | Meaning |
|---|---|
| 0 | done; for verify: the proof is valid and satisfies the policy |
| 1 | the input or the proof is wrong, or the work failed |
| 2 | the command line or the configuration is wrong (called as cpu_air_prover or cpu_air_verifier: 1, as Stone's) |
| 130 | interrupted (Ctrl-C or SIGTERM); nothing was written |

Stone's prover aborts with 134 where Quarry exits with 1.

## Codes

`

// rooms says whose codes they are.
var rooms = map[string]string{
	"air":        "The run or the statement does not fit the layout, or does not satisfy a constraint",
	"api":        "Requests to the service",
	"atlantic":   "Requests in Atlantic's dialect",
	"auth":       "The file of API keys",
	"bench":      "Benches and their reports",
	"cairo":      "Running Cairo programs",
	"cairo1":     "Cairo 1 executables",
	"pie":        "Cairo PIEs",
	"claim":      "The proof may be valid, but is about an unspecified program",
	"client":     "Speaking to a service",
	"cli":        "The command line",
	"config":     "Settings of the service",
	"kernels":    "Backends and memory",
	"prover":     "Jobs and policies",
	"rpc":        "Requests to the sequencer's JSON-RPC",
	"serve":      "Starting the service",
	"stark":      "Parameters of the protocol; proofs that are wrong",
	"stone":      "Stone's files",
	"settler":    "Bringing blocks to L1",
	"sequencing": "What settler and sequencer need of each other",
	"blob":       "State diffs in blobs",
	"derive":     "The state from L1 alone",
	"webhook":    "Telling of a job's end",
}

func write(w io.Writer, codes []entry) {
	fmt.Fprint(w, preface)
	room := ""
	for _, e := range codes {
		name, _, _ := strings.Cut(e.code, "/")
		if name != room {
			if room != "" {
				fmt.Fprintln(w)
			}
			room = name
			title := rooms[room]
			if title == "" {
				title = room
			}
			fmt.Fprintf(w, "### %s: %s\n\n| Code | Meaning |\n|---|---|\n", room, title)
		}
		fmt.Fprintf(w, "| `%s` | %s |\n", e.code, strings.ReplaceAll(e.meaning, "|", "\\|"))
	}
}
