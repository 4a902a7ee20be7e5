package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quarry/config"
)

// isolated makes a test blind to the configuration of the user who runs it.
func isolated(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("HOME", dir)
	return dir
}

// A flag goes before the environment, that before the file, that before the
// default; quarry config says which it was.
func TestConfigOrigins(t *testing.T) {
	dir := isolated(t)
	file := filepath.Join(dir, "quarry", "quarry.toml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("listen = \"1.2.3.4:1\"\nmin_free = \"1GiB\"\ngrace = \"1s\"\nkey = \"secret\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("QUARRY_MIN_FREE", "2GiB")
	t.Setenv("QUARRY_GRACE", "2s")
	r := runCommand(t, "quarry", "config", "--json", "--grace=3s")
	var got struct {
		Settings []struct{ Name, Value, Origin string }
	}
	if err := json.Unmarshal([]byte(r.out), &got); err != nil || r.code != exitOK {
		t.Fatalf("%v %+v", err, r)
	}
	want := map[string][2]string{
		"listen": {"1.2.3.4:1", "file " + file}, "min_free": {"2GiB", "environment QUARRY_MIN_FREE"}, "grace": {"3s", "flag --grace"},
		"data": {"quarry-data", "default"}, "key": {"********", "file " + file},
	}
	for _, s := range got.Settings {
		if w, ok := want[s.Name]; ok && (s.Value != w[0] || s.Origin != w[1]) {
			t.Errorf("%+v, want %v", s, w)
		}
		delete(want, s.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	text := runCommand(t, "quarry", "config", "--for=client")
	if text.code != exitOK || !strings.Contains(text.out, "key  ") || strings.Contains(text.out, "grace") || strings.Contains(text.out, "secret") {
		t.Errorf("%+v", text)
	}
}

func TestConfigRefuses(t *testing.T) {
	isolated(t)
	for name, c := range map[string]struct {
		env  [2]string
		args []string
		want string
	}{
		"value":     {env: [2]string{"QUARRY_GRACE", "soon"}, want: "environment QUARRY_GRACE: --grace"},
		"enum":      {env: [2]string{"QUARRY_LOG_LEVEL", "loud"}, want: "environment QUARRY_LOG_LEVEL: --log-level"},
		"name":      {env: [2]string{"QUARRY_GRAZE", "1s"}, want: "did you mean QUARRY_GRACE?"},
		"flag":      {args: []string{"--graze=1s"}, want: "unknown flag --graze"},
		"file":      {args: []string{"--config=/nowhere.toml"}, want: "/nowhere.toml"},
		"flag kind": {args: []string{"--grace=soon"}, want: "[cli/usage]"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.env[0] != "" {
				t.Setenv(c.env[0], c.env[1])
			}
			r := runCommand(t, append([]string{"quarry", "config"}, c.args...)...)
			if r.code != exitUsage || !strings.Contains(r.err, c.want) {
				t.Errorf("%+v", r)
			}
		})
	}
	// Commands without settings don't care.
	t.Setenv("QUARRY_GRAZE", "1s")
	if r := runCommand(t, "quarry", "version"); r.code != exitOK {
		t.Errorf("%+v", r)
	}
}

// What is packaged names settings that there are.
func TestPackaging(t *testing.T) {
	dir := isolated(t)
	raw := readFile(t, "../../packaging/quarry.toml")
	full := filepath.Join(dir, "all.toml")
	// Settings that are commented out, too.
	if err := os.WriteFile(full, regexp.MustCompile(`(?m)^# ([a-z_]+ = )`).ReplaceAll(raw, []byte("$1")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"../../packaging/quarry.toml", full} {
		if r := runCommand(t, "quarry", "config", "--config", file); r.code != exitOK || !strings.Contains(r.out, "/var/lib/quarry") {
			t.Errorf("%s: %+v", file, r)
		}
	}
	variables := regexp.MustCompile(`QUARRY_[A-Z_]+`).FindAllString(string(readFile(t, "../../packaging/Dockerfile")), -1)
	for _, v := range variables {
		if !slices.ContainsFunc(config.Table(), func(s config.Setting) bool { return s.Env() == v }) {
			t.Errorf("the Dockerfile sets %s, which is no setting", v)
		}
	}
	if len(variables) == 0 {
		t.Error("the Dockerfile sets nothing")
	}
}
