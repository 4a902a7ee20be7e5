package pie

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

// testdata/sample.zip is what cairo-lang 0.14.0.1 writes for sample.cairo:
//
//	cairo-compile sample.cairo --output sample.json
//	cairo-run --program sample.json --layout small --cairo_pie_output sample.zip
func sample(t testing.TB) []byte {
	data, err := os.ReadFile("testdata/sample.zip")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(data []byte, limit int64) (*PIE, error) {
	return Read(bytes.NewReader(data), int64(len(data)), limit)
}

func mustRead(t testing.TB, data []byte) *PIE {
	t.Helper()
	p, err := read(data, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReadSample(t *testing.T) {
	p := mustRead(t, sample(t))
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	if p.Version != "1.1" || p.Resources.Steps != 33 || p.Resources.MemoryHoles != 2 || len(p.Memory) != 85 {
		t.Errorf("version %s, resources %+v, %d cells", p.Version, p.Resources, len(p.Memory))
	}
	out := p.Output()
	if len(out) != 2 || out[1].Value.String() != "42" {
		t.Errorf("output %v", out)
	}
	if got := string(p.Addition("output")); !strings.Contains(got, "gps_fact_topology") {
		t.Errorf("additional data of the output: %s", got)
	}
	var text bytes.Buffer
	if err := p.Describe(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Number of steps: 33", "pedersen_builtin: 1",
		"-1025514936890165471153863463586721648332140962090141185746964417035414175707"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("description lacks %q:\n%s", want, &text)
		}
	}
}

// sorted returns the cells by address.
func sorted(cells []Cell) map[vm.Pointer]vm.Value {
	m := map[vm.Pointer]vm.Value{}
	for _, c := range cells {
		m[c.Address] = c.Value
	}
	return m
}

func TestWriteReads(t *testing.T) {
	p := mustRead(t, sample(t))
	var first, second bytes.Buffer
	if err := p.Write(&first); err != nil {
		t.Fatal(err)
	}
	q := mustRead(t, first.Bytes())
	if !reflect.DeepEqual(sorted(p.Memory), sorted(q.Memory)) {
		t.Error("memory changed")
	}
	p.Memory, q.Memory = nil, q.Memory[:0]
	if q.Memory = nil; !reflect.DeepEqual(p, q) {
		t.Errorf("%+v became %+v", p, q)
	}
	p = mustRead(t, sample(t))
	if err := p.Write(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("writing again gives other bytes (%v)", err)
	}
}

// TestMembersAreCairoLangs compares the JSON members byte by byte.
func TestMembersAreCairoLangs(t *testing.T) {
	var b bytes.Buffer
	if err := mustRead(t, sample(t)).Write(&b); err != nil {
		t.Fatal(err)
	}
	ours, theirs := unzip(t, b.Bytes()), unzip(t, sample(t))
	for name, want := range theirs {
		if name != memoryFile && ours[name] != want {
			t.Errorf("%s: %s, want %s", name, ours[name], want)
		}
	}
	if len(ours) != len(theirs) {
		t.Errorf("%d members, want %d", len(ours), len(theirs))
	}
}

func unzip(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

func rezip(t testing.TB, members map[string]string, method uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range members {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBad changes one thing of the sample each time.
func TestBad(t *testing.T) {
	replace := func(name, old, new string) func(map[string]string) {
		return func(m map[string]string) {
			if !strings.Contains(m[name], old) {
				t.Fatalf("%s has no %q", name, old)
			}
			m[name] = strings.Replace(m[name], old, new, 1)
		}
	}
	cell := func(segment int, offset int64, limbs ...uint64) func(map[string]string) {
		return func(m map[string]string) {
			a, _ := pack(segment, offset)
			b := binary.LittleEndian.AppendUint64(nil, a|1<<63)
			for _, l := range limbs {
				b = binary.LittleEndian.AppendUint64(b, l)
			}
			m[memoryFile] += string(b)
		}
	}
	cases := []struct {
		name   string
		change func(map[string]string)
		code   fault.Code
	}{
		{"no metadata", func(m map[string]string) { delete(m, metadataFile) }, CodeBad},
		{"foreign member", func(m map[string]string) { m["x"] = "" }, CodeBad},
		{"metadata is no JSON", replace(metadataFile, "{", "["), CodeBad},
		{"unknown field", replace(metadataFile, `"ret_fp_segment"`, `"x": 1, "ret_fp_segment"`), CodeBad},
		{"other prime", replace(metadataFile, `{"prime": 3`, `{"prime": 5`), CodeBad},
		{"word is no number", replace(metadataFile, `"data": [`, `"data": [1.5, `), CodeBad},
		{"word too large", replace(metadataFile, `"data": [`, `"data": [`+fp.Modulus().String()+`, `), CodeBad},
		{"program and segment differ", replace(metadataFile, `"data": [`, `"data": [1, `), CodeInvalid},
		{"main outside", replace(metadataFile, `"main": 18`, `"main": 47`), CodeInvalid},
		{"builtin twice", replace(metadataFile, `"builtins": ["output", "pedersen"`, `"builtins": ["pedersen", "pedersen"`), CodeInvalid},
		{"builtin of another name", replace(metadataFile, `"builtins": ["output"`, `"builtins": ["outpuT"`), CodeInvalid},
		{"builtin segment of another name", replace(metadataFile, `"output": {`, `"outpux": {`), CodeInvalid},
		{"builtin segment twice", replace(metadataFile, `"pedersen": {`, `"output": {`), CodeBad},
		{"return segment has cells", replace(metadataFile, `"index": 6, "size": 0`, `"index": 6, "size": 1`), CodeInvalid},
		{"segment out of order", replace(metadataFile, `"index": 6, "size": 0`, `"index": 5, "size": 0`), CodeInvalid},
		{"huge segment", replace(metadataFile, `"index": 1, "size": 30`, `"index": 1, "size": 1073741824`), CodeInvalid},
		{"cell cut", func(m map[string]string) { m[memoryFile] = m[memoryFile][:79] }, CodeBad},
		{"address not relocatable", func(m map[string]string) { m[memoryFile] = strings.Repeat("\x00", 40) + m[memoryFile] }, CodeBad},
		{"value above the prime", cell(1, 28, ^uint64(0), 0, 0, 1<<62), CodeBad},
		{"malformed pointer", cell(1, 28, 0, 1, 0, 1<<63), CodeBad},
		{"cell outside", cell(1, 30, 1, 0, 0, 0), CodeInvalid},
		{"segment outside", cell(8, 0, 1, 0, 0, 0), CodeInvalid},
		{"cell twice", cell(1, 0, 1, 0, 0, 0), CodeInvalid},
		{"pointer to nowhere", cell(7, 2, 9<<offsetBits, 0, 0, 1<<63), CodeInvalid},
		{"another program", func(m map[string]string) {
			m[memoryFile] = m[memoryFile][:9] + "\x00" + m[memoryFile][10:]
		}, CodeInvalid},
		{"no steps", replace(resourcesFile, `, "n_steps": 33`, ``), CodeBad},
		{"zero steps", replace(resourcesFile, `"n_steps": 33`, `"n_steps": 0`), CodeInvalid},
		{"negative holes", replace(resourcesFile, `"n_memory_holes": 2`, `"n_memory_holes": -2`), CodeInvalid},
		{"resources of another prover", replace(resourcesFile, `{"b`, `{"type": "ExecutionResourcesStwo", "b`), CodeBad},
		{"counter of no builtin", replace(resourcesFile, `"output_builtin"`, `"bitwise_builtin"`), CodeInvalid},
		{"long resources", func(m map[string]string) { m[resourcesFile] += strings.Repeat(" ", smallMember) }, CodeTooLarge},
		{"other version", replace(versionFile, `1.1`, `2.0`), CodeInvalid},
		{"no version in version", replace(versionFile, `cairo_pie`, `pie`), CodeBad},
		{"additional data no object", replace(additionFile, `{`, `1`), CodeBad},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := unzip(t, sample(t))
			c.change(m)
			p, err := read(rezip(t, m, zip.Deflate), 0)
			if err == nil {
				err = p.Check()
			}
			if got := fault.CodeOf(err); got != c.code {
				t.Errorf("code %q (%v), want %q", got, err, c.code)
			}
		})
	}
	if _, err := read(rezip(t, unzip(t, sample(t)), zip.Store), 0); fault.CodeOf(err) != CodeBad {
		t.Errorf("members that are not deflated: %v", err)
	}
	if _, err := read([]byte("PK\x03\x04 and nothing more"), 0); fault.CodeOf(err) != CodeBad {
		t.Errorf("no zip: %v", err)
	}
	m := unzip(t, sample(t))
	delete(m, versionFile)
	if p, err := read(rezip(t, m, zip.Deflate), 0); err != nil || p.Version != "1.0" {
		t.Errorf("without a version: %v", err)
	}
}

// Compressed data that break off, wherever they do, are an error.
func TestTruncatedMember(t *testing.T) {
	z, err := zip.NewReader(bytes.NewReader(sample(t)), int64(len(sample(t))))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range z.File {
		for _, keep := range []float64{0, 0.3, 0.9, 0.999} {
			var b bytes.Buffer
			w := zip.NewWriter(&b)
			for i, f := range z.File {
				raw, err := f.OpenRaw()
				if err != nil {
					t.Fatal(err)
				}
				header := f.FileHeader
				if i == cut {
					header.CompressedSize64 = uint64(keep * float64(f.CompressedSize64))
				}
				to, err := w.CreateRaw(&header)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.CopyN(to, raw, int64(header.CompressedSize64)); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := read(b.Bytes(), 0); fault.CodeOf(err) != CodeBad {
				t.Errorf("%.3f of %s: %v", keep, z.File[cut].Name, err)
			}
		}
	}
}

// TestBomb reads a member that inflates a thousandfold, and one whose header
// says that it does not.
func TestBomb(t *testing.T) {
	m := unzip(t, sample(t))
	m[memoryFile] = strings.Repeat("\x00", 1<<24)
	data := rezip(t, m, zip.Deflate)
	if _, err := read(data, 1<<20); fault.CodeOf(err) != CodeTooLarge {
		t.Errorf("honest bomb: %v", err)
	}
	// The size stands in the central directory and in the data descriptor.
	size := binary.LittleEndian.AppendUint32(nil, 1<<24)
	data = bytes.ReplaceAll(data, size, []byte{1, 0, 0, 0})
	if _, err := read(data, 1<<20); err == nil {
		t.Error("the lying bomb was read")
	}
}

func TestWriteOutOfRange(t *testing.T) {
	for _, c := range []Cell{
		{vm.Pointer{Segment: 1 << 16}, vm.IntValue(1)},
		{vm.Pointer{Segment: -1}, vm.IntValue(1)},
		{vm.Pointer{}, vm.PointerValue(vm.Pointer{Offset: -1})},
		{vm.Pointer{}, vm.PointerValue(vm.Pointer{Offset: 1 << 47})},
	} {
		p := &PIE{Memory: []Cell{c}, Version: Version}
		if err := p.Write(io.Discard); fault.CodeOf(err) != CodeRange {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestASCII(t *testing.T) {
	if got := string(ascii([]byte(`"aé𝄞"`))); got != `"a\u00e9\ud834\udd1e"` {
		t.Error(got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample(f))
	m := unzip(f, sample(f))
	f.Add(rezip(f, map[string]string{metadataFile: m[metadataFile]}, zip.Deflate))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := read(data, 1<<20)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("error without a code: %v", err)
			}
			return
		}
		p.Output()
		if err := p.Check(); err != nil {
			return
		}
		var b bytes.Buffer
		if err := p.Write(&b); err != nil && fault.CodeOf(err) != CodeRange {
			t.Fatal(err)
		}
	})
}

// FuzzMembers puts arbitrary members into a zip, which the fuzzer would hardly
// find.
func FuzzMembers(f *testing.F) {
	m := unzip(f, sample(f))
	f.Add([]byte(m[metadataFile]), []byte(m[memoryFile]), []byte(m[additionFile]), []byte(m[resourcesFile]), []byte(m[versionFile]))
	f.Fuzz(func(t *testing.T, metadata, memory, additional, resources, version []byte) {
		data := rezip(t, map[string]string{metadataFile: string(metadata), memoryFile: string(memory),
			additionFile: string(additional), resourcesFile: string(resources), versionFile: string(version)}, zip.Deflate)
		p, err := read(data, 1<<20)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("error without a code: %v", err)
			}
			return
		}
		p.Output()
		if p.Check() != nil {
			return
		}
		var b bytes.Buffer
		if err := p.Write(&b); err != nil {
			t.Fatal(err)
		}
		q := mustRead(t, b.Bytes())
		if err := q.Check(); err != nil || !reflect.DeepEqual(sorted(p.Memory), sorted(q.Memory)) {
			t.Fatalf("written and read again: %v", err)
		}
	})
}

func TestMerge(t *testing.T) {
	p := mustRead(t, sample(t))
	p.Metadata.Extra = append(p.Metadata.Extra, Segment{8, 3})
	p.Memory = append(p.Memory,
		Cell{vm.Pointer{Segment: 8, Offset: 1}, vm.PointerValue(vm.Pointer{Segment: 8, Offset: 2})},
		Cell{vm.Pointer{Segment: 8, Offset: 2}, vm.PointerValue(vm.Pointer{Segment: 1, Offset: 2})})
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	size := p.Metadata.Extra[0].Size
	q := p.Merge()
	if err := q.Check(); err != nil {
		t.Fatal(err)
	}
	if len(q.Metadata.Extra) != 1 || q.Metadata.Extra[0] != (Segment{7, size + 3}) {
		t.Errorf("extra segments %v", q.Metadata.Extra)
	}
	m := sorted(q.Memory)
	for offset, want := range map[int64]vm.Pointer{1: {Segment: 7, Offset: size + 2}, 2: {Segment: 1, Offset: 2}} {
		if got := m[vm.Pointer{Segment: 7, Offset: size + offset}]; !got.Same(vm.PointerValue(want)) {
			t.Errorf("cell %d is %v, want %v", offset, got, want)
		}
	}
	if len(p.Metadata.Extra) != 2 {
		t.Error("the PIE itself changed")
	}
	p.Metadata.Extra = nil
	if p.Merge() != p {
		t.Error("a PIE without extra segments was copied")
	}
}
