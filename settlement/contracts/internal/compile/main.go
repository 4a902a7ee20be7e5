// Command compile compiles the contracts with solc and writes, for each that is
// listed here, an artefact (ABI and bytecode as JSON) and Go bindings.
//
// solc is the compiler in JavaScript that npm brings (see install-solc.sh).
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

func main() {
	solc := flag.String("solc", "build/solc", "the folder that solc was installed in")
	root := flag.String("root", "settlement/contracts", "the folder of the contracts")
	only := flag.String("only", "", "compile only contracts whose names have this prefix")
	maps := flag.String("maps", "", "a folder for source maps and assembly; empty for none")
	flag.Parse()
	c := compiler{solc: *solc, root: *root, maps: *maps}
	for _, u := range units {
		if !strings.HasPrefix(u.prefix, *only) {
			continue
		}
		if err := c.unit(u); err != nil {
			log.Fatalf("%s: %v", u.dir, err)
		}
	}
}

type compiler struct{ solc, root, maps string }

// standardInput is solc's input in standard JSON.
type standardInput struct {
	Language string            `json:"language"`
	Sources  map[string]source `json:"sources"`
	Settings map[string]any    `json:"settings"`
}

type source struct {
	Content string `json:"content"`
}

// standardOutput is what of solc's output is of interest.
type standardOutput struct {
	Errors []struct {
		Severity, FormattedMessage string
	} `json:"errors"`
	Contracts map[string]map[string]contract `json:"contracts"`
	Sources   map[string]struct {
		ID int `json:"id"`
	} `json:"sources"`
}

type contract struct {
	ABI json.RawMessage `json:"abi"`
	EVM struct {
		Bytecode         code `json:"bytecode"`
		DeployedBytecode code `json:"deployedBytecode"`
	} `json:"evm"`
}

type code struct {
	Object    string `json:"object"`
	SourceMap string `json:"sourceMap"`
}

// maxRuntime is the largest runtime code that Ethereum takes.
const maxRuntime = 24576

func (c *compiler) unit(u unit) error {
	sources, err := c.sources(u)
	if err != nil {
		return err
	}
	out, err := c.run(standardInput{Language: "Solidity", Sources: sources, Settings: u.settings()})
	if err != nil {
		return err
	}
	for _, name := range slices.Concat(u.contracts, u.bare) {
		made, ok := find(out, name)
		if !ok {
			return fmt.Errorf("no contract %s in the sources", name)
		}
		if n := len(made.EVM.DeployedBytecode.Object) / 2; n > maxRuntime {
			return fmt.Errorf("%s has %d bytes of code, more than %d", name, n, maxRuntime)
		}
		if err := c.writeArtifact(u, u.prefix+name, made); err != nil {
			return err
		}
		if err := c.writeMap(u.prefix+name, made, out); err != nil {
			return err
		}
		if slices.Contains(u.bare, name) {
			continue
		}
		if err := c.writeBinding(u.prefix+name, made); err != nil {
			return err
		}
	}
	return nil
}

// sources reads the unit's files. Their names in solc are their paths below the
// folder of the contracts; the files of a variant stand in its parent's folder.
func (c *compiler) sources(u unit) (map[string]source, error) {
	sources := map[string]source{}
	for _, pattern := range u.files {
		files, err := filepath.Glob(filepath.Join(c.root, u.dir, pattern))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("no files %s: %v", pattern, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			sources[filepath.ToSlash(filepath.Join(u.dir, filepath.Base(file)))] = source{string(raw)}
		}
	}
	for _, pattern := range u.imports {
		files, err := filepath.Glob(filepath.Join(c.root, pattern))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("no files %s: %v", pattern, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			sources[filepath.ToSlash(filepath.Join(filepath.Dir(pattern), filepath.Base(file)))] = source{string(raw)}
		}
	}
	return sources, nil
}

// run calls solc. Warnings count as errors.
func (c *compiler) run(in standardInput) (*standardOutput, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(filepath.Join(c.solc, "node_modules", ".bin", "solcjs"), "--standard-json")
	if node := filepath.Join(c.solc, "node", "bin"); isDir(node) {
		cmd.Env = append(os.Environ(), "PATH="+node+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	cmd.Stderr = os.Stderr
	text, err := throughFiles(cmd, raw)
	if err != nil {
		return nil, err
	}
	if i := bytes.IndexByte(text, '{'); i > 0 { // solcjs may greet first
		text = text[i:]
	}
	var out standardOutput
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("solc's answer: %w", err)
	}
	var messages []string
	for _, e := range out.Errors {
		messages = append(messages, e.FormattedMessage)
	}
	if len(messages) > 0 {
		return nil, errors.New("\n" + strings.Join(messages, "\n"))
	}
	return &out, nil
}

// throughFiles runs a command with files as its input and output: on pipes,
// solcjs takes and leaves only what a pipe holds.
func throughFiles(cmd *exec.Cmd, input []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "solc")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, input, 0o600); err != nil {
		return nil, err
	}
	stdin, err := os.Open(in)
	if err != nil {
		return nil, err
	}
	defer stdin.Close()
	stdout, err := os.Create(out)
	if err != nil {
		return nil, err
	}
	defer stdout.Close()
	cmd.Stdin, cmd.Stdout = stdin, stdout
	if err := cmd.Run(); err != nil {
		return nil, err
	}
	return os.ReadFile(out)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func find(out *standardOutput, name string) (contract, bool) {
	for _, file := range out.Contracts {
		if made, ok := file[name]; ok {
			return made, true
		}
	}
	return contract{}, false
}

// artifact is what is checked in of a compiled contract.
type artifact struct {
	Contract string          `json:"contract"`
	ABI      json.RawMessage `json:"abi"`
	Bytecode string          `json:"bytecode"`
}

// writeArtifact writes a contract's artefact.
func (c *compiler) writeArtifact(u unit, name string, made contract) error {
	var compact bytes.Buffer
	if err := json.Compact(&compact, made.ABI); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(artifact{name, compact.Bytes(), "0x" + made.EVM.Bytecode.Object}, "", "\t")
	if err != nil {
		return err
	}
	folder := "artifacts"
	if u.tests != "" {
		folder = u.tests
	}
	return os.WriteFile(filepath.Join(c.root, folder, name+".json"), append(raw, '\n'), 0o644)
}

// writeBinding writes a contract's Go bindings.
func (c *compiler) writeBinding(name string, made contract) error {
	binding, err := abigen.Bind([]string{name}, []string{string(made.ABI)}, []string{made.EVM.Bytecode.Object},
		[]map[string]string{nil}, "bindings", nil, nil)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.root, "bindings", strings.ToLower(name)+".go"), []byte(binding), 0o644)
}

// sourceMap says which place of the sources each instruction comes from.
type sourceMap struct {
	// Map is in solc's compressed form.
	Map string `json:"map"`
	// Files are the sources, by their number in Map.
	Files map[int]string `json:"files"`
}

// writeMap writes a contract's source map, for profiles.
func (c *compiler) writeMap(name string, made contract, out *standardOutput) error {
	if c.maps == "" {
		return nil
	}
	m := sourceMap{Map: made.EVM.DeployedBytecode.SourceMap, Files: map[int]string{}}
	for file, s := range out.Sources {
		m.Files[s.ID] = file
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.maps, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.maps, name+".json"), raw, 0o644)
}
