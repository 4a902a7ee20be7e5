package config

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// Prefix begins the name of every environment variable.
const Prefix = "QUARRY_"

// Setting is one row of the table.
type Setting struct {
	// Name in the configuration file; the flag is --Name.
	Name string
	// Kind says what its value looks like: text, number, yes or no, …
	Kind string
	// Default as it would be written; empty if there is none.
	Default string
	Help    string
	// Group is the heading under which it is shown.
	Group string
	// Secret values are masked when they are shown.
	Secret bool
	// Address values may hold passwords, which are masked.
	Address bool
	// Commands that have it, sorted.
	Commands []string
}

// Env is the name of the setting's environment variable.
func (s *Setting) Env() string { return Prefix + strings.ToUpper(s.Name) }

// mask stands for what is not shown.
const mask = "********"

// Masked is a value as it may be shown: of a secret, only that it is set.
func (s *Setting) Masked(value string) string {
	switch {
	case value == "":
		return ""
	case s.Secret:
		return mask
	case s.Address:
		return password.ReplaceAllString(value, "${1}"+mask+"@")
	}
	return value
}

// password finds what stands between the scheme and the host of an address,
// behind the user's name if there is one.
var password = regexp.MustCompile(`(://(?:[^/@,:]*:)?)[^/@,]+@`)

// Table has all settings of all commands.
func Table() []Setting {
	all := Of(All{})
	for _, c := range []struct {
		command string
		value   any
	}{{"client", Client{}}, {"node", Node{}}, {"serve", Serve{}}, {"settlement", SettlementClient{}}, {"worker", Worker{}}} {
		for _, s := range Of(c.value) {
			mine := find(all, s.Name)
			mine.Commands = append(mine.Commands, c.command)
		}
	}
	return all
}

// Of lists the settings of a struct of this package, or of a pointer to one.
func Of(v any) []Setting {
	return fieldsOf(reflect.Indirect(reflect.ValueOf(v)).Type(), "")
}

func fieldsOf(t reflect.Type, group string) []Setting {
	var all []Setting
	for i := range t.NumField() {
		f := t.Field(i)
		if g := f.Tag.Get("group"); g != "" {
			group = g
		}
		if f.Anonymous {
			all = append(all, fieldsOf(f.Type, group)...)
			continue
		}
		all = append(all, Setting{
			Name: nameOf(f), Kind: kindOf(f), Default: f.Tag.Get("default"), Help: f.Tag.Get("help"),
			Group: group, Secret: f.Tag.Get("secret") == "yes", Address: f.Tag.Get("secret") == "password",
		})
	}
	return all
}

// nameOf is the file's name of a field, whose tag has the flag's.
func nameOf(f reflect.StructField) string {
	name := f.Tag.Get("name")
	if name == "" {
		panic("config: the setting " + f.Name + " has no name tag") // a mistake in this package, found by its tests
	}
	return strings.ReplaceAll(name, "-", "_")
}

func kindOf(f reflect.StructField) string {
	if e := f.Tag.Get("enum"); e != "" {
		return strings.ReplaceAll(e, ",", ", ")
	}
	switch {
	case f.Type == reflect.TypeFor[time.Duration]():
		return "duration"
	case f.Type == reflect.TypeFor[Size]():
		return "bytes"
	case f.Type.Kind() == reflect.Slice:
		return "list"
	case f.Type.Kind() == reflect.Bool:
		return "true or false"
	case f.Type.Kind() == reflect.String:
		return "text"
	}
	return "number"
}

// Values writes the fields of a filled struct as texts by name.
func Values(v any) map[string]string {
	out := map[string]string{}
	collect(reflect.Indirect(reflect.ValueOf(v)), out)
	return out
}

func collect(v reflect.Value, out map[string]string) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			collect(v.Field(i), out)
			continue
		}
		out[nameOf(f)] = written(v.Field(i))
	}
}

// written is a value as it would be written on a command line.
func written(v reflect.Value) string {
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(v.Interface())
	}
	parts := make([]string, v.Len())
	for i := range parts {
		parts[i] = written(v.Index(i))
	}
	return strings.Join(parts, ",")
}
