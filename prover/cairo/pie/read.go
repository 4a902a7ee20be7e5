package pie

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
	"quarry/prover/cairo/vm"
)

// The members of the zip.
const (
	metadataFile  = "metadata.json"
	memoryFile    = "memory.bin"
	additionFile  = "additional_data.json"
	resourcesFile = "execution_resources.json"
	versionFile   = "version.json"
)

const (
	cellBytes   = 40
	offsetBits  = 47
	segmentBits = 16
	smallMember = 10000 // limit of the last two members, as cairo-lang has it
)

// DefaultLimit is how many bytes Read inflates at most if it is not told.
const DefaultLimit = 1 << 30

// Recognise tells by its first bytes whether a file can be a PIE.
func Recognise(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// Read reads a PIE of size bytes and inflates no more than limit bytes of it
// (DefaultLimit if limit is 0). It does not check more than it needs to
// understand the file: see Check.
func Read(r io.ReaderAt, size, limit int64) (*PIE, error) {
	if limit <= 0 {
		limit = DefaultLimit
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fault.Wrap(err, CodeBad, "the file is not a zip file").
			WithHint("a Cairo PIE is what cairo-run --cairo_pie_output writes")
	}
	files, err := members(z)
	if err != nil {
		return nil, err
	}
	p := &PIE{Version: "1.0"}
	steps := []struct {
		name  string
		limit int64
		read  func(*PIE, io.Reader) error
	}{
		{metadataFile, limit, readMetadata},
		{memoryFile, limit, readMemory},
		{additionFile, limit, readAddition},
		{resourcesFile, smallMember, readResources},
		{versionFile, smallMember, readVersion},
	}
	left := limit
	for _, s := range steps {
		f := files[s.name]
		if f == nil {
			continue
		}
		n, err := readMember(p, f, min(s.limit, left), s.read)
		if err != nil {
			return nil, err
		}
		left -= n
	}
	return p, nil
}

// members finds the expected members and no others.
func members(z *zip.Reader) (map[string]*zip.File, error) {
	files := map[string]*zip.File{}
	for _, f := range z.File {
		switch f.Name {
		case metadataFile, memoryFile, additionFile, resourcesFile, versionFile:
		default:
			return nil, fault.New(CodeBad, "the zip has a member %q, which a Cairo PIE has not", clip(f.Name))
		}
		if files[f.Name] != nil {
			return nil, fault.New(CodeBad, "the zip has two members %q", f.Name)
		}
		if f.Method != zip.Deflate {
			return nil, fault.New(CodeBad, "the member is not deflated").At("%s", f.Name)
		}
		files[f.Name] = f
	}
	for _, name := range []string{metadataFile, memoryFile, additionFile, resourcesFile} {
		if files[name] == nil {
			return nil, fault.New(CodeBad, "the zip has no member %s", name).
				WithHint("a Cairo PIE is what cairo-run --cairo_pie_output writes")
		}
	}
	return files, nil
}

// meter counts what is read and fails beyond a limit.
type meter struct {
	r          io.Reader
	n, limit   int64
	overflowed bool
}

var (
	errOverflow  = errors.New("too large")
	errTruncated = errors.New("the compressed data end too early")
)

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.n += int64(n)
	if m.n > m.limit {
		m.overflowed = true
		return 0, errOverflow
	}
	if err == io.ErrUnexpectedEOF { // which means something else to those who read whole cells
		err = errTruncated
	}
	return n, err
}

func readMember(p *PIE, f *zip.File, limit int64, read func(*PIE, io.Reader) error) (int64, error) {
	tooLarge := func() error {
		return fault.New(CodeTooLarge, "the member inflates to more than %d bytes", limit).At("%s", f.Name).
			WithHint("a larger limit may be set where the file can be trusted")
	}
	if f.UncompressedSize64 > uint64(limit) {
		return 0, tooLarge()
	}
	r, err := f.Open()
	if err != nil {
		return 0, fault.Wrap(err, CodeBad, "the member can't be read").At("%s", f.Name)
	}
	defer r.Close()
	m := &meter{r: r, limit: limit}
	err = read(p, m)
	if err == nil {
		_, err = io.Copy(io.Discard, m) // to the end, where the checksum is verified
	}
	if m.overflowed {
		return m.n, tooLarge()
	}
	var ours *fault.Error
	if err != nil && !errors.As(err, &ours) {
		err = fault.Wrap(err, CodeBad, "the member is damaged")
		errors.As(err, &ours)
	}
	if err != nil {
		if ours.Where == "" {
			return m.n, ours.At("%s", f.Name)
		}
		return m.n, ours.At("%s, %s", f.Name, ours.Where)
	}
	return m.n, nil
}

// decode reads one JSON value without unknown fields.
func decode(r io.Reader, v any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	return d.Decode(v)
}

type rawMetadata struct {
	Program *struct {
		Prime    json.Number   `json:"prime"`
		Data     []json.Number `json:"data"`
		Builtins []string      `json:"builtins"`
		Main     *int64        `json:"main"`
	} `json:"program"`
	Code      *Segment         `json:"program_segment"`
	Execution *Segment         `json:"execution_segment"`
	RetFP     *Segment         `json:"ret_fp_segment"`
	RetPC     *Segment         `json:"ret_pc_segment"`
	Builtins  ordered[Segment] `json:"builtin_segments"`
	Extra     []Segment        `json:"extra_segments"`
}

// ordered is a JSON object in the file's order.
type ordered[V any] []entry[V]

