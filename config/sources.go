package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"

	"quarry/fault"
	"quarry/hw"
)

// Sources are the values of the configuration file, and above them those of the
// environment.
type Sources struct {
	values *koanf.Koanf
	// origins say where each value comes from.
	origins map[string]string
}

// maxFile bounds the configuration file, which is a page or two.
const maxFile = 1 << 20

// delimiter joins the names of a file's tables, so that webhook_ports and
// [webhook] ports are the same.
const delimiter = "_"

// Read reads a configuration file (TOML, or YAML if it is named .yaml or .yml;
// none if path is empty) and the variables of environ that begin with Prefix and
// are not empty. Every name in them must be one of the table's.
func Read(path string, environ []string, table []Setting) (*Sources, error) {
	s := &Sources{values: koanf.New(delimiter), origins: map[string]string{}}
	if path != "" {
		if err := s.readFile(path, table); err != nil {
			return nil, err
		}
	}
	if err := s.readEnv(environ, table); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Sources) readFile(path string, table []Setting) error {
	raw, info, err := readSmall(path)
	if err != nil {
		return fault.Wrap(err, CodeFile, "the configuration file can't be read").At("%s", path)
	}
	return s.parse(path, raw, info.Mode(), table)
}

// parse takes the values of a configuration file.
func (s *Sources) parse(path string, raw []byte, mode fs.FileMode, table []Setting) error {
	var parser koanf.Parser = toml.Parser()
	if ext := strings.ToLower(filepath.Ext(path)); ext == ".yaml" || ext == ".yml" {
		parser = yaml.Parser()
	}
	file := koanf.New(delimiter)
	if err := file.Load(rawbytes.Provider(raw), parser); err != nil {
		return fault.Wrap(err, CodeFile, "the configuration file is malformed").At("%s", path).
			WithHint("it is TOML (or YAML if it is named .yaml): a line is name = value, texts are quoted")
	}
	flat := map[string]any{}
	for name, value := range file.All() {
		setting := find(table, name)
		if setting == nil {
			return unknown(name, table).At("%s", path)
		}
		if setting.Secret && mode.Perm()&0o077 != 0 {
			return fault.New(CodePermissions, "the file has the secret %s, and others than its owner may read it", name).
				At("%s", path).WithHint("chmod 600 %s", path)
		}
		text, err := textOf(value)
		if err != nil {
			return fault.Wrap(err, CodeValue, "%s has no usable value", name).At("%s", path)
		}
		flat[name] = text
		s.origins[name] = "file " + path
	}
	return s.load(flat)
}

// readSmall reads a file that is not larger than maxFile.
func readSmall(path string) ([]byte, fs.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, nil, err
	case !info.Mode().IsRegular():
		return nil, nil, errors.New("it is not a regular file")
	case info.Size() > maxFile:
		return nil, nil, fmt.Errorf("it has %d bytes; at most %d are expected", info.Size(), maxFile)
	}
	raw, err := os.ReadFile(path)
	return raw, info, err
}

// load puts values by full name above those that are there.
func (s *Sources) load(flat map[string]any) error {
	if err := s.values.Load(confmap.Provider(flat, ""), nil); err != nil {
		return fault.Wrap(err, CodeFile, "the configuration can't be put together")
	}
	return nil
}

// foreign reports variables with our prefix that are not ours: Kubernetes sets
// QUARRY_SERVICE_HOST, QUARRY_PORT and the like beside a service named quarry.
func foreign(variable string) bool {
	rest := strings.TrimPrefix(variable, Prefix)
	return strings.HasPrefix(rest, "SERVICE_HOST") || strings.HasPrefix(rest, "SERVICE_PORT") || rest == "PORT" || strings.HasPrefix(rest, "PORT_")
}

func (s *Sources) readEnv(environ []string, table []Setting) error {
	flat := map[string]any{}
	for _, entry := range environ {
		variable, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(variable, Prefix) || foreign(variable) || slices.Contains(beside, variable) || value == "" {
			continue
		}
		name := strings.ToLower(strings.TrimPrefix(variable, Prefix))
		if setting := find(table, name); setting == nil || setting.Env() != variable {
			err := unknown(name, table).At("environment variable %s", variable)
			if near := nearest(name, table); near != nil {
				err.Hint = "did you mean " + near.Env() + "?"
			}
			return err
		}
		flat[name] = value
		s.origins[name] = "environment " + variable
	}
	return s.load(flat)
}

// FileVariable is the environment variable that names the configuration file.
const FileVariable = Prefix + "CONFIG"

// beside are the variables with our prefix that are no settings.
var beside = []string{FileVariable, hw.CalibrationVariable, hw.DeviceHealthVariable}

// Lookup returns a setting's value as text, and where it comes from.
func (s *Sources) Lookup(name string) (value, origin string, ok bool) {
	origin, ok = s.origins[name]
	if !ok {
		return "", "", false
	}
	return s.values.String(name), origin, true
}

// textOf writes a value of a file as it would be written on a command line.
func textOf(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", errors.New("it is empty")
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			text, err := textOf(e)
			if err != nil {
				return "", err
			}
			parts[i] = strings.ReplaceAll(text, ",", `\,`)
		}
		return strings.Join(parts, ","), nil
	case map[string]any:
		return "", errors.New("it is a table")
	}
	return fmt.Sprint(value), nil
}

func find(table []Setting, name string) *Setting {
	i := slices.IndexFunc(table, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &table[i]
}

func unknown(name string, table []Setting) *fault.Error {
	err := fault.New(CodeUnknown, "there is no setting %q", name)
	if near := nearest(name, table); near != nil {
		return err.WithHint("did you mean %s?", near.Name)
	}
	return err.WithHint("quarry config lists all settings")
}

// nearest is the setting whose name is most like a wrong one, if any is.
func nearest(name string, table []Setting) *Setting {
	var best *Setting
	least := len(name)/3 + 2 // more than that is no misspelling
	for i := range table {
		if d := distance(strings.ToLower(name), table[i].Name); d < least {
			best, least = &table[i], d
		}
	}
	return best
}

// distance is Levenshtein's: the insertions, deletions and substitutions that
// make one text the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substituted := diagonal
			if a[i] != b[j] {
				substituted++
			}
			diagonal = row[j+1]
			row[j+1] = min(substituted, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
