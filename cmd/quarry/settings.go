package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"quarry/config"
	"quarry/fault"
)

// configured commands have settings: flags that can be given by environment and
// file, too. They also have the flag --config.
type configured interface {
	// known are the command's settings.
	known() []config.Setting
}

// explained commands want to know where each setting's value comes from.
type explained interface {
	told(origins map[string]string)
}

// settings is kong's source of the flags that are settings: it gives those that
// are not on the command line the value of environment or configuration file.
type settings struct {
	environ []string
	sources *config.Sources
	// resolved are the origins of the values that it gave, by setting.
	resolved map[string]string
}

// Validate implements kong.Resolver: names are checked where they are read.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver.
func (s *settings) Resolve(c *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	node := c.Selected()
	if node == nil {
		return nil, nil
	}
	command, ok := node.Target.Addr().Interface().(configured)
	name := strings.ReplaceAll(flag.Name, "-", "_")
	if !ok || !slices.ContainsFunc(command.known(), func(s config.Setting) bool { return s.Name == name }) {
		return nil, nil
	}
	if s.sources == nil {
		sources, err := config.Read(s.file(configFile(c, node)), s.environ, config.Table())
		if err != nil {
			return nil, err
		}
		s.sources, s.resolved = sources, map[string]string{}
	}
	value, origin, ok := s.sources.Lookup(name)
	if !ok {
		return nil, nil
	}
	s.resolved[name] = origin
	return value, nil
}

// configFile is the value of the command's flag --config.
func configFile(c *kong.Context, node *kong.Node) string {
	for _, f := range node.Flags {
		if f.Name == "config" {
			path, _ := c.FlagValue(f).(string)
			return path
		}
	}
	return ""
}

// file is the path of the configuration file: the flag's, the environment's, or
// that in the user's configuration folder if there is one.
func (s *settings) file(flag string) string {
	if flag != "" {
		return flag
	}
	for _, entry := range s.environ {
		if path, ok := strings.CutPrefix(entry, config.FileVariable+"="); ok && path != "" {
			return path
		}
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	path := filepath.Join(dir, "quarry", "quarry.toml")
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// explain adds to an error of kong's where the value came from, if it was not
// the command line.
func (s *settings) explain(err error) error {
	var f *fault.Error
	if errors.As(err, &f) && strings.HasPrefix(string(f.Code), "config/") && s.sources == nil {
		return f // the sources themselves are wrong
	}
	for _, name := range slices.Sorted(maps.Keys(s.resolved)) {
		if strings.Contains(err.Error(), "--"+strings.ReplaceAll(name, "_", "-")) {
			return fault.New(config.CodeValue, "%v", err).At("%s", s.resolved[name])
		}
	}
	return usageError("%s", cutShort(err.Error()))
}

// cutShort is a message without the most of a value that is a text of its own.
func cutShort(message string) string {
	const most = 1000
	if len(message) <= most {
		return message
	}
	return strings.ToValidUTF8(message[:most], "") + "…"
}

// origins say of each setting of a parsed command line where its value is from.
func (s *settings) origins(c *kong.Context) map[string]string {
	all := map[string]string{}
	for _, setting := range config.Table() {
		all[setting.Name] = "default"
	}
	maps.Copy(all, s.resolved)
	for _, p := range c.Path {
		if p.Flag != nil && !p.Resolved {
			all[strings.ReplaceAll(p.Flag.Name, "-", "_")] = "flag --" + p.Flag.Name
		}
	}
	return all
}
