package rpc_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// specs are the OpenRPC documents of one version of Starknet's specification: a
// judge of answers for where they are at hand (make rpc-schema-test).
type specs struct {
	files   map[string]any // by file name
	methods map[string]object
	home    map[string]string // the file of a method
}

// specsDir holds a folder for each version, v0_9 and v0_10.
var specsDir = os.Getenv("QUARRY_STARKNET_SPECS")

// loadSpecs reads the documents of a version; nil if there are none.
func loadSpecs(t testing.TB, version string) *specs {
	if specsDir == "" {
		return nil
	}
	s := &specs{files: map[string]any{}, methods: map[string]object{}, home: map[string]string{}}
	for _, name := range []string{"starknet_api_openrpc.json", "starknet_write_api.json", "starknet_trace_api_openrpc.json", "starknet_ws_api.json"} {
		data, err := os.ReadFile(filepath.Join(specsDir, version, name))
		check(t, err)
		var doc object
		check(t, json.Unmarshal(data, &doc))
		s.files[name] = doc
		for _, m := range doc["methods"].([]any) {
			s.methods[m.(object)["name"].(string)] = m.(object)
			s.home[m.(object)["name"].(string)] = name
		}
	}
	return s
}

// result says what is wrong with a method's result.
func (s *specs) result(method string, value any) error {
	m := s.methods[method]
	if m == nil {
		return fmt.Errorf("there is no %s", method)
	}
	return s.check(s.home[method], m["result"].(object)["schema"], value, "result")
}

// notification says what is wrong with what a subscription tells.
func (s *specs) notification(method string, value any) error {
	m := s.methods[method]
	if m == nil {
		return fmt.Errorf("there is no %s", method)
	}
	for _, p := range m["params"].([]any) {
		if p := p.(object); p["name"] == "result" {
			return s.check(s.home[method], p["schema"], value, "params.result")
		}
	}
	return fmt.Errorf("%s has no result", method)
}

// resolve follows a reference.
func (s *specs) resolve(file, ref string) (string, any) {
	path, pointer, _ := strings.Cut(ref, "#/")
	if path != "" {
		file = filepath.Base(path)
	}
	var at any = s.files[file]
	for _, step := range strings.Split(pointer, "/") {
		o, ok := at.(object)
		if !ok || o[step] == nil {
			panic(fmt.Sprintf("%s: %s leads nowhere", file, ref))
		}
		at = o[step]
	}
	return file, at
}

// check says what is wrong with a value, by the parts of JSON schema that the
// specifications use.
func (s *specs) check(file string, schema, value any, where string) error {
	o, ok := schema.(object)
	if !ok {
		return nil
	}
	if ref, ok := o["$ref"].(string); ok {
		f, target := s.resolve(file, ref)
		return s.check(f, target, value, where)
	}
	if inner, ok := o["schema"].(object); ok && o["type"] == nil {
		return s.check(file, inner, value, where) // a habit of theirs
	}
	for _, rule := range []func(string, object, any, string) error{s.kind, s.combined, s.members, s.items, s.text} {
		if err := rule(file, o, value, where); err != nil {
			return err
		}
	}
	return nil
}

func (s *specs) kind(_ string, o object, value any, where string) error {
	kind, ok := o["type"].(string)
	if !ok {
		return nil
	}
	fits := false
	switch kind {
	case "object":
		_, fits = value.(object)
	case "array":
		_, fits = value.([]any)
	case "string":
		_, fits = value.(string)
	case "boolean":
		_, fits = value.(bool)
	case "integer":
		var f float64
		f, fits = value.(float64)
		fits = fits && f == float64(int64(f))
		if least, ok := o["minimum"].(float64); ok && f < least {
			return fmt.Errorf("%s: %v is below %v", where, f, least)
		}
	}
	if !fits {
		return fmt.Errorf("%s: %v is no %s", where, value, kind)
	}
	return nil
}

func (s *specs) combined(file string, o object, value any, where string) error {
	if not, ok := o["not"]; ok && s.check(file, not, value, where) == nil {
		return fmt.Errorf("%s: %v is excluded", where, value)
	}
	if all, ok := o["allOf"].([]any); ok {
		for _, one := range all {
			if err := s.check(file, one, value, where); err != nil {
				return err
			}
		}
	}
	if choice, ok := o["oneOf"].([]any); ok {
		var errs []string
		for _, one := range choice {
			err := s.check(file, one, value, where)
			if err == nil {
				return nil // more than one fits often, by the way they are written
			}
			errs = append(errs, err.Error())
		}
		return fmt.Errorf("%s: none fits: %s", where, strings.Join(errs, " | "))
	}
	return nil
}

func (s *specs) members(file string, o object, value any, where string) error {
	v, ok := value.(object)
	if !ok {
		return nil
	}
	if required, ok := o["required"].([]any); ok {
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				return fmt.Errorf("%s: %v is missing", where, name)
			}
		}
	}
	properties, _ := o["properties"].(object)
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if p, ok := properties[name]; ok {
			if err := s.check(file, p, v[name], where+"."+name); err != nil {
				return err
			}
		} else if o["additionalProperties"] == false {
			return fmt.Errorf("%s: %s is too much", where, name)
		}
	}
	return nil
}

func (s *specs) items(file string, o object, value any, where string) error {
	v, ok := value.([]any)
	if !ok || o["items"] == nil {
		return nil
	}
	for i := range v {
		if err := s.check(file, o["items"], v[i], fmt.Sprintf("%s[%d]", where, i)); err != nil {
			return err
		}
	}
	return nil
}

// patterns are compiled once.
var patterns sync.Map

func (s *specs) text(_ string, o object, value any, where string) error {
	v, ok := value.(string)
	if !ok {
		return nil
	}
	if words, ok := o["enum"].([]any); ok && !slices.Contains(words, any(v)) {
		return fmt.Errorf("%s: %q is none of %v", where, v, words)
	}
	pattern, ok := o["pattern"].(string)
	if !ok {
		return nil
	}
	compiled, ok := patterns.Load(pattern)
	if !ok {
		compiled, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	if !compiled.(*regexp.Regexp).MatchString(v) {
		return fmt.Errorf("%s: %q does not match %s", where, v, pattern)
	}
	return nil
}
