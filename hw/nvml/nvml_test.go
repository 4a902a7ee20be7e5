//go:build cgo && linux

package nvml

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quarry/fault"
)

// standIn compiles a stand-in for the library.
func standIn(t *testing.T, flags ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "libstandin.so")
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("there is no C compiler any more: ", err)
	}
	args := append([]string{"-shared", "-fPIC", "-o", out, "testdata/standin.c"}, flags...)
	if text, err := exec.Command(cc, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}

// Every figure arrives where it belongs, in its unit, and what is refused is missing.
func TestRead(t *testing.T) {
	l, err := open([]string{"/nowhere/libnvidia-ml.so.1", standIn(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if l.Driver != "580.65.06" {
		t.Errorf("driver %q", l.Driver)
	}
	if _, err := l.Device("GPU-2"); fault.CodeOf(err) != CodeUnavailable || !strings.Contains(err.Error(), "Not Found") {
		t.Errorf("a GPU that is not there: %v", err)
	}
	d, err := l.Device("GPU-1")
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(d.Read())
	const want = `{"joules":5000000001.5,"watts":412.345,"celsius":61,"processor_mhz":1755,"most_processor_mhz":1980,` +
		`"memory_mhz":2619,"bus_generation":5,"bus_width":16,"slowed":["power cap","heat, by software"]}`
	if string(got) != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// An old library does without what it lacks; one that lacks too much or does not
// start is none.
func TestOtherLibraries(t *testing.T) {
	l, err := open([]string{standIn(t, "-DOLD")})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d, err := l.Device("GPU-1")
	if err != nil {
		t.Fatal(err)
	}
	if r := d.Read(); r.Joules != nil || r.Watts == nil || *r.Watts != 412.345 {
		t.Errorf("an old library tells %+v", r)
	}
	for flag, say := range map[string]string{"-DBROKEN": "lacks nvmlSystemGetDriverVersion", "-DREFUSES": "Driver Not Loaded"} {
		if _, err := open([]string{standIn(t, flag), "/nowhere/else.so"}); fault.CodeOf(err) != CodeUnavailable || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: %v", flag, err)
		}
	}
}
