package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quarry/fault"
)

func write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// The environment goes before the file; TOML tables, flat names and YAML say the same.
func TestRead(t *testing.T) {
	for name, text := range map[string]string{
		"flat.toml":   "listen = \"1.2.3.4:5\"\nwebhook_ports = [1, 2]\nmin_free = \"5GiB\"\ninsecure = true\n",
		"tables.toml": "listen = \"1.2.3.4:5\"\ninsecure = true\n[webhook]\nports = [1, 2]\n[min]\nfree = \"5GiB\"\n",
		"flat.yaml":   "listen: 1.2.3.4:5\nwebhook_ports: [1, 2]\nmin_free: 5GiB\ninsecure: true\n",
		"tables.yml":  "listen: 1.2.3.4:5\nwebhook:\n  ports:\n    - 1\n    - 2\nmin_free: 5GiB\ninsecure: true\n",
	} {
		path := write(t, name, text, 0o644)
		s, err := Read(path, []string{"QUARRY_MIN_FREE=7GiB", "QUARRY_CONFIG=" + path, "HOME=/", "QUARRY_PORT_80_TCP=x", "QUARRY_SERVICE_HOST=y", "QUARRY_CALIBRATION=none", "QUARRY_DEVICE_HEALTH=/x"}, Table())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for setting, want := range map[string][2]string{
			"listen": {"1.2.3.4:5", "file " + path}, "webhook_ports": {"1,2", "file " + path}, "insecure": {"true", "file " + path},
			"min_free": {"7GiB", "environment QUARRY_MIN_FREE"},
		} {
			value, origin, ok := s.Lookup(setting)
			if !ok || value != want[0] || origin != want[1] {
				t.Errorf("%s: %s is %q from %q", name, setting, value, origin)
			}
		}
		if _, _, ok := s.Lookup("grace"); ok {
			t.Errorf("%s: grace was not set", name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		file, env  string
		code       fault.Code
		says, hint string
	}{
		"misspelt":     {file: "lisen = \"x\"", code: CodeUnknown, says: `"lisen"`, hint: "listen"},
		"misspelt env": {env: "QUARRY_WEBHOOK_PORT=1", code: CodeUnknown, says: "webhook_port", hint: "QUARRY_WEBHOOK_PORTS"},
		"lower case":   {env: "QUARRY_listen=1", code: CodeUnknown, hint: "QUARRY_LISTEN"},
		"far off":      {file: "zzzzzzzzzzz = 1", code: CodeUnknown, hint: "quarry config"},
		"table":        {file: "[listen]\nx = 1", code: CodeUnknown, says: "listen_x"},
		"malformed":    {file: "listen = ", code: CodeFile},
		"secret":       {file: "key = \"qk_1_2\"", code: CodePermissions, says: "key", hint: "chmod"},
		"huge":         {file: strings.Repeat("#", maxFile+1), code: CodeFile, says: "bytes"},
	} {
		path := ""
		if c.file != "" {
			path = write(t, "c.toml", c.file, 0o644)
		}
		_, err := Read(path, []string{c.env}, Table())
		if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.(*fault.Error).Hint, c.hint) {
			t.Errorf("%s: %v [%s]", name, err, fault.CodeOf(err))
		}
		if err != nil && strings.Contains(err.Error(), "qk_1_2") {
			t.Errorf("%s tells the secret", name)
		}
	}
	if _, err := Read(t.TempDir(), nil, Table()); fault.CodeOf(err) != CodeFile {
		t.Errorf("a directory: %v", err)
	}
	if _, err := Read(write(t, "k.toml", "key = \"qk_1_2\"", 0o600), nil, Table()); err != nil {
		t.Errorf("a private file: %v", err)
	}
}

// Every setting is named once, in small letters, says what it is, and has a
// group; the same name in several commands is the same setting.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Table() {
		if seen[s.Name] || s.Name != strings.ToLower(s.Name) || strings.Contains(s.Name, "-") {
			t.Errorf("%q is no good name", s.Name)
		}
		seen[s.Name] = true
		if s.Group == "" || !strings.HasSuffix(s.Help, ".") || len(s.Commands) == 0 || !slices.IsSorted(s.Commands) {
			t.Errorf("%+v", s)
		}
		if s.Masked("x") == "x" == s.Secret {
			t.Errorf("%s is masked wrongly", s.Name)
		}
	}
	if !seen["key"] || !seen["nats_url"] {
		t.Error("settings are missing")
	}
}

func TestValues(t *testing.T) {
	v := Values(&Serve{HTTP: HTTP{Listen: "a", Hosts: []string{"b", "c"}, MaxUpload: 3 << 30}, Proving: Proving{Grace: 90e9}, Webhooks: Webhooks{WebhookPorts: []int{1, 2}}})
	for name, want := range map[string]string{"listen": "a", "hosts": "b,c", "grace": "1m30s", "max_upload": "3GiB", "insecure": "false", "webhook_ports": "1,2"} {
		if v[name] != want {
			t.Errorf("%s is %q", name, v[name])
		}
	}
	if len(v) != len(Of(Serve{})) {
		t.Error("values are missing")
	}
}

func TestMasked(t *testing.T) {
	url := find(Table(), "nats_url")
	for value, want := range map[string]string{
		"": "", "tls://n1:4222": "tls://n1:4222", "tls://u:p@n1:4222,tls://n2": "tls://u:********@n1:4222,tls://n2",
		"nats://token@n1,nats://a:b:c@n2": "nats://********@n1,nats://a:********@n2",
	} {
		if got := url.Masked(value); got != want {
			t.Errorf("%s is shown as %s", value, got)
		}
	}
}

func TestSize(t *testing.T) {
	for text, want := range map[string]Size{"0": 0, "17": 17, "1.5KiB": 1536, "2k": 2048, "3 GB": 3e9, "1TiB": 1 << 40} {
		if got, err := ParseSize(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "-1", "1XB", "NaN", "9999999TiB", "1e30", "Inf"} {
		if got, err := ParseSize(text); fault.CodeOf(err) != CodeValue {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := Size(rapid.Int64Range(0, 1<<53).Draw(t, "n"))
		if got, err := ParseSize(want.String()); err != nil || got != want {
			t.Fatalf("%s: %d, %v", want, got, err)
		}
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"kitten", "sitting", 3}, {"listen", "lisen", 1}, {"same", "same", 0}} {
		if distance(c.a, c.b) != c.want || distance(c.b, c.a) != c.want {
			t.Errorf("%s and %s: %d", c.a, c.b, distance(c.a, c.b))
		}
	}
}

// No file makes the parsers panic; what is taken has names of the table only.
func FuzzFile(f *testing.F) {
	for _, text := range []string{
		"listen = \"1.2.3.4:5\"\n[webhook]\nports = [1, 2]\n", "listen: x\nwebhook:\n  ports: [1]\n", "a = [[1], {b = 2}]", "- x\n", "? : ", "&a [*a]",
	} {
		f.Add(text, true)
		f.Add(text, false)
	}
	table := Table()
	f.Fuzz(func(t *testing.T, text string, asYAML bool) {
		path := "c.toml"
		if asYAML {
			path = "c.yaml"
		}
		s, err := Read("", nil, table)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.parse(path, []byte(text), 0o600, table); err != nil {
			if !strings.HasPrefix(string(fault.CodeOf(err)), "config/") {
				t.Errorf("%v", err)
			}
			return
		}
		for name := range s.origins {
			if find(table, name) == nil {
				t.Errorf("%q was taken", name)
			}
		}
	})
}