type entry[V any] struct {
	key   string
	value V
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *ordered[V]) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	t, err := d.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("not an object")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		e := entry[V]{key: t.(string)} // keys of objects are strings
		if seen[e.key] {
			return errors.New("a key stands twice: " + clip(e.key))
		}
		seen[e.key] = true
		if err := d.Decode(&e.value); err != nil {
			return err
		}
		*o = append(*o, e)
	}
	return nil
}

func readMetadata(p *PIE, r io.Reader) error {
	var raw rawMetadata
	if err := decode(r, &raw); err != nil {
		return err
	}
	if raw.Program == nil || raw.Program.Main == nil || raw.Code == nil || raw.Execution == nil || raw.RetFP == nil || raw.RetPC == nil {
		return fault.New(CodeBad, "the metadata lacks the program, its main, or a segment")
	}
	if raw.Program.Prime.String() != fp.Modulus().String() {
		return fault.New(CodeBad, "the program's prime is %s, not %v", clip(raw.Program.Prime.String()), fp.Modulus()).At("program.prime")
	}
	m := &p.Metadata
	m.Program = Program{Data: make([]fp.Element, len(raw.Program.Data)), Builtins: raw.Program.Builtins, Main: *raw.Program.Main}
	for i, n := range raw.Program.Data {
		if !setDecimal(&m.Program.Data[i], n.String()) {
			return fault.New(CodeBad, "%q is not a number below the prime", clip(n.String())).At("program.data[%d]", i)
		}
	}
	m.Code, m.Execution, m.RetFP, m.RetPC, m.Extra = *raw.Code, *raw.Execution, *raw.RetFP, *raw.RetPC, raw.Extra
	for _, e := range raw.Builtins {
		m.Builtins = append(m.Builtins, NamedSegment{e.key, e.value})
	}
	return nil
}

func setDecimal(e *fp.Element, s string) bool {
	if len(s) == 0 || len(s) > 76 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	n, _ := new(big.Int).SetString(s, 10)
	if n.Cmp(fp.Modulus()) >= 0 {
		return false
	}
	e.SetBigInt(n)
	return true
}

func readMemory(p *PIE, r io.Reader) error {
	buffer := make([]byte, cellBytes<<10)
	for {
		n, err := io.ReadFull(r, buffer)
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !last {
			return err
		}
		if n%cellBytes != 0 {
			return fault.New(CodeBad, "the memory ends within a cell (%d bytes too many)", n%cellBytes)
		}
		for b := buffer[:n]; len(b) > 0; b = b[cellBytes:] {
			c, bad := readCell(b)
			if bad != "" {
				return fault.New(CodeBad, "%s", bad).At("cell %d", len(p.Memory))
			}
			p.Memory = append(p.Memory, c)
		}
		if last {
			return nil
		}
	}
}

// readCell reads address and value of a cell, or says what is wrong.
func readCell(b []byte) (Cell, string) {
	address := binary.LittleEndian.Uint64(b)
	if address>>63 == 0 {
		return Cell{}, "the address is not relocatable"
	}
	c := Cell{Address: unpack(address)}
	var limbs [4]uint64
	for i := range limbs {
		limbs[i] = binary.LittleEndian.Uint64(b[8+8*i:])
	}
	if limbs[3]>>63 == 1 {
		// Bits beyond the packed pointer have no meaning.
		if limbs[0]>>63|limbs[1]|limbs[2]|limbs[3]<<1 != 0 {
			return c, "the value is a malformed pointer"
		}
		c.Value = vm.PointerValue(unpack(limbs[0]))
		return c, ""
	}
	var be [32]byte
	for i := range be {
		be[i] = b[8+31-i]
	}
	var e fp.Element
	if e.SetBytesCanonical(be[:]) != nil {
		return c, "the value is not below the prime"
	}
	c.Value = vm.FeltValue(&e)
	return c, ""
}

func unpack(n uint64) vm.Pointer {
	return vm.Pointer{Segment: int(n >> offsetBits & (1<<segmentBits - 1)), Offset: int64(n & (1<<offsetBits - 1))}
}

func readAddition(p *PIE, r io.Reader) error {
	var raw ordered[json.RawMessage]
	if err := decode(r, &raw); err != nil {
		return err
	}
	for _, e := range raw {
		p.Additional = append(p.Additional, Addition{e.key, e.value})
	}
	return nil
}

func readResources(p *PIE, r io.Reader) error {
	var raw struct {
		Type     string         `json:"type"`
		Steps    *int64         `json:"n_steps"`
		Holes    int64          `json:"n_memory_holes"`
		Builtins ordered[int64] `json:"builtin_instance_counter"`
	}
	if err := decode(r, &raw); err != nil {
		return err
	}
	if raw.Type != "" && raw.Type != "ExecutionResourcesStone" {
		return fault.New(CodeBad, "resources of type %q are not counted in steps", clip(raw.Type))
	}
	if raw.Steps == nil {
		return fault.New(CodeBad, "the number of steps is missing")
	}
	p.Resources = Resources{Steps: *raw.Steps, MemoryHoles: raw.Holes}
	for _, e := range raw.Builtins {
		p.Resources.Builtins = append(p.Resources.Builtins, Counter{e.key, e.value})
	}
	return nil
}

func readVersion(p *PIE, r io.Reader) error {
	var raw map[string]string
	if err := json.NewDecoder(r).Decode(&raw); err != nil {
		return err
	}
	v, ok := raw["cairo_pie"]
	if !ok {
		return fault.New(CodeBad, "the version of the format is missing")
	}
	p.Version = v
	return nil
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:77] + "..."
	}
	return s
}
